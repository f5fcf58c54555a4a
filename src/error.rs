//! Everything that can go wrong, as data; the sentences are written here and nowhere else.

use std::fmt;
use std::io;
use std::ops::Range;
use std::path::PathBuf;

use crate::path::{PathFault, RelPath};
use crate::tree::{Collision, LinkFault};
use crate::words::{Count, Names};

/// A place in a text that the user can open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file as the user knows it.
    pub file: String,
    /// Its whole text.
    pub text: String,
    /// The bytes that are meant.
    pub span: Range<usize>,
}

/// Where an answer came from, strongest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Typed at a prompt.
    Prompt,
    /// The question's own flag.
    Flag,
    /// `--set id=value`.
    Set,
    /// `--answers`, at this place.
    File(Place),
    /// The named environment variable.
    Environment(String),
    /// The last part of the path given to `new`.
    Target,
    /// The question's default.
    Default,
}

/// Why a value is no answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerFault {
    /// Not one of the choices.
    Choice(Vec<String>),
    /// Does not match the question's pattern; the question's help says what is meant.
    Pattern {
        /// The regular expression.
        pattern: String,
        /// The question's help, if it has one.
        help: Option<String>,
    },
    /// Already the name of something else.
    Reserved(String),
    /// Of another type than the question's.
    Type(&'static str),
    /// Has a line break or another control character.
    Control,
}

/// Why a template cannot be used. All of them point into one of its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateFault {
    /// The file is not what its format demands; the text is the parser's.
    Syntax(String),
    /// A name that is no question, no component and not `pins`.
    Undeclared {
        /// The name as written.
        name: String,
        /// The declared names.
        declared: Vec<String>,
    },
    /// An id that another question, component or flag has already.
    Taken {
        /// The id.
        id: String,
        /// What has it.
        by: &'static str,
    },
    /// An id that is no lower-case name.
    Id(String),
    /// A question's default is no answer to it.
    Default {
        /// The question.
        id: String,
        /// Why not.
        fault: AnswerFault,
    },
    /// A pattern is no regular expression.
    Pattern(String),
    /// A component needs one that does not exist, or that cannot be chosen.
    Needs(String),
    /// A derived component has `default` or `needs`.
    Derived(String),
    /// The path is none once its expressions are rendered.
    Path {
        /// The rendered path.
        path: String,
        /// Why it is none.
        fault: PathFault,
    },
    /// Two files of the template are written to one path.
    Collision {
        /// The source that claimed it first.
        first: String,
        /// Where the two meet.
        at: Collision,
    },
    /// A symbolic link that may not be written.
    Link(LinkFault),
    /// A file stands where the template has no meaning for it.
    Stray,
    /// Wants a newer scaffold.
    Requires(String),
    /// A rendered file is not UTF-8.
    Encoding,
}

/// A question that has no answer and cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The question.
    pub id: String,
    /// What it asks.
    pub prompt: String,
}

/// Any failure of the program.
#[derive(Debug)]
pub enum Error {
    /// Several at once, all of them reported.
    Many(Vec<Error>),
    /// The template is at fault.
    Template {
        /// What is wrong.
        fault: TemplateFault,
        /// Where; the text is empty for files that are no text.
        place: Place,
        /// Whether it is one of ours.
        embedded: bool,
    },
    /// There is no template of that name or path.
    NoTemplate {
        /// As typed.
        name: String,
        /// The embedded ones.
        known: Vec<String>,
    },
    /// An answer that its question refuses.
    Answer {
        /// The question.
        id: String,
        /// What was answered.
        value: String,
        /// Why it is refused.
        fault: AnswerFault,
        /// Who said it.
        origin: Origin,
    },
    /// An answer to a question that does not exist.
    UnknownQuestion {
        /// As written.
        id: String,
        /// Who said it.
        origin: Origin,
        /// What could have been meant.
        known: Vec<String>,
    },
    /// An answer to a question that is not asked.
    Inactive {
        /// The question.
        id: String,
        /// The condition that does not hold.
        when: String,
        /// Who said it.
        origin: Origin,
    },
    /// A component that does not exist.
    UnknownComponent {
        /// As written.
        id: String,
        /// The ones there are.
        known: Vec<String>,
    },
    /// A component was both asked for and excluded.
    Contradiction {
        /// Excluded.
        without: String,
        /// Asked for, and it needs the other.
        with: String,
    },
    /// Questions without an answer, and nobody to ask.
    MissingAnswers(Vec<Missing>),
    /// `--set` without `=`.
    NotAnAssignment(String),
    /// An answers file that is no TOML.
    AnswersSyntax {
        /// What the parser says.
        message: String,
        /// Where.
        place: Place,
    },
    /// Nothing says where the project goes.
    NoTarget,
    /// The target holds something already.
    TargetNotEmpty(PathBuf),
    /// The target is a file.
    TargetNotDirectory(PathBuf),
    /// The file system refused.
    Io {
        /// What was tried, as a verb: `read`, `write`, `create`.
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// A required task of the template failed.
    Task {
        /// Its command line.
        command: String,
        /// What it said last, or why it could not start.
        reason: String,
    },
    /// A template from elsewhere wants to run commands.
    Untrusted(Vec<String>),
    /// Ctrl-C, SIGTERM or an interview that was left.
    Interrupted,
}

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// One error for any positive number of them.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn many(mut errors: Vec<Self>) -> Self {
        assert!(!errors.is_empty(), "an error was announced and none given");
        if errors.len() == 1 { errors.remove(0) } else { Self::Many(errors) }
    }

    /// A refusal of the file system.
    pub fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }

    /// The errors one by one.
    pub fn each(&self) -> impl Iterator<Item = &Self> {
        match self {
            Self::Many(errors) => errors.iter(),
            one => std::slice::from_ref(one).iter(),
        }
    }

    /// The place the error points at.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::Template { place, .. }
            | Self::AnswersSyntax { place, .. }
            | Self::Answer { origin: Origin::File(place), .. }
            | Self::UnknownQuestion { origin: Origin::File(place), .. }
            | Self::Inactive { origin: Origin::File(place), .. } => Some(place),
            _ => None,
        }
    }

    /// What the user can do about it; empty if nothing sensible can be said.
    #[must_use]
    pub fn hints(&self) -> Vec<String> {
        let embedded = match self {
            Self::Template { embedded: true, .. } => {
                Some("this template is part of scaffold, so this is a bug in scaffold: please report it".to_owned())
            }
            _ => None,
        };
        self.own_hint().into_iter().chain(embedded).collect()
    }

    fn own_hint(&self) -> Option<String> {
        match self {
            Self::Template { fault, .. } => fault.hint(),
            Self::NoTemplate { name, known } => Some(did_you_mean(name, known).unwrap_or_else(|| {
                format!("the embedded templates are {}; a directory is given by its path", Names(known))
            })),
            Self::Answer { fault, value, .. } => fault.hint(value),
            Self::UnknownQuestion { id, known, .. } | Self::UnknownComponent { id, known } => {
                Some(did_you_mean(id, known).unwrap_or_else(|| format!("there are {}", Names(known))))
            }
            Self::MissingAnswers(missing) => {
                let flags = missing.iter().map(|m| format!("--{} <VALUE>", m.id.replace('_', "-")));
                Some(format!("add {}", flags.collect::<Vec<_>>().join(" ")))
            }
            Self::NotAnAssignment(_) => Some("write `--set question=value`".to_owned()),
            Self::NoTarget => Some("name it: `scaffold new <NAME|PATH>`".to_owned()),
            Self::TargetNotEmpty(_) => Some("choose another path, or empty the directory first".to_owned()),
            Self::Untrusted(_) => Some("read them, then run again with `--trust`, or with `--no-tasks`".to_owned()),
            Self::Contradiction { without, .. } => Some(format!("leave out `--without {without}`")),
            _ => None,
        }
    }
}

impl TemplateFault {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Undeclared { name, declared } => did_you_mean(name, declared),
            Self::Default { fault, .. } => fault.hint(""),
            Self::Derived(_) => Some("a component with `when` is switched by that condition alone".to_owned()),
            Self::Stray => Some("files are written from `base/` and from `components/<id>/files/`".to_owned()),
            Self::Encoding => Some("drop the suffix `.tera` to copy the file as it is".to_owned()),
            _ => None,
        }
    }
}

impl AnswerFault {
    fn hint(&self, value: &str) -> Option<String> {
        match self {
            Self::Choice(choices) => {
                let known = format!("choose one of {}", Names(choices));
                Some(did_you_mean(value, choices).map_or(known.clone(), |near| format!("{near}; {known}")))
            }
            Self::Pattern { help: Some(help), .. } => Some(help.clone()),
            _ => None,
        }
    }
}

/// A question that names the nearest of `known`, if one is near.
#[must_use]
pub fn did_you_mean(word: &str, known: &[String]) -> Option<String> {
    nearest(word, known).map(|near| format!("did you mean `{near}`?"))
}

/// The nearest of `known`, if one is near enough to be a slip.
#[must_use]
pub fn nearest<'a>(word: &str, known: &'a [String]) -> Option<&'a str> {
    // 0.8 is what clap uses for its own suggestions, so flags and answers agree.
    const NEAR: f64 = 0.8;
    let score = |candidate: &str| strsim::jaro_winkler(&word.to_lowercase(), &candidate.to_lowercase());
    let best = known.iter().max_by(|a, b| score(a).total_cmp(&score(b)))?;
    (score(best) > NEAR).then_some(best)
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Prompt => f.write_str("the prompt"),
            Self::Flag => f.write_str("its flag"),
            Self::Set => f.write_str("`--set`"),
            Self::File(place) => write!(f, "`{}`", place.file),
            Self::Environment(name) => write!(f, "the environment variable `{name}`"),
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
            Self::Undeclared { name, .. } => write!(f, "no question or component is called `{name}`"),
            Self::Taken { id, by } => write!(f, "the id `{id}` is already taken by {by}"),
            Self::Id(id) => write!(f, "`{id}` is no id: lower-case letters, digits and `_` (`-` in components)"),
            Self::Default { id, fault } => write!(f, "the default of `{id}` is no answer to it: {fault}"),
            Self::Pattern(message) => write!(f, "no regular expression: {message}"),
            Self::Needs(id) => write!(f, "no component that can be chosen is called `{id}`"),
            Self::Derived(id) => write!(f, "the component `{id}` has `when`, so it takes no `default` and no `needs`"),
            Self::Path { path, fault } => write!(f, "the file would be written to `{path}`, which is no path: {fault}"),
            Self::Collision { first, at } if at.first == at.second => {
                write!(f, "`{}` is written twice: also by `{first}`", at.first)
            }
            Self::Collision { first, at } => {
                write!(f, "`{}` and `{}` cannot both be written: one is a directory of the other; also by `{first}`", at.second, at.first)
            }
            Self::Link(LinkFault::Outward(fault)) => write!(f, "the symbolic link leaves the project: {fault}"),
            Self::Link(LinkFault::Dangling) => f.write_str("the symbolic link points to nothing"),
            Self::Stray => f.write_str("nothing is done with this file"),
            Self::Requires(version) => write!(f, "the template needs scaffold {version}"),
            Self::Encoding => f.write_str("a file ending in `.tera` must be UTF-8"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Many(errors) => write!(f, "{}", Count(errors.len(), "problem")),
            Self::Template { fault, .. } => write!(f, "{fault}"),
            Self::NoTemplate { name, .. } => write!(f, "there is no template `{name}`"),
            Self::Answer { id, value, fault, origin } => {
                write!(f, "`{value}` from {origin} is no answer to `{id}`: {fault}")
            }
            Self::UnknownQuestion { id, origin, .. } => write!(f, "{origin} answers `{id}`, which is no question"),
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
                write!(f, "{} without a default and no terminal to ask at:", Count(missing.len(), "question"))?;
                missing.iter().try_for_each(|m| write!(f, "\n  {}  {}", m.id, m.prompt))
            }
            Self::NotAnAssignment(text) => write!(f, "`{text}` assigns nothing"),
            Self::NoTarget => f.write_str("nothing says where to write the project"),
            Self::AnswersSyntax { message, .. } => f.write_str(message),
            Self::TargetNotEmpty(path) => write!(f, "`{}` exists and is not empty", path.display()),
            Self::TargetNotDirectory(path) => write!(f, "`{}` exists and is no directory", path.display()),
            Self::Io { action, path, source } => {
                write!(f, "cannot {action} `{}`: {}", path.display(), sentence(source))
            }
            Self::Task { command, reason } => write!(f, "the task `{command}` failed: {reason}"),
            Self::Untrusted(commands) => {
                write!(f, "the template comes from elsewhere and wants to run {}:", Count(commands.len(), "command"))?;
                commands.iter().try_for_each(|command| write!(f, "\n  {command}"))
            }
            Self::Interrupted => f.write_str("interrupted"),
        }
    }
}

/// An I/O error without its number, which tells a user nothing.
fn sentence(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

impl std::error::Error for Error {}

/// A path of a template as an error names it.
#[must_use]
pub fn shown(label: &str, path: &RelPath) -> String {
    format!("{label}/{path}")
}
