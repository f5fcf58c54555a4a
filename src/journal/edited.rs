//! What stands in the way of undoing a run that has ended long ago.

use std::collections::BTreeSet;
use std::io;

use crate::dir::{Kind, Look};
use crate::path::RelPath;

use super::place::{Place, saved, staged};
use super::plan::{Action, Stamp, Step};
use super::undo::is_as_before;

/// What was edited since the steps were done, and would be lost or be in the way: paths in the
/// project.
pub fn edited(place: &Place, steps: &[Step]) -> io::Result<BTreeSet<String>> {
    let of = |wanted: &dyn Fn(Action) -> bool| -> BTreeSet<&str> {
        steps.iter().filter(|step| wanted(step.action)).map(|step| step.path.as_str()).collect()
    };
    let mut project = Project {
        place,
        placed: BTreeSet::new(),
        created: of(&|action| action == Action::CreateDir),
        removed: of(&|action| action == Action::Remove),
        emptied: of(&|action| matches!(action, Action::RemoveDir { .. })),
        known: of(&|_| true),
    };
    for (number, step) in steps.iter().enumerate() {
        if project.is_placed(number, step)? {
            project.placed.insert(step.path.as_str());
        }
    }
    let mut edited = BTreeSet::new();
    for (number, step) in steps.iter().enumerate() {
        edited.extend(project.edited(number, step)?);
    }
    Ok(edited)
}

/// A project, and what the steps have made of it.
struct Project<'a> {
    place: &'a Place,
    /// The files of the run that are in place.
    placed: BTreeSet<&'a str>,
    created: BTreeSet<&'a str>,
    removed: BTreeSet<&'a str>,
    /// Directories that made room.
    emptied: BTreeSet<&'a str>,
    /// All that the steps are about.
    known: BTreeSet<&'a str>,
}

/// What stands at a path.
enum Found {
    Nothing,
    Something(Look),
    /// Not even the directory: something else is where it should be.
    Blocked(String),
}

impl Project<'_> {
    fn is_placed(&self, number: usize, step: &Step) -> io::Result<bool> {
        let Some(stamp) = step.action.stamp() else { return Ok(false) };
        let replaces = matches!(step.action, Action::Replace { .. });
        Ok(match self.place.dir.look(&staged(number))? {
            Some(found) if found.kind == Kind::Directory => false,
            Some(found) => replaces && Stamp::of(&found) != stamp,
            None => !replaces || self.is_saved(number)?,
        })
    }

    fn is_saved(&self, number: usize) -> io::Result<bool> {
        Ok(self.place.dir.look(&saved(number))?.is_some())
    }

    fn edited(&self, number: usize, Step { action, path }: &Step) -> io::Result<Option<String>> {
        let placed = self.placed.contains(path.as_str());
        let concerned = match action {
            Action::Write { .. } | Action::Replace { .. } if placed => true,
            Action::Write { .. } | Action::Replace { .. } | Action::Remove => {
                self.is_saved(number)?
            }
            Action::RemoveDir { .. } => true,
            Action::CreateDir => return self.stranger(path),
        };
        if !concerned {
            return Ok(None);
        }
        let found = match self.find(path)? {
            Found::Nothing => return Ok(None),
            Found::Blocked(by) => return Ok(Some(by)),
            Found::Something(found) => found,
        };
        let is_dir = found.kind == Kind::Directory;
        let expected = match action {
            Action::RemoveDir { .. } => is_dir || placed,
            Action::Remove if is_dir => self.created.contains(path.as_str()),
            Action::Write { .. } if is_dir => self.emptied.contains(path.as_str()),
            Action::Write { stamp } | Action::Replace { stamp }
                if placed && Stamp::of(&found) == *stamp =>
            {
                true
            }
            // Perhaps between taking the old one away and putting the new one in place.
            _ => is_as_before(self.place, number, path)?,
        };
        Ok((!expected).then(|| path.to_string()))
    }

    fn find(&self, path: &RelPath) -> io::Result<Found> {
        for dir in path.ancestors() {
            match self.place.dir.look(dir)? {
                Some(found) if found.kind == Kind::Directory => {}
                Some(_) if !self.placed.contains(dir) => {
                    return Ok(Found::Blocked(dir.to_owned()));
                }
                _ => return Ok(Found::Nothing),
            }
        }
        let found = self.place.dir.look(path.as_str())?;
        Ok(found.map_or(Found::Nothing, Found::Something))
    }

    /// What would keep a directory from making room for the file that was there before.
    fn stranger(&self, dir: &RelPath) -> io::Result<Option<String>> {
        let found = self.place.look(dir)?;
        if !self.removed.contains(dir.as_str()) || found.is_none_or(|it| it.kind != Kind::Directory)
        {
            return Ok(None);
        }
        let entries = self.place.dir.entries(dir.as_str())?;
        let paths = entries.iter().map(|(name, _)| format!("{dir}/{}", name.to_string_lossy()));
        Ok(paths.into_iter().find(|path| !self.known.contains(path.as_str())))
    }
}
