//! Everything that can go wrong, as data; the sentences stand in `sentences`, what to do about
//! it in `hints`.

mod answer;
mod git;
mod hints;
mod loops;
mod place;
mod record;
mod sentences;
mod starter;
mod template;

use std::io;
use std::path::PathBuf;

use crate::runaway::Bound;

pub use answer::{AnswerFault, Missing, Origin};
pub use git::{AddressFault, GitFault, RepositoryFault};
pub use hints::{did_you_mean, is_slip};
pub use loops::{LoopFault, PartialFault};
pub use place::Place;
pub use record::{JournalFault, RecordFault};
pub use sentences::sentence;
pub use starter::StarterFault;
pub use template::{CopyFault, OverlayFault, ReviewFault, TemplateFault};

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
        /// Whether a project's record names it.
        recorded: bool,
    },
    /// A template cannot be had from a git repository.
    Git {
        /// The address as typed, without credentials.
        address: String,
        /// Why not.
        fault: GitFault,
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
    /// An item of an answer that makes no file of its own.
    Item {
        /// The question.
        id: String,
        /// The item.
        item: String,
        /// The file of the template that is written for each item.
        file: String,
        /// Why it cannot be written for this one.
        fault: TemplateFault,
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
        /// Where, if in a file.
        place: Option<Place>,
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
    /// What is to be the name of a template is none.
    TemplateName(String),
    /// The target holds something already.
    TargetNotEmpty(PathBuf),
    /// The target is a file.
    TargetNotDirectory(PathBuf),
    /// A run that was killed has left the target unfinished, and it has changed since.
    Unfinished {
        /// The target.
        target: PathBuf,
        /// The directory that tells of the run.
        mark: PathBuf,
        /// What has changed in the target.
        since: Vec<String>,
    },
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
    /// Nobody can look into the git repository that a directory lies in.
    Repository {
        /// The directory.
        path: PathBuf,
        /// Why.
        fault: RepositoryFault,
    },
    /// A template from elsewhere wants to run commands.
    Untrusted(Vec<String>),
    /// The cases of a template want to run commands.
    UntrustedCases(Vec<String>),
    /// No record where a project is expected.
    NoRecord(PathBuf),
    /// The record says something that it cannot say.
    Record {
        /// What is wrong.
        fault: RecordFault,
        /// Where.
        place: Place,
    },
    /// The last rendering is missing or is none.
    Rendering {
        /// Where it should be.
        path: PathBuf,
        /// What is wrong with it; nothing if it is not there.
        reason: Option<String>,
    },
    /// The project has a record already.
    Adopted(PathBuf),
    /// The project was made by a newer version of the template.
    Downgrade {
        /// The template's name.
        template: String,
        /// The project's version.
        from: String,
        /// The version that would replace it.
        to: String,
        /// Whether the template is part of this program.
        embedded: bool,
    },
    /// The git work tree has changes that are not committed.
    Dirty(Vec<String>),
    /// Another run works on the project.
    Busy(PathBuf),
    /// Files that were edited after an interrupted run had changed them, and before it was
    /// undone.
    Interfered(Vec<PathBuf>),
    /// A file that was edited between the look at it and its replacement.
    Edited(PathBuf),
    /// The journal of an interrupted update that nobody here can have left.
    Journal {
        /// Its directory.
        path: PathBuf,
        /// Why it is not used.
        fault: JournalFault,
    },
    /// An interrupted update has left no record that could be read.
    HalfUpdated(PathBuf),
    /// No record in the current directory, but in these below.
    ProjectsBelow(Vec<String>),
    /// A project above the current directory that belongs to another user.
    NotOwn(PathBuf),
    /// The file system of the project knows no locks.
    NoLocks(PathBuf),
    /// Neither a file nor a link where a file is wanted.
    NotAFile(PathBuf),
    /// More than anybody needs, and than a hostile one shall make us read.
    TooLarge {
        /// A file, or a whole template.
        path: PathBuf,
        /// How many bytes it may have.
        limit: u64,
    },
    /// More files than anybody needs.
    TooMany {
        /// The directory or the template.
        path: PathBuf,
        /// How many it may have.
        limit: usize,
    },
    /// What is read, loaded or rendered does not end, or not soon enough.
    Runaway {
        /// The template or the file, if it is one.
        what: Option<String>,
        /// Where it was stopped.
        bound: Bound,
    },
    /// A repository that cannot become a template.
    Starter(StarterFault),
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
}

impl std::error::Error for Error {}
