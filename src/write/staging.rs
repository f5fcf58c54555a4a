//! Where a project is built.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::thread;

use tempfile::TempDir;

use crate::dir::Dir;
use crate::error::{Error, Result};
use crate::interrupt;
use crate::path::RelPath;
use crate::runaway::{self, Pause};
use crate::tree::{File, Tree};

use super::above::{Above, parent};
use super::fresh::{check_target, is_free};
use super::locked::{Held, private};
use super::placed::Placed;
use super::plan::Plan;
use super::{git_state, leftover};

/// How the names of staging directories start.
pub const PREFIX: &str = ".scaffold-";
/// The project in a staging directory.
const PROJECT: &str = "project";

/// A project that is being built beside its target, or in it if it is there. Dropped before
/// [`Staging::place`], it leaves nothing behind.
#[derive(Debug)]
pub struct Staging {
    /// Private to its owner, so the project is a directory inside with the user's own mode. It goes
    /// first: as long as it is there, it is locked.
    temporary: TempDir,
    project: Dir,
    path: PathBuf,
    dir: Dir,
    target: PathBuf,
    /// The target that was there before, locked.
    filled: Option<Held>,
    _lock: Option<fs::File>,
    /// After the others, because the staging directory is in the last of them.
    _above: Above,
    /// Until everything is in its place or taken away.
    _pause: Pause,
}

impl Staging {
    /// An empty project on the file system of `target`, once what killed runs have left there is
    /// taken away.
    ///
    /// # Errors
    /// As [`check_target`]; or nothing can be created there.
    pub fn beside(target: &Path) -> Result<Self> {
        check_target(target)?;
        let _pause = runaway::pause();
        leftover::sweep_for(target)?;
        if !target.is_dir() {
            let above = Above::make(target)?;
            return Self::within(parent(target), target, above);
        }
        let filled = Held::lock(target)?;
        // Once more: another run may have been quicker.
        if !is_free(&filled.dir, None).map_err(Error::io("read", target))? {
            return Err(Error::TargetNotEmpty(target.into()));
        }
        let mut staging = Self::within(target, target, Above::default())?;
        staging.filled = Some(filled);
        Ok(staging)
    }

    /// An empty project among the temporary files, never to be placed.
    ///
    /// # Errors
    /// Nothing can be created there.
    pub fn aside() -> Result<Self> {
        let place = env::temp_dir();
        Self::within(&place, &place.join("project"), Above::default())
    }

    /// An empty project in `place`, for what is at `target` now.
    pub(super) fn instead(place: &Path, target: &Path) -> Result<Self> {
        Self::within(place, target, Above::default())
    }

    fn within(place: &Path, target: &Path, above: Above) -> Result<Self> {
        let pause = runaway::pause();
        let made = private(place).and_then(|(temporary, dir, lock)| {
            // git shall not see it, whoever adds all there is.
            dir.write(".gitignore", &File::regular("*\n"))?;
            dir.create_dir(PROJECT)?;
            Ok((dir.below(PROJECT)?, temporary, dir, lock))
        });
        let (project, temporary, dir, lock) = made.map_err(Error::io("write to", place))?;
        let (path, target) = (temporary.path().to_owned(), target.to_owned());
        Ok(Self {
            project,
            path,
            dir,
            target,
            filled: None,
            _lock: lock,
            temporary,
            _above: above,
            _pause: pause,
        })
    }

    /// Where the project is now.
    #[must_use]
    pub fn project(&self) -> &Path {
        self.project.path()
    }

    pub(super) fn dir(&self) -> &Dir {
        &self.dir
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn target(&self) -> &Path {
        &self.target
    }

    pub(super) fn fills(&self) -> bool {
        self.filled.is_some()
    }

    pub(super) fn name(&self) -> &str {
        let name = self.temporary.path().file_name();
        name.and_then(|name| name.to_str()).expect("a name of ours")
    }

    pub(super) fn project_identity(&self) -> Option<(u64, u64)> {
        self.project.identity().ok().flatten()
    }

    /// Writes all files.
    ///
    /// # Errors
    /// The first file that cannot be written, named by its final path; an interrupt.
    pub fn write(&self, tree: &Tree) -> Result<()> {
        let dirs: BTreeSet<&str> = tree.iter().flat_map(|(path, _)| path.ancestors()).collect();
        for dir in dirs {
            self.project.create_dir(dir).map_err(Error::io("create", self.target.join(dir)))?;
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
            self.project
                .write(path.as_str(), file)
                .map_err(Error::io("write", self.target.join(path.as_str())))
        })
    }

    /// Puts the project where it belongs, and keeps what is needed to take it away again.
    ///
    /// # Errors
    /// The target has come into being in the meantime, or the file system refuses.
    pub fn place(self) -> Result<Placed> {
        interrupt::check()?;
        let plan = self.plan().map_err(Error::io("write to", &self.target))?;
        let placed = Placed::new(self, plan)?;
        let staging = placed.staging();
        let result = match &staging.filled {
            Some(filled) => staging.fill(&filled.dir),
            None => staging.become_target(),
        };
        match result {
            Ok(()) => Ok(placed),
            Err(error) => {
                placed.give_up();
                Err(error)
            }
        }
    }

    /// [`Staging::place`], and nothing is left to do there.
    ///
    /// # Errors
    /// As that.
    pub fn publish(self) -> Result<()> {
        self.place()?.finish()
    }

    fn plan(&self) -> io::Result<Option<Plan>> {
        let (of, plan): (&Dir, fn(_) -> Plan) = match &self.filled {
            Some(filled) => {
                git_state::save(&filled.dir, &self.dir)?;
                (&filled.dir, Plan::Filled)
            }
            None => (&self.project, Plan::Became),
        };
        let plan = of.identity()?.map(plan);
        if let Some(plan) = &plan {
            plan.write(&self.dir)?;
        }
        Ok(plan)
    }

    /// The target is a directory without a project, perhaps the one the user stands in: it stays.
    /// What cannot be filled has in the end what it had, and what somebody has put there meanwhile.
    fn fill(&self, target: &Dir) -> Result<()> {
        let staged = format!("{}/{PROJECT}", self.name());
        let entries = self.project.entries(".").map_err(Error::io("read", self.project()))?;
        let names: Vec<&str> = entries.iter().filter_map(|(name, _)| name.to_str()).collect();
        for (at, name) in names.iter().enumerate() {
            if let Err(error) = target.rename_new(&format!("{staged}/{name}"), name) {
                for name in &names[..at] {
                    let _ = target.rename(name, &format!("{staged}/{name}"));
                }
                if error.kind() == ErrorKind::AlreadyExists {
                    return Err(Error::TargetNotEmpty(self.target.clone()));
                }
                return Err(Error::io("write", self.target.join(name))(error));
            }
        }
        Ok(())
    }

    fn become_target(&self) -> Result<()> {
        fs::rename(self.project(), &self.target).map_err(|error| {
            let taken = [ErrorKind::DirectoryNotEmpty, ErrorKind::AlreadyExists];
            if taken.contains(&error.kind()) {
                return Error::TargetNotEmpty(self.target.clone());
            }
            Error::io("create", &self.target)(error)
        })
    }
}

#[cfg(test)]
impl Staging {
    pub(super) fn keep(&mut self) {
        self.temporary.disable_cleanup(true);
    }

    /// As [`Placed::abandon`].
    pub(super) fn abandon(mut self) {
        self.keep();
    }
}
