//! `tests/coverage-of-standards.toml` names places and tests that exist.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::project::{Choice, Project};
use crate::rules;

/// Headings and bullets of each document, counted in them.
const ENTRIES: [(&str, usize); 2] = [("patterns", 38), ("standards", 130)];

/// How one heading or bullet is met.
#[derive(Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Met {
    Proved { path: String, test: String },
    Documented { documented: String },
}

/// Documents, their sections, their entries.
type Coverage = BTreeMap<String, BTreeMap<String, BTreeMap<String, Met>>>;

fn coverage() -> Coverage {
    toml::from_str(include_str!("../coverage-of-standards.toml")).expect("the form of its own head")
}

/// The names of all rules, of all tests of this program, and of the generated service's tests.
fn tests(projects: &[Project]) -> BTreeSet<String> {
    let mut names: BTreeSet<String> =
        rules::all().iter().map(|rule| rule.name.to_owned()).collect();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")];
    let mut texts: Vec<String> = Vec::new();
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).expect("a directory of tests") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                texts.push(fs::read_to_string(&path).expect("a text"));
            }
        }
    }
    for text in &texts {
        let attributed = text.split("#[test]").skip(1).filter_map(|rest| rest.split_once("fn "));
        names.extend(attributed.filter_map(|(_, rest)| rest.split('(').next()).map(str::to_owned));
    }
    let python = |path: &str| path.contains("tests/") && path.ends_with(".py");
    for (_, text) in projects.iter().flat_map(|project| project.texts(python)) {
        let defined = text.split("def test_").skip(1).filter_map(|rest| rest.split('(').next());
        names.extend(defined.map(|name| format!("test_{name}")));
    }
    names
}

/// Everything the template can write; what excludes each other is in one of them.
fn projects() -> Vec<Project> {
    let choices = [("iac", "none"), ("iac", "terraform"), ("iac", "pulumi")];
    let choices = choices.into_iter().chain([("secrets", "external-secrets")]);
    choices.map(|(id, value)| Project::render(&Choice::full().answer(id, value))).collect()
}

fn fault(met: &Met, projects: &[Project], tests: &BTreeSet<String>) -> Option<String> {
    let exists =
        |path: &str| projects.iter().any(|it| it.exists(&path.replace("{package}", &it.package())));
    match met {
        Met::Proved { path, .. } if !exists(path) => Some(format!("no {path}")),
        Met::Proved { test, .. } if !tests.contains(test) => Some(format!("no test `{test}`")),
        Met::Documented { documented } => match documented.split_once(": ") {
            Some((page, why)) if why.len() > 20 => {
                let own = Path::new(env!("CARGO_MANIFEST_DIR")).join(page).is_file();
                (!own && !exists(page)).then(|| format!("no page {page}"))
            }
            _ => Some("where, and why?".to_owned()),
        },
        Met::Proved { .. } => None,
    }
}

#[test]
fn every_line_of_the_standards_is_met() {
    let projects = projects();
    let tests = tests(&projects);
    let mut faults = Vec::new();
    for (document, sections) in coverage() {
        for (section, entries) in sections {
            if !entries.contains_key("heading") {
                faults.push(format!("{document}.{section} has no heading"));
            }
            for (id, met) in entries {
                let found = fault(&met, &projects, &tests);
                faults.extend(found.map(|fault| format!("{document}.{section}.{id}: {fault}")));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_line_of_the_standards_is_lost() {
    let count = |sections: &BTreeMap<String, BTreeMap<String, Met>>| -> usize {
        sections.values().map(BTreeMap::len).sum()
    };
    let counts: BTreeMap<String, usize> =
        coverage().iter().map(|(document, sections)| (document.clone(), count(sections))).collect();
    assert_eq!(counts, ENTRIES.map(|(document, n)| (document.to_owned(), n)).into());
}

#[test]
fn a_place_or_test_that_is_not_there_is_found() {
    let projects = projects();
    let tests = tests(&projects);
    let met = |text: &str| toml::from_str::<Met>(text).expect("a good entry");
    for bad in [
        "path = 'gone.yaml'\ntest = 'jobs end'",
        "path = 'Dockerfile'\ntest = 'no such test'",
        "documented = 'gone.md: because it is documented elsewhere'",
        "documented = 'README.md'",
    ] {
        assert!(fault(&met(bad), &projects, &tests).is_some(), "{bad}");
    }
}
