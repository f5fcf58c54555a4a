//! `scaffold template check`: what is wrong with a template.

use serde_json::json;

use crate::cli::CheckTemplate;
use crate::commands::Finish;
use crate::error::{Error, Place, Result};
use crate::runaway::Watch;
use crate::template::Template;
use crate::words::Count;
use crate::{report, source};

/// Loads the template, which checks what a project needs, and reviews the rest.
///
/// # Errors
/// Everything that is wrong with it.
pub fn run(check: &CheckTemplate) -> Result<Finish> {
    let checked = source::load(&check.template).and_then(reviewed);
    if check.json && checked.as_ref().err().is_none_or(is_about_template) {
        let problems: Vec<&Error> =
            checked.as_ref().err().iter().flat_map(|it| it.each()).collect();
        report::json(&json!({ "problems": problems.into_iter().map(problem).collect::<Vec<_>>() }));
    }
    let template = checked?;
    let questions = Count(template.manifest.questions.len(), "question");
    let components = Count(template.components.len(), "component");
    let files = Count(template.files().count(), "file");
    let name = &template.manifest.name;
    report::note(&format!("nothing is wrong with {name}: {questions}, {components}, {files}"));
    Ok(Finish::Fine)
}

fn reviewed(template: Template) -> Result<Template> {
    let _watch = Watch::over(&template.label);
    let found = template.review();
    if found.is_empty() { Ok(template) } else { Err(Error::many(found)) }
}

fn is_about_template(error: &Error) -> bool {
    error.each().all(|error| matches!(error, Error::Template { .. }))
}

fn problem(error: &Error) -> serde_json::Value {
    let place = error.place();
    let position = place.map(Place::position);
    json!({
        "file": place.map(|place| &place.file),
        "line": position.map(|(line, _)| line),
        "column": position.map(|(_, column)| column),
        "message": error.to_string(),
        "hint": error.hint(),
    })
}
