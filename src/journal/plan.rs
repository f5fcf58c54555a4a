//! What the journal will do, step by step, and the file that says so.

mod draft;

use std::collections::BTreeSet;
use std::time::SystemTime;

use crate::dir::Look;
use crate::path::RelPath;
use crate::tree::File;

pub use draft::draft;

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
    /// Moves a new file out of the journal, where nothing stands.
    Write { stamp: Stamp },
    /// Moves what is there into the journal, and the new file out of it.
    Replace { stamp: Stamp },
}

impl Action {
    /// The stamp of the file that it puts in place.
    pub fn stamp(self) -> Option<Stamp> {
        match self {
            Self::Write { stamp } | Self::Replace { stamp } => Some(stamp),
            Self::Remove | Self::RemoveDir { .. } | Self::CreateDir => None,
        }
    }
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
    pub fn of(look: &Look) -> Self {
        let since = look.modified.duration_since(SystemTime::UNIX_EPOCH);
        Self { modified: since.unwrap_or_default().as_nanos(), len: look.len }
    }
}

/// The directories in which `steps` change something.
pub fn directories(steps: &[Step]) -> BTreeSet<&str> {
    steps.iter().map(|step| step.path.ancestors().last().unwrap_or(".")).collect()
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
        Action::Replace { stamp } => format!("replace {} {} {path}", stamp.modified, stamp.len),
    }
}

/// Reads what [`text`] wrote; nothing if it is something else, or does one thing twice.
pub fn parse(text: &str) -> Option<Vec<Step>> {
    let steps: Vec<Step> = text.lines().map(parse_line).collect::<Option<_>>()?;
    let mut seen = BTreeSet::new();
    let once = steps.iter().all(|step| seen.insert((kind(step.action), &step.path)));
    once.then_some(steps)
}

/// A path is removed and written, or written and removed, at most once each.
fn kind(action: Action) -> u8 {
    match action {
        Action::Remove => 0,
        Action::RemoveDir { .. } => 1,
        Action::CreateDir => 2,
        Action::Write { .. } | Action::Replace { .. } => 3,
    }
}

fn parse_line(line: &str) -> Option<Step> {
    let (word, rest) = line.split_once(' ')?;
    let stamped = || {
        let (modified, rest) = rest.split_once(' ')?;
        let (len, path) = rest.split_once(' ')?;
        let stamp = Stamp { modified: modified.parse().ok()?, len: len.parse().ok()? };
        Some((stamp, path))
    };
    let (action, path) = match word {
        "remove" => (Action::Remove, rest),
        "mkdir" => (Action::CreateDir, rest),
        "rmdir" => {
            let (mode, path) = rest.split_once(' ')?;
            let mode = u32::from_str_radix(mode, 8).ok()?;
            (Action::RemoveDir { mode: mode & 0o777 }, path)
        }
        "write" => {
            let (stamp, path) = stamped()?;
            (Action::Write { stamp }, path)
        }
        "replace" => {
            let (stamp, path) = stamped()?;
            (Action::Replace { stamp }, path)
        }
        _ => return None,
    };
    Some(Step { action, path: RelPath::new(path).ok()? })
}
