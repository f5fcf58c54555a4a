//! The files that a repository has and those that it ignores.

use std::collections::BTreeSet;
use std::path::Path;

use super::call::{Answer, Call, reason};
use super::repository::Repository;
use super::scratch::temporary;
use crate::error::{Error, Result};

/// The files in a directory, as git sees them.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Tracked or new, relative to the directory.
    pub files: BTreeSet<String>,
    /// Files and whole directories, these with `/` at their end.
    pub ignored: BTreeSet<String>,
}

/// The files in `dir`, whether it is a repository or only has a `.gitignore`; nothing without git.
///
/// # Errors
/// A repository that git refuses to look into; an interrupt.
pub fn files(dir: &Path) -> Result<Option<Listed>> {
    if let Some(repository) = Repository::find(dir)? {
        let here = repository.here();
        let is_top = repository.path("").is_empty();
        let is_ignored = || {
            let at = format!("./{}", repository.path(""));
            let check = repository.call(["check-ignore", "--quiet", "--", &at]).run()?;
            Ok::<_, Error>(matches!(check, Answer::Success(_)))
        };
        if is_top || !is_ignored()? {
            let list = |flags: &[&str]| {
                let list = repository.call(LIST).arg("--full-name").args(flags);
                paths(list.args(["--", &here]), &|path| repository.own(path))
            };
            return both(list);
        }
    }
    // An empty repository elsewhere that takes `dir` for its work tree.
    let empty = temporary()?;
    match Call::at(empty.path()).args(["init", "--quiet"]).run()? {
        Answer::Absent => return Ok(None),
        Answer::Failure(said) => return Err(failure("git init", &said)),
        Answer::Success(_) => {}
    }
    let repository = format!("--git-dir={}", empty.path().join(".git").display());
    both(|flags| {
        let call = Call::at(dir).args([repository.as_str(), "--work-tree=."]);
        paths(call.args(LIST).args(flags), &|path| Some(path))
    })
}

/// What the repository that `dir` is in ignores of it and does not track: files, and whole
/// directories, with `/` at their end. Nothing where there is none, or git does not look into it.
///
/// # Errors
/// An interrupt; or git fails.
pub fn ignored_in(dir: &Path) -> Result<BTreeSet<String>> {
    let absolute = std::path::absolute(dir).unwrap_or_default();
    if !absolute.ancestors().any(|dir| dir.join(".git").exists()) {
        return Ok(BTreeSet::new());
    }
    let repository = match Repository::find(dir) {
        Ok(Some(repository)) => repository,
        Ok(None) | Err(Error::Repository { .. }) => return Ok(BTreeSet::new()),
        Err(error) => return Err(error),
    };
    let list = repository.call(LIST).arg("--full-name").args(IGNORED);
    paths(list.args(["--", &repository.here()]), &|path| repository.own(path))
}

const LIST: [&str; 3] = ["ls-files", "-z", "--exclude-standard"];

const IGNORED: [&str; 3] = ["--others", "--ignored", "--directory"];

fn both(list: impl Fn(&[&str]) -> Result<BTreeSet<String>>) -> Result<Option<Listed>> {
    Ok(Some(Listed { files: list(&["--cached", "--others"])?, ignored: list(&IGNORED)? }))
}

fn paths(call: Call, own: &dyn Fn(&str) -> Option<&str>) -> Result<BTreeSet<String>> {
    match call.run()? {
        Answer::Success(listed) => {
            let listed = String::from_utf8_lossy(&listed);
            let listed = listed.split('\0').filter_map(own).filter(|path| !path.is_empty());
            Ok(listed.map(str::to_owned).collect())
        }
        Answer::Failure(said) => Err(failure("git ls-files", &said)),
        Answer::Absent => Ok(BTreeSet::new()),
    }
}

fn failure(command: &str, said: &str) -> Error {
    Error::Task { command: command.to_owned(), reason: reason(said) }
}
