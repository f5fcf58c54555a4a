//! Whether a journal is one that a run of ours has left: a repository can hold what it likes under
//! its name.

use std::io;
use std::path::Path;

use crate::dir::{self, Kind, Look};
use crate::error::{Error, JournalFault, Result};
use crate::git;

use super::place::{JOURNAL, PARTS, PLAN, Place};

/// Whether there is a journal of ours.
///
/// # Errors
/// [`Error::Journal`] if there is one that is not to be trusted.
pub fn check(place: &Place) -> Result<bool> {
    let look = |path: &str| place.dir.look(path).map_err(Error::io("read", place.dir.at(path)));
    // Behind a link there is none; the record is not read there, either.
    if !place.dir.reaches(JOURNAL).map_err(Error::io("read", place.dir.at(JOURNAL)))? {
        return Ok(false);
    }
    // One after the other: nothing is looked for behind a link.
    for (path, kind) in [
        (JOURNAL, Kind::Directory),
        (PARTS[0], Kind::Directory),
        (PARTS[1], Kind::Directory),
        (PLAN, Kind::File),
    ] {
        match look(path)? {
            None if path == JOURNAL => return Ok(false),
            Some(found) if found.kind != kind => return Err(place.refused(JournalFault::Damaged)),
            Some(found) if !is_ours(&found) => return Err(place.refused(JournalFault::Owner)),
            _ => {}
        }
    }
    let old = PARTS[1];
    if !holds_files(place, old).map_err(Error::io("read", place.dir.at(old)))? {
        return Err(place.refused(JournalFault::Damaged));
    }
    if git::tracks(place.dir.path(), JOURNAL)? {
        return Err(place.refused(JournalFault::Tracked));
    }
    Ok(true)
}

/// Whether it belongs to the user who runs us.
fn is_ours(found: &Look) -> bool {
    found.owner == dir::user()
}

/// Whether all in a part of the journal is what a step can have put there.
fn holds_files(place: &Place, part: &str) -> io::Result<bool> {
    match place.dir.entries(part) {
        Ok(entries) => Ok(entries.iter().all(|(_, kind)| matches!(kind, Kind::File | Kind::Link))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// Whether the project at `root` belongs, with its record and its journal, to the user who runs us.
#[must_use]
pub fn is_own(root: &Path) -> bool {
    let look = |path: &Path| dir::Dir::open(path).and_then(|dir| dir.look("."));
    let scaffold = root.join(crate::record::DIRECTORY);
    [root, &scaffold]
        .iter()
        .all(|path| look(path).is_ok_and(|it| it.is_some_and(|it| is_ours(&it))))
}
