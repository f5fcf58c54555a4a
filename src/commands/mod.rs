//! One file a command; each combines the pure parts with the edges.

pub mod completions;
pub mod list;
pub mod man;
pub mod new;
pub mod show;

use std::ffi::OsString;

use crate::cli::{self, Cli, Commands, Usage};
use crate::error::Error;
use crate::template::Template;
use crate::{report, source};

/// Why a run ended early.
#[derive(Debug)]
pub enum Stop {
    /// Help, version, or a command line that is none.
    Usage(Usage),
    /// Anything else.
    Failure(Error),
}

impl From<Usage> for Stop {
    fn from(usage: Usage) -> Self {
        Self::Usage(usage)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failure(error)
    }
}

/// Runs a command line, the program's name first.
///
/// # Errors
/// Whatever the command meets.
pub fn run(arguments: &[OsString]) -> Result<(), Stop> {
    let named = cli::named_template(arguments);
    let template = match named.as_deref().map(source::load) {
        // Help must not fail with the template: it is shown without its questions.
        Some(Err(error)) if cli::asks_for_help(arguments) => {
            report::note(&format!("note: the template's questions are not listed: {error}"));
            None
        }
        loaded => loaded.transpose()?,
    };
    let Cli { command } = cli::parse(arguments, template.as_ref())?;
    match command {
        Commands::New(new) => new::run(&new, &or_default(template, &new.template)?)?,
        Commands::List(list) => list::run(&list)?,
        Commands::Show(show) => show::run(&show)?,
        Commands::Completions { shell } => completions::run(shell, &source::load(source::DEFAULT)?),
        Commands::Man => man::run(&source::load(source::DEFAULT)?)?,
    }
    Ok(())
}

fn or_default(template: Option<Template>, name: &str) -> Result<Template, Error> {
    template.map_or_else(|| source::load(name), Ok)
}
