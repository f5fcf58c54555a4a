//! What the journal will do, step by step, and the file that says so.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::SystemTime;

use crate::error::{Error, Result};
use crate::path::RelPath;
use crate::tree::File;

use super::disk;

/// Files to write, or nothing to remove what is there.
pub type Edits = [(RelPath, Option<File>)];

/// One line of a plan. Its number names its files in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub action: Action,
    pub path: RelPath,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Moves a file or link into the journal.
    Remove,
    /// Removes a directory if it is empty.
    RemoveDir { mode: u32 },
    /// Creates a directory.
    CreateDir,
    /// Moves what is there into the journal, and the new file out of it.
    Write { stamp: Stamp },
}

/// Tells a file that was put in place from one that somebody has edited since. It is compared
/// for equality and never with a clock, so neither a coarse clock nor a changed one matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// Nanoseconds since 1970.
    modified: u128,
    len: u64,
}

impl Stamp {
    /// Moving a file changes none of it. A link has a stamp of its own.
    pub fn of(metadata: &fs::Metadata) -> io::Result<Self> {
        let since = metadata.modified()?.duration_since(SystemTime::UNIX_EPOCH);
        Ok(Self { modified: since.unwrap_or_default().as_nanos(), len: metadata.len() })
    }
}

/// The steps that turn the project at `root` into what `edits` want; nothing is staged yet.
///
/// Removals come first, so that a file can take the place of a directory, and `readme` that of
/// `README` where both are one name.
///
/// # Errors
/// Something stands in the way: a link or file where a directory is needed, a directory that
/// holds something where a file is wanted.
pub fn draft(root: &Path, edits: &Edits) -> Result<Vec<Step>> {
    let mut draft = Draft { root, removed: BTreeSet::new(), dirs: BTreeMap::new() };
    let removals = edits.iter().filter(|(_, file)| file.is_none());
    for (path, _) in removals {
        draft.remove(path).map_err(Error::io("remove", root.join(path.as_str())))?;
    }
    let writes: Vec<&RelPath> =
        edits.iter().filter(|(_, file)| file.is_some()).map(|(path, _)| path).collect();
    for path in &writes {
        let ancestors: Vec<&str> = path.ancestors().collect();
        draft.dirs.retain(|dir, _| !ancestors.contains(&dir.as_str()));
        draft.clear(path).map_err(Error::io("write", root.join(path.as_str())))?;
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
    // The journal itself needs this one, and takes it away again.
    let mut created = BTreeSet::from([rel(".scaffold")]);
    for path in writes {
        let missing = draft.missing(path, &mut created);
        let missing = missing.map_err(Error::io("write", root.join(path.as_str())))?;
        steps.extend(missing.into_iter().map(|path| Step { action: Action::CreateDir, path }));
        let action = Action::Write { stamp: Stamp::default() };
        steps.push(Step { action, path: path.clone() });
    }
    Ok(steps)
}

struct Draft<'a> {
    root: &'a Path,
    removed: BTreeSet<RelPath>,
    /// Directories to remove, if they are empty then, with their modes.
    dirs: BTreeMap<RelPath, u32>,
}

impl Draft<'_> {
    fn remove(&mut self, path: &RelPath) -> io::Result<()> {
        let mut dirs = Vec::new();
        for dir in path.ancestors() {
            let Some(metadata) = disk::look(&self.root.join(dir))? else { return Ok(()) };
            if !metadata.is_dir() {
                return Err(ErrorKind::NotADirectory.into());
            }
            dirs.push((rel(dir), disk::mode(&metadata)));
        }
        let Some(metadata) = disk::look(&self.root.join(path.as_str()))? else { return Ok(()) };
        if metadata.is_dir() {
            return Err(ErrorKind::IsADirectory.into());
        }
        self.removed.insert(path.clone());
        self.dirs.extend(dirs);
        Ok(())
    }

    /// A directory can make room for a file if it holds none but those that are removed.
    fn clear(&mut self, path: &RelPath) -> io::Result<()> {
        let place = self.root.join(path.as_str());
        let Some(metadata) = disk::look(&place)? else { return Ok(()) };
        if !metadata.is_dir() {
            return Ok(());
        }
        for entry in fs::read_dir(place)? {
            let name = entry?.file_name();
            let below = name.to_str().and_then(|name| RelPath::new(&format!("{path}/{name}")).ok());
            let below = below.ok_or(ErrorKind::IsADirectory)?;
            if self.removed.contains(&below) {
                continue;
            }
            match disk::look(&self.root.join(below.as_str()))? {
                Some(metadata) if !metadata.is_dir() => return Err(ErrorKind::IsADirectory.into()),
                _ => self.clear(&below)?,
            }
        }
        self.dirs.insert(path.clone(), disk::mode(&metadata));
        Ok(())
    }

    /// The directories that a file at `path` needs.
    fn missing(&self, path: &RelPath, created: &mut BTreeSet<RelPath>) -> io::Result<Vec<RelPath>> {
        let mut missing = Vec::new();
        for dir in path.ancestors() {
            let place = self.root.join(dir);
            let dir = rel(dir);
            if created.contains(&dir) {
                continue;
            }
            let there = disk::look(&place)?.filter(|_| !self.removed.contains(&dir));
            match there {
                Some(metadata) if metadata.is_dir() => {}
                Some(_) => return Err(ErrorKind::NotADirectory.into()),
                None => {
                    created.insert(dir.clone());
                    missing.push(dir);
                }
            }
        }
        Ok(missing)
    }
}

fn rel(dir: &str) -> RelPath {
    RelPath::new(dir).expect("an ancestor of a path is a path")
}

/// The text of the file `plan`: a line for each step, its path last.
pub fn text(steps: &[Step]) -> String {
    steps.iter().map(|step| line(step) + "\n").collect()
}

fn line(Step { action, path }: &Step) -> String {
    match action {
        Action::Remove => format!("remove {path}"),
        Action::RemoveDir { mode } => format!("rmdir {mode:o} {path}"),
        Action::CreateDir => format!("mkdir {path}"),
        Action::Write { stamp } => format!("write {} {} {path}", stamp.modified, stamp.len),
    }
}

/// Reads what [`text`] wrote; nothing if it is something else.
pub fn parse(text: &str) -> Option<Vec<Step>> {
    text.lines().map(parse_line).collect()
}

fn parse_line(line: &str) -> Option<Step> {
    let (word, rest) = line.split_once(' ')?;
    let (action, path) = match word {
        "remove" => (Action::Remove, rest),
        "mkdir" => (Action::CreateDir, rest),
        "rmdir" => {
            let (mode, path) = rest.split_once(' ')?;
            (Action::RemoveDir { mode: u32::from_str_radix(mode, 8).ok()? }, path)
        }
        "write" => {
            let (modified, rest) = rest.split_once(' ')?;
            let (len, path) = rest.split_once(' ')?;
            let stamp = Stamp { modified: modified.parse().ok()?, len: len.parse().ok()? };
            (Action::Write { stamp }, path)
        }
        _ => return None,
    };
    Some(Step { action, path: RelPath::new(path).ok()? })
}
