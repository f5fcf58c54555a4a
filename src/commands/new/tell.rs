//! What `scaffold new` says when it is done.

use std::path::Path;

use serde::Serialize;
use serde_json::json;

use super::{Consent, Plan};
use crate::answers::Answers;
use crate::commands::given::{NAME, last_part};
use crate::commands::{identity, said};
use crate::error::Result;
use crate::git::Committed;
use crate::quote;
use crate::report;
use crate::runaway::Watch;
use crate::source;
use crate::tasks::{self, Done, Status};
use crate::template::{Expression, Template};
use crate::words::Count;

impl Plan<'_> {
    /// The closing words, or the one JSON object.
    ///
    /// # Errors
    /// A text of the template that cannot be rendered.
    pub fn tell(
        &self,
        done: &[Done],
        committed: Option<&Committed>,
        more: Vec<String>,
    ) -> Result<()> {
        let notes = [notes(done, committed), more].concat();
        if self.new.json {
            report::json(&self.object(done, committed, &notes)?);
            return Ok(());
        }
        if self.new.quiet {
            return Ok(());
        }
        if self.new.verbose {
            self.files().iter().for_each(|file| report::note(file));
        }
        let files = Count(self.files.len(), "file");
        report::note(&format!("wrote {files} to {}", self.target.display()));
        notes.iter().for_each(|note| report::note(&format!("note: {note}")));
        let steps = self.next_steps(done, committed);
        let wide = steps.iter().map(|step| step.run.len()).max().unwrap_or(0);
        if wide > 0 {
            report::note("\nnext steps:");
        }
        for Step { run, about } in &steps {
            report::note(format!("  {run:wide$}  {about}").trim_end());
        }
        report::note(&format!("\nto repeat this run:\n  {}", self.command_line()?));
        Ok(())
    }

    /// The next steps that the template names.
    ///
    /// # Errors
    /// A text that cannot be rendered.
    pub fn steps_of_template(template: &Template, answers: &Answers) -> Result<Vec<Step>> {
        let _watch = Watch::over(&template.label);
        let scope = answers.scope(template);
        let mut steps = Vec::new();
        for (index, step) in template.manifest.next_steps.iter().enumerate() {
            if template.holds(&Expression::StepWhen(index), &scope)? {
                let run = template.step_command(index, &scope)?;
                steps.push(Step::new(run, step.about.clone()));
            }
        }
        Ok(steps)
    }

    fn next_steps(&self, done: &[Done], committed: Option<&Committed>) -> Vec<Step> {
        let mut steps = Vec::new();
        if self.target != Path::new(".") {
            steps.push(Step::new(quote::command_line(&["cd".to_owned(), self.typed_target()]), ""));
        }
        steps.extend(done.iter().filter_map(|done| {
            let about = match &done.status {
                Status::Done => return None,
                Status::Missing { needs } => format!("once there is a `{needs}`"),
                Status::Failed { .. } => "failed here".to_owned(),
                Status::Withheld { .. } => "could run code of the project".to_owned(),
                Status::Skipped => "was left out".to_owned(),
            };
            Some(Step::new(done.command.clone(), about))
        }));
        if let Some(Committed::NotCommitted(_)) = committed {
            let message = quote::shell_word(&self.commit_message());
            steps.push(Step::new(format!("git commit -m {message}"), "once git can"));
        }
        steps.extend(self.steps.iter().cloned());
        steps
    }

    /// The command line that gives the same rendering without asking.
    fn command_line(&self) -> Result<String> {
        let mut words = vec!["scaffold".to_owned(), "new".to_owned(), self.typed_target()];
        match self.new.template.as_str() {
            source::DEFAULT => {}
            flag if flag.starts_with('-') => words.push(format!("--template={flag}")),
            other => words.extend(["--template".to_owned(), other.to_owned()]),
        }
        words.push("--defaults".to_owned());
        let flags = [
            (self.new.no_git, "--no-git"),
            (self.skips_tasks(), "--no-tasks"),
            (self.new.tasks.trust || self.consent == Consent::Given, "--trust"),
        ];
        words.extend(flags.iter().filter(|(on, _)| *on).map(|(_, flag)| (*flag).to_owned()));
        let implied = |id: &str| {
            id == NAME
                && last_part(self.target) == self.answers.values.get(id).map(ToString::to_string)
        };
        words.extend(said::words(self.template, self.answers, implied)?);
        Ok(quote::command_line(&words))
    }

    /// The target as a command line can name it: one that begins like a flag is no flag.
    fn typed_target(&self) -> String {
        let target = self.target.display().to_string();
        if target.starts_with('-') { format!("./{target}") } else { target }
    }

    /// The run as data.
    ///
    /// # Errors
    /// A text of the template that cannot be rendered.
    pub fn object(
        &self,
        done: &[Done],
        committed: Option<&Committed>,
        notes: &[String],
    ) -> Result<serde_json::Value> {
        Ok(json!({
            "target": self.target.display().to_string(),
            "template": identity(self.template),
            "answers": self.answers.values,
            "components": self.answers.components,
            "files": self.files(),
            "written": !self.new.dry_run,
            "tasks": done,
            "committed": committed == Some(&Committed::Yes),
            "warnings": notes,
            "next_steps": self.next_steps(done, committed),
            "command": self.command_line()?,
        }))
    }
}

/// A command that the user may run next.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    run: String,
    about: String,
}

impl Step {
    fn new(run: String, about: impl Into<String>) -> Self {
        Self { run, about: about.into() }
    }
}

fn notes(done: &[Done], committed: Option<&Committed>) -> Vec<String> {
    let tasks = tasks::notes(done);
    let git = committed.and_then(|committed| match committed {
        Committed::Yes => None,
        Committed::InsideWorkTree => {
            Some("inside a git work tree, so no repository was made".to_owned())
        }
        Committed::Unknown(why) => Some(format!("no repository was made: {why}")),
        Committed::NoGit => Some("no repository was made: there is no `git` here".to_owned()),
        Committed::NotCommitted(reason) => Some(format!("nothing was committed: {reason}")),
    });
    tasks.into_iter().chain(git).collect()
}
