//! Where a tree may become a directory: where nothing is, in an empty directory, and in a
//! repository that has nothing yet.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::dir::{Dir, Kind};
use crate::error::{Error, Result};

use super::leftover;

/// The repository that may be there before the project.
pub const GIT: &str = ".git";

/// Refuses a target that holds something, but for what a run that was killed has left there.
///
/// # Errors
/// The target is a file, holds something, or cannot be looked into; another run works on it.
pub fn check_target(target: &Path) -> Result<()> {
    match fs::read_dir(target) {
        Ok(_) => {
            let dir = Dir::open(target).map_err(Error::io("read", target))?;
            if is_free(&dir, None).map_err(Error::io("read", target))?
                || leftover::covers(target, &dir)?
            {
                return Ok(());
            }
            Err(Error::TargetNotEmpty(target.into()))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => not_directory(target),
        Err(error) if error.kind() == ErrorKind::NotADirectory => not_directory(target),
        Err(error) => Err(Error::io("read", target)(error)),
    }
}

/// Refuses what stands at `target` or in the way to it; a link to nothing is something.
fn not_directory(target: &Path) -> Result<()> {
    let there = |path: &&Path| fs::symlink_metadata(path).is_ok();
    match target.ancestors().find(there) {
        Some(path) if path == target || !path.is_dir() => {
            Err(Error::TargetNotDirectory(path.into()))
        }
        _ => Ok(()),
    }
}

/// Whether the directory holds nothing but a repository without a commit, and the staging
/// directory `but`.
pub fn is_free(dir: &Dir, but: Option<&str>) -> io::Result<bool> {
    for (name, kind) in dir.entries(".")? {
        if name == GIT && kind == Kind::Directory && is_fresh(dir)? {
            continue;
        }
        if but.is_none_or(|but| name != but) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether the repository has neither a commit on its branch nor anything in its index: `git init`
/// and a clone of an empty one leave it so. What stores its branches in another way than as files
/// is not looked into, and counts as something.
pub fn is_fresh(dir: &Dir) -> io::Result<bool> {
    const LIMIT: u64 = 1 << 20;
    let at = |path: &str| format!("{GIT}/{path}");
    let text = |path: &str| -> io::Result<Option<String>> {
        match dir.look(&at(path))? {
            None => Ok(Some(String::new())),
            Some(found) if found.kind == Kind::File => {
                let bytes = dir.read(&at(path), LIMIT)?;
                Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
            }
            Some(_) => Ok(None),
        }
    };
    let (Some(head), Some(packed)) = (text("HEAD")?, text("packed-refs")?) else {
        return Ok(false);
    };
    let Some(branch) = head.trim_end().strip_prefix("ref: ") else { return Ok(false) };
    let inside = branch.starts_with("refs/heads/") && crate::path::RelPath::new(branch).is_ok();
    let used = packed.lines().any(|line| line.ends_with(&format!(" {branch}")));
    let there = |path: &str| dir.look(&at(path)).map(|found| found.is_some());
    Ok(inside && !used && !there(branch)? && !there("index")? && !there("reftable")?)
}
