//! The command line.

use std::path::PathBuf;

pub(crate) const HELP: &str = "\
Load driver of Deskhand. It measures a release build, so build that first: cargo build --release -p api-server

cargo bench -p deskhand-tests --bench load -- build --requests 100000 --database sqlite --data /tmp/desk-100k
cargo bench -p deskhand-tests --bench load -- run --data /tmp/desk-100k

build   make a desk in an empty folder
  --requests N         how many requests it has [100000]
  --database NAME      sqlite or postgres [sqlite]
  --data DIR           the folder, on the disk that is to be measured
run     measure a server on a fresh copy of that desk and print a table
  --data DIR           the folder
  --connections LIST   connections at a time [1,8,32]
  --seconds N          length of a round [2]
  --rounds N           rounds, of which the median counts [5]
  --only TEXT          only scenarios whose name contains this

DESKHAND_BIN_DIR names the folder of another api-server than the one beside this program.";

/// What is to be done, with all options.
#[derive(Debug)]
pub(crate) struct Args {
    pub(crate) action: Action,
    pub(crate) requests: u32,
    pub(crate) database: Database,
    pub(crate) data: PathBuf,
    pub(crate) connections: Vec<usize>,
    pub(crate) seconds: u64,
    pub(crate) rounds: usize,
    pub(crate) only: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Help,
    Build,
    Run,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Database {
    Sqlite,
    Postgres,
}

impl Database {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Sqlite, Self::Postgres].into_iter().find(|database| database.name() == name)
    }
}

impl Args {
    pub(crate) fn parse(words: impl Iterator<Item = String>) -> Result<Self, String> {
        // Cargo adds this one to the arguments of every benchmark.
        let mut words = words.filter(|word| word != "--bench");
        let mut args = Self {
            action: Action::Help,
            requests: 100_000,
            database: Database::Sqlite,
            data: PathBuf::new(),
            connections: vec![1, 8, 32],
            seconds: 2,
            rounds: 5,
            only: String::new(),
        };
        while let Some(word) = words.next() {
            match word.as_str() {
                "build" => args.action = Action::Build,
                "run" => args.action = Action::Run,
                "help" | "--help" | "-h" => return Ok(Self { action: Action::Help, ..args }),
                option => args.set(option, &words.next().ok_or_else(|| format!("{option} needs a value"))?)?,
            }
        }
        if args.action != Action::Help && args.data.as_os_str().is_empty() {
            return Err("--data is missing".to_owned());
        }
        Ok(args)
    }

    fn set(&mut self, option: &str, value: &str) -> Result<(), String> {
        let unreadable = || format!("{option} {value} cannot be read");
        match option {
            "--requests" => self.requests = value.parse().map_err(|_| unreadable())?,
            "--database" => self.database = Database::from_name(value).ok_or_else(unreadable)?,
            "--data" => self.data = std::path::absolute(value).map_err(|_| unreadable())?,
            "--connections" => {
                self.connections =
                    value.split(',').map(|count| count.parse().map_err(|_| unreadable())).collect::<Result<_, _>>()?;
            }
            "--seconds" => self.seconds = value.parse().map_err(|_| unreadable())?,
            "--rounds" => self.rounds = value.parse().ok().filter(|rounds| *rounds > 0).ok_or_else(unreadable)?,
            "--only" => value.clone_into(&mut self.only),
            _ => return Err(format!("{option} is not known")),
        }
        Ok(())
    }
}
