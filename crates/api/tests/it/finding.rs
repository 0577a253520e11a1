//! `private.request.search`.

use crate::support::{BASIC, DAY, NOW, TestApi, column, overlay};
use deskhand_api::Verb::Get;
use deskhand_testkit::on_both;

/// The numbers that a search finds, counted from the first request.
fn found(desk: &TestApi, params: &[(&str, &str)]) -> Vec<i64> {
    let answer = desk.json(Get, "private.request.search", params);
    column(&answer["request"], "xRequest").iter().map(|id| id.parse::<i64>().unwrap() - 12_400).collect()
}

/// Five requests.
fn filled(url: &str) -> TestApi {
    let desk = TestApi::new(url);
    let ago = |days: i64| (NOW - days * DAY).to_string();
    let rows: [&[(&str, &str)]; 5] = [
        &[
            ("tNote", "The boiler is cold"),
            ("sUserId", "T-100"),
            ("sFirstName", "Zoe"),
            ("sLastName", "Abel"),
            ("sEmail", "zoe@b.example"),
            ("sPhone", "555 1"),
            ("xPersonAssignedTo", "2"),
            ("dtGMTOpened", &ago(400)),
            ("sTitle", "Heat"),
            ("Custom1", "4 C West"),
            ("Custom2", "North"),
        ],
        &[
            ("tNote", "A leaking tap"),
            ("sUserId", "T-101"),
            ("sFirstName", "Amir"),
            ("sLastName", "Zander"),
            ("sEmail", "amir@a.example"),
            ("sPhone", "555 2"),
            ("xCategory", "2"),
            ("dtGMTOpened", &ago(40)),
            ("fUrgent", "1"),
            ("fOpenedVia", "2"),
            ("Custom1", "5 A"),
        ],
        &[
            ("tNote", "Lost the boiler room key"),
            ("sUserId", "u7"),
            ("sFirstName", "M\u{fc}ge"),
            ("sLastName", "Stra\u{df}e"),
            ("sEmail", "muge@c.example"),
            ("sPhone", "556"),
            ("xPersonAssignedTo", "3"),
            ("dtGMTOpened", &ago(10)),
            ("fOpen", "0"),
            ("xStatus", "4"),
            ("Custom2", "South & Annex"),
        ],
        &[
            ("tNote", "\u{6c34}\u{6f0f}\u{308c}"),
            ("sUserId", "u8"),
            ("sFirstName", "Kim"),
            ("sLastName", "O'Neil_100%"),
            ("sEmail", "kim@d.example"),
            ("dtGMTOpened", &ago(1)),
            ("fOpen", "0"),
            ("xStatus", "3"),
            ("Custom11", "Roof#-#Terrace"),
        ],
        &[
            ("tNote", "Noise"),
            ("sUserId", "u9"),
            ("sFirstName", "Kim"),
            ("sLastName", "Young"),
            ("sEmail", "young@d.example"),
            ("sTitle", "Noise"),
            ("Custom5", "7"),
        ],
    ];
    for row in rows {
        desk.create(row);
    }
    desk
}

on_both! {
    fn without_conditions_everything_is_found_newest_first(url: &str) {
        let desk = filled(url);
        assert_eq!(found(&desk, &[]), [4, 3, 2, 1, 0]);
        assert_eq!(found(&desk, &[("sEmail", ""), ("xStatus", ""), ("fOpen", "NaN"), ("sSearch", " "), ("limit", "1"), ("page", "2")]), [4, 3, 2, 1, 0]);
    }

    fn nothing_found_is_an_empty_list(url: &str) {
        let desk = TestApi::new(url);
        assert!(desk.call(Get, "private.request.search", &[]).body.ends_with("<requests/>"));
        assert_eq!(desk.call(Get, "private.request.search", &[("output", "json")]).body, r#"{"request":[]}"#);
        assert_eq!(desk.call(Get, "private.request.search", &[("output", "php")]).body, r#"a:1:{s:7:"request";a:0:{}}"#);
    }

    fn a_number_finds_its_request(url: &str) {
        let desk = filled(url);
        assert_eq!(found(&desk, &[("xRequest", "12402")]), [2]);
        for unknown in ["1", "abc", "-1", "12402.5", "99999999999999999999"] {
            assert_eq!(found(&desk, &[("xRequest", unknown)]), [0; 0], "{unknown}");
        }
    }

    fn parts_of_the_customers_fields_are_found_without_regard_to_case(url: &str) {
        let desk = filled(url);
        for (name, part, expected) in [
            ("sUserId", "t-10", &[1, 0][..]), ("sUserId", "U8", &[3]), ("sFirstName", "KIM", &[4, 3]), ("sFirstName", "m\u{dc}g", &[2]),
            ("sLastName", "and", &[1]), ("sLastName", "stra\u{df}", &[2]), ("sLastName", "_100%", &[3]), ("sLastName", "o'n", &[3]),
            ("sEmail", "@D.example", &[4, 3]), ("sEmail", "zoe@b.example", &[0]), ("sPhone", "555", &[1, 0]), ("sPhone", "556", &[2]), ("sFirstName", "k", &[4, 3]),
            ("sLastName", "nobody", &[]), ("sLastName", "' OR '1'='1", &[]),
        ] {
            assert_eq!(found(&desk, &[(name, part)]), expected, "{name}={part}");
        }
    }

    fn words_are_found_in_every_note(url: &str) {
        let desk = filled(url);
        desk.update(12_404, &[("tNote", "<p>The <b>Boiler</b> again, caf\u{e9}</p>"), ("fNoteIsHTML", "1")]);
        for (words, expected) in [
            ("boiler", &[4, 2, 0][..]), ("BOIL", &[4, 2, 0]), ("boiler key", &[2]), ("eak", &[1]), ("cafe", &[4]), ("\u{6c34}", &[3]), ("\u{6f0f}\u{308c}", &[3]),
            ("strong", &[]), ("boiler tap", &[]),
        ] {
            assert_eq!(found(&desk, &[("sSearch", words)]), expected, "{words}");
        }
    }

    fn states_are_searched_by_their_numbers(url: &str) {
        let desk = filled(url);
        assert_eq!(found(&desk, &[("xStatus", "4")]), [2]);
        assert_eq!(found(&desk, &[("xStatus", "1")]), [4, 1, 0]);
        assert_eq!(found(&desk, &[("xCategory", "2")]), [1]);
        assert_eq!(found(&desk, &[("fOpen", "1")]), [4, 1, 0]);
        assert_eq!(found(&desk, &[("fOpen", "0")]), [3, 2]);
        assert_eq!(found(&desk, &[("xPersonAssignedTo", "3")]), [2]);
        assert_eq!(found(&desk, &[("xPersonAssignedTo", "0")]), [4, 3, 1]);
        assert_eq!(found(&desk, &[("xStatus", "99")]), [0; 0]);
    }

    fn custom_values_are_found_by_part_or_as_a_whole(url: &str) {
        let desk = filled(url);
        assert_eq!(found(&desk, &[("Custom1", "west")]), [0]);
        assert_eq!(found(&desk, &[("Custom1", "5 a")]), [1]);
        assert_eq!(found(&desk, &[("Custom2", "South & Annex")]), [2]);
        assert_eq!(found(&desk, &[("Custom2", "South")]), [0; 0]);
        assert_eq!(found(&desk, &[("Custom5", "7")]), [4]);
        assert_eq!(found(&desk, &[("Custom11", "Roof#-#Terrace")]), [3]);
    }

    fn all_conditions_hold_or_any_does(url: &str) {
        let desk = filled(url);
        let both = [("sFirstName", "kim"), ("fOpen", "1")];
        assert_eq!(found(&desk, &both), [4]);
        assert_eq!(found(&desk, &overlay(&both, &[("anyall", "all")])), [4]);
        assert_eq!(found(&desk, &overlay(&both, &[("anyall", "any")])), [4, 3, 1, 0]);
        assert_eq!(found(&desk, &overlay(&both, &[("anyall", "ANY"), ("sSearch", "key")])), [4, 3, 2, 1, 0]);
        assert_eq!(found(&desk, &overlay(&both, &[("anyall", "nonsense")])), [4]);
        assert_eq!(found(&desk, &[("anyall", "any"), ("sLastName", "abel"), ("Custom5", "7"), ("orderBy", "sLastName"), ("orderByDir", "asc")]), [0, 4]);
        assert_eq!(found(&desk, &[("anyall", "any")]), [4, 3, 2, 1, 0]);
    }

    fn a_range_of_opening_dates_is_one_condition(url: &str) {
        let desk = filled(url);
        let between = [("afterDate", &*(NOW - 50 * DAY).to_string()), ("beforeDate", &*(NOW - 5 * DAY).to_string())];
        assert_eq!(found(&desk, &between), [2, 1]);
    }

    fn both_ends_of_a_range_are_outside_of_it(url: &str) {
        let desk = filled(url);
        let opened = NOW - 10 * DAY;
        assert_eq!(found(&desk, &[("afterDate", &opened.to_string())]), [4, 3]);
        assert_eq!(found(&desk, &[("afterDate", &(opened - 1).to_string())]), [4, 3, 2]);
        assert_eq!(found(&desk, &[("beforeDate", &opened.to_string())]), [1, 0]);
        assert_eq!(found(&desk, &[("beforeDate", &(opened + 1).to_string())]), [2, 1, 0]);
    }

    fn closing_dates_find_closed_requests_only(url: &str) {
        let desk = filled(url);
        let five_days_ago = (NOW - 5 * DAY).to_string();
        assert_eq!(found(&desk, &[("closedAfterDate", &five_days_ago)]), [3]);
        assert_eq!(found(&desk, &[("closedBeforeDate", &five_days_ago)]), [2]);
        assert_eq!(found(&desk, &[("closedAfterDate", "1"), ("closedBeforeDate", "1999999999")]), [3, 2]);
    }

    fn each_word_for_a_period_means_its_days_in_the_desks_zone(url: &str) {
        let desk = TestApi::new(url);
        desk.set(|settings| "America/New_York".clone_into(&mut settings.format.time_zone));
        // Wednesday, 2026-03-11, 01:30 in New York, which has had summer time since Sunday, 02:00.
        desk.clock.set(1_773_207_000);
        let midnight = |day: i64| 1_773_201_600 + day * DAY;
        let winter = |day: i64| midnight(day) + 3_600;
        // For each word the first moment of its period, and the first one after it.
        let periods = [
            ("today", midnight(0), None),
            ("yesterday", midnight(-1), Some(midnight(0))),
            ("this_week", winter(-3), None),
            ("last_week", winter(-10), Some(winter(-3))),
            ("this_month", winter(-10), None),
            ("last_month", winter(-38), Some(winter(-10))),
            ("this_year", winter(-69), None),
            ("last_year", winter(-434), Some(winter(-69))),
        ];
        for (word, first, end) in periods {
            let [before, start] = [first - 1, first].map(|time| desk.create(&[("dtGMTOpened", &time.to_string())]) - 12_400);
            let ids = found(&desk, &[("relativedate", word)]);
            assert!(!ids.contains(&before) && ids.contains(&start), "{word} does not begin at {first}");
            if let Some(end) = end {
                let [last, after] = [end - 1, end].map(|time| desk.create(&[("dtGMTOpened", &time.to_string())]) - 12_400);
                let ids = found(&desk, &[("relativedate", word)]);
                assert!(ids.contains(&last) && !ids.contains(&after), "{word} does not end at {end}");
            }
        }
    }

    fn past_days_are_whole_days(url: &str) {
        let desk = TestApi::new(url);
        for (word, days) in [("past_7", 7), ("past_14", 14), ("past_30", 30), ("past_90", 90), ("past_365", 365)] {
            let [older, within] = [days + 1, days - 1].map(|age| desk.create(&[("dtGMTOpened", &(NOW - age * DAY).to_string())]) - 12_400);
            let ids = found(&desk, &[("relativedate", word)]);
            assert!(!ids.contains(&older) && ids.contains(&within), "{word}");
        }
        assert_eq!(found(&desk, &[("relativedate", "some_day")]).len(), 10);
    }

    fn results_are_ordered_by_each_field(url: &str) {
        let desk = filled(url);
        for (field, ascending) in [
            ("xRequest", [0, 1, 2, 3, 4]), ("sUserId", [0, 1, 2, 3, 4]), ("sLastName", [0, 3, 2, 4, 1]), ("sEmail", [1, 3, 2, 4, 0]),
            ("dtGMTOpened", [0, 1, 2, 3, 4]), ("xCategory", [0, 2, 3, 4, 1]), ("fOpen", [2, 3, 0, 1, 4]), ("xStatus", [0, 1, 4, 3, 2]),
            ("xPersonAssignedTo", [1, 3, 4, 0, 2]), ("fUrgent", [0, 2, 3, 4, 1]), ("fOpenedVia", [1, 0, 2, 3, 4]),
            ("nonsense", [0, 1, 2, 3, 4]), ("xRequest; DROP TABLE requests", [0, 1, 2, 3, 4]),
        ] {
            assert_eq!(found(&desk, &[("orderBy", field), ("orderByDir", "asc")]), ascending, "{field}");
            let mut descending = ascending;
            descending.reverse();
            for direction in ["desc", "", "DESC", "nonsense"] {
                assert_eq!(found(&desk, &[("orderBy", field), ("orderByDir", direction)]), descending, "{field} {direction}");
            }
        }
    }

    fn the_order_holds_with_text_conditions_too(url: &str) {
        let desk = filled(url);
        let by_name = [("orderBy", "sLastName"), ("orderByDir", "asc")];
        assert_eq!(found(&desk, &overlay(&by_name, &[("sEmail", "example")])), [0, 3, 2, 4, 1]);
        assert_eq!(found(&desk, &overlay(&by_name, &[("sEmail", "example"), ("start", "1"), ("length", "2")])), [3, 2]);
        assert_eq!(found(&desk, &[("orderBy", "sFirstName"), ("orderByDir", "asc"), ("sSearch", "boiler")]), [2, 0]);
    }

    fn pages_lead_to_the_end_without_a_gap(url: &str) {
        let desk = filled(url);
        for params in [&[][..], &[("sEmail", "example")], &[("anyall", "any"), ("fOpen", "1"), ("fOpen", "1"), ("sFirstName", "kim"), ("sSearch", "key")]] {
            let all = found(&desk, params);
            let mut pages = Vec::new();
            for start in (0..).step_by(2) {
                let page = found(&desk, &overlay(params, &[("start", &start.to_string()), ("length", "2")]));
                if page.is_empty() {
                    break;
                }
                pages.extend(page);
            }
            assert_eq!(pages, all, "{params:?}");
        }
        assert_eq!(found(&desk, &[("length", "0")]), [0; 0]);
        assert_eq!(found(&desk, &[("start", "-5"), ("length", "1")]), [4]);
        assert_eq!(found(&desk, &[("start", "junk"), ("length", "junk")]), [4, 3, 2, 1, 0]);
        assert_eq!(found(&desk, &[("start", "9223372036854775807"), ("length", "9223372036854775807")]), [0; 0]);
    }

    fn the_most_rows_of_a_page_are_a_setting(url: &str) {
        let desk = filled(url);
        desk.set(|settings| settings.api.max_rows = 3);
        assert_eq!(found(&desk, &[]), [4, 3, 2]);
        assert_eq!(found(&desk, &[("length", "100")]), [4, 3, 2]);
        assert_eq!(found(&desk, &[("start", "3")]), [1, 0]);
    }

    fn spam_trash_and_merged_requests_are_found_only_when_asked_for(url: &str) {
        let desk = filled(url);
        desk.update(12_400, &[("xStatus", "2")]);
        desk.alter(12_401, |request| request.is_trash = true);
        desk.merge(12_402, 12_403);
        assert_eq!(found(&desk, &[]), [4, 3]);
        assert_eq!(found(&desk, &[("xStatus", "2")]), [0]);
        assert_eq!(found(&desk, &[("xRequest", "12401")]), [1]);
    }

    fn a_row_has_the_first_note_behind_the_subject(url: &str) {
        let desk = TestApi::new(url);
        desk.create(&overlay(BASIC, &[("sTitle", "Tap & <sink>"), ("tNote", "It <drips> & drops")]));
        let rows = desk.json(Get, "private.request.search", &[]);
        assert_eq!(rows["request"][0]["tNote"], "<span class=\"initsubject\">Tap &amp; &lt;sink&gt;</span> - It <drips> & drops");
        assert_eq!((rows["request"][0].get("request_history"), rows["request"][0].get("iTimeTotal")), (None, None));
    }

    fn time_and_raw_values_come_when_asked_for(url: &str) {
        let desk = filled(url);
        let row = |params: &[(&str, &str)]| desk.json(Get, "private.request.search", &overlay(&[("xRequest", "12400")], params))["request"][0].clone();
        let plain = row(&[]);
        assert_eq!((plain["xPersonAssignedTo"].as_str(), plain["xCategory"].as_str(), plain["iLastReplyBy"].as_str()), (Some("Ben Okoye"), Some("Plumbing"), Some("0")));
        let raw = row(&[("fRawValues", "1"), ("fIncludeTimeTotal", "1")]);
        assert_eq!((raw["xPersonAssignedTo"].as_str(), raw["xCategory"].as_str(), raw["iTimeTotal"].as_str()), (Some("2"), Some("1"), Some("0")));
        assert_eq!(raw["sTimeTotal"], "0:00");
    }
}
