//! Where the template of a project is, when it is elsewhere by now.

use std::fs;

use insta::assert_snapshot;

use crate::project::Project;

fn project() -> Project {
    let project = Project::new(&[("base/a", "old\n"), ("base/b", "b\n")]);
    project.upgrade(&[("base/a", "new\n"), ("base/b", "b\n")]);
    project.write("b", "team\n");
    project.commit();
    project
}

#[test]
fn a_template_that_is_gone_is_named_and_can_be_elsewhere() {
    let project = project();
    fs::rename(project.sandbox.path("own"), project.sandbox.path("work/moved")).expect("ours");
    assert_snapshot!(project.run_idly("update"), @"
    exit 2
    --- stderr
    error: there is no template `../../own`

    hint: the project's record names it: say where it is now with `--template <TEMPLATE>`
    ");
    assert_snapshot!(project.run_idly("add x"), @"
    exit 2
    --- stderr
    error: there is no template `../../own`

    hint: the project's record names it: say where it is now with `--template <TEMPLATE>`
    ");
    assert_snapshot!(project.run_idly("check"), @"
    exit 2
    --- stderr
    error: there is no template `../../own`

    hint: the project's record names it: say where it is now with `--template <TEMPLATE>`
    ");
    // The last rendering tells what the team has changed.
    assert_snapshot!(project.run_idly("diff"), @"
    exit 0
    --- stdout
    diff b
    --- a/b
    +++ b/b
    @@ -1 +1 @@
    -b
    +team
    ");
    assert_snapshot!(project.run("update --template ../moved"), @"
    exit 0
    --- stdout
    updated   a
    --- stderr
    changed 1 file: own 1.0.0 → own 2.0.0
    ");
    assert_snapshot!(project.sandbox.record("hello"), @r#"
    components = []

    [template]
    name = "own"
    version = "2.0.0"
    source = "../moved"

    [answers]
    name = "hello"

    [defaults]
    "#);
    project.commit();
    assert_snapshot!(project.run_idly("check"), @"
    exit 0
    --- stderr
    up to date with own 2.0.0
    ");
}

#[test]
fn a_project_and_its_template_move_together() {
    let project = project();
    let (from, to) = (project.sandbox.path(""), project.sandbox.path("moved"));
    fs::create_dir(&to).expect("nothing is there");
    for dir in ["own", "work/hello"] {
        fs::create_dir_all(to.join(dir).parent().expect("a parent")).expect("a directory");
        fs::rename(from.join(dir), to.join(dir)).expect("ours");
    }
    let mut update = project.sandbox.command();
    let output = update.current_dir(to.join("work/hello")).arg("update").output();
    let output = output.expect("the program starts");
    assert_snapshot!(project.sandbox.shown(&output.stdout), @"updated   a");
}

#[test]
fn a_template_that_is_broken_changes_nothing() {
    let project = project();
    project.upgrade(&[("base/a.tera", "{= nmae =}\n")]);
    assert_snapshot!(project.run_idly("update"), @"
    exit 2
    --- stderr
    error: no question or component is called `nmae`
     --> ../../own/base/a.tera:1:4
      |
    1 | {= nmae =}
      |    ^^^^

    hint: did you mean `name`?
    ");
    assert_snapshot!(project.run_idly("check"), @"
    exit 2
    --- stderr
    error: no question or component is called `nmae`
     --> ../../own/base/a.tera:1:4
      |
    1 | {= nmae =}
      |    ^^^^

    hint: did you mean `name`?
    ");
    project.upgrade(&[("template.toml", "name = 'own'\nversion = 2\n")]);
    assert_snapshot!(project.run_idly("update"), @"
    exit 2
    --- stderr
    error: invalid type: integer `2`, expected semver version
     --> ../../own/template.toml:2:11
      |
    2 | version = 2
      |           ^
    ");
}

#[test]
fn a_template_must_not_write_to_the_record() {
    let project = project();
    project.upgrade(&[("base/.scaffold/answers.toml", "mine\n")]);
    assert_snapshot!(project.run_idly("update"), @"
    exit 2
    --- stderr
    error: `.scaffold/answers.toml` would be written to the record, which is scaffold's own
     --> ../../own/base/.scaffold/answers.toml
    ");
    project.upgrade(&[("base/{= name =}/x", "x\n")]);
    assert_snapshot!(project.run_idly("update --name .scaffold"), @"
    exit 2
    --- stderr
    error: `.scaffold/x` would be written to the record, which is scaffold's own
     --> ../../own/base/{= name =}/x
    ");
    let new = project.sandbox.scaffold().line("new other --template ../own --name .Scaffold");
    assert_snapshot!(new.run(), @"
    exit 2
    --- stderr
    error: `.Scaffold/x` would be written to the record, which is scaffold's own
     --> ../own/base/{= name =}/x
    ");
}

/// Another template altogether: what the first one wrote goes, what the team wrote stays.
#[test]
fn a_project_can_change_its_template() {
    let project = project();
    project.sandbox.template(
        "other",
        &[
            ("template.toml", "name = 'other'\nversion = '0.1.0'\ndescription = 'Other'\n"),
            ("base/a", "other\n"),
            ("base/c", "c\n"),
        ],
    );
    assert_snapshot!(project.run("update --template ../../other"), @"
    exit 1
    --- stdout
    updated   a
    conflict  b: the template dropped it, you changed it; it is kept
    added     c
    --- stderr
    note: the template has no question `name` any more
    changed 2 files: own 1.0.0 → other 0.1.0; 1 conflict left: edit the files, then `git add` them
    ");
    assert_snapshot!(project.sandbox.record("hello"), @r#"
    components = []

    [template]
    name = "other"
    version = "0.1.0"
    source = "../../other"

    [answers]

    [defaults]
    "#);
    assert_eq!(project.read("b"), "team\n");
}

#[test]
fn the_embedded_template_needs_nothing_but_the_program() {
    let project = Project::new(&[("base/a", "a\n")]);
    let new = project.sandbox.scaffold().line("new service --defaults --no-tasks --no-git");
    new.silently();
    let run = |line| project.sandbox.scaffold().at("service").line(line).run();
    assert_snapshot!(run("check"), @"
    exit 0
    --- stderr
    up to date with python-service 0.4.0
    ");
    assert_snapshot!(run("diff --exit-code"), @"exit 0");
    assert_snapshot!(run("update"), @"
    exit 0
    --- stderr
    nothing to do: the project is up to date with python-service 0.4.0
    ");
    assert_snapshot!(run("check --json"), @r#"
    exit 0
    --- stdout
    {
      "changes": [],
      "conflicts": [],
      "current": true,
      "interrupted": false,
      "template": {
        "from": "0.4.0",
        "name": "python-service",
        "version": "0.4.0"
      }
    }
    "#);
    assert_snapshot!(run("add nonsense"), @"
    exit 2
    --- stderr
    error: there is no component `nonsense`

    hint: the components are `blue-green`, `ci`, `compose`, `devcontainer`, `docker`, `keda`, `kubernetes`, `monitoring`, `pgbouncer`, `pre-commit` and `read-replica`
    ");
}
