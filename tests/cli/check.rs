//! Whether an update waits.

use insta::assert_snapshot;

use crate::diff::project;
use crate::run::Sandbox;

/// Teams may do what they like with their files.
#[test]
fn an_edit_of_the_team_s_is_no_update() {
    let project = project();
    project.edit("a", "two\n", "2\n");
    project.remove("b");
    project.write("c", "\0binary");
    project.write("team", "the team's own\n");
    assert_snapshot!(project.run_idly("check"), @"
    exit 0
    --- stderr
    up to date with own 1.0.0
    ");
    project.commit();
    assert_snapshot!(project.run_idly("check"), @"
    exit 0
    --- stderr
    up to date with own 1.0.0
    ");
    assert_snapshot!(project.run_idly("update"), @"
    exit 0
    --- stderr
    nothing to do: the project is up to date with own 1.0.0
    ");
}

#[test]
fn small_is_current_at_once() {
    let sandbox = Sandbox::new();
    sandbox.scaffold().line("new hello --template ../small --with notes --port 81").silently();
    assert_snapshot!(sandbox.scaffold().line("check hello").run(), @"
    exit 0
    --- stderr
    up to date with small 1.2.0
    ");
    assert_snapshot!(sandbox.scaffold().line("diff hello --exit-code").run(), @"exit 0");
}

#[test]
fn a_waiting_update_is_listed() {
    let project = project();
    project.upgrade(&[("base/a", "a\n"), ("base/b", "b\n"), ("base/f", "f\n")]);
    assert_snapshot!(project.run_idly("check"), @"
    exit 1
    --- stdout
    updated   a
    removed   c
    removed   d/e
    added     f
    --- stderr
    an update waits: own 1.0.0 → 2.0.0; run `scaffold update`
    ");
    assert_snapshot!(project.run_idly("check --json"), @r#"
    exit 1
    --- stdout
    {
      "changes": [
        {
          "change": "updated",
          "path": "a"
        },
        {
          "change": "removed",
          "path": "c"
        },
        {
          "change": "removed",
          "path": "d/e"
        },
        {
          "change": "added",
          "path": "f"
        }
      ],
      "conflicts": [],
      "current": false,
      "interrupted": false,
      "template": {
        "from": "1.0.0",
        "name": "own",
        "version": "2.0.0"
      }
    }
    "#);
}
