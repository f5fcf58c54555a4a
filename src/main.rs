//! The program: exit codes and nothing else.

use std::env;
use std::process::ExitCode;

use scaffold::commands::{self, Finish, Stop};
use scaffold::error::Error;
use scaffold::{interrupt, report, runaway};

/// Finished, and the user must act.
const ATTENTION: u8 = 1;
/// Bad input of any kind, or failure.
const FAILURE: u8 = 2;

fn main() -> ExitCode {
    interrupt::install();
    let arguments: Vec<_> = env::args_os().collect();
    let code = match runaway::supervise(move || commands::run(&arguments)) {
        Ok(Finish::Fine) => 0,
        Ok(Finish::Attention) => ATTENTION,
        Err(Stop::Usage(usage)) => usage.print(),
        Err(Stop::Failure(Error::Interrupted)) => interrupt::EXIT_CODE,
        Err(Stop::Failure(error)) => {
            report::note(&report::error(&error));
            FAILURE
        }
    };
    let Err(error) = report::finish() else { return ExitCode::from(code) };
    report::note(&report::error(&error));
    ExitCode::from(code.max(FAILURE))
}
