//! Free texts that are written into a file of a language which they can break: without the filter
//! that makes a literal of them, or between quotes of the template's own.

use std::collections::BTreeSet;

use regex_lite::Regex;

use crate::error::{Error, Place, ReviewFault};
use crate::question::{Question, Value};
use crate::spelling;
use crate::template::{SUFFIX, Template};

/// The suffixes of files, the filter of their language, and others that are as good.
const LANGUAGES: [(&[&str], &str, &[&str]); 6] = [
    (&["json"], "json", &["toml", "yaml"]),
    (&["yaml", "yml"], "yaml", &["json", "toml"]),
    (&["toml"], "toml", &["json", "yaml"]),
    (&["py", "pyi"], "py", &["json"]),
    (&["sh", "bash"], "sh", &[]),
    (&["md", "markdown"], "md", &[]),
];

/// Texts that no language takes as they are.
const HOSTILE: [&str; 6] = ["say \"hi\"", "it's", "a: b # c", "one\ntwo", "back\\slash", "<x> *y*"];

pub fn find(template: &Template) -> Vec<Error> {
    let takes_anything = template.manifest.questions.iter().filter(|it| takes_anything(it));
    let free: BTreeSet<&str> = takes_anything.map(Question::id).collect();
    let items =
        template.manifest.loops.iter().filter(|it| free.contains(it.for_each.get_ref().as_str()));
    let free: BTreeSet<String> = free
        .iter()
        .map(|id| (*id).to_owned())
        .chain(items.map(|it| it.name().to_owned()))
        .collect();
    let names = template.engine.text_names().filter(|name| template.places.is_own_text(name));
    names.flat_map(|name| in_text(template, name, &free)).collect()
}

/// Whether the question takes some text that could end a literal.
fn takes_anything(question: &Question) -> bool {
    let hostile = |text: &&str| match question.nothing() {
        Value::Text(_) => question.check(Value::Text((*text).to_owned())).is_ok(),
        Value::List(_) => question.check(Value::List(vec![(*text).to_owned()])).is_ok(),
        Value::Bool(_) | Value::Integer(_) => false,
    };
    HOSTILE.iter().any(hostile)
}

fn in_text(template: &Template, name: &str, free: &BTreeSet<String>) -> Vec<Error> {
    let output = name.strip_suffix(SUFFIX).unwrap_or_default();
    let suffix = output.rsplit_once('.').map_or("", |(_, suffix)| suffix);
    let language = LANGUAGES.iter().find(|(suffixes, ..)| suffixes.contains(&suffix));
    let Some((_, filter, as_good)) = language else { return Vec::new() };
    let engine = &template.engine;
    let text = engine.text(name).unwrap_or_default();
    let mut free = free.clone();
    aliases(text, &mut free);
    let mut found = Vec::new();
    let delimiters = template.manifest.delimiters();
    for (at, inside) in values(text, &delimiters.value) {
        let Some(id) = free.iter().find(|id| mentions(inside, id)) else { continue };
        let has = |filter: &str| is_applied(inside, filter);
        let is_quoted = has(filter) || as_good.iter().copied().any(has);
        let [open, close] = &delimiters.value;
        let (start, end) = (at - open.len(), at + inside.len() + close.len());
        let fault = if is_quoted {
            let quotes = ['"', '\''].iter().copied().find(|quote| {
                *filter != "md"
                    && text[..start].ends_with(*quote)
                    && text[end..].starts_with(*quote)
            });
            quotes.map(|quote| ReviewFault::Quotes { quote, filter: (*filter).to_owned() })
        } else {
            let is_spelt =
                spelling::FILTERS.iter().any(|(filter, _)| has(filter)) || is_number(inside);
            (!is_spelt)
                .then(|| ReviewFault::Unquoted { id: id.clone(), filter: (*filter).to_owned() })
        };
        found.extend(fault.map(|fault| {
            let place = Place { file: name.to_owned(), text: text.into(), span: start..end };
            template.places.error(fault.into(), place)
        }));
    }
    found
}

/// The values in `text`: where each starts, and what stands between the delimiters.
fn values<'t>(text: &'t str, [open, close]: &[String; 2]) -> Vec<(usize, &'t str)> {
    let starts = text.match_indices(open.as_str()).map(|(at, _)| at + open.len());
    let inside = |at: usize| Some((at, text[at..].split_once(close.as_str())?.0));
    starts.filter_map(inside).collect()
}

/// What a text calls free texts, or their items, in words of its own.
fn aliases(text: &str, free: &mut BTreeSet<String>) {
    const ALIAS: &str =
        r"\bfor\s+(\w+)(?:\s*,\s*(\w+))?\s+in\s+(\w+)|\bset\s+(\w+)\s*=\s*(\w+)\s*[%\]\}>-]";
    let alias = Regex::new(ALIAS).expect("a constant pattern");
    for hit in alias.captures_iter(text) {
        let group = |index| hit.get(index).map(|group| group.as_str().to_owned());
        let of = group(3).or(group(5));
        if of.is_some_and(|of| free.contains(&of)) {
            free.extend([group(1), group(2), group(4)].into_iter().flatten());
        }
    }
}

/// Whether the expression has `name` as a word of its own, and not in a literal or as a field.
fn mentions(expression: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let literals = Regex::new(r#""[^"]*"|'[^']*'"#).expect("a constant pattern");
    let expression = literals.replace_all(expression, "\"\"");
    // What decides is not what is written.
    let condition = Regex::new(r"\bif\b.*?(\belse\b|$)").expect("a constant pattern");
    let expression = condition.replace_all(&expression, " else ");
    expression.match_indices(name).any(|(at, _)| {
        let (before, after) = (&expression[..at], &expression[at + name.len()..]);
        let alone = !before.ends_with(is_word) && !before.ends_with('.');
        alone && !after.starts_with(is_word) && !after.trim_start().starts_with('=')
    })
}

/// Whether the filter, or the function of that name, makes something else of it.
fn is_applied(expression: &str, filter: &str) -> bool {
    let used =
        Regex::new(&format!(r"\|\s*{filter}\b|\b{filter}\s*\(")).expect("a pattern of words");
    used.is_match(expression)
}

/// Whether a number or a truth is written.
fn is_number(expression: &str) -> bool {
    is_applied(expression, "length") || expression.contains("==") || expression.contains(" in ")
}
