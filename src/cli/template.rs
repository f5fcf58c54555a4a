//! What the commands for template authors take.

use clap::{Args, Subcommand};

/// `scaffold template`.
#[derive(Debug, Subcommand)]
pub enum TemplateCommand {
    /// Find everything that is wrong with a template, without rendering it
    Check(CheckTemplate),
}

/// `scaffold template check`.
#[derive(Debug, Args)]
pub struct CheckTemplate {
    /// Directory of the template
    #[arg(value_name = "DIR", default_value = ".")]
    pub template: String,
}
