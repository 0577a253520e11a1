//! `mail-worker`: see the library.

fn main() -> std::process::ExitCode {
    mail_worker::run()
}
