//! The files of a commit, out of git's store.

use std::collections::BTreeSet;
use std::path::Path;

use bytes::Bytes;

use super::{command, fault};
use crate::cases;
use crate::error::{Error, GitFault, Place, Result, TemplateFault};
use crate::path::RelPath;
use crate::source::address::Address;
use crate::source::limits::{self, Budget};
use crate::source::{junk, rel_path};
use crate::template::MANIFEST;
use crate::tree::{File, Tree};

/// The files below the directory that `address` names, as `commit` in the repository `at` has
/// them; and what is left out of them, for no template means it.
///
/// # Errors
/// No template there, a submodule, a name that is no portable path, what git says.
pub fn tree(address: &Address, at: &Path, commit: &str) -> Result<(Tree, Vec<String>)> {
    let subdir = address.subdir.as_ref().map(RelPath::as_str).unwrap_or_default();
    let listed = list(address, at, &format!("{commit}:{subdir}"));
    let entries = match listed {
        Ok(entries) if entries.iter().any(|entry| entry.path == MANIFEST) => entries,
        Ok(_) | Err(Error::Git { fault: GitFault::Refused(_), .. }) => {
            let all = match list(address, at, commit) {
                // Somewhere in a large repository.
                Err(Error::TooMany { .. }) => Vec::new(),
                all => all?,
            };
            let elsewhere = templates(address, &all);
            return Err(fault(address, GitFault::NoTemplate { elsewhere }));
        }
        Err(error) => return Err(error),
    };
    let is_test = |entry: &Entry| entry.path.split('/').next() == Some(cases::DIRECTORY);
    let entries = entries.into_iter().filter(|entry| !is_test(entry));
    let (left_out, entries): (Vec<Entry>, Vec<Entry>) =
        entries.partition(|entry| junk(&entry.path).is_some());
    let left_out: BTreeSet<String> =
        left_out.iter().filter_map(|entry| junk(&entry.path)).map(str::to_owned).collect();
    if let Some(submodule) = entries.iter().find(|entry| entry.kind == "commit") {
        return Err(fault(address, GitFault::Submodule(submodule.path.clone())));
    }
    bound(address, at, &entries)?;
    let ids: String = entries.iter().flat_map(|entry| [entry.id.as_str(), "\n"]).collect();
    let batch = ["cat-file", "--batch", "--buffer"];
    let batch = Bytes::from(command::local(address, at, &batch, ids.as_bytes())?);
    let mut contents = Contents(batch);
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    for entry in entries {
        let bytes = contents.next().ok_or_else(|| {
            fault(address, GitFault::Refused(format!("`{}` is missing in its cache", entry.path)))
        })?;
        problems.extend(insert(&mut tree, &address.label(), &entry, bytes).err());
    }
    if problems.is_empty() {
        Ok((tree, left_out.into_iter().collect()))
    } else {
        Err(Error::many(problems))
    }
}

/// The file, or the directory above it, that no template means.
fn junk(path: &str) -> Option<&str> {
    let above = path.match_indices('/').map(|(at, _)| &path[..at]);
    above.chain([path]).find(|path| junk::is_junk(path))
}

/// Adds a file. git itself takes a tree in which a path is a file twice, or a directory as well.
fn insert(tree: &mut Tree, label: &str, entry: &Entry, bytes: Bytes) -> Result<()> {
    let path = rel_path(label, Path::new(&entry.path), false)?;
    tree.insert(path, entry.file(bytes)).map_err(|at| {
        let file = format!("{label}/{}", entry.path);
        let fault = TemplateFault::Collision { first: at.first.to_string(), at };
        let place = Place { file, text: "".into(), span: 0..0 };
        Error::Template { fault, place, embedded: false }
    })
}

/// Refuses what is too large before any of it is read.
fn bound(address: &Address, at: &Path, entries: &[Entry]) -> Result<()> {
    let (label, mut budget) = (address.label(), Budget::default());
    let root = Path::new(label.trim_end_matches('/'));
    let ids: String = entries.iter().flat_map(|entry| [entry.id.as_str(), "\n"]).collect();
    let sizes = ["cat-file", "--batch-check=%(objectsize)", "--buffer"];
    let sizes = command::local(address, at, &sizes, ids.as_bytes())?;
    let sizes = String::from_utf8_lossy(&sizes);
    // What is missing has none, and is found when it is read.
    let sizes = sizes.lines().map(|size| size.parse().unwrap_or_default());
    let mut listed = entries.iter().zip(sizes);
    listed.try_for_each(|(entry, size)| budget.take(root, &root.join(&entry.path), size))
}

/// The addresses of all templates among `entries`.
fn templates(address: &Address, entries: &[Entry]) -> Vec<String> {
    let dirs = entries.iter().filter_map(|entry| entry.path.strip_suffix(MANIFEST));
    let dirs = dirs.filter(|dir| dir.is_empty() || dir.ends_with('/'));
    dirs.map(|dir| address.at(dir.trim_end_matches('/')).to_string()).collect()
}

/// A file of a commit.
struct Entry {
    mode: String,
    kind: String,
    id: String,
    path: String,
}

impl Entry {
    fn file(&self, bytes: Bytes) -> File {
        match self.mode.as_str() {
            "120000" => File::Link { target: String::from_utf8_lossy(&bytes).into_owned() },
            mode => File::Regular { bytes, executable: mode == "100755" },
        }
    }
}

/// All files below a directory of a commit. A few objects can stand for more paths than there is
/// memory, so git is ended once it has listed more than a template may have.
fn list(address: &Address, at: &Path, directory: &str) -> Result<Vec<Entry>> {
    const LINE: u64 = 512;
    let too_many = || Error::TooMany { path: address.label().into(), limit: limits::ENTRIES };
    let arguments = ["ls-tree", "-r", "-z", directory];
    let listed = command::list(address, at, &arguments, limits::ENTRIES as u64 * LINE)?;
    let listed = listed.ok_or_else(too_many)?;
    let listed = String::from_utf8_lossy(&listed);
    if listed.matches('\0').count() > limits::ENTRIES {
        return Err(too_many());
    }
    let entry = |line: &str| {
        let (about, path) = line.split_once('\t')?;
        let mut about = about.split_whitespace().map(str::to_owned);
        let [mode, kind, id] = [about.next()?, about.next()?, about.next()?];
        Some(Entry { mode, kind, id, path: path.to_owned() })
    };
    Ok(listed.split('\0').filter_map(entry).collect())
}

/// What `cat-file --batch` prints: a line that ends in the size, as many bytes, a line break.
struct Contents(Bytes);

impl Iterator for Contents {
    type Item = Bytes;

    fn next(&mut self) -> Option<Bytes> {
        let end = self.0.iter().position(|byte| *byte == b'\n')?;
        let line = self.0.split_to(end + 1);
        let size = str::from_utf8(&line).ok()?.trim_end().rsplit(' ').next()?.parse().ok()?;
        if self.0.len() <= size {
            return None;
        }
        let bytes = self.0.split_to(size);
        let _ = self.0.split_to(1);
        Some(bytes)
    }
}
