//! What can be wrong with files that are written for each item of an answer, and with partials.

/// Why files cannot be written for each item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoopFault {
    /// A pattern that means none of the files that are written.
    NoMatch(String),
    /// What is named is no list.
    NoList {
        /// The question as written.
        id: String,
        /// The questions whose answer is a list.
        known: Vec<String>,
    },
    /// A file that two entries mean.
    Twice(String),
    /// A file that is copied as it is.
    Raw(String),
    /// A file whose path does not use the item's name, which this is.
    OnePath(String),
    /// An item's name that something else has already.
    Taken {
        /// The name.
        name: String,
        /// What has it.
        by: &'static str,
    },
}

/// Why a text cannot be included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartialFault {
    /// It is among the partials and is none.
    Form,
    /// It has a name that a text including it does not know.
    Unseen {
        /// The name as written.
        name: String,
        /// The text.
        by: String,
    },
}
