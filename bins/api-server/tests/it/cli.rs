//! The command line.

use api_server::cli::Cli;
use clap::CommandFactory;

fn command() -> clap::Command {
    let mut command = Cli::command().term_width(100).styles(clap::builder::Styles::plain());
    command.build();
    command
}

#[test]
fn the_command_line_has_no_contradictions() {
    Cli::command().debug_assert();
}

#[test]
fn the_help_tells_how_to_begin() {
    insta::assert_snapshot!(command().render_long_help().to_string());
}

#[test]
fn every_command_has_a_help() {
    let mut command = command();
    let helps: Vec<String> = command
        .get_subcommands_mut()
        .filter(|command| command.get_name() != "help")
        .map(|command| {
            let help = command.render_help();
            format!("### {}\n{help}", command.get_name())
        })
        .collect();
    insta::assert_snapshot!(helps.join("\n"));
}

#[test]
fn keys_are_set_one_by_one() {
    use clap::Parser;
    let cli = Cli::try_parse_from(["api-server", "check", "--set", "server.workers=3", "--listen", "[::1]:0"]).unwrap();
    let flags = cli.options.sources().flags;
    let expected = [("server.workers", "3"), ("server.listen", "[::1]:0")];
    assert!(flags.iter().map(|(key, value)| (key.as_str(), value.as_str())).eq(expected));
}
