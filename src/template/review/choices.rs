//! Answers that are compared with what they can never be, and choices that stand twice.

use std::collections::BTreeSet;

use regex_lite::Regex;

use crate::error::{Error, Place, ReviewFault};
use crate::question::Question;
use crate::template::{MANIFEST, Template};

/// A name and the text in quotes that it is compared with, in either order.
const COMPARISON: &str =
    r#"\b(\w+)\s*[!=]=\s*(?:"([^"]*)"|'([^']*)')|(?:"([^"]*)"|'([^']*)')\s*[!=]=\s*(\w+)\b"#;

pub fn find(template: &Template) -> Vec<Error> {
    let mut found = twice(template);
    let comparison = Regex::new(COMPARISON).expect("a constant pattern");
    let compares = |name: &&str| {
        let mut questions = template.manifest.questions.iter().filter(|it| !it.choices.is_empty());
        let names = template.engine.names(name);
        questions.any(|question| names.contains(question.id()))
    };
    let texts = template.engine.text_names().filter(|name| template.places.is_own_text(name));
    let texts = texts.filter(compares);
    for name in texts {
        let text = template.engine.text(name).unwrap_or_default();
        for hit in comparison.captures_iter(text) {
            let id = hit.get(1).or(hit.get(6)).map_or("", |id| id.as_str());
            let Some(value) = (2..6).find_map(|group| hit.get(group)) else { continue };
            let Some(question) = template.question(id) else { continue };
            if !template.engine.is_in_tag(name, value.start()) || may_be(question, value.as_str()) {
                continue;
            }
            let fault = ReviewFault::NoChoice {
                id: id.to_owned(),
                value: value.as_str().to_owned(),
                choices: question.choices.iter().map(|choice| choice.value.clone()).collect(),
            };
            let place = Place { file: name.to_owned(), text: text.into(), span: value.range() };
            found.push(template.places.error(fault.into(), place));
        }
    }
    found
}

/// Whether a question without a limited choice, or one that is not asked, may have the value.
fn may_be(question: &Question, value: &str) -> bool {
    let empty = value.is_empty() && question.when.is_some();
    empty
        || question.choices.is_empty()
        || question.choices.iter().any(|choice| choice.value == value)
}

fn twice(template: &Template) -> Vec<Error> {
    let mut found = Vec::new();
    for question in &template.manifest.questions {
        let mut seen = BTreeSet::new();
        let twice = question.choices.iter().find(|choice| !seen.insert(&choice.value));
        if let Some(choice) = twice
            && template.places.is_ours(MANIFEST, &question.id.span())
        {
            let fault = ReviewFault::ChoiceTwice(choice.value.clone());
            found.push(template.places.at(MANIFEST, question.id.span(), fault.into()));
        }
    }
    found
}
