//! Projects that are tried, for what only rendering finds: with the defaults, with all components
//! and with none, and with each other answer to each question. A text is rendered once for the
//! answers that it uses.

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::{self, Given, Listed, Raw, Resolver, State};
use crate::error::{AnswerFault, Error, Origin, TemplateFault};
use crate::question::{Question, Value};
use crate::template::{Component, MANIFEST, PINS, Template};

/// More projects than this are left to the rendering of pairs.
const MOST: usize = 256;

/// What a question without a default is answered, the first that it takes.
const EXAMPLES: [&str; 8] = [
    "example",
    "Example",
    "example-name",
    "example.com",
    "someone@example.com",
    "https://example.com/example",
    "1",
    "1.0.0",
];

/// What is wrong with any of the projects.
pub fn find(template: &Template) -> Vec<Error> {
    let (mut found, mut seen) = (BTreeMap::new(), BTreeSet::new());
    let mut names: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for given in projects(template).iter().take(MOST) {
        let problems = match answers::resolve(template, given) {
            Err(error) => default_fault(template, given, error).into_iter().collect(),
            Ok(answers) => {
                let (_, problems) = template.compose(&answers, |source, scope| {
                    let text = source.path.as_str();
                    let names = names.entry(text.to_owned()).or_insert_with(|| {
                        let mut names = template.engine.names(text);
                        names.remove(PINS);
                        names
                    });
                    seen.insert((text.to_owned(), scope.spelt(names)))
                });
                problems
            }
        };
        for error in problems {
            // Of many answers that it is wrong with one is enough.
            found.entry(key(&error)).or_insert(error);
        }
    }
    found.into_values().collect()
}

fn key(error: &Error) -> (String, usize, usize) {
    let place = error.place().map(|place| (place.file.clone(), place.span.start, place.span.end));
    place.unwrap_or_else(|| (error.to_string(), 0, 0))
}

/// An answer of nobody's: a default that its own question refuses. What else is refused is refused
/// because of what is tried.
fn default_fault(template: &Template, given: &Given, error: Error) -> Option<Error> {
    let Error::Answer { id, fault, origin: Origin::Default, .. } = &error else {
        return matches!(error, Error::Template { .. }).then_some(error);
    };
    let question = template.question(id)?;
    let default = question.default.as_ref()?;
    // Another text than the one that is tried may match a pattern.
    let is_certain =
        matches!(fault, AnswerFault::Choice(_)) || !is_made_of_text(template, question);
    let fault = TemplateFault::Default { id: id.clone(), fault: fault.clone() };
    let is_asked = is_asked(template, given, question);
    (is_certain && is_asked).then(|| template.places.at(MANIFEST, default.span(), fault))
}

fn is_asked(template: &Template, given: &Given, question: &Question) -> bool {
    let Ok(mut resolver) = Resolver::new(template, given) else { return true };
    for earlier in template.manifest.questions.iter().take_while(|it| it.id() != question.id()) {
        if !resolver.settle_unasked(earlier).unwrap_or(false) {
            return true;
        }
    }
    !matches!(resolver.state(question), Ok(State::Inactive))
}

fn is_made_of_text(template: &Template, question: &Question) -> bool {
    let sources = template.default_sources(question);
    let mut sources = sources.iter().filter_map(|id| template.question(id));
    sources.any(|source| {
        matches!(source.nothing(), Value::Text(_) | Value::List(_)) && source.choices.is_empty()
    })
}

fn projects(template: &Template) -> Vec<Given> {
    let Some(defaults) = examples(template) else { return Vec::new() };
    let all: Vec<&Component> = template.selectable().collect();
    let with = |components: BTreeSet<String>| {
        let mut given = defaults.clone();
        given.exactly = Some(Listed { components, place: None });
        given
    };
    let on: BTreeSet<String> = answers::default_components(template).unwrap_or_default();
    let everything = with(all.iter().map(|component| component.id.clone()).collect());
    let mut projects = vec![defaults.clone(), everything.clone(), with(BTreeSet::new())];
    for component in all {
        let mut ids = on.clone();
        if !ids.remove(&component.id) {
            ids.insert(component.id.clone());
        }
        projects.push(with(ids));
    }
    for question in &template.manifest.questions {
        for level in levels(template, question) {
            let mut given = everything.clone();
            given.add(question.id(), Raw::Value(level), Origin::Combination);
            projects.push(given);
        }
    }
    projects
}

/// Answers to the questions that have no default; none if one of them refuses every example.
fn examples(template: &Template) -> Option<Given> {
    let mut given = Given::default();
    for question in template.manifest.questions.iter().filter(|it| it.default.is_none()) {
        let first = question.choices.first().map(|choice| choice.value.as_str());
        let examples = first.into_iter().chain(EXAMPLES);
        let values = examples.map(|it| Value::Text(it.to_owned()));
        let value = values.into_iter().find_map(|value| question.check(value).ok())?;
        given.add(question.id(), Raw::Value(value), Origin::Combination);
    }
    Some(given)
}

/// What a question may be answered, if that is not anything.
fn levels(template: &Template, question: &Question) -> Vec<Value> {
    let choices = || question.choices.iter().map(|choice| choice.value.clone());
    match question.nothing() {
        Value::Bool(_) => vec![Value::Bool(false), Value::Bool(true)],
        Value::Text(_) => choices().map(Value::Text).collect(),
        Value::List(_) if !question.choices.is_empty() => {
            [Vec::new(), choices().collect()].map(Value::List).to_vec()
        }
        Value::List(_) if template.is_looped_over(question) => {
            let items = [vec![], vec!["one".to_owned(), "two".to_owned()]].map(Value::List);
            items.into_iter().filter_map(|items| question.check(items).ok()).collect()
        }
        Value::List(_) | Value::Integer(_) => Vec::new(),
    }
}
