//! The desk file: a desk's configuration as TOML, applied and exported.
//!
//! ```
//! use deskhand_service::desk_file;
//!
//! let file = desk_file::parse("[[categories]]\nname = 'Billing'\ntags = ['refund', 'invoice']\n").unwrap();
//! assert_eq!(file.categories.unwrap()[0].name, "Billing");
//!
//! let error = desk_file::parse("[[categories]]\nnmae = 'Billing'\n").unwrap_err();
//! assert_eq!(error.problems()[1].to_string(), "line 2: unknown key `nmae`; did you mean `name`?");
//! ```
mod build;
mod conditions;
mod directories;
mod export;
pub mod format;
mod lines;
mod names;
mod plan;
mod problems;
mod shape;
mod state;

pub use format::DeskFile;
pub use plan::{Change, Plan, PlanLine};
pub use problems::{DeskFileError, Problem};

use crate::context::Random;
use crate::error::{ServiceError, ServiceResult};
use deskhand_model::Timestamp;
use deskhand_storage::{Reader, Writer};
use lines::line_at;
use problems::Problems;
use state::State;
use toml::de::{DeTable, Error};

/// The surroundings of applying a desk file.
#[derive(Clone, Copy)]
pub struct ApplyContext<'a> {
    /// The time that changes are logged with.
    pub now: Timestamp,
    /// Where the salts of password hashes come from.
    pub random: &'a dyn Random,
}

/// Reads a desk file. Whether what it says fits together and fits the desk is seen when it is applied.
///
/// # Errors
/// All syntax errors, or else all unknown and missing keys and values of the wrong type, with their lines.
pub fn parse(text: &str) -> Result<DeskFile, DeskFileError> {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut problems = Problems::default();
    for error in &errors {
        add_error(&mut problems, text, error);
    }
    problems.or(())?;
    let (problems, lines) = shape::check(text, &document, &json_schema());
    problems.or(())?;
    let file = toml::from_str::<DeskFile>(text).map_err(|error| {
        let mut problems = Problems::default();
        add_error(&mut problems, text, &error);
        problems
    });
    match file {
        Ok(file) => Ok(DeskFile { lines, ..file }),
        Err(problems) => problems.or(DeskFile::default()),
    }
}

/// Makes the desk match a file, as a part of the caller's transaction, and says what changed. When the desk matches already,
/// nothing is written.
///
/// # Errors
/// Everything that does not fit, as [`ServiceError::Refused`] with a line for each problem; nothing has been written then. Trouble of
/// the database.
pub fn apply(db: &mut Writer<'_>, file: &DeskFile, cx: &ApplyContext<'_>) -> ServiceResult<Plan> {
    let old = State::load(db)?;
    let mut new = build::build(&old, file)?;
    if let Some(staff) = &file.staff {
        build::set_passwords(&mut new, staff, cx.random)?;
    }
    plan::carry_out(db, cx.now, &old, &new)
}

/// Says whether a file could be applied to a desk, without changing anything.
///
/// # Errors
/// Like those of [`apply`].
pub fn check(db: &mut Reader, file: &DeskFile) -> ServiceResult<()> {
    build::build(&State::load(db)?, file)?;
    Ok(())
}

/// The whole desk as a desk file with all ids, without passwords.
///
/// # Errors
/// Trouble of the database.
pub fn export(db: &mut Reader) -> ServiceResult<String> {
    let file = export::file(&State::load(db)?);
    toml::to_string_pretty(&file).map_err(|error| ServiceError::Refused(format!("the desk cannot be written as TOML: {error}")))
}

/// The JSON Schema of desk files, for editors that complete and check them.
///
/// ```
/// let schema = deskhand_service::desk_file::json_schema();
/// assert!(schema["properties"]["categories"].is_object());
/// ```
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(DeskFile).to_value()
}

fn add_error(problems: &mut Problems, text: &str, error: &Error) {
    problems.add(error.span().map(|span| line_at(text, span.start)), error.message());
}
