//! New text and quotes as mail programs in many languages write them.

use crate::letters::Letter;

const NEW: &str = "The red lamp, please.\nAnd a spare bulb.";

fn reply(text: &str) -> String {
    Letter::new().header("Subject", "Re: Lamp").text(text).read().reply_text
}

fn html_reply(html: &str) -> String {
    Letter::new().header("Subject", "Re: Lamp").html(html).read().reply_text
}

#[test]
fn attributions_above_marked_quotes_go_with_them() {
    for attribution in [
        "On Tue, Mar 5, 2024 at 10:00 AM Desk <desk@lamps.example> wrote:",
        "On Tue, Mar 5, 2024 at 10:00 AM Desk of the lamp shop\n<desk@lamps.example> wrote:",
        "On Mar 5, 2024, at 10:00, Desk <desk@lamps.example> wrote:",
        "On 05/03/2024 10:00, Desk wrote:",
        "On Tuesday, March 5, 2024 at 10:00:00 AM GMT+1, Desk\n<desk@lamps.example> wrote:",
        "Am Di., 5. März 2024 um 10:00 Uhr schrieb Desk <desk@lamps.example>:",
        "Am 05.03.24 um 10:00 schrieb Desk:",
        "Desk <desk@lamps.example> schrieb am Di., 5. März 2024, 10:00:",
        "Le mar. 5 mars 2024 à 10:00, Desk <desk@lamps.example> a\nécrit :",
        "Le 05/03/2024 à 10:00, Desk a écrit :",
        "El mar, 5 mar 2024 a las 10:00, Desk (<desk@lamps.example>) escribió:",
        "Il giorno mar 5 mar 2024 alle ore 10:00 Desk <desk@lamps.example> ha\nscritto:",
        "Il 05/03/2024 10:00, Desk ha scritto:",
        "Op di 5 mrt 2024 om 10:00 schreef Desk <desk@lamps.example>:",
        "Op 5 mrt. 2024 om 10:00 heeft Desk <desk@lamps.example> het volgende geschreven:",
        "Em ter., 5 de mar. de 2024 às 10:00, Desk <desk@lamps.example>\nescreveu:",
        "wt., 5 mar 2024 o 10:00 Desk <desk@lamps.example> napisał(a):",
        "W dniu 05.03.2024 o 10:00, Desk pisze:",
        "вт, 5 мар. 2024 г. в 10:00, Desk <desk@lamps.example>:",
        "5 марта 2024 г., в 10:00, Desk <desk@lamps.example> написал(а):",
        "05.03.2024 10:00, Desk пишет:",
        "Den tis 5 mars 2024 kl 10:00 skrev Desk <desk@lamps.example>:",
        "Den tirs. 5. mar. 2024 kl. 10.00 skrev Desk <desk@lamps.example>:",
        "tir. 5. mar. 2024 kl. 10:00 skrev Desk <desk@lamps.example>:",
        "ti 5. maalisk. 2024 klo 10.00 Desk (desk@lamps.example) kirjoitti:",
        "út 5. 3. 2024 v 10:00 odesílatel Desk <desk@lamps.example> napsal:",
        "Dne 5. 3. 2024 v 10:00 Desk napsal(a):",
        "Desk <desk@lamps.example> ezt írta (időpont: 2024. márc. 5., K,\n10:00):",
        "Desk <desk@lamps.example>, 5 Mar 2024 Sal, 10:00 tarihinde şunu yazdı:",
        "2024年3月5日(火) 10:00 Desk <desk@lamps.example>:",
        "Desk <desk@lamps.example> 于2024年3月5日周二 10:00写道：",
        "在 2024年3月5日，10:00，Desk <desk@lamps.example> 写道：",
        "2024년 3월 5일 (화) 오전 10:00, Desk <desk@lamps.example>님이 작성:",
        "2024-03-05 10:00 GMT+01:00 Desk <desk@lamps.example>:",
    ] {
        assert_eq!(reply(&format!("{NEW}\n\n{attribution}\n\n> Which lamp?\n>\n> > Older.\n")), NEW, "{attribution}");
        assert_eq!(reply(&format!("{NEW}\n\n{attribution}\n\nWhich lamp?\n\nYours, Desk\n")), NEW, "unmarked: {attribution}");
    }
}

/// Labels as Outlook writes them, and what it puts between dashes in plain text.
const BLOCKS: &[(&str, &str, &str, &str, &str)] = &[
    ("Original Message", "From", "Sent", "To", "Subject"),
    ("Ursprüngliche Nachricht", "Von", "Gesendet", "An", "Betreff"),
    ("Message d'origine", "De ", "Envoyé ", "À ", "Objet "),
    ("Mensaje original", "De", "Enviado el", "Para", "Asunto"),
    ("Messaggio originale", "Da", "Inviato", "A", "Oggetto"),
    ("Oorspronkelijk bericht", "Van", "Verzonden", "Aan", "Onderwerp"),
    ("Mensagem original", "De", "Enviada em", "Para", "Assunto"),
    ("Wiadomość oryginalna", "Od", "Wysłano", "Do", "Temat"),
    ("Исходное сообщение", "От", "Отправлено", "Кому", "Тема"),
    ("Ursprungligt meddelande", "Från", "Skickat", "Till", "Ämne"),
    ("Oprindelig meddelelse", "Fra", "Sendt", "Til", "Emne"),
    ("Opprinnelig melding", "Fra", "Sendt", "Til", "Emne"),
    ("Alkuperäinen viesti", "Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"),
    ("Původní zpráva", "Od", "Odesláno", "Komu", "Předmět"),
    ("Eredeti üzenet", "Feladó", "Elküldve", "Címzett", "Tárgy"),
    ("Orijinal İleti", "Kimden", "Gönderildi", "Kime", "Konu"),
    ("元のメッセージ", "差出人", "送信日時", "宛先", "件名"),
    ("原始邮件", "发件人", "发送时间", "收件人", "主题"),
    ("원본 메시지", "보낸 사람", "보낸 날짜", "받는 사람", "제목"),
];

#[test]
fn header_blocks_end_the_answer_in_every_language() {
    for (separator, from, sent, to, subject) in BLOCKS {
        let block = format!(
            "{from}: Desk <desk@lamps.example>\n{sent}: 5 Mar 2024 10:00\n{to}: Ida Berg\n{subject}: Lamp\n\nWhich lamp?\n\nYours\n"
        );
        for above in [
            "",
            "________________________________\n",
            "-----------\n\n",
            &format!("-----{separator}-----\n"),
            &format!("-------- {separator} --------\n"),
        ] {
            assert_eq!(reply(&format!("{NEW}\n\n{above}{block}")), NEW, "{above}{from}");
        }
        let bold = format!("*{from}:* Desk\n*{sent}:* Tuesday\n*{to}:* Ida\n*{subject}:* Lamp\n\nWhich?");
        assert_eq!(reply(&format!("{NEW}\n\n{bold}")), NEW, "{bold}");
    }
}

#[test]
fn rarer_programs_are_known() {
    assert_eq!(reply(&format!("{NEW}\n\n>>> Desk <desk@lamps.example> 3/5/2024 10:00 AM >>>\nWhich?\n\nYours")), NEW);
    assert_eq!(reply(&format!("{NEW}\n\n2024/3/5 Desk <desk@lamps.example>\n\n> Which?")), NEW);
    assert_eq!(
        reply(&format!("{NEW}\n\n---- On Tue, 05 Mar 2024 10:00:00 +0100 Desk <desk@lamps.example> wrote ----\n\nWhich?")),
        NEW
    );
    assert_eq!(
        reply(&format!(
            "{NEW}\n\nDate: Tue, 5 Mar 2024 10:00:00 +0100\nSubject: Lamp\nFrom: desk@lamps.example\nTo: ida@customer.example\n\nWhich?"
        )),
        NEW
    );
    assert_eq!(reply(&format!("{NEW}\n\nTue, 5 Mar 2024 10:00:00 +0100 от Desk <desk@lamps.example>:\n>Which?")), NEW);
}

#[test]
fn html_answers_lose_their_quotes() {
    let new = "<p>The red lamp, please.<br>And a spare bulb.</p>";
    for quote in [
        "<div class=\"gmail_quote\"><div dir=ltr class=gmail_attr>On Tue, Mar 5, 2024 at 10:00 Desk &lt;<a href=\"mailto:desk@lamps.example\">desk@lamps.example</a>&gt; wrote:<br></div><blockquote class=gmail_quote><div>Which?</div></blockquote></div>",
        "<div><blockquote type=\"cite\"><div>On 5 Mar 2024, at 10:00, Desk &lt;desk@lamps.example&gt; wrote:</div><div>Which?</div></blockquote></div>",
        "<div class=\"moz-cite-prefix\">Am 05.03.24 um 10:00 schrieb Desk:<br></div><blockquote type=\"cite\"><p>Which?</p></blockquote>",
        "<hr><div id=\"divRplyFwdMsg\"><b>Feladat:</b> Desk<br><b>Mikor:</b> 5 Mar</div><div>Which?</div>",
        "<div id=\"appendonsend\"></div><hr><div><b>From:</b> Desk</div><div>Which?</div>",
        "<div style=\"border-top:solid #E1E1E1 1.0pt\"><p class=MsoNormal><b>Von:</b> Desk &lt;desk@lamps.example&gt; <br><b>Gesendet:</b> Dienstag<br><b>An:</b> Ida<br><b>Betreff:</b> Lampe</p></div><p>Which?</p>",
        "<div id=\"ydp1\" class=\"yahoo_quoted\"><div>On Tuesday Desk wrote:</div><div>Which?</div></div>",
    ] {
        assert_eq!(html_reply(&format!("<html><body>{new}{quote}</body></html>")), NEW, "{quote}");
    }
}

#[test]
fn answers_between_quotes_stay_in_html_as_well() {
    let html =
        "<blockquote type=cite>Which lamp?</blockquote><p>The red one.</p><blockquote type=cite>When?</blockquote><p>Now.</p>";
    assert_eq!(html_reply(html), "The red one.\n\nNow.");
}

#[test]
fn signatures_stay_and_advertisements_below_a_quote_go() {
    assert_eq!(reply("Yes.\n\n-- \nIda Berg\nLamp Street 1\n"), "Yes.\n\n--\nIda Berg\nLamp Street 1");
    assert_eq!(reply("Yes.\n\nDesk wrote:\n> Is it?\n\n--\nSent from my phone\n"), "Yes.");
    assert_eq!(reply("Yes.\n\nDesk wrote:\n> Is it?\n\n-- \nIda Berg\n"), "Yes.\n\n--\nIda Berg");
}

#[test]
fn ordinary_sentences_are_never_taken_for_quotes() {
    for text in [
        "From: what I see the lamp is dark.\nTo: be fair, it is old.",
        "On Monday I wrote:\n\nthe lamp is dark, and nobody came.",
        "Please call before 10:00:\n\n+1 555 0100",
        "Date: 5 March 2024\nOrder: 17\nSubject: lamp",
        "We sent it from my office to bo@other.example on 5 March 2024 at 10:00:\n\none lamp",
        "----------\nthe list:\n- one\n- two\n----------",
        "I want: a lamp\nYou wrote: none left\nThanks",
        "The original message was short.\nI forward it below.",
        "The light goes >100 lumen.\n\nRegards",
        "Von: Berlin\nNach: Wien\nDatum: morgen",
    ] {
        assert_eq!(reply(text), text);
    }
}

#[test]
fn the_reply_marker_cuts_also_without_quote_marks() {
    let text = format!("{NEW}\n\nDesk (lamps)\n## Reply ABOVE THIS LINE to add a note to this request ##\nWhich lamp?\n");
    assert_eq!(reply(&text), format!("{NEW}\n\nDesk (lamps)"));
    assert_eq!(
        html_reply("<p>Red.</p><div>## Reply ABOVE&nbsp;THIS LINE to <b>add</b> a note to this request ##</div><p>Which?</p>"),
        "Red."
    );
}

#[test]
fn a_mail_that_is_all_quote_keeps_its_text() {
    for text in [
        "> Which lamp?",
        "On Tue, Mar 5, 2024 at 10:00 Desk <desk@lamps.example> wrote:\n\n> Which?",
        "## Reply ABOVE THIS LINE to add a note to this request ##\nWhich?",
        "-----Original Message-----\nFrom: Desk <d@lamps.example>\nSent: x\nTo: y\nSubject: z\n\nWhich?",
    ] {
        assert!(reply(text).contains("Which"), "{text}");
    }
}
