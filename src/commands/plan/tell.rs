//! What an update says: a line for each change, one JSON object, or Markdown for a pull request.

use serde_json::{Value as Json, json};

use super::Plan;
use crate::cli::Change;
use crate::commands::identity;
use crate::merge::{self, ConflictKind, Kind};
use crate::path::RelPath;
use crate::record::Written;
use crate::report;
use crate::tasks::{self, Done};
use crate::words::Count;

/// What came of a plan besides the merge.
pub struct Told {
    /// Whether anything was written.
    pub written: bool,
    /// The tasks that ran.
    pub done: Vec<Done>,
    /// What else there is to know.
    pub notes: Vec<String>,
    /// What is left to do about conflicts, if there are any.
    pub resolve: &'static str,
}

impl Plan<'_> {
    /// Changes go to stdout, everything else to stderr.
    pub(super) fn tell(&self, how: Change, told: &Told) {
        let notes = [tasks::notes(&told.done), told.notes.clone()].concat();
        if how.json {
            report::json(&self.object(told, &notes));
            return;
        }
        if how.pr_body {
            report::data(&self.markdown(&notes));
        } else {
            self.lines().iter().for_each(report::data);
        }
        notes.iter().for_each(|note| report::note(&format!("note: {note}")));
        report::note(&self.closing(how, told.resolve));
    }

    /// One line a change, then one for each file that an earlier update left in conflict.
    fn lines(&self) -> Vec<String> {
        let changes = self.merge.changes.iter().map(|change| {
            let from = change.from.as_ref().map(|from| format!("{from} → ")).unwrap_or_default();
            let why = why(&change.kind).map(|why| format!(": {why}")).unwrap_or_default();
            format!("{:<9} {from}{}{why}", word(&change.kind), change.path)
        });
        let unresolved =
            self.unresolved.iter().map(|path| format!("{:<9} {path}: {LEFT}", "conflict"));
        let record = (self.merge.changes.is_empty() && !self.record.is_empty())
            .then(|| format!("{:<9} {}", "updated", crate::record::ANSWERS));
        changes.chain(unresolved).chain(record).collect()
    }

    fn conflicts(&self) -> usize {
        self.merge.conflicts().count() + self.unresolved.len()
    }

    fn closing(&self, how: Change, resolve: &str) -> String {
        let name = self.label();
        let conflicts = match self.conflicts() {
            0 => String::new(),
            left => {
                format!("; {} left: {resolve}", Count(left, "conflict"))
            }
        };
        if self.is_empty() {
            return format!("nothing to do: the project is up to date with {name}{conflicts}");
        }
        let files = match self.touched() {
            0 => "the record alone".to_owned(),
            files => Count(files, "file").to_string(),
        };
        let verb = if how.dry_run { "would change" } else { "changed" };
        format!("{verb} {files}: {}{conflicts}", self.step())
    }

    /// How many files are not as they were; a renamed one is one.
    fn touched(&self) -> usize {
        let edited = |change: &&merge::Change| {
            [Some(&change.path), change.from.as_ref()]
                .into_iter()
                .flatten()
                .any(|path| self.merge.edits.contains_key(path))
        };
        self.merge.changes.iter().filter(edited).count()
    }

    fn label(&self) -> String {
        format!("{} {}", self.template.manifest.name, self.template.manifest.version)
    }

    /// From which version to which.
    fn step(&self) -> String {
        let written = self.target.before.map(|before| &before.template);
        let below = written.and_then(|written| written.step_below(self.template));
        let below = below.map_or(String::new(), |below| format!(" on {below}"));
        let manifest = &self.template.manifest;
        let is_other = |it: &&Written| it.version != manifest.version || it.name != manifest.name;
        match written.filter(is_other) {
            Some(written) => {
                format!("{} {} → {}{below}", written.name, written.version, self.label())
            }
            None => self.label() + &below,
        }
    }

    fn object(&self, told: &Told, notes: &[String]) -> Json {
        let mut template = identity(self.template);
        template["from"] =
            json!(self.target.before.map(|before| before.template.version.to_string()));
        let changes: Vec<Json> = self.merge.changes.iter().map(json_change).collect();
        json!({
            "project": self.root().display().to_string(),
            "template": template,
            "answers": self.answers.values,
            "components": self.answers.components,
            "changes": changes,
            "unresolved": self.unresolved.iter().map(RelPath::as_str).collect::<Vec<_>>(),
            "conflicts": self.conflicts(),
            "current": self.is_empty(),
            "written": told.written,
            "tasks": told.done,
            "warnings": notes,
        })
    }

    fn markdown(&self, notes: &[String]) -> String {
        let mut parts = vec![if self.is_empty() {
            format!("The project is up to date with {}.", code(&self.label()))
        } else {
            format!("Brings the project up to {}.", code(&self.step()))
        }];
        let open = |path: &RelPath, why: &str| format!("- [ ] {}: {why}", code(path.as_str()));
        let conflicts = self.merge.conflicts().map(|(path, it)| open(path, &reason(&it.kind)));
        let unresolved = self.unresolved.iter().map(|path| open(path, LEFT));
        let conflicts: Vec<String> = conflicts.chain(unresolved).collect();
        if !conflicts.is_empty() {
            let count = Count(conflicts.len(), "conflict");
            parts.push(format!("**{count} to resolve before merging**"));
            parts.push(shortened(conflicts, "- ").join("\n"));
        }
        let clean = self.merge.changes.iter().filter(|it| !matches!(it.kind, Kind::Conflict(_)));
        let rows = shortened(clean.map(row).collect(), "| | ");
        if !rows.is_empty() {
            parts.push(format!("| | file |\n| --- | --- |\n{}", rows.join("\n")));
        }
        parts.extend(notes.iter().map(|note| format!("> {note}")));
        parts.join("\n\n")
    }
}

/// The first lines, and how many more there are: GitHub takes 65,536 characters for a pull request.
fn shortened(mut lines: Vec<String>, start: &str) -> Vec<String> {
    const MOST: usize = 200;
    let more = lines.len().saturating_sub(MOST);
    if more > 0 {
        lines.truncate(MOST);
        lines.push(format!("{start}and {more} more"));
    }
    lines
}

fn row(change: &merge::Change) -> String {
    let from = change.from.as_ref().map(|from| format!("{} → ", code(from.as_str())));
    let from = from.unwrap_or_default();
    format!("| {} | {from}{} |", word(&change.kind), code(change.path.as_str()))
}

/// What is said of markers that are older than this update.
const LEFT: &str = "it has markers of an earlier update";

fn word(kind: &Kind) -> &'static str {
    match kind {
        Kind::Added => "added",
        Kind::Updated => "updated",
        Kind::Merged => "merged",
        Kind::Removed => "removed",
        Kind::Renamed => "renamed",
        Kind::StaysDeleted => "deleted",
        Kind::Conflict(_) => "conflict",
    }
}

fn why(kind: &Kind) -> Option<String> {
    match kind {
        Kind::StaysDeleted => Some("the template changed it; it stays deleted".to_owned()),
        Kind::Conflict(conflict) => Some(reason(&conflict.kind)),
        _ => None,
    }
}

fn reason(kind: &ConflictKind) -> String {
    match kind {
        ConflictKind::Lines => "both sides changed the same lines".to_owned(),
        ConflictKind::Removed => "the template dropped it, you changed it; it is kept".to_owned(),
        ConflictKind::Whole { beside } => {
            format!("it cannot be merged; yours is kept, the template's is `{beside}`")
        }
        ConflictKind::Blocked { by } => format!("`{by}` is in its way; nothing is written"),
    }
}

fn json_change(change: &merge::Change) -> Json {
    let mut object = json!({ "path": change.path.as_str(), "change": word(&change.kind) });
    if let Some(from) = &change.from {
        object["from"] = from.as_str().into();
    }
    if let Some(why) = why(&change.kind) {
        object["reason"] = why.into();
    }
    object
}

/// Inline code of Markdown; a path has no backtick and no line break that could end it.
fn code(text: &str) -> String {
    format!("`{text}`")
}
