//! `scaffold adopt`: an existing repository comes under a template.

use std::fs;
use std::path::Path;

use super::Finish;
use super::given;
use super::plan::{Plan, Target};
use crate::answers::{self, Answers, Given, Listed, Raw};
use crate::cli::Adopt;
use crate::config;
use crate::error::{Error, Origin, Result};
use crate::infer::{self, Inferred};
use crate::interview::Interview;
use crate::project::{self, Project};
use crate::prompt;
use crate::record::Record;
use crate::runaway::Watch;
use crate::session::Session;
use crate::source;
use crate::template::{Rendering, Template};

/// Merges what `template` writes with what is there, as if the template had never written
/// anything.
///
/// # Errors
/// Bad input of any kind, or a failure; the repository is as it was then.
pub fn run(adopt: &Adopt, session: &Session, template: &Template) -> Result<Finish> {
    let root = session.root.as_path();
    let before = record_without_rendering(root)?;

    let mut given = given::said(&adopt.said)?;
    given::unsaid(&adopt.unsaid, template, &mut given)?;
    let interactive = !adopt.unsaid.defaults && !adopt.how.json && prompt::possible();
    let mut notes = Vec::new();
    let answers = if let Some(record) = &before {
        let _watch = Watch::over(&template.label);
        notes = answers::recall(record, record, template, &mut given)?;
        answers::resolve(template, &given)?
    } else {
        let watch = Watch::over(&template.label);
        let found = infer::infer(template, &project::files(root, &infer::files(template))?);
        drop(watch);
        settle(adopt, template, &mut given, found, interactive)?
    };
    let record = Record::new(template, &answers, source::seen_from(root, template)?);
    let last = Rendering::default();
    let target = Target { session, before: before.as_ref(), last };
    Plan::new(target, template, &answers, &record)?.carry_out(adopt.how, interactive, notes)
}

/// Opens the repository that is adopted.
///
/// # Errors
/// There is none; or as [`Session::change`].
pub fn open(adopt: &Adopt) -> Result<Session> {
    let root = adopt.path.clone();
    if !fs::metadata(&root).map_err(Error::io("find", &root))?.is_dir() {
        return Err(Error::TargetNotDirectory(root));
    }
    if adopt.how.dry_run { Session::look(root) } else { Session::change(root) }
}

/// The record of a project whose last rendering is lost or damaged: what adopting it anew
/// repairs.
fn record_without_rendering(root: &Path) -> Result<Option<Record>> {
    if !project::has_record(root) {
        return Ok(None);
    }
    let project = Project::open(root.into())?;
    match project.last() {
        Ok(_) => Err(Error::Adopted(root.into())),
        Err(Error::Rendering { .. }) => Ok(Some(project.record)),
        Err(error) => Err(error),
    }
}

/// Answers from what was said, from what the repository tells, and from prompts.
fn settle(
    adopt: &Adopt,
    template: &Template,
    given: &mut Given,
    found: Inferred,
    interactive: bool,
) -> Result<Answers> {
    // What is not there can be added later; adopting shall not bring more than it must.
    given.exactly.get_or_insert(Listed { components: found.components, place: None });
    if interactive {
        let mut prefilled = config::answers()?;
        found.answers.into_iter().for_each(|(id, value)| prefilled.replace(&id, value));
        if prefilled.origin(given::NAME).is_none() {
            given::directory(&adopt.path, template, given);
        }
        return Interview::new(template, prefilled).hold(given, |_| Ok(()));
    }
    for (id, value) in found.answers {
        given.add(&id, Raw::Value(value), Origin::Inferred);
    }
    let _watch = Watch::over(&template.label);
    given::directory(&adopt.path, template, given);
    answers::resolve(template, given)
}
