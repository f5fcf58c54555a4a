//! What comes of one case.

use std::path::Path;

use serde_json::{Value as Json, json};

use crate::cases::Case;
use crate::commands::difference;
use crate::error::Result;
use crate::manifest::command_line;
use crate::path::RelPath;
use crate::report;
use crate::run::{self, Finished};
use crate::template::Template;
use crate::tree::{File, Tree};
use crate::words::Count;
use crate::write::{self, Staging};

/// A case and what came of it.
pub struct Verdict<'c> {
    case: &'c Case,
    status: Status,
    changes: Vec<Change>,
    /// What went wrong beside the files: an error, or a command with its output.
    trouble: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    Passed,
    Failed,
    /// Its commands may not run.
    Skipped,
    /// What is rendered now is what is expected from now on.
    Accepted,
}

/// A file that is not as expected.
struct Change {
    path: RelPath,
    expected: Option<File>,
    rendered: Option<File>,
}

const NOTHING_TO_COMPARE: &str = "it has neither `expected/` nor `commands.toml`\n\n\
    hint: `scaffold template test --accept` writes `expected/`";

impl<'c> Verdict<'c> {
    fn new(case: &'c Case) -> Self {
        Self { case, status: Status::Passed, changes: Vec::new(), trouble: None }
    }

    fn fail(mut self, trouble: Option<String>) -> Self {
        self.status = Status::Failed;
        self.trouble = trouble;
        self
    }

    /// Renders `case` and holds the rendering against what is expected; its commands run if they
    /// are `allowed` to.
    ///
    /// # Errors
    /// An interrupt, or no place for the rendering.
    pub fn judge(case: &'c Case, template: &Template, allowed: bool, quiet: bool) -> Result<Self> {
        let mut verdict = Self::new(case);
        let rendering = match super::render(template, &case.answers) {
            Ok(rendering) => rendering,
            Err(error) => return Ok(verdict.fail(Some(report::error(&error)))),
        };
        if case.expected.is_none() && case.commands.is_empty() {
            return Ok(verdict.fail(Some(NOTHING_TO_COMPARE.to_owned())));
        }
        if let Some(expected) = &case.expected {
            verdict.changes = changes(expected, &template.own_files(&rendering));
        }
        if !verdict.changes.is_empty() {
            verdict.status = Status::Failed;
        }
        if !case.commands.is_empty() && !allowed {
            verdict.status = Status::Skipped;
        } else if let Some(trouble) = commands(case, &rendering.tree, quiet)? {
            verdict = verdict.fail(Some(trouble));
        }
        Ok(verdict)
    }

    /// Writes what `case` renders as what is expected of it, in `dir`, its directory. A case that
    /// is judged by its commands alone stays so.
    ///
    /// # Errors
    /// An interrupt, or what cannot be written; then everything is as it was.
    pub fn accept(case: &'c Case, template: &Template, dir: &Path) -> Result<Self> {
        let mut verdict = Self::new(case);
        if case.expected.is_none() && !case.commands.is_empty() {
            verdict.status = Status::Skipped;
            return Ok(verdict);
        }
        let tree = match super::render(template, &case.answers) {
            Ok(rendering) => template.own_files(&rendering),
            Err(error) => return Ok(verdict.fail(Some(report::error(&error)))),
        };
        verdict.status = Status::Accepted;
        verdict.changes = changes(case.expected.as_ref().unwrap_or(&Tree::default()), &tree);
        if !verdict.changes.is_empty() {
            write::replace(dir, &tree)?;
        }
        Ok(verdict)
    }

    /// Whether it leaves something to do.
    pub fn passed(&self) -> bool {
        matches!(self.status, Status::Passed | Status::Accepted)
    }

    /// Whether it found something wrong.
    pub fn failed(&self) -> bool {
        self.status == Status::Failed
    }

    /// The report for a reader: the verdict, then what differs as data.
    pub fn tell(&self) {
        let files = Count(self.changes.len(), "file");
        let text = match self.status {
            Status::Passed => "passed".to_owned(),
            Status::Skipped => "skipped, its commands did not run".to_owned(),
            Status::Accepted if self.changes.is_empty() => "as expected".to_owned(),
            Status::Accepted => format!("accepted, {files} changed"),
            Status::Failed if self.changes.is_empty() => "failed".to_owned(),
            Status::Failed => format!("failed, {files} not as expected"),
        };
        report::note(&format!("{}: {text}", self.case.name));
        if self.status == Status::Accepted {
            let line = |change: &Change| format!("  {} {}", change.accepted(), change.path);
            self.changes.iter().for_each(|change| report::note(&line(change)));
        } else {
            self.changes.iter().for_each(|change| report::data(&change.text()));
        }
        if let Some(trouble) = &self.trouble {
            report::note(trouble);
        }
    }

    /// The report as data.
    pub fn object(&self) -> Json {
        let change = |it: &Change| {
            let diff = it.text();
            let diff = String::from_utf8_lossy(&diff);
            json!({ "path": it.path.as_str(), "change": it.word(), "diff": diff })
        };
        json!({
            "case": self.case.name,
            "status": match self.status {
                Status::Passed => "passed",
                Status::Failed => "failed",
                Status::Skipped => "skipped",
                Status::Accepted => "accepted",
            },
            "changes": self.changes.iter().map(change).collect::<Vec<_>>(),
            "trouble": self.trouble,
        })
    }
}

impl Change {
    fn word(&self) -> &'static str {
        match (&self.expected, &self.rendered) {
            (_, None) => "missing",
            (None, _) => "unexpected",
            _ => "differs",
        }
    }

    fn accepted(&self) -> &'static str {
        match (&self.expected, &self.rendered) {
            (_, None) => "removed",
            (None, _) => "added  ",
            _ => "changed",
        }
    }

    fn text(&self) -> Vec<u8> {
        difference::text(&self.path, self.expected.as_ref(), self.rendered.as_ref())
    }
}

fn changes(expected: &Tree, rendered: &Tree) -> Vec<Change> {
    let change = |path: &RelPath| {
        let (was, is) = (expected.get(path.as_str()), rendered.get(path.as_str()));
        (was != is).then(|| Change {
            path: path.clone(),
            expected: was.cloned(),
            rendered: is.cloned(),
        })
    };
    let new = rendered.iter().filter(|(path, _)| expected.get(path.as_str()).is_none());
    let mut changes: Vec<Change> =
        expected.iter().chain(new).filter_map(|(path, _)| change(path)).collect();
    changes.sort_by(|one, other| one.path.cmp(&other.path));
    changes
}

/// Runs the commands of a case in its rendering; gives back what the first that fails said.
fn commands(case: &Case, tree: &Tree, quiet: bool) -> Result<Option<String>> {
    if case.commands.is_empty() {
        return Ok(None);
    }
    let staging = Staging::aside()?;
    staging.write(tree)?;
    for argv in &case.commands {
        let command = command_line(argv);
        if !quiet {
            report::note(&format!("{}: running `{command}`", case.name));
        }
        let argv: Vec<&str> = argv.iter().map(String::as_str).collect();
        let Finished { failure, output } = run::to_the_end(&argv, staging.project())?;
        if let Some(failure) = failure {
            return Ok(Some(
                format!("`{command}` failed: {failure}\n{output}").trim_end().to_owned(),
            ));
        }
    }
    Ok(None)
}
