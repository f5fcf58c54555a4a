//! Which file of the last rendering is which of the new one.
//!
//! A rename is known, never guessed: one file of the template wrote one file then and writes one
//! now, elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::path::RelPath;
use crate::template::Rendering;
use crate::tree::{File, Tree};

use super::Sides;
use super::endings::Alike;

/// A file through all sides.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Where the new rendering has it, or the last one if the new one does not.
    pub path: &'a RelPath,
    /// Where the last rendering has it, if elsewhere.
    pub renamed: Option<&'a RelPath>,
    /// Where the team has it.
    pub at: &'a RelPath,
    /// As the template wrote it last.
    pub last: Option<&'a File>,
    /// As the team has it.
    pub yours: Option<&'a File>,
    /// As the template writes it now.
    pub new: Option<&'a File>,
}

/// Renamed files: from where by whereto.
type Renames<'a> = BTreeMap<&'a RelPath, &'a RelPath>;

/// Every file that either rendering has.
pub fn subjects<'a>(sides: &Sides<'a>) -> Vec<Subject<'a>> {
    let (last, new) = (&sides.last.tree, &sides.new.tree);
    let renames = possible(sides);
    let moved: BTreeSet<&RelPath> = renames.values().copied().collect();
    let paths: BTreeSet<&RelPath> = last.iter().chain(new).map(|(path, _)| path).collect();
    let followed = renames.iter().map(|(to, from)| renamed(sides, from, to));
    let others = paths.into_iter().map(|path| Subject {
        path,
        renamed: None,
        at: path,
        last: last.get(path.as_str()).filter(|_| !moved.contains(path)),
        yours: sides.yours.get(path.as_str()).filter(|_| !moved.contains(path)),
        new: new.get(path.as_str()).filter(|_| !renames.contains_key(path)),
    });
    let others = others.filter(|subject| subject.last.is_some() || subject.new.is_some());
    followed.chain(others).collect()
}

fn renamed<'a>(sides: &Sides<'a>, from: &'a RelPath, to: &'a RelPath) -> Subject<'a> {
    // The team may have renamed it already. What the last rendering had there is another file.
    let there = |tree: &Tree, path: &RelPath| tree.get(path.as_str()).is_some();
    let already =
        !there(sides.yours, from) && there(sides.yours, to) && !there(&sides.last.tree, to);
    let at = if already { to } else { from };
    Subject {
        path: to,
        renamed: Some(from),
        at,
        last: sides.last.tree.get(from.as_str()),
        yours: sides.yours.get(at.as_str()),
        new: sides.new.tree.get(to.as_str()),
    }
}

/// The renames whose target the team has not taken for another file.
fn possible<'a>(sides: &Sides<'a>) -> Renames<'a> {
    let mut renames = known(sides);
    renames.retain(|to, _| !is_done(sides, to));
    // A file that stays where it is may be where the next one wants to go.
    loop {
        let moved: BTreeSet<&RelPath> = renames.values().copied().collect();
        let gone = |from: &RelPath| sides.yours.get(from.as_str()).is_none();
        let count = renames.len();
        renames.retain(|to, from| gone(from) || moved.contains(to) || will_be_free(sides, to));
        if renames.len() == count {
            return renames;
        }
    }
}

/// Whether the new file is there already, were it because the team has renamed it, too.
fn is_done(sides: &Sides<'_>, path: &RelPath) -> bool {
    stands_as(sides.yours.get(path.as_str()), sides.new.tree.get(path.as_str()))
}

fn known<'a>(sides: &Sides<'a>) -> Renames<'a> {
    let (last, new) = (single(sides.last), single(sides.new));
    let pairs = last.iter().filter_map(|(source, from)| Some((*new.get(source)?, *from)));
    pairs.filter(|(to, from)| to != from).collect()
}

/// The files of the template that wrote one file each, with that file.
fn single(rendering: &Rendering) -> BTreeMap<&RelPath, &RelPath> {
    let mut outputs: BTreeMap<&RelPath, Vec<&RelPath>> = BTreeMap::new();
    for (output, source) in &rendering.sources {
        if rendering.tree.get(output.as_str()).is_some() {
            outputs.entry(source).or_default().push(output);
        }
    }
    let single = outputs.into_iter().filter_map(|(source, outputs)| match outputs[..] {
        [output] => Some((source, output)),
        _ => None,
    });
    single.collect()
}

/// Whether nothing stands at `path`, or a file that the template removes.
fn will_be_free(sides: &Sides<'_>, path: &RelPath) -> bool {
    let yours = sides.yours.get(path.as_str());
    yours.is_none() || stands_as(yours, sides.last.tree.get(path.as_str()))
}

fn stands_as(yours: Option<&File>, template: Option<&File>) -> bool {
    yours.is_some_and(|yours| {
        let alike = Alike::new(template, yours, None);
        Some(&*alike.yours) == alike.last.as_deref()
    })
}
