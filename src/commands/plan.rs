//! A rendering on its way into a project that is there.

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
use crate::merge::lines::has_markers;
use crate::merge::{self, Kind, Merge, Sides};
use crate::path::RelPath;
use crate::record::{self, Record};
use crate::runaway::Watch;
use crate::session::Session;
use crate::tasks::{self, Copies, Done, Leave};
use crate::template::{Rendering, Template};
use crate::tree::{File, Tree};
use crate::words::{Count, Names};
use crate::{git, project};

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

/// What was found at the paths of the template, and what comes of it.
struct Seen {
    /// As it is on the disk.
    disk: Tree,
    /// As git has it.
    yours: Tree,
    merge: Merge,
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

    /// Looks at the project, and decides what becomes of it. Whether it is another one than it was.
    fn look(&mut self) -> Result<bool> {
        let manifest = &self.template.manifest;
        let label = format!("{} {}", manifest.name, manifest.version);
        let Seen { disk: mut seen, yours, merge } = self.merged(&label)?;
        self.unresolved = unresolved(&merge, &yours, &self.new);
        self.merge = merge;
        let there = project::files(self.root(), self.new_record.iter().map(|(path, _)| path))?;
        let former = former(self.root())?;
        self.record = changed(&there, &self.new_record);
        self.record.extend(former.iter().map(|(path, _)| (path.clone(), None)));
        for (path, file) in there.into_iter().chain(former) {
            // No template writes to the record.
            let _ = seen.insert(path, file);
        }
        let changed = seen != self.seen;
        self.seen = seen;
        Ok(changed)
    }

    /// What the project has, and what becomes of it.
    ///
    /// A file that cannot be merged gets the new version beside it, under a name that is known only
    /// then: as long as there are such names, what stands there is looked at, too.
    fn merged(&self, label: &str) -> Result<Seen> {
        let (last, new, root) = (&self.target.last, &self.new, self.root());
        let checkout = self.checkout.as_ref();
        let paths = last.tree.iter().chain(&new.tree);
        let mut wanted: BTreeSet<RelPath> = paths.map(|(path, _)| path.clone()).collect();
        loop {
            let disk = project::files(root, &wanted)?;
            let yours = match checkout {
                Some(checkout) => checkout.yours(&disk, [&last.tree, &new.tree])?,
                None => disk.clone(),
            };
            let yours = git::without_nested(root, checkout, yours, &wanted)?;
            let merge = merge::merge(&Sides { last, yours: &yours, new, label });
            let before = wanted.len();
            wanted.extend(merge.edits.keys().cloned());
            if wanted.len() == before {
                return Ok(Seen { disk, yours, merge });
            }
        }
    }

    fn look_again(&mut self) -> Result<bool> {
        let _watch = Watch::over(&self.template.label);
        self.look()
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

    /// Tells git's index what the disk cannot show it.
    fn settle(&self, notes: &mut Vec<String>) -> Result<()> {
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

    /// All files that change, those of the record last.
    fn edits(&self) -> Edits {
        let edits = self.merge.edits.iter().map(|(path, file)| (path.clone(), file.clone()));
        edits.chain(self.record.iter().cloned()).collect()
    }

    /// The edits of files that a sparse checkout leaves out. A conflict is for people to see.
    fn outside(&self, edits: &Edits) -> Result<Edits> {
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
    fn ignored(&self, written: bool) -> Result<Vec<String>> {
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
        super::ignored::notes(&checkout.repository, new.into_iter().chain(rules), written)
    }

    /// What is left to do about conflicts.
    fn how_to_resolve(&self) -> Result<&'static str> {
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

    fn mark_conflicts(&self, notes: &mut Vec<String>) -> Result<()> {
        let conflicts: Vec<_> =
            self.merge.conflicts().map(|(path, conflict)| (path, &conflict.stages)).collect();
        if !conflicts.is_empty() && !git::mark_conflicts(self.root(), &conflicts)? {
            notes.push("git's index could not be told of the conflicts".to_owned());
        }
        Ok(())
    }
}

/// The files of `tree` that are not `there` as they are in it.
fn changed(there: &Tree, tree: &Tree) -> Vec<(RelPath, Option<File>)> {
    let changed = tree.iter().filter(|(path, file)| there.get(path.as_str()) != Some(file));
    changed.map(|(path, file)| (path.clone(), Some(file.clone()))).collect()
}

/// The rendering of a record of the first format, which the new one takes the place of.
fn former(root: &Path) -> Result<Option<(RelPath, File)>> {
    let path = RelPath::new(record::RENDERING_1).expect("a path of ours is portable");
    Ok(project::files(root, [&path])?.into_iter().next())
}

/// The files that have markers once the update is done, but for its own conflicts.
fn unresolved(merge: &Merge, yours: &Tree, new: &Rendering) -> Vec<RelPath> {
    let own: Vec<&RelPath> = merge.conflicts().map(|(path, _)| path).collect();
    let marked = |path: &&RelPath| {
        let file = match merge.edits.get(*path) {
            Some(edit) => edit.as_ref(),
            None => yours.get(path.as_str()),
        };
        matches!(file, Some(File::Regular { bytes, .. }) if has_markers(bytes))
    };
    let paths = new.tree.iter().map(|(path, _)| path).filter(|path| !own.contains(path));
    paths.filter(marked).cloned().collect()
}
