//! What stands below a directory, and what is in it.

use std::ffi::OsString;
use std::io::{self, ErrorKind, Read};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use cap_std::fs as beneath;

use crate::tree::File;

use super::Dir;

/// What stands at a path; a link is itself and never followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link.
    Link,
    /// A pipe, a socket or a device.
    Special,
}

/// What the file system says of what stands at a path.
#[derive(Clone, Debug)]
pub struct Look {
    /// What it is.
    pub kind: Kind,
    /// How many bytes it has.
    pub len: u64,
    /// When it was written last.
    pub modified: SystemTime,
    /// When anything about it was changed last, its name included; nobody can set that. As
    /// `modified` where the system does not keep it.
    pub changed: SystemTime,
    /// Its permission bits; 0 where there are none.
    pub mode: u32,
    /// The id of the user that owns it; 0 where there are none.
    pub owner: u32,
}

impl Dir {
    /// What stands at `path` itself, if something does.
    ///
    /// # Errors
    /// A link in the way leads out; or the file system refuses.
    pub fn look(&self, path: &str) -> io::Result<Option<Look>> {
        match self.handle.symlink_metadata(path) {
            Ok(metadata) => look(&metadata).map(Some),
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Whether every directory above `path` is one, and no link to one.
    ///
    /// # Errors
    /// As [`Dir::look`].
    pub fn reaches(&self, path: &str) -> io::Result<bool> {
        for (end, _) in path.match_indices('/') {
            if self.look(&path[..end])?.is_none_or(|found| found.kind != Kind::Directory) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The names in the directory at `path`, sorted, with what they are; `.` is the directory itself.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn entries(&self, path: &str) -> io::Result<Vec<(OsString, Kind)>> {
        let mut entries = Vec::new();
        for entry in self.handle.read_dir(path)? {
            let entry = entry?;
            entries.push((entry.file_name(), kind(entry.file_type()?)));
        }
        entries.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(entries)
    }

    /// Reads the regular file at `path`, counting while it reads; none if it has more than `limit`
    /// bytes. A link that stays beneath is followed.
    ///
    /// # Errors
    /// There is none, it is no regular file (`InvalidInput`), or the file system refuses.
    pub fn read(&self, path: &str, limit: u64) -> io::Result<Option<Vec<u8>>> {
        let file = self.handle.open_with(path, &reading())?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(ErrorKind::InvalidInput.into());
        }
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(limit)).unwrap_or(0));
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        Ok((bytes.len() as u64 <= limit).then_some(bytes))
    }

    /// The file or link at `path` itself; none if it has more than `limit` bytes.
    ///
    /// # Errors
    /// There is none, it is something else (`InvalidInput`), or the file system refuses.
    pub fn file(&self, path: &str, limit: u64) -> io::Result<Option<File>> {
        let found = self.look(path)?.ok_or(ErrorKind::NotFound)?;
        if found.kind == Kind::Link {
            let target = self.read_link(path)?;
            // A target that is no UTF-8 points to no path a tree can hold: it stays dangling.
            return Ok(Some(File::Link { target: target.to_string_lossy().into_owned() }));
        }
        let executable = found.mode & 0o111 != 0;
        let bytes = self.read(path, limit)?;
        Ok(bytes.map(|bytes| File::Regular { bytes: bytes.into(), executable }))
    }

    /// Where the link at `path` points, as written.
    ///
    /// # Errors
    /// It is no link, or the file system refuses.
    pub fn read_link(&self, path: &str) -> io::Result<PathBuf> {
        self.handle.read_link_contents(path)
    }

    /// The file at `path`, opened for reading.
    ///
    /// # Errors
    /// There is none, or the file system refuses.
    pub fn open_file(&self, path: &str) -> io::Result<std::fs::File> {
        Ok(self.handle.open_with(path, &reading())?.into_std())
    }
}

/// Opening a pipe must not wait for a writer: what it is, is looked at afterwards.
pub(super) fn reading() -> beneath::OpenOptions {
    let mut options = beneath::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use cap_std::fs::OpenOptionsExt;
        let nonblock = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        options.custom_flags(nonblock.bits().cast_signed());
    }
    options
}

fn look(metadata: &beneath::Metadata) -> io::Result<Look> {
    let modified = metadata.modified()?.into_std();
    #[cfg(unix)]
    let (mode, owner, changed) = {
        use cap_std::fs::MetadataExt;
        let seconds = Duration::from_secs(metadata.ctime().try_into().unwrap_or_default());
        let parts = Duration::from_nanos(metadata.ctime_nsec().try_into().unwrap_or_default());
        (metadata.mode() & 0o777, metadata.uid(), SystemTime::UNIX_EPOCH + seconds + parts)
    };
    #[cfg(not(unix))]
    let (mode, owner, changed) = (0, 0, modified);
    Ok(Look {
        kind: kind(metadata.file_type()),
        len: metadata.len(),
        modified,
        changed,
        mode,
        owner,
    })
}

fn kind(file_type: beneath::FileType) -> Kind {
    if file_type.is_file() {
        Kind::File
    } else if file_type.is_dir() {
        Kind::Directory
    } else if file_type.is_symlink() {
        Kind::Link
    } else {
        Kind::Special
    }
}
