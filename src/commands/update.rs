//! `scaffold update`: the record's answers, with some changed, and the newest template.

use std::path::PathBuf;

use super::Finish;
use super::given;
use super::plan::{Plan, Target};
use crate::answers::{self, Answers, Given};
use crate::cli::Update;
use crate::error::{Error, Result};
use crate::journal;
use crate::migrate::migrate;
use crate::project::Project;
use crate::prompt;
use crate::record::Record;
use crate::source;
use crate::template::Template;

/// Brings the project at `root` up to `template`.
///
/// # Errors
/// Bad input of any kind, or a failure; the project is as it was then.
pub fn run(update: &Update, root: PathBuf, template: &Template) -> Result<Finish> {
    let lock = journal::lock(&root)?;
    journal::recover(&lock)?;
    let mut project = Project::open(root)?;
    let mut last = project.last()?;
    refuse_downgrade(&last.record, template)?;
    let before = project.record.clone();
    migrate(template, &mut project.record, &mut last);

    let mut given = given::said(&update.said)?;
    let notes = answers::recall(&project.record, &last.record, template, &mut given)?;
    let answers = settle(template, &mut given, !update.how.json && prompt::possible())?;
    let source = match &update.template {
        Some(_) => source::seen_from(&project.root, template)?,
        None => before.template.source.clone(),
    };
    let record = Record::new(template, &answers, source);
    let target =
        Target { lock: &lock, root: &project.root, before: Some(&before), last: last.rendering };
    let plan = Plan::new(target, template, &answers, &record)?;
    plan.carry_out(update.how, notes)
}

/// Keeps every answer there is; at a terminal, asks for those that the template cannot do without
/// any more.
fn settle(template: &Template, given: &mut Given, interactive: bool) -> Result<Answers> {
    loop {
        let missing = match answers::resolve(template, given) {
            Err(Error::MissingAnswers(missing)) if interactive => missing,
            settled => return settled,
        };
        for question in missing.iter().filter_map(|missing| template.question(&missing.id)) {
            given.replace(question.id(), prompt::ask(question, None)?);
        }
    }
}

/// An older template would undo what the newer one has done.
///
/// # Errors
/// [`Error::Downgrade`].
pub fn refuse_downgrade(record: &Record, template: &Template) -> Result<()> {
    let (manifest, written) = (&template.manifest, &record.template);
    if written.name == manifest.name && written.version > manifest.version {
        return Err(Error::Downgrade {
            template: manifest.name.clone(),
            from: written.version.to_string(),
            to: manifest.version.to_string(),
        });
    }
    Ok(())
}
