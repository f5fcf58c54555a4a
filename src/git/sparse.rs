//! Files that a sparse checkout leaves out: they are in the index, and nothing of them on the disk.

use super::call::Answer;
use super::checkout::{Checkout, Edits};
use super::scratch::{self, Entries, Entry};
use super::settle;
use super::store;
use crate::error::{Error, RepositoryFault, Result};
use crate::path::RelPath;
use crate::tree::{File, Tree};

impl Checkout {
    /// The files of a template that are left out, as the repository has them. Its last and its new
    /// rendering tell which contents matter: a partial clone may lack one that nobody has looked at.
    pub(super) fn left_out(
        &self,
        [last, new]: [&Tree; 2],
        disk: &Tree,
        tracked: &Entries,
    ) -> Result<Tree> {
        let entry = |path: &RelPath| {
            let entry = tracked.get(&self.repository.path(path.as_str()));
            entry.filter(|entry| entry.absent && disk.claimant(path).is_none())
        };
        let found: Vec<(&RelPath, &File)> =
            last.iter().filter(|(path, _)| entry(path).is_some()).collect();
        let mut tree = Tree::default();
        if found.is_empty() {
            return Ok(tree);
        }
        // What is as it was written needs no content.
        let ids = self.ids(&found)?;
        for ((path, file), id) in found.into_iter().zip(ids) {
            let Some(entry) = entry(path) else { continue };
            let same = file.git_mode() == entry.mode && id == entry.id;
            let file = if same || last.get(path.as_str()) == new.get(path.as_str()) {
                let known = if same { None } else { self.content(entry)? };
                known.unwrap_or_else(|| file.clone())
            } else {
                self.content(entry)?.ok_or_else(|| self.lacks(path))?
            };
            // It is a path of the template, and of those each is there once.
            let _ = tree.insert(path.clone(), file);
        }
        Ok(tree)
    }

    /// The file of an entry, if its content is here: nothing is fetched for it.
    fn content(&self, entry: &Entry) -> Result<Option<File>> {
        let bytes = match self.repository.call(["cat-file", "blob", &entry.id]).run()? {
            Answer::Success(bytes) => bytes,
            Answer::Failure(_) | Answer::Absent => return Ok(None),
        };
        Ok(Some(match entry.mode.as_str() {
            "120000" => File::Link { target: String::from_utf8_lossy(&bytes).into_owned() },
            mode => File::Regular { bytes: bytes.into(), executable: mode == "100755" },
        }))
    }

    fn lacks(&self, path: &RelPath) -> Error {
        let dir = path.as_str().rsplit_once('/').map_or(".", |(dir, _)| dir);
        let reason = format!(
            "the content of `{path}`, which the team has changed and the template changes, is not \
             in this clone; `git sparse-checkout add {dir}` fetches it"
        );
        let fault = RepositoryFault::Failed(reason);
        Error::Repository { path: self.repository.top().into(), fault }
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
