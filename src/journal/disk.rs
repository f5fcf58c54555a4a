//! Everything the journal does to the disk, below the project's directory. Each call is one step,
//! whole or not at all as far as the journal is concerned; the tests cut the program off after
//! every one of them.

use std::io::{self, ErrorKind};

use crate::dir::{Dir, Kind};
use crate::tree::File;

/// In the place of a file that is there.
pub fn rename(dir: &Dir, from: &str, to: &str) -> io::Result<()> {
    step()?;
    dir.rename(from, to)
}

/// Whether there was nothing in the way.
pub fn rename_new(dir: &Dir, from: &str, to: &str) -> io::Result<bool> {
    step()?;
    match dir.rename_new(from, to) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether the file system can do it.
pub fn exchange(dir: &Dir, one: &str, other: &str) -> io::Result<bool> {
    step()?;
    #[cfg(test)]
    if crash::without_exchange() {
        return Ok(false);
    }
    match dir.exchange(one, other) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::Unsupported => Ok(false),
        Err(error) => Err(error),
    }
}

pub fn create_dir(dir: &Dir, path: &str) -> io::Result<()> {
    step()?;
    dir.create_dir(path)
}

/// Nothing happens to a directory that is not there or holds something.
pub fn remove_empty_dir(dir: &Dir, path: &str) -> io::Result<()> {
    step()?;
    dir.remove_dir(path).or_else(|error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::DirectoryNotEmpty => Ok(()),
        _ => Err(error),
    })
}

/// Nothing happens where nothing is.
pub fn remove_all(dir: &Dir, path: &str) -> io::Result<()> {
    step()?;
    dir.remove_all(path).or_else(absent)
}

/// As [`remove_all`].
pub fn remove_file(dir: &Dir, path: &str) -> io::Result<()> {
    step()?;
    dir.remove_file(path).or_else(absent)
}

fn absent(error: io::Error) -> io::Result<()> {
    if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

pub fn write(dir: &Dir, path: &str, file: &File) -> io::Result<()> {
    step()?;
    dir.write(path, file)
}

pub fn set_mode(dir: &Dir, path: &str, mode: u32) -> io::Result<()> {
    step()?;
    dir.set_mode(path, mode)
}

/// Waits until a file or directory is on the disk; what is gone by now, or something else, need
/// not be waited for.
pub fn sync(dir: &Dir, path: &str) -> io::Result<()> {
    step()?;
    // The tests cut the program off, and not the power.
    if cfg!(test) {
        return Ok(());
    }
    match dir.look(path)?.map(|found| found.kind) {
        Some(Kind::File | Kind::Directory) => dir.sync(path).or_else(|error| match error.kind() {
            // A directory can be one that is written to and never read.
            ErrorKind::NotFound | ErrorKind::PermissionDenied => Ok(()),
            _ => Err(error),
        }),
        _ => Ok(()),
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
        static PLAIN: Cell<bool> = const { Cell::new(false) };
        static MEANWHILE: Cell<Option<Box<dyn FnOnce()>>> = const { Cell::new(None) };
    }

    /// Runs `work` as on a file system that can put no two files in each other's place.
    pub fn on_a_plain_file_system<T>(work: impl FnOnce() -> T) -> T {
        PLAIN.set(true);
        let result = work();
        PLAIN.set(false);
        result
    }

    pub(super) fn without_exchange() -> bool {
        PLAIN.get()
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

    /// Runs `work`, and `other` before the step after so many. Whether there were no more.
    pub fn meanwhile(left: usize, other: impl FnOnce() + 'static, work: impl FnOnce()) -> bool {
        MEANWHILE.set(Some(Box::new(other)));
        let ended = with(Fuse::Burns { left, once: true }, work);
        MEANWHILE.set(None);
        ended
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
        if !refused {
            return Ok(());
        }
        if let Some(other) = MEANWHILE.take() {
            other();
            return Ok(());
        }
        Err(io::Error::other("refused"))
    }
}
