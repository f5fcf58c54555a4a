//! `scaffold template`: one file a command for template authors.

mod check;
mod from;
mod new;
mod schema;
mod test;

use super::Finish;
use crate::cli::TemplateCommand;
use crate::error::Result;

/// Runs the command.
///
/// # Errors
/// Whatever it meets.
pub fn run(command: &TemplateCommand) -> Result<Finish> {
    match command {
        TemplateCommand::Check(it) => return check::run(it),
        TemplateCommand::From(it) => return from::run(it),
        TemplateCommand::Test(it) => return test::run(it),
        TemplateCommand::New(it) => new::run(it)?,
        TemplateCommand::Schema(it) => schema::run(it),
    }
    Ok(Finish::Fine)
}
