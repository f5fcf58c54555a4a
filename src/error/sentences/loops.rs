//! What is wrong with files that are written for each item, and with partials, in words.

use std::fmt;

use crate::error::{LoopFault, PartialFault, TemplateFault};
use crate::words::printable;

impl fmt::Display for LoopFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoMatch(pattern) => {
                write!(f, "no file that is written matches `{}`", printable(pattern))
            }
            Self::NoList { id, .. } => {
                write!(f, "no question that takes a list is called `{}`", printable(id))
            }
            Self::Twice(path) => {
                write!(f, "an entry of `[[files]]` before this one matches `{path}`, too")
            }
            Self::Raw(path) => {
                write!(f, "`{path}` is copied as it is, and cannot be written for each item")
            }
            Self::OnePath(name) => {
                write!(f, "every `{name}` would be written to the same path")
            }
            Self::Taken { name, by } => {
                write!(f, "the items cannot be called `{name}`: {by} is called so")
            }
        }
    }
}

impl fmt::Display for PartialFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form => {
                f.write_str("a partial is a text ending in `.tera`, neither executable nor a link")
            }
            Self::Unseen { name, by } => {
                write!(f, "`{name}` is not known in `{by}`, which includes this partial")
            }
        }
    }
}

/// Why a file of the template cannot be written for an item of an answer.
pub fn item(f: &mut fmt::Formatter<'_>, names: [&str; 3], fault: &TemplateFault) -> fmt::Result {
    let [file, item, id] = names;
    write!(f, "`{file}` cannot be written for `{}` of `{id}`: {fault}", printable(item))
}
