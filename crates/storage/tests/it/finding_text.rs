//! Finding requests by what was written, in any language.

use crate::raw;
use crate::support::{Draft, add_note, change, customer, find, find_notes, found, html, open, paged, reply, request, text};
use deskhand_model::request::CustomValues;
use deskhand_model::{CustomFieldId, Customer, RequestId, StatusId};
use deskhand_storage::requests::{Combine, Condition, CustomerField, RequestQuery};
use deskhand_storage::{Store, StoreError, search};
use deskhand_testkit::{database::Database, on_both, postgres::TestPostgres};

/// Which of some notes, each in a request of its own, are found by a text.
fn found_among(store: &Store, notes: &[&str], words: &str) -> Vec<usize> {
    let ids: Vec<RequestId> = notes.iter().map(|note| Draft::saying(note).store(store)).collect();
    let found = find_notes(store, words);
    (0..notes.len()).filter(|n| found.contains(&ids[*n])).collect()
}

fn customer_part(field: CustomerField, part: &str) -> Condition {
    Condition::Customer(field, part.to_owned())
}

on_both! {
    fn a_rare_word_is_found_alone_and_a_common_one_everywhere(url: &str) {
        let store = open(url);
        let ids: Vec<RequestId> = (0..40)
            .map(|n| Draft::saying(if n == 17 { "The zeppelin is late" } else { "The printer is late" }).store(&store))
            .collect();

        assert_eq!(find_notes(&store, "zeppelin"), [ids[17]]);
        assert_eq!(find_notes(&store, "late"), ids.iter().rev().copied().collect::<Vec<_>>());
        assert_eq!(find_notes(&store, "absent"), []);
    }

    fn parts_of_three_letters_are_found_anywhere_in_a_word(url: &str) {
        let store = open(url);
        let notes = ["Unbelievable!", "believe", "lie", "Wireless-LAN"];

        assert_eq!(found_among(&store, &notes, "lie"), [0, 1, 2]);
        assert_eq!(found_among(&store, &notes, "ELIEV"), [0, 1]);
        assert_eq!(found_among(&store, &notes, "less-l"), [3]);
        assert_eq!(found_among(&store, &notes, "reless-lan"), [3]);
    }

    fn short_words_are_found_by_their_beginning(url: &str) {
        let notes = ["We met at 5 pm", "pm2 died", "rpm is low", "Ä x", "über"];
        let store = open(url);

        assert_eq!(found_among(&store, &notes, "pm"), [0, 1]);
        assert_eq!(found_among(&store, &notes, "5"), [0]);
        assert_eq!(found_among(&store, &notes, "a"), [0, 3]);
        assert_eq!(found_among(&store, &notes, "ub"), [4]);
    }

    fn case_and_accents_do_not_matter(url: &str) {
        let notes = ["Crème brûlée", "CREME BRULEE", "cre\u{300}me", "Straße", "İstanbul", "ﬁle"];
        let store = open(url);

        assert_eq!(found_among(&store, &notes, "crème"), [0, 1, 2]);
        assert_eq!(found_among(&store, &notes, "brul"), [0, 1]);
        assert_eq!(found_among(&store, &notes, "STRAßE"), [3]);
        assert_eq!(found_among(&store, &notes, "istanbul"), [4]);
        assert_eq!(found_among(&store, &notes, "file"), [5]);
    }

    fn chinese_japanese_and_korean_are_found_without_blanks(url: &str) {
        let notes = ["私は東京都に住んでいます", "京都は古い", "打印机坏了，请帮忙", "프린터가 고장났습니다", "東の京"];
        let store = open(url);

        assert_eq!(found_among(&store, &notes, "東"), [0, 4]);
        assert_eq!(found_among(&store, &notes, "京都"), [0, 1]);
        assert_eq!(found_among(&store, &notes, "住んでい"), [0]);
        assert_eq!(found_among(&store, &notes, "打印机坏"), [2]);
        assert_eq!(found_among(&store, &notes, "프린터"), [3]);
        assert_eq!(found_among(&store, &notes, "고장"), [3]);
        assert_eq!(found_among(&store, &notes, "印打"), Vec::<usize>::new());
    }

    fn other_scripts_are_found_by_parts(url: &str) {
        let notes = ["เครื่องพิมพ์เสีย", "Принтер сломан", "ПРИНТЕРЫ", "प्रिंटर खराब है", "الطابعة معطلة", "Ο εκτυπωτής"];
        let store = open(url);

        assert_eq!(found_among(&store, &notes, "พิมพ์"), [0]);
        assert_eq!(found_among(&store, &notes, "принтер"), [1, 2]);
        assert_eq!(found_among(&store, &notes, "лома"), [1]);
        assert_eq!(found_among(&store, &notes, "खराब"), [3]);
        assert_eq!(found_among(&store, &notes, "طابعة"), [4]);
        assert_eq!(found_among(&store, &notes, "ΕΚΤΥΠΩΤΗΣ"), [5]);
    }

    fn html_notes_are_found_by_their_text_alone(url: &str) {
        let store = open(url);
        let note = html("<div class='wrapper'>Caf&eacute; &#38; na&#239;ve<br/>line&nbsp;two <b>bold</b>er</div>");
        let id = Draft { notes: vec![note], ..Draft::default() }.store(&store);

        let hits = |words| find_notes(&store, words) == [id];
        assert_eq!([hits("naive"), hits("line two"), hits("bold"), hits("wrapper"), hits("div")], [true, true, true, false, false]);
    }

    fn all_words_must_stand_in_one_note(url: &str) {
        let store = open(url);
        let both = Draft::saying("paper jam in tray two").store(&store);
        let split = Draft::saying("paper").store(&store);
        add_note(&store, split, text("jam"), reply(2_000));

        assert_eq!(find_notes(&store, "jam paper"), [both]);
        assert_eq!(find_notes(&store, "jam"), [split, both]);
    }

    fn a_title_is_found_with_the_first_note(url: &str) {
        let store = open(url);
        let id = Draft { title: "Invoice overdue".to_owned(), ..Draft::saying("please pay") }.store(&store);

        assert_eq!(find_notes(&store, "overdue pay"), [id]);
    }

    fn what_looks_like_an_operator_is_only_text(url: &str) {
        let store = open(url);
        let id = Draft::saying("AND OR NOT NEAR words:x a&b|c !d <-> 'q' \"r\" 100% C:\\temp under_score").store(&store);

        for words in ["and", "NOT near", "words:x", "a&b|c", "!d", "<->x", "'q'", "\"r\"", "100%", "c:\\temp", "under_score", "OR"] {
            assert_eq!(find_notes(&store, words), [id], "{words}");
        }
        for words in ["", " ", "%", "_", "*", "''", "\"", "\\", "\0", "%%%", "___"] {
            assert_eq!(find_notes(&store, words), [], "{words}");
        }
    }

    fn customers_are_found_by_a_part_of_the_right_field(url: &str) {
        let store = open(url);
        let id = Draft::from(Customer { phone: "+49 (30) 123-456".to_owned(), customer_ref: "K/17_b%".to_owned(),
            ..customer("Ana María", "O'Neill-Straße", "ana.maria@ex-ample.org") }).store(&store);
        Draft::from(customer("Bob", "Ana", "bob@example.com")).store(&store);
        let hits = |field, part: &str| find(&store, &[customer_part(field, part)]) == [id];

        for (field, part) in [
            (CustomerField::FirstName, "na mar"), (CustomerField::FirstName, "MARÍA"), (CustomerField::LastName, "neill-str"),
            (CustomerField::LastName, "o'n"), (CustomerField::Email, "a@ex-am"), (CustomerField::Phone, "(30) 1"),
            (CustomerField::Ref, "/17_b%"), (CustomerField::FirstName, "an"), (CustomerField::FirstName, "m"),
        ] {
            assert!(hits(field, part), "{part}");
        }
        for (field, part) in [(CustomerField::LastName, "Ana"), (CustomerField::FirstName, "anx"), (CustomerField::Email, "ana_maria"),
            (CustomerField::Phone, "%"), (CustomerField::Ref, "17xb")] {
            assert!(!hits(field, part), "{part}");
        }
    }

    fn a_changed_customer_is_found_by_the_new_data_only(url: &str) {
        let store = open(url);
        let id = Draft::from(customer("Ana", "Silva", "")).store(&store);
        let new = customer("Ana", "Pereira", "");
        change(&store, id, { let new = new.clone(); move |r| r.customer = new.clone() });
        store.write(move |db| { search::index_customer(db, id, &new, &CustomValues::new(), true); Ok::<_, StoreError>(()) }).unwrap();

        assert_eq!(find(&store, &[customer_part(CustomerField::LastName, "silva")]), []);
        assert_eq!(find(&store, &[customer_part(CustomerField::LastName, "perei")]), [id]);
    }

    fn free_text_of_custom_fields_is_found_by_parts_and_values_as_a_whole(url: &str) {
        raw::execute(url_of_desk(url), "INSERT INTO custom_fields (id, name, kind, is_required, is_public, is_always_visible, position, is_active) VALUES \
            (1, 'Serial', '{\"type\":\"text\"}', FALSE, TRUE, TRUE, 1, TRUE), (2, 'Kind', '{\"type\":\"select\",\"choices\":[]}', FALSE, TRUE, TRUE, 2, TRUE)");
        let store = open(url);
        let long = "x".repeat(64) + "tail";
        let with = |field, value: &str| Draft { custom: [(CustomFieldId(field), value.to_owned())].into(), ..Draft::default() }.store(&store);
        let (serial, kind, other) = (with(1, "SN-0012-ÄB"), with(2, "Hardware"), with(2, &long));
        let is = |field, value: &str| find(&store, &[Condition::CustomIs(CustomFieldId(field), value.to_owned())]);
        let contains = |field, part: &str| find(&store, &[Condition::CustomContains(CustomFieldId(field), part.to_owned())]);

        assert_eq!(contains(1, "012-ä"), [serial]);
        assert_eq!(contains(2, "012-ä"), []);
        assert_eq!(is(2, "hardware"), [kind]);
        assert_eq!(is(2, "hard"), []);
        assert_eq!(is(2, &long), [other]);
        assert_eq!(is(2, &"x".repeat(64)), []);
        assert_eq!(is(1, "SN-0012-ÄB"), [serial]);
    }

    fn a_word_is_found_however_many_words_contain_it(url: &str) {
        let store = open(url);
        words_with_ring(&store);
        let id = Draft::saying("The ring is lost").store(&store);

        assert_eq!(find_notes(&store, "ring").first(), Some(&id));
    }

    fn a_part_of_very_many_words_is_found_in_all_of_them(url: &str) {
        let store = open(url);
        let ids = words_with_ring(&store);

        assert_eq!(find_notes(&store, "ring").len(), ids.len());
    }

    fn hidden_requests_are_found_by_their_number_only(url: &str) {
        let store = open(url);
        let spam = StatusId(2);
        let [plain, trashed, merged, junk] = [1, 1, 1, 2].map(|status| Draft { status: StatusId(status), ..Draft::saying("lottery") }.store(&store));
        change(&store, trashed, |r| r.is_trash = true);
        change(&store, merged, move |r| r.merged_into = Some(plain));
        let query = |conditions: &[Condition]| RequestQuery { conditions: conditions.to_vec(), hidden_status: Some(spam), limit: 10, ..RequestQuery::default() };
        let lottery = Condition::Notes("lottery".to_owned());

        assert_eq!(found(&store, &query(&[])), [plain]);
        assert_eq!(found(&store, &query(std::slice::from_ref(&lottery))), [plain]);
        assert_eq!(found(&store, &query(&[Condition::Status(spam)])), [junk]);
        assert_eq!(found(&store, &query(&[Condition::Status(spam), lottery.clone()])), [junk]);
        for id in [plain, trashed, merged, junk] {
            assert_eq!(found(&store, &query(&[Condition::Id(id)])), [id]);
            assert_eq!(found(&store, &query(&[Condition::Id(id), lottery.clone()])), [id]);
        }
        let any = RequestQuery { combine: Combine::Any, ..query(&[Condition::Id(trashed), lottery]) };
        assert_eq!(found(&store, &any), [trashed, plain]);
    }

    fn a_request_with_many_matching_notes_comes_once(url: &str) {
        let store = open(url);
        let notes = vec![text("again and again"); 600];
        let (first, second) = (Draft { notes: notes.clone(), ..Draft::default() }.store(&store), Draft { notes, ..Draft::default() }.store(&store));
        let query = RequestQuery { conditions: vec![Condition::Notes("again".to_owned())], ..RequestQuery::default() };

        assert_eq!(paged(&store, &query, 1), [second, first]);
    }

    fn a_note_of_a_megabyte_is_found_by_its_first_words(url: &str) {
        let store = open(url);
        let long: String = std::iter::once("zeppelin ".to_owned()).chain((0..200_000).map(|n| format!("{n:x} "))).collect();
        let id = Draft::saying(&long).store(&store);

        assert_eq!(find_notes(&store, "zeppelin"), [id]);
        assert_eq!(request(&store, id).id, id);
    }
}

/// Requests with 1,500 different words that all contain `ring`.
fn words_with_ring(store: &Store) -> Vec<RequestId> {
    let note = |n: usize| (0..50).map(|m| format!("a{n}x{m}ring")).collect::<Vec<_>>().join(" ");
    (0..30).map(|n| Draft::saying(&note(n)).store(store)).collect()
}

/// Opens the database once, so that it has its tables.
fn url_of_desk(url: &str) -> &str {
    open(url);
    url
}

#[test]
fn short_words_are_found_in_a_database_that_sorts_as_people_do() {
    let (server, plain) = (TestPostgres::shared(), Database::postgres());
    let url = format!("{}_icu", plain.url());
    let name = url.rsplit('/').next().unwrap();
    server.query(plain.url(), &format!("CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"));
    let store = open(&url);

    assert_eq!(found_among(&store, &["pm", "PM2", "rpm", "pn"], "pm"), [0, 1]);
    server.drop_database(&url);
}
