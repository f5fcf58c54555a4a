//! Files that a sparse checkout leaves out: they are in the index, and nothing of them on the disk.

use std::collections::BTreeMap;

use super::call::Answer;
use super::checkout::{Checkout, Edits};
use super::scratch::{self, Entries, Entry, Scratch};
use super::settle;
use super::store;
use crate::error::Result;
use crate::path::RelPath;
use crate::tree::{File, Tree};

impl Checkout {
    /// The files of `template` that are left out, as the repository has them. One whose content a
    /// partial clone lacks is in it if nobody has changed it.
    pub(super) fn left_out(&self, template: &Tree, disk: &Tree, tracked: &Entries) -> Result<Tree> {
        let mut found: BTreeMap<&RelPath, &Entry> = BTreeMap::new();
        for (path, _) in template {
            let entry = tracked.get(&self.repository.path(path.as_str()));
            if let Some(entry) = entry.filter(|entry| entry.absent && disk.claimant(path).is_none())
            {
                found.insert(path, entry);
            }
        }
        let mut tree = Tree::default();
        if found.is_empty() {
            return Ok(tree);
        }
        let scratch = Scratch::of(&self.repository)?;
        let ids: Vec<&str> = found.values().map(|entry| entry.id.as_str()).collect();
        let mut lacking = Vec::new();
        for ((path, entry), bytes) in found.iter().zip(scratch.contents(&ids)?) {
            let file = match bytes {
                Some(bytes) if entry.mode == "120000" => {
                    let target = String::from_utf8_lossy(&bytes).into_owned();
                    File::Link { target }
                }
                Some(bytes) => File::Regular { bytes, executable: entry.mode == "100755" },
                None => {
                    lacking.extend(template.get(path.as_str()).map(|file| (*path, file)));
                    continue;
                }
            };
            // It is a path of the template, and of those each is there once.
            let _ = tree.insert((*path).clone(), file);
        }
        if !lacking.is_empty() {
            for ((path, file), id) in lacking.iter().zip(self.ids(&lacking)?) {
                if found[path].id == id {
                    let _ = tree.insert((*path).clone(), (*file).clone());
                }
            }
        }
        Ok(tree)
    }

    /// Those of `edits` that reach the index alone, which is told of them; the others are to be
    /// written.
    ///
    /// # Errors
    /// git cannot tell.
    pub fn left_out_of(&self, edits: &Edits, disk: &dyn Fn(&RelPath) -> bool) -> Result<Edits> {
        if !self.is_sparse() {
            return Ok(Edits::new());
        }
        let tracked = scratch::entries(&self.repository)?;
        let absent = |path: &RelPath| {
            tracked.get(&self.repository.path(path.as_str())).is_some_and(|entry| entry.absent)
        };
        Ok(edits.iter().filter(|(path, _)| absent(path) && !disk(path)).cloned().collect())
    }

    /// Writes `edits` to the index alone.
    ///
    /// # Errors
    /// git refuses.
    pub fn change_index(&self, edits: &Edits) -> Result<()> {
        let (mut entries, mut kept, mut gone) = (Vec::new(), Vec::new(), Vec::new());
        for (path, file) in edits {
            let name = self.repository.path(path.as_str());
            let Some(file) = file else {
                gone.push(name + "\0");
                continue;
            };
            if let Some(id) = store(&self.repository, &name, file)? {
                entries.push(format!("{} {id}\t{name}\0", file.git_mode()));
                kept.push(name + "\0");
            }
        }
        let index = |option: &[&str], input: Vec<String>| {
            if input.is_empty() {
                return Ok(());
            }
            let index = self.repository.call(["update-index", "-z"]).args(option);
            scratch::text(&self.repository, "update-index", index.input(input.concat())).map(drop)
        };
        index(&["--index-info"], entries)?;
        index(&["--force-remove", "--stdin"], gone)?;
        index(&["--skip-worktree", "--stdin"], kept)
    }

    /// Adds to the index what has been written outside of the sparse checkout: `git add` leaves it
    /// out there.
    ///
    /// # Errors
    /// git refuses.
    pub fn add_outside(&self, edits: &Edits) -> Result<()> {
        let written = edits.iter().filter(|(_, file)| file.is_some()).map(|(path, _)| path);
        let written: Vec<&RelPath> = written.collect();
        if !self.is_sparse() || written.is_empty() {
            return Ok(());
        }
        let names: Vec<String> =
            written.iter().map(|path| self.repository.path(path.as_str())).collect();
        let pattern = |name: &String| format!(":(top,literal){name}");
        let look = ["add", "--dry-run", "--ignore-errors", "--"];
        let look = self.repository.call(look).args(names.iter().map(pattern)).run()?;
        let Answer::Failure(said) = look else { return Ok(()) };
        // Each path that is outside has a line of its own.
        let told = |name: &str| {
            said.lines().any(|line| line == format!(":(top,literal){name}") || line == name)
        };
        let outside: Vec<&str> = written
            .iter()
            .zip(&names)
            .filter(|(_, name)| told(name))
            .map(|(path, _)| path.as_str())
            .collect();
        if outside.is_empty() { Ok(()) } else { settle::add(&self.repository, &outside) }
    }
}
