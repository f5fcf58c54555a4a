//! Templates that are started by the program.

use std::fs;

use insta::assert_snapshot;

use crate::run::Sandbox;

#[test]
fn a_new_template_passes_its_own_test_at_once() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.scaffold().line("template new teams/backend").run(), @"
    exit 0
    --- stderr
    wrote 7 files to teams/backend

    next steps:
      cd teams/backend
      scaffold template check               find what is wrong with it
      scaffold template test                render its case and every pair of its answers
      scaffold new ../example --template .  write a project
    ");
    assert_snapshot!(sandbox.files(), @"
    teams/backend/base/README.md.tera
    teams/backend/components/docs/component.toml
    teams/backend/components/docs/files/docs/index.md.tera
    teams/backend/template.toml
    teams/backend/tests/plain/answers.toml
    teams/backend/tests/plain/expected/README.md
    teams/backend/tests/plain/expected/docs/index.md
    ");
    assert_snapshot!(sandbox.read("teams/backend/tests/plain/expected/README.md"), @"
    # example

    What example does

    How it works stands in [docs](docs/index.md).

    License: MIT
    ");
    assert_snapshot!(sandbox.scaffold().line("template check teams/backend").run(), @"
    exit 0
    --- stderr
    nothing is wrong with backend: 3 questions, 1 component, 2 files
    ");
    assert_snapshot!(sandbox.scaffold().line("template test teams/backend").run(), @"
    exit 0
    --- stderr
    plain: passed
    combinations: passed, 6 pairs of answers in 6 renderings
    ");
    let new =
        "new hello --template teams/backend --defaults --no-git --license none --without docs";
    sandbox.scaffold().line(new).silently();
    assert_snapshot!(sandbox.read("hello/README.md"), @"
    # hello

    What hello does
    ");
}

#[test]
fn the_directory_may_be_there_and_empty() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.work("backend")).expect("a new directory");
    assert_snapshot!(sandbox.scaffold().at("backend").line("template new .").run(), @"
    exit 0
    --- stderr
    wrote 7 files to .

    next steps:
      scaffold template check               find what is wrong with it
      scaffold template test                render its case and every pair of its answers
      scaffold new ../example --template .  write a project
    ");
    assert_snapshot!(sandbox.scaffold().at("backend").line("template test").run(), @"
    exit 0
    --- stderr
    plain: passed
    combinations: passed, 6 pairs of answers in 6 renderings
    ");
}

#[test]
fn what_is_there_is_not_touched() {
    let sandbox = Sandbox::new();
    sandbox.write("work/backend/x", "mine");
    sandbox.write("work/file", "mine");
    let refused = |line: &str| sandbox.scaffold().line(line).run();
    assert_snapshot!(refused("template new backend"), @"
    exit 2
    --- stderr
    error: `backend` exists and is not empty

    hint: choose another path, or empty the directory first
    ");
    assert_snapshot!(refused("template new file"), @"
    exit 2
    --- stderr
    error: `file` exists and is no directory
    ");
    assert_snapshot!(refused("template new Back_end"), @"
    exit 2
    --- stderr
    error: `Back_end` is no name of a template: lower-case letters, digits and `-`, a letter first

    hint: the last part of the path is the template's name
    ");
    assert_snapshot!(refused("template new"), @"
    exit 2
    --- stderr
    error: the following required arguments were not provided:
      <DIR>

    Usage: scaffold template new <DIR>

    For more information, try '--help'.
    ");
    assert_snapshot!(sandbox.files(), @"
    backend/x
    file
    ");
}
