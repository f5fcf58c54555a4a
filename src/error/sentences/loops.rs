//! What is wrong with files that are written for each item, in words.

use std::fmt;

use crate::error::LoopFault;
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
