//! `scaffold new`: answers → rendering → project.

mod placed;
mod tell;

use std::path::{Path, PathBuf};

use tell::Step;

use super::consent::{self, Consent};
use super::given::{self, NAME};
use crate::answers::{self, Answers, Given};
use crate::cli::New;
use crate::config;
use crate::error::{Error, Result};
use crate::git::{Committed, Fresh};
use crate::interview::Interview;
use crate::manifest::{Occasion, Task};
use crate::question::Value;
use crate::record::Record;
use crate::runaway::Watch;
use crate::source;
use crate::tasks::{self, Copies};
use crate::template::Template;
use crate::tree::Tree;
use crate::words::Count;
use crate::write::{self, Staging};
use crate::{prompt, report};

/// Writes a project.
///
/// # Errors
/// Bad input of any kind; nothing is left behind then.
pub fn run(new: &New, template: &Template) -> Result<()> {
    new.target.as_deref().map_or(Ok(()), write::check_target)?;
    let mut given = given::said(&new.said)?;
    given::unsaid(&new.unsaid, template, &mut given)?;
    if let Some(target) = &new.target {
        given::directory(target, template, &mut given);
    }
    let interactive = !new.unsaid.defaults && !new.json && prompt::possible();
    let answers = if interactive {
        interview(new, template, &mut given)?
    } else {
        let _watch = Watch::over(&template.label);
        answers::resolve(template, &given)?
    };
    let target = target(new, &answers)?;
    let tasks = tasks::wanted(template, &answers, Occasion::New)?;
    let to_copy = if new.tasks.no_tasks { &[][..] } else { &tasks[..] };
    let (files, copies) = files(template, &answers, &target, to_copy)?;
    let steps = Plan::steps_of_template(template, &answers)?;
    let (target, consent) = (target.as_path(), Consent::NotNeeded);
    let plan = Plan { new, template, answers: &answers, target, files, copies, steps, consent };
    if new.dry_run {
        return plan.preview();
    }
    // Every prompt comes before the first file: Ctrl-C at one has nothing to take away.
    let consent = consent::ask(template, &tasks, new.tasks, interactive)?;
    let plan = if consent == Consent::Refused {
        let (files, copies) = self::files(template, &answers, target, &[])?;
        Plan { files, copies, consent, ..plan }
    } else {
        Plan { consent, ..plan }
    };
    if interactive {
        plan.agree()?;
    }
    plan.write(&tasks)
}

/// Asks what is open. A place that is taken is refused as soon as it is named: nobody likes to
/// answer ten questions and then hear of it.
fn interview(new: &New, template: &Template, given: &mut Given) -> Result<Answers> {
    let interview = Interview::new(template, config::answers()?);
    if new.target.is_none() {
        interview
            .ask_first(NAME, given, |name| write::check_target(Path::new(&name.to_string())))?;
    }
    interview.hold(given, |answers| write::check_target(&target(new, answers)?))
}

fn target(new: &New, answers: &Answers) -> Result<PathBuf> {
    let named = || match answers.values.get(NAME) {
        Some(Value::Text(name)) if !name.is_empty() => Some(PathBuf::from(name)),
        _ => None,
    };
    new.target.clone().or_else(named).ok_or(Error::NoTarget)
}

/// The rendering with the record of it, and with what the `copy` tasks among `tasks` add.
fn files(
    template: &Template,
    answers: &Answers,
    target: &Path,
    tasks: &[&Task],
) -> Result<(Tree, Copies)> {
    let _watch = Watch::over(&template.label);
    let rendering = template.render(answers)?;
    let record = Record::new(template, answers, source::seen_from(target, template)?);
    let mut files = record.files(&rendering);
    let copies = Copies::of(tasks, &rendering.tree, &Tree::default())?;
    let added = copies.files.iter().map(|(path, file)| (path.clone(), file.clone()));
    for (path, file) in rendering.tree.into_iter().chain(added) {
        files
            .insert(path, file)
            .expect("no template writes to the record, and no copy over a file");
    }
    Ok((files, copies))
}

/// Everything one run needs to know.
struct Plan<'a> {
    new: &'a New,
    template: &'a Template,
    answers: &'a Answers,
    target: &'a Path,
    /// What is written: the rendering, the record and the copies.
    files: Tree,
    copies: Copies,
    /// What the template advises to do next.
    steps: Vec<Step>,
    consent: Consent,
}

impl Plan<'_> {
    fn files(&self) -> Vec<&str> {
        self.files.iter().map(|(path, _)| path.as_str()).collect()
    }

    fn preview(&self) -> Result<()> {
        write::check_target(self.target)?;
        if self.new.json {
            report::json(&self.object(&[], None, &[])?);
        } else {
            self.files().iter().for_each(report::data);
        }
        Ok(())
    }

    /// Shows what will be written and asks whether to go on.
    fn agree(&self) -> Result<()> {
        report::note("");
        report::tree(&self.files).iter().for_each(|line| report::note(line));
        let files = Count(self.files.len(), "file");
        if prompt::confirm(&format!("Write {files} to {}?", self.target.display()), true)? {
            return Ok(());
        }
        report::note("nothing was written");
        Err(Error::Interrupted)
    }

    fn write(&self, tasks: &[&Task]) -> Result<()> {
        let staging = Staging::beside(self.target)?;
        let checkout = self.checkout()?;
        staging.write(&self.shown(checkout.as_ref())?)?;
        let project = staging.place()?;
        // A task sees the place where the project stays, and its own repository.
        let repository = if self.new.no_git { None } else { Some(Fresh::at(project.root())?) };
        let leave = self.consent.leave(self.new.tasks);
        let quiet = self.new.quiet || self.new.json;
        let done = tasks::perform_all(tasks, project.root(), &self.copies, leave, quiet)?;
        let committed = match repository {
            Some(Ok(repository)) => Some(repository.commit(&self.commit_message())?),
            Some(Err(ended)) => Some(ended),
            None => None,
        };
        if let Some(Committed::NotCommitted(_)) = &committed {
            project.has_room()?;
        }
        project.finish()?;
        let notes = self.settle(checkout.as_ref(), committed.as_ref())?;
        self.tell(&done, committed.as_ref(), notes)
    }

    fn skips_tasks(&self) -> bool {
        self.new.tasks.no_tasks || self.consent == Consent::Refused
    }

    fn commit_message(&self) -> String {
        let manifest = &self.template.manifest;
        format!("Start from the {} template {}", manifest.name, manifest.version)
    }
}
