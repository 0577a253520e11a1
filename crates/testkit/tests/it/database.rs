use std::{fs, path::Path};

use deskhand_testkit::{database::Database, on_both, postgres::TestPostgres};

on_both! {
    fn a_test_is_stamped_for_both_engines(url: &str) {
        assert!(url.starts_with("sqlite:/") || url.starts_with("postgres://deskhand:"), "{url}");
    }
}

#[test]
fn a_sqlite_database_goes_with_its_value() {
    let database = Database::sqlite();
    let file = database.url().strip_prefix("sqlite:").unwrap().to_owned();
    fs::write(&file, "").unwrap();
    drop(database);
    assert!(!Path::new(&file).exists());
}

#[test]
fn a_postgres_database_goes_with_its_value() {
    let server = TestPostgres::shared();
    let database = Database::postgres();
    let name = database.url().rsplit('/').next().unwrap().to_owned();
    let count = format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'");
    let other = server.fresh_database();
    assert_eq!(server.query(&other, &count), "1");
    drop(database);
    assert_eq!(server.query(&other, &count), "0");
}
