//! A rendering on its way into a project that is there.

mod look;
mod repository;
mod tell;
mod traces;

use std::collections::BTreeSet;
use std::path::Path;

use super::Finish;
use super::consent::{self, Consent};
use crate::answers::Answers;
use crate::cli::Change;
use crate::error::{Error, Result};
use crate::git::{Checkout, Edits};
use crate::journal::{Journal, Lock};
use crate::manifest::{Occasion, Task};
use crate::merge::{self, Merge};
use crate::path::RelPath;
use crate::record::{self, Record};
use crate::runaway::Watch;
use crate::session::Session;
use crate::tasks::{self, Copies, Done, Leave};
use crate::template::{Rendering, Template};
use crate::tree::{File, Tree};
use crate::words::{Count, Names};
use crate::{git, project};

use look::former;
use traces::Traces;

/// The project that a plan is about.
pub struct Target<'a> {
    /// Nobody else changes it meanwhile.
    pub session: &'a Session,
    /// Its record, if it has one.
    pub before: Option<&'a Record>,
    /// The last rendering, by the names of the template that follows.
    pub last: Rendering,
}

/// What an update is going to do, and why.
pub struct Plan<'a> {
    target: Target<'a>,
    /// How the work tree shows what the repository has.
    checkout: Option<Checkout>,
    template: &'a Template,
    answers: &'a Answers,
    /// What the template writes now.
    new: Rendering,
    /// The record of that, unless the one there is says the same.
    new_record: Tree,
    /// What was on the disk as the rest was decided, byte for byte.
    seen: Tree,
    merge: Merge,
    /// Files of the record that change.
    record: Vec<(RelPath, Option<File>)>,
    /// Files that have our markers from an earlier update.
    unresolved: Vec<RelPath>,
}

impl<'a> Plan<'a> {
    /// Merges the last rendering, the project and the rendering that `answers` ask for.
    ///
    /// # Errors
    /// What cannot be rendered or read.
    pub fn new(
        target: Target<'a>,
        template: &'a Template,
        answers: &'a Answers,
        record: &Record,
    ) -> Result<Self> {
        let _watch = Watch::over(&template.label);
        let new = template.render(answers)?;
        let is_current = target.before.is_some_and(|before| before.says_what(record))
            && target.last == new
            && former(&target.session.root)?.is_none();
        let checkout = Checkout::of(&target.session.root)?;
        let new_record = if is_current { Tree::default() } else { record.files(&new) };
        let mut plan = Self {
            target,
            checkout,
            template,
            answers,
            new,
            new_record,
            seen: Tree::default(),
            merge: Merge::default(),
            record: Vec::new(),
            unresolved: Vec::new(),
        };
        plan.look()?;
        Ok(plan)
    }

    fn root(&self) -> &'a Path {
        &self.target.session.root
    }

    /// Whether there is anything to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.merge.edits.is_empty() && self.record.is_empty()
    }

    /// Does it, or says what it would do; then tells of it. Nothing is asked unless it is
    /// `interactive`.
    ///
    /// # Errors
    /// A guard that refuses, a failure, an interrupt; the project is as it was then.
    pub fn carry_out(
        mut self,
        how: Change,
        interactive: bool,
        notes: Vec<String>,
    ) -> Result<Finish> {
        let mut told = tell::Told { written: false, done: Vec::new(), notes, resolve: "" };
        let tasks = self.tasks()?;
        let copies = if how.tasks.no_tasks { Copies::default() } else { self.copies(&tasks)? };
        if let Some(lock) = self.target.session.lock().filter(|_| !self.is_empty()) {
            self.refuse_dirty(how)?;
            let consent = consent::ask(self.template, &tasks, how.tasks, interactive)?;
            // Somebody may have gone on working while nobody answered.
            if consent != Consent::NotNeeded && self.look_again()? {
                self.refuse_dirty(how)?;
            }
            told.notes.extend(self.left_behind()?);
            let leave = consent.leave(how.tasks);
            let skip = leave == Leave::None;
            if !skip {
                self.add(&copies);
            }
            let run = |root: &Path| tasks::perform_all(&tasks, root, &copies, leave, how.json);
            told.done = self.apply(lock, run, !skip && !tasks.is_empty())?;
            told.written = true;
            self.settle(&mut told.notes)?;
            self.mark_conflicts(&mut told.notes)?;
        } else {
            told.notes.extend(self.left_behind()?);
            self.add(&copies);
        }
        told.notes.extend(self.ignored(told.written)?);
        told.resolve = self.how_to_resolve()?;
        self.tell(how, &told);
        let must_act = self.merge.conflicts().next().is_some() || !self.unresolved.is_empty();
        Ok(Finish::attention_if(must_act))
    }

    /// The team's own files in directories that all files of the template leave: whether they are
    /// to follow is the team's to say.
    fn left_behind(&self) -> Result<Vec<String>> {
        let renamed = self.merge.changes.iter().filter_map(|change| change.from.as_ref());
        let dirs: BTreeSet<&str> = renamed.filter_map(|from| from.ancestors().last()).collect();
        let mut notes = Vec::new();
        for dir in dirs {
            let own = project::own_files(self.root(), dir, &self.target.last.tree)?;
            if !own.is_empty()
                && !self.new.tree.iter().any(|(path, _)| path.ancestors().any(|it| it == dir))
            {
                let files = Count(own.len(), "file");
                notes.push(format!("`{dir}` keeps {files} of your own: {}", Names(&own)));
            }
        }
        Ok(notes)
    }

    /// git itself shall be able to undo an update.
    fn refuse_dirty(&self, how: Change) -> Result<()> {
        if how.allow_dirty {
            return Ok(());
        }
        // Whoever edits an answer means to update.
        let changes = git::changes(self.root(), record::ANSWERS)?;
        if changes.is_empty() { Ok(()) } else { Err(Error::Dirty(changes)) }
    }

    /// The tasks; none if no file of the template changes.
    fn tasks(&self) -> Result<Vec<&'a Task>> {
        if self.merge.edits.is_empty() {
            return Ok(Vec::new());
        }
        tasks::wanted(self.template, self.answers, Occasion::Update)
    }

    fn copies(&self, tasks: &[&Task]) -> Result<Copies> {
        let there = project::files(self.root(), &tasks::targets(tasks))?;
        Copies::of(tasks, &self.new.tree, &there)
    }

    /// What a `copy` task adds is written, listed and undone like every file.
    fn add(&mut self, copies: &Copies) {
        for (path, file) in &copies.files {
            let added = merge::Change { path: path.clone(), from: None, kind: merge::Kind::Added };
            self.merge.changes.push(added);
            self.merge.edits.insert(path.clone(), Some(file.clone()));
        }
    }

    /// Writes, then has the tasks done, of which some may `run`.
    fn apply(
        &self,
        lock: &Lock,
        tasks: impl FnOnce(&Path) -> Result<Vec<Done>>,
        run: bool,
    ) -> Result<Vec<Done>> {
        let edits = self.edits();
        let outside = self.outside(&edits)?;
        let edits: Edits = edits.into_iter().filter(|edit| !outside.contains(edit)).collect();
        let edits = match &self.checkout {
            Some(checkout) => checkout.checked_out(edits)?,
            None => edits,
        };
        let traces = if run { Some(Traces::before(self.root())?) } else { None };
        let mut journal = Journal::begin(lock, &edits, &self.seen)?;
        let result = journal
            .apply()
            .and_then(|()| tasks(self.root()))
            .and_then(|done| journal.commit().map(|()| done));
        if result.is_err() {
            traces::undo(journal, self.root(), traces);
        }
        result
    }

    /// All files that change, those of the record last.
    fn edits(&self) -> Edits {
        let edits = self.merge.edits.iter().map(|(path, file)| (path.clone(), file.clone()));
        edits.chain(self.record.iter().cloned()).collect()
    }
}
