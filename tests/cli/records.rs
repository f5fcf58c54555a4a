//! A record that somebody has edited wrongly, lost or damaged.

use std::fs;

use insta::assert_snapshot;

use crate::project::{Project, manifest};

const ANSWERS: &str = ".scaffold/answers.toml";

pub fn project() -> Project {
    let docs = "title = 'Documentation'\ndefault = true\n";
    let port = "[[question]]\nid = 'port'\nprompt = 'Port'\ndefault = 80\n";
    let manifest = manifest("1.0.0", port);
    Project::new(&[
        ("template.toml", &manifest),
        ("base/port.tera", "{= port =}\n"),
        ("components/docs/component.toml", docs),
        ("components/docs/files/docs.md", "docs\n"),
    ])
}

/// What `update` says of an edited record; `check` must say the same, and both do nothing.
#[track_caller]
fn edited(old: &str, new: &str) -> String {
    let project = project();
    project.edit(ANSWERS, old, new);
    let update = project.run_idly("update --allow-dirty").to_string();
    let check = project.run_idly("check").to_string();
    assert_eq!(check, update.replace("exit 2", "exit 1"), "an update waits for the record");
    let dry = project.run_idly("update --dry-run").to_string();
    assert_eq!(dry, update);
    update
}

#[test]
fn a_slip_is_pointed_at() {
    assert_snapshot!(edited("format = 2", "format = "), @"
    exit 2
    --- stderr
    error: string values must be quoted, expected literal string
     --> .scaffold/answers.toml:3:10
      |
    3 | format =
      |          ^
    ");
    assert_snapshot!(edited("port = 80", "port = 80.5"), @"
    exit 2
    --- stderr
    error: an answer is a text, a whole number, `true`, `false` or a list of texts
      --> .scaffold/answers.toml:16:8
       |
    16 | port = 80.5
       |        ^^^^
    ");
    assert_snapshot!(edited("\n[answers]", "\n[answer]"), @"
    exit 2
    --- stderr
    error: a record has no key `answer`
      --> .scaffold/answers.toml:12:2
       |
    12 | [answer]
       |  ^^^^^^

    hint: did you mean `answers`?
    ");
    assert_snapshot!(edited("[\"docs\"]", "\"docs\""), @r#"
    exit 2
    --- stderr
    error: invalid type: string "docs", expected a sequence
     --> .scaffold/answers.toml:5:14
      |
    5 | components = "docs"
      |              ^^^^^^
    "#);
    assert_snapshot!(edited("version = \"1.0.0\"", "version = \"one\""), @r#"
    exit 2
    --- stderr
    error: unexpected character 'o' while parsing major version number
     --> .scaffold/answers.toml:9:11
      |
    9 | version = "one"
      |           ^^^^^
    "#);
    assert_snapshot!(edited("port = 80", "port = 80\nname = \"other\""), @r#"
    exit 2
    --- stderr
    error: `name` is answered twice
      --> .scaffold/answers.toml:17:1
       |
    17 | name = "other"
       | ^^^^^^^^^^^^^^

    hint: an answer stands in `[answers]` or in `[defaults]`
    "#);
}

#[test]
fn an_answer_that_its_question_refuses_is_pointed_at() {
    assert_snapshot!(edited("port = 80", "port = \"eighty\""), @r#"
    exit 2
    --- stderr
    error: `eighty` from `.scaffold/answers.toml` is no answer to `port`: it is not a whole number
      --> .scaffold/answers.toml:16:1
       |
    16 | port = "eighty"
       | ^^^^^^^^^^^^^^^
    "#);
    assert_snapshot!(edited("port = 80", "prot = 80"), @"
    exit 2
    --- stderr
    error: `.scaffold/answers.toml` answers `prot`, which is no question
      --> .scaffold/answers.toml:16:1
       |
    16 | prot = 80
       | ^^^^^^^^^

    hint: did you mean `port`?
    ");
    assert_snapshot!(edited("\"docs\"", "\"dosc\""), @r#"
    exit 2
    --- stderr
    error: there is no component `dosc`
     --> .scaffold/answers.toml:5:15
      |
    5 | components = ["dosc"]
      |               ^^^^^^

    hint: did you mean `docs`?
    "#);
}

#[test]
fn several_slips_are_told_at_once() {
    assert_snapshot!(edited("port = 80", "prot = 80\nmore = 1"), @"
    exit 2
    --- stderr
    error: `.scaffold/answers.toml` answers `more`, which is no question
      --> .scaffold/answers.toml:17:1
       |
    17 | more = 1
       | ^^^^^^^^

    hint: the questions are `name` and `port`

    error: `.scaffold/answers.toml` answers `prot`, which is no question
      --> .scaffold/answers.toml:16:1
       |
    16 | prot = 80
       | ^^^^^^^^^

    hint: did you mean `port`?
    ");
}

#[test]
fn a_newer_format_is_for_a_newer_scaffold() {
    assert_snapshot!(edited("format = 2", "format = 3\nfuture = []"), @"
    exit 2
    --- stderr
    error: the record has format 3, which a newer scaffold wrote
     --> .scaffold/answers.toml:3:10
      |
    3 | format = 3
      |          ^

    hint: install a newer scaffold
    ");
}

#[test]
fn a_conflict_of_git_in_the_record_is_named() {
    let ours = "<<<<<<< HEAD\nport = 80\n=======\nport = 81\n>>>>>>> theirs";
    assert_snapshot!(edited("port = 80", ours), @"
    exit 2
    --- stderr
    error: git left a conflict in the record
      --> .scaffold/answers.toml:16:1
       |
    16 | <<<<<<< HEAD
       | ^^^^^^^^^^^^

    hint: take either side, `git checkout --ours .scaffold`, or write by hand what both sides answer; then run `scaffold update`
    ");
}

#[test]
fn machines_learn_of_it_too() {
    let project = project();
    project.edit(ANSWERS, "\n[answers]", "\n[answer]");
    assert_snapshot!(project.run_idly("check --json"), @r#"
    exit 1
    --- stdout
    {
      "current": false,
      "error": "a record has no key `answer`"
    }
    --- stderr
    error: a record has no key `answer`
      --> .scaffold/answers.toml:12:2
       |
    12 | [answer]
       |  ^^^^^^

    hint: did you mean `answers`?
    "#);
}

#[test]
fn a_record_that_is_no_text_is_refused() {
    let project = project();
    project.write(ANSWERS, b"\xff\xfe\0");
    assert_snapshot!(project.run_idly("update --allow-dirty"), @"
    exit 2
    --- stderr
    error: it is not UTF-8
     --> .scaffold/answers.toml
    ");
    assert_snapshot!(project.run_idly("check"), @"
    exit 1
    --- stderr
    error: it is not UTF-8
     --> .scaffold/answers.toml
    ");
    project.remove(ANSWERS);
    fs::create_dir(project.sandbox.work("hello").join(ANSWERS)).expect("nothing is there");
    assert_snapshot!(project.run_idly("update --allow-dirty"), @"
    exit 2
    --- stderr
    error: the record is a link or no file, and is not read
     --> .scaffold/answers.toml

    hint: take it from a commit in which it is a file
    ");
}

#[test]
fn without_the_answers_there_is_no_project() {
    let project = project();
    project.remove(ANSWERS);
    assert_snapshot!(project.run_idly("update"), @"
    exit 2
    --- stderr
    error: `.` is no project of scaffold

    hint: `scaffold new` writes a project; `scaffold adopt` puts one under a template
    ");
    project.git("checkout HEAD -- .scaffold");
    assert_snapshot!(project.run_idly("update"), @"
    exit 0
    --- stderr
    nothing to do: the project is up to date with own 1.0.0
    ");
}
