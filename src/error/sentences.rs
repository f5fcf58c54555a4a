//! The one place where errors are put into words: lower case, names in backticks, no full stop.

mod git;
mod loops;
mod session;
mod template;

use std::fmt;
use std::io;
use std::path::Path;

use crate::runaway::Bound;
use crate::words::{Count, printable};

use super::{AnswerFault, Error, Origin, RecordFault};

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Prompt => f.write_str("the prompt"),
            Self::Flag => f.write_str("the command line"),
            Self::Set => f.write_str("`--set`"),
            Self::File(place) | Self::Record(place) => write!(f, "`{}`", place.file),
            Self::Environment(name) => write!(f, "the environment variable `{name}`"),
            Self::Inferred => f.write_str("the repository"),
            Self::Combination => f.write_str("a combination"),
            Self::Target => f.write_str("the target's name"),
            Self::Default => f.write_str("its default"),
        }
    }
}

impl fmt::Display for AnswerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Choice(_) => f.write_str("it is none of the choices"),
            Self::Pattern { pattern, .. } => write!(f, "it does not match `{pattern}`"),
            Self::Reserved(what) => write!(f, "it is {what}"),
            Self::Type(kind) => write!(f, "it is not {kind}"),
            Self::List => f.write_str("it starts with `[` and is no JSON array of texts"),
            Self::Item { item, fault } => {
                write!(f, "its item `{}` is refused: {fault}", printable(item))
            }
            Self::Twice => f.write_str("it is given more than once"),
            Self::Encoding => f.write_str("it is not UTF-8"),
            Self::Control => f.write_str("it holds a control character"),
        }
    }
}

impl fmt::Display for RecordFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(message) => f.write_str(message),
            Self::UnknownKey { key, .. } => write!(f, "a record has no key `{key}`"),
            Self::Twice(id) => write!(f, "`{id}` is answered twice"),
            Self::Markers => f.write_str("git left a conflict in the record"),
            Self::NoFile => f.write_str("the record is a link or no file, and is not read"),
            Self::Format(format) => {
                write!(f, "the record has format {format}, which a newer scaffold wrote")
            }
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(seconds) => write!(f, "{seconds} seconds"),
            Self::Memory(gib) => write!(f, "{gib} GiB of memory"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Many(errors) => write!(f, "{}", Count(errors.len(), "problem")),
            Self::Template { fault, .. } => write!(f, "{fault}"),
            Self::NoTemplate { name, .. } => write!(f, "there is no template `{name}`"),
            Self::Git { address, fault } => git::sentence(f, address, fault),
            Self::Repository { path, fault } => git::unreadable(f, path, fault),
            Self::Answer { id, value, fault, origin: Origin::Default } => {
                let value = printable(value);
                write!(f, "`{value}`, the default, is no answer to `{id}`: {fault}")
            }
            Self::Answer { id, value, fault, origin } => {
                let value = printable(value);
                write!(f, "`{value}` from {origin} is no answer to `{id}`: {fault}")
            }
            Self::Item { id, item, file, fault } => loops::item(f, [file, item, id], fault),
            Self::UnknownQuestion { id, origin, .. } => {
                write!(f, "{origin} answers `{}`, which is no question", printable(id))
            }
            Self::Inactive { id, when, origin } => {
                write!(f, "{origin} answers `{id}`, which is asked only when `{when}`")
            }
            Self::UnknownComponent { id, .. } => write!(f, "there is no component `{id}`"),
            Self::Contradiction { without, with } if without == with => {
                write!(f, "the component `{with}` is both asked for and excluded")
            }
            Self::Contradiction { without, with } => {
                write!(f, "the component `{with}` needs `{without}`, which is excluded")
            }
            Self::MissingAnswers(missing) => {
                let wide = missing.iter().map(|m| m.id.len()).max().unwrap_or(0);
                let questions = Count(missing.len(), "question");
                write!(f, "nobody can be asked, so {questions} must be answered:")?;
                missing.iter().try_for_each(|m| write!(f, "\n  {:wide$}  {}", m.id, m.prompt))
            }
            Self::NotAnAssignment(text) => write!(f, "`--set {}` says no answer", printable(text)),
            Self::NoTarget => f.write_str("nothing says where to write the project"),
            Self::TemplateName(name) => {
                let name = printable(name);
                write!(
                    f,
                    "`{name}` is no name of a template: lower-case letters, digits and `-`, a letter first"
                )
            }
            Self::AnswersSyntax { message, .. } => f.write_str(message),
            Self::TargetNotEmpty(path) => write!(f, "`{}` exists and is not empty", path.display()),
            Self::TargetNotDirectory(path) => {
                write!(f, "`{}` exists and is no directory", path.display())
            }
            Self::Unfinished { target, since, .. } => unfinished(f, target, since),
            Self::Io { action, path, source } => {
                write!(f, "cannot {action} `{}`: {}", path.display(), sentence(source))
            }
            Self::Task { command, reason } => write!(f, "the task `{command}` failed: {reason}"),
            Self::Untrusted(commands) => {
                wants(f, "the template comes from elsewhere and wants", commands)
            }
            Self::UntrustedCases(commands) => wants(f, "the template's cases want", commands),
            Self::NoRecord(path) => {
                write!(f, "`{}` is no project of scaffold", path.display())
            }
            Self::Record { fault, .. } => write!(f, "{fault}"),
            Self::Rendering { path, reason: None } => {
                write!(f, "`{}`, the last rendering, is missing", path.display())
            }
            Self::Rendering { path, reason: Some(reason) } => {
                write!(f, "`{}` is no rendering: {reason}", path.display())
            }
            Self::Adopted(path) => {
                write!(f, "`{}` is a project of scaffold already", path.display())
            }
            Self::Downgrade { template, from, to, .. } => {
                write!(f, "the project has version {from} of `{template}`, and this is {to}")
            }
            Self::Dirty(paths) => dirty(f, paths),
            Self::Busy(_)
            | Self::Interfered(_)
            | Self::Edited(_)
            | Self::Journal { .. }
            | Self::HalfUpdated(_)
            | Self::ProjectsBelow(_)
            | Self::NotOwn(_)
            | Self::NoLocks(_) => session::sentence(f, self),
            Self::NotAFile(path) => {
                write!(f, "`{}` is neither a file nor a link", path.display())
            }
            Self::TooLarge { path, limit } => {
                write!(f, "`{}` is larger than {} MiB", path.display(), limit >> 20)
            }
            Self::TooMany { path, limit } => {
                write!(f, "`{}` has more than {limit} files", path.display())
            }
            Self::Runaway { what: Some(what), bound } => {
                write!(f, "`{what}` takes more than {bound} to load or render")
            }
            Self::Runaway { what: None, bound } => write!(f, "the run takes more than {bound}"),
            Self::Starter(fault) => write!(f, "{fault}"),
            Self::Interrupted => f.write_str("interrupted"),
        }
    }
}

/// What is not committed, one path a line.
fn dirty(f: &mut fmt::Formatter<'_>, paths: &[String]) -> fmt::Result {
    let changes = Count(paths.len(), "change");
    write!(f, "the work tree has {changes} that git could not undo:")?;
    paths.iter().take(10).try_for_each(|path| write!(f, "\n  {}", printable(path)))?;
    if paths.len() > 10 { f.write_str("\n  …") } else { Ok(()) }
}

fn unfinished(f: &mut fmt::Formatter<'_>, target: &Path, since: &[String]) -> fmt::Result {
    let target = target.display();
    write!(f, "an interrupted run has left `{target}`, where this has changed since:")?;
    since.iter().take(10).try_for_each(|path| write!(f, "\n  {}", printable(path)))?;
    if since.len() > 10 { f.write_str("\n  …") } else { Ok(()) }
}

/// Who wants to run which commands, one a line.
fn wants(f: &mut fmt::Formatter<'_>, who: &str, commands: &[String]) -> fmt::Result {
    write!(f, "{who} to run {}:", Count(commands.len(), "command"))?;
    commands.iter().try_for_each(|command| write!(f, "\n  {command}"))
}

/// An I/O error without its number, which tells a user nothing.
#[must_use]
pub fn sentence(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}
