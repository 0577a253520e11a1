//! What real clients send, with all their habits.

use crate::desk::{Desk, error_of, text};
use base64::{Engine, engine::general_purpose::STANDARD};
use deskhand_testkit::{
    http::{self, Call, Reply, raw},
    on_both, php,
};
use serde_json::{Value, json};
use std::fmt::Write as _;

const VERSION: &str = r#"{"version":"3.0","min_version":"1.0"}"#;

on_both! {
    fn the_method_may_stand_anywhere_and_the_address_may_be_joined_carelessly(url: &str) {
        let desk = Desk::demo(url);
        let (home, form) = (desk.server.url(), [("method", "version"), ("output", "json")]);
        let answers = [
            http::post_form(&format!("{home}/api/index.php"), &form),
            http::post_form(&format!("{home}/api/index.php?"), &form),
            http::post_form(&format!("{home}//api/index.php"), &form),
            http::post_form(&format!("{home}/support/desk/api/index.php"), &form),
            http::post_form(&format!("{home}/api/index.php?method=nonsense&output=php"), &form),
            http::get(&format!("{home}//api//index.php?method=version&output=json&")),
            Call::post(&format!("{home}/api/index.php?method=version&output=json")).send(),
            Call::post(&format!("{home}/api/")).header("Content-Type", "application/json").body(json!({"method": "version", "output": "json"}).to_string()).send(),
        ];
        assert_eq!(answers.each_ref().map(Reply::text), [VERSION; 8]);
    }

    fn a_get_with_a_multipart_header_and_no_body_is_a_get(url: &str) {
        let desk = Desk::demo(url);
        let calls = [Call::get(&query(&desk, "method=version&output=json")), Call::post(&query(&desk, "method=version&output=json"))];
        let answers = calls.map(|call| call.header("Content-Type", "multipart/form-data").send());
        assert_eq!(answers.each_ref().map(Reply::text), [VERSION; 2]);
    }

    fn lists_come_in_every_spelling(url: &str) {
        let desk = Desk::demo(url);
        let spellings = [
            "xRequest[]=12401&xRequest[]=12402",
            "xRequest%5B%5D=12401&xRequest%5B%5D=12402",
            "xRequest[0]=12401&xRequest[1]=12402",
            "xRequest%5B1%5D=12401&xRequest%5B0%5D=12402",
            "xRequest=12401,%2012402",
            "xRequest[]=12401&xRequest[]=12402&xRequest[]=12401&xRequest[]=nonsense",
        ];
        let found = spellings.map(|spelling| {
            let reply = Call::get(&query(&desk, &format!("method=private.request.multiGet&output=json&{spelling}"))).bearer(desk.token(1)).send();
            let mut ids = ids(&reply.json());
            ids.sort_unstable();
            ids.join(" ")
        });
        assert_eq!(found, ["12401 12402"; 6]);
        assert_eq!(ids(&desk.json("private.request.multiGet", &[("xRequest", "12401")])), ["12401"]);
    }

    fn empty_items_of_a_list_are_skipped(url: &str) {
        let desk = Desk::demo(url);
        let lists = [["12401", ""], ["", "12401"]];
        let found = lists.map(|[first, second]| {
            let reply = desk.call("private.request.multiGet", &[("xRequest[]", first), ("xRequest[]", second), ("output", "json")]);
            (reply.status, reply.json()["request"][0]["xRequest"].clone())
        });
        assert_eq!(found, [(200, json!("12401")), (200, json!("12401"))]);
    }

    fn flags_are_set_by_one_alone_and_unknown_parameters_are_ignored(url: &str) {
        let desk = Desk::demo(url);
        let urgent = ["1", "NaN", "0", "true", "yes", "", "2"].map(|flag| {
            let fields = [("tNote", "x"), ("sEmail", "kim@customer.example"), ("fUrgent", flag), ("page", "0"), ("fDeleted", "0"), ("$x[][]", "[")];
            let id = text(&desk.json("request.create", &fields)["xRequest"]);
            text(&desk.json("private.request.get", &[("xRequest", &id), ("limit", "1")])["fUrgent"])
        });
        assert_eq!(urgent, ["1", "0", "0", "0", "0", "0", "0"]);
    }

    fn public_calls_ignore_credentials_and_private_ones_do_not_take_empty_ones(url: &str) {
        let desk = Desk::demo(url);
        let public = query(&desk, "method=version&output=json");
        let answers = ["Basic Og==", "Basic", "Bearer 1|wrong", "Basic !", "nonsense", ""].map(|header| {
            Call::get(&public).header("Authorization", header).send().text().to_owned()
        });
        assert_eq!(answers, [VERSION; 6]);
        let private = query(&desk, "method=private.version&output=json");
        let errors = ["Basic Og==", ""].map(|header| error_of(&Call::get(&private).header("Authorization", header).send()));
        assert_eq!((errors, error_of(&http::get(&private))), ([1, 1], 1));
    }

    fn staff_log_in_by_token_by_password_and_by_parameters(url: &str) {
        let desk = Desk::demo(url);
        let private = query(&desk, "method=private.version&output=json");
        let (email, password) = (text(&desk.login(2)["email"]), text(&desk.login(2)["password"]));
        let parameters = [("method", "private.version"), ("output", "json"), ("username", email.as_str()), ("password", password.as_str())];
        let empty_basic = Call::post(&desk.api()).header("Authorization", "Basic Og==").form(&parameters);
        let answers = [
            Call::get(&private).bearer(desk.token(2)).send(),
            Call::get(&private).basic(&email, &password).send(),
            Call::get(&private).basic("linus", &password).send(),
            http::post_form(&desk.api(), &parameters),
            empty_basic.send(),
        ];
        assert_eq!(answers.each_ref().map(Reply::text), [VERSION; 5]);
    }

    fn queries_of_64_and_of_256_kib_are_read(url: &str) {
        let desk = Desk::demo(url);
        for size in [64 * 1024, 256 * 1024] {
            let mut query = "method=private.request.multiGet&output=json&xRequest[]=12401".to_owned();
            let mut id = 500_000;
            while query.len() + "&xRequest[]=500000".len() <= size {
                write!(query, "&xRequest[]={id}").unwrap();
                id += 1;
            }
            let head = format!("Authorization: Bearer {}\r\nHost: desk.example\r\nConnection: close\r\n\r\n", desk.token(1));
            let answer = raw(desk.server.address(), format!("GET /api/index.php?{query} HTTP/1.1\r\n{head}").as_bytes());
            let (head, body) = split(&answer);
            assert!(head.starts_with("HTTP/1.1 200"), "{size}: {head}");
            assert_eq!(ids(&serde_json::from_slice(body).unwrap()), ["12401"]);
        }
    }

    fn base64_survives_clients_that_do_not_escape_it(url: &str) {
        let desk = Desk::demo(url);
        let content: Vec<u8> = (0..=255).rev().collect();
        let encoded = STANDARD.encode(&content);
        let lines: Vec<&str> = encoded.as_bytes().chunks(76).map(|line| str::from_utf8(line).unwrap()).collect();
        let spellings = [
            encoded.clone(),
            encoded.replace('+', "%2B"),
            encoded.replace('+', "%20"),
            lines.join("%0D%0A"),
            encoded.trim_end_matches('=').to_owned(),
        ];
        for spelling in spellings {
            let body = format!("method=request.create&output=json&tNote=x&sEmail=kim@customer.example&File1_sFilename=a.bin&File1_bFileBody={spelling}");
            let created = Call::post(&desk.api()).header("Content-Type", "application/x-www-form-urlencoded").body(body).send().json();
            assert_eq!(document(&desk, &text(&created["xRequest"])), ("a.bin".to_owned(), content.clone()), "{spelling}");
        }
    }

    fn a_form_with_files_is_read_as_curl_sends_it(url: &str) {
        let desk = Desk::demo(url);
        let content = b"\x00--b\r\n\xFF\r\n--";
        let text_part = |name: &str, value: &str| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        let head = text_part("method", "request.create") + &text_part("tNote", "Grüße\r\naus Kiel") + &text_part("sEmail", "kim@customer.example")
            + &text_part("output", "json")
            + "--b\r\nContent-Disposition: form-data; name=\"File1\"; filename=\"scan \u{1F4F7}.png\"\r\nContent-Type: image/png\r\n\r\n";
        let body = [head.as_bytes(), content, b"\r\n--b--\r\n"].concat();
        let created = Call::post(&desk.api()).header("Content-Type", "multipart/form-data; boundary=b").body(body).send().json();
        let key = text(&created["accesskey"]);
        let seen = desk.json("request.get", &[("accesskey", &key)]);
        let item = seen["request_history"]["item"].as_object().unwrap().values().next().unwrap();
        assert_eq!(item["tNote"], "Grüße\r\naus Kiel");
        assert_eq!(document(&desk, &text(&created["xRequest"])), ("scan \u{1F4F7}.png".to_owned(), content.to_vec()));
    }

    fn a_json_body_is_read(url: &str) {
        let desk = Desk::demo(url);
        let body = json!({"method": "private.request.create", "output": "json", "tNote": "Grüße", "sEmail": "kim@customer.example", "xCategory": 1, "fUrgent": true, "skipCustomChecks": "1"});
        let created = Call::post(&desk.api()).bearer(desk.token(1)).header("Content-Type", "application/json").body(body.to_string()).send().json();
        let id = text(&created["xRequest"]);
        let seen = desk.json("private.request.get", &[("xRequest", &id), ("fRawValues", "1")]);
        assert_eq!((&seen["xCategory"], &seen["fUrgent"]), (&json!("1"), &json!("1")));
    }

    fn an_unknown_output_is_xml_and_head_has_no_body(url: &str) {
        let desk = Desk::demo(url);
        let types = ["", "html", "JSON", "xml", "json", "php"].map(|output| {
            let reply = http::get(&query(&desk, &format!("method=version&output={output}")));
            reply.header("content-type").unwrap().split(';').next().unwrap().to_owned()
        });
        let known = ["text/xml", "application/json", "text/plain"];
        assert_eq!((&types[..2], &types[3..]), (&["text/xml".to_owned(), "text/xml".to_owned()][..], &known.map(str::to_owned)[..]));
        let head = Call::new("HEAD", &query(&desk, "method=version")).send();
        assert_eq!((head.status, head.body.len(), head.header("content-type")), (200, 0, Some("text/xml; charset=UTF-8")));
    }

    fn writing_needs_post_and_reading_takes_it(url: &str) {
        let desk = Desk::demo(url);
        let refused = ["request.create&tNote=x&sEmail=a@b.example", "private.request.update&xRequest=12400&tNote=x"]
            .map(|call| error_of(&Call::get(&query(&desk, &format!("output=json&method={call}"))).bearer(desk.token(1)).send()));
        let others = ["PUT", "DELETE", "PATCH"].map(|verb| error_of(&Call::new(verb, &query(&desk, "method=version&output=json")).send()));
        assert_eq!((refused, others), ([201, 201], [201, 201, 201]));
        assert_eq!(ids(&desk.json("private.request.search", &[("xRequest", "12401")])), ["12401"]);
    }

    fn php_reads_errors_and_the_answer_of_a_side_that_is_switched_off(url: &str) {
        let desk = Desk::demo(url);
        let file = desk.file_with("[settings.api]\npublic = false\nprivate = true\n");
        crate::desk::printed(&desk.run(&["apply", file.path().to_str().unwrap()]));
        let bodies = crate::desk::until(|| {
            let reply = desk.call("request.get", &[("output", "php")]);
            reply.text().contains("not enabled").then(|| [reply, desk.call("private.nonsense", &[("output", "php")])])
        });
        let read: Vec<Value> = php::eval_many(bodies.each_ref().map(|reply| &reply.body)).into_iter().map(|value| value.unwrap().to_json()).collect();
        let errors = json!({"error": [{"id": "201", "description": "Invalid method provided"}]});
        assert_eq!(read, [json!({"reply": "Public API not enabled"}), errors]);
    }
}

fn query(desk: &Desk, query: &str) -> String {
    format!("{}?{query}", desk.api())
}

fn ids(answer: &Value) -> Vec<String> {
    answer["request"]
        .as_array()
        .unwrap_or_else(|| panic!("{answer} is a list"))
        .iter()
        .map(|request| text(&request["xRequest"]))
        .collect()
}

/// Name and content of the only file of a request.
fn document(desk: &Desk, id: &str) -> (String, Vec<u8>) {
    let seen = desk.json("private.request.get", &[("xRequest", id)]);
    let item = seen["request_history"]["item"].as_object().unwrap().values().next().unwrap();
    let file = &item["files"]["file"][0];
    let document = desk.json("private.document.get", &[("xDocumentId", &text(&file["xDocumentId"]))]);
    (text(&document["sFilename"]), STANDARD.decode(text(&document["sBody"])).unwrap())
}

/// Head and body of a raw answer.
fn split(answer: &[u8]) -> (&str, &[u8]) {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    (str::from_utf8(&answer[..end]).unwrap(), &answer[end + 4..])
}
