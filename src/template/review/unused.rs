//! What is declared and has no use.

use std::collections::BTreeSet;

use toml::{Table, Value};

use crate::error::{Error, ReviewFault};
use crate::glob::Glob;
use crate::question::NAME;
use crate::template::{MANIFEST, PINS, Template};

/// Where the pins stand.
const PINS_FILE: &str = "pins.toml";

pub fn find(template: &Template) -> Vec<Error> {
    let engine = &template.engine;
    let lists = template.manifest.loops.iter().map(|entry| entry.for_each.get_ref().as_str());
    let in_texts = engine.text_names().flat_map(|text| engine.names(text));
    let names: BTreeSet<&str> = in_texts.chain(lists).chain([NAME]).collect();
    let mut found = questions(template, &names);
    found.extend(components(template, &names));
    found.extend(globs(template));
    found.extend(pins(template));
    found
}

fn questions(template: &Template, names: &BTreeSet<&str>) -> Vec<Error> {
    let questions = template.manifest.questions.iter();
    let unused = questions.filter(|question| !names.contains(question.id()));
    unused
        .filter(|question| template.places.is_ours(MANIFEST, &question.id.span()))
        .map(|question| {
            let fault = ReviewFault::Unused { what: "question", name: question.id().to_owned() };
            template.places.at(MANIFEST, question.id.span(), fault.into())
        })
        .collect()
}

/// Components that write nothing and that nothing asks for.
fn components(template: &Template, names: &BTreeSet<&str>) -> Vec<Error> {
    let writes = |id: &str| template.sources.iter().any(|it| it.component.as_deref() == Some(id));
    let needed = |id: &str| {
        let mut needs = template.components.iter().flat_map(|it| &it.manifest.needs);
        needs.any(|needed| needed.get_ref() == id)
    };
    let components = template.components.iter().filter(|component| {
        let id = component.id.as_str();
        !writes(id) && !needed(id) && !names.contains(component.variable().as_str())
    });
    let file = |id: &str| format!("components/{id}/component.toml");
    components
        .filter(|component| template.places.is_own(&file(&component.id)))
        .map(|component| {
            let fault = ReviewFault::Unused { what: "component", name: component.id.clone() };
            template.places.at(&file(&component.id), 0..0, fault.into())
        })
        .collect()
}

fn globs(template: &Template) -> Vec<Error> {
    let matches = |pattern: &str| {
        let glob = Glob::new(pattern).ok();
        let mut paths = template.sources.iter().map(|source| source.path.as_str());
        glob.is_none_or(|glob| paths.any(|path| glob.matches(path)))
    };
    let raw = template.manifest.raw.iter().filter(|pattern| !matches(pattern.get_ref()));
    raw.filter(|pattern| template.places.is_ours(MANIFEST, &pattern.span()))
        .map(|pattern| {
            let fault = ReviewFault::NoMatch(pattern.get_ref().clone());
            template.places.at(MANIFEST, pattern.span(), fault.into())
        })
        .collect()
}

/// Pins that no text names. A name that is put together (`pins.images[…]`) may be any below.
fn pins(template: &Template) -> Vec<Error> {
    let engine = &template.engine;
    let users = engine.text_names().filter(|name| engine.names(name).contains(PINS));
    let texts: Vec<&str> = users.filter_map(|name| engine.text(name)).collect();
    let own = template.places.own_text(PINS_FILE);
    let Ok(pins) = own.parse::<Table>() else { return Vec::new() };
    let used = |path: &str| texts.iter().any(|text| mentions(text, path));
    let mut unused = Vec::new();
    leaves(&pins, PINS, &used, &mut unused);
    let parent: Table = template.places.parent_text(PINS_FILE).parse().unwrap_or_default();
    let inherited = |path: &str| has(&parent, path);
    unused
        .into_iter()
        .filter(|path| !inherited(path))
        .map(|path| {
            let key = path.rsplit('.').next().unwrap_or(&path);
            let at = own.find(key).map_or(0..0, |at| at..at + key.len());
            let fault = ReviewFault::Unused { what: "pin", name: path.clone() };
            template.places.at(PINS_FILE, at, fault.into())
        })
        .collect()
}

/// Whether `pins` have the one at `path`, which starts with `pins.`.
fn has(pins: &Table, path: &str) -> bool {
    let mut parts = path.split('.').skip(1);
    let first = parts.next().and_then(|part| pins.get(part));
    parts.fold(first, |value, part| value?.get(part)).is_some()
}

/// Whether `text` says `path` as a whole.
fn mentions(text: &str, path: &str) -> bool {
    let goes_on = |rest: &str| rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    text.match_indices(path).any(|(at, _)| !goes_on(&text[at + path.len()..]))
}

fn leaves(table: &Table, above: &str, used: &impl Fn(&str) -> bool, unused: &mut Vec<String>) {
    for (key, value) in table {
        let path = format!("{above}.{key}");
        match value {
            Value::Table(table) if !used(&format!("{path}[")) => {
                leaves(table, &path, used, unused);
            }
            Value::Table(_) => {}
            _ if used(&path) => {}
            _ => unused.push(path),
        }
    }
}
