//! Directories that no other run changes as long as this one works on them.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use tempfile::TempDir;

use crate::dir::Dir;
use crate::error::{Error, Result};

use super::staging::PREFIX;

/// A directory that no other run changes.
#[derive(Debug)]
pub struct Held {
    /// It.
    pub dir: Dir,
    _lock: Option<fs::File>,
}

/// A new directory in `place` that nobody else may look into, and the lock that says that somebody
/// works on it; none where a file system knows no locks.
pub fn private(place: &Path) -> io::Result<(TempDir, Dir, Option<fs::File>)> {
    for _ in 0..10 {
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let temporary = builder.tempdir_in(place)?;
        let opened = Dir::open(temporary.path()).and_then(|dir| Ok((dir.as_file()?, dir)));
        // Another run may have taken it for a leftover before it was locked.
        let (file, dir) = match opened {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            opened => opened?,
        };
        match file.try_lock() {
            Err(fs::TryLockError::Error(_)) => return Ok((temporary, dir, None)),
            Ok(()) if temporary.path().is_dir() => return Ok((temporary, dir, Some(file))),
            Err(fs::TryLockError::WouldBlock) | Ok(()) => {}
        }
    }
    Err(ErrorKind::ResourceBusy.into())
}

impl Held {
    /// Locks `target`, which is to be filled.
    ///
    /// # Errors
    /// Another run works on it; or it cannot be read.
    pub fn lock(target: &Path) -> Result<Self> {
        let dir = Dir::open(target).map_err(Error::io("read", target))?;
        let file = dir.as_file().map_err(Error::io("lock", target))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { dir, _lock: Some(file) }),
            Err(fs::TryLockError::WouldBlock) => Err(Error::Busy(target.into())),
            // Where there are no locks, two runs at once are the user's business.
            Err(fs::TryLockError::Error(_)) => Ok(Self { dir, _lock: None }),
        }
    }
}
