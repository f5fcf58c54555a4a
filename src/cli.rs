//! What may be typed: clap is known here alone. Nothing is decided here.

mod arguments;
mod questions;
mod template;

use std::env;
use std::ffi::OsString;
use std::iter;
use std::path::PathBuf;

use clap::{Arg, ColorChoice, Command, CommandFactory, FromArgMatches, Parser, Subcommand};

pub use arguments::{
    Add, Adopt, Change, Check, Diff, List, New, Said, Show, Tasks, Unsaid, Update,
};
pub use clap_complete::Shell;
pub use questions::help;
pub use template::{
    CheckTemplate, Format, FromRepository, NewTemplate, SchemaOf, TemplateCommand, TestTemplate,
};

use crate::error::{Error, Result as Fallible};
use crate::question::Question;
use crate::template::{Component, Template};
use crate::words::{is_obeyed, printable_lines};
use crate::{report, source};

/// Writes Python + LLM service repositories that are ready for production, and keeps them current
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
    /// Bring a project up to its template, or change its answers
    ///
    /// What the team has edited is merged; where both sides changed the same lines, the file gets
    /// the usual conflict markers. Exit code 1 says that conflicts are left.
    Update(Update),
    /// Add components to a project
    Add(Add),
    /// Say whether an update waits
    ///
    /// Exit code 1 if one does, if conflict markers are left of an earlier one, or if the record
    /// cannot be read. What the team has edited changes nothing about it.
    Check(Check),
    /// Show what the team has changed in the files of the template
    Diff(Diff),
    /// Put an existing repository under a template
    ///
    /// Files that are there stay as they are; where the template has other lines, they get the
    /// usual conflict markers.
    Adopt(Adopt),
    /// List the embedded templates
    List(List),
    /// Describe a template: its questions, components and files
    Show(Show),
    /// Start, check and test a template of your own
    #[command(subcommand)]
    Template(TemplateCommand),
    /// Print a completion script for a shell
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual page
    Man,
}

/// Which template's questions a command line can answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The one of this name or path.
    Named(String),
    /// The one that wrote a project: in one of these directories, perhaps, or around the current
    /// one.
    OfProject(Vec<PathBuf>),
    /// The default one, or the one that a repository's record names: of one of these directories,
    /// perhaps, or of the current one.
    OfRepository(Vec<PathBuf>),
}

/// The template that a command line is about, without judging the rest of it: its questions
/// decide which other flags there are. None if the command line has no use for one.
///
/// clap cannot say: a flag it does not know yet, or `--help`, ends its reading.
#[must_use]
pub fn wanted_template(arguments: &[OsString]) -> Option<Wanted> {
    let words: Vec<_> = arguments.iter().skip(1).map(|word| word.to_string_lossy()).collect();
    let words = match words.split_first()? {
        (help, rest) if help == "help" => rest,
        _ => &words[..],
    };
    let (command, words) = words.split_first()?;
    if !["new", "update", "add", "adopt"].contains(&&**command) {
        return None;
    }
    let words: Vec<&str> = words.iter().map(|word| &**word).collect();
    let end = words.iter().position(|word| *word == "--").unwrap_or(words.len());
    let (words, literal) = words.split_at(end);
    let named = words.iter().enumerate().find_map(|(at, word)| {
        let following = || if *word == "--template" { words.get(at + 1).copied() } else { None };
        word.strip_prefix("--template=").or_else(following)
    });
    let paths = || {
        let paths = words.iter().filter(|word| !word.starts_with('-'));
        paths.chain(literal.iter().skip(1)).map(PathBuf::from).collect()
    };
    Some(match (named, &**command) {
        (Some(named), _) => Wanted::Named(named.to_owned()),
        (None, "update") => Wanted::OfProject(paths()),
        (None, "add") => Wanted::OfProject(Vec::new()),
        (None, "adopt") => Wanted::OfRepository(paths()),
        (None, _) => Wanted::Named(source::DEFAULT.to_owned()),
    })
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
    let flags = |is_change: bool| -> Vec<Arg> {
        let flag = |question: &Question| {
            let help = if is_change {
                questions::help_of_change(question)
            } else {
                help(question, template)
            };
            questions::flag(question).help(help).help_heading(heading.clone())
        };
        template.manifest.questions.iter().map(flag).collect()
    };
    let component = |component: &Component| {
        let on = if component.manifest.default == Some(true) { " [default]" } else { "" };
        format!("  {:<14}{}{on}", component.id, component.manifest.title)
    };
    let components: Vec<String> = template.selectable().map(component).collect();
    let after = match &components[..] {
        [] => String::new(),
        lines => format!("Components of {}:\n{}", template.manifest.name, lines.join("\n")),
    };
    let questioned = [("new", false), ("adopt", false), ("update", true), ("add", true)];
    questioned.iter().fold(command, |command, (name, is_change)| {
        command.mut_subcommand(name, |it| it.args(flags(*is_change)).after_help(after.clone()))
    })
}

/// Help, version, or a command line that is none.
#[derive(Debug)]
pub struct Usage {
    error: clap::Error,
    /// Whether an argument has what a terminal would obey; it may be quoted.
    unsafe_to_show: bool,
}

impl Usage {
    /// Prints it where it belongs and gives the exit code.
    #[must_use]
    pub fn print(&self) -> u8 {
        let text = self.error.render().to_string();
        let text = text.trim_end_matches('\n');
        match (self.unsafe_to_show || printable_lines(text) != text, self.error.use_stderr()) {
            // In colour, if that is wanted.
            (false, false) => report::remember(self.error.print()),
            (false, true) => drop(self.error.print()),
            (true, false) => report::data(text),
            (true, true) => report::note(text),
        }
        if self.error.use_stderr() { 2 } else { 0 }
    }
}

/// Reads a command line.
///
/// # Errors
/// What clap says; help and version are among it.
pub fn parse(arguments: &[OsString], template: Option<&Template>) -> Result<Cli, Usage> {
    matches(arguments, template).map_err(|error| {
        let shown = |argument: &OsString| !argument.to_string_lossy().contains(is_obeyed);
        Usage { error, unsafe_to_show: !arguments.iter().all(shown) }
    })
}

/// Whether help may have colour. `CI` would have it at a terminal that cannot show any.
fn colour() -> ColorChoice {
    let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    let unwanted = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if dumb || unwanted { ColorChoice::Never } else { ColorChoice::Auto }
}

fn matches(arguments: &[OsString], template: Option<&Template>) -> Result<Cli, clap::Error> {
    let matches = command(template).color(colour()).try_get_matches_from(arguments)?;
    let mut cli = Cli::from_arg_matches(&matches)?;
    let said = match &mut cli.command {
        Commands::New(new) => &mut new.said,
        Commands::Update(update) => &mut update.said,
        Commands::Add(add) => &mut add.said,
        Commands::Adopt(adopt) => &mut adopt.said,
        _ => return Ok(cli),
    };
    if let (Some(template), Some((_, matches))) = (template, matches.subcommand()) {
        said.flags = questions::said(template, matches);
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

/// The command and all that it consists of, each before its own.
fn commands(command: &Command) -> Vec<&Command> {
    let below = command.get_subcommands().filter(|command| command.get_name() != "help");
    iter::once(command).chain(below.flat_map(commands)).collect()
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
    for command in commands(&command) {
        let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
        clap_mangen::Man::new(command.clone().name(name).version(env!("CARGO_PKG_VERSION")))
            .render(&mut page)
            .map_err(Error::io("render", "the manual page"))?;
    }
    Ok(String::from_utf8_lossy(&page).into_owned())
}
