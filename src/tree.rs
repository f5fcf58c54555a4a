//! The one value of the program: files by path.

mod links;

use std::collections::BTreeMap;
use std::collections::btree_map;
use std::ops::Bound;

use bytes::Bytes;

use crate::path::{RelPath, folded};

pub use links::LinkFault;

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum File {
    /// A regular file. The executable bit belongs to its content.
    Regular {
        /// Shared: a rendering copies none of the files that it only passes on.
        bytes: Bytes,
        /// Whether anyone may execute it.
        executable: bool,
    },
    /// A symbolic link, kept as written.
    Link {
        /// Relative to the link's directory.
        target: String,
    },
}

impl File {
    /// A regular file that is not executable.
    pub fn regular(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self::Regular { bytes, executable: false }
    }
}

impl File {
    /// Its mode as git writes it.
    #[must_use]
    pub fn git_mode(&self) -> &'static str {
        match self {
            Self::Regular { executable: false, .. } => "100644",
            Self::Regular { executable: true, .. } => "100755",
            Self::Link { .. } => "120000",
        }
    }
}

/// Files by path. A template, a rendering and a project on disk are all trees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree(BTreeMap<RelPath, File>);

/// Two files that cannot stand in one tree: the same path, or a file where the other
/// one needs a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collision {
    /// The path that was there first.
    pub first: RelPath,
    /// The path that came later.
    pub second: RelPath,
}

impl Collision {
    /// The first files or directories above the two that are not spelt alike.
    #[must_use]
    pub fn spellings(&self) -> [&str; 2] {
        let all = |path: &'_ RelPath| path.as_str().match_indices('/').count() + 1;
        let start = |path: &'_ RelPath, parts: usize| {
            let end = path.as_str().match_indices('/').nth(parts - 1);
            end.map_or(path.as_str().len(), |(at, _)| at)
        };
        let [first, second] = [&self.first, &self.second];
        let parts = all(first).min(all(second));
        let spelt = |parts| {
            [&first.as_str()[..start(first, parts)], &second.as_str()[..start(second, parts)]]
        };
        let differ = (1..=parts).map(spelt).find(|[one, other]| one != other);
        differ.unwrap_or([first.as_str(), second.as_str()])
    }
}

impl Tree {
    /// Adds a file.
    ///
    /// # Errors
    /// A [`Collision`] if something already claims the path.
    pub fn insert(&mut self, path: RelPath, file: File) -> Result<(), Collision> {
        if let Some(first) = self.claimant(&path) {
            let first = first.clone();
            return Err(Collision { first, second: path });
        }
        self.0.insert(path, file);
        Ok(())
    }

    /// Who stands at `path`, or where it needs a directory, or in the directory that is there.
    pub(crate) fn claimant(&self, path: &RelPath) -> Option<&RelPath> {
        let entry = |path: &str| self.0.get_key_value(path).map(|(path, _)| path);
        path.ancestors()
            .find_map(entry)
            .or_else(|| entry(path.as_str()))
            .or_else(|| self.below(path.as_str()))
    }

    fn below(&self, dir: &str) -> Option<&RelPath> {
        let dir = format!("{dir}/");
        let from = (Bound::Included(dir.as_str()), Bound::Unbounded);
        self.0
            .range::<str, _>(from)
            .next()
            .map(|(path, _)| path)
            .filter(|path| path.as_str().starts_with(&dir))
    }

    /// The file at `path`.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&File> {
        self.0.get(path)
    }

    /// All files, sorted by path.
    pub fn iter(&self) -> btree_map::Iter<'_, RelPath, File> {
        self.0.iter()
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The paths that are one where capitals and small letters are, or the spellings of an accented
    /// letter; or that have such directories above them, of which one pair is enough.
    #[must_use]
    pub fn twins(&self) -> Vec<Collision> {
        let (mut seen, mut twins) = (BTreeMap::new(), BTreeMap::new());
        for path in self.0.keys() {
            for place in path.ancestors().chain([path.as_str()]) {
                let key = folded(place);
                let (spelt, first) = seen.entry(key.clone()).or_insert((place, path));
                if *spelt != place {
                    let pair = || Collision { first: (*first).clone(), second: path.clone() };
                    twins.entry((key, place)).or_insert_with(pair);
                    break;
                }
            }
        }
        twins.into_values().collect()
    }
}

impl<'a> IntoIterator for &'a Tree {
    type Item = (&'a RelPath, &'a File);
    type IntoIter = btree_map::Iter<'a, RelPath, File>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Tree {
    type Item = (RelPath, File);
    type IntoIter = btree_map::IntoIter<RelPath, File>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
impl Tree {
    /// Files of these texts, for a test.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let mut tree = Self::default();
        for (path, text) in files {
            let file = File::regular(text.as_bytes().to_vec());
            tree.insert(RelPath::new(path).unwrap(), file).unwrap();
        }
        tree
    }
}

#[cfg(test)]
mod tests;
