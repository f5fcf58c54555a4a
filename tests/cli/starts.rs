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
fn an_overlay_passes_its_own_test_at_once() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.scaffold().line("template new team --extends python-service").run(), @"
    exit 0
    --- stderr
    wrote 5 files to team

    next steps:
      cd team
      scaffold template check               find what is wrong with it
      scaffold template test                render its case and every pair of its answers
      scaffold new ../example --template .  write a project
    ");
    assert_snapshot!(sandbox.files(), @"
    team/components/owners/component.toml
    team/components/owners/files/OWNERS.md.tera
    team/template.toml
    team/tests/plain/answers.toml
    team/tests/plain/expected/OWNERS.md
    ");
    assert_snapshot!(sandbox.read("team/template.toml"), @r#"
    name = "team"
    version = "0.1.0"
    description = "One line for those who choose a template"
    extends = "python-service"

    # Asked after the questions of the template above. `[defaults]` gives those other defaults.
    [[question]]
    id = "team"
    prompt = "Team that looks after it"
    default = "platform"
    "#);
    assert_snapshot!(sandbox.scaffold().line("template check team").run(), @"
    exit 0
    --- stderr
    nothing is wrong with team: 19 questions, 41 components, 230 files
    ");
    assert_snapshot!(sandbox.scaffold().line("template test team").run(), @"
    exit 0
    --- stderr
    plain: passed
    combinations: passed, 1064 pairs of answers in 28 renderings
    ");
    sandbox.scaffold().line("new hello --template team --no-git --no-tasks --team a*b").silently();
    assert_snapshot!(sandbox.read("hello/OWNERS.md"), @r#"
    # Owners

    a\*b looks after this repository.
    "#);
}

#[test]
fn an_overlay_is_beside_what_it_extends_wherever_it_is_started() {
    let sandbox = Sandbox::new();
    let new = "template new teams/backend --extends ../small";
    assert_eq!(sandbox.scaffold().line(new).run().to_string().lines().next(), Some("exit 0"));
    assert_snapshot!(sandbox.read("teams/backend/template.toml").lines().nth(3).unwrap_or_default(), @r#"extends = "../../../small""#);
    assert_snapshot!(sandbox.read("teams/backend/tests/plain/answers.toml"), @r#"name = "example""#);
    assert_snapshot!(sandbox.scaffold().line("template test teams/backend").run(), @"
    exit 0
    --- stderr
    plain: passed
    combinations: passed, 39 pairs of answers in 6 renderings
    ");
    let refused = |extends: &str| {
        sandbox.scaffold().args(["template", "new", "more", "--extends", extends]).run()
    };
    assert_snapshot!(refused("../samll"), @"
    exit 2
    --- stderr
    error: there is no template `../samll`

    hint: the embedded templates are `python-service`; any other is a directory with a `template.toml`, or a git address like `gh:owner/name`
    ");
    assert_snapshot!(refused("teams/backend"), @r#"
    exit 2
    --- stderr
    error: `../teams/backend` extends `../../../small`, and a template extends one level only
     --> more/template.toml:4:11
      |
    4 | extends = "../teams/backend"
      |           ^^^^^^^^^^^^^^^^^^

    hint: extend `../../../small` itself, and take over what lies between
    "#);
    assert!(!sandbox.work("more").exists());
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
