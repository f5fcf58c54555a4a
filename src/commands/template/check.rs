//! `scaffold template check`: what is wrong with a template.

use crate::cli::CheckTemplate;
use crate::commands::Finish;
use crate::error::Result;
use crate::words::Count;
use crate::{report, source};

/// Loads the template, which checks it.
///
/// # Errors
/// Everything that is wrong with it.
pub fn run(check: &CheckTemplate) -> Result<Finish> {
    let template = source::load(&check.template)?;
    let questions = Count(template.manifest.questions.len(), "question");
    let components = Count(template.components.len(), "component");
    let files = Count(template.files().count(), "file");
    let name = &template.manifest.name;
    report::note(&format!("nothing is wrong with {name}: {questions}, {components}, {files}"));
    Ok(Finish::Fine)
}
