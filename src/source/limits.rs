//! How much of a template is read at all.

use std::fs::{self, Metadata};
use std::io::{self, Read};
use std::path::Path;

use crate::error::{Error, Result};

/// The bytes that one file may have.
pub const FILE: u64 = 64 << 20;
/// The bytes that a file may have that people write and the program parses: a thousand times what a
/// large one has.
pub const TEXT: u64 = 4 << 20;
/// The bytes that all files of a template may have.
pub const TEMPLATE: u64 = 256 << 20;
/// The files and directories that a template may have.
pub const ENTRIES: usize = 100_000;

/// What of the bytes and entries of a template has been taken.
#[derive(Clone, Copy, Debug, Default)]
pub struct Budget {
    bytes: u64,
    entries: usize,
}

impl Budget {
    /// Takes `size` bytes for the file at `path` of the template at `root`.
    ///
    /// # Errors
    /// [`Error::TooLarge`]: the file, or with it the template.
    pub fn take(&mut self, root: &Path, path: &Path, size: u64) -> Result<()> {
        if size > FILE {
            return Err(Error::TooLarge { path: path.to_owned(), limit: FILE });
        }
        self.bytes += size;
        if self.bytes > TEMPLATE {
            return Err(Error::TooLarge { path: root.to_owned(), limit: TEMPLATE });
        }
        Ok(())
    }

    /// Takes one file or directory of the template at `root`.
    ///
    /// # Errors
    /// [`Error::TooMany`].
    pub fn entry(&mut self, root: &Path) -> Result<()> {
        self.entries += 1;
        if self.entries > ENTRIES {
            return Err(Error::TooMany { path: root.to_owned(), limit: ENTRIES });
        }
        Ok(())
    }
}

/// Refuses what cannot be read to its end: a pipe waits for a writer, a device has no end.
///
/// # Errors
/// [`Error::NotAFile`].
pub fn ends(path: &Path, metadata: &Metadata) -> Result<()> {
    let ends = metadata.is_file() || metadata.is_symlink() || metadata.is_dir();
    if ends { Ok(()) } else { Err(Error::NotAFile(path.to_owned())) }
}

/// Reads a file of at most `limit` bytes, counted while it is read, through links; none if nothing
/// is there.
///
/// # Errors
/// [`Error::NotAFile`], [`Error::TooLarge`], or what the file system says.
pub fn read(path: &Path, limit: u64) -> Result<Option<Vec<u8>>> {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io("read", path)(error)),
    };
    ends(path, &metadata)?;
    let file = fs::File::open(path).map_err(Error::io("read", path))?;
    bounded(file, path, limit).map(Some)
}

/// All of `reader`, which is what stands at `path`, counted while it is read.
///
/// # Errors
/// [`Error::TooLarge`], or what the system says.
pub fn bounded(reader: impl Read, path: &Path, limit: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut reader = reader.take(limit + 1);
    reader.read_to_end(&mut bytes).map_err(Error::io("read", path))?;
    if bytes.len() as u64 > limit {
        return Err(Error::TooLarge { path: path.to_owned(), limit });
    }
    Ok(bytes)
}

/// `bytes`, the content of `path`, as text.
///
/// # Errors
/// They are not UTF-8.
pub fn text(path: &Path, bytes: Vec<u8>) -> Result<String> {
    let invalid = |_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8");
    String::from_utf8(bytes).map_err(invalid).map_err(Error::io("read", path))
}
