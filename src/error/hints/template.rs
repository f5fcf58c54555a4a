//! What an author can do about a fault of a template.

use super::{did_you_mean, did_you_mean_or};
use crate::error::{LoopFault, OverlayFault, ReviewFault, TemplateFault};
use crate::words::Names;

impl TemplateFault {
    pub(super) fn hint(&self) -> Option<String> {
        match self {
            Self::Later(_) => {
                Some("it sees the components and the questions before it".to_owned())
            }
            Self::UnknownKey { key, known } => Some(did_you_mean_or(key, known, "keys")),
            Self::Undeclared { name, declared } => did_you_mean(name, declared),
            Self::Needs { id, known } => did_you_mean(id, known),
            Self::Default { fault, .. } => fault.hint(""),
            Self::Filter { kind: "a list", .. } => {
                Some("write a loop over it, or `join` it first".to_owned())
            }
            Self::Inferred { value, fault, .. } => fault.hint(value),
            Self::Group => Some("put `(…)` around the answer, or say it with `value`".to_owned()),
            Self::Derived(_) => {
                Some("a component with `when` is switched by that condition alone".to_owned())
            }
            Self::Stray => {
                Some("files are written from `base/`, and from `components/<id>/files/` beside a `component.toml`".to_owned())
            }
            Self::Review(fault) => fault.hint(),
            Self::Overlay(fault) => fault.hint(),
            Self::StrayCase => Some(
                "a case is `tests/<case>/` with `answers.toml`, `expected/…` and `commands.toml`"
                    .to_owned(),
            ),
            Self::NoAnswers => {
                Some("an empty one takes the default of every question".to_owned())
            }
            Self::Loop(fault) => fault.hint(),
            Self::NoItem(name) => Some(format!(
                "`{name}` is known in the files that `[[files]]` writes for each item, and in what they alone include"
            )),
            Self::Encoding => Some("drop the suffix `.tera` to copy the file as it is".to_owned()),
            _ => None,
        }
    }
}

impl OverlayFault {
    pub(super) fn hint(&self) -> Option<String> {
        match self {
            Self::NoParent { name, known } => Some(did_you_mean(name, known).unwrap_or_else(|| {
                format!(
                    "the embedded templates are {}; any other is a directory with a `template.toml`, seen from this one, or an address of git",
                    Names(known)
                )
            })),
            Self::OutOfReach(_) => Some(
                "extend an embedded template, one of the same repository, like `../other`, or one at an `https` or `ssh` address"
                    .to_owned(),
            ),
            Self::Chain { circle: false, grandparent, .. } => {
                Some(format!("extend `{grandparent}` itself, and take over what lies between"))
            }
            Self::Both(path) => {
                Some(format!("add it to `replaces` if this one is meant: `replaces = [\"{path}\"]`"))
            }
            Self::NotInherited { name, known } => did_you_mean(name, known),
            Self::NoReplacement(_) => {
                Some("add the file or question; `removes` does without it".to_owned())
            }
            _ => None,
        }
    }
}

impl LoopFault {
    pub(super) fn hint(&self) -> Option<String> {
        let text = match self {
            Self::NoMatch(_) => {
                "files are written from `base/…` and `components/<id>/files/…`; `**` stands for any directories"
            }
            Self::NoList { id, known } => {
                return did_you_mean(id, known).or_else(|| {
                    Some("a question takes a list if its default is one: `default = []`".to_owned())
                });
            }
            Self::Twice(_) => return None,
            Self::Raw(_) => "leave it out of `raw`, or out of `[[files]]`",
            Self::OnePath(name) => {
                return Some(format!("use `{name}` in a value in the file's path"));
            }
            Self::Taken { .. } => "say another name with `as`",
        };
        Some(text.to_owned())
    }
}

impl ReviewFault {
    pub(super) fn hint(&self) -> Option<String> {
        match self {
            Self::NoChoice { value, choices, .. } => {
                Some(did_you_mean_or(value, choices, "choices"))
            }
            Self::Unreachable { near: Some(near) } => Some(format!("did you mean `{near}/`?")),
            Self::Unreachable { near: None } => {
                Some("files are written from `base/` and `components/<id>/files/`".to_owned())
            }
            Self::Unquoted { id, filter } if filter == "md" => {
                Some(format!("write it with the filter of the file's language: `{id} | md`"))
            }
            Self::Unquoted { id, filter } => Some(format!(
                "write it with the filter of the file's language, and no quotes around it: `{id} | {filter}`"
            )),
            Self::Quotes { .. } => Some("leave out the quotes: the literal has its own".to_owned()),
            Self::Meets(_) => Some(
                "give one of them a `when` that excludes the other, or one file a condition"
                    .to_owned(),
            ),
            _ => None,
        }
    }
}
