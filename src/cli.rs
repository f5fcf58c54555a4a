//! What may be typed: clap is known here alone. Nothing is decided here.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{
    Arg, ArgAction, ArgMatches, Args, Command, CommandFactory, FromArgMatches, Parser, Subcommand,
};

pub use clap_complete::Shell;

use crate::error::{Error, Result as Fallible};
use crate::question::{Question, Value};
use crate::source;
use crate::template::Template;

/// Writes Python + LLM service repositories that are ready for production
#[derive(Debug, Parser)]
#[command(name = "scaffold", version, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    /// The command.
    #[command(subcommand)]
    pub command: Commands,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Commands {
    /// Write a new project
    New(New),
    /// List the embedded templates
    List(List),
    /// Describe a template: its questions, components and files
    Show(Show),
    /// Print a completion script for a shell
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual page
    Man,
}

/// `scaffold new`, but for the flags that the template's questions add.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct New {
    /// Name of the project, or the path to write it to; its last part is the name
    pub target: Option<PathBuf>,
    /// Embedded template, or a directory
    #[arg(long, value_name = "TEMPLATE", default_value = source::DEFAULT)]
    pub template: String,
    /// Answer a question
    #[arg(long, value_name = "QUESTION=VALUE")]
    pub set: Vec<String>,
    /// Add components
    #[arg(long, value_name = "COMPONENTS", value_delimiter = ',')]
    pub with: Vec<String>,
    /// Leave out components
    #[arg(long, value_name = "COMPONENTS", value_delimiter = ',')]
    pub without: Vec<String>,
    /// Read answers from a TOML file; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// Ask nothing; take the default of every question without an answer
    #[arg(long)]
    pub defaults: bool,
    /// Print what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Print one JSON object instead of text
    #[arg(long)]
    pub json: bool,
    /// Do not make a git repository
    #[arg(long)]
    pub no_git: bool,
    /// Do not run the template's tasks
    #[arg(long)]
    pub no_tasks: bool,
    /// Run the tasks of a template from elsewhere without asking
    #[arg(long)]
    pub trust: bool,
    /// Print errors and nothing else
    #[arg(long, short, conflicts_with = "verbose")]
    pub quiet: bool,
    /// List every file that is written
    #[arg(long, short)]
    pub verbose: bool,
    /// Answers given by the questions' own flags, by question.
    #[arg(skip)]
    pub flags: Vec<(String, String)>,
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
    /// Embedded template, or a directory
    #[arg(default_value = source::DEFAULT)]
    pub template: String,
    /// Print one JSON object, with a JSON Schema for every question
    #[arg(long)]
    pub json: bool,
}

/// The template that a command line names, without judging the rest of it: its questions
/// decide which other flags there are. None if the command line has no use for one.
#[must_use]
pub fn named_template(arguments: &[OsString]) -> Option<String> {
    let lenient = Cli::command().ignore_errors(true).try_get_matches_from(arguments).ok()?;
    let new = lenient.subcommand_matches("new")?;
    new.get_one::<String>("template").cloned()
}

/// Whether the command line asks for help, which a broken template must not prevent.
#[must_use]
pub fn asks_for_help(arguments: &[OsString]) -> bool {
    arguments.iter().any(|argument| argument == "--help" || argument == "-h")
}

/// The whole command, with a flag for every question of `template`.
#[must_use]
pub fn command(template: Option<&Template>) -> Command {
    let command = Cli::command();
    let Some(template) = template else { return command };
    let heading = format!("Questions of {}", template.manifest.name);
    let flags: Vec<Arg> = template
        .manifest
        .questions
        .iter()
        .map(|question| flag(question).help_heading(heading.clone()))
        .collect();
    let components: Vec<String> =
        template.selectable().map(|c| format!("  {:<14}{}", c.id, c.manifest.title)).collect();
    let after = format!("Components of {}:\n{}", template.manifest.name, components.join("\n"));
    command.mut_subcommand("new", |new| new.args(flags).after_help(after))
}

/// Help, version, or a command line that is none.
#[derive(Debug)]
pub struct Usage(clap::Error);

impl Usage {
    /// Prints it where it belongs and gives the exit code.
    #[must_use]
    pub fn print(&self) -> u8 {
        // A closed pipe is no error.
        let _ = self.0.print();
        if self.0.use_stderr() { 2 } else { 0 }
    }
}

/// Reads a command line.
///
/// # Errors
/// What clap says; help and version are among it.
pub fn parse(arguments: &[OsString], template: Option<&Template>) -> Result<Cli, Usage> {
    matches(arguments, template).map_err(Usage)
}

fn matches(arguments: &[OsString], template: Option<&Template>) -> Result<Cli, clap::Error> {
    let matches = command(template).try_get_matches_from(arguments)?;
    let mut cli = Cli::from_arg_matches(&matches)?;
    if let (Commands::New(new), Some(template), Some(matches)) =
        (&mut cli.command, template, matches.subcommand_matches("new"))
    {
        new.flags = question_flags(template, matches);
    }
    Ok(cli)
}

/// The completion script for a shell.
#[must_use]
pub fn completions(shell: Shell, template: &Template) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(Some(template)), "scaffold", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// The manual page, as roff.
///
/// # Errors
/// It cannot be rendered.
pub fn manual(template: &Template) -> Fallible<String> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command(Some(template)))
        .render(&mut page)
        .map_err(Error::io("render", "the manual page"))?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

fn question_flags(template: &Template, matches: &ArgMatches) -> Vec<(String, String)> {
    let said = template.manifest.questions.iter().filter_map(|question| {
        let values = matches.get_many::<String>(question.id())?;
        Some((question.id().to_owned(), values.cloned().collect::<Vec<_>>().join(",")))
    });
    said.collect()
}

fn flag(question: &Question) -> Arg {
    let arg = Arg::new(question.id().to_owned()).long(question.flag()).help(help(question));
    let arg = match question.nothing() {
        Value::Bool(_) => arg.num_args(0..=1).require_equals(true).default_missing_value("true"),
        Value::List(_) => arg.action(ArgAction::Append),
        Value::Integer(_) | Value::Text(_) => arg,
    };
    if !question.choices.is_empty() {
        let values = question
            .choices
            .iter()
            .map(|choice| PossibleValue::new(choice.value.clone()).help(choice.help.clone()));
        return arg.value_name("CHOICE").value_parser(PossibleValuesParser::new(values));
    }
    let question = question.clone();
    arg.value_name("VALUE").value_parser(move |text: &str| match question.parse(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(fault) => Err(question
            .help
            .as_ref()
            .map_or(fault.to_string(), |help| format!("{fault} ({help})"))),
    })
}

fn help(question: &Question) -> String {
    let default = question.default.as_ref().map(|default| default.get_ref().to_string());
    let shown = default.filter(|text| !text.is_empty() && !crate::render::is_template(text));
    let note = shown.map(|text| format!(" [default: {text}]")).unwrap_or_default();
    let when = question.when.as_ref().map(|when| format!(" [only when: {}]", when.get_ref()));
    format!("{}{note}{}", question.prompt, when.unwrap_or_default())
}
