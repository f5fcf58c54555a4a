//! Where answers come from.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;

use crate::answers::{self, Given, Raw};
use crate::cli::{Said, Unsaid};
use crate::error::{AnswerFault, Error, Origin, Result, is_slip};
use crate::interrupt;
use crate::source::limits;
use crate::template::Template;

pub use crate::question::NAME;

/// The answers from flags and `--set`, in this order of strength.
///
/// # Errors
/// `--set` without an answer.
pub fn said(said: &Said) -> Result<Given> {
    let mut given = Given::default();
    given.with = said.with.iter().cloned().collect();
    given.without = said.without.iter().cloned().collect();
    for (id, value) in &said.flags {
        given.add(id, Raw::Value(value.clone()), Origin::Flag);
    }
    for assignment in &said.set {
        let (id, text) =
            assignment.split_once('=').ok_or_else(|| Error::NotAnAssignment(assignment.clone()))?;
        given.add_text(id, text.to_owned(), Origin::Set);
    }
    Ok(given)
}

/// Adds the answers from the file and the environment, in this order of strength.
///
/// # Errors
/// A file that cannot be read, or holds what is no answer; a misspelt question.
pub fn unsaid(unsaid: &Unsaid, template: &Template, given: &mut Given) -> Result<()> {
    if let Some(file) = &unsaid.answers {
        from_file(file, given)?;
    }
    from_environment(template, given)
}

/// Adds the name that the directory gives to its project, if the template asks for one.
pub fn directory(path: &Path, template: &Template, given: &mut Given) {
    if template.question(NAME).is_some()
        && let Some(name) = last_part(path)
    {
        given.add_text(NAME, name, Origin::Target);
    }
}

/// The name that a path gives to its project.
pub fn last_part(target: &Path) -> Option<String> {
    let absolute = std::path::absolute(target).ok()?;
    let plain = absolute.components().next_back()?;
    Some(plain.as_os_str().to_string_lossy().into_owned())
}

fn from_file(file: &Path, given: &mut Given) -> Result<()> {
    let is_input = file == Path::new("-");
    let name = if is_input { Path::new("standard input") } else { file };
    // Either may be a pipe, whose other end takes its time.
    let bytes = interrupt::while_prompting(
        || (),
        || {
            if is_input {
                return limits::bounded(io::stdin(), name, limits::TEXT);
            }
            let file = fs::File::open(file).map_err(Error::io("read", file))?;
            limits::bounded(file, name, limits::TEXT)
        },
    )??;
    answers::file::read(&name.display().to_string(), &limits::text(name, bytes)?, given)
}

/// `SCAFFOLD_<QUESTION>`. Other programs may own variables with our prefix, so only one that
/// is a slip of the keyboard away from a question is refused.
fn from_environment(template: &Template, given: &mut Given) -> Result<()> {
    let known: Vec<String> =
        template.manifest.questions.iter().map(|q| q.id().to_owned()).collect();
    for (variable, value) in env::vars_os() {
        let variable = variable.to_string_lossy().into_owned();
        let Some(id) = variable.strip_prefix("SCAFFOLD_").map(str::to_lowercase) else { continue };
        let origin = Origin::Environment(variable);
        if known.contains(&id) {
            let refuse = |value: OsString| Error::Answer {
                id: id.clone(),
                value: value.to_string_lossy().into_owned(),
                fault: AnswerFault::Encoding,
                origin: origin.clone(),
            };
            given.add_text(&id, value.into_string().map_err(refuse)?, origin);
        } else if known.iter().any(|question| is_slip(&id, question)) {
            return Err(Error::UnknownQuestion { id, origin, known });
        }
    }
    Ok(())
}
