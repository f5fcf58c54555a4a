//! The files that a repository has and those that it ignores.

use std::collections::BTreeSet;
use std::path::Path;

use crate::error::{Error, Result};
use crate::run::{Outcome, run};

use super::inside_work_tree;

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
    let inside = ["-c", "core.fsmonitor=false"];
    let is_ignored = || {
        let check = run(&["git", "check-ignore", "--quiet", "."], dir)?;
        Ok::<_, Error>(matches!(check, Outcome::Success(_)))
    };
    if inside_work_tree(dir)? && !is_ignored()? {
        return list(dir, &inside).map(Some);
    }
    // An empty repository elsewhere that takes `dir` for its work tree.
    let empty = tempfile::tempdir().map_err(Error::io("create", std::env::temp_dir()))?;
    match run(&["git", "init", "--quiet"], empty.path())? {
        Outcome::Absent => return Ok(None),
        Outcome::Failure(reason) => return Err(failure("git init", reason)),
        Outcome::Success(_) => {}
    }
    let repository = format!("--git-dir={}", empty.path().join(".git").display());
    list(dir, &[&inside[..], &[repository.as_str(), "--work-tree=."]].concat()).map(Some)
}

fn list(dir: &Path, options: &[&str]) -> Result<Listed> {
    let paths = |flags: &[&str]| -> Result<BTreeSet<String>> {
        let argv = [&["git"], options, &["ls-files", "-z", "--exclude-standard"], flags].concat();
        match run(&argv, dir)? {
            Outcome::Success(said) => {
                let paths = said.split('\0').filter(|path| !path.is_empty());
                Ok(paths.map(str::to_owned).collect())
            }
            Outcome::Failure(reason) => Err(failure("git ls-files", reason)),
            Outcome::Absent => Ok(BTreeSet::new()),
        }
    };
    Ok(Listed {
        files: paths(&["--cached", "--others"])?,
        ignored: paths(&["--others", "--ignored", "--directory"])?,
    })
}

fn failure(command: &str, reason: String) -> Error {
    Error::Task { command: command.to_owned(), reason }
}
