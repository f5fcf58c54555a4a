//! The way back. A run goes through the states of a project one by one, and undoing it goes
//! through the same ones the other way round: it can be killed, too, and go on later.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::path::RelPath;
use crate::tree::File;

use super::disk;
use super::place::Place;
use super::plan::{Action, Stamp, Step};

/// Undoes `steps`, however many of them were done.
pub fn undo(place: &Place, steps: &[Step]) -> Result<()> {
    for (number, step) in steps.iter().enumerate().rev() {
        undo_step(place, number, step).map_err(Error::io("restore", place.at(&step.path)))?;
    }
    Ok(())
}

fn undo_step(place: &Place, number: usize, Step { action, path }: &Step) -> io::Result<()> {
    let found = place.look(path)?;
    let target = place.at(path);
    match action {
        Action::CreateDir if found.is_some() => disk::remove_empty_dir(&target),
        Action::RemoveDir { mode } if found.is_none() => {
            // Complete before it is seen.
            let dir = place.dir();
            disk::create_dirs(&dir)?;
            disk::set_mode(&dir, *mode)?;
            put_back(&dir, &target)
        }
        Action::CreateDir | Action::RemoveDir { .. } => Ok(()),
        Action::Remove => put_back(&place.saved(number), &target),
        Action::Write { .. } => {
            let staged = place.staged(number);
            if disk::look(&staged)?.is_none() {
                match found {
                    Some(_) => disk::rename(&target, &staged),
                    // Somebody removed it. From here on it counts as never put in place, or the
                    // next try would take what is put back now for it.
                    None => disk::write(&staged, &File::regular(vec![])),
                }?;
            }
            put_back(&place.saved(number), &target)
        }
    }
}

fn put_back(saved: &Path, target: &Path) -> io::Result<()> {
    if disk::look(saved)?.is_none() {
        return Ok(());
    }
    if let Some(parent) = target.parent() {
        disk::create_dirs(parent)?;
    }
    disk::rename(saved, target)
}

/// What was edited since the steps were done, and would be lost or be in the way.
pub fn edited(place: &Place, steps: &[Step]) -> Result<BTreeSet<PathBuf>> {
    let mut placed = BTreeSet::new();
    for (number, step) in steps.iter().enumerate() {
        let staged = place.staged(number);
        if matches!(step.action, Action::Write { .. }) && !there(staged)? {
            placed.insert(&step.path);
        }
    }
    let look = Look { place, steps, placed };
    let mut edited = BTreeSet::new();
    for (number, step) in steps.iter().enumerate() {
        edited.extend(look.edited(number, step)?);
    }
    Ok(edited)
}

fn there(path: PathBuf) -> Result<bool> {
    disk::look(&path).map(|found| found.is_some()).map_err(Error::io("read", path))
}

struct Look<'a> {
    place: &'a Place,
    steps: &'a [Step],
    /// The files of the run that are in place.
    placed: BTreeSet<&'a RelPath>,
}

/// What stands at a path.
enum Found {
    Nothing,
    Something(fs::Metadata),
    /// Not even the directory: something else is where it should be.
    Blocked(PathBuf),
}

impl Look<'_> {
    fn edited(&self, number: usize, Step { action, path }: &Step) -> Result<Option<PathBuf>> {
        let placed = self.placed.contains(path);
        let concerned = match action {
            Action::Write { .. } if placed => true,
            Action::Write { .. } | Action::Remove => there(self.place.saved(number))?,
            Action::RemoveDir { .. } => true,
            Action::CreateDir => return self.stranger(path),
        };
        if !concerned {
            return Ok(None);
        }
        let target = self.place.at(path);
        let found = match self.find(path).map_err(Error::io("read", &target))? {
            Found::Nothing => return Ok(None),
            Found::Blocked(by) => return Ok(Some(by)),
            Found::Something(found) => found,
        };
        let expected = match action {
            Action::Write { stamp } if placed => {
                Stamp::of(&found).map_err(Error::io("read", &target))? == *stamp
            }
            Action::RemoveDir { .. } => found.is_dir() || placed,
            Action::Remove => found.is_dir() && self.creates(path),
            // Between taking the old one away and putting the new one in place.
            Action::Write { .. } | Action::CreateDir => false,
        };
        Ok((!expected).then_some(target))
    }

    fn find(&self, path: &RelPath) -> io::Result<Found> {
        for dir in path.ancestors() {
            let at = self.place.root.join(dir);
            match disk::look(&at)? {
                Some(metadata) if metadata.is_dir() => {}
                Some(_) if !self.placed.iter().any(|path| path.as_str() == dir) => {
                    return Ok(Found::Blocked(at));
                }
                _ => return Ok(Found::Nothing),
            }
        }
        let found = disk::look(&self.place.at(path))?;
        Ok(found.map_or(Found::Nothing, Found::Something))
    }

    fn creates(&self, path: &RelPath) -> bool {
        self.steps.iter().any(|step| step.action == Action::CreateDir && step.path == *path)
    }

    /// What would keep a directory from making room for the file that was there before.
    fn stranger(&self, dir: &RelPath) -> Result<Option<PathBuf>> {
        let removed =
            self.steps.iter().any(|step| step.action == Action::Remove && step.path == *dir);
        let at = self.place.at(dir);
        let found = disk::look(&at).map_err(Error::io("read", &at))?;
        if !removed || !found.is_some_and(|found| found.is_dir()) {
            return Ok(None);
        }
        for entry in fs::read_dir(&at).map_err(Error::io("read", &at))? {
            let entry = entry.map_err(Error::io("read", &at))?.path();
            if !self.steps.iter().any(|step| self.place.at(&step.path) == entry) {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }
}
