//! Where the configuration comes from and what is wrong with it.

use api_server::config::{Config, Sources};
use std::path::PathBuf;

fn file(folder: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let text = "[server]\nlisten = '[::1]:1'\nworkers = 2\nshutdown_seconds = 3\ntrusted_proxies = ['10.0.0.0/8', '::1']\n";
    let sources = Sources {
        file: Some(file(&folder, "a.toml", text)),
        environment: pairs(&[("DESKHAND_SERVER_WORKERS", "4"), ("DESKHAND_SERVER_LISTEN", "[::1]:2"), ("HOME", "/")]),
        flags: pairs(&[("server.listen", "[::1]:3")]),
        ..Sources::default()
    };
    let server = Config::load(&sources).unwrap().server;
    assert_eq!((server.listen.as_str(), server.workers, server.shutdown_seconds), ("[::1]:3", 4, 3));
    assert_eq!(server.trusted_proxies.len(), 2);
}

#[test]
fn the_first_default_file_that_exists_counts() {
    let folder = tempfile::tempdir().unwrap();
    let second = file(&folder, "b.toml", "[server]\nworkers = 7\n");
    let default_files = vec![folder.path().join("missing.toml"), second];
    let config = Config::load(&Sources { default_files, ..Sources::default() }).unwrap();
    assert_eq!(config.server.workers, 7);
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let text = "extra = 1\n[server]\nworker = 2\nmax_body_bytes = 1.5\n[datebase]\nurl = 'sqlite:x'\n[log]\nformat = 'xml'\n";
    let sources = Sources {
        file: Some(file(&folder, "a.toml", text)),
        environment: pairs(&[("DESKHAND_DATABASE_ULR", "x"), ("DESKHAND_DATABASE_URL", "mysql://anna:secret@x/y")]),
        flags: pairs(&[("server.workers", "many"), ("server.trusted_proxies", "10.0.0.0/8, home")]),
        ..Sources::default()
    };
    let errors = Config::load(&sources).unwrap_err().to_string().replace(&folder.path().display().to_string(), "FOLDER");
    insta::assert_snapshot!(errors);
}

#[test]
fn a_secret_comes_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let secret = file(&folder, "url", "postgres://anna:secret@db/desk\n");
    let environment = vec![("DESKHAND_DATABASE_URL_FILE".to_owned(), secret.display().to_string())];
    let config = Config::load(&Sources { environment, ..Sources::default() }).unwrap();
    assert_eq!(config.database.url, "postgres://anna:secret@db/desk");
    assert!(!format!("{config:?}").contains("secret"));
}

#[test]
fn broken_toml_is_told_without_its_text() {
    let folder = tempfile::tempdir().unwrap();
    let sources = Sources { file: Some(file(&folder, "a.toml", "[database]\nurl = 'sqlite:secret\n")), ..Sources::default() };
    let error = Config::load(&sources).unwrap_err().to_string();
    assert!(error.contains("line 2") && !error.contains("secret"), "{error}");
}

#[test]
fn a_named_file_must_exist() {
    let sources = Sources { file: Some("/nonexistent/deskhand.toml".into()), ..Sources::default() };
    assert!(Config::load(&sources).unwrap_err().to_string().starts_with("/nonexistent/deskhand.toml could not be read"));
}
