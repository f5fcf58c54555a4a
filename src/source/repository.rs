//! A repository that is to become a template.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::limits::Budget;
use super::{directory, junk, read_all, rel_path};
use crate::dir::{Dir, Kind, Look};
use crate::error::{Error, Result};
use crate::git::{self, Listed};
use crate::path::RelPath;
use crate::record;
use crate::starter::{LeftOut, Omitted};
use crate::tree::Tree;

/// The files of the repository at `root` that it does not ignore, and what is left out of them.
/// Links are not followed. Without git nothing is ignored.
///
/// # Errors
/// What cannot be read, and names that are no portable paths.
pub fn repository(root: &Path) -> Result<(Tree, Vec<Omitted>)> {
    Dir::open(root).and_then(|dir| dir.entries(".")).map_err(Error::io("read", root))?;
    let (found, mut omitted) = if let Some(Listed { files, ignored }) = git::files(root)? {
        let omitted = ignored.into_iter().map(|path| omit(&path, LeftOut::Ignored)).collect();
        there(root, files, omitted)?
    } else {
        let tree = directory(root)?;
        (tree.iter().map(|(path, _)| path.as_str().to_owned()).collect(), Vec::new())
    };
    let is_record = |path: &str| {
        path.split('/').next().is_some_and(|dir| dir.eq_ignore_ascii_case(record::DIRECTORY))
    };
    let (records, found): (Vec<String>, Vec<String>) =
        found.into_iter().partition(|path| is_record(path));
    if !records.is_empty() {
        omitted.push(omit(record::DIRECTORY, LeftOut::Record));
    }
    // The template would be read without it.
    let (junk, found): (Vec<String>, Vec<String>) =
        found.into_iter().partition(|path| path.split('/').any(junk::is_junk));
    omitted.extend(junk.iter().map(|path| omit(path, LeftOut::Junk)));
    let label = root.display().to_string();
    let paths: Vec<PathBuf> = found.into_iter().map(PathBuf::from).collect();
    let names: Vec<RelPath> =
        paths.iter().map(|path| rel_path(&label, path, false)).collect::<Result<_>>()?;
    let mut tree = Tree::default();
    for (path, file) in names.into_iter().zip(read_all(root, &paths)?) {
        tree.insert(path, file).expect("a directory holds a path once");
    }
    Ok((tree, omitted))
}

/// Those of `listed` that are files or links, and not behind a link; and what is left out.
fn there(
    root: &Path,
    listed: BTreeSet<String>,
    mut omitted: Vec<Omitted>,
) -> Result<(Vec<String>, Vec<Omitted>)> {
    let (mut files, mut budget) = (Vec::new(), Budget::default());
    let dir = Dir::open(root).map_err(Error::io("read", root))?;
    let refused = |path: &str| Error::io("read", dir.at(path));
    for path in listed {
        budget.entry(root)?;
        let inside = path.trim_end_matches('/');
        let is_misread = path.contains('\u{fffd}');
        if !is_misread && !dir.reaches(inside).map_err(refused(inside))? {
            continue;
        }
        match dir.look(inside).map_err(refused(inside))? {
            Some(Look { kind: Kind::Directory, .. }) => {
                omitted.push(omit(inside, LeftOut::Repository));
            }
            Some(Look { kind: Kind::File | Kind::Link, len, .. }) => {
                budget.take(root, &dir.at(inside), len)?;
                files.push(path);
            }
            Some(_) => return Err(Error::NotAFile(dir.at(inside))),
            // git's output is read as UTF-8, so another name is not found again.
            None if is_misread => omitted.push(omit(&path, LeftOut::Name)),
            None => {}
        }
    }
    Ok((files, omitted))
}

fn omit(path: &str, why: LeftOut) -> Omitted {
    Omitted { path: path.to_owned(), why }
}
