//! What the user's own git does: the first commit, and guarding an update.

mod attributes;
mod call;
mod checkout;
mod commit;
mod files;
mod nested;
mod repository;
mod scratch;
mod settings;
mod settle;
mod sparse;
mod standing;
mod yours;

use std::collections::BTreeSet;
use std::path::Path;

use crate::error::{Error, Result};
use crate::path::RelPath;
use crate::record;
use crate::tree::File;

pub use call::{Answer, Call, git, reason};
pub use checkout::{Checkout, Edits};
pub use commit::{Committed, Fresh};
pub use files::{Listed, files, ignored_in};
pub use nested::without_nested;
pub use repository::Repository;
pub use settle::{Ignored, add, ignore_rules};
pub use standing::{tracks, unchanged};

/// What is not committed in `dir` but for the file `except`, each path as git knows it; nothing
/// where there is no work tree.
///
/// A file that goes through a filter of the repository's own counts as changed unless git knows better
/// without it: the filter does not run, and is named.
///
/// # Errors
/// As [`Repository::find`].
pub fn changes(dir: &Path, except: &str) -> Result<Vec<String>> {
    let Some(repository) = Repository::find(dir)? else { return Ok(Vec::new()) };
    let but = format!(":(top,literal,exclude){}", repository.path(except));
    let status = ["status", "--porcelain", "-z", "--untracked-files=all"];
    // Submodules have a configuration of their own, and nothing of theirs is written.
    let status = repository.call(status).args(["--ignore-submodules=dirty", "--no-renames", "--"]);
    let listed = match status.args([repository.here(), but]).run()? {
        Answer::Success(listed) => String::from_utf8_lossy(&listed).into_owned(),
        Answer::Failure(said) => return Err(repository.failure("status", &said)),
        Answer::Absent => return Ok(Vec::new()),
    };
    let entries: Vec<&str> = listed.split('\0').filter(|entry| entry.len() > 3).collect();
    // What a merge brings is in the index, from which git can take it back. Of the record either
    // side may have been taken, and the update says what becomes of it.
    let merges = !entries.is_empty() && repository.merges()?;
    let record = repository.path(&format!("{}/", record::DIRECTORY));
    let staged = |entry: &str| entry[1..2] == *" " || entry[3..].starts_with(&record);
    // Two letters and a blank come before each path.
    let left = entries.into_iter().filter(|entry| !(merges && staged(entry)));
    let paths: Vec<&str> = left.map(|entry| &entry[3..]).collect();
    let filtered = repository.filtered(&paths)?;
    let named = |path: &str| match filtered.get(path) {
        Some(key) => format!("{path} (`{key}` of the repository's own configuration does not run)"),
        None => path.to_owned(),
    };
    Ok(paths.into_iter().map(named).collect())
}

/// A path with the last rendering's, the team's and the template's file there.
pub type Stages<'a> = (&'a RelPath, &'a [Option<File>; 3]);

/// Tells the index of conflicts in the project at `dir`, so that `git status`, `git mergetool`
/// and editors know of them. Whether the index knows now, if there is one.
///
/// # Errors
/// An interrupt.
pub fn mark_conflicts(dir: &Path, conflicts: &[Stages<'_>]) -> Result<bool> {
    let repository = match Repository::find(dir) {
        Ok(Some(repository)) => repository,
        Ok(None) => return Ok(true),
        Err(Error::Repository { .. }) => return Ok(false),
        Err(error) => return Err(error),
    };
    let paths = conflicts.iter().map(|(path, _)| repository.path(path.as_str()));
    let paths: Vec<String> = paths.collect();
    let ignored = ignored(&repository, &paths)?;
    let mut entries = Vec::new();
    for (path, (_, stages)) in paths.iter().zip(conflicts) {
        if ignored.contains(path) {
            continue;
        }
        let mut stored = Vec::new();
        for (stage, file) in (1..).zip(stages.iter()) {
            let Some(file) = file else { continue };
            let Some(id) = store(&repository, path, file)? else { return Ok(false) };
            stored.push((stage, file.git_mode(), id));
        }
        if let Some((_, _, id)) = stored.first() {
            // The entry that is no conflict goes first; nothing has an id of as many zeros.
            entries.push(format!("0 {:0width$}\t{path}\0", 0, width = id.len()));
        }
        let entry = |(stage, mode, id)| format!("{mode} {id} {stage}\t{path}\0");
        entries.extend(stored.into_iter().map(entry));
    }
    let index = repository.call(["update-index", "-z", "--index-info"]).input(entries.concat());
    Ok(entries.is_empty() || matches!(index.run()?, Answer::Success(_)))
}

/// Those of `paths` that the repository keeps out: what is in the index is committed sooner or
/// later.
fn ignored(repository: &Repository, paths: &[String]) -> Result<BTreeSet<String>> {
    let check = repository.call(["check-ignore", "-z", "--stdin"]).input(paths.join("\0"));
    Ok(match check.run()? {
        Answer::Success(found) => {
            String::from_utf8_lossy(&found).split('\0').map(str::to_owned).collect()
        }
        // It finds none, and says so with its exit code.
        Answer::Failure(_) | Answer::Absent => BTreeSet::new(),
    })
}

/// Puts a file into git's store as if it stood at `path`; gives back its id.
fn store(repository: &Repository, path: &str, file: &File) -> Result<Option<String>> {
    let as_path = format!("--path={path}");
    let (bytes, how) = match file {
        File::Regular { bytes, .. } => (&bytes[..], as_path.as_str()),
        File::Link { target } => (target.as_bytes(), "--no-filters"),
    };
    let hash = repository.call(["hash-object", "-w", "--stdin", how]).input(bytes);
    Ok(match hash.run()? {
        Answer::Success(id) => Some(String::from_utf8_lossy(&id).trim().to_owned()),
        Answer::Failure(_) | Answer::Absent => None,
    })
}
