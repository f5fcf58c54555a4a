//! What a user can do about an error; nothing is said when nothing sensible can be.

mod git;
mod session;
mod template;

use crate::record;
use crate::words::Names;

use super::{AnswerFault, Error, Origin, RecordFault};

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
            Self::Repository { fault, .. } => fault.hint(),
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
            Self::Unfinished { target, mark, .. } => Some(format!(
                "move away what is yours and run again; or keep `{}` as it is, and delete `{}`",
                target.display(),
                mark.display()
            )),
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
            Self::Rendering { path, .. } => {
                let former = path.ends_with(record::RENDERING_1);
                let path = if former { record::RENDERING_1 } else { record::RENDERING };
                Some(format!("take it from git, `git checkout HEAD -- {path}`; or run `scaffold adopt`, which compares the files with the template anew"))
            }
            Self::Adopted(_) => Some("run `scaffold update`".to_owned()),
            Self::Downgrade { from, embedded: true, .. } => {
                Some(format!("install the scaffold whose template has version {from} or a newer one"))
            }
            Self::Downgrade { from, .. } => Some(format!(
                "a release may have been withdrawn; name version {from} or a newer one with `--template`, or wait for it"
            )),
            Self::Dirty(_) => Some(
                "commit or stash them, so that git can undo the update; or add `--allow-dirty`"
                    .to_owned(),
            ),
            Self::Busy(_)
            | Self::Interfered(_)
            | Self::Edited(_)
            | Self::Journal { .. }
            | Self::HalfUpdated(_)
            | Self::ProjectsBelow(_)
            | Self::NotOwn(_)
            | Self::NoLocks(_) => session::hint(self),
            Self::Runaway { what: None, .. } => Some("nothing was written".to_owned()),
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

impl RecordFault {
    fn hint(&self) -> Option<String> {
        match self {
            Self::UnknownKey { key, known } => Some(did_you_mean_or(key, known, "keys")),
            Self::Markers => Some(
                "take either side, `git checkout --ours .scaffold`, or write by hand what both sides answer; then run `scaffold update`"
                    .to_owned(),
            ),
            Self::Format(_) => Some("install a newer scaffold".to_owned()),
            Self::Twice(_) => Some("an answer stands in `[answers]` or in `[defaults]`".to_owned()),
            Self::NoFile => Some("take it from a commit in which it is a file".to_owned()),
            Self::Syntax(_) => None,
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
            Self::Item { item, fault } => fault.hint(item),
            Self::List => Some(
                r#"write its items with commas between them, or `["an item, with a comma", "another"]`"#
                    .to_owned(),
            ),
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
