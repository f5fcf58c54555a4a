//! What a run that was killed has left: its staging directory, which nobody holds any more, and
//! what its plan says. It is taken away by the next run that writes to the same place.
//!
//! A clone cannot bring one along: it belongs to the user, is open to nobody else, which git does
//! not keep, and names the directory that it is about by what no copy of it has.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::dir::{self, Dir, Kind};
use crate::error::{Error, Result};

use super::above::parent;
use super::fresh::GIT;
use super::placed;
use super::plan::{self, Plan};
use super::pulse::{Pulse, TOLERANCE};
use super::staging::PREFIX;

/// All that a staging directory can hold.
const PARTS: [&str; 10] = [
    ".gitignore",
    "project",
    "plan",
    "plan.new",
    "old",
    "room",
    "undone",
    "git",
    "git.new",
    "git.undone",
];

/// A staging directory.
struct Leftover {
    /// The directory that it is in.
    place: PathBuf,
    name: String,
    dir: Dir,
    plan: Option<Plan>,
    /// None if a run is at work on it.
    lock: Option<fs::File>,
}

/// Takes away what killed runs have left in the directory `place`, but for what is to be found
/// again by those who write to the same target.
///
/// # Errors
/// What was taken from its place and cannot be put back.
pub fn sweep(place: &Path) -> Result<()> {
    Leftover::all(place).into_iter().try_for_each(|left| left.remove(None))
}

/// As [`sweep`] where a staging directory for `target` can be; and what killed runs have left at
/// `target` itself goes.
///
/// # Errors
/// Somebody has put something there since; or the file system refuses.
pub fn sweep_for(target: &Path) -> Result<()> {
    let all: Vec<_> = places(target).iter().flat_map(|place| Leftover::all(place)).collect();
    let identity = identity(target);
    all.into_iter().try_for_each(|left| left.remove(Some((target, identity))))
}

/// Where a staging directory for `target` can be.
fn places(target: &Path) -> Vec<PathBuf> {
    let named = target.file_name().is_some() && !target.is_symlink();
    let above = if named {
        Some(parent(target).to_owned())
    } else {
        // `.` and the like, and links: where the directory really is.
        target.canonicalize().ok().and_then(|real| Some(real.parent()?.to_owned()))
    };
    above.into_iter().chain([target.to_owned()]).collect()
}

/// Whether all that is in the directory `target` is what a killed run has left.
///
/// # Errors
/// [`Error::Unfinished`] if somebody has put something there since, [`Error::Busy`] if the run is
/// alive.
pub fn covers(target: &Path, dir: &Dir) -> Result<bool> {
    let identity = dir.identity().map_err(Error::io("read", target))?;
    for left in places(target).iter().flat_map(|place| Leftover::all(place)) {
        let about =
            matches!(left.plan, Some(Plan::Became(it) | Plan::Filled(it)) if identity == Some(it));
        // One that has no plan yet is in its target.
        let inside = left.place == target;
        if left.lock.is_none() && (about || inside) {
            return Err(Error::Busy(target.into()));
        }
        if about {
            return left.refuse_younger(target).map(|()| true);
        }
    }
    let rest = dir.entries(".").map_err(Error::io("read", target))?;
    let staging = |name: &std::ffi::OsStr| name.to_str().is_some_and(is_staging);
    let mut names = rest.iter().map(|(name, _)| name).filter(|name| *name != GIT);
    Ok(names.all(|name| staging(name))
        && !rest.is_empty()
        && Leftover::all(target).len() == rest.iter().filter(|(name, _)| staging(name)).count()
        && rest.iter().all(|(name, _)| name != GIT || super::fresh::is_fresh(dir).unwrap_or(false)))
}

fn identity(path: &Path) -> Option<(u64, u64)> {
    Dir::open(path).and_then(|dir| dir.identity()).ok().flatten()
}

/// The names that temporary directories of ours get.
fn is_staging(name: &str) -> bool {
    let random = name.strip_prefix(PREFIX).unwrap_or_default();
    random.len() == 6 && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

impl Leftover {
    /// The staging directories in `place`; none if it cannot be read.
    fn all(place: &Path) -> Vec<Self> {
        let Ok(entries) = Dir::open(place).and_then(|dir| Ok((dir.entries(".")?, dir))) else {
            return Vec::new();
        };
        let (entries, dir) = entries;
        let names = entries.into_iter().filter(|(_, kind)| *kind == Kind::Directory);
        let names = names.filter_map(|(name, _)| name.into_string().ok());
        names
            .filter(|name| is_staging(name))
            .filter_map(|name| Self::open(&dir, name).ok()?)
            .collect()
    }

    /// None if it is not ours.
    fn open(place: &Dir, name: String) -> io::Result<Option<Self>> {
        let found = place.look(&name)?.ok_or(ErrorKind::NotFound)?;
        if found.owner != dir::user() || cfg!(unix) && found.mode != 0o700 {
            return Ok(None);
        }
        let dir = place.below(&name)?;
        if !dir.entries(".")?.iter().all(|(part, _)| PARTS.iter().any(|it| part == it)) {
            return Ok(None);
        }
        let file = dir.as_file()?;
        let lock = match file.try_lock() {
            Ok(()) => Some(file),
            Err(fs::TryLockError::WouldBlock) => None,
            // Nobody knows whether its run is alive.
            Err(fs::TryLockError::Error(error)) => return Err(error),
        };
        let plan = Plan::read(&dir)?;
        Ok(Some(Self { place: place.path().to_owned(), name, dir, plan, lock }))
    }

    fn path(&self) -> PathBuf {
        self.place.join(&self.name)
    }

    /// Takes it away, and what it is about if that is at `target`, which has this identity. It
    /// stays if its run is alive, or if it is about something else that is still there.
    fn remove(self, target: Option<(&Path, Option<(u64, u64)>)>) -> Result<()> {
        if self.lock.is_none() {
            return Ok(());
        }
        match &self.plan {
            Some(Plan::Became(it) | Plan::Filled(it)) => match target {
                Some((target, identity)) if identity == Some(*it) => self.take_back(target)?,
                _ if self.is_somewhere(*it) => return Ok(()),
                _ => {}
            },
            Some(Plan::Replaces(name)) => {
                let (old, to) = (self.path().join("old"), self.place.join(name));
                if fs::symlink_metadata(&to).is_err() && old.is_dir() {
                    fs::rename(old, &to).map_err(Error::io("write", to))?;
                }
            }
            None => {}
        }
        // What cannot be removed harms nobody.
        let _ = fs::remove_dir_all(self.path());
        Ok(())
    }

    fn take_back(&self, target: &Path) -> Result<()> {
        self.refuse_younger(target)?;
        let undo = || {
            // What moves from now on is moved by us.
            let _pulse = Pulse::start(&self.dir)?;
            match self.plan {
                Some(Plan::Filled(_)) => placed::empty(target, &self.name),
                _ => fs::rename(target, self.path().join("undone")),
            }
        };
        undo().and_then(|()| self.dir.remove_file(plan::FILE)).map_err(Error::io("remove", target))
    }

    fn is_somewhere(&self, wanted: (u64, u64)) -> bool {
        if identity(&self.place) == Some(wanted) {
            return true;
        }
        let Ok(entries) = fs::read_dir(&self.place) else { return true };
        let mut dirs = entries.flatten().filter(|it| it.file_type().is_ok_and(|it| it.is_dir()));
        dirs.any(|entry| identity(&entry.path()) == Some(wanted))
    }

    /// Refuses to take away what has come to `target` after the run had died.
    fn refuse_younger(&self, target: &Path) -> Result<()> {
        let look = || {
            let death = self.dir.look(plan::FILE)?.ok_or(ErrorKind::NotFound)?.modified;
            let mut younger = Vec::new();
            younger_than(death + TOLERANCE, &Dir::open(target)?, &self.name, &mut younger)?;
            Ok(younger)
        };
        let younger: Vec<String> = look().map_err(Error::io("read", target))?;
        if younger.is_empty() {
            return Ok(());
        }
        Err(Error::Unfinished { target: target.into(), mark: self.path(), since: younger })
    }
}

/// What in `root` has changed after `death`, but for the staging directory `name`.
fn younger_than(
    death: SystemTime,
    root: &Dir,
    name: &str,
    found: &mut Vec<String>,
) -> io::Result<()> {
    let is_younger = |path: &str| root.look(path).map(|it| it.is_some_and(|it| it.changed > death));
    let mut dirs = vec![".".to_owned()];
    while let Some(dir) = dirs.pop() {
        let mut told = false;
        for (entry, kind) in root.entries(&dir)? {
            // A name that is no text cannot be looked at; nobody knows whose it is.
            let Some(entry) = entry.to_str() else {
                found.push(format!("{dir}/{}", entry.to_string_lossy()));
                continue;
            };
            let path = if dir == "." { entry.to_owned() } else { format!("{dir}/{entry}") };
            // Looking at a repository can refresh its index.
            if path == name || path == ".git/index" {
                continue;
            }
            let younger = is_younger(&path)?;
            told |= younger;
            if kind == Kind::Directory {
                dirs.push(path);
            } else if younger {
                found.push(path);
            }
        }
        // It may have been moved here with all it holds, which tells nothing.
        if dir != "." && dir != GIT && !told && is_younger(&dir)? {
            found.push(dir);
        }
    }
    found.sort();
    Ok(())
}
