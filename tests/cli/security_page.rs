//! Every statement of `docs/security.md` names a test, and that test exists.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const PAGE: &str = include_str!("../../docs/security.md");

/// The statements of the page: the items of its lists, whole.
fn statements() -> Vec<String> {
    let mut statements: Vec<String> = Vec::new();
    let mut open = false;
    for line in PAGE.lines() {
        if let Some(item) = line.strip_prefix("- ") {
            statements.push(item.to_owned());
            open = true;
        } else if open && line.starts_with("  ") {
            let last = statements.last_mut().expect("an item is open");
            last.push(' ');
            last.push_str(line.trim());
        } else {
            open = false;
        }
    }
    statements
}

/// The names of all functions marked as tests, in the program and beside it.
fn tests() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open: Vec<PathBuf> = vec![root.join("src"), root.join("tests")];
    let mut names = BTreeSet::new();
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).expect("a directory of code") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = fs::read_to_string(&path).expect("a text");
                let marked = text.split("#[test]").skip(1);
                let found = marked.filter_map(|rest| rest.split_once("fn ")?.1.split('(').next());
                names.extend(found.map(str::to_owned));
            }
        }
    }
    names
}

#[test]
fn every_statement_of_the_security_page_has_a_test() {
    let (statements, tests) = (statements(), tests());
    assert!(statements.len() > 10, "the page has its lists: {}", statements.len());
    let held = |statement: &str| {
        let quoted: Vec<&str> = statement.split('`').skip(1).step_by(2).collect();
        let mut names = quoted.iter().filter(|it| it.matches('_').count() > 1);
        quoted.iter().any(|it| tests.contains(*it)) && names.all(|it| tests.contains(*it))
    };
    let loose: Vec<&String> = statements.iter().filter(|it| !held(it)).collect();
    assert!(loose.is_empty(), "no test is named, or none that exists:\n{loose:#?}");
}
