//! What git is told of an update, and what it says of the files.

use std::collections::BTreeSet;

use super::Plan;
use crate::commands::ignored;
use crate::error::{Error, Result};
use crate::git::{self, Edits};
use crate::merge::Kind;
use crate::path::RelPath;
use crate::project;

impl Plan<'_> {
    /// Tells git's index what the disk cannot show it.
    pub(super) fn settle(&self, notes: &mut Vec<String>) -> Result<()> {
        let Some(checkout) = &self.checkout else { return Ok(()) };
        let (outside, inside): (Edits, Edits) = {
            let edits = self.edits();
            let outside = self.outside(&edits)?;
            edits.into_iter().partition(|edit| outside.contains(edit))
        };
        let marked: BTreeSet<&RelPath> = self.merge.conflicts().map(|(path, _)| path).collect();
        let inside = inside.into_iter().filter(|(path, _)| !marked.contains(path)).collect();
        let told = checkout
            .change_index(&outside)
            .and_then(|()| checkout.settle(&inside))
            .and_then(|()| checkout.add_outside(&inside));
        match told {
            // The files are written; what is left is said.
            Err(error @ Error::Repository { .. }) => {
                notes.push(format!("git's index could not be told of all changes: {error}"));
                Ok(())
            }
            told => told,
        }
    }

    /// The edits of files that a sparse checkout leaves out. A conflict is for people to see.
    pub(super) fn outside(&self, edits: &Edits) -> Result<Edits> {
        let Some(checkout) = self.checkout.as_ref().filter(|checkout| checkout.is_sparse()) else {
            return Ok(Edits::new());
        };
        let there = project::files(self.root(), edits.iter().map(|(path, _)| path))?;
        let seen = |path: &RelPath| {
            there.get(path.as_str()).is_some()
                || self.merge.conflicts().any(|(marked, _)| marked == path)
        };
        checkout.left_out_of(edits, &seen)
    }

    /// The new files that git does not take along. The record it must, or no clone is a project.
    pub(super) fn ignored(&self, written: bool) -> Result<Vec<String>> {
        let added = self.merge.changes.iter().filter(|change| change.kind == Kind::Added);
        let added: Vec<&RelPath> = added.map(|change| &change.path).collect();
        // What an earlier run has written of the record is in git, or was named then.
        let former = self.record.iter().any(|(_, file)| file.is_none());
        let record = self.record.iter().filter(|(_, file)| file.is_some()).map(|(path, _)| path);
        let record = record.filter(|_| former || self.target.before.is_none());
        let new: Vec<&RelPath> = added.into_iter().chain(record).collect();
        let Some(checkout) = self.checkout.as_ref().filter(|_| !new.is_empty()) else {
            return Ok(Vec::new());
        };
        let rules = self.new.tree.iter().map(|(path, _)| path);
        let rules = rules.filter(|path| path.as_str().ends_with(".gitignore"));
        ignored::notes(&checkout.repository, new.into_iter().chain(rules), written)
    }

    /// What is left to do about conflicts.
    pub(super) fn how_to_resolve(&self) -> Result<&'static str> {
        let conflicts = self.merge.conflicts().map(|(path, _)| path).chain(&self.unresolved);
        let conflicts: Vec<&RelPath> = conflicts.collect();
        if conflicts.is_empty() {
            return Ok("");
        }
        let Some(checkout) = &self.checkout else { return Ok("edit the files") };
        let ignored = git::ignore_rules(&checkout.repository, conflicts.iter().copied())?;
        Ok(match ignored.files.len() {
            0 => "edit the files, then `git add` them",
            some if some < conflicts.len() => {
                "edit the files, then `git add` those that git does not ignore"
            }
            _ => "edit the files",
        })
    }

    pub(super) fn mark_conflicts(&self, notes: &mut Vec<String>) -> Result<()> {
        let conflicts: Vec<_> =
            self.merge.conflicts().map(|(path, conflict)| (path, &conflict.stages)).collect();
        if !conflicts.is_empty() && !git::mark_conflicts(self.root(), &conflicts)? {
            notes.push("git's index could not be told of the conflicts".to_owned());
        }
        Ok(())
    }
}
