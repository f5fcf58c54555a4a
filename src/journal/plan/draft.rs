//! From files that shall be there to steps that can be undone.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};

use crate::dir::{Dir, Kind};
use crate::error::{Error, Result};
use crate::path::{RelPath, folded};

use super::{Action, Edits, Stamp, Step};

/// The steps that turn the project in `dir` into what `edits` want; nothing is staged yet.
///
/// Removals come first, so that a file can take the place of a directory, and `readme` that of
/// `README` where both are one name.
///
/// # Errors
/// Something stands in the way: a link or file where a directory is needed, a directory that
/// holds something where a file is wanted.
pub fn draft(dir: &Dir, edits: &Edits) -> Result<Vec<Step>> {
    let mut draft = Draft { dir, removed: BTreeSet::new(), dirs: BTreeMap::new() };
    let at = |path: &RelPath| dir.at(path.as_str());
    let removals = edits.iter().filter(|(_, file)| file.is_none());
    for (path, _) in removals {
        draft.remove(path).map_err(Error::io("remove", at(path)))?;
    }
    let writes: Vec<&RelPath> =
        edits.iter().filter(|(_, file)| file.is_some()).map(|(path, _)| path).collect();
    for path in &writes {
        let ancestors: Vec<&str> = path.ancestors().collect();
        draft.dirs.retain(|dir, _| !ancestors.contains(&dir.as_str()));
        draft.clear(path).map_err(Error::io("write", at(path)))?;
    }
    let mut steps: Vec<Step> = draft
        .removed
        .iter()
        .map(|path| Step { action: Action::Remove, path: path.clone() })
        .collect();
    // The deepest first.
    steps.extend(draft.dirs.iter().rev().map(|(path, mode)| Step {
        action: Action::RemoveDir { mode: *mode },
        path: path.clone(),
    }));
    let gone: BTreeSet<String> = draft.removed.iter().map(|path| folded(path.as_str())).collect();
    // The journal itself needs this one, and takes it away again.
    let mut created = BTreeSet::from([rel(".scaffold")]);
    for path in writes {
        let missing = draft.missing(path, &mut created).map_err(Error::io("write", at(path)))?;
        let is_new = !missing.is_empty() || gone.contains(&folded(path.as_str()));
        steps.extend(missing.into_iter().map(|path| Step { action: Action::CreateDir, path }));
        let action = draft.write(path, is_new).map_err(Error::io("write", at(path)))?;
        steps.push(Step { action, path: path.clone() });
    }
    Ok(steps)
}

struct Draft<'a> {
    dir: &'a Dir,
    removed: BTreeSet<RelPath>,
    /// Directories to remove, if they are empty then, with their modes.
    dirs: BTreeMap<RelPath, u32>,
}

impl Draft<'_> {
    fn remove(&mut self, path: &RelPath) -> io::Result<()> {
        let mut dirs = Vec::new();
        for dir in path.ancestors() {
            let Some(found) = self.dir.look(dir)? else { return Ok(()) };
            if found.kind != Kind::Directory {
                return Err(ErrorKind::NotADirectory.into());
            }
            dirs.push((rel(dir), found.mode));
        }
        let Some(found) = self.dir.look(path.as_str())? else { return Ok(()) };
        if found.kind == Kind::Directory {
            return Err(ErrorKind::IsADirectory.into());
        }
        self.removed.insert(path.clone());
        self.dirs.extend(dirs);
        Ok(())
    }

    /// A directory can make room for a file if it holds none but those that are removed.
    fn clear(&mut self, path: &RelPath) -> io::Result<()> {
        let Some(found) = self.dir.look(path.as_str())? else { return Ok(()) };
        if found.kind != Kind::Directory {
            return Ok(());
        }
        for (name, kind) in self.dir.entries(path.as_str())? {
            let below = name.to_str().and_then(|name| RelPath::new(&format!("{path}/{name}")).ok());
            let below = below.ok_or(ErrorKind::IsADirectory)?;
            if self.removed.contains(&below) {
                continue;
            }
            if kind != Kind::Directory {
                return Err(ErrorKind::IsADirectory.into());
            }
            self.clear(&below)?;
        }
        self.dirs.insert(path.clone(), found.mode);
        Ok(())
    }

    /// The directories that a file at `path` needs.
    fn missing(&self, path: &RelPath, created: &mut BTreeSet<RelPath>) -> io::Result<Vec<RelPath>> {
        let mut missing = Vec::new();
        for dir in path.ancestors() {
            let rel = rel(dir);
            if created.contains(&rel) {
                continue;
            }
            match self.dir.look(dir)?.filter(|_| !self.removed.contains(&rel)) {
                Some(found) if found.kind == Kind::Directory => {}
                Some(_) => return Err(ErrorKind::NotADirectory.into()),
                None => {
                    created.insert(rel.clone());
                    missing.push(rel);
                }
            }
        }
        Ok(missing)
    }

    fn write(&self, path: &RelPath, is_new: bool) -> io::Result<Action> {
        let stamp = Stamp::default();
        let there = if is_new { None } else { self.dir.look(path.as_str())? };
        // A directory that is there is one that makes room.
        let replaces = there.is_some_and(|found| found.kind != Kind::Directory);
        Ok(if replaces { Action::Replace { stamp } } else { Action::Write { stamp } })
    }
}

fn rel(dir: &str) -> RelPath {
    RelPath::new(dir).expect("an ancestor of a path is a path")
}
