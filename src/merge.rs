//! The last rendering, the project and a new rendering become one: what an update does.
//!
//! ```text
//! Sides → follow (which file is which) → table (one row a file) → content → Merge
//! ```

mod content;
mod endings;
mod follow;
pub mod lines;
mod plan;
mod requirements;
mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::path::RelPath;
use crate::template::Rendering;
use crate::tree::{File, Tree};

use plan::Plan;

/// Three sides of an update.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a> {
    /// What the template wrote last.
    pub last: &'a Rendering,
    /// The project as it is: what stands at the paths of the renderings, or in their way.
    pub yours: &'a Tree,
    /// What the template writes now.
    pub new: &'a Rendering,
    /// Names the new side in markers, as `python-service 0.2.0`.
    pub label: &'a str,
}

/// What comes of three sides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merge {
    /// What there is to tell, sorted by path. Files that stay as they are are not listed.
    pub changes: Vec<Change>,
    /// What to do on disk: a file to write, or nothing to remove the one that is there. What is
    /// removed may be in the way of what is written.
    pub edits: BTreeMap<RelPath, Option<File>>,
}

/// What becomes of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where it is now.
    pub path: RelPath,
    /// Where it was, if it was elsewhere.
    pub from: Option<RelPath>,
    /// What happens to it.
    pub kind: Kind,
}

/// What happens to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The template has it anew.
    Added,
    /// The template has changed it, the team has not.
    Updated,
    /// Both have changed it, and both changes are in it.
    Merged,
    /// The template has it no more, and the team had not changed it.
    Removed,
    /// The template has it elsewhere, perhaps changed, and the team had not changed it.
    Renamed,
    /// The template has changed it, but the team has removed it: nothing is done.
    StaysDeleted,
    /// People must decide.
    Conflict(Conflict),
}

/// What the template and the team cannot both have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What it is about.
    pub kind: ConflictKind,
    /// The last, the team's and the new file, as git's index keeps them until a conflict is
    /// resolved. None at all where it cannot say what the conflict is.
    pub stages: [Option<File>; 3],
}

/// What a conflict is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConflictKind {
    /// Lines; the file has both versions of them between markers.
    Lines,
    /// The template has the file no more, the team has changed it: it is kept.
    Removed,
    /// A file that has no lines: the team's is kept.
    Whole {
        /// Where the new one is.
        beside: RelPath,
    },
    /// A file where a directory is needed, or the other way round: nothing is written.
    Blocked {
        /// The team's file that is in the way.
        by: RelPath,
    },
}

impl Merge {
    /// What people must decide, by path.
    pub fn conflicts(&self) -> impl Iterator<Item = (&RelPath, &Conflict)> {
        self.changes.iter().filter_map(|change| match &change.kind {
            Kind::Conflict(conflict) => Some((&change.path, conflict)),
            _ => None,
        })
    }
}

/// Merges three sides. Whatever the team has changed is in the result, or in a conflict.
#[must_use]
pub fn merge(sides: &Sides<'_>) -> Merge {
    let mut blocked = BTreeMap::new();
    loop {
        let plan = Plan::new(sides, &blocked);
        // A file that cannot be written stays where it is, and may be in the way of others.
        let obstacles = plan.obstacles();
        if obstacles.is_empty() {
            return plan.into_merge();
        }
        let known = blocked.len();
        blocked.extend(obstacles);
        assert!(known < blocked.len(), "what is known to be blocked is not written");
    }
}
