//! What `template check` says as data, and that every rule has a test.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use regex_lite::Regex;

use crate::run::Sandbox;

#[test]
fn problems_are_data_if_asked() {
    let sandbox = with("base/a.tera", "é {= nmae =} {= b =}\n");
    assert_snapshot!(sandbox.scaffold().line("template check ../own --json").run(), @r#"
    exit 2
    --- stdout
    {
      "problems": [
        {
          "column": 6,
          "file": "../own/base/a.tera",
          "hint": null,
          "line": 1,
          "message": "no question or component is called `nmae`"
        },
        {
          "column": 17,
          "file": "../own/base/a.tera",
          "hint": null,
          "line": 1,
          "message": "no question or component is called `b`"
        }
      ]
    }
    --- stderr
    error: no question or component is called `nmae`
     --> ../own/base/a.tera:1:6
      |
    1 | é {= nmae =} {= b =}
      |      ^^^^

    error: no question or component is called `b`
     --> ../own/base/a.tera:1:17
      |
    1 | é {= nmae =} {= b =}
      |                 ^
    "#);
}

#[test]
fn questionable_things_are_data_if_asked() {
    let sandbox = with("bsae/a.tera", "text\n");
    assert_snapshot!(sandbox.scaffold().line("template check ../own --json").run(), @r#"
    exit 2
    --- stdout
    {
      "problems": [
        {
          "column": 1,
          "file": "../own/bsae/a.tera",
          "hint": "did you mean `base/`?",
          "line": 1,
          "message": "nothing is written from this file"
        }
      ]
    }
    --- stderr
    error: nothing is written from this file
     --> ../own/bsae/a.tera

    hint: did you mean `base/`?
    "#);
}

#[test]
fn no_problems_are_data_too() {
    let sandbox = with("base/a", "text\n");
    assert_snapshot!(sandbox.scaffold().line("template check ../own --json").run(), @r#"
    exit 0
    --- stdout
    {
      "problems": []
    }
    --- stderr
    nothing is wrong with own: 0 questions, 0 components, 1 file
    "#);
}

/// A template in `../own` of this file alone.
fn with(path: &str, text: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let manifest = "name = \"own\"\nversion = \"1.0.0\"\ndescription = \"A template\"\n";
    sandbox.write("own/template.toml", manifest);
    sandbox.write(&format!("own/{path}"), text);
    sandbox
}

/// A sentence that no snapshot holds belongs to a rule that no test breaks.
#[test]
fn every_sentence_about_a_template_is_in_a_snapshot() {
    let snapshots = snapshots();
    let sentences = [
        include_str!("../../src/error/sentences/template.rs"),
        include_str!("../../src/error/sentences/loops.rs"),
    ];
    let literal = Regex::new(r#""((?:[^"\\]|\\.)+)""#).unwrap();
    let name = Regex::new(r"\{[^}]*\}").unwrap();
    let (mut count, mut untested) = (0, Vec::new());
    for hit in sentences.iter().flat_map(|source| literal.captures_iter(source)) {
        // The words between two names; the longest of them tell the sentence.
        let words = name.split(&hit[1]).max_by_key(|words| words.len()).unwrap_or_default();
        count += usize::from(!words.is_empty());
        if !snapshots.contains(words) {
            untested.push(hit[1].to_owned());
        }
    }
    assert!(count > 50, "only {count} sentences are found");
    assert!(untested.is_empty(), "no snapshot has these: {untested:#?}");
}

/// All snapshots of this directory, those beside their tests included.
fn snapshots() -> String {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let listed = [tests.join("snapshots"), tests].map(|dir| fs::read_dir(dir).unwrap());
    let files = listed.into_iter().flatten().map(|entry| entry.unwrap().path());
    files.filter(|path| path.is_file()).map(|path| fs::read_to_string(path).unwrap()).collect()
}
