//! A repository that is to become a template.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::limits::Budget;
use super::{directory, read_all, rel_path};
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
    fs::read_dir(root).map_err(Error::io("read", root))?;
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
    for path in listed {
        let is_link =
            |dir: &Path| fs::symlink_metadata(root.join(dir)).is_ok_and(|it| it.is_symlink());
        if Path::new(&path).ancestors().skip(1).any(|dir| dir != Path::new("") && is_link(dir)) {
            continue;
        }
        match fs::symlink_metadata(root.join(&path)) {
            Ok(metadata) if metadata.is_dir() => {
                omitted.push(omit(path.trim_end_matches('/'), LeftOut::Repository));
            }
            Ok(metadata) if metadata.is_file() || metadata.is_symlink() => {
                budget.take(root, &root.join(&path), metadata.len())?;
                files.push(path);
            }
            Ok(_) => return Err(Error::NotAFile(root.join(path))),
            // git's output is read as UTF-8, so another name is not found again.
            Err(_) if path.contains('\u{fffd}') => omitted.push(omit(&path, LeftOut::Name)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Error::io("read", root.join(path))(error)),
        }
    }
    Ok((files, omitted))
}

fn omit(path: &str, why: LeftOut) -> Omitted {
    Omitted { path: path.to_owned(), why }
}
