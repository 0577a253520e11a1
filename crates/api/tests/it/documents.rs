//! Links to documents.

use crate::support::{ADA_ADMIN, CHO_LEVEL_TWO, DOV_GUEST, PASSWORD, TestApi, history, text};
use deskhand_api::{ApiError, DocumentCall, DocumentReply};
use deskhand_codec::Params;
use deskhand_model::DocumentId;
use deskhand_testkit::on_both;

const HASH_OF_X: &str = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";

/// The documents of a request's notes, newest first.
fn documents(desk: &TestApi, id: i64) -> Vec<i64> {
    let request = desk.get(id);
    let files = history(&request).into_iter().filter_map(|item| item["files"]["file"].as_array().cloned()).flatten();
    files.map(|file| text(&file["xDocumentId"]).parse().unwrap()).collect()
}

fn outcome(result: Result<DocumentReply, ApiError>) -> String {
    match result {
        Ok(document) => {
            assert_eq!((document.size, document.hash.as_str()), (1, HASH_OF_X));
            format!("{} {}", document.name, document.mime)
        }
        Err(ApiError::NotAuthenticated) => "1".to_owned(),
        Err(ApiError::AuthenticationFailed) => "2".to_owned(),
        Err(ApiError::Throttled) => "3".to_owned(),
        Err(ApiError::InvalidAccessKey) => "102".to_owned(),
        Err(ApiError::InvalidRequest) => "103".to_owned(),
        Err(ApiError::Maintenance(_)) => "302".to_owned(),
        Err(other) => panic!("{other:?}"),
    }
}

fn public(desk: &TestApi, document: i64, access_key: &str) -> String {
    outcome(desk.api.document(&DocumentCall::Public { document: DocumentId(document), access_key: access_key.to_owned() }))
}

fn private(desk: &TestApi, document: i64, authorization: Option<String>, query: &str, peer: &str) -> String {
    let mut params = Params::new();
    params.extend_urlencoded(query.as_bytes());
    outcome(desk.api.document(&DocumentCall::Private {
        document: DocumentId(document),
        authorization,
        params,
        peer: peer.to_owned(),
    }))
}

const FILE: &[(&str, &str)] = &[("File1_sFilename", "a.txt"), ("File1_sFileMimeType", "text/plain"), ("File1_bFileBody", "eA==")];

on_both! {
    fn a_customer_gets_public_documents_of_their_request_only(url: &str) {
        let desk = TestApi::new(url);
        let (first, first_key) = desk.create_public(FILE);
        let (second, second_key) = desk.create_public(FILE);
        desk.update(first, &[FILE, &[("tNote", "Private.")]].concat());
        desk.update(first, &[FILE, &[("tNote", "External."), ("fNoteType", "2"), ("email_to", "a@x.example")]].concat());
        desk.update(first, &[FILE, &[("tNote", "Public."), ("fNoteType", "1")]].concat());
        let [of_public, of_external, of_private, of_first] = documents(&desk, first)[..] else { panic!("not four documents") };
        let of_second = documents(&desk, second)[0];
        assert_eq!(public(&desk, of_first, &first_key), "a.txt text/plain");
        assert_eq!(public(&desk, of_public, &first_key), "a.txt text/plain");
        assert_eq!(public(&desk, of_private, &first_key), "103");
        assert_eq!(public(&desk, of_external, &first_key), "103");
        assert_eq!(public(&desk, of_second, &first_key), "103");
        assert_eq!(public(&desk, of_first, &second_key), "103");
        assert_eq!(public(&desk, 999, &first_key), "103");
        for key in ["", "12400", "12400abcdefghijklmnopqrst", &first_key[..first_key.len() - 1], "junk"] {
            assert_eq!(public(&desk, of_first, key), "102", "{key}");
        }
    }

    fn a_link_for_customers_is_there_for_public_documents_only(url: &str) {
        let desk = TestApi::new(url);
        let (id, _) = desk.create_public(FILE);
        desk.update(id, &[FILE, &[("tNote", "Private.")]].concat());
        let request = desk.get(id);
        let links: Vec<bool> = history(&request).into_iter().map(|item| text(&item["files"]["file"][0]["public_url"]).is_empty()).collect();
        assert_eq!(links, [true, false]);
    }

    fn the_key_of_a_merged_request_opens_no_document_of_the_surviving_one(url: &str) {
        let desk = TestApi::new(url);
        let (old, old_key) = desk.create_public(&[]);
        let (kept, kept_key) = desk.create_public(FILE);
        let document = documents(&desk, kept)[0];
        desk.merge(old, kept);
        assert_eq!(public(&desk, document, &old_key), "103");
        assert_eq!(public(&desk, document, &kept_key), "a.txt text/plain");
    }

    fn staff_get_the_documents_of_requests_they_see(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[FILE, &[("xPersonAssignedTo", "4"), ("xCategory", "2")]].concat());
        let document = documents(&desk, id)[0];
        assert_eq!(private(&desk, document, Some(desk.bearer(ADA_ADMIN)), "", "192.0.2.1"), "a.txt text/plain");
        assert_eq!(private(&desk, document, Some(desk.bearer(DOV_GUEST)), "", "192.0.2.1"), "a.txt text/plain");
        assert_eq!(private(&desk, document, Some(desk.bearer(CHO_LEVEL_TWO)), "", "192.0.2.1"), "103");
        assert_eq!(private(&desk, 999, Some(desk.bearer(ADA_ADMIN)), "", "192.0.2.1"), "103");
    }

    fn links_of_staff_ask_for_a_login(url: &str) {
        let desk = TestApi::new(url);
        let document = documents(&desk, desk.create(FILE))[0];
        assert_eq!(private(&desk, document, None, "", "192.0.2.1"), "1");
        assert_eq!(private(&desk, document, Some("Basic Og==".to_owned()), "", "192.0.2.1"), "1");
        let login = format!("username=ada&password={}", PASSWORD.replace(' ', "+"));
        assert_eq!(private(&desk, document, None, &login, "192.0.2.1"), "a.txt text/plain");
        for _ in 0..6 {
            assert_eq!(private(&desk, document, Some("Bearer 1|wrong".to_owned()), "", "192.0.2.1"), "2");
        }
        assert_eq!(private(&desk, document, Some(desk.bearer(ADA_ADMIN)), "", "192.0.2.1"), "3");
        assert_eq!(private(&desk, document, Some(desk.bearer(ADA_ADMIN)), "", "192.0.2.2"), "a.txt text/plain");
    }

    fn parameters_that_are_switched_off_open_no_document(url: &str) {
        let desk = TestApi::new(url);
        let document = documents(&desk, desk.create(FILE))[0];
        desk.set(|settings| settings.api.parameter_credentials = false);
        let login = format!("username=ada&password={}", PASSWORD.replace(' ', "+"));
        assert_eq!(private(&desk, document, None, &login, "192.0.2.1"), "1");
    }

    fn maintenance_closes_links_too(url: &str) {
        let desk = TestApi::new(url);
        let (id, key) = desk.create_public(FILE);
        let document = documents(&desk, id)[0];
        desk.set_maintenance(Some(""));
        assert_eq!(public(&desk, document, &key), "302");
        assert_eq!(private(&desk, document, Some(desk.bearer(ADA_ADMIN)), "", "192.0.2.1"), "302");
    }
}
