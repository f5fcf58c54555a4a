//! Changes a project that exists, all or nothing.
//!
//! Everything new is written first, where nobody sees it, and a plan beside it. Then the project
//! is changed by renaming alone: what was there goes into the journal, what is new comes out.
//! Removing the plan makes the change final. As long as there is a plan, the change can be
//! undone: by the run itself when a step fails, or by the next one if this one was killed.
//!
//! Nothing is flushed to the disk: a killed process and a full disk are what this protects
//! from. What a power failure leaves is the file system's business, and git's.

mod disk;
mod place;
mod plan;
#[cfg(test)]
mod tests;
mod undo;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::interrupt;
use crate::path::RelPath;
use crate::runaway::{self, Pause};
use crate::tree::File;

use place::Place;
use plan::{Action, Edits, Stamp, Step};

/// A project that this process alone may change. The system releases it however the process ends.
#[derive(Debug)]
pub struct Lock {
    root: PathBuf,
    _file: fs::File,
}

/// Locks the project at `root`.
///
/// # Errors
/// [`Error::Busy`] if another run holds it; or it cannot be opened.
pub fn lock(root: &Path) -> Result<Lock> {
    Ok(Lock { root: root.to_owned(), _file: held(root, fs::File::try_lock)? })
}

/// A project that nobody changes while it is looked at; others may look, too.
#[derive(Debug)]
pub struct Watch {
    _file: fs::File,
}

/// Keeps the project at `root` as it is.
///
/// # Errors
/// As [`lock`].
pub fn watch(root: &Path) -> Result<Watch> {
    Ok(Watch { _file: held(root, fs::File::try_lock_shared)? })
}

fn held(
    root: &Path,
    take: impl FnOnce(&fs::File) -> std::result::Result<(), fs::TryLockError>,
) -> Result<fs::File> {
    let file = lock_file(root).map_err(Error::io("lock", root))?;
    match take(&file) {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(Error::Busy(root.to_owned())),
        Err(fs::TryLockError::Error(error)) => Err(Error::io("lock", root)(error)),
    }
}

/// The directory itself, so that nothing stays behind.
#[cfg(unix)]
fn lock_file(root: &Path) -> io::Result<fs::File> {
    fs::File::open(root)
}

#[cfg(not(unix))]
fn lock_file(root: &Path) -> io::Result<fs::File> {
    let dir = root.join(".scaffold");
    fs::create_dir_all(&dir)?;
    fs::OpenOptions::new().write(true).create(true).truncate(false).open(dir.join("lock"))
}

/// Whether a run that is at work, or was killed, has a journal at `root`.
#[must_use]
pub fn is_left(root: &Path) -> bool {
    Place { root: root.to_owned() }.plan().parent().is_some_and(Path::is_dir)
}

/// Undoes what a run that was killed has done. Whether it had come far enough to change
/// anything.
///
/// # Errors
/// [`Error::Interfered`] if somebody has edited what would be replaced, and then nothing is
/// undone; or the file system refuses, and then it can be tried again.
pub fn recover(lock: &Lock) -> Result<bool> {
    let place = Place { root: lock.root.clone() };
    if !place.is_ours()? {
        return Ok(false);
    }
    let _pause = runaway::pause();
    let steps = place.read_plan()?;
    if let Some(steps) = &steps {
        let edited = undo::edited(&place, steps)?;
        if !edited.is_empty() {
            return Err(Error::Interfered(edited.into_iter().collect()));
        }
        place.roll_back(steps)?;
    }
    place.clear()?;
    Ok(steps.is_some())
}

/// A change of a project. Dropped before [`Journal::commit`], it is undone.
#[derive(Debug)]
#[must_use = "what is not committed is undone"]
pub struct Journal {
    place: Place,
    steps: Vec<Step>,
    committed: bool,
    /// The last to be dropped.
    _pause: Pause,
}

impl Journal {
    /// Stages `edits`: files to write, or nothing to remove what is there. The project does not
    /// change yet.
    ///
    /// # Errors
    /// The first file that cannot be written, named by its final path; an interrupt.
    pub fn begin(lock: &Lock, edits: &[(RelPath, Option<File>)]) -> Result<Self> {
        let pause = runaway::pause();
        let place = Place { root: lock.root.clone() };
        let steps = plan::draft(&place.root, edits)?;
        place.create()?;
        let mut journal = Self { place, steps, committed: false, _pause: pause };
        journal.stage(edits)?;
        journal.place.write_plan(&journal.steps)?;
        Ok(journal)
    }

    fn stage(&mut self, edits: &Edits) -> Result<()> {
        let files: BTreeMap<&RelPath, &File> =
            edits.iter().filter_map(|(path, file)| Some((path, file.as_ref()?))).collect();
        for (number, step) in self.steps.iter_mut().enumerate() {
            interrupt::check()?;
            if let (Action::Write { stamp }, Some(file)) = (&mut step.action, files.get(&step.path))
            {
                let target = self.place.at(&step.path);
                *stamp = stage(&self.place.staged(number), &target, file)
                    .map_err(Error::io("write", target))?;
            }
        }
        Ok(())
    }

    /// Changes the project. Removals come before everything else; apart from that the order is
    /// the one given.
    ///
    /// # Errors
    /// The file system refuses, or an interrupt.
    pub fn apply(&mut self) -> Result<()> {
        for (number, step) in self.steps.iter().enumerate() {
            interrupt::check()?;
            let action = match step.action {
                Action::Remove | Action::RemoveDir { .. } => "remove",
                Action::CreateDir => "create",
                Action::Write { .. } => "write",
            };
            self.place.apply(number, step).map_err(Error::io(action, self.place.at(&step.path)))?;
        }
        Ok(())
    }

    /// Makes the change final.
    ///
    /// # Errors
    /// The file system refuses, and the change is undone.
    pub fn commit(mut self) -> Result<()> {
        disk::remove_file(&self.place.plan()).map_err(Error::io("write", &self.place.root))?;
        self.committed = true;
        // It is done; what cannot be cleared away now, the next run clears away.
        let _ = self.place.clear();
        Ok(())
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        if self.committed {
            return;
        }
        // Without a plan nothing was changed. What cannot be undone now, the next run undoes.
        let steps = self.place.read_plan();
        let undone =
            steps.and_then(|steps| steps.map_or(Ok(()), |steps| self.place.roll_back(&steps)));
        if undone.is_ok() {
            let _ = self.place.clear();
        }
    }
}

/// Writes a file with the mode it is going to have.
fn stage(staged: &Path, target: &Path, file: &File) -> io::Result<Stamp> {
    disk::write(staged, file)?;
    if let (File::Regular { executable, .. }, Some(old)) = (file, disk::look(target)?)
        && old.is_file()
    {
        disk::set_mode(staged, mode(disk::mode(&old), *executable))?;
    }
    Stamp::of(&fs::symlink_metadata(staged)?)
}

/// The mode `old`, executable or not for everybody who may read.
fn mode(old: u32, executable: bool) -> u32 {
    match (old & 0o111 != 0, executable) {
        (true, false) => old & !0o111,
        (false, true) => old | ((old & 0o444) >> 2),
        _ => old,
    }
}
