//! What was done to a repository and what was not, as data.

use serde::Serialize;

/// What became of a repository.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// By file, spelling and expression.
    pub replaced: Vec<Replaced>,
    /// Paths of the repository, and where they stand in the template.
    pub renamed: Vec<(String, String)>,
    /// Names that stay as they are.
    pub left: Vec<Left>,
    /// What of the repository is not in the template.
    pub left_out: Vec<Omitted>,
}

/// A spelling that became an expression.
#[derive(Clone, Debug, Serialize)]
pub struct Replaced {
    /// The file of the repository.
    pub path: String,
    /// What stood there.
    pub spelling: String,
    /// What stands there now, without its delimiters.
    pub expression: String,
    /// How often.
    pub times: usize,
}

/// A name that stays.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Left {
    /// The file of the repository.
    pub path: String,
    /// Its line; none if the name is part of the path.
    pub line: Option<usize>,
    /// How it is spelt.
    pub spelling: String,
    /// The reason.
    pub why: Why,
}

/// Why a name stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// It is part of a longer word.
    Word,
    /// No expression gives this spelling.
    Spelling,
    /// The file is written by a program, from what others say.
    Lock,
    /// The file is no text.
    Binary,
}

/// A path that is not in the template.
#[derive(Clone, Debug, Serialize)]
pub struct Omitted {
    /// The file or directory of the repository.
    pub path: String,
    /// The reason.
    pub why: LeftOut,
}

/// Why a path is not in the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeftOut {
    /// An editor, a system or a program has left it.
    Junk,
    /// The repository ignores it.
    Ignored,
    /// The record of a project.
    Record,
    /// A repository inside the repository.
    Repository,
    /// A symbolic link that leads out of the repository or to nothing.
    Link,
    /// Its name is no UTF-8.
    Name,
}

impl Report {
    /// Whether something is left to do: a name in a longer word is another word.
    #[must_use]
    pub fn wants_attention(&self) -> bool {
        self.left.iter().any(|left| left.why != Why::Word)
            || self
                .left_out
                .iter()
                .any(|it| !matches!(it.why, LeftOut::Ignored | LeftOut::Junk | LeftOut::Record))
    }
}
