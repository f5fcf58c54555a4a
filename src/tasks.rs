//! What a template wants done in a project once it is written.

mod builds;
mod copies;

use std::path::Path;

use serde::Serialize;

use crate::answers::Answers;
use crate::error::{Error, Result};
use crate::manifest::{Occasion, Task};
use crate::report::Progress;
use crate::run::{Outcome, on_path, run_below};
use crate::runaway::Watch;
use crate::template::{Expression, Template};

pub use copies::{Copies, targets};

/// What became of a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum Status {
    /// It did what it should.
    Done,
    /// The program it needs is not here.
    Missing {
        /// The program.
        needs: String,
    },
    /// It failed and was not required.
    Failed {
        /// What it said last.
        reason: String,
    },
    /// It could run code of the project, and nobody has agreed to that.
    Withheld {
        /// How it could.
        reason: String,
    },
    /// It was not tried.
    Skipped,
}

/// How far tasks may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// They are skipped.
    None,
    /// They run unless they could run code of the project.
    Guarded,
    /// They run.
    Full,
}

/// A task of this run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Done {
    /// The command line as a user would type it.
    pub command: String,
    /// What became of it.
    #[serde(flatten)]
    pub status: Status,
}

/// The tasks that these answers ask for on this occasion.
///
/// # Errors
/// A condition that cannot be evaluated.
pub fn wanted<'t>(
    template: &'t Template,
    answers: &Answers,
    occasion: Occasion,
) -> Result<Vec<&'t Task>> {
    let _watch = Watch::over(&template.label);
    let scope = answers.scope(template);
    let mut wanted = Vec::new();
    for (index, task) in template.manifest.tasks.iter().enumerate() {
        let on = &task.get_ref().on;
        if on.contains(&occasion) && template.holds(&Expression::Task(index), &scope)? {
            wanted.push(task.get_ref());
        }
    }
    Ok(wanted)
}

/// Runs `tasks` in `project`, where the files of `copies` are, as far as they may; or says of each
/// that it was skipped.
///
/// # Errors
/// An interrupt, or the failure of a required task.
pub fn perform_all(
    tasks: &[&Task],
    project: &Path,
    copies: &Copies,
    leave: Leave,
    quiet: bool,
) -> Result<Vec<Done>> {
    let mut ends = copies.statuses();
    let perform = |task: &&Task| {
        let status = match &task.copy {
            _ if leave == Leave::None => Status::Skipped,
            Some(_) => ends.next().cloned().unwrap_or(Status::Done),
            None => {
                let _progress = Progress::start(&format!("running `{}`", task.command()), quiet);
                outcome(task, execute(task, project, leave)?)?
            }
        };
        Ok(Done { command: task.command(), status })
    };
    tasks.iter().map(perform).collect()
}

/// What a user should know of tasks that did not do what they should.
#[must_use]
pub fn notes(done: &[Done]) -> Vec<String> {
    let note = |done: &Done| match &done.status {
        Status::Missing { needs } => {
            Some(format!("`{}` was not run: there is no `{needs}` here", done.command))
        }
        Status::Failed { reason } => Some(format!("`{}` failed: {reason}", done.command)),
        Status::Withheld { reason } => Some(format!(
            "`{}` was not run, and what it makes is stale: {reason}, so it could run code of the project; run it yourself, or use `--trust`",
            done.command,
        )),
        Status::Done | Status::Skipped => None,
    };
    done.iter().filter_map(note).collect()
}

/// What it means that a task came to `status`: for a required one it can be a failure.
fn outcome(task: &Task, status: Status) -> Result<Status> {
    let reason = match &status {
        Status::Missing { needs } => format!("there is no `{needs}`"),
        Status::Failed { reason } => reason.clone(),
        Status::Done | Status::Withheld { .. } | Status::Skipped => return Ok(status),
    };
    if task.required { Err(Error::Task { command: task.command(), reason }) } else { Ok(status) }
}

fn execute(task: &Task, project: &Path, leave: Leave) -> Result<Status> {
    let argv: Vec<&str> = task.run.iter().map(String::as_str).collect();
    if let Some(needs) = task.needs.clone().filter(|needs| !on_path(needs)) {
        return Ok(Status::Missing { needs });
    }
    let mut environment = &[][..];
    if let Some(manifest) = task.builds.as_ref().filter(|_| leave == Leave::Guarded) {
        if let Some(reason) = builds::reason(project, manifest)? {
            return Ok(Status::Withheld { reason });
        }
        environment = &builds::ENVIRONMENT;
    }
    Ok(match run_below(&argv, project, environment)? {
        Outcome::Success(_) => Status::Done,
        Outcome::Absent => Status::Missing { needs: task.run[0].clone() },
        Outcome::Failure(reason) => Status::Failed { reason },
    })
}
