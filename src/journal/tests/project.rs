//! A project that is changed, and all that can be done to it.

use std::path::{Path, PathBuf};
use std::{fs, mem};

use crate::dir::Dir;
use crate::error::Result;
use crate::journal::{Journal, Lock, lock};
use crate::path::RelPath;
use crate::source;
use crate::tree::{File, Tree};

/// Files by path; a text that starts with `->` is a link, one with `#!` can be executed.
pub fn tree(files: &[(&str, &str)]) -> Tree {
    let mut tree = Tree::default();
    for (path, text) in files {
        tree.insert(rel(path), file(text)).unwrap();
    }
    tree
}

pub fn rel(path: &str) -> RelPath {
    RelPath::new(path).unwrap()
}

pub fn file(text: &str) -> File {
    if let Some(target) = text.strip_prefix("->") {
        return File::Link { target: target.to_owned() };
    }
    File::Regular { bytes: text.as_bytes().to_vec().into(), executable: text.starts_with("#!") }
}

pub fn edits(edits: &[(&str, Option<&str>)]) -> Vec<(RelPath, Option<File>)> {
    edits.iter().map(|(path, text)| (rel(path), text.map(file))).collect()
}

/// A project with one of everything.
pub struct Project {
    pub dir: tempfile::TempDir,
}

pub const BEFORE: [(&str, &str); 13] = [
    (".scaffold/answers.toml", "1"),
    ("becomes-dir", "a file"),
    ("becomes-file/only.txt", "in a directory"),
    ("becomes-link", "a file"),
    ("becomes-script", "text"),
    ("docs/deep/er/gone.md", "gone"),
    ("docs/kept.md", "kept"),
    ("kept.txt", "kept"),
    ("link", "->kept.txt"),
    ("link-gone", "->kept.txt"),
    ("other/old.md", "old"),
    ("run", "#!/bin/sh\n"),
    ("shared/gone.md", "gone"),
];

/// In an order in which every one of them depends on what comes before or after.
pub const EDITS: [(&str, Option<&str>); 17] = [
    (".scaffold/answers.toml", Some("22")),
    ("becomes-dir", None),
    ("becomes-dir/a/b.txt", Some("in a directory")),
    ("becomes-file", Some("a file")),
    ("becomes-file/only.txt", None),
    ("becomes-link", Some("->kept.txt")),
    ("becomes-script", Some("#!/bin/sh\n")),
    ("docs/deep/er/gone.md", None),
    ("empty", Some("takes the place of empty directories")),
    ("hollow", Some("takes the place of one empty directory")),
    ("link", Some("a file")),
    ("link-gone", None),
    ("new/er/file", Some("new")),
    ("other/new.md", Some("new")),
    ("other/old.md", None),
    ("run", Some("no script")),
    ("shared/gone.md", None),
];

pub const AFTER: [(&str, &str); 13] = [
    (".scaffold/answers.toml", "22"),
    ("becomes-dir/a/b.txt", "in a directory"),
    ("becomes-file", "a file"),
    ("becomes-link", "->kept.txt"),
    ("becomes-script", "#!/bin/sh\n"),
    ("docs/kept.md", "kept"),
    ("empty", "takes the place of empty directories"),
    ("hollow", "takes the place of one empty directory"),
    ("kept.txt", "kept"),
    ("link", "a file"),
    ("new/er/file", "new"),
    ("other/new.md", "new"),
    ("run", "no script"),
];

impl Project {
    pub fn new() -> Self {
        let project = Self::with(&tree(&BEFORE));
        fs::create_dir_all(project.path("empty/er/est")).unwrap();
        fs::create_dir(project.path("hollow")).unwrap();
        fs::create_dir_all(project.path("untouched/empty")).unwrap();
        project
    }

    pub fn with(tree: &Tree) -> Self {
        let project = Self { dir: tempfile::tempdir().unwrap() };
        for (path, file) in tree {
            let path = project.path(path.as_str());
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            write(&path, file);
        }
        project
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).unwrap();
    }

    pub fn link(&self, path: &str, target: &Path) {
        let link = File::Link { target: target.to_str().unwrap().to_owned() };
        write(&self.path(path), &link);
    }

    /// A file or a directory with all that is in it.
    pub fn remove(&self, path: &str) {
        let path = self.path(path);
        fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path)).unwrap();
    }

    pub fn lock(&self) -> Lock {
        // A program that another test has just started holds what is open for a moment.
        for _ in 0..400 {
            if let Ok(lock) = lock(self.dir.path()) {
                return lock;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        lock(self.dir.path()).unwrap()
    }

    pub fn files(&self) -> Tree {
        source::directory(self.dir.path()).unwrap()
    }

    /// The directories with their modes, which a tree does not have.
    pub fn dirs(&self) -> Vec<String> {
        let mut open = vec![self.dir.path().to_owned()];
        let mut found = Vec::new();
        while let Some(dir) = open.pop() {
            let metadata = fs::symlink_metadata(&dir).unwrap();
            if metadata.is_dir() {
                let path = dir.strip_prefix(self.dir.path()).unwrap();
                found.push(format!("{} {:o}", path.display(), mode(&metadata)));
                open.extend(fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()));
            }
        }
        found.sort();
        found
    }

    pub fn state(&self) -> (Tree, Vec<String>) {
        (self.files(), self.dirs())
    }

    /// A change of what is there now.
    pub fn begin(&self, lock: &Lock, edits: &[(RelPath, Option<File>)]) -> Result<Journal> {
        let there = |path: &RelPath| {
            let found = fs::symlink_metadata(self.path(path.as_str())).ok()?;
            let dir = Dir::open(self.dir.path()).unwrap();
            (!found.is_dir()).then(|| dir.file(path.as_str(), u64::MAX).ok().flatten()).flatten()
        };
        let mut seen = Tree::default();
        for (path, _) in edits {
            if let Some(file) = there(path) {
                seen.insert(path.clone(), file).unwrap();
            }
        }
        Journal::begin(lock, edits, &seen)
    }

    pub fn change(&self, edits: &[(RelPath, Option<File>)]) -> Result<()> {
        let lock = self.lock();
        let mut journal = self.begin(&lock, edits)?;
        journal.apply()?;
        journal.commit()
    }

    /// A run that is killed when everything but the commit is done.
    pub fn killed(&self, edits: &[(RelPath, Option<File>)]) {
        let mut journal = self.begin(&self.lock(), edits).unwrap();
        journal.apply().unwrap();
        mem::forget(journal);
    }
}

fn write(path: &Path, file: &File) {
    let (parent, name) = (path.parent().unwrap(), path.file_name().unwrap().to_str().unwrap());
    Dir::open(parent).unwrap().write(name, file).unwrap();
}

/// The permission bits.
#[cfg(unix)]
pub fn mode(metadata: &fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o777
}

/// The permission bits.
#[cfg(not(unix))]
pub fn mode(_: &fs::Metadata) -> u32 {
    0
}
