//! What a user can do about an error; nothing is said when nothing sensible can be.

use crate::words::Names;

use super::{
    AddressFault, AnswerFault, Error, GitFault, LoopFault, Origin, RecordFault, ReviewFault,
    TemplateFault,
};

impl Error {
    /// Whether it is the fault of a template that is part of this program.
    #[must_use]
    pub fn is_our_bug(&self) -> bool {
        self.each().any(|error| matches!(error, Self::Template { embedded: true, .. }))
    }

    /// What the user can do about it, if something sensible can be said.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Template { fault, .. } => fault.hint(),
            Self::NoTemplate { recorded: true, .. } => Some(
                "the project's record names it: say where it is now with `--template <TEMPLATE>`"
                    .to_owned(),
            ),
            Self::NoTemplate { name, known, .. } => {
                Some(did_you_mean(name, known).unwrap_or_else(|| {
                    format!(
                        "the embedded templates are {}; any other is a directory with a `template.toml`, or a git address like `gh:owner/name`",
                        Names(known)
                    )
                }))
            }
            Self::Git { fault, .. } => fault.hint(),
            Self::Answer { id, fault, origin: Origin::Default, .. } => {
                let otherwise = format!("say otherwise with `--{} <VALUE>`", flag(id));
                Some(
                    fault.hint("").map_or(otherwise.clone(), |hint| format!("{hint}; {otherwise}")),
                )
            }
            Self::Answer { fault, value, .. } => fault.hint(value),
            Self::Item { id, .. } => {
                Some(format!("say other items with `--{} <VALUE>`", flag(id)))
            }
            Self::UnknownQuestion { id, known, .. } => {
                Some(did_you_mean_or(id, known, "questions"))
            }
            Self::UnknownComponent { id, known, .. } => Some(did_you_mean_or(id, known, "components")),
            Self::MissingAnswers(missing) => {
                let flags = missing.iter().map(|m| format!("--{} <VALUE>", flag(&m.id)));
                Some(format!("add `{}`", flags.collect::<Vec<_>>().join(" ")))
            }
            Self::NotAnAssignment(_) => Some("write `--set question=value`".to_owned()),
            Self::NoTarget => Some("name it: `scaffold new <NAME|PATH>`".to_owned()),
            Self::TemplateName(_) => {
                Some("the last part of the path is the template's name".to_owned())
            }
            Self::TargetNotEmpty(_) => {
                Some("choose another path, or empty the directory first".to_owned())
            }
            Self::Untrusted(_) => {
                Some("read them, then run again with `--trust`, or with `--no-tasks`".to_owned())
            }
            Self::UntrustedCases(_) => {
                Some("read them, then run again with `--trust`".to_owned())
            }
            Self::NoRecord(_) => Some(
                "`scaffold new` writes a project; `scaffold adopt` puts one under a template"
                    .to_owned(),
            ),
            Self::Record { fault, .. } => fault.hint(),
            Self::Rendering { .. } => Some(
                "take it from git, `git checkout HEAD -- .scaffold/rendering.tar`; or run `scaffold adopt`, which compares the files with the template anew"
                    .to_owned(),
            ),
            Self::Adopted(_) => Some("run `scaffold update`".to_owned()),
            Self::Downgrade { from, .. } => {
                Some(format!("install the scaffold whose template has version {from} or a newer one"))
            }
            Self::Dirty(_) => Some(
                "commit or stash them, so that git can undo the update; or add `--allow-dirty`"
                    .to_owned(),
            ),
            Self::Busy(_) => Some("wait until it is done".to_owned()),
            Self::Interfered(_) => Some(
                "move your versions away and run again: the interrupted update is undone first"
                    .to_owned(),
            ),
            Self::Runaway { .. } => Some(
                "look for loops within loops, and for texts that grow in one; nothing was written"
                    .to_owned(),
            ),
            Self::Starter(fault) => fault.hint(),
            Self::Contradiction { without, .. } => Some(format!("leave out `--without {without}`")),
            _ => None,
        }
    }
}

impl GitFault {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Address(fault) => fault.hint(),
            Self::Absent => Some("install git, or name a directory with the template".to_owned()),
            Self::Homeless => Some("set `HOME` or `XDG_CACHE_HOME`".to_owned()),
            Self::UnknownRef { reference, known } => {
                // As many as fit a line.
                let some = &known[..known.len().min(5)];
                did_you_mean(reference, known)
                    .or_else(|| Some(format!("it has {}", Names(some))))
                    .filter(|_| !known.is_empty())
            }
            Self::NoTemplate { elsewhere } if elsewhere.is_empty() => None,
            Self::NoTemplate { elsewhere } => {
                let some = &elsewhere[..elsewhere.len().min(5)];
                Some(format!("there is one in {}", Names(some)))
            }
            Self::Submodule(_) => Some("a template's files stand in its own repository".to_owned()),
            Self::Refused(_) | Self::Empty | Self::NotCached => None,
        }
    }
}

impl AddressFault {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Scheme(_) => Some("write `https://…`, `ssh://…` or `file://…`".to_owned()),
            Self::GitHub => {
                Some("write `gh:owner/name`; a directory in it stands behind `//`".to_owned())
            }
            Self::Credentials => Some(
                "leave them out: git takes them from its credential helper, or from a key"
                    .to_owned(),
            ),
            Self::Character('#') => Some("a branch, tag or commit stands behind `@`".to_owned()),
            _ => None,
        }
    }
}

impl RecordFault {
    fn hint(&self) -> Option<String> {
        match self {
            Self::UnknownKey { key, known } => Some(did_you_mean_or(key, known, "keys")),
            Self::Markers => Some(
                "keep what both sides answer and either side's `rendering.tar`, then run `scaffold update`"
                    .to_owned(),
            ),
            Self::Format(_) => Some("install a newer scaffold".to_owned()),
            Self::Twice(_) => Some("an answer stands in `[answers]` or in `[defaults]`".to_owned()),
            Self::Syntax(_) => None,
        }
    }
}

impl TemplateFault {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Later(_) => {
                Some("it sees the components and the questions before it".to_owned())
            }
            Self::UnknownKey { key, known } => Some(did_you_mean_or(key, known, "keys")),
            Self::Undeclared { name, declared } => did_you_mean(name, declared),
            Self::Needs { id, known } => did_you_mean(id, known),
            Self::Default { fault, .. } => fault.hint(""),
            Self::Inferred { value, fault, .. } => fault.hint(value),
            Self::Group => Some("put `(…)` around the answer, or say it with `value`".to_owned()),
            Self::Derived(_) => {
                Some("a component with `when` is switched by that condition alone".to_owned())
            }
            Self::Stray => {
                Some("files are written from `base/`, and from `components/<id>/files/` beside a `component.toml`".to_owned())
            }
            Self::NoParent { name, known } => Some(did_you_mean(name, known).unwrap_or_else(|| {
                format!(
                    "the embedded templates are {}; any other is a directory with a `template.toml`, seen from this one, or an address of git",
                    Names(known)
                )
            })),
            Self::Chain { circle: false, grandparent, .. } => {
                Some(format!("extend `{grandparent}` itself, and take over what lies between"))
            }
            Self::Both(path) => {
                Some(format!("add it to `replaces` if this one is meant: `replaces = [\"{path}\"]`"))
            }
            Self::Review(fault) => fault.hint(),
            Self::NotInherited { name, known } => did_you_mean(name, known),
            Self::NoReplacement(_) => {
                Some("add the file or question; `removes` does without it".to_owned())
            }
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

impl LoopFault {
    fn hint(&self) -> Option<String> {
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
    fn hint(&self) -> Option<String> {
        match self {
            Self::NoChoice { value, choices, .. } => {
                Some(did_you_mean_or(value, choices, "choices"))
            }
            Self::Unreachable { near: Some(near) } => Some(format!("did you mean `{near}/`?")),
            Self::Unreachable { near: None } => {
                Some("files are written from `base/` and `components/<id>/files/`".to_owned())
            }
            Self::Meets(_) => Some(
                "give one of them a `when` that excludes the other, or one file a condition"
                    .to_owned(),
            ),
            _ => None,
        }
    }
}

impl AnswerFault {
    fn hint(&self, value: &str) -> Option<String> {
        match self {
            Self::Choice(choices) => {
                let known = format!("the choices are {}", Names(choices));
                Some(
                    did_you_mean(value, choices)
                        .map_or(known.clone(), |near| format!("{near} {known}")),
                )
            }
            Self::Pattern { help: Some(help), .. } => Some(help.clone()),
            // Only a file can get the type of a text wrong: `3.13` instead of `"3.13"`.
            Self::Type(kind) if kind.starts_with("a text") => {
                Some("a text stands in quotes".to_owned())
            }
            _ => None,
        }
    }
}

fn did_you_mean_or(word: &str, known: &[String], kind: &str) -> String {
    did_you_mean(word, known).unwrap_or_else(|| match known {
        [] => format!("the template has no {kind}"),
        known => format!("the {kind} are {}", Names(known)),
    })
}

fn flag(id: &str) -> String {
    id.replace('_', "-")
}

/// A question that names the nearest of `known`, if one is near.
#[must_use]
pub fn did_you_mean(word: &str, known: &[String]) -> Option<String> {
    nearest(word, known).map(|near| format!("did you mean `{near}`?"))
}

/// The nearest of `known`, if one is near enough to be meant.
fn nearest<'a>(word: &str, known: &'a [String]) -> Option<&'a str> {
    // 0.8 is what clap uses for its own suggestions, so flags and answers agree.
    const NEAR: f64 = 0.8;
    let score =
        |candidate: &str| strsim::jaro_winkler(&word.to_lowercase(), &candidate.to_lowercase());
    let best = known.iter().max_by(|a, b| score(a).total_cmp(&score(b)))?;
    (score(best) > NEAR).then_some(best)
}

/// Whether `word` differs from `meant` by no more than a slip of the keyboard: much less than
/// what a suggestion may bridge, for where a wrong suspicion does harm.
#[must_use]
pub fn is_slip(word: &str, meant: &str) -> bool {
    let allowed = if meant.len() < 6 { 1 } else { 2 };
    strsim::damerau_levenshtein(word, meant) <= allowed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_less_than_a_likeness() {
        for (word, meant, slip) in [
            ("descripton", "description", true),
            ("lmm", "llm", true),
            ("registyr", "registry", true),
            ("ci_cache", "cache", false),
            ("home", "name", false),
            ("crd_schemas", "secrets", false),
        ] {
            assert_eq!(is_slip(word, meant), slip, "{word}");
        }
    }
}
