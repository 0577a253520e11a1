//! The sources of the configuration, each as a list of keys with values.

use super::keys::{KEYS, Key};
use super::{Config, ConfigError};
use std::path::{Path, PathBuf};

/// The variables that are not keys of the configuration.
const OTHER_VARIABLES: &[&str] = &["DESKHAND_CONFIG"];

/// Where the configuration comes from.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The file that was named; it must exist.
    pub file: Option<PathBuf>,
    /// The files that are looked for when none was named; the first that exists counts.
    pub default_files: Vec<PathBuf>,
    /// The environment; variables that do not begin with `DESKHAND_` are ignored.
    pub environment: Vec<(String, String)>,
    /// Keys with values from the command line.
    pub flags: Vec<(String, String)>,
}

impl Sources {
    /// The sources of this process: the usual files and its environment.
    ///
    /// ```
    /// let sources = api_server::config::Sources::of_process();
    /// assert!(sources.default_files.contains(&"/etc/deskhand/deskhand.toml".into()));
    /// ```
    pub fn of_process() -> Self {
        let environment: Vec<(String, String)> = std::env::vars_os()
            .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()))
            .filter(|(name, _)| name.starts_with("DESKHAND_"))
            .collect();
        let file = environment.iter().find(|(name, _)| name == "DESKHAND_CONFIG").map(|(_, path)| PathBuf::from(path));
        Self {
            file,
            default_files: vec![PathBuf::from("deskhand.toml"), PathBuf::from("/etc/deskhand/deskhand.toml")],
            environment,
            flags: Vec::new(),
        }
    }
}

/// One source.
pub(super) struct Layer {
    values: Vec<Value>,
}

struct Value {
    place: String,
    key: &'static Key,
    text: String,
}

impl Layer {
    /// Lays the source's values over those of the earlier ones.
    pub(super) fn apply(&self, config: &mut Config, errors: &mut Vec<ConfigError>) {
        // In the order of the table, not of the source: a secret's file stands behind the secret.
        for key in KEYS {
            for value in self.values.iter().filter(|value| value.key.name == key.name) {
                errors.extend(key.set(config, &value.place, &value.text).err());
            }
        }
    }
}

/// Reads all sources, lowest first.
pub(super) fn read(sources: &Sources, errors: &mut Vec<ConfigError>) -> Vec<Layer> {
    let file = sources.file.as_deref().or_else(|| sources.default_files.iter().map(PathBuf::as_path).find(|path| path.exists()));
    let file = file.map_or_else(Vec::new, |path| read_file(path, errors));
    let environment = read_environment(&sources.environment, errors);
    let flags = read_flags(&sources.flags, errors);
    [file, environment, flags].into_iter().map(|values| Layer { values }).collect()
}

fn read_file(path: &Path, errors: &mut Vec<ConfigError>) -> Vec<Value> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(cause) => {
            errors.push(ConfigError::Unreadable { path: path.to_owned(), cause });
            return Vec::new();
        }
    };
    let table: toml::Table = match text.parse() {
        Ok(table) => table,
        Err(error) => {
            errors.push(not_toml(path, &text, &error));
            return Vec::new();
        }
    };
    let place = path.display().to_string();
    let mut values = Vec::new();
    for (section, content) in table {
        match content {
            toml::Value::Table(section_keys) => {
                for (name, value) in section_keys {
                    read_entry(&place, &format!("{section}.{name}"), &value, &mut values, errors);
                }
            }
            value => read_entry(&place, &section, &value, &mut values, errors),
        }
    }
    values
}

fn read_entry(place: &str, name: &str, value: &toml::Value, values: &mut Vec<Value>, errors: &mut Vec<ConfigError>) {
    let Some(key) = Key::find(name) else {
        errors.push(unknown(place, name, KEYS.iter().map(|key| key.name.to_owned())));
        return;
    };
    match text_of(value) {
        Some(text) => values.push(Value { place: place.to_owned(), key, text }),
        None => errors.push(ConfigError::BadValue {
            place: place.to_owned(),
            key: name.to_owned(),
            reason: "must be a text, a number, true or false, or a list of texts".to_owned(),
        }),
    }
}

fn text_of(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(truth) => Some(truth.to_string()),
        toml::Value::Array(items) => {
            let texts: Option<Vec<&str>> = items.iter().map(toml::Value::as_str).collect();
            texts.map(|texts| texts.join(","))
        }
        toml::Value::Float(_) | toml::Value::Datetime(_) | toml::Value::Table(_) => None,
    }
}

fn not_toml(path: &Path, text: &str, error: &toml::de::Error) -> ConfigError {
    let start = error.span().map_or(0, |span| span.start);
    let line = 1 + text.bytes().take(start).filter(|byte| *byte == b'\n').count();
    ConfigError::NotToml { path: path.to_owned(), line, message: error.message().to_owned() }
}

fn read_environment(environment: &[(String, String)], errors: &mut Vec<ConfigError>) -> Vec<Value> {
    let mut values = Vec::new();
    for (name, text) in environment.iter().filter(|(name, _)| name.starts_with("DESKHAND_")) {
        if OTHER_VARIABLES.contains(&name.as_str()) {
            continue;
        }
        match KEYS.iter().find(|key| key.variable() == *name) {
            Some(key) => values.push(Value { place: format!("environment {name}"), key, text: text.clone() }),
            None => errors.push(unknown("environment", name, KEYS.iter().map(Key::variable))),
        }
    }
    values
}

fn read_flags(flags: &[(String, String)], errors: &mut Vec<ConfigError>) -> Vec<Value> {
    let mut values = Vec::new();
    for (name, text) in flags {
        match Key::find(name) {
            Some(key) => values.push(Value { place: "--set".to_owned(), key, text: text.clone() }),
            None => errors.push(unknown("--set", name, KEYS.iter().map(|key| key.name.to_owned()))),
        }
    }
    values
}

fn unknown(place: &str, name: &str, known: impl Iterator<Item = String>) -> ConfigError {
    let nearest = known.min_by_key(|candidate| distance(candidate, name)).unwrap_or_default();
    ConfigError::UnknownKey { place: place.to_owned(), key: name.to_owned(), nearest }
}

/// How far two keys are apart: as a whole, or by their names alone when one stands in the wrong section.
fn distance(known: &str, written: &str) -> usize {
    let name = |key: &str| key.rsplit('.').next().unwrap_or_default().to_owned();
    let whole = strsim::damerau_levenshtein(known, written);
    whole.min(1 + strsim::damerau_levenshtein(&name(known), &name(written)))
}
