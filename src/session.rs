//! What a command opens first that works on a project: nobody else changes it meanwhile, and what
//! an interrupted update has left there is undone, or at least said.

use std::path::PathBuf;

use crate::error::Result;
use crate::journal::{self, Lock, Watch};
use crate::project::Project;
use crate::report;

/// A project that a command works on.
#[derive(Debug)]
pub struct Session {
    /// Its directory.
    pub root: PathBuf,
    /// What became of an interrupted update.
    pub interrupted: Interrupted,
    hold: Hold,
}

/// What became of an update that was interrupted in the middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interrupted {
    /// There was none.
    No,
    /// It is undone.
    Undone,
    /// Who only looks has left it as it is.
    Waits,
}

#[derive(Debug)]
enum Hold {
    Change(Lock),
    Look { _watch: Watch },
}

impl Session {
    /// Opens the project at `root` to change it: an interrupted update is undone, here and nowhere
    /// else.
    ///
    /// # Errors
    /// Another run at work on it; an interrupted update that cannot be undone.
    pub fn change(root: PathBuf) -> Result<Self> {
        let lock = journal::lock(&root)?;
        let undone = journal::recover(&lock)?;
        if undone {
            report::note("note: an update that was interrupted is undone");
        }
        let interrupted = if undone { Interrupted::Undone } else { Interrupted::No };
        Ok(Self { root, interrupted, hold: Hold::Change(lock) })
    }

    /// Opens the project at `root` to look at it, and changes nothing.
    ///
    /// # Errors
    /// Another run at work on it; a journal that is none of ours.
    pub fn look(root: PathBuf) -> Result<Self> {
        let watch = journal::watch(&root)?;
        let waits = journal::is_interrupted(&root)?;
        if waits {
            report::note(WAITS);
        }
        let interrupted = if waits { Interrupted::Waits } else { Interrupted::No };
        Ok(Self { root, interrupted, hold: Hold::Look { _watch: watch } })
    }

    /// What the project may be changed by; nothing for who only looks.
    #[must_use]
    pub fn lock(&self) -> Option<&Lock> {
        match &self.hold {
            Hold::Change(lock) => Some(lock),
            Hold::Look { .. } => None,
        }
    }

    /// The project, by its record.
    ///
    /// # Errors
    /// As [`Project::open`].
    pub fn project(&self) -> Result<Project> {
        Project::open(self.root.clone())
    }
}

/// What is said where an interrupted update is left as it is.
pub const WAITS: &str = "note: an update was interrupted in the middle, and the project is as it \
                         left it: `scaffold update` undoes it first";
