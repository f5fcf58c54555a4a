//! A repository that was there before the project: what it was, so that it can be that again.

use std::io::{self, ErrorKind};

use crate::dir::{Dir, Kind};
use crate::tree::File;

use super::fresh::GIT;

/// Where in the staging directory the copy is.
const SAVED: &str = "git";
/// Where what became of the repository goes.
const UNDONE: &str = "git.undone";
/// Objects come and never go, so there is no need to copy them.
const OBJECTS: &str = "objects";
/// More than a fresh repository has by far.
const LIMIT: u64 = 16 << 20;

/// Copies the repository in the directory `target`, if there is one.
///
/// # Errors
/// What cannot be read or written.
pub fn save(target: &Dir, staging: &Dir) -> io::Result<()> {
    if target.look(GIT)?.is_none() {
        return Ok(());
    }
    let from = target.below(GIT)?;
    // A copy counts from when it is complete.
    staging.create_dir("git.new")?;
    let to = staging.below("git.new")?;
    let mut dirs = vec![String::new()];
    while let Some(dir) = dirs.pop() {
        for (name, kind) in from.entries(if dir.is_empty() { "." } else { &dir })? {
            let name = name.to_str().ok_or(ErrorKind::InvalidData)?;
            let path = if dir.is_empty() { name.to_owned() } else { format!("{dir}/{name}") };
            match kind {
                Kind::Directory if path == OBJECTS => {}
                Kind::Directory => {
                    to.create_dir(&path)?;
                    dirs.push(path);
                }
                Kind::File | Kind::Link => copy(&from, &to, &path, kind)?,
                Kind::Special => {}
            }
        }
    }
    staging.rename("git.new", SAVED)
}

fn copy(from: &Dir, to: &Dir, path: &str, kind: Kind) -> io::Result<()> {
    let file = if kind == Kind::Link {
        File::Link { target: from.read_link(path)?.to_str().ok_or(ErrorKind::InvalidData)?.into() }
    } else {
        let bytes = from.read(path, LIMIT)?.ok_or(ErrorKind::FileTooLarge)?;
        let mode = from.look(path)?.ok_or(ErrorKind::NotFound)?.mode;
        File::Regular { bytes: bytes.into(), executable: mode & 0o111 != 0 }
    };
    to.write(path, &file)
}

/// Whether there was a repository before, be it restored already or not.
///
/// # Errors
/// The file system refuses.
pub fn was_there(staging: &Dir) -> io::Result<bool> {
    Ok(staging.look(SAVED)?.is_some() || staging.look(UNDONE)?.is_some())
}

/// Puts the copy in the place of the repository; done as often as one likes. `staging` is the name
/// of the staging directory in `target`.
///
/// # Errors
/// The file system refuses.
pub fn restore(target: &Dir, staging: &str) -> io::Result<()> {
    let saved = format!("{staging}/{SAVED}");
    if target.look(&saved)?.is_none() {
        return Ok(());
    }
    let (from, to) = (format!("{GIT}/{OBJECTS}"), format!("{saved}/{OBJECTS}"));
    if target.look(&to)?.is_none() && target.look(&from)?.is_some() {
        target.rename(&from, &to)?;
    }
    if target.look(GIT)?.is_some() {
        target.rename(GIT, &format!("{staging}/{UNDONE}"))?;
    }
    target.rename(&saved, GIT)
}
