//! The one place where errors are put into words: lower case, names in backticks, no full stop.

use std::fmt;
use std::io;

use crate::runaway::Bound;
use crate::tree::LinkFault;
use crate::words::{Count, Names, printable};

use super::{AddressFault, AnswerFault, Error, GitFault, Origin, RecordFault, TemplateFault};

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
            Self::Control => f.write_str("it holds a control character"),
        }
    }
}

impl fmt::Display for TemplateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(message) => f.write_str(message),
            Self::Later(name) => write!(f, "`{name}` is settled later than this expression"),
            Self::UnknownKey { key, .. } => write!(f, "there is no key `{key}`"),
            Self::Undeclared { name, .. } => {
                write!(f, "no question or component is called `{name}`")
            }
            Self::Taken { id, by } => write!(f, "the id `{id}` is already taken by {by}"),
            Self::Id(id) => {
                write!(f, "`{id}` is no id: lower-case letters, digits and `_` (`-` in components)")
            }
            Self::Default { id, fault } => {
                write!(f, "the default of `{id}` is no answer to it: {fault}")
            }
            Self::Inferred { id, value, fault } => {
                write!(f, "`{}` is no answer to `{id}`: {fault}", printable(value))
            }
            Self::Infer => f.write_str("an inferred answer needs `matches` or `value`"),
            Self::Group => f.write_str("the pattern has no group that could be the answer"),
            Self::Pattern(message) => write!(f, "no regular expression: {message}"),
            Self::Needs { id, .. } => write!(f, "no component that can be chosen is called `{id}`"),
            Self::Derived(id) => write!(
                f,
                "the component `{id}` has `when`, so it takes no `default` and no `needs`"
            ),
            Self::Path { path, fault } => {
                let path = printable(path);
                write!(f, "`{path}` is no path in the project: {fault}")
            }
            Self::StillThere(name) => {
                write!(f, "`{name}` is still there, so no migration may lead away from it")
            }
            Self::NoFile(path) => write!(f, "the template has no file `{path}`"),
            Self::Record(path) => {
                write!(f, "`{path}` would be written to the record, which is scaffold's own")
            }
            Self::Collision { first, at } if at.first == at.second => {
                write!(f, "`{}` is written twice: also by `{first}`", at.first)
            }
            Self::Collision { first, at } => {
                write!(
                    f,
                    "`{}` and `{}` cannot both be written: one is a directory of the other; also by `{first}`",
                    at.second, at.first
                )
            }
            Self::Link(LinkFault::Outward(fault)) => {
                write!(f, "the symbolic link leaves the project: {fault}")
            }
            Self::Link(LinkFault::Dangling) => f.write_str("the symbolic link points to nothing"),
            Self::Task => f.write_str("a task has either `run` or `copy`"),
            Self::Stray => f.write_str("nothing is done with this file"),
            Self::StrayCase => f.write_str("no case has such a file"),
            Self::NoAnswers => f.write_str("the case has no `answers.toml`"),
            Self::Unanswered(ids) => {
                let questions = Count(ids.len(), "question");
                write!(f, "the case leaves {questions} without an answer: {}", Names(ids))
            }
            Self::NoProgram => f.write_str("a command line names its program first"),
            Self::Requires(version) => write!(f, "the template needs scaffold {version}"),
            Self::Encoding => f.write_str("a file ending in `.tera` must be UTF-8"),
            Self::Glob(message) => write!(f, "no pattern over paths: {message}"),
            Self::NoParent { name, .. } => write!(f, "there is no template `{name}` to extend"),
            Self::Chain { parent, circle: true, .. } => {
                write!(f, "`{parent}` extends this template in turn")
            }
            Self::Chain { parent, grandparent, .. } => {
                write!(
                    f,
                    "`{parent}` extends `{grandparent}`, and a template extends one level only"
                )
            }
            Self::NotExtending(key) => {
                write!(f, "`{key}` has a meaning only in a template with `extends`")
            }
            Self::Inherited(key) => write!(f, "`{key}` is said by the template that is extended"),
            Self::Both(path) => write!(f, "the template that is extended has `{path}`, too"),
            Self::NotInherited { name, .. } => {
                write!(f, "the template that is extended has no `{}`", printable(name))
            }
            Self::NoReplacement(name) => write!(f, "nothing stands in the place of `{name}`"),
            Self::Needed { id, by } => {
                write!(f, "the component `{id}` cannot be removed: `{by}` needs it")
            }
            Self::Pin(name) => {
                write!(f, "the pin `{name}` is a table in one of the two templates only")
            }
        }
    }
}

impl fmt::Display for AddressFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scheme(scheme) => write!(f, "nothing is fetched by `{}`", printable(scheme)),
            Self::Incomplete => f.write_str("it names no repository"),
            Self::GitHub => f.write_str("`gh:` is followed by an owner and a name"),
            Self::Credentials => {
                f.write_str("it holds credentials, which would end in the project's record")
            }
            Self::Dash => f.write_str("a part of it starts with `-`, as an option does"),
            Self::Character(c) => write!(f, "it holds the character {c:?}"),
            Self::Subdir(fault) => write!(f, "behind `//` stands no path: {fault}"),
            Self::Ref(text) => {
                write!(f, "`{}` can be no branch, tag or commit", printable(text))
            }
        }
    }
}

/// Why the template at `address` cannot be had.
fn git(f: &mut fmt::Formatter<'_>, address: &str, fault: &GitFault) -> fmt::Result {
    let address = printable(address);
    match fault {
        GitFault::Address(fault) => write!(f, "`{address}` is no git address: {fault}"),
        GitFault::Absent => write!(f, "there is no `git` here to fetch `{address}`"),
        GitFault::Homeless => write!(f, "nothing says where `{address}` could be kept"),
        GitFault::Refused(said) => write!(f, "git cannot fetch `{address}`: {}", printable(said)),
        GitFault::UnknownRef { reference, .. } => {
            write!(f, "the repository of `{address}` has no branch, tag or commit `{reference}`")
        }
        GitFault::Empty => write!(f, "the repository of `{address}` has no commit yet"),
        GitFault::NoTemplate { .. } => write!(f, "there is no `template.toml` in `{address}`"),
        GitFault::Submodule(path) => {
            write!(f, "`{}` in `{address}` is a submodule", printable(path))
        }
        GitFault::NotCached => write!(f, "`{address}` is not fetched yet"),
    }
}

impl fmt::Display for RecordFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(message) => f.write_str(message),
            Self::UnknownKey { key, .. } => write!(f, "a record has no key `{key}`"),
            Self::Twice(id) => write!(f, "`{id}` is answered twice"),
            Self::Markers => f.write_str("git left a conflict in the record"),
            Self::Format(format) => {
                write!(f, "the record has format {format}, which a newer scaffold wrote")
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Many(errors) => write!(f, "{}", Count(errors.len(), "problem")),
            Self::Template { fault, .. } => write!(f, "{fault}"),
            Self::NoTemplate { name, .. } => write!(f, "there is no template `{name}`"),
            Self::Git { address, fault } => git(f, address, fault),
            Self::Answer { id, value, fault, origin: Origin::Default } => {
                let value = printable(value);
                write!(f, "`{value}`, the default, is no answer to `{id}`: {fault}")
            }
            Self::Answer { id, value, fault, origin } => {
                let value = printable(value);
                write!(f, "`{value}` from {origin} is no answer to `{id}`: {fault}")
            }
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
            Self::NotAnAssignment(text) => {
                write!(f, "`--set {}` says no answer", printable(text))
            }
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
            Self::Downgrade { template, from, to } => {
                write!(f, "the project has version {from} of `{template}`, and this is {to}")
            }
            Self::Dirty(paths) => {
                write!(
                    f,
                    "the work tree has {} that git could not undo:",
                    Count(paths.len(), "change")
                )?;
                paths.iter().take(10).try_for_each(|path| write!(f, "\n  {}", printable(path)))?;
                if paths.len() > 10 { f.write_str("\n  …") } else { Ok(()) }
            }
            Self::Busy(path) => {
                write!(f, "another run of scaffold works on `{}`", path.display())
            }
            Self::Interfered(paths) => {
                f.write_str("files were edited after an update was interrupted in the middle:")?;
                paths.iter().try_for_each(|path| write!(f, "\n  {}", path.display()))
            }
            Self::NotAFile(path) => {
                write!(f, "`{}` is neither a file nor a link", path.display())
            }
            Self::TooLarge { path, limit } => {
                write!(f, "`{}` is larger than {} MiB", path.display(), limit >> 20)
            }
            Self::Runaway { template, bound: Bound::Time(seconds) } => {
                write!(f, "`{template}` takes more than {seconds} seconds to load or render")
            }
            Self::Runaway { template, bound: Bound::Memory(mib) } => {
                write!(f, "`{template}` takes more than {mib} MiB of memory to load or render")
            }
            Self::Interrupted => f.write_str("interrupted"),
        }
    }
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
