//! What keeps a command from working on a project, and what to do about it.

use super::super::{Error, JournalFault};
use crate::words::Names;

/// For one that is about opening or changing a project.
pub fn hint(error: &Error) -> Option<String> {
    match error {
        Error::Busy(_) => Some("wait until it is done".to_owned()),
    Error::Interfered(_) => Some(
            "to undo the update, move your versions away and run `scaffold update`; to keep all as it is now, remove `.scaffold/journal`"
                .to_owned(),
        ),
        Error::Edited(_) => {
            Some("your edit is kept, and the update is undone: run it again".to_owned())
        }
        Error::Journal { fault: JournalFault::Tracked, .. } => Some(
            "take it out of the repository, and do not trust what else is in it: `git rm -r .scaffold/journal`"
                .to_owned(),
        ),
        Error::Journal { path, .. } => Some(format!(
            "remove `{}` to go on with the files as they are",
            path.display()
        )),
        Error::HalfUpdated(_) => Some("run `scaffold update`, which undoes it first".to_owned()),
        Error::ProjectsBelow(below) => {
            Some(format!("there are projects below, run it in one of them: {}", Names(below)))
        }
        Error::NotOwn(_) => {
            Some("if you trust it, run again in that directory itself".to_owned())
        }
        Error::NoLocks(_) => Some(
            "work on it on a local disk, or mount the file system with locks (`nolock` and `local_lock` are options of NFS)"
                .to_owned(),
        ),
        _ => None,
    }
}
