//! The one way to what lies below a directory: a handle that resolves paths beneath itself, so that
//! no link, whoever made it and whenever, leads out. The textual checks of `path` and `tree` come
//! earlier and say more; this one cannot be got round.
//!
//! Longer than most files: each call of the file system has its one line here, and its errors.

use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use cap_std::ambient_authority;
use cap_std::fs as beneath;

use crate::runaway::{self, Pause};
use crate::tree::File;

/// A directory, opened once; whatever is renamed or linked later, it stays the same one.
#[derive(Debug)]
pub struct Dir {
    handle: beneath::Dir,
    path: PathBuf,
    /// Whoever has changed something is not cut short before the end.
    changes: OnceLock<Pause>,
}

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
    pub fn entries(&self, path: &str) -> io::Result<Vec<(std::ffi::OsString, Kind)>> {
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

    /// Writes a file or link where there is nothing, with the user's own mode.
    ///
    /// # Errors
    /// Something stands there; or the file system refuses.
    pub fn write(&self, path: &str, file: &File) -> io::Result<()> {
        match file {
            File::Regular { bytes, executable } => {
                self.changing().open_with(path, &creating(*executable))?.write_all(bytes)
            }
            File::Link { target } => self.link(target, path),
        }
    }

    #[cfg(unix)]
    fn link(&self, target: &str, path: &str) -> io::Result<()> {
        self.changing().symlink_contents(target, path)
    }

    #[cfg(not(unix))]
    fn link(&self, target: &str, path: &str) -> io::Result<()> {
        self.changing().symlink_file(target, path)
    }

    /// Makes the directory at `path`, whose parent exists.
    ///
    /// # Errors
    /// The file system refuses.
    pub fn create_dir(&self, path: &str) -> io::Result<()> {
        self.changing().create_dir(path)
    }

    /// Makes the directory at `path` and those above that are missing.
    ///
    /// # Errors
    /// The file system refuses.
    pub fn create_dirs(&self, path: &str) -> io::Result<()> {
        self.changing().create_dir_all(path)
    }

    /// Removes the file or link at `path`.
    ///
    /// # Errors
    /// The file system refuses.
    pub fn remove_file(&self, path: &str) -> io::Result<()> {
        self.changing().remove_file(path)
    }

    /// Removes the directory at `path`, which is empty.
    ///
    /// # Errors
    /// It is not, or the file system refuses.
    pub fn remove_dir(&self, path: &str) -> io::Result<()> {
        self.changing().remove_dir(path)
    }

    /// Removes the directory at `path` and all in it; links are removed, not followed.
    ///
    /// # Errors
    /// The file system refuses.
    pub fn remove_all(&self, path: &str) -> io::Result<()> {
        self.changing().remove_dir_all(path)
    }

    /// Moves what is at `from` to `to`, in the place of a file that is there.
    ///
    /// # Errors
    /// The file system refuses.
    pub fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.changing().rename(from, &self.handle, to)
    }

    /// Puts what is at `one` in the place of what is at `other` and the other way round, at once.
    ///
    /// # Errors
    /// One is missing; or `Unsupported`, where the system or the file system cannot.
    #[cfg(target_os = "linux")]
    pub fn exchange(&self, one: &str, other: &str) -> io::Result<()> {
        use rustix::fs::RenameFlags;
        self.rename_with(one, other, RenameFlags::EXCHANGE)
    }

    /// Puts what is at `one` in the place of what is at `other` and the other way round, at once.
    ///
    /// # Errors
    /// `Unsupported`.
    #[cfg(not(target_os = "linux"))]
    pub fn exchange(&self, _: &str, _: &str) -> io::Result<()> {
        Err(ErrorKind::Unsupported.into())
    }

    /// Moves what is at `from` to `to`, where nothing stands.
    ///
    /// # Errors
    /// `AlreadyExists`; or the file system refuses.
    #[cfg(target_os = "linux")]
    pub fn rename_new(&self, from: &str, to: &str) -> io::Result<()> {
        use rustix::fs::RenameFlags;
        match self.rename_with(from, to, RenameFlags::NOREPLACE) {
            Err(error) if error.kind() == ErrorKind::Unsupported => self.look_and_rename(from, to),
            result => result,
        }
    }

    /// Moves what is at `from` to `to`, where nothing stands.
    ///
    /// # Errors
    /// `AlreadyExists`; or the file system refuses.
    #[cfg(not(target_os = "linux"))]
    pub fn rename_new(&self, from: &str, to: &str) -> io::Result<()> {
        self.look_and_rename(from, to)
    }

    /// Where the system cannot do both at once.
    fn look_and_rename(&self, from: &str, to: &str) -> io::Result<()> {
        if self.look(to)?.is_some() {
            return Err(ErrorKind::AlreadyExists.into());
        }
        self.rename(from, to)
    }

    #[cfg(target_os = "linux")]
    fn rename_with(&self, from: &str, to: &str, flags: rustix::fs::RenameFlags) -> io::Result<()> {
        use rustix::io::Errno;
        self.changing();
        let (from_dir, from) = self.parent(from)?;
        let (to_dir, to) = self.parent(to)?;
        rustix::fs::renameat_with(&from_dir, from, &to_dir, to, flags).map_err(
            |errno| match errno {
                // File systems say in either way that they know no such rename.
                Errno::INVAL | Errno::NOSYS | Errno::NOTSUP => ErrorKind::Unsupported.into(),
                errno => errno.into(),
            },
        )
    }

    #[cfg(target_os = "linux")]
    fn parent<'p>(&self, path: &'p str) -> io::Result<(beneath::Dir, &'p str)> {
        match path.rsplit_once('/') {
            Some((dir, name)) => Ok((self.handle.open_dir(dir)?, name)),
            None => Ok((self.handle.try_clone()?, path)),
        }
    }

    /// Gives the file or directory at `path`, which can be read, these permission bits.
    ///
    /// # Errors
    /// The file system refuses.
    #[cfg(unix)]
    pub fn set_mode(&self, path: &str, mode: u32) -> io::Result<()> {
        use cap_std::fs::PermissionsExt;
        // By the open file: by its path it takes a `/proc` that is there and answers.
        let file = self.changing().open_with(path, &reading())?;
        file.set_permissions(beneath::Permissions::from_mode(mode))
    }

    /// Gives the file at `path` these permission bits.
    ///
    /// # Errors
    /// None.
    #[cfg(not(unix))]
    pub fn set_mode(&self, _: &str, _: u32) -> io::Result<()> {
        Ok(())
    }

    /// Waits until the file or directory at `path` is on the disk; `.` is the directory itself.
    ///
    /// # Errors
    /// The file system refuses.
    pub fn sync(&self, path: &str) -> io::Result<()> {
        self.handle.open(path)?.sync_all()
    }

    /// The directory as a file, to lock it.
    ///
    /// # Errors
    /// It cannot be read, or the system has no handle left.
    pub fn as_file(&self) -> io::Result<std::fs::File> {
        // The handle itself is one to resolve paths by alone.
        Ok(self.handle.open(".")?.into_std())
    }

    /// The file at `path`, opened for reading.
    ///
    /// # Errors
    /// There is none, or the file system refuses.
    pub fn open_file(&self, path: &str) -> io::Result<std::fs::File> {
        Ok(self.handle.open_with(path, &reading())?.into_std())
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
    error.kind() == ErrorKind::Unsupported
}

/// Opening a pipe must not wait for a writer: what it is, is looked at afterwards.
fn reading() -> beneath::OpenOptions {
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

fn creating(executable: bool) -> beneath::OpenOptions {
    let mut options = beneath::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use cap_std::fs::OpenOptionsExt;
        options.mode(if executable { 0o777 } else { 0o666 });
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

#[cfg(test)]
#[cfg(unix)]
mod tests;
