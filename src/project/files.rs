//! What stands in a project where a template has files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::dir::{Dir, Kind};
use crate::error::{Error, Result};
use crate::path::RelPath;
use crate::source;
use crate::tree::{File, Tree};

/// What stands at `wanted` in the directory `root`. Where a file or link is in the way of a path,
/// it is in the tree instead; where a directory is, one of the other files in it.
///
/// # Errors
/// What cannot be read, and what is neither a file nor a link.
pub fn files<'p>(root: &Path, wanted: impl IntoIterator<Item = &'p RelPath>) -> Result<Tree> {
    let dir = Dir::open(root).map_err(Error::io("read", root))?;
    let mut looked = Looked { dir, dirs: BTreeMap::new() };
    let mut there: BTreeSet<RelPath> = BTreeSet::new();
    let mut occupied: Vec<&RelPath> = Vec::new();
    let wanted: BTreeSet<&RelPath> = wanted.into_iter().collect();
    for path in &wanted {
        if let Some(ancestor) = looked.in_the_way(path)? {
            there.insert(ancestor);
            continue;
        }
        match looked.kind(path.as_str())? {
            None => {}
            Some(Kind::Directory) => occupied.push(path),
            Some(_) => drop(there.insert((*path).clone())),
        }
    }
    let (paths, names): (Vec<RelPath>, Vec<PathBuf>) =
        there.into_iter().map(|path| (path.clone(), path.as_str().into())).unzip();
    let mut tree = Tree::default();
    for (path, file) in paths.into_iter().zip(source::read_all(root, &names)?) {
        tree.insert(path, file).expect("a directory holds a path once");
    }
    for path in occupied {
        if let Some(path) = looked.other_below(path, &wanted)? {
            // Only that it is there matters. A file found for a directory above may do for both.
            let _ = tree.insert(path, File::regular(Vec::new()));
        }
    }
    Ok(tree)
}

/// What has been seen of a directory.
struct Looked {
    dir: Dir,
    /// What stands where a path needs a directory.
    dirs: BTreeMap<String, Option<Kind>>,
}

impl Looked {
    /// The file or link that stands where `path` needs a directory.
    fn in_the_way(&mut self, path: &RelPath) -> Result<Option<RelPath>> {
        for dir in path.ancestors() {
            let kind = match self.dirs.get(dir) {
                Some(kind) => *kind,
                None => self.kind(dir)?,
            };
            self.dirs.insert(dir.to_owned(), kind);
            if kind.is_some_and(|kind| kind != Kind::Directory) {
                return Ok(RelPath::new(dir).ok());
            }
        }
        Ok(None)
    }

    /// A link counts as a file: it is never followed.
    fn kind(&self, path: &str) -> Result<Option<Kind>> {
        let found = self.dir.look(path).map_err(Error::io("read", below(&self.dir, path)))?;
        match found.map(|found| found.kind) {
            Some(Kind::Special) => Err(Error::NotAFile(below(&self.dir, path))),
            kind => Ok(kind),
        }
    }

    /// Something in the directory at `path`, however deep, that was not asked for.
    fn other_below(&self, path: &RelPath, wanted: &BTreeSet<&RelPath>) -> Result<Option<RelPath>> {
        let mut open = vec![path.as_str().to_owned()];
        while let Some(above) = open.pop() {
            let entries = self.dir.entries(&above);
            for (name, kind) in entries.map_err(Error::io("read", below(&self.dir, &above)))? {
                let inside = format!("{above}/{}", name.to_string_lossy());
                if kind == Kind::Directory {
                    open.push(inside);
                    continue;
                }
                match RelPath::new(&inside) {
                    Ok(path) if wanted.contains(&path) => {}
                    Ok(path) => return Ok(Some(path)),
                    // A name that no template could write is in the way all the same.
                    Err(_) => return Ok(RelPath::new(&format!("{path}/_")).ok()),
                }
            }
        }
        Ok(None)
    }
}

fn below(dir: &Dir, path: &str) -> PathBuf {
    super::below(dir.path(), path)
}
