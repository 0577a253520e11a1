//! The commands.

mod check;
mod copy;
mod demo;
mod describe;
mod desk_file;
mod maintenance;
mod serve;
mod staff;
mod token;

use crate::cli::{Cli, Command, Options, Token};
use crate::config::Config;
use crate::error::CommandError;
use crate::{console, logging};
use deskhand_model::{Desk, Staff};
use deskhand_storage::{Store, desk};

/// The result of a command.
pub(crate) type CommandResult = Result<(), CommandError>;

/// Runs what the command line asks for.
pub(crate) fn run(cli: Cli) -> CommandResult {
    let options = &cli.options;
    match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => serve::serve(&configured(options)?),
        Command::Demo(args) => demo::demo(&configured(options)?, options, &args),
        Command::Apply(args) => desk_file::apply(&opened(options)?, &args),
        Command::Export => desk_file::export(&opened(options)?),
        Command::Token(Token::Issue { staff, name, expires_days }) => token::issue(&opened(options)?, &staff, name, expires_days),
        Command::Token(Token::List) => token::list(&opened(options)?),
        Command::Token(Token::Revoke { id }) => token::revoke(&opened(options)?, id),
        Command::Staff(args) => staff::run(&opened(options)?, &args),
        Command::Maintenance(args) => maintenance::run(&opened(options)?, args),
        Command::Migrate => migrate(&opened(options)?),
        Command::Check => check::check(options),
        Command::Copy(args) => copy::copy(&configured(options)?, &args),
        Command::Methods { markdown } => describe::methods(markdown),
        Command::Openapi => describe::openapi(),
        Command::DeskSchema => describe::desk_schema(),
        Command::ConfigKeys => Ok(console::print(&crate::cli::key_list())?),
        Command::Completions { shell } => describe::completions(shell),
    }
}

/// The configuration, with the log started as it says.
fn configured(options: &Options) -> Result<Config, CommandError> {
    let config = Config::load(&options.sources())?;
    logging::start(&config.log);
    Ok(config)
}

/// The desk's database, brought up to date.
fn opened(options: &Options) -> Result<Store, CommandError> {
    Ok(Store::open(&configured(options)?.store_options())?)
}

fn migrate(store: &Store) -> CommandResult {
    let known = Store::known_migrations();
    Ok(console::print(&format!("The database {} has all {known} migrations.", place(store)))?)
}

/// Where the database is, without its password.
fn place(store: &Store) -> String {
    store.file().map_or_else(|| "on PostgreSQL".to_owned(), |file| format!("in {file}"))
}

fn load_desk(store: &Store) -> Result<Desk, CommandError> {
    Ok(store.read(desk::load)?)
}

fn find_staff<'a>(desk: &'a Desk, login: &str) -> Result<&'a Staff, CommandError> {
    let found = deskhand_service::staff::find_login(desk, login);
    found.ok_or_else(|| CommandError::UnknownStaff(login.to_owned()))
}
