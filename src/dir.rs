//! The one way to what lies below a directory: a handle that resolves paths beneath itself, so that
//! no link, whoever made it and whenever, leads out. The textual checks of `path` and `tree` come
//! earlier and say more; this one cannot be got round.

mod read;
mod rename;
mod write;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use cap_std::ambient_authority;
use cap_std::fs as beneath;

use crate::runaway::{self, Pause};

pub use read::{Kind, Look};

/// A directory, opened once; whatever is renamed or linked later, it stays the same one.
#[derive(Debug)]
pub struct Dir {
    handle: beneath::Dir,
    path: PathBuf,
    /// Whoever has changed something is not cut short before the end.
    changes: OnceLock<Pause>,
}

impl Dir {
    /// Opens the directory at `path`, following links to it: it is the one that the user named.
    ///
    /// # Errors
    /// There is none, or it cannot be opened.
    pub fn open(path: &Path) -> io::Result<Self> {
        let shown = if path == Path::new("") { Path::new(".") } else { path };
        let handle = beneath::Dir::open_ambient_dir(shown, ambient_authority())?;
        Ok(Self { handle, path: path.to_owned(), changes: OnceLock::new() })
    }

    /// The handle, by which something is changed from now on.
    fn changing(&self) -> &beneath::Dir {
        self.changes.get_or_init(runaway::pause);
        &self.handle
    }

    /// The directory as messages name it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What stands at `path` in it, as messages name it.
    #[must_use]
    pub fn at(&self, path: &str) -> PathBuf {
        self.path.join(path)
    }

    /// The directory at `path` in it.
    ///
    /// # Errors
    /// There is none, a link in the way leads out, or it cannot be opened.
    pub fn below(&self, path: &str) -> io::Result<Self> {
        let handle = self.handle.open_dir(path)?;
        Ok(Self { handle, path: self.at(path), changes: OnceLock::new() })
    }

    /// The directory as a file, to lock it.
    ///
    /// # Errors
    /// It cannot be read, or the system has no handle left.
    pub fn as_file(&self) -> io::Result<std::fs::File> {
        // The handle itself is one to resolve paths by alone.
        Ok(self.handle.open(".")?.into_std())
    }

    /// What no other directory has at the same time, whatever it is called; none where the system
    /// knows no such thing.
    ///
    /// # Errors
    /// The file system refuses.
    #[cfg(unix)]
    pub fn identity(&self) -> io::Result<Option<(u64, u64)>> {
        use cap_std::fs::MetadataExt;
        let metadata = self.handle.dir_metadata()?;
        Ok(Some((metadata.dev(), metadata.ino())))
    }

    /// What no other directory has at the same time, whatever it is called; none where the system
    /// knows no such thing.
    ///
    /// # Errors
    /// None.
    #[cfg(not(unix))]
    pub fn identity(&self) -> io::Result<Option<(u64, u64)>> {
        Ok(None)
    }
}

/// The id of the user who runs us; 0 where there are none.
#[cfg(unix)]
#[must_use]
pub fn user() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// The id of the user who runs us; 0 where there are none.
#[cfg(not(unix))]
#[must_use]
pub fn user() -> u32 {
    0
}

/// Whether a file system says with `error` that it knows no locks.
#[cfg(unix)]
#[must_use]
pub fn has_no_locks(error: &io::Error) -> bool {
    use rustix::io::Errno;
    let refused = [Errno::NOLCK, Errno::NOTSUP, Errno::OPNOTSUPP, Errno::NOSYS];
    Errno::from_io_error(error).is_some_and(|errno| refused.contains(&errno))
}

/// Whether a file system says with `error` that it knows no locks.
#[cfg(not(unix))]
#[must_use]
pub fn has_no_locks(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::Unsupported
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
