//! What is made, written and removed below a directory.

use std::io::{self, Write};

use cap_std::fs as beneath;

use crate::tree::File;

use super::Dir;
use super::read::reading;

impl Dir {
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
