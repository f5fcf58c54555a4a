//! `scaffold new`: answers → rendering → project.

mod given;
mod tell;

use std::path::{Path, PathBuf};

use crate::answers::{self, Answers, Given};
use crate::cli::New;
use crate::config;
use crate::error::{Error, Result};
use crate::git;
use crate::interview::Interview;
use crate::manifest::Task;
use crate::question::Value;
use crate::record::Record;
use crate::source;
use crate::tasks::{self, Done, Status};
use crate::template::Template;
use crate::tree::Tree;
use crate::words::Count;
use crate::write::{self, Staging};
use crate::{prompt, report};

/// The question that the target's last part answers.
const NAME: &str = "name";

/// Writes a project.
///
/// # Errors
/// Bad input of any kind; nothing is left behind then.
pub fn run(new: &New, template: &Template) -> Result<()> {
    new.target.as_deref().map_or(Ok(()), write::check_target)?;
    let mut given = given::gather(new, template)?;
    let interactive = !new.defaults && !new.json && prompt::possible();
    let answers = if interactive {
        interview(new, template, &mut given)?
    } else {
        answers::resolve(template, &given)?
    };
    let target = target(new, &answers)?;
    let files = files(template, &answers, &target)?;
    let consent = Consent::NotNeeded;
    let plan = Plan { new, template, answers: &answers, target: &target, files, consent };
    if new.dry_run {
        return plan.preview();
    }
    // Every prompt comes before the first file: Ctrl-C at one has nothing to take away.
    let tasks = tasks::wanted(template, &answers)?;
    let consent = plan.ask_for_consent(&tasks, interactive)?;
    if interactive {
        plan.agree()?;
    }
    Plan { consent, ..plan }.write(&tasks)
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

/// The rendering with the record of it.
fn files(template: &Template, answers: &Answers, target: &Path) -> Result<Tree> {
    let rendering = template.render(answers)?;
    let record = Record::new(template, answers, source::seen_from(target, template)?);
    let mut files = record.files(&rendering);
    for (path, file) in rendering.tree {
        files.insert(path, file).expect("no template writes to the record");
    }
    Ok(files)
}

/// Everything one run needs to know.
struct Plan<'a> {
    new: &'a New,
    template: &'a Template,
    answers: &'a Answers,
    target: &'a Path,
    /// What is written: the rendering and the record.
    files: Tree,
    consent: Consent,
}

/// What the user says to the commands of a template from elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Consent {
    NotNeeded,
    Given,
    Refused,
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
            self.files().iter().for_each(|file| report::data(file));
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

    /// The embedded template's tasks run; those of another are shown, and run only when
    /// somebody agrees.
    fn ask_for_consent(&self, tasks: &[&Task], interactive: bool) -> Result<Consent> {
        let foreign: Vec<String> =
            tasks.iter().filter(|task| task.copy.is_none()).map(|task| task.command()).collect();
        let free = self.template.embedded || self.new.trust || self.new.no_tasks;
        if free || foreign.is_empty() {
            return Ok(Consent::NotNeeded);
        }
        let untrusted = Error::Untrusted(foreign);
        if !interactive {
            return Err(untrusted);
        }
        report::note(&format!("\n{untrusted}"));
        let yes = prompt::confirm("Run them after writing the project?", false)?;
        Ok(if yes { Consent::Given } else { Consent::Refused })
    }

    fn write(&self, tasks: &[&Task]) -> Result<()> {
        let staging = Staging::beside(self.target)?;
        staging.write(&self.files)?;
        let done = self.perform(tasks, staging.project())?;
        let committed = if self.new.no_git {
            None
        } else {
            Some(git::first_commit(staging.project(), &self.commit_message())?)
        };
        staging.publish()?;
        self.tell(&done, committed.as_ref())
    }

    fn perform(&self, tasks: &[&Task], project: &Path) -> Result<Vec<Done>> {
        let quiet = self.new.quiet || self.new.json;
        let skip = self.new.no_tasks || self.consent == Consent::Refused;
        let perform = |task: &&Task| {
            if skip {
                return Ok(Done { command: task.command(), status: Status::Skipped });
            }
            tasks::perform(task, project, quiet)
        };
        tasks.iter().map(perform).collect()
    }

    fn commit_message(&self) -> String {
        let manifest = &self.template.manifest;
        format!("Start from the {} template {}", manifest.name, manifest.version)
    }
}
