//! A tree becomes a directory whole, or not at all.

mod replace;

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;

use tempfile::TempDir;

use crate::error::{Error, Result};
use crate::interrupt;
use crate::path::RelPath;
use crate::runaway::{self, Pause};
use crate::tree::{File, Tree};

pub use replace::replace;

/// A project that is being built beside its target. Dropped before [`Staging::publish`], it
/// leaves nothing behind.
#[derive(Debug)]
pub struct Staging {
    /// Private to its owner, so the project is a directory inside with the user's own mode.
    _dir: TempDir,
    project: PathBuf,
    target: PathBuf,
    /// The last to be dropped.
    _pause: Pause,
}

/// Refuses a target that holds something.
///
/// # Errors
/// The target is a file, holds something, or cannot be looked into.
pub fn check_target(target: &Path) -> Result<()> {
    match fs::read_dir(target) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(Error::TargetNotEmpty(target.into())),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => not_directory(target),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => not_directory(target),
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

impl Staging {
    /// An empty project on the file system of `target`.
    ///
    /// # Errors
    /// As [`check_target`]; or nothing can be created there.
    pub fn beside(target: &Path) -> Result<Self> {
        check_target(target)?;
        let place = if target.is_dir() { target } else { existing_ancestor(target) };
        Self::within(place, target)
    }

    /// An empty project among the temporary files, never to be published.
    ///
    /// # Errors
    /// Nothing can be created there.
    pub fn aside() -> Result<Self> {
        let place = env::temp_dir();
        Self::within(&place, &place.join("project"))
    }

    fn within(place: &Path, target: &Path) -> Result<Self> {
        let pause = runaway::pause();
        let dir = tempfile::Builder::new().prefix(".scaffold-").tempdir_in(place);
        let dir = dir.map_err(|error| Error::io("write to", place)(error))?;
        let project = dir.path().join("project");
        fs::create_dir(&project).map_err(Error::io("create", target))?;
        Ok(Self { _dir: dir, project, target: target.to_owned(), _pause: pause })
    }

    /// Where the project is now.
    #[must_use]
    pub fn project(&self) -> &Path {
        &self.project
    }

    /// Writes all files.
    ///
    /// # Errors
    /// The first file that cannot be written, named by its final path; an interrupt.
    pub fn write(&self, tree: &Tree) -> Result<()> {
        let dirs: BTreeSet<&str> = tree.iter().flat_map(|(path, _)| path.ancestors()).collect();
        for dir in dirs {
            fs::create_dir(self.project.join(dir))
                .map_err(Error::io("create", self.target.join(dir)))?;
        }
        // Two threads: creating a file waits for the file system more than for the CPU.
        let files: Vec<_> = tree.iter().collect();
        let (first, second) = files.split_at(files.len() / 2);
        thread::scope(|scope| {
            let second = scope.spawn(|| self.write_files(second));
            let first = self.write_files(first);
            first.and(second.join().expect("writing does not panic"))
        })
    }

    fn write_files(&self, files: &[(&RelPath, &File)]) -> Result<()> {
        files.iter().try_for_each(|(path, file)| {
            interrupt::check()?;
            write_file(&self.project.join(path.as_str()), file)
                .map_err(Error::io("write", self.target.join(path.as_str())))
        })
    }

    /// Puts the project where it belongs.
    ///
    /// # Errors
    /// The target has come into being in the meantime, or the file system refuses.
    pub fn publish(self) -> Result<()> {
        interrupt::check()?;
        if self.target.is_dir() { self.fill_target() } else { self.become_target() }
    }

    /// The target is an empty directory, perhaps the one the user stands in: it stays and
    /// is filled.
    fn fill_target(&self) -> Result<()> {
        let mut moved = Vec::new();
        let result = self.move_entries(&mut moved);
        if result.is_err() {
            for (from, to) in &moved {
                // Back into the staging directory, which is about to be removed.
                let _ = fs::rename(to, from);
            }
        }
        result
    }

    fn move_entries(&self, moved: &mut Vec<(PathBuf, PathBuf)>) -> Result<()> {
        for entry in fs::read_dir(&self.project).map_err(Error::io("read", &self.project))? {
            let entry = entry.map_err(Error::io("read", &self.project))?;
            let to = self.target.join(entry.file_name());
            if fs::symlink_metadata(&to).is_ok() {
                return Err(Error::TargetNotEmpty(self.target.clone()));
            }
            fs::rename(entry.path(), &to).map_err(Error::io("write", &to))?;
            moved.push((entry.path(), to));
        }
        Ok(())
    }

    fn become_target(&self) -> Result<()> {
        let parent = existing_ancestor(&self.target).to_owned();
        let missing: Vec<&Path> =
            self.target.ancestors().skip(1).take_while(|dir| **dir != *parent).collect();
        let missing: Vec<&Path> =
            missing.into_iter().filter(|dir| !dir.as_os_str().is_empty()).collect();
        let result = missing
            .iter()
            .rev()
            .try_for_each(fs::create_dir)
            .and_then(|()| fs::rename(&self.project, &self.target));
        if result.is_err() {
            // Only the directories made a moment ago are empty and go.
            missing.iter().for_each(|dir| drop(fs::remove_dir(dir)));
        }
        result.map_err(Error::io("create", &self.target))
    }
}

/// The nearest directory above `target` that exists.
fn existing_ancestor(target: &Path) -> &Path {
    let here = Path::new(".");
    let above = target.ancestors().skip(1).find(|dir| dir.is_dir());
    above.unwrap_or(here)
}

pub(crate) fn write_file(path: &Path, file: &File) -> io::Result<()> {
    match file {
        File::Regular { bytes, executable } => create(path, *executable)?.write_all(bytes),
        File::Link { target } => link(target, path),
    }
}

#[cfg(unix)]
fn create(path: &Path, executable: bool) -> io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    let mode = if executable { 0o777 } else { 0o666 };
    fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(path)
}

#[cfg(not(unix))]
fn create(path: &Path, _executable: bool) -> io::Result<fs::File> {
    fs::OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(unix)]
fn link(target: &str, path: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, path)
}

#[cfg(not(unix))]
fn link(target: &str, path: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_file(target, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Tree {
        let mut tree = Tree::default();
        let path = |text| RelPath::new(text).unwrap();
        tree.insert(path("a/b/c.txt"), File::regular(b"c\r\n".to_vec())).unwrap();
        tree.insert(
            path("run"),
            File::Regular { bytes: (&b"#!/bin/sh\n"[..]).into(), executable: true },
        )
        .unwrap();
        tree.insert(path("empty"), File::regular(vec![])).unwrap();
        tree.insert(path("link"), File::Link { target: "a/b".into() }).unwrap();
        tree
    }

    fn entries(dir: &Path) -> usize {
        fs::read_dir(dir).unwrap().count()
    }

    #[test]
    fn what_is_written_is_what_was_meant() {
        let dir = tempfile::tempdir().unwrap();
        for target in ["new", "deep/er/new"] {
            let target = dir.path().join(target);
            let staging = Staging::beside(&target).unwrap();
            staging.write(&tree()).unwrap();
            staging.publish().unwrap();
            assert_eq!(crate::source::directory(&target).unwrap(), tree());
        }
        assert_eq!(entries(dir.path()), 2, "nothing but the projects");
    }

    #[test]
    fn an_empty_directory_is_filled() {
        let target = tempfile::tempdir().unwrap();
        let staging = Staging::beside(target.path()).unwrap();
        staging.write(&tree()).unwrap();
        staging.publish().unwrap();
        assert_eq!(crate::source::directory(target.path()).unwrap(), tree());
    }

    #[test]
    fn nothing_stays_of_what_is_not_published() {
        let dir = tempfile::tempdir().unwrap();
        let staging = Staging::beside(&dir.path().join("x/y")).unwrap();
        staging.write(&tree()).unwrap();
        drop(staging);
        assert_eq!(entries(dir.path()), 0);
    }

    #[test]
    fn a_target_that_appears_meanwhile_is_not_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("x");
        let staging = Staging::beside(&target).unwrap();
        staging.write(&tree()).unwrap();
        fs::create_dir(&target).unwrap();
        fs::write(target.join("empty"), "mine").unwrap();
        assert!(matches!(staging.publish(), Err(Error::TargetNotEmpty(_))));
        assert_eq!(fs::read_to_string(target.join("empty")).unwrap(), "mine");
        assert_eq!((entries(dir.path()), entries(&target)), (1, 1));
    }
}
