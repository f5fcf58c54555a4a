//! Files in a directory.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use super::limits::{self, Budget};
use super::rel_path;
use crate::cases;
use crate::error::{Error, Result};
use crate::tree::{File, Tree};

/// A directory, or the file that a worktree has in its place.
const GIT: &str = ".git";

/// Reads all files below `root` but its `.git`.
///
/// # Errors
/// What cannot be read or is too large, and names that are no portable paths.
pub fn tree(root: &Path) -> Result<Tree> {
    read_below(root, &[GIT])
}

/// Reads the files of the template in `root`: all but those by which it is tested.
///
/// # Errors
/// As [`tree`].
pub fn template(root: &Path) -> Result<Tree> {
    read_below(root, &[GIT, cases::DIRECTORY])
}

fn read_below(root: &Path, but: &[&str]) -> Result<Tree> {
    let mut found = Vec::new();
    let mut budget = Budget::default();
    for entry in fs::read_dir(root).map_err(Error::io("read", root))? {
        let entry = entry.map_err(Error::io("read", root))?;
        if !but.iter().any(|name| entry.file_name() == *name) {
            add(root, &entry, &mut found, &mut budget)?;
        }
    }
    let label = root.display().to_string();
    let (mut paths, mut problems) = (Vec::new(), Vec::new());
    for path in &found {
        match rel_path(&label, path, false) {
            Ok(path) => paths.push(path),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(Error::many(problems));
    }
    let mut tree = Tree::default();
    for (path, file) in paths.into_iter().zip(read_all(root, &found)?) {
        tree.insert(path, file).expect("a directory holds a path once");
    }
    Ok(tree)
}

fn list(root: &Path, dir: &Path, found: &mut Vec<PathBuf>, budget: &mut Budget) -> Result<()> {
    for entry in fs::read_dir(dir).map_err(Error::io("read", dir))? {
        add(root, &entry.map_err(Error::io("read", dir))?, found, budget)?;
    }
    Ok(())
}

fn add(
    root: &Path,
    entry: &fs::DirEntry,
    found: &mut Vec<PathBuf>,
    budget: &mut Budget,
) -> Result<()> {
    let path = entry.path();
    let metadata = entry.metadata().map_err(Error::io("read", &path))?;
    limits::ends(&path, &metadata)?;
    if metadata.is_dir() {
        return list(root, &path, found, budget);
    }
    budget.take(root, &path, metadata.len())?;
    let inside = path.strip_prefix(root).expect("entries lie below the root");
    found.push(inside.to_owned());
    Ok(())
}

/// Reads the files with two threads: opening is what takes the time, and two are enough to
/// keep a disk's cache busy.
pub(crate) fn read_all(root: &Path, paths: &[PathBuf]) -> Result<Vec<File>> {
    let read = |paths: &[PathBuf]| -> Result<Vec<File>> {
        paths.iter().map(|path| read(&root.join(path))).collect()
    };
    let (first, second) = paths.split_at(paths.len() / 2);
    let (first, second) = thread::scope(|scope| {
        let second = scope.spawn(move || read(second));
        (read(first), second.join().expect("reading does not panic"))
    });
    let mut files = first?;
    files.extend(second?);
    Ok(files)
}

fn read(path: &Path) -> Result<File> {
    let metadata = fs::symlink_metadata(path).map_err(Error::io("read", path))?;
    if metadata.is_symlink() {
        let target = fs::read_link(path).map_err(Error::io("read", path))?;
        // A target that is no UTF-8 points to no path a tree can hold: it stays dangling.
        return Ok(File::Link { target: target.to_string_lossy().into_owned() });
    }
    let bytes = fs::read(path).map_err(Error::io("read", path))?;
    Ok(File::Regular { bytes: bytes.into(), executable: is_executable(&metadata) })
}

#[cfg(unix)]
fn is_executable(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &fs::Metadata) -> bool {
    false
}
