//! `scaffold update`: the record's answers, with some changed, and the newest template.

use super::Finish;
use super::given;
use super::plan::{Plan, Target};
use crate::answers::{self, Answers, Given};
use crate::cli::Update;
use crate::error::{Error, Result};
use crate::migrate::migrate;
use crate::project::Project;
use crate::prompt;
use crate::record::Record;
use crate::runaway::Watch;
use crate::session::Session;
use crate::source;
use crate::template::{Rendering, Template};

/// Brings a project up to `template`.
///
/// # Errors
/// Bad input of any kind, or a failure; the project is as it was then.
pub fn run(update: &Update, session: &Session, template: &Template) -> Result<Finish> {
    let project = session.project()?;
    let source = match &update.template {
        Some(_) => source::seen_from(&project.root, template)?,
        None => project.record.template.source.clone(),
    };
    let interactive = !update.unsaid.defaults && !update.how.json && prompt::possible();
    let mut given = given::said(&update.said)?;
    given::unsaid(&update.unsaid, template, &mut given)?;
    let Next { last, answers, dropped } = Next::of(&project, template, given, interactive)?;
    let record = Record::new(template, &answers, source);
    let target = Target { session, before: Some(&project.record), last };
    let plan = Plan::new(target, template, &answers, &record)?;
    plan.carry_out(update.how, interactive, dropped)
}

/// What a project has from a template, and what it asks of the one there is now.
pub struct Next {
    /// The last rendering, by the names of the template there is now.
    pub last: Rendering,
    /// The answers of the record, where none was given.
    pub answers: Answers,
    /// What the template has no more.
    pub dropped: Vec<String>,
}

impl Next {
    /// Brings what the project remembers to the names of `template`, and settles its questions.
    ///
    /// # Errors
    /// A record that cannot be used, an older template, answers that are refused or missing.
    pub fn of(
        project: &Project,
        template: &Template,
        mut given: Given,
        interactive: bool,
    ) -> Result<Self> {
        let (mut record, mut last) = (project.record.clone(), project.last()?);
        refuse_downgrade(&last.record, template)?;
        migrate(template, &mut record, &mut last);
        let dropped = answers::recall(&record, &last.record, template, &mut given)?;
        let answers = settle(template, &mut given, interactive)?;
        Ok(Self { last: last.rendering, answers, dropped })
    }
}

/// Keeps every answer there is; at a terminal, asks for those that the template cannot do without
/// any more.
fn settle(template: &Template, given: &mut Given, interactive: bool) -> Result<Answers> {
    loop {
        let watch = Watch::over(&template.label);
        let settled = answers::resolve(template, given);
        drop(watch);
        let missing = match settled {
            Err(Error::MissingAnswers(missing)) if interactive => missing,
            settled => return settled,
        };
        for question in missing.iter().filter_map(|missing| template.question(&missing.id)) {
            given.replace(question.id(), prompt::ask(question, None)?);
        }
    }
}

/// An older template would undo what the newer one has done.
fn refuse_downgrade(record: &Record, template: &Template) -> Result<()> {
    let written = &record.template;
    for (name, version) in template.versions() {
        if let Some(newer) = written.version_of(name).filter(|written| *written > version) {
            return Err(Error::Downgrade {
                template: name.to_owned(),
                from: newer.to_string(),
                to: version.to_string(),
                embedded: template.embedded,
            });
        }
    }
    Ok(())
}
