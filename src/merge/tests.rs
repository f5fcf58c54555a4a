//! Every row of the table, as trees before and after.
//!
//! A file is written as its text; `*` before it makes it executable, `->` a link. A path may name
//! the template's file behind `<`, which is one of the same name otherwise.

mod blocked;
mod contents;
mod laws;
mod renames;
mod rows;

use std::collections::BTreeMap;

use super::{ConflictKind, Kind, Merge, Sides, merge};
use crate::path::RelPath;
use crate::template::Rendering;
use crate::tree::{File, Tree};

type Files<'a> = &'a [(&'a str, &'a str)];

fn path(text: &str) -> RelPath {
    RelPath::new(text).unwrap()
}

fn file(text: &str) -> File {
    if let Some(target) = text.strip_prefix("->") {
        return File::Link { target: target.to_owned() };
    }
    let bytes = text.trim_start_matches('*').to_owned().into();
    File::Regular { bytes, executable: text.starts_with('*') }
}

fn rendering(files: Files<'_>) -> Rendering {
    let mut rendering = Rendering::default();
    for (name, text) in files {
        let (output, source) = name.split_once('<').unwrap_or((name, name));
        rendering.tree.insert(path(output), file(text)).unwrap();
        rendering.sources.insert(path(output), path(source));
    }
    rendering
}

/// A project after an update.
fn apply(merge: &Merge, yours: &Tree) -> Tree {
    let mut files: BTreeMap<RelPath, File> = yours.clone().into_iter().collect();
    for (path, file) in &merge.edits {
        match file {
            Some(file) => drop(files.insert(path.clone(), file.clone())),
            None => drop(files.remove(path).expect("what is removed was there")),
        }
    }
    let mut tree = Tree::default();
    files.into_iter().for_each(|(path, file)| tree.insert(path, file).unwrap());
    tree
}

fn told(merge: &Merge) -> Vec<String> {
    let changes = merge.changes.iter().map(|change| {
        let word = match &change.kind {
            Kind::Added => "added".to_owned(),
            Kind::Updated => "updated".to_owned(),
            Kind::Merged => "merged".to_owned(),
            Kind::Removed => "removed".to_owned(),
            Kind::Renamed => "renamed".to_owned(),
            Kind::StaysDeleted => "stays deleted".to_owned(),
            Kind::Conflict(conflict) => match &conflict.kind {
                ConflictKind::Lines => "conflict".to_owned(),
                ConflictKind::Removed => "conflict, removed".to_owned(),
                ConflictKind::Whole { beside } => format!("conflict, new is {beside}"),
                ConflictKind::Blocked { by } => format!("conflict, blocked by {by}"),
            },
        };
        match &change.from {
            Some(from) => format!("{from} > {}: {word}", change.path),
            None => format!("{}: {word}", change.path),
        }
    });
    changes.collect()
}

/// What is told of an update from `last` to `new`, and what the project is afterwards. A second
/// update finds nothing to do.
#[track_caller]
fn updates(sides: [Files<'_>; 3], expected: &[&str], after: Files<'_>) -> Merge {
    let [last, yours, new] = sides.map(rendering);
    let label = "t 2.0.0";
    let merged = merge(&Sides { last: &last, yours: &yours.tree, new: &new, label });
    assert_eq!(told(&merged), expected);
    let project = apply(&merged, &yours.tree);
    assert_eq!(project, rendering(after).tree);
    let again = merge(&Sides { last: &new, yours: &project, new: &new, label });
    assert_eq!(again, Merge::default(), "a second update does something");
    merged
}
