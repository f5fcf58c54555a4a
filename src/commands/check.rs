//! `scaffold check`: is an update waiting?

use serde_json::json;

use super::Finish;
use super::update::Next;
use crate::answers::Given;
use crate::cli::Check;
use crate::error::{Error, Result};
use crate::manifest::Version;
use crate::merge::lines::has_markers;
use crate::path::RelPath;
use crate::project;
use crate::record::Record;
use crate::runaway::Watch;
use crate::session::{Interrupted, Session};
use crate::template::Rendering;
use crate::tree::File;
use crate::words::Count;
use crate::{report, source};

/// Prints what an update would bring, and which conflicts are left.
///
/// # Errors
/// No project, or a template that cannot be loaded.
pub fn run(check: &Check) -> Result<Finish> {
    let root = project::find(check.path.as_deref())?;
    let found = Session::look(root).and_then(|session| look(&session));
    match found {
        Ok(found) => {
            if check.json {
                report::json(&found.object());
            } else {
                found.tell();
            }
            Ok(Finish::attention_if(!found.is_current()))
        }
        // A record that cannot be used is what check is there to find.
        Err(error) if error.each().all(Error::is_about_record) => {
            report::note(&report::error(&error));
            if check.json {
                report::json(&json!({ "current": false, "error": error.to_string() }));
            }
            Ok(Finish::Attention)
        }
        // The template has questions that only somebody can answer: no update without them.
        Err(Error::MissingAnswers(missing)) => {
            let flags: Vec<String> =
                missing.iter().map(|it| format!("--{} <VALUE>", it.id.replace('_', "-"))).collect();
            let update = format!("scaffold update {}", flags.join(" "));
            report::note(&format!("an update waits, and for answers: run `{update}`"));
            if check.json {
                report::json(&json!({ "current": false, "run": update }));
            }
            Ok(Finish::Attention)
        }
        Err(error) => Err(error),
    }
}

/// The state of a project.
struct Found {
    /// The template, by its name.
    template: String,
    /// The template as JSON names it.
    identity: serde_json::Value,
    /// The version that the project has.
    from: Version,
    /// The version that there is.
    version: Version,
    /// The version that the extended template had and has, if they differ.
    below: Option<String>,
    /// Whether the record would change.
    record: bool,
    /// What the template would change, each with a word for it.
    changes: Vec<(RelPath, &'static str)>,
    /// Files with our markers.
    marked: Vec<RelPath>,
    /// Whether an update was interrupted in the middle.
    interrupted: bool,
}

fn look(session: &Session) -> Result<Found> {
    let project = session.project()?;
    let template = project.load_template(source::load)?;
    let _bounds = Watch::over(&template.label);
    let Next { last, answers, .. } = Next::of(&project, &template, Given::default(), false)?;
    let new = template.render(&answers)?;
    let next = Record::new(&template, &answers, project.record.template.source.clone());
    let yours = project::files(&project.root, last.tree.iter().map(|(path, _)| path))?;
    let marked = yours
        .iter()
        .filter(|(_, file)| matches!(file, File::Regular { bytes, .. } if has_markers(bytes)));
    Ok(Found {
        template: template.manifest.name.clone(),
        identity: super::identity(&template),
        from: project.record.template.version.clone(),
        version: template.manifest.version.clone(),
        below: project.record.template.step_below(&template),
        record: !project.record.says_what(&next) || last.sources != new.sources,
        changes: changes(&last, &new),
        marked: marked.map(|(path, _)| path.clone()).collect(),
        interrupted: session.interrupted == Interrupted::Waits,
    })
}

fn changes(last: &Rendering, new: &Rendering) -> Vec<(RelPath, &'static str)> {
    let removed = last.tree.iter().filter(|(path, _)| new.tree.get(path.as_str()).is_none());
    let removed = removed.map(|(path, _)| (path.clone(), "removed"));
    let others = new.tree.iter().filter_map(|(path, file)| match last.tree.get(path.as_str()) {
        None => Some((path.clone(), "added")),
        Some(old) if old != file => Some((path.clone(), "updated")),
        Some(_) => None,
    });
    let mut changes: Vec<_> = removed.chain(others).collect();
    changes.sort();
    changes
}

impl Found {
    fn is_current(&self) -> bool {
        !self.waits() && self.marked.is_empty() && !self.interrupted
    }

    fn waits(&self) -> bool {
        self.record || !self.changes.is_empty()
    }

    fn tell(&self) {
        for (path, word) in &self.changes {
            report::data(&format!("{word:<9} {path}"));
        }
        for path in &self.marked {
            report::data(&format!("{:<9} {path}", "conflict"));
        }
        let Self { template, from, version, .. } = self;
        let below = self.below.as_ref().map_or(String::new(), |below| format!(" on {below}"));
        let left = match self.marked.len() {
            0 => String::new(),
            left => format!("; {} left of an earlier update", Count(left, "conflict")),
        };
        let step = if from == version { String::new() } else { format!("{from} → ") };
        report::note(&if self.waits() {
            format!(
                "an update waits: {template} {step}{version}{below}; run `scaffold update`{left}"
            )
        } else {
            format!("up to date with {template} {version}{left}")
        });
    }

    fn object(&self) -> serde_json::Value {
        let change =
            |(path, word): &(RelPath, &str)| json!({ "path": path.as_str(), "change": word });
        let mut template = self.identity.clone();
        template["from"] = json!(self.from);
        json!({
            "current": self.is_current(),
            "interrupted": self.interrupted,
            "template": template,
            "changes": self.changes.iter().map(change).collect::<Vec<_>>(),
            "conflicts": self.marked.iter().map(RelPath::as_str).collect::<Vec<_>>(),
        })
    }
}
