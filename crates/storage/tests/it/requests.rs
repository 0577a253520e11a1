//! Requests and their history.

use crate::support::{Draft, add_note, change, customer, open, read, reply, request, text, write_item};
use deskhand_model::request::Recipients;
use deskhand_model::{
    Actor, CategoryId, Channel, CustomFieldId, Customer, MailboxId, Note, PortalId, Request, RequestId, RequestSecret, StaffId,
    StatusId, TagId, TimeEventId, Timestamp, Visibility,
};
use deskhand_storage::history::{self, NewItem, Seen};
use deskhand_storage::requests::{self, Entry, NewRequest};
use deskhand_storage::{StoreError, StoreErrorKind, time_events};
use deskhand_testkit::on_both;
use std::collections::BTreeMap;

const TIM: StaffId = StaffId(7);
const KIM: StaffId = StaffId(8);

fn full_customer() -> Customer {
    Customer {
        customer_ref: "K-17".to_owned(),
        first_name: "Åse".to_owned(),
        last_name: "O'Brien \\ \"Jr\"".to_owned(),
        email: "Ase@Example.org".to_owned(),
        phone: "+47 22 33".to_owned(),
    }
}

on_both! {
    fn the_first_request_has_the_number_12400(url: &str) {
        assert_eq!(Draft::default().store(&open(url)), RequestId(12_400));
    }

    fn a_request_is_found_as_it_was_stored(url: &str) {
        let store = open(url);
        let id = store
            .write(|db| {
                let new = NewRequest {
                    channel: Channel::Phone,
                    via: Some(MailboxId(3)),
                    portal: Some(PortalId(4)),
                    opened_by: Actor::Staff(KIM),
                    assigned_to: Some(TIM),
                    is_open: false,
                    status: StatusId(3),
                    is_urgent: true,
                    category: Some(CategoryId(5)),
                    opened_at: Timestamp(1_700_000_000),
                    secret: &RequestSecret::new("abcd"),
                    title: "日本 🦀 \u{1}\n",
                    customer: &full_customer(),
                    send_from: Some(MailboxId(6)),
                    is_from_customer: false,
                    is_public: false,
                    content_hash: "x",
                    history_count: 2,
                };
                requests::insert(db, &new)
            })
            .unwrap();

        let expected = Request {
            id,
            channel: Channel::Phone,
            via: Some(MailboxId(3)),
            portal: Some(PortalId(4)),
            opened_by: Actor::Staff(KIM),
            assigned_to: Some(TIM),
            is_open: false,
            status: StatusId(3),
            is_urgent: true,
            category: Some(CategoryId(5)),
            opened_at: Timestamp(1_700_000_000),
            closed_at: Some(Timestamp(1_700_000_000)),
            is_trash: false,
            trashed_at: None,
            secret: RequestSecret::new("abcd"),
            title: "日本 🦀 \u{1}\n".to_owned(),
            customer: full_customer(),
            last_reply_by: None,
            is_unread: true,
            merged_into: None,
            send_from: Some(MailboxId(6)),
            updated_at: Timestamp(1_700_000_000),
            history_count: 2,
        };
        assert_eq!(request(&store, id), expected);
    }

    fn a_changed_request_is_found_as_it_was_changed(url: &str) {
        let store = open(url);
        let id = Draft::default().store(&store);
        let edit = |request: &mut Request| {
            request.channel = Channel::Fax;
            request.assigned_to = Some(TIM);
            request.is_open = false;
            request.status = StatusId(4);
            request.is_urgent = true;
            request.category = Some(CategoryId(2));
            request.closed_at = Some(Timestamp(9));
            request.is_trash = true;
            request.trashed_at = Some(Timestamp(10));
            request.title = "Neu".to_owned();
            request.customer = full_customer();
            request.send_from = Some(MailboxId(1));
            request.merged_into = Some(RequestId(1));
        };
        let mut expected = request(&store, id);
        edit(&mut expected);

        change(&store, id, edit);

        assert_eq!(request(&store, id), expected);
    }

    fn an_entry_moves_the_request_on(url: &str) {
        let store = open(url);
        let id = Draft::default().store(&store);
        let by_staff = Entry { at: Timestamp(2_000), actor: Actor::Staff(TIM), is_note: true, is_public: true, is_unread: false, count: 1 };
        store.write(move |db| requests::set_unread(db, id, false)).unwrap();

        add_note(&store, id, text("An answer."), by_staff);

        let found = request(&store, id);
        assert_eq!(
            (found.updated_at, found.last_reply_by, found.is_unread, found.history_count),
            (Timestamp(2_000), Some(TIM), false, 2)
        );
    }

    fn a_log_entry_leaves_the_last_reply_and_a_customers_note_clears_it(url: &str) {
        let store = open(url);
        let id = Draft::default().store(&store);
        let by_staff = Entry { at: Timestamp(2), actor: Actor::Staff(TIM), is_note: true, is_public: false, is_unread: false, count: 1 };
        add_note(&store, id, text("One"), by_staff);
        add_note(&store, id, text(""), Entry { actor: Actor::Staff(KIM), is_note: false, ..by_staff });
        let after_log = request(&store, id).last_reply_by;

        add_note(&store, id, text("Two"), reply(3));

        assert_eq!((after_log, request(&store, id).last_reply_by), (Some(TIM), None));
    }

    fn the_count_of_open_requests_follows_every_change(url: &str) {
        let store = open(url);
        let counts = || read(&store, requests::open_counts).into_iter().filter(|(_, count)| *count != 0).collect::<BTreeMap<_, _>>();
        let ids: Vec<RequestId> =
            (0..5).map(|_| Draft { assigned_to: Some(TIM), ..Draft::default() }.store(&store)).collect();
        Draft { assigned_to: Some(KIM), is_open: false, ..Draft::default() }.store(&store);
        assert_eq!(counts(), BTreeMap::from([(TIM, 5)]));

        change(&store, ids[0], |r| r.assigned_to = Some(KIM));
        change(&store, ids[1], |r| r.assigned_to = None);
        change(&store, ids[2], |r| r.is_open = false);
        change(&store, ids[3], |r| r.is_trash = true);
        assert_eq!(counts(), BTreeMap::from([(TIM, 1), (KIM, 1)]));

        change(&store, ids[2], |r| r.is_open = true);
        change(&store, ids[3], |r| r.is_trash = false);
        change(&store, ids[4], |r| r.merged_into = Some(RequestId(1)));
        assert_eq!(counts(), BTreeMap::from([(TIM, 2), (KIM, 1)]));
    }

    fn a_history_comes_newest_first_and_customers_see_what_is_public(url: &str) {
        let store = open(url);
        let id = Draft { notes: Vec::new(), ..Draft::default() }.store(&store);
        let seen = [Visibility::Public, Visibility::Private, Visibility::External, Visibility::Public];
        let written = store
            .write(move |db| {
                let mut ids = Vec::new();
                for (at, visibility) in (0..).zip(seen) {
                    // The times run backwards: the order is that of writing.
                    let item = NewItem {
                        request: id,
                        actor: Actor::Staff(TIM),
                        at: Timestamp(100 - at),
                        visibility,
                        is_initial: at == 0,
                        note: &text("Hello"),
                        log: "",
                        email_headers: "",
                        recipients: None,
                        document_count: 0,
                    };
                    ids.push(history::insert(db, &item)?);
                }
                Ok::<_, StoreError>(ids)
            })
            .unwrap();
        let ids = |seen| read(&store, |db| history::of_request(db, id, seen)).into_iter().map(|item| item.id).collect::<Vec<_>>();

        assert_eq!(ids(Seen::ByStaff), [written[3], written[2], written[1], written[0]]);
        assert_eq!(ids(Seen::ByCustomer), [written[3], written[0]]);
    }

    fn a_history_entry_is_found_as_it_was_stored(url: &str) {
        let store = open(url);
        let request = Draft::default().store(&store);
        let recipients = Recipients { to: "a@b.c".to_owned(), cc: "ü@d.e".to_owned(), bcc: String::new(), staff: vec![TIM, KIM] };
        let expected_recipients = recipients.clone();
        let id = store
            .write(move |db| {
                let item = NewItem {
                    request,
                    actor: Actor::System,
                    at: Timestamp(5),
                    visibility: Visibility::External,
                    is_initial: false,
                    note: &Note { body: "<b>Hi</b>".to_owned(), is_html: true },
                    log: "Status changed",
                    email_headers: "Subject: x\r\n",
                    recipients: Some(&recipients),
                    document_count: 2,
                };
                history::insert(db, &item)
            })
            .unwrap();

        let item = read(&store, |db| history::find(db, id)).unwrap();

        assert_eq!(
            (item.request, item.actor, item.created_at, item.visibility, item.is_initial),
            (request, Actor::System, Timestamp(5), Visibility::External, false)
        );
        assert_eq!((item.note.body.as_str(), item.note.is_html, item.log.as_str()), ("<b>Hi</b>", true, "Status changed"));
        assert_eq!((item.email_headers.as_str(), item.recipients, item.document_count), ("Subject: x\r\n", Some(expected_recipients), 2));
    }

    fn changed_requests_come_oldest_change_first(url: &str) {
        let store = open(url);
        let (a, b) = (Draft::default().store(&store), Draft::default().store(&store));
        store.write(move |db| write_item(db, a, &text("x"), false)).unwrap();

        let changed = |since| read(&store, |db| history::changed_since(db, Timestamp(since), 10));

        assert_eq!((changed(999), changed(1_000)), (vec![a, a, b], vec![]));
    }

    fn an_entry_of_a_request_that_is_not_there_is_refused(url: &str) {
        let store = open(url);
        let error = store.write(|db| write_item(db, RequestId(5), &text("x"), false)).unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Constraint);
    }

    fn tags_are_replaced_and_custom_values_are_set_one_by_one(url: &str) {
        let store = open(url);
        let id = Draft::default().store(&store);
        let values = |pairs: &[(i64, &str)]| pairs.iter().map(|(id, text)| (CustomFieldId(*id), (*text).to_owned())).collect::<BTreeMap<_, _>>();
        let (first, second) = (values(&[(1, "one"), (2, "two"), (3, "thrée")]), values(&[(1, "ONE"), (2, "")]));
        store
            .write(move |db| {
                requests::set_tags(db, id, &[TagId(9), TagId(4)])?;
                requests::set_tags(db, id, &[TagId(5), TagId(4)])?;
                requests::set_custom(db, id, &first)?;
                requests::set_custom(db, id, &second)
            })
            .unwrap();

        let extras = read(&store, |db| requests::extras_of(db, id));

        assert_eq!(extras.tags, [TagId(4), TagId(5)]);
        assert_eq!(extras.custom, values(&[(1, "ONE"), (3, "thrée")]));
        assert_eq!(read(&store, |db| requests::extras(db, &[id, RequestId(1)])).get(&id).unwrap().custom, extras.custom);
    }

    fn a_customers_requests_are_found_by_address_and_by_number(url: &str) {
        let store = open(url);
        let by = |reference: &str, email: &str| Customer { customer_ref: reference.to_owned(), ..customer("", "", email) };
        let a = Draft::from(by("1", "kim@example.org")).store(&store);
        let b = Draft::from(by("2", "KIM@Example.ORG")).store(&store);
        Draft::from(by("", "")).store(&store);
        let trashed = Draft::from(by("1", "kim@example.org")).store(&store);
        change(&store, trashed, |r| r.is_trash = true);
        let ids = |found: Vec<Request>| found.into_iter().map(|r| r.id).collect::<Vec<_>>();

        assert_eq!(ids(read(&store, |db| requests::of_email(db, " Kim@example.org ", 10))), [b, a]);
        assert_eq!(ids(read(&store, |db| requests::of_email(db, "", 10))), []);
        assert_eq!(ids(read(&store, |db| requests::of_customer_refs(db, &["1".to_owned(), "2".to_owned()], 1))), [b]);
        assert_eq!(ids(read(&store, |db| requests::of_customer_refs(db, &["1".to_owned(), String::new()], 9))), [a]);
    }

    fn time_is_added_up_by_request(url: &str) {
        let store = open(url);
        let (a, b) = (Draft::default().store(&store), Draft::default().store(&store));
        let spend = move |request, seconds| {
            let at = Timestamp(5);
            time_events::NewTimeEvent { request, staff: TIM, seconds, worked_on: at, added_at: at, description: "é", is_billable: true }
        };
        let first = store.write(move |db| time_events::insert(db, &spend(a, 60))).unwrap();
        store.write(move |db| time_events::insert(db, &spend(a, 30))).unwrap();

        assert_eq!(first, TimeEventId(1));
        assert_eq!(read(&store, |db| time_events::totals(db, &[a, b])), [(a, 90)]);
    }
}
