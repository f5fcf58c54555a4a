//! Pins that a text uses and no `pins.toml` declares, wherever they stand: rendering finds them only
//! where answers lead.

use regex_lite::Regex;
use toml::{Table, Value};

use crate::error::{Error, Place, TemplateFault};
use crate::template::{PINS, Template};

/// The names behind `pins`, and what follows them.
const USE: &str = r"\bpins((?:\.\w+)+)(\s*\(|\s+is\s+(?:not\s+)?defined|\s*\|\s*default)?";

pub fn find(template: &Template) -> Vec<Error> {
    let used = Regex::new(USE).expect("a constant pattern");
    let engine = &template.engine;
    let mut found = Vec::new();
    for name in engine.text_names().filter(|name| engine.names(name).contains(PINS)) {
        let text = engine.text(name).unwrap_or_default();
        for hit in used.captures_iter(text) {
            // Whether it is there is the question; or the last name is a method.
            if hit.get(2).is_some() || before(text, &hit).ends_with('.') {
                continue;
            }
            let Some(keys) = hit.get(1) else { continue };
            let Some((at, message)) = missing(&template.pins, keys.as_str()) else { continue };
            let start = keys.start() + at.start;
            if !engine.is_in_tag(name, start) {
                continue;
            }
            let span = start..keys.start() + at.end;
            let place = Place { file: name.to_owned(), text: text.into(), span };
            found.push(template.places.error(TemplateFault::Syntax(message), place));
        }
    }
    found
}

fn before<'t>(text: &'t str, hit: &regex_lite::Captures<'_>) -> &'t str {
    hit.get(0).and_then(|all| text.get(..all.start())).unwrap_or_default()
}

/// The first of the keys that is not there, as bytes of them; and what rendering says of it.
fn missing(pins: &Table, keys: &str) -> Option<(std::ops::Range<usize>, String)> {
    let mut table = pins;
    let mut at = 0;
    for key in keys.split('.').skip(1) {
        at += 1;
        match table.get(key) {
            Some(Value::Table(inside)) => table = inside,
            // What is inside a text or a number is tera's to say.
            Some(_) => return None,
            None => {
                let known: Vec<&str> = table.keys().map(String::as_str).collect();
                let others = match &known[..] {
                    [] => String::new(),
                    known => format!(". Available fields: {}", known.join(", ")),
                };
                let message = format!("field `{key}` is not defined{others}");
                return Some((at..at + key.len(), message));
            }
        }
        at += key.len();
    }
    None
}
