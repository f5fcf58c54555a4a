//! The directories above a target that is not there.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The directories that were made for the target; those that are empty in the end go.
#[derive(Debug, Default)]
pub struct Above(Vec<PathBuf>);

impl Above {
    /// Makes the directories above `target` that are missing.
    pub fn make(target: &Path) -> Result<Self> {
        let missing: Vec<&Path> =
            target.ancestors().skip(1).take_while(|dir| !is_dir(dir)).collect();
        let mut made = Self::default();
        for dir in missing.into_iter().rev() {
            match fs::create_dir(dir) {
                Ok(()) => made.0.push(dir.to_owned()),
                // Another run makes it, too.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(Error::io("write to", parent(dir))(error)),
            }
        }
        Ok(made)
    }
}

impl Drop for Above {
    fn drop(&mut self) {
        self.0.iter().rev().for_each(|dir| drop(fs::remove_dir(dir)));
    }
}

fn is_dir(path: &Path) -> bool {
    path == Path::new("") || path.is_dir()
}

/// The directory that holds `target`.
pub fn parent(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if parent != Path::new("") => parent,
        // The root holds itself; and a name alone is one of the current directory.
        _ => Path::new(if target.has_root() { "/" } else { "." }),
    }
}
