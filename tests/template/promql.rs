//! As much of Prometheus' query language as it takes to see what a query asks for.

use std::collections::BTreeSet;

use crate::kube::{items, text};
use crate::project::Project;

const WORDS: [&str; 8] = ["or", "and", "unless", "bool", "offset", "inf", "nan", "atan2"];
/// Words with a list of labels behind them.
const LISTS: [&str; 6] = ["by", "without", "on", "ignoring", "group_left", "group_right"];

/// A query and where it stands.
#[derive(Clone, Debug)]
pub struct Query {
    pub path: String,
    pub text: String,
}

/// Every query of a rendering: of rules, analyses, autoscalers, and of the adapter's discovery.
pub fn queries(project: &Project) -> Vec<Query> {
    let mut all = Vec::new();
    for (path, value) in project.yaml_files("deploy/") {
        let groups = items(&value, "/spec/groups").into_iter().flat_map(|it| items(it, "/rules"));
        let rules = groups.map(|rule| text(rule, "/expr"));
        let analyses = items(&value, "/spec/metrics").into_iter();
        let analyses = analyses.map(|metric| text(metric, "/provider/prometheus/query"));
        let triggers = items(&value, "/spec/triggers").into_iter();
        let triggers = triggers.map(|trigger| text(trigger, "/metadata/query"));
        let adapter = items(&value, "/rules/custom").into_iter();
        let adapter = adapter.map(|rule| text(rule, "/seriesQuery"));
        let texts = rules.chain(analyses).chain(triggers).chain(adapter);
        let texts = texts.filter(|text| !text.is_empty());
        all.extend(texts.map(|text| Query { path: path.to_owned(), text: text.to_owned() }));
    }
    all
}

/// The query in parts: names, numbers, quoted words with their quotes, and single signs.
fn tokens(query: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = query;
    while let Some(first) = rest.chars().next() {
        let name = |c: char| c.is_ascii_alphanumeric() || "_:.".contains(c);
        let length = match first {
            '"' => rest[1..].find('"').map_or(rest.len(), |end| end + 2),
            c if name(c) => rest.find(|c| !name(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        if !first.is_whitespace() {
            tokens.push(rest[..length].to_owned());
        }
        rest = &rest[length..];
    }
    tokens
}

/// The series that a query selects.
pub fn series(query: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let (mut inside, mut list) = (0, false);
    let tokens = tokens(query);
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1).map_or("", String::as_str);
        match token.as_str() {
            "{" | "[" => inside += 1,
            "}" | "]" => inside -= 1,
            ")" => list = false,
            word if LISTS.contains(&word) => list = true,
            word if WORDS.contains(&word)
                || inside > 0
                || list
                || next == "("
                || LISTS.contains(&next) => {}
            word if word.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                _ = found.insert(word.to_owned());
            }
            _ => {}
        }
    }
    found
}

/// The labels by which a query selects.
pub fn labels(query: &str) -> BTreeSet<String> {
    let tokens = tokens(query);
    let signs = tokens.windows(2).filter(|pair| pair[1] == "=" || pair[1] == "!");
    let words = signs.filter(|pair| pair[0].starts_with(|c: char| c.is_ascii_alphabetic()));
    words.map(|pair| pair[0].clone()).collect()
}

/// What stands in the first quotes.
pub fn first_quoted(query: &str) -> &str {
    query.split('"').nth(1).unwrap_or_default()
}

/// The number after the last of this sign.
pub fn bound(condition: &str, sign: &str) -> Option<f64> {
    condition.rsplit_once(sign).and_then(|(_, number)| number.trim().parse().ok())
}

#[test]
fn what_a_query_asks_for_is_seen() {
    let query =
        r#"sum by (le) (rate(a:b_count{x="y", z!~"c|d"}[2m])) / on (q) (up > 0) or vector(0)"#;
    assert_eq!(series(query), ["a:b_count", "up"].map(str::to_owned).into());
    assert_eq!(labels(query), ["x", "z"].map(str::to_owned).into());
    assert_eq!(first_quoted(query), "y");
    assert_eq!(bound("x > 1 y > 0.05", ">"), Some(0.05));
}
