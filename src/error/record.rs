//! What can be wrong with a project's record.

/// Why a record cannot be used. All of them point into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordFault {
    /// It is no TOML, or a value has the wrong type; the text is the parser's.
    Syntax(String),
    /// A key that the record's format does not have.
    UnknownKey {
        /// As written.
        key: String,
        /// The keys there are.
        known: Vec<String>,
    },
    /// An answer that is chosen and a default.
    Twice(String),
    /// git left its conflict markers.
    Markers,
    /// A link, or something else that is no file.
    NoFile,
    /// A newer scaffold wrote it, in a format that this one does not know.
    Format(i64),
}

/// Why the journal of an interrupted update is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JournalFault {
    /// git has it, so it came with the repository.
    Tracked,
    /// Another user owns it.
    Owner,
    /// It holds what no run leaves.
    Damaged,
}
