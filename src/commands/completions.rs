//! `scaffold completions`: a script for a shell, with the default template's flags.

use crate::cli;
use crate::report;
use crate::template::Template;

/// Prints the script.
pub fn run(shell: cli::Shell, template: &Template) {
    report::data(&cli::completions(shell, template));
}
