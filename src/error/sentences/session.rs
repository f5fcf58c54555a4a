//! What keeps a command from working on a project.

use std::fmt;

use super::super::{Error, JournalFault};

impl fmt::Display for JournalFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tracked => "it came with the repository",
            Self::Owner => "another user owns it",
            Self::Damaged => "it holds what no update leaves",
        })
    }
}

/// One that is about opening or changing a project.
pub fn sentence(f: &mut fmt::Formatter<'_>, error: &Error) -> fmt::Result {
    match error {
        Error::Busy(path) => {
            write!(f, "another run of scaffold works on `{}`", path.display())
        }
        Error::Interfered(paths) => {
            f.write_str("files were edited after an update was interrupted in the middle:")?;
            paths.iter().try_for_each(|path| write!(f, "\n  {}", path.display()))
        }
        Error::Edited(path) => {
            write!(f, "`{}` was edited while it was being updated", path.display())
        }
        Error::Journal { path, fault } => {
            write!(f, "`{}` is no interrupted update of yours: {fault}", path.display())
        }
        Error::HalfUpdated(path) => {
            write!(f, "an update of `{}` was interrupted in the middle", path.display())
        }
        Error::ProjectsBelow(_) => f.write_str("`.` is no project of scaffold"),
        Error::NotOwn(path) => {
            write!(f, "the project at `{}` belongs to another user", path.display())
        }
        Error::NoLocks(path) => {
            write!(f, "`{}` cannot be locked: its file system has no locks", path.display())
        }
        _ => Ok(()),
    }
}
