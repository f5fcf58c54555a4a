//! One run at a time: the project's directory itself is locked, so that nothing stays behind.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::dir::{self, Dir};
use crate::error::{Error, Result};

/// A project that this process alone may change. The system releases it however the process ends.
#[derive(Debug)]
pub struct Lock {
    pub(super) root: PathBuf,
    _file: File,
}

/// Locks the project at `root`.
///
/// # Errors
/// [`Error::Busy`] if another run holds it, [`Error::NoLocks`] where there are none; or it cannot
/// be opened.
pub fn lock(root: &Path) -> Result<Lock> {
    Ok(Lock { root: root.to_owned(), _file: held(root, File::try_lock)? })
}

/// A project that nobody changes while it is looked at; others may look, too.
#[derive(Debug)]
pub struct Watch {
    _file: File,
}

/// Keeps the project at `root` as it is.
///
/// # Errors
/// As [`lock`].
pub fn watch(root: &Path) -> Result<Watch> {
    Ok(Watch { _file: held(root, File::try_lock_shared)? })
}

fn held(
    root: &Path,
    take: impl FnOnce(&File) -> std::result::Result<(), TryLockError>,
) -> Result<File> {
    let file = lock_file(root).map_err(Error::io("lock", root))?;
    match take(&file) {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Busy(root.to_owned())),
        Err(TryLockError::Error(error)) if dir::has_no_locks(&error) => {
            Err(Error::NoLocks(root.to_owned()))
        }
        Err(TryLockError::Error(error)) => Err(Error::io("lock", root)(error)),
    }
}

#[cfg(unix)]
fn lock_file(root: &Path) -> io::Result<File> {
    Dir::open(root)?.as_file()
}

#[cfg(not(unix))]
fn lock_file(root: &Path) -> io::Result<File> {
    let dir = root.join(".scaffold");
    std::fs::create_dir_all(&dir)?;
    std::fs::OpenOptions::new().write(true).create(true).truncate(false).open(dir.join("lock"))
}
