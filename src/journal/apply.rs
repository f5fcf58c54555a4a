//! The way there. What is taken away is looked at once nobody can reach it by its path any more:
//! if it is not what the change was planned for, it is put back.

use std::io::{self, ErrorKind};

use crate::dir::{Kind, Look};
use crate::source::limits;
use crate::tree::File;

use super::disk;
use super::place::{Place, saved, staged};
use super::plan::{Action, Stamp, Step};

/// What a step was planned for.
#[derive(Debug, Default)]
pub struct Expected {
    /// What stands there.
    pub file: Option<File>,
    /// Its mode, if it is replaced.
    pub mode: Option<u32>,
    /// What it looked like as it was taken away.
    pub taken: Option<Stamp>,
}

/// Does a step; whether all was as expected, else nothing was changed.
pub fn apply(
    place: &Place,
    number: usize,
    step: &Step,
    expected: &mut Expected,
) -> io::Result<bool> {
    let (dir, path) = (&place.dir, step.path.as_str());
    // Once more: the project is not ours alone.
    if !dir.reaches(path)? {
        return Err(ErrorKind::NotADirectory.into());
    }
    match step.action {
        Action::CreateDir => disk::create_dir(dir, path).map(|()| true),
        Action::RemoveDir { .. } => disk::remove_empty_dir(dir, path).map(|()| true),
        Action::Remove => take_away(place, number, step, expected),
        Action::Write { .. } => disk::rename_new(dir, &staged(number), path),
        Action::Replace { stamp } => {
            match dir.look(path)? {
                None => return Ok(false),
                Some(found) if found.kind == Kind::Directory => {
                    return Err(ErrorKind::IsADirectory.into());
                }
                // Whoever undoes this could not tell which is which.
                Some(found) if Stamp::of(&found) == stamp => {}
                Some(_) => match exchange(place, number, step, expected)? {
                    Exchanged::Done => return Ok(true),
                    Exchanged::Edited => return Ok(false),
                    Exchanged::Unknown => {}
                },
            }
            Ok(take_away(place, number, step, expected)?
                && disk::rename_new(dir, &staged(number), path)?)
        }
    }
}

enum Exchanged {
    Done,
    /// And put back.
    Edited,
    /// The file system cannot.
    Unknown,
}

/// At no moment is there no file.
fn exchange(
    place: &Place,
    number: usize,
    step: &Step,
    expected: &mut Expected,
) -> io::Result<Exchanged> {
    let (dir, path, slot) = (&place.dir, step.path.as_str(), staged(number));
    match disk::exchange(dir, &slot, path) {
        Ok(true) => {}
        Ok(false) => return Ok(Exchanged::Unknown),
        // It was removed a moment ago.
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Exchanged::Edited),
        Err(error) => return Err(error),
    }
    if is_expected(place, &slot, expected)? {
        disk::rename(dir, &slot, &saved(number))?;
        return Ok(Exchanged::Done);
    }
    disk::exchange(dir, &slot, path)?;
    Ok(Exchanged::Edited)
}

fn take_away(
    place: &Place,
    number: usize,
    step: &Step,
    expected: &mut Expected,
) -> io::Result<bool> {
    let (dir, path, saved) = (&place.dir, step.path.as_str(), saved(number));
    match dir.look(path)? {
        None => return Ok(step.action == Action::Remove),
        Some(found) if found.kind == Kind::Directory => {
            return Err(ErrorKind::IsADirectory.into());
        }
        Some(_) => disk::rename(dir, path, &saved)?,
    }
    if is_expected(place, &saved, expected)? {
        return Ok(true);
    }
    // If there is another one by now, undoing finds both.
    disk::rename_new(dir, &saved, path)?;
    Ok(false)
}

fn is_expected(place: &Place, path: &str, expected: &mut Expected) -> io::Result<bool> {
    let Some(found) = place.dir.look(path)? else { return Ok(false) };
    expected.taken = Some(Stamp::of(&found));
    let same_mode = expected.mode.is_none_or(|mode| mode == found.mode);
    Ok(same_mode && read(place, path, &found)? == expected.file)
}

/// What `found` is; none if it is neither a file nor a link.
fn read(place: &Place, path: &str, found: &Look) -> io::Result<Option<File>> {
    match found.kind {
        Kind::File | Kind::Link => place.dir.file(path, limits::FILE),
        Kind::Directory | Kind::Special => Ok(None),
    }
}

/// Whether what was taken away is still as it was then: who had it open can have written to it.
pub fn is_untouched(place: &Place, number: usize, expected: &Expected) -> io::Result<bool> {
    let Some(taken) = expected.taken else { return Ok(true) };
    Ok(place.dir.look(&saved(number))?.is_none_or(|found| Stamp::of(&found) == taken))
}
