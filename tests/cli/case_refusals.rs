//! Cases that are none, and commands that nobody trusts.

use insta::assert_snapshot;

use crate::cases::{ANSWERS, README, test};
use crate::run::Sandbox;

#[test]
fn commands_need_trust() {
    let commands = "run = [['rm', '-rf', 'my documents'], ['echo', \"it's\\u001b[2J\"]]\n";
    let files = [README, ANSWERS, ("tests/plain/commands.toml", commands)];
    assert_snapshot!(test(&files, ""), @r"
    exit 2
    --- stderr
    error: the template's cases want to run 2 commands:
      rm -rf 'my documents'
      echo 'it'\''s\u{1b}[2J'

    hint: read them, then run again with `--trust`
    ");
    assert_snapshot!(test(&files, "--json"), @r"
    exit 2
    --- stderr
    error: the template's cases want to run 2 commands:
      rm -rf 'my documents'
      echo 'it'\''s\u{1b}[2J'

    hint: read them, then run again with `--trust`
    ");
}

#[test]
fn a_case_that_is_none_is_an_error() {
    let files = [
        README,
        ("tests/README.md", "x"),
        ("tests/a/answer.toml", "name = 'hello'\n"),
        ("tests/b/answers.toml", "nmae = 'hello'\n"),
        ("tests/c/answers.toml", "name = 3\n"),
        ("tests/d/answers.toml", ""),
        ("tests/e/answers.toml", "name = 'x'\n"),
        ("tests/e/commands.toml", "rnu = []\n"),
        ("tests/f/answers.toml", "name = 'x'\n"),
        ("tests/f/commands.toml", "run = [[]]\n"),
        ("tests/g/answers.toml", "name = 'x'\ncomponents = ['dosc']\n"),
        ("tests/h/answers.toml", "name = \n"),
        ("tests/i/answers.toml", "name = 'x'\n"),
        ("tests/i/commands.toml", "run = ['ls -l']\n"),
        ("tests/j/expect/README.md", "x"),
        ("tests/j/answers.toml", "name = 'x'\n"),
    ];
    assert_snapshot!(test(&files, ""), @r#"
    exit 2
    --- stderr
    error: no case has such a file
     --> ../own/tests/README.md

    hint: a case is `tests/<case>/` with `answers.toml`, `expected/…` and `commands.toml`

    error: no case has such a file
     --> ../own/tests/a/answer.toml

    hint: a case is `tests/<case>/` with `answers.toml`, `expected/…` and `commands.toml`

    error: no case has such a file
     --> ../own/tests/j/expect/README.md

    hint: a case is `tests/<case>/` with `answers.toml`, `expected/…` and `commands.toml`

    error: the case has no `answers.toml`
     --> ../own/tests/a

    hint: an empty one takes the default of every question

    error: `../own/tests/b/answers.toml` answers `nmae`, which is no question
     --> ../own/tests/b/answers.toml:1:1
      |
    1 | nmae = 'hello'
      | ^^^^^^^^^^^^^^

    hint: did you mean `name`?

    error: `3` from `../own/tests/c/answers.toml` is no answer to `name`: it is not a text
     --> ../own/tests/c/answers.toml:1:1
      |
    1 | name = 3
      | ^^^^^^^^

    hint: a text stands in quotes

    error: the case leaves 1 question without an answer: `name`
     --> ../own/tests/d/answers.toml

    error: there is no key `rnu`
     --> ../own/tests/e/commands.toml:1:1
      |
    1 | rnu = []
      | ^^^

    hint: the keys are `run`

    error: a command line names its program first
     --> ../own/tests/f/commands.toml:1:1
      |
    1 | run = [[]]
      | ^

    error: there is no component `dosc`
     --> ../own/tests/g/answers.toml:2:1
      |
    2 | components = ['dosc']
      | ^^^^^^^^^^^^^^^^^^^^^

    hint: the template has no components

    error: string values must be quoted, expected literal string
     --> ../own/tests/h/answers.toml:1:8
      |
    1 | name =
      |        ^

    error: invalid type: string "ls -l", expected a sequence
     --> ../own/tests/i/commands.toml:1:8
      |
    1 | run = ['ls -l']
      |        ^^^^^^^
    "#);
}

#[test]
fn a_broken_template_is_an_error() {
    assert_snapshot!(test(&[("base/x.tera", "{= nmae =}"), ANSWERS], ""), @"
    exit 2
    --- stderr
    error: no question or component is called `nmae`
     --> ../own/base/x.tera:1:4
      |
    1 | {= nmae =}
      |    ^^^^

    hint: did you mean `name`?
    ");
    assert_snapshot!(Sandbox::new().scaffold().line("template test nowhere").run(), @"
    exit 2
    --- stderr
    error: there is no template `nowhere`

    hint: the embedded templates are `python-service`; any other is a directory with a `template.toml`, or a git address like `gh:owner/name`
    ");
    assert_snapshot!(Sandbox::new().scaffold().line("template test --acept").run(), @"
    exit 2
    --- stderr
    error: unexpected argument '--acept' found

      tip: a similar argument exists: '--accept'

    Usage: scaffold template test --accept [DIR]

    For more information, try '--help'.
    ");
}
