//! What is wrong with a template, in words.

use std::fmt;

use crate::error::{CopyFault, OverlayFault, ReviewFault, TemplateFault};
use crate::tree::LinkFault;
use crate::words::{Count, Names, printable};

impl fmt::Display for TemplateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(message) => f.write_str(message),
            Self::Later(name) => write!(f, "`{name}` is settled later than this expression"),
            Self::UnknownKey { key, .. } => write!(f, "there is no key `{key}`"),
            Self::Undeclared { name, .. } | Self::NoItem(name) => {
                write!(f, "no question or component is called `{name}`")
            }
            Self::Taken { id, by } => write!(f, "the id `{id}` is already taken by {by}"),
            Self::Id(id) => {
                write!(f, "`{id}` is no id: lower-case letters, digits and `_` (`-` in components)")
            }
            Self::Default { id, fault } => {
                write!(f, "the default of `{id}` is no answer to it: {fault}")
            }
            Self::Choice { id, value, fault } => {
                write!(f, "the choice `{}` is no answer to `{id}`: {fault}", printable(value))
            }
            Self::Filter { id, filter, kind } => {
                write!(f, "`{filter}` is for texts, and `{id}` is {kind}")
            }
            Self::Inferred { id, value, fault } => {
                write!(f, "`{}` is no answer to `{id}`: {fault}", printable(value))
            }
            Self::Infer => f.write_str("an inferred answer needs `matches` or `value`"),
            Self::Group => f.write_str("the pattern has no group that could be the answer"),
            Self::Pattern(message) => write!(f, "no regular expression: {message}"),
            Self::Needs { id, .. } => write!(f, "no component that can be chosen is called `{id}`"),
            Self::Derived(id) => write!(
                f,
                "the component `{id}` has `when`, so it takes no `default` and no `needs`"
            ),
            Self::Path { path, fault } => {
                let path = printable(path);
                write!(f, "`{path}` is no path in the project: {fault}")
            }
            Self::StillThere(name) => {
                write!(f, "`{name}` is still there, so no migration may lead away from it")
            }
            Self::NoFile(path) => write!(f, "the template has no file `{}`", printable(path)),
            Self::Record(path) => {
                write!(f, "`{path}` would be written to the record, which is scaffold's own")
            }
            Self::Collision { first, at } if at.first == at.second => {
                write!(f, "`{}` is written twice: also by `{first}`", at.first)
            }
            Self::Collision { first, at } => {
                write!(
                    f,
                    "`{}` and `{}` cannot both be written: one is a directory of the other; also by `{first}`",
                    at.second, at.first
                )
            }
            Self::Twins { first, at } => {
                let [one, other] = at.spellings();
                let small = [one, other].map(str::to_lowercase);
                let why = if small[0] == small[1] {
                    "capitals do not matter"
                } else {
                    "letters count and not how their accents are spelt"
                };
                write!(
                    f,
                    "`{other}` and `{one}` are one where {why}: the other is written by `{first}`"
                )
            }
            Self::Link(fault) => link(f, fault),
            Self::Task => f.write_str("a task has either `run` or `copy`"),
            Self::Copy(fault) => write!(f, "{fault}"),
            Self::Stray => f.write_str("nothing is done with this file"),
            Self::StrayCase => f.write_str("no case has such a file"),
            Self::NoAnswers => f.write_str("the case has no `answers.toml`"),
            Self::Unanswered(ids) => {
                let questions = Count(ids.len(), "question");
                write!(f, "the case leaves {questions} without an answer: {}", Names(ids))
            }
            Self::NoProgram => f.write_str("a command line names its program first"),
            Self::Requires(version) => write!(f, "the template needs scaffold {version}"),
            Self::Encoding => f.write_str("a file ending in `.tera` must be UTF-8"),
            Self::Glob(message) => write!(f, "no pattern over paths: {message}"),
            Self::Loop(fault) => write!(f, "{fault}"),
            Self::Partial(fault) => write!(f, "{fault}"),
            Self::Review(fault) => write!(f, "{fault}"),
            Self::Overlay(fault) => write!(f, "{fault}"),
        }
    }
}

impl fmt::Display for OverlayFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoParent { name, .. } => write!(f, "there is no template `{name}` to extend"),
            Self::OutOfReach(name) => write!(
                f,
                "a template in a git repository cannot extend `{}`: that is outside of the repository, on this disk",
                printable(name)
            ),
            Self::Chain { parent, circle: true, .. } => {
                write!(f, "`{parent}` extends this template in turn")
            }
            Self::Chain { parent, grandparent, .. } => {
                write!(
                    f,
                    "`{parent}` extends `{grandparent}`, and a template extends one level only"
                )
            }
            Self::NotExtending(key) => {
                write!(f, "`{key}` has a meaning only in a template with `extends`")
            }
            Self::Inherited(key) => write!(f, "`{key}` is said by the template that is extended"),
            Self::Both(path) => write!(f, "the template that is extended has `{path}`, too"),
            Self::NotInherited { name, .. } => {
                write!(f, "the template that is extended has no `{}`", printable(name))
            }
            Self::NoReplacement(name) => write!(f, "nothing stands in the place of `{name}`"),
            Self::Needed { id, by } => {
                write!(f, "the component `{id}` cannot be removed: `{by}` needs it")
            }
            Self::Pin(name) => {
                write!(f, "the pin `{name}` is a table in one of the two templates only")
            }
        }
    }
}

impl fmt::Display for ReviewFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Never => f.write_str("this condition holds for no answers"),
            Self::Meets(first) => write!(f, "answers bring it to the same path as `{first}`"),
            Self::Unused { what, name } => write!(f, "the {what} `{name}` has no use"),
            Self::NoMatch(pattern) => write!(f, "no file of the template matches `{pattern}`"),
            Self::NoChoice { id, value, .. } => write!(f, "`{id}` is never `{}`", printable(value)),
            Self::ChoiceTwice(value) => {
                write!(f, "the choice `{}` is listed twice", printable(value))
            }
            Self::Unquoted { id, .. } => {
                write!(f, "`{id}` may be any text, and would be written as it is")
            }
            Self::Quotes { quote, filter } => {
                write!(f, "`{filter}` writes a whole literal, which stands between `{quote}` here")
            }
            Self::Unreachable { .. } => f.write_str("nothing is written from this file"),
        }
    }
}

impl fmt::Display for CopyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Link(path) => {
                write!(f, "`{}` is a symbolic link, and a task copies files", printable(path))
            }
            Self::Over(path) => {
                write!(f, "`{}` is written by the template itself", printable(path))
            }
        }
    }
}

fn link(f: &mut fmt::Formatter<'_>, fault: &LinkFault) -> fmt::Result {
    match fault {
        LinkFault::Outward(fault) => write!(f, "the symbolic link leaves the project: {fault}"),
        LinkFault::Dangling => f.write_str("the symbolic link points to nothing"),
        LinkFault::Loop => f.write_str("the symbolic link leads to itself"),
    }
}
