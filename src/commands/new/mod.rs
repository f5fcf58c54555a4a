//! `scaffold new`: answers → rendering → project.

mod given;
mod tell;

use std::path::{Path, PathBuf};

use crate::answers::{self, Answers};
use crate::cli::New;
use crate::error::{Error, Result};
use crate::git;
use crate::manifest::Task;
use crate::question::Value;
use crate::tasks::{self, Done, Status};
use crate::template::{Rendering, Template};
use crate::words::Count;
use crate::write::{self, Staging};
use crate::{interview, prompt, report};

/// The question that the target's last part answers.
const NAME: &str = "name";

/// Writes a project.
///
/// # Errors
/// Bad input of any kind; nothing is left behind then.
pub fn run(new: &New, template: &Template) -> Result<()> {
    // Before any question: nobody likes to answer ten and then hear that the place is taken.
    new.target.as_deref().map_or(Ok(()), write::check_target)?;
    let mut given = given::gather(new, template)?;
    let interactive = !new.defaults && !new.json && prompt::possible();
    let answers = if interactive {
        interview::hold(template, &mut given)?
    } else {
        answers::resolve(template, &given)?
    };
    let target = target(new, &answers)?;
    let rendering = template.render(&answers)?;
    if interactive {
        agree(&target, &rendering)?;
    }
    let plan = Plan { new, template, answers: &answers, target: &target, rendering: &rendering };
    if new.dry_run { plan.preview() } else { plan.write(interactive) }
}

fn target(new: &New, answers: &Answers) -> Result<PathBuf> {
    let named = || match answers.values.get(NAME) {
        Some(Value::Text(name)) if !name.is_empty() => Some(PathBuf::from(name)),
        _ => None,
    };
    new.target.clone().or_else(named).ok_or(Error::NoTarget)
}

fn agree(target: &Path, rendering: &Rendering) -> Result<()> {
    report::note("");
    report::tree(&rendering.tree).iter().for_each(|line| report::note(line));
    let files = Count(rendering.tree.len(), "file");
    let yes = prompt::confirm(&format!("Write {files} to {}?", target.display()), true)?;
    if yes { Ok(()) } else { Err(Error::Interrupted) }
}

/// Everything one run needs to know.
struct Plan<'a> {
    new: &'a New,
    template: &'a Template,
    answers: &'a Answers,
    target: &'a Path,
    rendering: &'a Rendering,
}

impl Plan<'_> {
    fn files(&self) -> Vec<&str> {
        self.rendering.tree.iter().map(|(path, _)| path.as_str()).collect()
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

    fn write(&self, interactive: bool) -> Result<()> {
        let staging = Staging::beside(self.target)?;
        staging.write(&self.rendering.tree)?;
        let done = self.perform_tasks(staging.project(), interactive)?;
        let committed = if self.new.no_git {
            None
        } else {
            let manifest = &self.template.manifest;
            let message = format!("Start from the {} template {}", manifest.name, manifest.version);
            Some(git::first_commit(staging.project(), &message)?)
        };
        staging.publish()?;
        self.tell(&done, committed.as_ref())
    }

    /// The embedded template's tasks run; those of another are shown, and run only with
    /// consent.
    fn perform_tasks(&self, project: &Path, interactive: bool) -> Result<Vec<Done>> {
        let wanted = tasks::wanted(self.template, self.answers)?;
        let skip = |wanted: &[&Task]| {
            let skipped = |task: &&Task| Done { command: task.command(), status: Status::Skipped };
            wanted.iter().map(skipped).collect()
        };
        if self.new.no_tasks {
            return Ok(skip(&wanted));
        }
        let foreign: Vec<String> =
            wanted.iter().filter(|task| task.copy.is_none()).map(|task| task.command()).collect();
        if !self.template.embedded && !self.new.trust && !foreign.is_empty() {
            let untrusted = Error::Untrusted(foreign);
            if !interactive {
                return Err(untrusted);
            }
            report::note(&untrusted.to_string());
            if !prompt::confirm("Run them?", false)? {
                return Ok(skip(&wanted));
            }
        }
        wanted
            .iter()
            .map(|task| tasks::perform(task, project, self.new.quiet || self.new.json))
            .collect()
    }
}
