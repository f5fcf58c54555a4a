//! What the commands for template authors take.

use clap::{Args, Subcommand, ValueEnum};

/// `scaffold template`.
#[derive(Debug, Subcommand)]
pub enum TemplateCommand {
    /// Find everything that is wrong with a template, without rendering it
    Check(CheckTemplate),
    /// Print the JSON Schema of a template's files, for editors
    ///
    /// An editor that knows TOML, as by taplo, uses it for a file that starts with the line
    /// `#:schema <PATH>`.
    Schema(SchemaOf),
}

/// `scaffold template check`.
#[derive(Debug, Args)]
pub struct CheckTemplate {
    /// Directory of the template
    #[arg(value_name = "DIR", default_value = ".")]
    pub template: String,
}

/// `scaffold template schema`.
#[derive(Debug, Args)]
pub struct SchemaOf {
    /// The file it is about
    #[arg(value_name = "FILE", default_value = "template")]
    pub format: Format,
}

/// A file of a template that has a format.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Format {
    /// `template.toml`
    Template,
    /// `component.toml`
    Component,
}
