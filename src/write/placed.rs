//! A tree in its place, and not final yet.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::dir::Dir;
use crate::error::{Error, Result};
use crate::tree::File;

use super::fresh::GIT;
use super::git_state;
use super::plan::{self, Plan};
use super::pulse::Pulse;
use super::staging::Staging;

/// A project where it is going to stay. Dropped before [`Placed::finish`], it is taken away with
/// all that has come into it.
#[derive(Debug)]
#[must_use = "what is not finished is taken away"]
pub struct Placed {
    staging: Staging,
    plan: Option<Plan>,
    _pulse: Option<Pulse>,
    finished: bool,
}

impl Placed {
    pub(super) fn new(staging: Staging, plan: Option<Plan>) -> Result<Self> {
        let target = staging.target().to_owned();
        let pulse = plan.as_ref().map(|_| Pulse::start(staging.dir())).transpose();
        let pulse = pulse.map_err(Error::io("write to", &target))?;
        Ok(Self { staging, plan, _pulse: pulse, finished: false })
    }

    pub(super) fn staging(&self) -> &Staging {
        &self.staging
    }

    /// Nothing has come into its place.
    pub(super) fn give_up(mut self) {
        self.finished = true;
    }

    /// Where the project is.
    #[must_use]
    pub fn root(&self) -> &Path {
        self.staging.target()
    }

    /// Fails as the file system does if it has no room left: what others have failed with is then
    /// nothing that the user would want to hear.
    ///
    /// # Errors
    /// There is no room for what git needs for a commit.
    pub fn has_room(&self) -> Result<()> {
        let probe = || {
            self.staging.dir().create_dir("room")?;
            let large = File::regular(vec![b'x'; 128 << 10]);
            let files = (0..8).map(|number| (number, File::regular("x")));
            files.chain([(8, large)]).try_for_each(|(number, file)| {
                self.staging.dir().write(&format!("room/{number}"), &file)
            })
        };
        let result = probe();
        let _ = self.staging.dir().remove_all("room");
        result.map_err(Error::io("write to", self.root()))
    }

    /// Makes it final.
    ///
    /// # Errors
    /// The file system refuses, and the project is taken away.
    pub fn finish(mut self) -> Result<()> {
        if self.plan.is_some() {
            let done = self.staging.dir().remove_file(plan::FILE);
            done.map_err(Error::io("write", self.root()))?;
        }
        self.finished = true;
        Ok(())
    }
}

#[cfg(test)]
impl Placed {
    /// Ends as a run that is killed: the locks are gone, and nothing else.
    pub(super) fn abandon(mut self) {
        self.finished = true;
        self.staging.keep();
    }
}

impl Drop for Placed {
    fn drop(&mut self) {
        if self.finished {
            return;
        }
        // What cannot be taken away now, the next run takes away.
        let target = self.root().to_owned();
        let _ = if self.staging.fills() {
            empty(&target, self.staging.name())
        } else {
            away(&target, &self.staging)
        };
    }
}

/// Moves the project into the staging directory that it came from, if it is still the same.
fn away(target: &Path, staging: &Staging) -> io::Result<()> {
    if Dir::open(target)?.identity()? == staging.project_identity() {
        return fs::rename(target, staging.path().join("undone"));
    }
    Ok(())
}

/// Moves all but the staging directory `name` out of the directory `target`, into it; a repository
/// that was there before is what it was.
///
/// # Errors
/// The file system refuses.
pub fn empty(target: &Path, name: &str) -> io::Result<()> {
    let dir = Dir::open(target)?;
    let kept = git_state::was_there(&dir.below(name)?)?;
    let undone = PathBuf::from(name).join("undone");
    match dir.create_dir(&format!("{name}/undone")) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    for (entry, _) in dir.entries(".")? {
        if entry != name && !(kept && entry == GIT) {
            // Names that are no text are moved, too: tasks make what they like.
            fs::rename(target.join(&entry), target.join(&undone).join(&entry))?;
        }
    }
    git_state::restore(&dir, name)
}
