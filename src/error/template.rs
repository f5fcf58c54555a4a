//! What can be wrong with a template.

use crate::path::PathFault;
use crate::tree::{Collision, LinkFault};

use super::{AnswerFault, LoopFault, PartialFault};

/// Why a template cannot be used. All of them point into one of its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateFault {
    /// The file is not what its format demands; the text is the parser's.
    Syntax(String),
    /// A name that is declared, but settled after the expression that uses it.
    Later(String),
    /// A key that the manifest's format does not have.
    UnknownKey {
        /// As written.
        key: String,
        /// The keys there are.
        known: Vec<String>,
    },
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
    /// One of a question's choices is no answer to it.
    Choice {
        /// The question.
        id: String,
        /// The choice.
        value: String,
        /// Why not.
        fault: AnswerFault,
    },
    /// A filter of texts is given an answer that is none.
    Filter {
        /// The question.
        id: String,
        /// The filter.
        filter: &'static str,
        /// What the answer is.
        kind: &'static str,
    },
    /// What a repository would tell is no answer to the question.
    Inferred {
        /// The question.
        id: String,
        /// What it would tell.
        value: String,
        /// Why it is no answer.
        fault: AnswerFault,
    },
    /// Nothing says what a file of a repository tells.
    Infer,
    /// A pattern without a group, whose first group is to be the answer.
    Group,
    /// A pattern is no regular expression.
    Pattern(String),
    /// A component needs one that does not exist, or that cannot be chosen.
    Needs {
        /// The component as written.
        id: String,
        /// The ones that can be chosen.
        known: Vec<String>,
    },
    /// A derived component has `default` or `needs`.
    Derived(String),
    /// The path is none once its expressions are rendered.
    Path {
        /// The rendered path.
        path: String,
        /// Why it is none.
        fault: PathFault,
    },
    /// A migration leads away from something that is still there.
    StillThere(String),
    /// A migration leads to, or a task copies, a file that the template does not have.
    NoFile(String),
    /// The path lies in the project's record.
    Record(String),
    /// Two files of the template are written to one path.
    Collision {
        /// The source that claimed it first.
        first: String,
        /// Where the two meet.
        at: Collision,
    },
    /// Two files of the template are written to paths that some systems do not tell apart.
    Twins {
        /// The source of the first one.
        first: String,
        /// Where the two meet.
        at: Collision,
    },
    /// A task that says nothing to do, or two things.
    Task,
    /// A task cannot copy this.
    Copy(CopyFault),
    /// A symbolic link that may not be written.
    Link(LinkFault),
    /// A file stands where the template has no meaning for it.
    Stray,
    /// A file that no case of a template's tests has.
    StrayCase,
    /// A case that says no answers.
    NoAnswers,
    /// Questions that a case leaves without an answer.
    Unanswered(Vec<String>),
    /// A command line of a case that names no program.
    NoProgram,
    /// Wants a newer scaffold.
    Requires(String),
    /// A rendered file is not UTF-8.
    Encoding,
    /// A pattern over paths that is none.
    Glob(String),
    /// An entry of `[[files]]`, or a file that it matches.
    Loop(LoopFault),
    /// The name of an item where there is none.
    NoItem(String),
    /// A text that others include.
    Partial(PartialFault),
    /// What a template says of the one that it extends.
    Overlay(OverlayFault),
    /// What a project can live with, and its template's author should not.
    Review(ReviewFault),
}

/// What is wrong between a template and the one that it extends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OverlayFault {
    /// There is no template as the one that is extended.
    NoParent {
        /// As written.
        name: String,
        /// The embedded ones.
        known: Vec<String>,
    },
    /// A template in a git repository extends what is outside of the repository and on this disk.
    OutOfReach(String),
    /// The template that is extended extends another one.
    Chain {
        /// The one that is extended.
        parent: String,
        /// The one that it extends.
        grandparent: String,
        /// Whether that is where the chain began.
        circle: bool,
    },
    /// A key that has a meaning only in a template that extends another one.
    NotExtending(&'static str),
    /// A key that is the extended template's to say.
    Inherited(&'static str),
    /// The extended template has this file, too.
    Both(String),
    /// What is replaced or removed is not in the extended template.
    NotInherited {
        /// As written.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A file or question is replaced, and there is nothing in its place.
    NoReplacement(String),
    /// A component is removed that another one needs.
    Needed {
        /// The removed one.
        id: String,
        /// The one that needs it.
        by: String,
    },
    /// A pin is a table in one template and a value in the other.
    Pin(String),
}

/// Why a task cannot copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CopyFault {
    /// It would copy a link.
    Link(String),
    /// The template itself writes a file where the copy would go.
    Over(String),
}

/// What is questionable in a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReviewFault {
    /// A condition that holds for no answers.
    Never,
    /// Answers bring two files to one path.
    Meets(String),
    /// Something that is declared and has no use.
    Unused {
        /// What it is.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A pattern that no file of the template matches.
    NoMatch(String),
    /// An answer is compared with what it can never be.
    NoChoice {
        /// The question.
        id: String,
        /// What it is compared with.
        value: String,
        /// What it can be.
        choices: Vec<String>,
    },
    /// A choice that is listed twice.
    ChoiceTwice(String),
    /// A free text is written into a file whose language it can break.
    Unquoted {
        /// The question, or what its answer is called.
        id: String,
        /// The filter of the file's language.
        filter: String,
    },
    /// What a filter makes a literal of stands between quotes.
    Quotes {
        /// They.
        quote: char,
        /// The filter of the file's language.
        filter: String,
    },
    /// A file outside of the directories that mean something.
    Unreachable {
        /// The directory that may have been meant.
        near: Option<String>,
    },
}

impl From<ReviewFault> for TemplateFault {
    fn from(fault: ReviewFault) -> Self {
        Self::Review(fault)
    }
}
