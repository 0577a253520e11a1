//! The command line.

use crate::config::{self, Sources};
use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  api-server demo                                   a desk with sample data to try things out, at http://127.0.0.1:8080
  api-server --database sqlite:/var/lib/desk.db     serve the desk in a SQLite file
  api-server --config /etc/deskhand/deskhand.toml   serve as a file says
  api-server apply desk.toml --dry-run              what a desk file would change
  api-server token issue --staff anna@example.org --name backup
  api-server copy --from sqlite:desk.db --to postgres://desk@db/desk

Configuration comes from a TOML file, the environment (DESKHAND_SERVER_LISTEN for server.listen) and flags; the later wins.
`api-server check` tells everything that is wrong with it, `api-server config-keys` lists all keys.
Exit codes: 0 done, 1 failed, 2 wrong arguments.";

const STYLES: Styles = Styles::styled().header(AnsiColor::Green.on_default().bold()).literal(AnsiColor::Cyan.on_default());

/// The help desk server: a web service API over SQLite or PostgreSQL, and its administration.
#[derive(Debug, Parser)]
#[command(name = "api-server", version, after_help = EXAMPLES, styles = STYLES, max_term_width = 110)]
pub struct Cli {
    /// What holds for all commands.
    #[command(flatten)]
    pub options: Options,
    /// What to do; to serve when nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What holds for all commands.
#[derive(Debug, Args)]
pub struct Options {
    /// Read the configuration from this file [default: deskhand.toml, /etc/deskhand/deskhand.toml]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The desk's database.
    #[arg(
        long,
        global = true,
        value_name = "URL",
        help = "The desk's database: sqlite:PATH or postgres://user@host/database (database.url)"
    )]
    pub database: Option<String>,
    /// Listen on this address and port; port 0 takes a free one (server.listen)
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// What to log.
    #[arg(
        long,
        global = true,
        value_name = "FILTER",
        help = "What to log, such as info or warn,deskhand_storage=debug (log.level)"
    )]
    pub log_level: Option<String>,
    /// How to log: text or json (log.format)
    #[arg(long, global = true, value_name = "FORMAT")]
    pub log_format: Option<String>,
    /// Set any key of the configuration; may be repeated
    #[arg(long, global = true, value_name = "KEY=VALUE", value_parser = key_value)]
    pub set: Vec<(String, String)>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API; the default
    Serve,
    /// Serve a desk with sample data, made when the folder is empty
    #[command(after_help = "Examples:\n  api-server demo\n  api-server demo --listen 127.0.0.1:0 --data /tmp/desk --json")]
    Demo(Demo),
    /// Make the desk match a desk file, in one transaction
    #[command(
        after_help = "Examples:\n  api-server apply desk.toml --dry-run\n  api-server export | api-server --database sqlite:copy.db apply -"
    )]
    Apply(Apply),
    /// Print the desk as a desk file
    Export,
    /// Issue, list and revoke API tokens
    #[command(subcommand)]
    Token(Token),
    /// Administer staff logins
    #[command(subcommand)]
    Staff(Staff),
    /// Switch maintenance mode on or off, on all servers of the desk
    #[command(subcommand)]
    Maintenance(Maintenance),
    /// Bring the database up to date and stop
    Migrate,
    /// Tell everything that is wrong with the configuration, the database and the machine
    Check,
    /// Copy a desk into another database; an interrupted copy goes on where it stopped
    #[command(after_help = "Example:\n  api-server copy --from sqlite:desk.db --to postgres://desk@db/desk")]
    Copy(Copy),
    /// List the methods of the API
    Methods {
        /// Print the reference page
        #[arg(long)]
        markdown: bool,
    },
    /// Print the OpenAPI description of the API
    Openapi,
    /// Print the JSON Schema of desk files
    DeskSchema,
    /// List the keys of the configuration
    ConfigKeys,
    /// Print shell completions
    #[command(after_help = "Example:\n  api-server completions bash > /etc/bash_completion.d/api-server")]
    Completions {
        /// For this shell
        shell: clap_complete::Shell,
    },
}

/// `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// The folder of the demo; it must be empty or hold a demo
    #[arg(long, value_name = "DIR", default_value = "./deskhand-demo")]
    pub data: PathBuf,
    /// Print one line of JSON with the logins, once the server listens
    #[arg(long)]
    pub json: bool,
}

/// `apply`.
#[derive(Debug, Args)]
pub struct Apply {
    /// The desk file, or - for the standard input
    pub file: PathBuf,
    /// Tell what would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// `token`.
#[derive(Debug, Subcommand)]
pub enum Token {
    /// Issue a token and print it; it cannot be shown again
    Issue {
        /// Whose rights it carries: e-mail address or user name
        #[arg(long, value_name = "EMAIL")]
        staff: String,
        /// What it is for
        #[arg(long, default_value = "api-server")]
        name: String,
        /// After how many days it stops working
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i64).range(1..=36_500))]
        expires_days: Option<i64>,
    },
    /// List the valid tokens
    List,
    /// Revoke a token
    Revoke {
        /// Its number: the part before the bar
        id: i64,
    },
}

/// `staff`.
#[derive(Debug, Subcommand)]
pub enum Staff {
    /// Set a password, read from the first line of the standard input or of a file
    #[command(after_help = "Example:\n  pwgen 20 1 | tee anna.password | api-server staff set-password anna@example.org")]
    SetPassword {
        /// Whose: e-mail address or user name
        login: String,
        /// Read it from this file
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
    },
}

/// `maintenance`.
#[derive(Debug, Subcommand)]
pub enum Maintenance {
    /// Answer every call with error 302
    On {
        /// What callers are told
        #[arg(long, default_value = "")]
        message: String,
    },
    /// Answer again
    Off,
}

/// `copy`.
#[derive(Debug, Args)]
pub struct Copy {
    /// The database to read
    #[arg(long, value_name = "URL")]
    pub from: String,
    /// The database to fill
    #[arg(long, value_name = "URL")]
    pub to: String,
}

impl Options {
    /// The sources of the configuration, with these flags over the usual files and the environment.
    pub fn sources(&self) -> Sources {
        let named = [
            ("database.url", &self.database),
            ("server.listen", &self.listen),
            ("log.level", &self.log_level),
            ("log.format", &self.log_format),
        ];
        let named = named.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value.clone()?)));
        let process = Sources::of_process();
        Sources { file: self.config.clone().or(process.file), flags: self.set.iter().cloned().chain(named).collect(), ..process }
    }
}

/// The list that `config-keys` prints.
pub(crate) fn key_list() -> String {
    let lines = config::key_names().map(|(name, help)| format!("{name:<30}  {help}"));
    lines.collect::<Vec<_>>().join("\n")
}

fn key_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("needs the form KEY=VALUE")?;
    Ok((key.trim().to_owned(), value.to_owned()))
}
