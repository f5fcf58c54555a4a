//! Everything the journal does to the disk. Each call is one step, whole or not at all as far as
//! the journal is concerned; the tests cut the program off after every one of them.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::tree::File;
use crate::write;

pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    step()?;
    fs::rename(from, to)
}

pub fn create_dir(path: &Path) -> io::Result<()> {
    step()?;
    fs::create_dir(path)
}

pub fn create_dirs(path: &Path) -> io::Result<()> {
    step()?;
    fs::create_dir_all(path)
}

/// Nothing happens to a directory that is not there or holds something.
pub fn remove_empty_dir(path: &Path) -> io::Result<()> {
    step()?;
    fs::remove_dir(path).or_else(|error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::DirectoryNotEmpty => Ok(()),
        _ => Err(error),
    })
}

pub fn remove_all(path: &Path) -> io::Result<()> {
    step()?;
    fs::remove_dir_all(path).or_else(|error| match error.kind() {
        ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    })
}

pub fn remove_file(path: &Path) -> io::Result<()> {
    step()?;
    fs::remove_file(path)
}

pub fn write(path: &Path, file: &File) -> io::Result<()> {
    step()?;
    write::write_file(path, file)
}

#[cfg(unix)]
pub fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    step()?;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
pub fn set_mode(_: &Path, _: u32) -> io::Result<()> {
    step()
}

/// The permission bits.
#[cfg(unix)]
pub fn mode(metadata: &fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o777
}

#[cfg(not(unix))]
pub fn mode(_: &fs::Metadata) -> u32 {
    0
}

/// What stands at `path` itself, if something does; links are not followed.
pub fn look(path: &Path) -> io::Result<Option<fs::Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

#[cfg(not(test))]
#[expect(clippy::unnecessary_wraps, reason = "it fails in tests")]
fn step() -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
use crash::step;

#[cfg(test)]
pub mod crash {
    use std::cell::Cell;
    use std::io;

    #[derive(Clone, Copy, PartialEq)]
    enum Fuse {
        None,
        /// So many steps are done, then one is refused, or that and all after it.
        Burns {
            left: usize,
            once: bool,
        },
        Blown {
            once: bool,
        },
    }

    thread_local! {
        static FUSE: Cell<Fuse> = const { Cell::new(Fuse::None) };
    }

    /// Runs `work`, of which nothing reaches the disk any more after so many steps. Whether all
    /// of it did.
    pub fn after(left: usize, work: impl FnOnce()) -> bool {
        with(Fuse::Burns { left, once: false }, work)
    }

    /// Runs `work`, of which the one step after so many is refused. Whether all were done.
    pub fn once_after(left: usize, work: impl FnOnce()) -> bool {
        with(Fuse::Burns { left, once: true }, work)
    }

    fn with(fuse: Fuse, work: impl FnOnce()) -> bool {
        FUSE.set(fuse);
        work();
        matches!(FUSE.replace(Fuse::None), Fuse::Burns { .. })
    }

    pub(super) fn step() -> io::Result<()> {
        let (next, refused) = match FUSE.get() {
            Fuse::Burns { left: 0, once } => (Fuse::Blown { once }, true),
            Fuse::Burns { left, once } => (Fuse::Burns { left: left - 1, once }, false),
            blown @ Fuse::Blown { once } => (blown, !once),
            Fuse::None => (Fuse::None, false),
        };
        FUSE.set(next);
        if refused { Err(io::Error::other("refused")) } else { Ok(()) }
    }
}
