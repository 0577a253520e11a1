//! The life of a request, as its customer and the staff see it.

use crate::{
    desk::{Desk, text},
    formats::{FORMATS, Node},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use deskhand_testkit::{
    http::{self, Call, Reply},
    on_both,
};

const PAGE: &[u8] = b"<script>alert('mine')</script>";

/// A desk, and the format in which a client speaks with it.
struct Client<'a> {
    desk: &'a Desk,
    format: &'static str,
}

impl Client<'_> {
    fn call(&self, method: &str, fields: &[(&str, &str)]) -> Node {
        let reply = self.desk.call(method, &[fields, &[("output", self.format)]].concat());
        assert_eq!(reply.status, 200, "{method}: {}", reply.text());
        Node::read(self.format, &reply)
    }

    /// From the first word to the last: what each step showed.
    fn live(&self) -> Vec<String> {
        let mut story = Vec::new();
        let mut tell = |what: &str, shown: &[&str]| story.push(format!("{what}: {}", shown.join(" | ")));
        let word = format!("Quokkafalle{}", self.format);
        let note = format!("Die <{word}> klemmt & \"quietscht\" \u{1F63F}\nseit gestern.");
        let body = STANDARD.encode("Grüße");
        let file =
            [("File1_sFilename", "gruß & kuss.txt"), ("File1_sFileMimeType", "text/plain"), ("File1_bFileBody", body.as_str())];
        let customer = [("tNote", note.as_str()), ("sEmail", "kim@customer.example"), ("sFirstName", "Kim"), ("xCategory", "1")];
        let created = self.call("request.create", &[&customer[..], &file[..]].concat());
        let (id, key) = (created.one("xRequest"), created.one("accesskey"));
        tell("the key begins with the number", &[&key.starts_with(id).to_string(), &key.len().to_string()]);

        let seen = self.call("request.get", &[("accesskey", key)]);
        tell("the customer", &[seen.one("sFirstName"), seen.one("fOpen"), seen.one("xStatus"), seen.one("xCategory")]);
        tell("their note", &[&(seen.one("request_history/item/tNote") == note).to_string()]);
        tell("their file", &[seen.one("request_history/item/files/file/sFilename")]);
        let link = http::get(seen.one("request_history/item/files/file/public_url"));
        tell("its content", &[link.text()]);

        let raw = self.call("private.request.get", &[("xRequest", id), ("fRawValues", "1")]);
        let opened_at: i64 = raw.one("dtGMTOpened").parse().unwrap();
        tell("staff", &[raw.one("xStatus"), raw.one("xCategory"), raw.one("sRequestPassword").get(..0).unwrap()]);

        let part = &word[3..word.len() - 1];
        let found = self.call("private.request.search", &[("sSearch", part)]);
        tell("found by a part of a word", &[&(found.all("request/xRequest") == [id]).to_string()]);

        let answer = [("xRequest", id), ("tNote", "Öl hilft."), ("fNoteType", "1"), ("fOpen", "0")];
        tell("answered and closed", &[&(self.call("private.request.update", &answer).one("xRequest") == id).to_string()]);
        let seen = self.call("request.get", &[("accesskey", key)]);
        tell("then", &[seen.one("fOpen"), seen.all("request_history/item/tNote")[0]]);
        self.call("private.request.update", &[("xRequest", id), ("tNote", "Langweilig.")]);

        self.call("request.update", &[("accesskey", key), ("tNote", "Es klemmt noch.")]);
        let seen = self.call("request.get", &[("accesskey", key)]);
        let notes = seen.all("request_history/item/tNote");
        tell("the customer replied", &[seen.one("fOpen"), seen.one("xStatus"), notes[0], notes[1], &notes.len().to_string()]);

        let changed = self.call("private.request.getChanged", &[("dtGMTChange", &(opened_at - 1).to_string())]);
        tell("it changed", &[&changed.all("xRequest").contains(&id).to_string()]);
        let both = self.call("private.request.multiGet", &[("xRequest[]", id), ("xRequest[]", "12400")]);
        tell("with another one", &[&(both.all("request/xRequest") == [id, "12400"]).to_string()]);
        story
    }
}

on_both! {
    fn a_request_lives_in_each_of_the_three_formats(url: &str) {
        let desk = Desk::demo(url);
        let expected = [
            "the key begins with the number: true | 25",
            "the customer: Kim | 1 | Active | Hardware",
            "their note: true",
            "their file: gruß & kuss.txt",
            "its content: Grüße",
            "staff: 1 | 1 | ",
            "found by a part of a word: true",
            "answered and closed: true",
            "then: 0 | Öl hilft.",
            "the customer replied: 1 | Active | Es klemmt noch. | Öl hilft. | 3",
            "it changed: true",
            "with another one: true",
        ];
        for format in FORMATS {
            assert_eq!(Client { desk: &desk, format }.live(), expected, "{format}");
        }
    }

    fn the_three_formats_say_the_same(url: &str) {
        let desk = Desk::demo(url);
        let key = text(&desk.server.greeting()["accesskey"]);
        let many: Vec<String> = (12_400..12_600).map(|id| id.to_string()).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|id| ("xRequest[]", id.as_str())).collect();
        let calls: [(&str, &[(&str, &str)]); 14] = [
            ("version", &[]),
            ("request.get", &[("accesskey", &key)]),
            ("request.getCategories", &[]),
            ("request.getCustomFields", &[]),
            ("util.getFieldLabels", &[]),
            ("private.request.get", &[("xRequest", "12400")]),
            ("private.request.multiGet", &many),
            ("private.request.search", &[("fOpen", "1"), ("fIncludeTimeTotal", "1")]),
            ("private.request.getCategories", &[]),
            ("private.request.getCustomFields", &[]),
            ("private.request.getStatusTypes", &[]),
            ("private.request.getMailboxes", &[]),
            ("private.util.getActiveStaff", &[]),
            ("nonsense", &[]),
        ];
        for (method, fields) in calls {
            let [xml, json, php] = FORMATS.map(|format| {
                let reply = desk.call(method, &[fields, &[("output", format)]].concat());
                Node::read(format, &reply)
            });
            assert!(xml == json, "{method} as XML:\n{xml:#?}\nas JSON:\n{json:#?}");
            assert!(json == php, "{method} as JSON:\n{json:#?}\nas PHP:\n{php:#?}");
        }
    }

    fn the_links_of_files_open_to_those_who_may_see_them(url: &str) {
        let desk = Desk::demo(url);
        let body = STANDARD.encode(PAGE);
        let (id, _) = desk.create("Nothing to see here");
        let note = [("xRequest", id.as_str()), ("tNote", "See the page"), ("fNoteType", "1"), ("File1_sFilename", "my page.html")];
        let file = [("File1_sFileMimeType", "text/html"), ("File1_bFileBody", body.as_str())];
        desk.json("private.request.update", &[&note[..], &file[..]].concat());
        let links = links(&desk, &id);
        let (public, private) = (links[0].as_str(), links[1].as_str());
        let (_, foreign) = desk.create("Somebody else's");
        let key = public.split("key=").nth(1).unwrap();

        let whole = [http::get(public), Call::get(private).bearer(desk.token(1)).send(), login(&desk, private)];
        for reply in whole {
            assert_eq!((reply.status, reply.body.as_slice()), (200, PAGE));
            let names = ["x-content-type-options", "content-type", "content-disposition"];
            let headers = names.map(|name| reply.header(name).unwrap_or_default().split("; ").next().unwrap().to_owned());
            assert_eq!(headers, ["nosniff", "text/html", "attachment"]);
        }
        let part = Call::get(public).header("Range", "bytes=8-12").send();
        assert_eq!((part.status, part.text(), part.header("content-range")), (206, "alert", Some("bytes 8-12/30")));
        let refused = [
            http::get(&public.replace(key, &foreign)),
            http::get(&public.replace(key, "")),
            http::get(&public.replace("&id=", "&id=9")),
            Call::get(private).bearer(desk.token(4)).send(),
            http::get(private),
            Call::get(private).bearer("1|wrong").send(),
        ];
        assert_eq!(refused.map(|reply| reply.status), [404, 404, 404, 404, 401, 401]);
    }

    fn files_that_browsers_could_run_are_saved_and_pictures_are_shown(url: &str) {
        let desk = Desk::demo(url);
        let kinds = [
            ("a.svg", "image/svg+xml", "attachment"),
            ("a.xhtml", "application/xhtml+xml", "attachment"),
            ("a.html", "TEXT/HTML", "attachment"),
            ("a.txt", "text/html\r\nSet-Cookie: a=b", "attachment"),
            ("a.png", "image/png", "inline"),
            ("a.txt", "text/plain", "inline"),
        ];
        for (name, mime, expected) in kinds {
            let file = [("File1_sFilename", name), ("File1_sFileMimeType", mime), ("File1_bFileBody", "PHN2Zy8+")];
            let fields = [&[("tNote", "A file"), ("sEmail", "kim@customer.example")][..], &file[..]].concat();
            let created = desk.json("request.create", &fields);
            let reply = http::get(&links(&desk, &text(&created["xRequest"]))[0]);
            let shown = reply.header("content-disposition").unwrap_or_default().split(';').next();
            assert_eq!((reply.status, shown, reply.text()), (200, Some(expected), "<svg/>"), "{mime}");
            assert_eq!((reply.header("x-content-type-options"), reply.header("set-cookie")), (Some("nosniff"), None));
        }
    }

    fn a_private_note_and_its_file_stay_with_the_staff(url: &str) {
        let desk = Desk::demo(url);
        let (id, key) = desk.create("Hello");
        let note = [("xRequest", id.as_str()), ("tNote", "Between us"), ("File1_sFilename", "a.txt"), ("File1_bFileBody", "QQ==")];
        desk.json("private.request.update", &note);
        let links = links(&desk, &id);
        let seen = desk.call("request.get", &[("accesskey", &key)]);
        assert_eq!((links[0].as_str(), seen.text().contains("Between us"), seen.text().contains("private_url")), ("", false, false));
        let document = links[1].split("&id=").nth(1).unwrap().split('&').next().unwrap();
        let guessed = format!("{}/index.php?pg=file&from=3&id={document}&key={key}", desk.server.url());
        assert_eq!(http::get(&guessed).status, 404);
    }
}

/// The public and the private link of the newest file of a request.
fn links(desk: &Desk, id: &str) -> [String; 2] {
    let seen = Node::read("xml", &desk.call("private.request.get", &[("xRequest", id)]));
    let link = |name: &str| seen.all(&format!("request_history/item/files/file/{name}"))[0].to_owned();
    [link("public_url"), link("private_url")]
}

fn login(desk: &Desk, link: &str) -> Reply {
    let login = desk.login(1);
    Call::get(link).basic(login["email"].as_str().unwrap(), login["password"].as_str().unwrap()).send()
}
