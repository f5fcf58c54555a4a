//! Answers that are given to a filter of texts, and are none.

use std::collections::BTreeMap;

use crate::error::{Error, Place, TemplateFault};
use crate::question::Value;
use crate::render::Uses;
use crate::{quote, spelling};

use super::Template;

/// The places where an answer goes straight to a filter that fails for all answers of its type.
pub(super) fn faults(template: &Template, uses: &BTreeMap<String, Uses>) -> Vec<Error> {
    let mut faults = Vec::new();
    for question in &template.manifest.questions {
        let (kind, is_list) = match question.nothing() {
            Value::Text(_) => continue,
            Value::Bool(_) => ("yes or no", false),
            Value::Integer(_) => ("a whole number", false),
            Value::List(_) => ("a list", true),
        };
        let refused = |filter: &str| {
            let spelling = spelling::FILTERS.iter().map(|(name, _)| *name);
            let markdown = is_list.then_some(quote::MARKDOWN);
            spelling.chain(markdown).find(|name| *name == filter)
        };
        let id = question.id();
        for name in uses.iter().filter(|(_, used)| used.names.contains(id)).map(|(name, _)| name) {
            let text = template.engine.text(name).unwrap_or_default();
            if let Some((at, filter)) = filtered(text, id, refused)
                && template.engine.is_in_tag(name, at)
            {
                let fault = TemplateFault::Filter { id: id.to_owned(), filter, kind };
                let span = at..at + id.len();
                let place = Place { file: name.clone(), text: text.into(), span };
                faults.push(template.places.error(fault, place));
            }
        }
    }
    faults
}

/// The first place in `text` where the name `id` itself goes to a filter that is `refused`; none
/// if the text gives the name another meaning somewhere.
fn filtered(
    text: &str,
    id: &str,
    refused: impl Fn(&str) -> Option<&'static str>,
) -> Option<(usize, &'static str)> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = None;
    for (at, _) in text.match_indices(id) {
        let (before, after) = (&text[..at], &text[at + id.len()..]);
        if before.ends_with(|c| is_name(c) || c == '.') || after.starts_with(is_name) {
            continue;
        }
        let word = before.trim_end().rsplit(|c| !is_name(c)).next().unwrap_or_default();
        if ["for", "set"].contains(&word) {
            return None;
        }
        let filter = after.trim_start().strip_prefix('|').map(|rest| {
            let rest = rest.trim_start();
            &rest[..rest.find(|c| !is_name(c)).unwrap_or(rest.len())]
        });
        found = found.or_else(|| Some((at, refused(filter?)?)));
    }
    found
}
