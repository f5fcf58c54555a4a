//! Where the journal of a project is, and what is done there.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::path::RelPath;
use crate::source::limits;
use crate::tree::File;

use super::plan::{Action, Step};
use super::{disk, plan, undo};

/// Where a project and its journal are.
#[derive(Debug)]
pub struct Place {
    pub root: PathBuf,
}

impl Place {
    pub fn at(&self, path: &RelPath) -> PathBuf {
        self.root.join(path.as_str())
    }

    /// Whether the parents of `path` are directories, and no links to any.
    fn reaches(&self, path: &RelPath) -> io::Result<bool> {
        for dir in path.ancestors() {
            if !disk::look(&self.root.join(dir))?.is_some_and(|found| found.is_dir()) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What stands at `path`, if something does; no link leads to it.
    pub fn look(&self, path: &RelPath) -> io::Result<Option<fs::Metadata>> {
        if self.reaches(path)? { disk::look(&self.at(path)) } else { Ok(None) }
    }

    fn scaffold(&self) -> PathBuf {
        self.root.join(".scaffold")
    }

    fn journal(&self) -> PathBuf {
        self.scaffold().join("journal")
    }

    pub fn plan(&self) -> PathBuf {
        self.journal().join("plan")
    }

    /// A file that waits to be put in place.
    pub fn staged(&self, number: usize) -> PathBuf {
        self.journal().join("new").join(number.to_string())
    }

    /// A file that was there before.
    pub fn saved(&self, number: usize) -> PathBuf {
        self.journal().join("old").join(number.to_string())
    }

    /// A directory that waits to be put back.
    pub fn dir(&self) -> PathBuf {
        self.journal().join("dir")
    }

    /// Whether there can be a journal of ours: nothing is looked for behind a link.
    pub fn is_ours(&self) -> Result<bool> {
        let journal = self.journal();
        for dir in [self.scaffold(), journal.clone(), journal.join("new"), journal.join("old")] {
            let found = disk::look(&dir).map_err(Error::io("read", dir))?;
            if found.is_some_and(|found| !found.is_dir()) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub fn create(&self) -> Result<()> {
        let dir = self.scaffold();
        if !self.is_ours()? {
            return Err(Error::io("write to", dir)(ErrorKind::NotADirectory.into()));
        }
        let journal = self.journal();
        let create = || {
            disk::create_dirs(&dir)?;
            // Not if it is there: what a killed run left must have been undone before.
            if disk::look(&journal)?.is_some() {
                return Err(ErrorKind::AlreadyExists.into());
            }
            let inside = || {
                disk::create_dir(&journal)?;
                disk::create_dir(&journal.join("new"))?;
                disk::create_dir(&journal.join("old"))
            };
            inside().inspect_err(|_| drop(self.clear()))
        };
        create().map_err(Error::io("write to", &dir))
    }

    pub fn write_plan(&self, steps: &[Step]) -> Result<()> {
        let waiting = self.journal().join("plan.tmp");
        disk::write(&waiting, &File::regular(plan::text(steps)))
            .and_then(|()| disk::rename(&waiting, &self.plan()))
            .map_err(Error::io("write to", self.scaffold()))
    }

    pub fn read_plan(&self) -> Result<Option<Vec<Step>>> {
        let path = self.plan();
        let Some(bytes) = limits::read(&path, limits::FILE)? else { return Ok(None) };
        let steps = str::from_utf8(&bytes).ok().and_then(plan::parse).ok_or(ErrorKind::InvalidData);
        steps.map(Some).map_err(|kind| Error::io("read", path)(kind.into()))
    }

    pub fn apply(&self, number: usize, step: &Step) -> io::Result<()> {
        let target = self.at(&step.path);
        // Once more: the project is not ours alone.
        if !self.reaches(&step.path)? {
            return Err(ErrorKind::NotADirectory.into());
        }
        match step.action {
            Action::CreateDir => disk::create_dir(&target),
            Action::RemoveDir { .. } => disk::remove_empty_dir(&target),
            Action::Remove => self.save(number, &target),
            Action::Write { .. } => {
                self.save(number, &target)?;
                disk::rename(&self.staged(number), &target)
            }
        }
    }

    fn save(&self, number: usize, target: &Path) -> io::Result<()> {
        match disk::look(target)? {
            None => Ok(()),
            Some(metadata) if metadata.is_dir() => Err(ErrorKind::IsADirectory.into()),
            Some(_) => disk::rename(target, &self.saved(number)),
        }
    }

    pub fn roll_back(&self, steps: &[Step]) -> Result<()> {
        undo::undo(self, steps)?;
        disk::remove_file(&self.plan()).map_err(Error::io("remove", self.plan()))
    }

    /// Removes a journal without a plan.
    pub fn clear(&self) -> Result<()> {
        let journal = self.journal();
        disk::remove_all(&journal).map_err(Error::io("remove", journal))?;
        // Empty, it was made for the journal. It may not be ours to remove, and does no harm.
        let _ = disk::remove_empty_dir(&self.scaffold());
        Ok(())
    }
}
