//! Files in parameters.

use crate::support::{BASIC, TestApi, column, fields, history, overlay, text};
use deskhand_api::Verb::{Get, Post};
use deskhand_testkit::on_both;
use serde_json::Value;

/// The files of the newest note that has some.
fn files(request: &Value) -> Value {
    let mut items = history(request).into_iter().map(|item| item["files"]["file"].clone());
    items.find(|files| files.as_array().is_some_and(|list| !list.is_empty())).unwrap_or_else(|| serde_json::json!([]))
}

/// Creates a request with files; returns them as `name type content`.
fn uploaded(desk: &TestApi, params: &[(&str, &str)]) -> Vec<String> {
    let request = desk.get(desk.create(params));
    column(&files(&request), "xDocumentId")
        .iter()
        .map(|id| {
            fields(&desk.json(Get, "private.document.get", &[("xDocumentId", id)]), &["sFilename", "sFileMimeType", "sBody"])
        })
        .collect()
}

on_both! {
    fn base64_may_hold_blanks_and_line_breaks(url: &str) {
        let desk = TestApi::new(url);
        for body in ["+/+/aGk=", " / /aGk=", "+/+/\r\naGk=\r\n", "+/+/aGk", "\t+/+/\naGk="] {
            let expected = ["sFilename=a.bin sFileMimeType=application/octet-stream sBody=+/+/aGk="];
            assert_eq!(uploaded(&desk, &[("File1_sFilename", "a.bin"), ("File1_bFileBody", body)]), expected, "{body:?}");
        }
    }

    fn a_body_that_is_not_base64_is_refused(url: &str) {
        let desk = TestApi::new(url);
        let (id, key) = desk.create_public(&[]);
        let file = [("File1_sFilename", "a"), ("File1_bFileBody", "?!")];
        for (method, base, error) in [
            ("request.create", overlay(BASIC, &[]), "207 "),
            ("private.request.create", overlay(BASIC, &[]), "207 "),
            ("request.update", vec![("accesskey", key.as_str()), ("tNote", "x")], "212 "),
            ("private.request.update", vec![("xRequest", "12400")], "212 "),
        ] {
            let errors = desk.errors(Post, method, &overlay(&base, &file));
            assert!(errors.len() == 1 && errors[0].starts_with(error), "{method}: {errors:?}");
        }
        assert_eq!(history(&desk.get(id)).len(), 1);
    }

    fn a_file_needs_name_and_body(url: &str) {
        let desk = TestApi::new(url);
        assert_eq!(uploaded(&desk, &[("File1_bFileBody", "eA==")]), [""; 0]);
        assert_eq!(uploaded(&desk, &[("File1_sFilename", "a")]), [""; 0]);
        assert_eq!(uploaded(&desk, &[("File1_sFilename", ""), ("File1_bFileBody", "eA==")]), [""; 0]);
        assert_eq!(uploaded(&desk, &[("File1_sFilename", "a"), ("File2_bFileBody", "eA==")]), [""; 0]);
    }

    fn nine_files_are_taken_in_the_order_of_their_numbers(url: &str) {
        let desk = TestApi::new(url);
        let names: Vec<(String, String)> = (1..=9).rev().map(|n| (format!("File{n}_sFilename"), format!("File{n}_bFileBody"))).collect();
        let params: Vec<(&str, &str)> = names.iter().flat_map(|(name, body)| [(name.as_str(), name.as_str()), (body.as_str(), "eA==")]).collect();
        let request = desk.get(desk.create(&params));
        let expected: Vec<String> = (1..=9).map(|n| format!("File{n}_sFilename")).collect();
        assert_eq!(column(&files(&request), "sFilename"), expected);
    }

    fn a_tenth_file_is_not_taken(url: &str) {
        let desk = TestApi::new(url);
        for name in ["File10", "File0"] {
            let (file, body) = (format!("{name}_sFilename"), format!("{name}_bFileBody"));
            let answer = desk.call(Post, "private.request.create", &overlay(BASIC, &[(&file, "a"), (&body, "eA=="), ("output", "json")]));
            assert!(answer.status == 400 && answer.body.contains("\"207\""), "{name}: {}", answer.body);
        }
    }

    fn an_unusable_type_becomes_the_one_for_any_bytes(url: &str) {
        let desk = TestApi::new(url);
        for (sent, kept) in [
            ("text/plain", "text/plain"),
            ("Image/PNG", "image/png"),
            ("", "application/octet-stream"),
            ("text", "application/octet-stream"),
            ("text/html\r\nX-Evil: 1", "application/octet-stream"),
            ("a/b/c", "application/octet-stream"),
        ] {
            let found = uploaded(&desk, &[("File1_sFilename", "a"), ("File1_sFileMimeType", sent), ("File1_bFileBody", "eA==")]);
            assert_eq!(found, [format!("sFilename=a sFileMimeType={kept} sBody=eA==")], "{sent:?}");
        }
    }

    fn a_file_name_loses_its_path_and_control_characters(url: &str) {
        let desk = TestApi::new(url);
        for (sent, kept) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\temp\\plan.pdf", "plan.pdf"),
            ("a\r\nb\u{0}.txt", "ab.txt"),
            ("r\u{e9}sum\u{e9} \u{1f4c4}.txt", "r\u{e9}sum\u{e9} \u{1f4c4}.txt"),
        ] {
            let found = uploaded(&desk, &[("File1_sFilename", sent), ("File1_bFileBody", "eA==")]);
            assert_eq!(found, [format!("sFilename={kept} sFileMimeType=application/octet-stream sBody=eA==")], "{sent:?}");
        }
    }

    fn a_large_file_comes_back_whole(url: &str) {
        let desk = TestApi::new(url);
        let large = "QUJD".repeat(700_000);
        assert_eq!(uploaded(&desk, &[("File1_sFilename", "l"), ("File1_bFileBody", &large)]), [format!("sFilename=l sFileMimeType=application/octet-stream sBody={large}")]);
    }

    fn an_update_may_bring_files_without_a_note(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[]);
        desk.update(id, &[("File3_sFilename", "late.txt"), ("File3_bFileBody", "eA==")]);
        let request = desk.get(id);
        assert_eq!(fields(history(&request)[0], &["tNote", "fPublic", "tLog"]), "tNote= fPublic=0 tLog=");
        assert_eq!(column(&files(&request), "sFilename"), ["late.txt"]);
    }

    fn a_customer_may_add_files(url: &str) {
        let desk = TestApi::new(url);
        let (id, key) = desk.create_public(&[]);
        desk.json(Post, "request.update", &[("accesskey", &key), ("tNote", "See"), ("File1_sFilename", "a.txt"), ("File1_bFileBody", "eA=="), ("File2_sFilename", "b.txt"), ("File2_bFileBody", "eQ==")]);
        assert_eq!(column(&files(&desk.get(id)), "sFilename"), ["a.txt", "b.txt"]);
        let seen = desk.json(Get, "request.get", &[("accesskey", &key)]);
        let links = column(&files(&seen), "public_url");
        assert!(links.len() == 2 && text(&files(&seen)[0]["xDocumentId"]).parse::<i64>().is_ok(), "{links:?}");
    }
}
