//! The words mail programs put around answers and forwards, by language.
//!
//! The tables keep rows of words, for one word a line would hide what belongs together.
//!
//! Languages: en de fr es it nl pt pl ru uk sv da nb fi cs sk hu ro hr tr ja zh ko. Everything is in lower case.

/// Lower case for comparing with the tables: the dot that a Turkish `İ` leaves behind goes.
pub(crate) fn lower(text: &str) -> String {
    let mut lower = text.to_lowercase();
    lower.retain(|letter| letter != '\u{307}');
    lower
}

/// What a line of a quoted header block stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    From,
    Date,
    To,
    Cc,
    Subject,
    Other,
}

#[rustfmt::skip]
const FROM: &[&str] = &[
    "from", "von", "de", "da", "van", "od", "от", "від", "från", "fra", "lähettäjä", "feladó", "kimden", "gönderen",
    "expéditeur", "émetteur", "mittente", "afzender", "nadawca", "отправитель", "відправник", "avsändare", "afsender",
    "avsender", "odesílatel", "odosielateľ", "expeditor", "de la", "pošiljatelj", "šalje", "remitente", "remetente",
    "absender", "差出人", "送信者", "发件人", "發件人", "寄件者", "寄件人", "보낸 사람", "보낸사람", "发件者", "发送人", "feladója", "küldő",
];
#[rustfmt::skip]
const DATE: &[&str] = &[
    "date", "sent", "datum", "gesendet", "gesendet am", "envoyé", "envoyé le", "fecha", "enviado", "enviado el",
    "enviado em", "enviada em", "enviada", "enviada el", "data", "data di invio", "data de envio", "fecha de envío",
    "date d'envoi", "sendt den", "dato sendt", "gönderim tarihi", "verzenddatum", "päivä", "elküldés dátuma",
    "čas odeslání", "inviato", "data invio", "verzonden", "verzonden op", "wysłano", "data wysłania", "дата",
    "отправлено", "надіслано", "skickat", "skickat den", "sendt", "dato", "päivämäärä", "päiväys", "lähetetty", "pvm",
    "odesláno", "poslané", "odoslané", "dátum", "elküldve", "küldve", "trimis", "dată", "poslano", "gönderildi",
    "tarih", "gönderme tarihi", "日付", "日時", "送信日時", "送信日", "日期", "发送时间", "發送時間", "发送日期", "寄件日期", "傳送日期", "时间", "時間",
    "날짜", "보낸 날짜", "보낸날짜", "전송", "sent on", "date sent", "gönderilen",
];
#[rustfmt::skip]
const TO: &[&str] = &[
    "to", "an", "à", "a", "para", "per", "aan", "do", "кому", "до", "till", "til", "vastaanottaja", "komu", "címzett",
    "pre", "către", "catre", "za", "prima", "kime", "alıcı", "宛先", "收件人", "收件者", "받는 사람", "받는사람", "destinataire",
    "destinataires", "destinatario", "destinatari", "destinatarios", "destinatário", "empfänger", "adresat",
    "mottagare", "pro", "in", "receveur", "수신", "naar",
];
#[rustfmt::skip]
const CC: &[&str] = &[
    "cc", "bcc", "kopie", "kopia", "copie", "copie à", "copia", "копия", "копія", "kopi", "kopio", "másolat",
    "másolatot kap", "kópia", "kopija", "bilgi", "抄送", "副本", "참조", "dw", "ud", "k", "кк", "cci", "vk", "dk", "ccn",
    "kopie an",
];
#[rustfmt::skip]
const SUBJECT: &[&str] = &[
    "subject", "betreff", "objet", "asunto", "oggetto", "onderwerp", "assunto", "temat", "тема", "ämne", "emne",
    "aihe", "předmět", "predmet", "tárgy", "subiect", "konu", "件名", "主题", "主題", "主旨", "제목", "sujet", "re",
];
#[rustfmt::skip]
const OTHER: &[&str] = &[
    "reply-to", "reply to", "antwort an", "répondre à", "responder a", "rispondi a", "antwoord aan", "responder para",
    "odpowiedz do", "ответить", "svara till", "svar til", "odpověď na", "importance", "priority", "priorität",
    "attachments", "anlagen", "anhänge", "pièces jointes", "datos adjuntos", "allegati", "bijlagen", "anexos",
    "załączniki", "вложения", "bilagor", "vedhæftede filer", "vedlegg", "liitteet", "přílohy", "mellékletek", "ekler",
    "添付ファイル", "附件", "첨부 파일", "wichtigkeit", "organization", "organisation", "message-id", "return-path",
    "delivered-to", "sender", "to cc", "mailing list", "yanıtla", "返信先",
];

/// The meaning of a header label.
pub(crate) fn label(word: &str) -> Option<Label> {
    let tables = [
        (SUBJECT, Label::Subject),
        (FROM, Label::From),
        (DATE, Label::Date),
        (TO, Label::To),
        (CC, Label::Cc),
        (OTHER, Label::Other),
    ];
    tables.iter().find(|(words, _)| words.contains(&word)).map(|(_, label)| *label)
}

/// The labels of the sender, for text where a whole header block stands in one line.
pub(crate) fn sender_labels() -> &'static [&'static str] {
    FROM
}

#[rustfmt::skip]
const WROTE: &[&str] = &[
    "wrote", "writes", "schrieb", "schreibt", "geschrieben", "a écrit", "écrit", "escribió", "escribio", "ha escrito",
    "ha scritto", "scrive", "scritto", "schreef", "geschreven", "escreveu", "napisał", "napisała", "napisał(a)",
    "napisał/a", "napisali", "pisze", "написал", "написала", "написа", "написал(а)", "написав", "написав(-ла)",
    "пишет", "пише", "писал", "писал(а)", "skrev", "skriver", "kirjoitti", "napsal", "napsala", "napsal(a)",
    "napsal/a", "píše", "napísal", "napísala", "napísal(a)", "napísal/a", "írta", "ezt írta", "a scris", "scris",
    "je napisao", "je napisala", "je napisao/la", "napisao", "yazdı", "şunları yazdı", "şunu yazdı", "yazmış", "のメール",
    "さんは書きました", "さんのメッセージ", "写道", "寫道", "写到", "作成", "작성", "님이 작성", "님이 씀", "씀", "글",
];

/// Whether a lower-case line says that somebody wrote something: a whole word, or an ending in languages without spaces.
pub(crate) fn says_wrote(lower: &str) -> bool {
    WROTE.iter().any(|verb| has_word(lower, verb))
}

/// Whether the line ends with such a word.
pub(crate) fn ends_with_wrote(lower: &str) -> bool {
    WROTE
        .iter()
        .any(|verb| lower.strip_suffix(verb).is_some_and(|before| !is_spaced(verb) || !before.ends_with(char::is_alphanumeric)))
}

fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + word.len()..).unwrap_or_default();
        !is_spaced(word) || !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
    })
}

/// Chinese, Japanese and Korean words are not set off by spaces.
fn is_spaced(word: &str) -> bool {
    word.chars().all(|letter| u32::from(letter) < 0x2E80)
}

#[rustfmt::skip]
const STARTERS: &[&str] = &[
    "on", "am", "le", "el", "il", "op", "em", "w dniu", "dnia", "dne", "dňa", "den", "på", "в", "во", "у", "vào",
    "în data", "pe", "data", "a", "il giorno", "il dia", "em qua", "no dia", "u", "在", "于", "於", "at", "from", "de",
    "quoting", "zitat von", "citando", "ti", "ke", "to", "la", "su", "ma", "päivänä", "mon", "tue", "wed", "thu",
    "fri", "sat", "sun", "пн", "вт", "ср", "чт", "пт", "сб", "вс", "нд", "út", "st", "čt", "pá", "so", "ne", "po",
    "pon", "wt", "śr", "czw", "pt", "sob", "niedz", "man", "tir", "ons", "tor", "fre", "lør", "søn", "mån", "tis",
    "lör", "sön", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье",
];

/// Whether a line begins like "On Monday ..".
pub(crate) fn starts_attribution(lower: &str) -> bool {
    STARTERS
        .iter()
        .any(|word| lower.strip_prefix(word).is_some_and(|rest| !is_spaced(word) || rest.starts_with([' ', ',', '.', '\u{a0}'])))
}

#[rustfmt::skip]
const FORWARDED: &[&str] = &[
    "forwarded message", "forwarded mail", "begin forwarded message", "weitergeleitete nachricht",
    "weitergeleitete mail", "anfang der weitergeleiteten", "weitergeleitet", "message transféré", "message transmis",
    "message réexpédié", "mensaje reenviado", "messaggio inoltrato", "doorgestuurd bericht", "mensagem encaminhada",
    "mensagem reencaminhada", "mensagem original encaminhada", "przekazana wiadomość", "wiadomość przekazana",
    "przekazywanej wiadomości", "przekazywana wiadomość", "пересылаемое сообщение", "перенаправленное сообщение",
    "пересланное сообщение", "переадресованного сообщения", "пересланное письмо", "пересылаемого сообщения",
    "переслане повідомлення", "листа, що пересилається", "пересланого листа", "пересилається",
    "vidarebefordrat meddelande", "vidarebefordrat mejl", "vidarebefordrat mail", "videresendt besked",
    "videresendt meddelelse", "videresendt melding", "videresendt e-post", "videresendt", "välitetty viesti",
    "edelleenlähetetty viesti", "přeposlaná zpráva", "přeposílané zprávy", "přeposlaná", "předaná zpráva",
    "preposlaná správa", "preposlanej správy", "preposielaná správa", "továbbított üzenet", "továbbított levél",
    "továbbított", "mesaj redirecționat", "mesajului redirecționat", "mesajul redirecționat", "proslijeđena poruka",
    "proslijeđenu poruku", "yönlendirilmiş ileti", "yönlendirilen ileti", "iletilen mesaj", "iletilmiş mesaj",
    "iletilen ileti", "ileti başlangıcı", "転送されたメッセージ", "転送メッセージ", "转发的邮件", "转发邮件", "轉寄的郵件", "轉寄郵件", "轉寄的訊息", "转发的消息",
    "전달된 메시지", "전달된 메일", "전달한 메시지", "원본 전달",
];
#[rustfmt::skip]
const ORIGINAL: &[&str] = &[
    "original message", "original appointment", "original mail", "ursprüngliche nachricht", "originalnachricht",
    "original-nachricht", "ursprüngliche mail", "originale nachricht", "message d'origine", "message d’origine",
    "message original", "courriel original", "mensaje original", "messaggio originale", "oorspronkelijk bericht",
    "oorspronkelijke bericht", "origineel bericht", "mensagem original", "oryginalna wiadomość",
    "wiadomość oryginalna", "исходное сообщение", "оригинальное сообщение", "первоначальное сообщение",
    "вихідне повідомлення", "оригінальне повідомлення", "ursprungligt meddelande", "originalmeddelande",
    "ursprungligt mail", "oprindelig meddelelse", "oprindelig besked", "original meddelelse", "opprinnelig melding",
    "original melding", "alkuperäinen viesti", "původní zpráva", "původní e-mail", "pôvodná správa",
    "originálna správa", "eredeti üzenet", "eredeti levél", "mesaj original", "mesajul original", "izvorna poruka",
    "originalna poruka", "özgün ileti", "orijinal ileti", "orijinal mesaj", "元のメッセージ", "原始邮件", "原始郵件", "原邮件", "原始訊息",
    "邮件原件", "원본 메시지", "원본 메일", "원본메시지", "原始信息", "reply message", "antwort-nachricht", "回复的原邮件", "回复的邮件", "回覆的原郵件",
];

/// Whether a lower-case line announces a forwarded mail.
pub(crate) fn says_forwarded(lower: &str) -> bool {
    FORWARDED.iter().any(|phrase| lower.contains(phrase))
}

/// Whether a lower-case line announces the mail that is answered.
pub(crate) fn says_original(lower: &str) -> bool {
    ORIGINAL.iter().any(|phrase| lower.contains(phrase))
}

/// Without `vs`: it begins forwards in Danish and Norwegian, but answers in Finnish.
#[rustfmt::skip]
const FORWARD_PREFIXES: &[&str] = &[
    "fwd", "fw", "wg", "weitergeleitet", "tr", "rv", "reenv", "i", "inoltro", "enc", "pd", "vb", "doorst", "vl", "fs",
    "továbbítás", "tov", "předáno", "přeposláno", "ilt", "转发", "轉寄", "转寄", "転送", "전달", "пересл", "переслать",
    "пересылка", "videresendt",
];

/// Whether a subject starts as mail programs begin the subject of a forward.
pub(crate) fn is_forward_subject(subject: &str) -> bool {
    let mut lower = lower(subject.trim_start());
    // Mailing lists put their name in front.
    while let Some((_, rest)) = lower.strip_prefix('[').and_then(|tagged| tagged.split_once(']')) {
        lower = rest.trim_start().to_owned();
    }
    let Some((prefix, _)) = lower.split_once([':', '：']) else { return false };
    FORWARD_PREFIXES.contains(&prefix.trim())
}

/// Whether a subject starts like an answer, "Re:" or "AW:" or any other short word: there are too many to list.
pub(crate) fn is_answer_subject(subject: &str) -> bool {
    let prefix = subject.trim_start().split_once([':', '：']).map(|(prefix, _)| prefix.trim_end());
    prefix.is_some_and(|prefix| (1..=6).contains(&prefix.chars().count()) && !prefix.contains(' '))
}

#[rustfmt::skip]
const DEVICE_STARTS: &[&str] = &[
    "sent from my", "sent from mail for", "sent from outlook", "sent from yahoo", "sent from samsung",
    "sent from proton", "sent with proton", "sent via", "get outlook for", "von meinem", "gesendet von",
    "gesendet mit", "diese nachricht wurde von", "holen sie sich outlook", "envoyé de mon", "envoyé depuis",
    "envoyé à partir", "télécharger outlook", "obtenir outlook", "obtenez outlook", "enviado desde",
    "obtener outlook", "enviado do meu", "enviado a partir", "enviado de meu", "obter o outlook", "obtenha o outlook",
    "inviato da", "scarica outlook", "ottieni outlook", "verzonden vanaf", "verstuurd vanaf", "verzonden met",
    "outlook voor", "wysłane z", "wysłano z", "pobierz outlook", "отправлено с", "отправлено из", "надіслано з",
    "skickat från", "sendt fra", "lähetetty", "odesláno z", "odoslané z", "elküldve", "küldve", "trimis de pe",
    "poslano s", "发自我的", "從我的", "从我的", "傳送自", "나의 iphone",
];
const DEVICE_ENDS: &[&str] = &["gönderildi", "から送信", "에서 보냄", "에서 보냈습니다"];

/// Whether a lower-case line is the advertisement of a mail program.
pub(crate) fn is_device_line(lower: &str) -> bool {
    let line = lower.trim_matches(|letter: char| !letter.is_alphanumeric());
    lower.len() < 160
        && (DEVICE_STARTS.iter().any(|phrase| line.starts_with(phrase))
            || DEVICE_ENDS.iter().any(|phrase| line.ends_with(phrase)))
}

#[rustfmt::skip]
const BOUNCE_SUBJECTS: &[&str] = &[
    "undeliver", "non-deliver", "non deliver", "not delivered", "delivery status", "delivery failure",
    "delivery failed", "delivery fail", "delivery has failed", "delivery notification", "delivery problem",
    "delivery error", "delivery report", "delivery delayed", "delayed mail", "mail delivery", "failure notice",
    "failed mail", "returned mail", "mail failure", "message delayed", "delivery incomplete", "returned to sender",
    "message status - undeliverable", "could not be delivered", "couldn't be delivered", "nondeliverable",
    "mail could not", "undelivered", "mail system error", "delivery warning", "warning: message",
    "warning: could not send", "unzustellbar", "nicht zugestellt", "zustellung", "zustellungsfehler", "non remis",
    "échec de la remise", "non délivré", "échec de remise", "retour à l'expéditeur", "no se puede entregar",
    "no se pudo entregar", "no entregado", "error de entrega", "devuelto", "non recapitabile", "mancato recapito",
    "mancata consegna", "onbestelbaar", "niet bezorgd", "não entregue", "não é possível entregar", "falha na entrega",
    "não pode ser entregue", "niedostarczalne", "nie dostarczono", "zwrot", "недоставлен", "не доставлен",
    "не удается доставить", "ошибка доставки", "kan inte levereras", "olevererbart", "kunne ikke leveres",
    "kan ikke leveres", "uanbringelig", "ei voitu toimittaa", "toimitusvirhe", "nelze doručit", "nedoručitelné",
    "nedoručené", "kézbesíthetetlen", "nem kézbesíthető", "teslim edilemedi", "配信不能", "配信できません", "配信エラー", "無法傳遞",
    "未送达", "退信", "无法投递", "未传递", "배달되지 않음", "배달 실패", "전송 실패",
];

/// Whether a subject is one of a report that a mail was not delivered.
pub(crate) fn is_bounce_subject(subject: &str) -> bool {
    let lower = lower(subject);
    BOUNCE_SUBJECTS.iter().any(|phrase| lower.contains(phrase))
}

#[rustfmt::skip]
const AUTO_REPLY_SUBJECTS: &[&str] = &[
    "automatic reply", "auto reply", "auto-reply", "autoreply", "auto response", "auto-response", "autoresponse",
    "out of office", "out of the office", "ooo:", "automatische antwort", "abwesenheitsnotiz", "abwesenheitsassistent", 
    "réponse automatique", "absence du bureau", "absent du bureau", "respuesta automática", "fuera de la oficina",
    "risposta automatica", "fuori sede", "fuori ufficio", "automatisch antwoord", "afwezigheidsbericht", "afwezigheidsassistent", "resposta automática",
    "fora do escritório", "automatyczna odpowiedź", "odpowiedź automatyczna", "автоматический ответ", "автоответ",
    "автоматична відповідь", "automatiskt svar", "autosvar", "automatisk svar", "frånvaromeddelande", "fraværsmelding", "fraværsmeddelelse",
    "automaattinen vastaus", "poissaoloilmoitus", "automatická odpověď", "automatická odpoveď", "automatikus válasz",
    "răspuns automat", "automatski odgovor", "otomatik yanıt", "自動応答", "自動返信", "自动答复", "自动回复", "自動回覆", "자동 회신",
    "자동 응답", "부재 중",
];

/// Whether a subject starts like one of an automatic answer.
pub(crate) fn is_auto_reply_subject(subject: &str) -> bool {
    let lower = lower(subject.trim_start());
    AUTO_REPLY_SUBJECTS.iter().any(|phrase| lower.starts_with(phrase))
}
