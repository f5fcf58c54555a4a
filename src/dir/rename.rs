//! What changes its name or its place below a directory.

use std::io::{self, ErrorKind};

use cap_std::fs as beneath;

use super::Dir;

impl Dir {
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
}
