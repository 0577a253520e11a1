//! Desk files, applied and exported.

use deskhand_model::time::Timestamp;
use deskhand_service::desk_file::{self, ApplyContext, Change, Plan};
use deskhand_service::{Random, ServiceError, ServiceResult, passwords};
use deskhand_storage::catalog::{self, CategoryRow, Definition, GroupRow, Page, PortalRow, StaffRow, StatusRow, TagRow};
use deskhand_storage::{Store, StoreError, StoreOptions, desk};
use deskhand_testkit::{database::Database, on_both};

const DOCUMENTATION: &str = include_str!("../../../../docs/desk-file.md");

/// The example of the documentation.
fn example() -> &'static str {
    let (_, rest) = DOCUMENTATION.split_once("## A complete example").unwrap();
    let (_, rest) = rest.split_once("```toml\n").unwrap();
    rest.split_once("```").unwrap().0
}

struct Counting;

impl Random for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.iter_mut().zip(0_u8..).for_each(|(byte, value)| *byte = value);
    }
}

fn open(url: &str) -> Store {
    Store::open(&StoreOptions::new(url)).unwrap()
}

fn try_apply(store: &Store, text: &str) -> ServiceResult<Plan> {
    let file = desk_file::parse(text).unwrap();
    store.write(move |db| desk_file::apply(db, &file, &ApplyContext { now: Timestamp(1_000), random: &Counting }))
}

fn apply(store: &Store, text: &str) -> Plan {
    try_apply(store, text).unwrap_or_else(|error| panic!("{error}"))
}

fn export(store: &Store) -> String {
    store.read(desk_file::export).unwrap()
}

fn all<T: Definition>(store: &Store) -> Vec<T> {
    store.read(T::all).unwrap()
}

/// The problems of applying a text to a desk.
fn refusal(store: &Store, text: &str) -> String {
    match try_apply(store, text) {
        Err(ServiceError::Refused(problems)) => problems,
        other => panic!("{other:?}"),
    }
}

/// The lines of a plan as they are printed.
fn lines(plan: &Plan) -> Vec<String> {
    plan.lines.iter().map(ToString::to_string).collect()
}

/// The problems of reading a text.
fn complaints(text: &str) -> Vec<String> {
    desk_file::parse(text).unwrap_err().problems().iter().map(ToString::to_string).collect()
}

on_both! {
    fn an_exported_desk_is_the_same_elsewhere(url: &str) {
        let (here, other) = (open(url), Database::sqlite());
        apply(&here, example());
        let exported = export(&here);
        let there = open(other.url());
        apply(&there, &exported);
        assert_eq!(export(&there), exported);
        assert_eq!(all::<Page>(&there), all::<Page>(&here));
        assert_eq!(desk_file::parse(&exported).unwrap().filters.unwrap().len(), 2);
    }

    fn what_is_applied_twice_changes_nothing(url: &str) {
        let store = open(url);
        assert!(!apply(&store, example()).is_empty());
        let version = store.read(desk::pulse).unwrap().version;
        let (again, exported) = (apply(&store, example()), apply(&store, &export(&store)));
        assert_eq!((lines(&again), lines(&exported)), (vec![], vec![]));
        assert_eq!(store.read(desk::pulse).unwrap().version, version);
    }

    fn a_new_desk_is_described_by_its_export(url: &str) {
        let store = open(url);
        assert_eq!(lines(&apply(&store, &export(&store))), Vec::<String>::new());
    }

    fn a_change_raises_the_version_by_one(url: &str) {
        let store = open(url);
        let before = store.read(desk::pulse).unwrap().version;
        apply(&store, example());
        assert_eq!(store.read(desk::pulse).unwrap().version, before + 1);
        apply(&store, "[[portals]]\nname = 'Shop'\n");
        assert_eq!(store.read(desk::pulse).unwrap().version, before + 2);
    }

    fn the_desk_is_loaded_as_the_file_says(url: &str) {
        let store = open(url);
        apply(&store, example());
        let desk = store.read(desk::load).unwrap();
        let shipments = desk.categories.values().find(|category| category.name == "Shipments").unwrap();
        let people: Vec<String> = shipments.staff.iter().map(|id| desk.staff_name(*id)).collect();
        let tags: Vec<&str> = shipments.tags.iter().map(|id| desk.tags[id].name.as_str()).collect();
        assert_eq!(people, ["Ada Okafor", "Kim Berg", "Lou"]);
        assert_eq!(tags, ["late", "lost", "damaged"]);
        let types: Vec<&str> = desk.custom_fields.iter().map(|field| field.kind.name()).collect();
        let wanted =
            ["text", "select", "lrgtext", "checkbox", "numtext", "decimal", "date", "datetime", "regex", "ajax", "drilldown"];
        assert_eq!(types, wanted);
        assert!(desk.settings.api.public && desk.staff.len() == 4 && desk.mailboxes.len() == 2);
    }

    fn a_fixed_id_carries_a_new_name(url: &str) {
        let store = open(url);
        let file = "[[categories]]\nid = 6\nname = 'Old'\ntags = [{ id = 3, name = 'x' }]\n";
        apply(&store, file);
        let plan = apply(&store, &file.replace("Old", "New").replace("'x'", "'y'"));
        assert_eq!(lines(&plan), ["change: category 6 \"New\": name", "change: reporting tag 3 \"y\": name"]);
    }

    fn new_things_get_the_next_number(url: &str) {
        let store = open(url);
        apply(&store, "[[portals]]\nid = 40\nname = 'a'\n[[portals]]\nname = 'b'\n");
        let ids: Vec<i64> = all::<PortalRow>(&store).iter().map(PortalRow::id).collect();
        assert_eq!(ids, [40, 41]);
    }

    fn what_is_left_out_becomes_inactive_and_comes_back(url: &str) {
        let store = open(url);
        let both = "[[portals]]\nname = 'a'\n[[portals]]\nname = 'b'\n";
        apply(&store, both);
        let gone = apply(&store, "[[portals]]\nname = 'a'\n");
        assert_eq!(lines(&gone), ["make inactive: portal 2 \"b\""]);
        assert_eq!(gone.lines[0].change, Change::MadeInactive);
        assert_eq!(lines(&apply(&store, &export(&store))), Vec::<String>::new());
        assert_eq!(lines(&apply(&store, both)), ["change: portal 2 \"b\": active"]);
    }

    fn sections_that_are_left_out_stay(url: &str) {
        let store = open(url);
        apply(&store, example());
        let plan = apply(&store, "portals = []\n");
        assert_eq!(lines(&plan), ["make inactive: portal 1 \"Shipping partners\""]);
        assert!(all::<StaffRow>(&store).iter().all(|row| row.is_active));
    }

    fn a_status_out_of_use_gives_its_role_up(url: &str) {
        let store = open(url);
        let text = "[[statuses]]\nname = 'Fresh'\nrole = 'active'\n[[statuses]]\nname = 'SPAM'\nrole = 'spam'\n";
        apply(&store, text);
        let desk = store.read(desk::load).unwrap();
        let statuses: Vec<StatusRow> = all(&store);
        let fresh = statuses.iter().find(|row| row.name == "Fresh").unwrap();
        assert_eq!((fresh.id, desk.active_status().0), (8, 8));
        assert_eq!(statuses.iter().filter(|row| row.is_active).count(), 2);
        assert_eq!(lines(&apply(&store, &export(&store))), Vec::<String>::new());
    }

    fn pages_and_chapters_that_are_left_out_are_removed(url: &str) {
        let store = open(url);
        apply(&store, example());
        let shorter = "[[books]]\nname = 'Handbook'\n[[books.chapters]]\nname = 'Forms'\n[[books.chapters.pages]]\ntitle = 'The gate'\nid = 1\n";
        let plan = lines(&apply(&store, shorter));
        assert!(plan.contains(&"remove: chapter 1 \"Arriving\"".to_owned()), "{plan:#?}");
        assert!(plan.contains(&"make inactive: book 2 \"Team notes\"".to_owned()), "{plan:#?}");
        let titles: Vec<(String, i64)> = all::<Page>(&store).into_iter().map(|page| (page.row.title, page.row.chapter_id)).collect();
        assert_eq!(titles, [("The gate".to_owned(), 2), ("Gate codes".to_owned(), 3)]);
        assert_eq!(lines(&apply(&store, &export(&store))), Vec::<String>::new());
    }

    fn a_permission_group_in_use_cannot_be_removed(url: &str) {
        let store = open(url);
        apply(&store, example());
        let problems = refusal(&store, "permission_groups = []\n");
        assert_eq!(
            problems,
            "response \"Escalate\": is shared with a permission group that is no longer there\n\
             staff \"lou@example.org\": is in a permission group that is no longer there"
        );
        let plan = apply(&store, "permission_groups = []\nstaff = []\nresponses = []\n");
        assert!(plan.lines.iter().any(|line| line.change == Change::Removed && line.kind == "permission group"), "{plan}");
        assert_eq!(all::<GroupRow>(&store), []);
    }

    fn passwords_are_hashed_and_kept(url: &str) {
        let store = open(url);
        let person = "[[staff]]\nemail = 'kim@example.org'\nrole = 'admin'\n";
        apply(&store, &format!("{person}password = 'tulip'\n"));
        let hash = || all::<StaffRow>(&store)[0].password_hash.clone();
        assert!(passwords::verify("tulip", &hash()));
        assert!(apply(&store, person).is_empty() && passwords::verify("tulip", &hash()));
        let plan = apply(&store, &format!("{person}password = 'rose'\n"));
        assert_eq!(lines(&plan), ["change: staff 1 \"kim@example.org\": password"]);
        assert!(passwords::verify("rose", &hash()));
        assert!(!export(&store).contains("argon2"));
    }

    fn requests_are_numbered_from_where_the_file_says(url: &str) {
        let store = open(url);
        let next = || store.read(catalog::next_request_id).unwrap().0;
        assert_eq!(next(), 12_400);
        apply(&store, "[settings.desk]\nfirst_request_id = 500\n");
        assert_eq!(next(), 500);
        apply(&store, "[settings.desk]\nfirst_request_id = 700\n");
        assert_eq!(next(), 700);
        store.write(|db| catalog::set_next_request_id(db, deskhand_model::RequestId(900))).unwrap();
        apply(&store, "[settings.desk]\nfirst_request_id = 600\n");
        assert_eq!(next(), 900);
    }

    fn all_that_does_not_fit_is_said_at_once_and_nothing_changes(url: &str) {
        let store = open(url);
        let before = export(&store);
        let problems = refusal(&store, WRONG);
        assert_eq!(problems, WRONG_IN_WORDS);
        assert_eq!(export(&store), before);
    }

    fn a_dry_run_leaves_nothing_behind(url: &str) {
        let store = open(url);
        let before = (export(&store), store.read(catalog::next_request_id).unwrap());
        let file = desk_file::parse(example()).unwrap();
        let result: ServiceResult<()> = store.write(move |db| {
            let plan = desk_file::apply(db, &file, &ApplyContext { now: Timestamp(1_000), random: &Counting })?;
            Err(ServiceError::Refused(plan.to_string()))
        });
        assert!(result.unwrap_err().to_string().contains("add: category 1 \"Shipments\""));
        assert_eq!((export(&store), store.read(catalog::next_request_id).unwrap()), before);
    }

    fn a_mailbox_that_the_settings_name_cannot_go(url: &str) {
        let store = open(url);
        apply(&store, example());
        let problems = refusal(&store, "mailboxes = []\n");
        assert_eq!(problems, "settings: mail.default_mailbox: there is no active mailbox with the id 1");
    }

    fn a_response_outlives_its_group_unused(url: &str) {
        let store = open(url);
        apply(&store, "[[permission_groups]]\nname = 'G'\n[[responses]]\ntitle = 'R'\nbody = ''\ngroup = 'G'\n");
        let plan = apply(&store, "permission_groups = []\nresponses = []\n");
        assert_eq!(lines(&plan), ["make inactive: response 1 \"R\"", "remove: permission group 1 \"G\""]);
        assert_eq!(lines(&apply(&store, &export(&store))), Vec::<String>::new());
    }

    fn numbers_with_a_fraction_stay_exact(url: &str) {
        let store = open(url);
        let text = "[[custom_fields]]\nname = 'T'\ntype = 'decimal'\n[[filters]]\nname = 'F'\nshared = true\n\
            conditions = { custom_field = 'T', more_than = 122.416294033786585 }\n";
        apply(&store, text);
        assert_eq!(lines(&apply(&store, text)), Vec::<String>::new());
        let problems = refusal(&store, &text.replace("122.416294033786585", "inf"));
        assert_eq!(problems, "line 4: filter \"F\": conditions: `T`: a number is needed");
    }

    fn tags_of_the_same_name_belong_to_their_categories(url: &str) {
        let store = open(url);
        apply(&store, "[[categories]]\nname = 'A'\ntags = ['x']\n[[categories]]\nname = 'B'\ntags = ['x', 'y']\n");
        let tags: Vec<TagRow> = all(&store);
        assert_eq!(tags.len(), 3);
        let plan = apply(&store, "[[categories]]\nname = 'B'\ntags = ['y', 'x']\n");
        assert_eq!(lines(&plan), ["make inactive: category 1 \"A\"", "change: reporting tag 2 \"x\": order"]);
        assert_eq!(lines(&apply(&store, &export(&store))), Vec::<String>::new());
    }
}

const WRONG: &str = "\
[settings.format]
time_zone = 'Europe/Berln'
[[staff]]
email = 'kim'
role = 'admin'
group = 'Nobodies'
[[staff]]
id = 4
email = 'ada@example.org'
role = 'guest'
[[staff]]
id = 4
email = 'Ada@example.org'
role = 'guest'
out_of_office = 'ada@exampl.org'
[[categories]]
name = 'Bugs'
staff = [4, 9]
[[statuses]]
name = 'Active'
role = 'active'
[[custom_fields]]
name = 'Size'
type = 'number'
choices = ['a']
[[filters]]
name = 'Mine'
columns = ['ide']
[filters.conditions]
field = 'urgnt'
is = true
";

const WRONG_IN_WORDS: &str = "\
settings: format.time_zone: \"Europe/Berln\" is no time zone such as `Europe/Berlin`
statuses: exactly one must have the role `spam`, not 0
line 3: staff \"kim\": email: is not an address
line 3: staff \"kim\": group: there is no permission group \"Nobodies\"
line 11: staff \"Ada@example.org\": out_of_office: there is no staff member \"ada@exampl.org\"; did you mean `Ada@example.org`?
line 11: staff \"Ada@example.org\": staff \"ada@example.org\" has the same id
line 11: staff \"Ada@example.org\": stands twice
line 16: category \"Bugs\": staff: there is no staff member with the id 9
line 22: custom field \"Size\": choices: does not belong to this type of field
line 26: filter \"Mine\": columns: there is no column \"ide\"; did you mean `id`?
line 26: filter \"Mine\": conditions: there is no field \"urgnt\"; did you mean `urgent`?
line 26: filter \"Mine\": needs an owner, or `shared = true`";

#[test]
fn misspelt_keys_and_wrong_values_are_named_with_their_lines() {
    let text = "[setings]\n[[staff]]\nemial = 'a@b.c'\nrole = 'admn'\n[[categories]]\nname = 3\npublic = 'yes'\ntags = [{ nam = 'x' }]\n";
    assert_eq!(
        complaints(text),
        [
            "line 1: unknown key `setings`; did you mean `settings`?",
            "line 2: the key `email` is missing",
            "line 3: unknown key `emial`; did you mean `email`?",
            "line 4: `role` must be one of admin, help-desk, level-two, guest, not \"admn\"; did you mean `admin`?",
            "line 6: `name` must be a text, not a whole number",
            "line 7: `public` must be true or false, not a text",
            "line 8: the key `name` is missing",
            "line 8: unknown key `nam`; did you mean `name`?",
        ]
    );
}

#[test]
fn all_syntax_errors_are_named_with_their_lines() {
    let complaints = complaints("a = \n[[staff]]\nemail = 'x\nrole == 1\n");
    assert!(complaints.iter().any(|line| line.starts_with("line 1: ")), "{complaints:?}");
    assert!(complaints.iter().any(|line| line.starts_with("line 3: ")), "{complaints:?}");
}

#[test]
fn a_secret_is_not_printed() {
    let file = desk_file::parse("[[staff]]\nemail = 'a@b.c'\nrole = 'admin'\npassword = 'tulip'\n").unwrap();
    assert!(!format!("{file:?}").contains("tulip"));
}

#[test]
fn the_documentation_names_every_key() {
    let schema = desk_file::json_schema();
    let definitions = schema["$defs"].as_object().unwrap().values().chain([&schema]);
    let keys = definitions.filter_map(|definition| definition["properties"].as_object()).flat_map(|keys| keys.keys());
    let known: Vec<&str> = DOCUMENTATION.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).collect();
    let missing: Vec<&String> = keys.filter(|key| !known.contains(&key.as_str())).collect();
    assert_eq!(missing, Vec::<&String>::new());
}

#[test]
fn the_documentation_names_every_field_and_column_of_filters() {
    use deskhand_storage::catalog::filters::{BuiltinColumn, Field};
    let names = Field::ALL.iter().map(|field| field.name()).chain(BuiltinColumn::ALL.iter().map(|column| column.name()));
    let missing: Vec<&str> = names.filter(|name| !DOCUMENTATION.contains(&format!("`{name}`"))).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn every_change_stands_in_the_audit_log_without_secrets() {
    let (database, text) = (Database::postgres(), "[[staff]]\nemail = 'kim@example.org'\nrole = 'admin'\npassword = 'tulip'\n");
    let store = open(database.url());
    apply(&store, text);
    apply(&store, "staff = []\n[settings.api]\npublic = true\n");
    let query = "SELECT action, object, staff_id, int_value, text_value, added_at FROM audit_log ORDER BY id";
    let log = deskhand_testkit::postgres::TestPostgres::shared().query(database.url(), query);
    assert_eq!(
        log,
        "add|HS_Person|0|1|kim@example.org|1000\ndelete|HS_Person|0|1|kim@example.org|1000\nedit|HS_Settings|0|0||1000"
    );
    let secrets = "SELECT count(*) FROM audit_log WHERE data LIKE '%argon2%' OR data LIKE '%tulip%'";
    assert_eq!(deskhand_testkit::postgres::TestPostgres::shared().query(database.url(), secrets), "0");
}

#[test]
fn a_file_is_read_back_as_it_was_written() {
    let mut file = desk_file::parse(example()).unwrap();
    file.staff = None;
    let text = toml::to_string(&file).unwrap();
    assert_eq!(desk_file::parse(&text).unwrap(), file);
}

#[test]
fn rows_of_the_catalog_can_be_written_one_by_one() {
    let database = Database::sqlite();
    let store = open(database.url());
    let row = CategoryRow {
        id: 3,
        name: "Bugs".to_owned(),
        group_name: String::new(),
        is_active: true,
        is_public: false,
        default_contact: 0,
        assignment: 0,
        position: 0,
    };
    let category = catalog::Category { row, staff: vec![], custom_fields: vec![] };
    let (inserted, retired) = (category.clone(), category.retired().unwrap());
    let result: Result<(), StoreError> = store.write(move |db| {
        inserted.insert(db)?;
        retired.update(db)
    });
    result.unwrap();
    assert_eq!(all::<catalog::Category>(&store), [category.retired().unwrap()]);
}
