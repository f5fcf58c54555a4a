//! What each command takes.

use std::path::PathBuf;

use clap::Args;

use crate::question::Value;
use crate::source;

/// `scaffold new`, but for the flags that the template's questions add.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct New {
    /// Name of the project, or the path to write it to; its last part is the name
    #[arg(value_name = "NAME|PATH")]
    pub target: Option<PathBuf>,
    /// Embedded template, directory or git address
    #[arg(long, value_name = "TEMPLATE", default_value = source::DEFAULT)]
    pub template: String,
    /// The answers on the command line.
    #[command(flatten)]
    pub said: Said,
    /// The answers that are not.
    #[command(flatten)]
    pub unsaid: Unsaid,
    /// Print what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Print one JSON object instead of text
    #[arg(long)]
    pub json: bool,
    /// Do not make a git repository
    #[arg(long)]
    pub no_git: bool,
    /// What may run.
    #[command(flatten)]
    pub tasks: Tasks,
    /// Print errors and nothing else
    #[arg(long, short, conflicts_with = "verbose")]
    pub quiet: bool,
    /// List every file that is written
    #[arg(long, short)]
    pub verbose: bool,
}

/// Answers on the command line.
#[derive(Debug, Args)]
pub struct Said {
    /// Answer a question
    #[arg(long, value_name = "QUESTION=VALUE")]
    pub set: Vec<String>,
    /// Add components
    #[arg(long, value_name = "COMPONENTS", value_delimiter = ',')]
    pub with: Vec<String>,
    /// Leave out components
    #[arg(long, value_name = "COMPONENTS", value_delimiter = ',')]
    pub without: Vec<String>,
    /// Answers given by the questions' own flags, by question.
    #[arg(skip)]
    pub flags: Vec<(String, Value)>,
}

/// Where the answers come from that the command line does not give.
#[derive(Debug, Args)]
pub struct Unsaid {
    /// Read answers from a TOML file; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// Ask nothing; take the default of every question without an answer
    #[arg(long)]
    pub defaults: bool,
}

/// What becomes of the template's tasks.
#[derive(Clone, Copy, Debug, Args)]
pub struct Tasks {
    /// Do not run the template's tasks
    #[arg(long)]
    pub no_tasks: bool,
    /// Run the tasks of a template from elsewhere without asking
    #[arg(long)]
    pub trust: bool,
}

/// `scaffold update`, but for the flags that the template's questions add.
#[derive(Debug, Args)]
pub struct Update {
    /// Directory of the project; the one around the current directory if left out
    #[arg(value_name = "PATH")]
    pub path: Option<PathBuf>,
    /// Embedded template, directory or git address; the one that wrote the project if left out
    #[arg(long, value_name = "TEMPLATE")]
    pub template: Option<String>,
    /// The answers that change.
    #[command(flatten)]
    pub said: Said,
    /// The answers that are not on the command line.
    #[command(flatten)]
    pub unsaid: Unsaid,
    /// How to go about it.
    #[command(flatten)]
    pub how: Change,
}

/// `scaffold add`, but for the flags that the template's questions add.
#[derive(Debug, Args)]
pub struct Add {
    /// Components to add
    #[arg(value_name = "COMPONENT", required = true, value_delimiter = ',')]
    pub components: Vec<String>,
    /// Embedded template, directory or git address; the one that wrote the project if left out
    #[arg(long, value_name = "TEMPLATE")]
    pub template: Option<String>,
    /// The answers that change.
    #[command(flatten)]
    pub said: Said,
    /// The answers that are not on the command line.
    #[command(flatten)]
    pub unsaid: Unsaid,
    /// How to go about it.
    #[command(flatten)]
    pub how: Change,
}

impl From<Add> for Update {
    fn from(add: Add) -> Self {
        let Add { components, template, mut said, unsaid, how } = add;
        said.with.extend(components);
        Self { path: None, template, said, unsaid, how }
    }
}

/// `scaffold adopt`, but for the flags that the template's questions add.
#[derive(Debug, Args)]
pub struct Adopt {
    /// Directory of the repository
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,
    /// Embedded template, directory or git address; python-service if left out
    #[arg(long, value_name = "TEMPLATE")]
    pub template: Option<String>,
    /// The answers on the command line.
    #[command(flatten)]
    pub said: Said,
    /// The answers that are not.
    #[command(flatten)]
    pub unsaid: Unsaid,
    /// How to go about it.
    #[command(flatten)]
    pub how: Change,
}

/// How a command changes a project that is there.
#[derive(Clone, Copy, Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Change {
    /// Print what would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Print one JSON object instead of text
    #[arg(long)]
    pub json: bool,
    /// Print the summary as Markdown, for a pull request
    #[arg(long, conflicts_with = "json")]
    pub pr_body: bool,
    /// Go on although the work tree has changes that are not committed
    #[arg(long)]
    pub allow_dirty: bool,
    /// What may run.
    #[command(flatten)]
    pub tasks: Tasks,
}

/// `scaffold check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Directory of the project; the one around the current directory if left out
    #[arg(value_name = "PATH")]
    pub path: Option<PathBuf>,
    /// Print one JSON object instead of text
    #[arg(long)]
    pub json: bool,
}

/// `scaffold diff`.
#[derive(Debug, Args)]
pub struct Diff {
    /// Directory of the project; the one around the current directory if left out
    #[arg(value_name = "PATH")]
    pub path: Option<PathBuf>,
    /// Exit with 1 if there is a change
    #[arg(long)]
    pub exit_code: bool,
    /// Print one JSON object instead of text
    #[arg(long)]
    pub json: bool,
}

/// `scaffold list`.
#[derive(Debug, Args)]
pub struct List {
    /// Print one JSON array instead of text
    #[arg(long)]
    pub json: bool,
}

/// `scaffold show`.
#[derive(Debug, Args)]
pub struct Show {
    /// Embedded template, directory or git address
    #[arg(default_value = source::DEFAULT)]
    pub template: String,
    /// Print one JSON object, with a JSON Schema for every question
    #[arg(long)]
    pub json: bool,
}
