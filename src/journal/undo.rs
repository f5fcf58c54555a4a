//! The way back, from whatever state a run was ended in. It can be killed, too, and go on later;
//! and it never touches what somebody has edited since.
//!
//! Where the files of a step are says what was done of it:
//!
//! | new    | old   | at the path |                                             |
//! |--------|-------|-------------|---------------------------------------------|
//! | staged | –     | as it was   | nothing                                     |
//! | other  | –     | placed      | exchanged: the other is what was there      |
//! | staged | saved | –           | taken away                                  |
//! | –      | saved | placed      | all of it                                   |
//! | –      | –     | placed      | all of it, where there was nothing          |
//! | –      | –     | as it was   | undone, or put back by somebody             |
//! | a dir  |       |             | undone, after somebody had removed it       |

use std::io;
use std::path::PathBuf;

use crate::dir::{Kind, Look};
use crate::error::{Error, Result};
use crate::path::RelPath;
use crate::source::limits;

use super::disk;
use super::place::{DIR, Place, saved, staged};
use super::plan::{Action, Stamp, Step};

/// Undoes `steps`, however many of them were done. Gives back what stays as it is, because it is
/// not what they have left there.
pub fn undo(place: &Place, steps: &[Step]) -> Result<Vec<PathBuf>> {
    let mut kept = Vec::new();
    for (number, step) in steps.iter().enumerate().rev() {
        let undone = undo_step(place, number, step);
        if !undone.map_err(Error::io("restore", place.at(&step.path)))? {
            kept.push(place.at(&step.path));
        }
    }
    kept.reverse();
    Ok(kept)
}

/// Whether it is as it was before.
fn undo_step(place: &Place, number: usize, step: &Step) -> io::Result<bool> {
    match step.action {
        Action::CreateDir => {
            if place.look(&step.path)?.is_some_and(|found| found.kind == Kind::Directory) {
                disk::remove_empty_dir(&place.dir, step.path.as_str())?;
            }
            Ok(true)
        }
        Action::RemoveDir { mode } => put_back_dir(place, &step.path, mode),
        Action::Remove => put_back(place, number, &step.path),
        Action::Write { stamp } => {
            Ok(take_back(place, number, &step.path, stamp)? && put_back(place, number, &step.path)?)
        }
        Action::Replace { stamp } => {
            let (slot, old) = (staged(number), saved(number));
            let waits = place.dir.look(&slot)?;
            let is_saved = place.dir.look(&old)?.is_some();
            let is_other =
                |found: &Look| found.kind != Kind::Directory && Stamp::of(found) != stamp;
            if waits.as_ref().is_some_and(is_other) && !is_saved {
                disk::rename(&place.dir, &slot, &old)?;
            } else if waits.is_none() && !is_saved {
                return Ok(true);
            }
            Ok(take_back(place, number, &step.path, stamp)? && put_back(place, number, &step.path)?)
        }
    }
}

/// Complete before it is seen.
fn put_back_dir(place: &Place, path: &RelPath, mode: u32) -> io::Result<bool> {
    if !make_way(place, path)? {
        return Ok(false);
    }
    if let Some(found) = place.look(path)? {
        return Ok(found.kind == Kind::Directory);
    }
    if place.dir.look(DIR)?.is_none() {
        disk::create_dir(&place.dir, DIR)?;
    }
    disk::set_mode(&place.dir, DIR, mode)?;
    disk::rename_new(&place.dir, DIR, path.as_str())
}

/// Takes back what was put in place, unless it is something else by now.
fn take_back(place: &Place, number: usize, path: &RelPath, stamp: Stamp) -> io::Result<bool> {
    let (dir, slot) = (&place.dir, staged(number));
    match dir.look(&slot)? {
        Some(found) if Stamp::of(&found) == stamp || found.kind == Kind::Directory => {
            return Ok(true);
        }
        // It came out in the place of ours, and there was no time left to put it back.
        Some(_) => {
            disk::rename_new(dir, &slot, path.as_str())?;
            return Ok(false);
        }
        None => {}
    }
    let Some(found) = place.look(path)? else {
        // Somebody removed it. A directory says so from here on, or the next try would take what
        // is put back now for it.
        return disk::create_dir(dir, &slot).map(|()| true);
    };
    if Stamp::of(&found) != stamp || found.kind == Kind::Directory {
        return is_as_before(place, number, path);
    }
    disk::rename(dir, path.as_str(), &slot)?;
    if dir.look(&slot)?.is_some_and(|found| Stamp::of(&found) == stamp) {
        return Ok(true);
    }
    disk::rename_new(dir, &slot, path.as_str())?;
    Ok(false)
}

/// Puts what was taken away back where it was, unless something else is there by now.
fn put_back(place: &Place, number: usize, path: &RelPath) -> io::Result<bool> {
    let (dir, saved) = (&place.dir, saved(number));
    if dir.look(&saved)?.is_none() {
        return Ok(true);
    }
    if !make_way(place, path)? {
        // It must not be thrown away; the next run finds it again.
        return Err(io::ErrorKind::NotADirectory.into());
    }
    if place.look(path)?.is_none() && disk::rename_new(dir, &saved, path.as_str())? {
        return Ok(true);
    }
    let as_before = is_as_before(place, number, path)?;
    if as_before {
        disk::remove_file(dir, &saved)?;
    }
    Ok(as_before)
}

/// Makes the directories above `path` that are missing; whether something else is in the way.
fn make_way(place: &Place, path: &RelPath) -> io::Result<bool> {
    for above in path.ancestors() {
        match place.dir.look(above)? {
            Some(found) if found.kind == Kind::Directory => {}
            Some(_) => return Ok(false),
            None => disk::create_dir(&place.dir, above)?,
        }
    }
    Ok(true)
}

/// Whether what stands at `path` is what was there before: git can have put it back.
pub fn is_as_before(place: &Place, number: usize, path: &RelPath) -> io::Result<bool> {
    let read = |path: &str| match place.dir.look(path)? {
        Some(found) if matches!(found.kind, Kind::File | Kind::Link) => {
            place.dir.file(path, limits::FILE)
        }
        _ => Ok(None),
    };
    let before = read(&saved(number))?;
    Ok(before.is_some() && place.dir.reaches(path.as_str())? && read(path.as_str())? == before)
}
