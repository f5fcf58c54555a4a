//! Changes a project that exists, all or nothing, beside editors that change it, too.
//!
//! Everything new is written first, where nobody sees it, and a plan beside it. Then the project
//! is changed by renaming alone: what was there goes into the journal, what is new comes out.
//! Removing the plan makes the change final. As long as there is a plan, the change can be
//! undone: by the run itself when a step fails, or by the next one if this one was killed.
//!
//! What is taken away is compared with what the change was planned for, and an undo leaves alone
//! what is not what it has put there: no edit is lost, whenever it is saved.
//!
//! New files are on the disk before the plan is, the plan before anything is renamed, all
//! renames before it is removed, and that before the files of the journal go: a power cut leaves
//! what a kill does.

mod apply;
mod disk;
mod edited;
mod lock;
mod place;
mod plan;
#[cfg(test)]
mod tests;
mod trust;
mod undo;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use crate::dir::{Dir, Kind};
use crate::error::{Error, Result};
use crate::git;
use crate::interrupt;
use crate::path::RelPath;
use crate::runaway::{self, Pause};
use crate::tree::{File, Tree};

use apply::Expected;
use place::{PARTS, Place, staged};
use plan::{Action, Edits, Stamp, Step};

pub use lock::{Lock, Watch, lock, watch};
pub use trust::is_own;

/// Whether a run that is at work, or was killed, has a journal at `root`; or somebody has put one
/// there.
#[must_use]
pub fn is_left(root: &Path) -> bool {
    place(root).and_then(|place| place.is_left()).unwrap_or(false)
}

/// Whether an update of the project at `root`, on which no run is at work, was interrupted in the
/// middle. Changes nothing.
///
/// # Errors
/// [`Error::Journal`] if the journal is not one that a run of ours can have left.
pub fn is_interrupted(root: &Path) -> Result<bool> {
    let place = place(root).map_err(Error::io("read", root))?;
    Ok(trust::check(&place)? && place.read_plan()?.is_some())
}

/// Undoes what a run that was killed has done. Whether it had come far enough to change
/// anything.
///
/// # Errors
/// [`Error::Journal`] as [`is_interrupted`]; [`Error::Interfered`] if somebody has edited what
/// would be replaced, and then nothing is undone; or the file system refuses, and then it can be
/// tried again.
pub fn recover(lock: &Lock) -> Result<bool> {
    let place = place(&lock.root).map_err(Error::io("read", &lock.root))?;
    if !trust::check(&place)? {
        return Ok(false);
    }
    let _pause = runaway::pause();
    let steps = place.read_plan()?;
    if let Some(steps) = &steps {
        let edited = edited::edited(&place, steps).map_err(Error::io("read", &lock.root))?;
        // What git has put back, git can give again.
        let committed = git::unchanged(&lock.root, &edited)?;
        let edited: Vec<PathBuf> =
            edited.difference(&committed).map(|path| place.dir.at(path)).collect();
        if !edited.is_empty() {
            return Err(Error::Interfered(edited));
        }
        place.roll_back(steps)?;
    }
    place.clear()?;
    Ok(steps.is_some())
}

fn place(root: &Path) -> io::Result<Place> {
    Ok(Place { dir: Dir::open(root)? })
}

/// A change of a project. Dropped before [`Journal::commit`], it is undone.
#[derive(Debug)]
#[must_use = "what is not committed is undone"]
pub struct Journal {
    place: Place,
    steps: Vec<Step>,
    /// What each step was planned for.
    expected: Vec<Expected>,
    ended: bool,
    /// The last to be dropped.
    _pause: Pause,
}

impl Journal {
    /// Stages `edits`: files to write, or nothing to remove what is there. They were made for
    /// what `seen` has at their paths, byte for byte as on the disk; if something else is there by
    /// the time it is replaced, the change fails. The project does not change yet.
    ///
    /// # Errors
    /// The first file that cannot be written, named by its final path; an interrupt.
    pub fn begin(lock: &Lock, edits: &[(RelPath, Option<File>)], seen: &Tree) -> Result<Self> {
        let pause = runaway::pause();
        let place = place(&lock.root).map_err(Error::io("read", &lock.root))?;
        let steps = plan::draft(&place.dir, edits)?;
        let expected = |step: &Step| Expected {
            file: seen.get(step.path.as_str()).cloned(),
            ..Expected::default()
        };
        let expected: Vec<Expected> = steps.iter().map(expected).collect();
        place.create()?;
        let mut journal = Self { place, steps, expected, ended: false, _pause: pause };
        journal.stage(edits)?;
        journal.place.write_plan(&journal.steps)?;
        Ok(journal)
    }

    fn stage(&mut self, edits: &Edits) -> Result<()> {
        let files: BTreeMap<&RelPath, &File> =
            edits.iter().filter_map(|(path, file)| Some((path, file.as_ref()?))).collect();
        for (number, step) in self.steps.iter_mut().enumerate() {
            interrupt::check()?;
            if let (Action::Write { stamp } | Action::Replace { stamp }, Some(file)) =
                (&mut step.action, files.get(&step.path))
            {
                let mode = &mut self.expected[number].mode;
                *stamp = stage(&self.place.dir, number, (&step.path, file), mode)
                    .map_err(Error::io("write", self.place.at(&step.path)))?;
            }
        }
        let dir = &self.place.dir;
        let synced = PARTS.iter().try_for_each(|part| disk::sync(dir, part));
        synced.map_err(Error::io("write to", dir.path()))
    }

    /// Changes the project. Removals come before everything else; apart from that the order is
    /// the one given.
    ///
    /// # Errors
    /// [`Error::Edited`] if something is not as it was seen; the file system refuses; an interrupt.
    pub fn apply(&mut self) -> Result<()> {
        for (number, step) in self.steps.iter().enumerate() {
            interrupt::check()?;
            let action = match step.action {
                Action::Remove | Action::RemoveDir { .. } => "remove",
                Action::CreateDir => "create",
                Action::Write { .. } | Action::Replace { .. } => "write",
            };
            let at = self.place.at(&step.path);
            let applied = apply::apply(&self.place, number, step, &mut self.expected[number]);
            if !applied.map_err(Error::io(action, &at))? {
                return Err(Error::Edited(at));
            }
        }
        Ok(())
    }

    /// Makes the change final.
    ///
    /// # Errors
    /// [`Error::Edited`] if somebody went on writing to what was taken away; the file system
    /// refuses. The change is undone when it is dropped.
    pub fn commit(&mut self) -> Result<()> {
        for (number, step) in self.steps.iter().enumerate() {
            let at = self.place.at(&step.path);
            let untouched = apply::is_untouched(&self.place, number, &self.expected[number]);
            if !untouched.map_err(Error::io("write", &at))? {
                return Err(Error::Edited(at));
            }
        }
        self.place.end(&self.steps)?;
        self.ended = true;
        // It is done; what cannot be cleared away now, the next run clears away.
        let _ = self.place.clear();
        Ok(())
    }

    /// Takes the change back, but for files that somebody has edited since: these stay as they
    /// are, and are given back.
    ///
    /// # Errors
    /// The file system refuses, and the next run undoes the rest.
    pub fn undo(mut self) -> Result<Vec<PathBuf>> {
        self.ended = true;
        self.take_back()
    }

    fn take_back(&self) -> Result<Vec<PathBuf>> {
        // Without a plan nothing was changed.
        let steps = self.place.read_plan()?;
        let kept = steps.map_or(Ok(Vec::new()), |steps| self.place.roll_back(&steps))?;
        // What cannot be cleared away now, the next run clears away.
        let _ = self.place.clear();
        Ok(kept)
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        if !self.ended {
            let _ = self.take_back();
        }
    }
}

/// Writes a file with the mode it is going to have, and waits for the disk.
fn stage(
    dir: &Dir,
    number: usize,
    (target, file): (&RelPath, &File),
    expected: &mut Option<u32>,
) -> io::Result<Stamp> {
    let staged = staged(number);
    disk::write(dir, &staged, file)?;
    if let File::Regular { executable, .. } = file {
        disk::sync(dir, &staged)?;
        if let Some(old) = dir.look(target.as_str())?.filter(|old| old.kind == Kind::File) {
            *expected = Some(old.mode);
            disk::set_mode(dir, &staged, mode(old.mode, *executable))?;
        }
    }
    let found = dir.look(&staged)?.ok_or(io::ErrorKind::NotFound)?;
    Ok(Stamp::of(&found))
}

/// The mode `old`, executable or not for everybody who may read.
fn mode(old: u32, executable: bool) -> u32 {
    match (old & 0o111 != 0, executable) {
        (true, false) => old & !0o111,
        (false, true) => old | ((old & 0o444) >> 2),
        _ => old,
    }
}
