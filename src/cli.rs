//! What may be typed: clap is known here alone. Nothing is decided here.

use std::ffi::OsString;
use std::iter;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{
    Arg, ArgAction, ArgMatches, Args, Command, CommandFactory, FromArgMatches, Parser, Subcommand,
};

pub use clap_complete::Shell;

use crate::error::{Error, Result as Fallible};
use crate::question::{Question, Value};
use crate::source;
use crate::template::{Component, Template};
use crate::words::Names;

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
    #[arg(value_name = "NAME|PATH")]
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
///
/// clap cannot say: a flag it does not know yet, or `--help`, ends its reading.
#[must_use]
pub fn named_template(arguments: &[OsString]) -> Option<String> {
    let words: Vec<_> = arguments.iter().skip(1).map(|word| word.to_string_lossy()).collect();
    let words = match words.split_first()? {
        (help, rest) if help == "help" => rest,
        _ => &words[..],
    };
    let (_, words) = words.split_first().filter(|(command, _)| *command == "new")?;
    let words: Vec<&str> =
        words.iter().map(|word| &**word).take_while(|word| *word != "--").collect();
    let named = words.iter().enumerate().find_map(|(at, word)| {
        let following = || if *word == "--template" { words.get(at + 1).copied() } else { None };
        word.strip_prefix("--template=").or_else(following)
    });
    Some(named.unwrap_or(source::DEFAULT).to_owned())
}

/// Whether the command line asks for help, which a broken template must not prevent.
#[must_use]
pub fn asks_for_help(arguments: &[OsString]) -> bool {
    let help = |argument: &OsString| argument == "--help" || argument == "-h";
    arguments.iter().any(help) || arguments.get(1).is_some_and(|command| command == "help")
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
        .map(|question| flag(question).help(help(question, template)).help_heading(heading.clone()))
        .collect();
    let component = |component: &Component| {
        let on = if component.manifest.default == Some(true) { " [default]" } else { "" };
        format!("  {:<14}{}{on}", component.id, component.manifest.title)
    };
    let components: Vec<String> = template.selectable().map(component).collect();
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
    let mut command = command(Some(template)).disable_help_subcommand(true);
    command.build();
    let mut page = Vec::new();
    // The page of the program only names its commands: theirs follow.
    let commands = command.get_subcommands().filter(|command| command.get_name() != "help");
    for command in iter::once(&command).chain(commands) {
        let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
        clap_mangen::Man::new(command.clone().name(name).version(env!("CARGO_PKG_VERSION")))
            .render(&mut page)
            .map_err(Error::io("render", "the manual page"))?;
    }
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
    let arg = Arg::new(question.id().to_owned()).long(question.flag());
    let arg = match question.nothing() {
        Value::Bool(_) => arg
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .value_name("true|false"),
        Value::List(_) => arg.action(ArgAction::Append),
        Value::Integer(_) => arg.allow_negative_numbers(true),
        Value::Text(_) => arg,
    };
    if !question.choices.is_empty() {
        let values = question
            .choices
            .iter()
            .map(|choice| PossibleValue::new(choice.value.clone()).help(choice.help.clone()));
        return arg.value_name("CHOICE").value_parser(PossibleValuesParser::new(values));
    }
    let question = question.clone();
    let arg =
        if matches!(question.nothing(), Value::Bool(_)) { arg } else { arg.value_name("VALUE") };
    arg.value_parser(move |text: &str| match question.parse(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(fault) => Err(question
            .help
            .as_ref()
            .map_or(fault.to_string(), |help| format!("{fault} ({help})"))),
    })
}

/// What a question asks, its default and its condition, on one line.
#[must_use]
pub fn help(question: &Question, template: &Template) -> String {
    let default = question.default.as_ref().map(|default| default.get_ref().to_string());
    let sources = template.default_sources(question);
    let note = match default {
        Some(_) if !sources.is_empty() => format!(" [default: follows {}]", Names(&sources)),
        Some(text) if !text.is_empty() => format!(" [default: {text}]"),
        _ => String::new(),
    };
    let when = question.when.as_ref().map(|when| format!(" [only when: {}]", when.get_ref()));
    format!("{}{note}{}", question.prompt, when.unwrap_or_default())
}
