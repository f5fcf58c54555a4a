//! `scaffold man`: the manual page, with the default template's flags.

use crate::cli;
use crate::error::Result;
use crate::report;
use crate::template::Template;

/// Prints the page as roff.
///
/// # Errors
/// The page cannot be rendered.
pub fn run(template: &Template) -> Result<()> {
    report::data(&cli::manual(template)?);
    Ok(())
}
