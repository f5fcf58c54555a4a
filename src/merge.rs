//! stub
#![allow(missing_docs)]
use crate::path::RelPath;
use crate::template::Rendering;
use crate::tree::{File, Tree};
use std::collections::BTreeMap;
pub mod lines;
mod requirements;
pub struct Sides<'a> {
    pub last: &'a Rendering,
    pub yours: &'a Tree,
    pub new: &'a Rendering,
    pub label: &'a str,
}
pub fn merge(_: &Sides) -> Merge {
    Merge::default()
}
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merge {
    pub changes: Vec<Change>,
    pub edits: BTreeMap<RelPath, Option<File>>,
}
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub path: RelPath,
    pub from: Option<RelPath>,
    pub kind: Kind,
}
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Added,
    Updated,
    Merged,
    Removed,
    Renamed,
    StaysDeleted,
    Conflict(Conflict),
}
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub kind: ConflictKind,
    pub stages: [Option<File>; 3],
}
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConflictKind {
    Lines,
    Removed,
    Whole { beside: RelPath },
    Blocked { by: RelPath },
}
impl Merge {
    pub fn conflicts(&self) -> impl Iterator<Item = (&RelPath, &Conflict)> {
        self.changes.iter().filter_map(|c| match &c.kind {
            Kind::Conflict(conflict) => Some((&c.path, conflict)),
            _ => None,
        })
    }
}
