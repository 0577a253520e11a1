//! Whose request a forwarded mail is.

use crate::letters::Letter;

const SENDER: &str = "ida.berg@customer.example";

fn customer(letter: &Letter) -> String {
    letter.read().customer().unwrap().email
}

fn forwarded(text: &str) -> String {
    customer(
        &Letter::new()
            .header("From", "agent@lamps.example")
            .header("Subject", "Fwd: Lamp")
            .text(&format!("##forward:true##\r\n{text}")),
    )
}

/// From, date, recipient and subject labels with the announcing line, by language.
const LANGUAGES: &[(&str, &str, &str, &str, &str)] = &[
    ("Forwarded message", "From", "Sent", "To", "Subject"),
    ("Weitergeleitete Nachricht", "Von", "Gesendet", "An", "Betreff"),
    ("Message transféré", "De ", "Envoyé ", "À ", "Objet "),
    ("Mensaje reenviado", "De", "Enviado el", "Para", "Asunto"),
    ("Messaggio inoltrato", "Da", "Inviato", "A", "Oggetto"),
    ("Doorgestuurd bericht", "Van", "Verzonden", "Aan", "Onderwerp"),
    ("Mensagem encaminhada", "De", "Enviada em", "Para", "Assunto"),
    ("Przekazana wiadomość", "Od", "Wysłano", "Do", "Temat"),
    ("Пересылаемое сообщение", "От", "Отправлено", "Кому", "Тема"),
    ("Vidarebefordrat meddelande", "Från", "Skickat", "Till", "Ämne"),
    ("Videresendt meddelelse", "Fra", "Sendt", "Til", "Emne"),
    ("Välitetty viesti", "Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"),
    ("Přeposlaná zpráva", "Od", "Odesláno", "Komu", "Předmět"),
    ("Továbbított üzenet", "Feladó", "Elküldve", "Címzett", "Tárgy"),
    ("İletilmiş Mesaj", "Kimden", "Gönderildi", "Kime", "Konu"),
    ("転送メッセージ", "差出人", "送信日時", "宛先", "件名"),
    ("转发的邮件", "发件人", "发送时间", "收件人", "主题"),
    ("전달된 메시지", "보낸 사람", "보낸 날짜", "받는 사람", "제목"),
];

#[test]
fn outlook_blocks_name_the_sender_in_every_language() {
    for (_, from, sent, to, subject) in LANGUAGES {
        let text = format!(
            "FYI\r\n\r\n________________________________\r\n{from}: Ida Berg <{SENDER}>\r\n{sent}: 05.03.2024 10:00\r\n{to}: Desk <desk@lamps.example>\r\n{subject}: Lamp\r\n\r\nDark."
        );
        assert_eq!(forwarded(&text), SENDER, "{from}");
    }
}

#[test]
fn thunderbird_blocks_name_the_sender_in_every_language() {
    for (announcement, from, sent, to, subject) in LANGUAGES {
        let text = format!(
            "\r\n-------- {announcement} --------\r\n{subject}: \tLamp\r\n{sent}: \tTue, 5 Mar 2024 10:00:00 +0100\r\n{from}: \tIda Berg <{SENDER}>\r\n{to}: \tdesk@lamps.example\r\n\r\nDark."
        );
        assert_eq!(forwarded(&text), SENDER, "{announcement}");
    }
}

#[test]
fn yahoo_blocks_may_stand_in_one_line() {
    for (announcement, from, sent, to, subject) in LANGUAGES {
        let text = format!(
            "  ----- {announcement} ----- {from}: Ida Berg <{SENDER}>{to}: \"desk@lamps.example\" <desk@lamps.example>{sent}: 5 Mar 2024{subject}: Lamp\r\nDark."
        );
        assert_eq!(forwarded(&text), SENDER, "{announcement}");
    }
}

#[test]
fn apple_mail_quotes_the_whole_forward() {
    for (announcement, from, sent, to, subject) in LANGUAGES {
        let text = format!(
            "See below.\r\n\r\n> {announcement}:\r\n> \r\n> {from}: Ida Berg <{SENDER}>\r\n> {subject}: Lamp\r\n> {sent}: 5 Mar 2024\r\n> {to}: desk@lamps.example\r\n> \r\n> Dark."
        );
        assert_eq!(forwarded(&text), SENDER, "{announcement}");
    }
}

#[test]
fn outlook_for_mac_forwards_with_an_attribution() {
    for line in [
        "On 5/3/24, 10:00, \"Ida Berg\" <ida.berg@customer.example> wrote:",
        "Am 05.03.24, 10:00 schrieb \"Ida Berg\" <ida.berg@customer.example>:",
        "Le 05/03/2024 10:00, « Ida Berg » <ida.berg@customer.example> a écrit :",
        "El 5/3/24, 10:00, \"Ida Berg\" <ida.berg@customer.example> escribió:",
        "Il 05/03/24, 10:00 \"Ida Berg\" <ida.berg@customer.example> ha scritto:",
        "Op 05-03-2024 10:00 heeft Ida Berg <ida.berg@customer.example> geschreven:",
        "Em 05/03/24, 10:00, \"Ida Berg\" <ida.berg@customer.example> escreveu:",
        "Dnia 05.03.2024, 10:00 „Ida Berg” <ida.berg@customer.example> napisał:",
        "05.03.2024, 10:00 пользователь \"Ида Берг\" <ida.berg@customer.example> написал:",
        "Den 2024-03-05 10:00 skrev \"Ida Berg\" <ida.berg@customer.example>:",
        "Ida Berg <ida.berg@customer.example> kirjoitti 5.3.2024 kello 10.00:",
        "Dne 05.03.2024 10:00, „Ida Berg“ <ida.berg@customer.example> napsal/a:",
        "2024. 03. 05. 10:00 dátumban, \"Ida Berg\" <ida.berg@customer.example> írta:",
        "5.03.2024, 10:00 tarihinde \"Ida Berg\" <ida.berg@customer.example> şunu yazdı:",
    ] {
        assert_eq!(forwarded(&format!("{line}\r\n\r\n    Dark.\r\n")), SENDER, "{line}");
    }
}

#[test]
fn bold_labels_and_folded_senders_are_read() {
    for text in [
        "*Von:* Ida Berg [mailto:ida.berg@customer.example]\r\n*Gesendet:* Dienstag\r\n*An:* Desk\r\n*Betreff:* Lampe",
        "---------- Forwarded message ---------\r\nFrom: *Ida Berg*\r\n <ida.berg@customer.example>\r\nDate: Tue\r\nSubject: Lamp",
        "**From:** \"Berg, Ida\" <ida.berg@customer.example>\r\n**Sent:** Tuesday\r\n**Subject:** Lamp",
        "-------- Original message --------\r\nFrom: Ida Berg <ida.berg@customer.example> \r\nDate: 05/03/2024 10:00 (GMT+01:00) \r\nTo: Desk \r\nSubject: Lamp",
        "Begin forwarded message:\r\n\r\nFrom: Ida Berg <ida.berg@customer.example>\r\nDate: 5 March 2024 at 10:00:00 CET\r\nTo: desk@lamps.example\r\nSubject: Lamp",
    ] {
        assert_eq!(forwarded(text), SENDER, "{text}");
    }
}

#[test]
fn an_html_forward_that_shows_only_the_name_gives_the_address_of_its_link() {
    let html = "<p>##forward:true##</p><hr><div id=\"divRplyFwdMsg\"><b>From:</b> <a href=\"mailto:ida.berg@customer.example\">Ida Berg</a><br><b>Sent:</b> Tuesday<br><b>To:</b> Desk<br><b>Subject:</b> Lamp</div><p>Dark.</p>";
    assert_eq!(customer(&Letter::new().header("From", "agent@lamps.example").html(html)), SENDER);
}

#[test]
fn a_message_attached_whole_names_its_sender() {
    let attached = "Content-Type: message/rfc822\r\n\r\nFrom: =?utf-8?Q?Ida_B=C3=A9rg?= <ida.berg@customer.example>\r\nSubject: Lamp\r\n\r\nDark.";
    let letter =
        Letter::new().header("From", "agent@lamps.example").parts("mixed", &["\r\nPlease take over. ##forward:true##", attached]);
    let customer = letter.read().customer().unwrap();
    assert_eq!((customer.email.as_str(), customer.name.as_deref()), (SENDER, Some("Ida Bérg")));
}

#[test]
fn the_tag_may_stand_in_the_subject() {
    let letter = Letter::new()
        .header("From", "agent@lamps.example")
        .header("Subject", "WG: Lampe ##forward:TRUE##")
        .text("Von: Ida <ida.berg@customer.example>\r\nBetreff: Lampe\r\nDatum: heute\r\n\r\nDunkel.");
    let mail = letter.read();
    assert_eq!((mail.clean_subject.as_deref(), mail.customer().unwrap().email.as_str()), (Some("WG: Lampe"), SENDER));
}

#[test]
fn without_the_tag_or_without_a_forward_the_customer_is_who_wrote() {
    let block = "---------- Forwarded message ---------\r\nFrom: x@other.example\r\nDate: Tue\r\nSubject: Lamp\r\n\r\nDark.";
    assert_eq!(customer(&Letter::new().text(block)), "ida@customer.example");
    assert_eq!(customer(&Letter::new().text("##forward:true## Nothing was forwarded.")), "ida@customer.example");
    let answer =
        "##forward:true##\r\nAgreed.\r\n\r\nOn Tue, Mar 5, 2024 at 9:31 AM Bo <bo@other.example>\r\nwrote:\r\n\r\n> Shall we?";
    assert_eq!(customer(&Letter::new().header("Subject", "Re: Lamp").text(answer)), "ida@customer.example");
}

#[test]
fn what_was_forwarded_is_not_removed_as_a_quote() {
    let mail = Letter::new().header("Subject", "Fwd: Lamp").text("See below.\r\n\r\n---------- Forwarded message ---------\r\nFrom: Bo <bo@other.example>\r\nDate: Tue\r\nSubject: Lamp\r\n\r\n> It is dark.").read();
    assert!(mail.reply_text.contains("See below.") && mail.reply_text.contains("> It is dark."));
}
