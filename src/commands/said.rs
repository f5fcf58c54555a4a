//! The words of a command line that say what is answered.

use crate::answers::{self, Answers};
use crate::error::Result;
use crate::template::Template;

/// The flags that say again what was said, and the components that are not the defaults; a
/// question that is `implied` by the rest of the command line is left out.
///
/// # Errors
/// As [`answers::default_components`].
pub fn words(
    template: &Template,
    answers: &Answers,
    implied: impl Fn(&str) -> bool,
) -> Result<Vec<String>> {
    let mut words = Vec::new();
    for question in &template.manifest.questions {
        let id = question.id();
        if answers.said.contains(id) && !implied(id) {
            words.push(format!("--{}={}", question.flag(), answers.values[id]));
        }
    }
    let default = answers::default_components(template)?;
    let chosen: Vec<&str> =
        template.selectable().map(|c| c.id.as_str()).filter(|id| answers.has(id)).collect();
    let with: Vec<&str> = chosen.iter().copied().filter(|id| !default.contains(*id)).collect();
    let without: Vec<&str> =
        default.iter().map(String::as_str).filter(|id| !chosen.contains(id)).collect();
    for (flag, ids) in [("--with", with), ("--without", without)] {
        if !ids.is_empty() {
            words.extend([flag.to_owned(), ids.join(",")]);
        }
    }
    Ok(words)
}
