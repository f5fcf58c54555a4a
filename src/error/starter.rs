//! Why a repository cannot be made into a template.

use std::fmt;
use std::path::PathBuf;

use crate::words::printable;

use super::TemplateFault;
use super::hints::did_you_mean;

/// What is wrong with `scaffold template from`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StarterFault {
    /// `--replace` without `=`.
    NotAReplacement(String),
    /// A question that cannot have this id.
    Id(TemplateFault),
    /// Nothing in it that could be spelt.
    NoWords(String),
    /// Two replacements ask the same question.
    SameQuestion(String),
    /// Two replacements have the same words.
    SameName(String),
    /// The name stands nowhere as a word of its own.
    Unused {
        /// As typed.
        name: String,
        /// Names that files and directories have.
        known: Vec<String>,
    },
    /// Every pair of delimiters stands in the repository.
    NoDelimiters,
    /// The path in the template is none.
    Path(TemplateFault),
    /// The template would be part of what it is made of.
    Inside(PathBuf),
    /// No directory.
    NoRepository(PathBuf),
    /// A rendering with the old names differs in this file.
    Unfaithful(String),
    /// A rendering with other names has an old one that the report does not list.
    Survives {
        /// The file of the repository.
        path: String,
        /// What stands there.
        spelling: String,
    },
}

impl fmt::Display for StarterFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAReplacement(text) => {
                write!(f, "`--replace {}` says no replacement", printable(text))
            }
            Self::Id(fault) | Self::Path(fault) => write!(f, "{fault}"),
            Self::NoWords(name) => {
                write!(f, "`{}` has no words of ASCII letters and digits alone", printable(name))
            }
            Self::SameQuestion(id) => write!(f, "two names are replaced by `{id}`"),
            Self::SameName(name) => write!(f, "`{name}` is replaced twice"),
            Self::Unused { name, .. } => {
                write!(f, "`{name}` stands nowhere in the repository as a word of its own")
            }
            Self::NoDelimiters => {
                f.write_str("every pair of delimiters stands somewhere in the repository")
            }
            Self::Inside(path) => {
                write!(f, "`{}` lies in the repository, which is not changed", path.display())
            }
            Self::NoRepository(path) => write!(f, "`{}` is no directory", path.display()),
            Self::Unfaithful(path) => {
                write!(f, "the template does not give `{}` back", printable(path))
            }
            Self::Survives { path, spelling } => {
                write!(f, "`{spelling}` would stay in `{}` under another name", printable(path))
            }
        }
    }
}

impl StarterFault {
    pub(super) fn hint(&self) -> Option<String> {
        match self {
            Self::NotAReplacement(_) => Some(
                "write `--replace NAME=QUESTION`, as in `--replace my-starter=name`".to_owned(),
            ),
            Self::Unused { name, known } => did_you_mean(name, known),
            Self::Inside(_) => Some("choose a path beside it".to_owned()),
            Self::Unfaithful(_) | Self::Survives { .. } => {
                Some("nothing was written; this is a bug in scaffold: please report it".to_owned())
            }
            _ => None,
        }
    }
}
