//! Where the journal of a project is, and what is written there.

use std::io::{self, ErrorKind};
use std::path::PathBuf;

use crate::dir::{Dir, Kind, Look};
use crate::error::{Error, JournalFault, Result};
use crate::path::RelPath;
use crate::tree::File;

use super::plan::{self, Step};
use super::{disk, undo};

/// The directory of the journal; the one above holds the record, too.
pub const JOURNAL: &str = ".scaffold/journal";
/// The files that wait to be put in place, and those that were there before.
pub const PARTS: [&str; 2] = [".scaffold/journal/new", ".scaffold/journal/old"];
pub const PLAN: &str = ".scaffold/journal/plan";
/// A directory that waits to be put back.
pub const DIR: &str = ".scaffold/journal/dir";
const SCAFFOLD: &str = ".scaffold";
const WAITING: &str = ".scaffold/journal/plan.tmp";
/// Keeps git from taking the journal along: there before anything else of it, and after.
const IGNORED: &str = ".scaffold/journal/.gitignore";
/// What a plan may have: two lines for each of 50,000 files.
const LIMIT: u64 = 16 << 20;

/// A file that waits to be put in place.
pub fn staged(number: usize) -> String {
    format!("{}/{number}", PARTS[0])
}

/// A file that was there before.
pub fn saved(number: usize) -> String {
    format!("{}/{number}", PARTS[1])
}

/// A project and its journal.
#[derive(Debug)]
pub struct Place {
    pub dir: Dir,
}

impl Place {
    pub fn at(&self, path: &RelPath) -> PathBuf {
        self.dir.at(path.as_str())
    }

    /// What stands at `path`, if something does; no link leads to it.
    pub fn look(&self, path: &RelPath) -> io::Result<Option<Look>> {
        if self.dir.reaches(path.as_str())? { self.dir.look(path.as_str()) } else { Ok(None) }
    }

    /// Whether there is a journal, whoever made it; a link to one is none.
    pub fn is_left(&self) -> io::Result<bool> {
        let is_dir = |path| -> io::Result<bool> {
            Ok(self.dir.look(path)?.is_some_and(|it| it.kind == Kind::Directory))
        };
        Ok(is_dir(SCAFFOLD)? && is_dir(JOURNAL)?)
    }

    pub fn create(&self) -> Result<()> {
        let create = || {
            match self.dir.look(SCAFFOLD)? {
                None => disk::create_dir(&self.dir, SCAFFOLD)?,
                Some(found) if found.kind == Kind::Directory => {}
                Some(_) => return Err(ErrorKind::NotADirectory.into()),
            }
            // Not if it is there: what a killed run left must have been undone before.
            if self.dir.look(JOURNAL)?.is_some() {
                return Err(ErrorKind::AlreadyExists.into());
            }
            let inside = || {
                disk::create_dir(&self.dir, JOURNAL)?;
                disk::write(&self.dir, IGNORED, &File::regular(&b"*\n"[..]))?;
                PARTS.iter().try_for_each(|part| disk::create_dir(&self.dir, part))
            };
            inside().inspect_err(|_| drop(self.clear()))
        };
        create().map_err(Error::io("write to", self.dir.at(SCAFFOLD)))
    }

    /// From here on the change can be undone, were the power cut.
    pub fn write_plan(&self, steps: &[Step]) -> Result<()> {
        let write = || {
            disk::write(&self.dir, WAITING, &File::regular(plan::text(steps)))?;
            disk::sync(&self.dir, WAITING)?;
            disk::rename(&self.dir, WAITING, PLAN)?;
            [JOURNAL, SCAFFOLD, "."].iter().try_for_each(|dir| disk::sync(&self.dir, dir))
        };
        write().map_err(Error::io("write to", self.dir.at(SCAFFOLD)))
    }

    /// The steps of a run that has not ended, if it came to any.
    ///
    /// # Errors
    /// [`Error::Journal`] for a plan that none of us has written.
    pub fn read_plan(&self) -> Result<Option<Vec<Step>>> {
        let io = Error::io("read", self.dir.at(PLAN));
        match self.dir.look(PLAN) {
            Ok(None) => return Ok(None),
            Ok(Some(found)) if found.kind == Kind::File => {}
            Ok(Some(_)) => return Err(self.refused(JournalFault::Damaged)),
            Err(error) => return Err(io(error)),
        }
        let text = self.dir.read(PLAN, LIMIT).map_err(io)?;
        let text = text.and_then(|bytes| String::from_utf8(bytes).ok());
        let steps = text.and_then(|text| plan::parse(&text));
        steps.map(Some).ok_or_else(|| self.refused(JournalFault::Damaged))
    }

    pub fn refused(&self, fault: JournalFault) -> Error {
        Error::Journal { path: self.dir.at(JOURNAL), fault }
    }

    /// Undoes `steps`; gives back what stays because it was edited since.
    pub fn roll_back(&self, steps: &[Step]) -> Result<Vec<PathBuf>> {
        let kept = undo::undo(self, steps)?;
        self.end(steps)?;
        Ok(kept)
    }

    /// Removes the plan, once all that was done is on the disk.
    pub fn end(&self, steps: &[Step]) -> Result<()> {
        let end = || {
            plan::directories(steps).iter().try_for_each(|dir| disk::sync(&self.dir, dir))?;
            PARTS.iter().try_for_each(|part| disk::sync(&self.dir, part))?;
            disk::remove_file(&self.dir, PLAN)
        };
        end().map_err(Error::io("write to", self.dir.at(SCAFFOLD)))
    }

    /// Removes a journal without a plan.
    pub fn clear(&self) -> Result<()> {
        let clear = || {
            // The plan is gone for good before the files are that it needs.
            disk::sync(&self.dir, JOURNAL)?;
            for part in PARTS.into_iter().chain([DIR]) {
                disk::remove_all(&self.dir, part)?;
            }
            disk::remove_file(&self.dir, WAITING)?;
            // With what keeps git away, and whatever somebody has put there.
            disk::remove_all(&self.dir, JOURNAL)
        };
        clear().map_err(Error::io("remove", self.dir.at(JOURNAL)))?;
        // Empty, it was made for the journal. It may not be ours to remove, and does no harm.
        let _ = disk::remove_empty_dir(&self.dir, SCAFFOLD);
        Ok(())
    }
}
