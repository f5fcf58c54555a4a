//! What a project's record contributes to the answers of its next rendering.

use std::collections::{BTreeMap, BTreeSet};

use super::{Given, Listed, Raw, Resolver};
use crate::error::{Error, Origin, Result};
use crate::question::{Question, Value};
use crate::record::Record;
use crate::template::Template;

/// The answers a project was written with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Past {
    answers: BTreeMap<String, Value>,
    components: BTreeSet<String>,
    /// The answers that nobody chose.
    defaults: BTreeSet<String>,
}

/// Adds the answers of `record` to those in `given`, which are stronger, but for those of the
/// environment: what was set for something else changes no project. `last` is the record as
/// it was written, before anybody edited it. Gives back what had to be dropped because the
/// template has it no more.
///
/// # Errors
/// An id that is unknown although the template is the one that wrote the record: a slip.
pub fn recall(
    record: &Record,
    last: &Record,
    template: &Template,
    given: &mut Given,
) -> Result<Vec<String>> {
    let version_then = |name| last.template.version_of(name);
    let same = last.template.name == template.manifest.name
        && template.versions().all(|(name, version)| version_then(name) == Some(version));
    let mut dropped = Vec::new();
    let mut listed = Listed::default();
    for id in &record.components {
        if template.selectable().any(|component| component.id == *id) {
            listed.components.insert(id.clone());
        } else if same {
            let known = template.selectable().map(|component| component.id.clone()).collect();
            let place = Some(record.place_of_component(id));
            return Err(Error::UnknownComponent { id: id.clone(), known, place });
        } else {
            dropped.push(format!("the template has no component `{id}` any more"));
        }
    }
    let answers = last.answers.iter().map(|(id, it)| (id.clone(), it.value.clone())).collect();
    let mut past = Past { answers, components: last.components.clone(), defaults: BTreeSet::new() };
    given.exactly.get_or_insert(listed);
    for (id, recorded) in &record.answers {
        let known = template.question(id).is_some();
        if !known && !same {
            dropped.push(format!("the template has no question `{id}` any more"));
            continue;
        }
        if matches!(given.origin(id), Some(Origin::Environment(_))) {
            given.forget(id);
        }
        let edited = past.answers.get(id) != Some(&recorded.value);
        if recorded.chosen || edited || !known {
            let origin = Origin::Record(record.place(recorded));
            given.add(id, Raw::Value(typed(template, id, &recorded.value)), origin);
        } else {
            past.defaults.insert(id.clone());
        }
    }
    given.past = past;
    Ok(dropped)
}

/// A recorded answer with the type that its question has: some versions of this program recorded
/// what was picked from a list of choices as a text, and a question may have become a list.
fn typed(template: &Template, id: &str, value: &Value) -> Value {
    let read = match (template.question(id), value) {
        (Some(question), Value::Text(text)) => question.parse(text).ok(),
        _ => None,
    };
    read.unwrap_or_else(|| value.clone())
}

impl Resolver<'_> {
    /// The default that the project was written with: it stays, whatever the template's is now,
    /// until an answer that it is made of changes.
    pub(super) fn kept_default(&self, question: &Question) -> Option<&Value> {
        let past = &self.given.past;
        let kept =
            past.answers.get(question.id()).filter(|_| past.defaults.contains(question.id()))?;
        let sources = self.template.default_sources(question);
        let unchanged = sources.iter().all(|id| self.is_as_recorded(id));
        (unchanged && question.check(kept.clone()).is_ok()).then_some(kept)
    }

    /// Whether `name` has the value that the project was written with; pins, and what the record
    /// does not know yet, count as unchanged.
    fn is_as_recorded(&self, name: &str) -> bool {
        let past = &self.given.past;
        if let Some(value) = past.answers.get(name) {
            return self.answers.values.get(name) == Some(value);
        }
        let component = self.template.selectable().find(|component| component.variable() == name);
        component.is_none_or(|component| {
            past.components.contains(&component.id) == self.answers.has(&component.id)
        })
    }
}
