//! Files that are written and that rules keep out of the repository.

use crate::error::Result;
use crate::git::{self, Repository};
use crate::path::RelPath;
use crate::quote;
use crate::record;
use crate::words::Names;

/// What there is to say of those of `paths` that the repository ignores. The record is added to the
/// index all the same, once it is written: without it no clone is a project.
///
/// # Errors
/// git refuses.
pub fn notes<'p>(
    repository: &Repository,
    paths: impl Iterator<Item = &'p RelPath>,
    written: bool,
) -> Result<Vec<String>> {
    let mut notes = Vec::new();
    let ignored = git::ignore_rules(repository, paths)?;
    if ignored.all {
        // Whoever ignores a project as a whole means that.
        return Ok(notes);
    }
    let rules = ignored.files;
    let is_record = |path: &RelPath| path.ancestors().any(|dir| dir == record::DIRECTORY);
    let (record, others): (Vec<_>, Vec<_>) = rules.iter().partition(|(path, _)| is_record(path));
    let names = |these: &[(&RelPath, &String)]| -> Vec<String> {
        these.iter().map(|(path, _)| path.to_string()).collect()
    };
    if let Some((_, rule)) = record.first() {
        let names = names(&record);
        if written {
            git::add(repository, &names.iter().map(String::as_str).collect::<Vec<_>>())?;
        }
        let done =
            if written { "it is in the index all the same" } else { "it is added all the same" };
        notes.push(format!("git ignores {} (`{rule}`); {done}", Names(&names)));
    }
    if let Some((_, rule)) = others.first() {
        let names = names(&others);
        let words: Vec<String> = names.iter().map(|name| quote::shell_word(name)).collect();
        notes.push(format!(
            "git ignores {} (`{rule}`): no clone has what is not added, `git add --force {}`",
            Names(&names),
            words.join(" ")
        ));
    }
    Ok(notes)
}
