//! What the commands for template authors take.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// `scaffold template`.
#[derive(Debug, Subcommand)]
pub enum TemplateCommand {
    /// Start a template that works as it is
    New(NewTemplate),
    /// Find everything that is wrong with a template, without rendering it
    Check(CheckTemplate),
    /// Render a template's cases and every pair of its answers
    ///
    /// A case is `tests/<case>/` of the template: `answers.toml`, as for `--answers`; then
    /// `expected/`, what must be rendered, or `commands.toml`, `run = [["uv", "sync"], …]`, which
    /// run in the rendering, or both. Exit code 1 says that a case did not pass or a combination
    /// of answers cannot be rendered, 2 that the template or a case cannot be read.
    Test(TestTemplate),
    /// Print the JSON Schema of a template's files, for editors
    ///
    /// An editor that knows TOML, as by taplo, uses it for a file that starts with the line
    /// `#:schema <PATH>`.
    Schema(SchemaOf),
    /// Turn a repository into a template
    ///
    /// Every spelling of a name, in contents and paths, becomes an expression. The report says what
    /// was replaced where and what was left; exit code 1 says that somebody must look at the latter.
    From(FromRepository),
}

/// `scaffold template new`.
#[derive(Debug, Args)]
pub struct NewTemplate {
    /// Directory to write it to, new or empty; its last part is the template's name
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// Template that it is an overlay of: embedded, directory or git address
    #[arg(long, value_name = "TEMPLATE")]
    pub extends: Option<String>,
}

/// `scaffold template check`.
#[derive(Debug, Args)]
pub struct CheckTemplate {
    /// Directory of the template
    #[arg(value_name = "DIR", default_value = ".")]
    pub template: String,
    /// Print one JSON object as well, with the problems
    #[arg(long)]
    pub json: bool,
}

/// `scaffold template test`.
#[derive(Debug, Args)]
pub struct TestTemplate {
    /// Directory of the template
    #[arg(value_name = "DIR", default_value = ".")]
    pub template: String,
    /// Write what is rendered now as what is expected, and do nothing else
    ///
    /// A case with `commands.toml` and without `expected/` stays as it is.
    #[arg(long)]
    pub accept: bool,
    /// Run the commands of the cases without asking
    #[arg(long)]
    pub trust: bool,
    /// Print one JSON object instead of text
    #[arg(long)]
    pub json: bool,
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

/// `scaffold template from`.
#[derive(Debug, Args)]
pub struct FromRepository {
    /// Directory of the repository, which is not changed
    #[arg(value_name = "REPO")]
    pub repository: PathBuf,
    /// Replace a name by the answer to a question (repeatable)
    ///
    /// The question `name` is answered by the name of a new project's directory.
    #[arg(long, value_name = "NAME=QUESTION", required = true)]
    pub replace: Vec<String>,
    /// Directory of the template, new or empty
    #[arg(long, short, value_name = "DIR")]
    pub output: PathBuf,
    /// Print what became of the repository as one JSON object
    #[arg(long)]
    pub json: bool,
}
