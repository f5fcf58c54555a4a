//! One file a command; each combines the pure parts with the edges.

pub mod adopt;
pub mod check;
pub mod completions;
mod consent;
pub mod diff;
mod difference;
mod given;
mod ignored;
pub mod list;
pub mod man;
pub mod new;
mod plan;
mod said;
pub mod show;
mod template;
pub mod update;

use std::ffi::OsString;
use std::path::PathBuf;

use serde_json::json;

use crate::cli::{self, Adopt, Cli, Commands, Update, Usage, Wanted};
use crate::error::Error;
use crate::project::{self, Project};
use crate::session::{self, Interrupted, Session};
use crate::template::Template;
use crate::{journal, report, source};

/// Why a run ended early.
#[derive(Debug)]
pub enum Stop {
    /// Help, version, or a command line that is none.
    Usage(Usage),
    /// Anything else.
    Failure(Error),
}

impl From<Usage> for Stop {
    fn from(usage: Usage) -> Self {
        Self::Usage(usage)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failure(error)
    }
}

/// How a run ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    /// All is well.
    Fine,
    /// The user must act: an update waits, conflicts are left, a change was found.
    Attention,
}

impl Finish {
    /// `Attention` if there is reason for it.
    #[must_use]
    pub fn attention_if(reason: bool) -> Self {
        if reason { Self::Attention } else { Self::Fine }
    }
}

/// Runs a command line, the program's name first.
///
/// # Errors
/// Whatever the command meets.
pub fn run(arguments: &[OsString]) -> Result<Finish, Stop> {
    if cli::asks_for_help(arguments) {
        help(arguments)?;
    }
    let (template, Cli { command }) = match wanted_template(arguments, source::load) {
        Ok(Found { template, .. }) => {
            let cli = cli::parse(arguments, template.as_ref())?;
            (template, cli)
        }
        // Who changes the project brings back its record, with which the line is read again.
        Err(Error::HalfUpdated(root)) => {
            let cli = cli::parse(arguments, None).map_err(|_| Error::HalfUpdated(root))?;
            (None, cli)
        }
        Err(error) => return Err(error.into()),
    };
    match command {
        Commands::New(new) => new::run(&new, &or_default(template, &new.template)?)?,
        Commands::Update(update) => return run_update(arguments, update, template),
        Commands::Add(add) => return run_update(arguments, add.into(), template),
        Commands::Check(check) => return Ok(check::run(&check)?),
        Commands::Diff(diff) => return Ok(diff::run(&diff)?),
        Commands::Adopt(adopt) => return run_adopt(arguments, adopt, template),
        Commands::List(list) => list::run(&list)?,
        Commands::Show(show) => show::run(&show)?,
        Commands::Template(command) => return Ok(template::run(&command)?),
        Commands::Completions { shell } => completions::run(shell, &source::load(source::DEFAULT)?),
        Commands::Man => man::run(&source::load(source::DEFAULT)?)?,
    }
    Ok(Finish::Fine)
}

/// Ends the run with help if clap takes the command line as asking for it. That must neither fail
/// with the template nor fetch it: without it, its questions are not listed.
fn help(arguments: &[OsString]) -> Result<(), Stop> {
    let found = wanted_template(arguments, source::load_offline).unwrap_or_else(|error| {
        report::note(&format!("note: the template's questions are not listed: {error}"));
        Found::default()
    });
    match found.project.as_deref().map_or(Ok(false), journal::is_interrupted) {
        Ok(false) => {}
        Ok(true) => report::note(session::WAITS),
        Err(error) => report::note(&report::error(&error)),
    }
    cli::parse(arguments, found.template.as_ref())?;
    Ok(())
}

fn or_default(template: Option<Template>, name: &str) -> Result<Template, Error> {
    template.map_or_else(|| source::load(name), Ok)
}

/// How a template is had by its name.
type Load = fn(&str) -> Result<Template, Error>;

/// The template that a command line is about.
#[derive(Default)]
struct Found {
    template: Option<Template>,
    /// The directory of the project whose template it is.
    project: Option<PathBuf>,
}

fn wanted_template(arguments: &[OsString], load: Load) -> Result<Found, Error> {
    let name = match cli::wanted_template(arguments) {
        None => return Ok(Found::default()),
        Some(Wanted::Named(name)) => name,
        Some(Wanted::OfProject(paths)) => {
            let path = paths.into_iter().find(|path| project::has_record(path));
            let root = project::find(path.as_deref()).map_err(|error| match error {
                Error::NoRecord(here) => Error::NoRecord(typed_path(arguments).unwrap_or(here)),
                error => error,
            })?;
            let project = Project::open(root)?;
            let template = Some(project.load_template(load)?);
            return Ok(Found { template, project: Some(project.root) });
        }
        Some(Wanted::OfRepository(paths)) => {
            let path = paths.into_iter().find(|path| project::has_record(path));
            adopted(path.unwrap_or_else(|| ".".into()))?
        }
    };
    Ok(Found { template: Some(load(&name)?), project: None })
}

/// A template as JSON names it.
fn identity(template: &Template) -> serde_json::Value {
    let manifest = &template.manifest;
    let mut identity = json!({ "name": manifest.name, "version": manifest.version });
    if let Some(revision) = &template.revision {
        identity["commit"] = revision.commit.as_str().into();
    }
    identity
}

/// The template that a repository is adopted by unless another is named.
fn adopted(path: PathBuf) -> Result<String, Error> {
    match Project::open(path) {
        Ok(project) => Ok(project.template()),
        Err(Error::NoRecord(_) | Error::HalfUpdated(_)) => Ok(source::DEFAULT.to_owned()),
        Err(error) => Err(error),
    }
}

/// As [`run_update`].
fn run_adopt(
    arguments: &[OsString],
    adopt: Adopt,
    guessed: Option<Template>,
) -> Result<Finish, Stop> {
    let session = adopt::open(&adopt)?;
    let meant = adopt.template.clone().map_or_else(|| adopted(adopt.path.clone()), Ok)?;
    let is_meant = |template: &Template| template.is_called(&meant);
    if let Some(template) = guessed.filter(is_meant) {
        return Ok(adopt::run(&adopt, &session, &template)?);
    }
    let template = source::load(&meant)?;
    let adopt = match cli::parse(arguments, Some(&template))?.command {
        Commands::Adopt(adopt) => adopt,
        _ => adopt,
    };
    Ok(adopt::run(&adopt, &session, &template)?)
}

/// The project's path on a command line, if it can be told without the questions of a template.
fn typed_path(arguments: &[OsString]) -> Option<PathBuf> {
    match cli::parse(arguments, None).ok()?.command {
        Commands::Update(update) => update.path,
        _ => None,
    }
}

/// Which word is the project's path was a guess until clap had the questions of its template:
/// where the guess was wrong, the command line is read again.
fn run_update(
    arguments: &[OsString],
    mut update: Update,
    guessed: Option<Template>,
) -> Result<Finish, Stop> {
    let root = project::find(update.path.as_deref())?;
    let open = if update.how.dry_run { Session::look } else { Session::change };
    let session = open(root)?;
    let project = session.project()?;
    if session.interrupted == Interrupted::Undone {
        // A task of it may have left changes, and this run is to finish what it began.
        update.how.allow_dirty = true;
    }
    let meant = update.template.clone().unwrap_or_else(|| project.template());
    let is_meant = |template: &Template| template.is_called(&meant);
    if let Some(template) = guessed.filter(is_meant) {
        return Ok(update::run(&update, &session, &template)?);
    }
    let template = match &update.template {
        Some(named) => source::load(named)?,
        None => project.load_template(source::load)?,
    };
    let how = update.how;
    let update = match cli::parse(arguments, Some(&template))?.command {
        Commands::Update(update) => update,
        Commands::Add(add) => add.into(),
        _ => update,
    };
    let update = Update { how, ..update };
    Ok(update::run(&update, &session, &template)?)
}
