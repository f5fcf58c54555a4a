//! What can be wrong with an answer.

use super::Place;

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
    /// The project's record, at this place.
    Record(Place),
    /// The named environment variable.
    Environment(String),
    /// Files of the repository that is adopted.
    Inferred,
    /// One of the combinations that a template is tested with.
    Combination,
    /// The last part of the project's path.
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
    /// Starts like a JSON array, and is none of texts.
    List,
    /// An item of the list is refused.
    Item {
        /// The item.
        item: String,
        /// Why it is refused.
        fault: Box<AnswerFault>,
    },
    /// Given more than once by one source, where one value is wanted.
    Twice,
    /// Bytes that are no UTF-8.
    Encoding,
    /// Has a line break or another control character.
    Control,
}

/// A question that has no answer and cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The question.
    pub id: String,
    /// What it asks.
    pub prompt: String,
}
