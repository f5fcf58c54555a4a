//! What adopting refuses to do, and what it does but once.

use insta::assert_snapshot;

use crate::adopt::{MANIFEST, adopt, commit, git, old, sandbox};
use crate::project::state;
use crate::run::Sandbox;

#[test]
fn it_is_done_once() {
    let sandbox = sandbox();
    assert!(adopt(&sandbox, "").to_string().starts_with("exit 1\n"));
    commit(&sandbox);
    let before = state(&sandbox.work("old"));
    assert_snapshot!(adopt(&sandbox, ""), @"
    exit 2
    --- stderr
    error: `old` is a project of scaffold already

    hint: run `scaffold update`
    ");
    assert_eq!(state(&sandbox.work("old")), before);
    git(&sandbox, "checkout --quiet HEAD~ -- README.md");
    commit(&sandbox);
    assert_snapshot!(old(&sandbox, "update"), @"
    exit 1
    --- stdout
    conflict  Dockerfile: it has markers of an earlier update
    --- stderr
    nothing to do: the project is up to date with own 1.0.0; 1 conflict left: edit the files, then `git add` them
    ");
    assert_snapshot!(old(&sandbox, "add docs"), @"
    exit 1
    --- stdout
    added     docs.md
    conflict  Dockerfile: it has markers of an earlier update
    --- stderr
    changed 1 file: own 1.0.0; 1 conflict left: edit the files, then `git add` them
    ");
}

#[test]
fn the_guards_of_an_update_hold() {
    let sandbox = sandbox();
    sandbox.write("work/old/dirty", "");
    assert_snapshot!(adopt(&sandbox, ""), @"
    exit 2
    --- stderr
    error: the work tree has 1 change that git could not undo:
      dirty

    hint: commit or stash them, so that git can undo the update; or add `--allow-dirty`
    ");
    assert_snapshot!(adopt(&sandbox, "--prot 1"), @"
    exit 2
    --- stderr
    error: unexpected argument '--prot' found

      tip: a similar argument exists: '--port'

    Usage: scaffold adopt --template <TEMPLATE> --port <VALUE> <PATH>

    For more information, try '--help'.
    ");
    assert_snapshot!(adopt(&sandbox, "--set port=x"), @"
    exit 2
    --- stderr
    error: `x` from `--set` is no answer to `port`: it is not a whole number
    ");
}

#[test]
fn there_must_be_a_directory() {
    let sandbox = Sandbox::new();
    sandbox.write("work/file", "");
    let adopt = |line| sandbox.scaffold().line("adopt --template ../small").line(line).run();
    assert_snapshot!(adopt("file"), @"
    exit 2
    --- stderr
    error: `file` exists and is no directory
    ");
    assert_snapshot!(adopt("nowhere"), @"
    exit 2
    --- stderr
    error: cannot find `nowhere`: no such file or directory
    ");
    assert_eq!(sandbox.files(), "file");
}

/// The record knows which template it was.
#[test]
fn a_project_without_its_rendering_is_adopted_by_its_own_template() {
    let sandbox = sandbox();
    assert!(adopt(&sandbox, "").to_string().starts_with("exit 1\n"));
    git(&sandbox, "checkout --ours README.md Dockerfile");
    commit(&sandbox);
    std::fs::remove_file(sandbox.work("old/.scaffold/rendering")).expect("a file");
    assert_snapshot!(old(&sandbox, "adopt --dry-run"), @"
    exit 1
    --- stdout
    conflict  Dockerfile: both sides changed the same lines
    conflict  README.md: both sides changed the same lines
    --- stderr
    would change 2 files: own 1.0.0; 2 conflicts left: edit the files, then `git add` them
    ");
    assert_snapshot!(sandbox.scaffold().line("adopt old --dry-run").run(), @"
    exit 1
    --- stdout
    conflict  Dockerfile: both sides changed the same lines
    conflict  README.md: both sides changed the same lines
    --- stderr
    would change 2 files: own 1.0.0; 2 conflicts left: edit the files, then `git add` them
    ");
}

#[test]
fn a_template_s_tasks_need_trust_here_too() {
    let sandbox = sandbox();
    let task = "\n[[task]]\nrun = ['touch', 'ran']\n";
    sandbox.write("own/template.toml", format!("{MANIFEST}{task}"));
    assert_snapshot!(adopt(&sandbox, ""), @"
    exit 2
    --- stderr
    error: the template comes from elsewhere and wants to run 1 command:
      touch ran

    hint: read them, then run again with `--trust`, or with `--no-tasks`
    ");
    assert!(adopt(&sandbox, "--trust").to_string().starts_with("exit 1\n"));
    assert!(sandbox.work("old/ran").is_file());
}

#[test]
fn it_can_be_tried_first() {
    let sandbox = sandbox();
    let before = state(&sandbox.work("old"));
    let dry = adopt(&sandbox, "--dry-run");
    assert_snapshot!(dry, @"
    exit 1
    --- stdout
    conflict  Dockerfile: both sides changed the same lines
    added     NEW
    conflict  README.md: both sides changed the same lines
    added     port
    --- stderr
    would change 4 files: own 1.0.0; 2 conflicts left: edit the files, then `git add` them
    ");
    assert_snapshot!(adopt(&sandbox, "--dry-run --json"), @r#"
    exit 1
    --- stdout
    {
      "answers": {
        "name": "shop",
        "owner": "us",
        "port": 8080
      },
      "changes": [
        {
          "change": "conflict",
          "path": "Dockerfile",
          "reason": "both sides changed the same lines"
        },
        {
          "change": "added",
          "path": "NEW"
        },
        {
          "change": "conflict",
          "path": "README.md",
          "reason": "both sides changed the same lines"
        },
        {
          "change": "added",
          "path": "port"
        }
      ],
      "components": [
        "docker"
      ],
      "conflicts": 2,
      "current": false,
      "project": "old",
      "tasks": [],
      "template": {
        "from": null,
        "name": "own",
        "version": "1.0.0"
      },
      "unresolved": [],
      "warnings": [],
      "written": false
    }
    "#);
    assert_eq!(state(&sandbox.work("old")), before);
    let said = adopt(&sandbox, "").to_string();
    assert_eq!(said, dry.to_string().replace("would change", "changed"));
}
