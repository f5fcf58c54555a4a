//! What a template wants done once a project is written.

use insta::assert_snapshot;

use crate::run::{MANIFEST, Sandbox};

fn sandbox(tasks: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let step = "[[next_step]]\nrun = 'make'\nabout = 'build it'\n";
    let manifest = format!("{MANIFEST}{tasks}{step}");
    sandbox.template("own", &[("template.toml", &manifest), ("base/x", "x")]);
    sandbox
}

const NEW: &str = "new hello --template ../own";

#[test]
fn a_task_without_its_program_becomes_a_next_step() {
    let sandbox = sandbox("[[task]]\nrun = ['lock', '--all']\nneeds = 'no-such-program'\n");
    assert_snapshot!(sandbox.scaffold().line(NEW).line("--trust").run(), @"
    exit 0
    --- stderr
    wrote 4 files to hello
    note: `lock --all` was not run: there is no `no-such-program` here

    next steps:
      cd hello
      lock --all  once there is a `no-such-program`
      make        build it

    to repeat this run:
      scaffold new hello --template ../own --defaults --trust
    ");
}

#[test]
#[cfg(unix)]
fn what_a_task_makes_is_part_of_the_first_commit() {
    let sandbox = sandbox("[[task]]\nrun = ['sh', '-c', 'echo made > made']\n");
    assert_snapshot!(sandbox.scaffold().line(NEW).line("--trust").run(), @"
    exit 0
    --- stderr
    wrote 4 files to hello

    next steps:
      cd hello
      make      build it

    to repeat this run:
      scaffold new hello --template ../own --defaults --trust
    ");
    let mut git = sandbox.command_of("git");
    let files = crate::support::succeed(git.args(["-C", "hello", "ls-files"]));
    assert_eq!(
        files,
        ".scaffold/.gitattributes\n.scaffold/answers.toml\n.scaffold/rendering\nmade\nx\n"
    );
}

#[test]
#[cfg(unix)]
fn an_optional_task_that_fails_is_a_warning() {
    let sandbox = sandbox("[[task]]\nrun = ['sh', '-c', 'echo first; echo why >&2; exit 3']\n");
    assert_snapshot!(sandbox.scaffold().line(NEW).line("--trust").run(), @"
    exit 0
    --- stderr
    wrote 4 files to hello
    note: `sh -c 'echo first; echo why >&2; exit 3'` failed: why

    next steps:
      cd hello
      sh -c 'echo first; echo why >&2; exit 3'  failed here
      make                                      build it

    to repeat this run:
      scaffold new hello --template ../own --defaults --trust
    ");
    assert!(sandbox.work("hello/x").is_file());
}

#[test]
#[cfg(unix)]
fn a_required_task_that_fails_is_a_failure_and_nothing_is_left() {
    let failing =
        sandbox("[[task]]\nrun = ['sh', '-c', 'echo why >&2; exit 3']\nrequired = true\n");
    assert_snapshot!(failing.scaffold().line(NEW).line("--trust").run(), @"
    exit 2
    --- stderr
    error: the task `sh -c 'echo why >&2; exit 3'` failed: why
    ");
    assert_eq!(failing.files(), "");
    let absent = sandbox("[[task]]\nrun = ['no-such-program']\nrequired = true\n");
    assert_snapshot!(absent.scaffold().line(NEW).line("--trust").run(), @"
    exit 2
    --- stderr
    error: the task `no-such-program` failed: there is no `no-such-program`
    ");
    assert_eq!(absent.files(), "");
}

#[test]
fn the_tasks_of_a_template_from_elsewhere_need_trust() {
    let tasks = "[[task]]\nrun = ['rm', '-rf', 'my documents']\n\
        [[task]]\nrun = ['uv', 'lock']\nwhen = 'name == \"other\"'\n\
        [[task]]\nrun = ['echo', \"it's\"]\n[[task]]\ncopy = ['x', 'y']\n";
    let sandbox = sandbox(tasks);
    assert_snapshot!(sandbox.scaffold().line(NEW).run(), @r"
    exit 2
    --- stderr
    error: the template comes from elsewhere and wants to run 2 commands:
      rm -rf 'my documents'
      echo 'it'\''s'

    hint: read them, then run again with `--trust`, or with `--no-tasks`
    ");
    assert_eq!(sandbox.files(), "");
    assert_snapshot!(sandbox.scaffold().line(NEW).line("--no-tasks --no-git").run(), @r"
    exit 0
    --- stderr
    wrote 4 files to hello

    next steps:
      cd hello
      rm -rf 'my documents'  was left out
      echo 'it'\''s'         was left out
      cp x y                 was left out
      make                   build it

    to repeat this run:
      scaffold new hello --template ../own --defaults --no-git --no-tasks
    ");
    assert_snapshot!(sandbox.files(), @"
    hello/.scaffold/.gitattributes
    hello/.scaffold/answers.toml
    hello/.scaffold/rendering
    hello/x
    ");
}

/// What it adds is known before anything is written, and listed like every file.
#[test]
fn a_copy_needs_no_trust_and_is_listed() {
    let sandbox = sandbox("[[task]]\ncopy = ['x', 'y']\n");
    assert_snapshot!(sandbox.scaffold().line(NEW).line("--dry-run").run(), @"
    exit 0
    --- stdout
    .scaffold/.gitattributes
    .scaffold/answers.toml
    .scaffold/rendering
    x
    y
    ");
    let object = sandbox.scaffold().line(NEW).line("--dry-run --json").data();
    let object: serde_json::Value = serde_json::from_str(&object).expect("one object");
    assert_eq!(object["files"][4], "y");
    assert_snapshot!(sandbox.scaffold().line(NEW).line("--no-git").run(), @"
    exit 0
    --- stderr
    wrote 5 files to hello

    next steps:
      cd hello
      make      build it

    to repeat this run:
      scaffold new hello --template ../own --defaults --no-git
    ");
    assert_snapshot!(sandbox.files(), @"
    hello/.scaffold/.gitattributes
    hello/.scaffold/answers.toml
    hello/.scaffold/rendering
    hello/x
    hello/y
    ");
}

/// A copy of what only some answers write is seen to be impossible when they are known.
#[test]
fn a_copy_of_what_is_not_rendered_is_a_note() {
    let sandbox = Sandbox::new();
    let task = "[[task]]\ncopy = ['notes', 'z']\n";
    let more = "title = 'More'\ndefault = false\n";
    sandbox.template(
        "own",
        &[
            ("template.toml", &format!("{MANIFEST}{task}")),
            ("components/more/component.toml", more),
            ("components/more/files/notes", "n"),
        ],
    );
    assert_snapshot!(sandbox.scaffold().line(NEW).line("--no-git").run(), @"
    exit 0
    --- stderr
    wrote 3 files to hello
    note: `cp notes z` failed: the template writes no file `notes`

    next steps:
      cd hello
      cp notes z  failed here

    to repeat this run:
      scaffold new hello --template ../own --defaults --no-git
    ");
    sandbox.write("own/template.toml", format!("{MANIFEST}{task}required = true\n"));
    assert_snapshot!(sandbox.scaffold().line("new other --template ../own --no-git").run(), @"
    exit 2
    --- stderr
    error: the task `cp notes z` failed: the template writes no file `notes`
    ");
    sandbox.scaffold().line("new both --template ../own --no-git --with more").silently();
    assert_eq!(sandbox.read("both/z"), "n");
}

#[test]
#[cfg(unix)]
fn tasks_are_part_of_the_one_object() {
    let sandbox = sandbox(
        "[[task]]\nrun = ['true']\n[[task]]\nrun = ['sh', '-c', 'echo why; exit 1']\n\
        [[task]]\nrun = ['x']\nneeds = 'no-such-program'\n",
    );
    let object = sandbox.scaffold().line(NEW).line("--trust --no-git --json").data();
    let object: serde_json::Value = serde_json::from_str(&object).expect("one object");
    assert_snapshot!(format!("{:#}", object["tasks"]), @r#"
    [
      {
        "command": "true",
        "status": "done"
      },
      {
        "command": "sh -c 'echo why; exit 1'",
        "reason": "why",
        "status": "failed"
      },
      {
        "command": "x",
        "needs": "no-such-program",
        "status": "missing"
      }
    ]
    "#);
    assert_snapshot!(format!("{:#}", object["warnings"]), @r#"
    [
      "`sh -c 'echo why; exit 1'` failed: why",
      "`x` was not run: there is no `no-such-program` here"
    ]
    "#);
}

/// Nothing is written when the target turns out to be unusable, so no task runs either.
#[test]
#[cfg(unix)]
fn a_dry_run_runs_no_task() {
    let sandbox = sandbox("[[task]]\nrun = ['touch', '../../ran']\n");
    assert_snapshot!(sandbox.scaffold().line(NEW).line("--trust --dry-run").run(), @"
    exit 0
    --- stdout
    .scaffold/.gitattributes
    .scaffold/answers.toml
    .scaffold/rendering
    x
    ");
    assert!(!sandbox.path("ran").exists());
    assert_eq!(sandbox.files(), "");
}

/// What a task writes about its place holds for as long as the project stays there.
#[test]
#[cfg(unix)]
fn a_task_sees_where_the_project_stays() {
    for there in [false, true] {
        let sandbox = sandbox("[[task]]\nrun = ['sh', '-c', 'pwd > place']\n");
        if there {
            std::fs::create_dir(sandbox.work("hello")).expect("a new directory");
        }
        sandbox.scaffold().line(NEW).line("--trust --no-git").silently();
        let place = sandbox.work("hello").canonicalize().expect("a project");
        assert_eq!(sandbox.read("hello/place").trim_end(), place.to_str().expect("UTF-8"));
    }
}

#[test]
#[cfg(unix)]
fn a_task_sees_the_project_s_own_repository() {
    let sandbox = sandbox("[[task]]\nrun = ['git', 'config', 'core.hooksPath', '.githooks']\n");
    sandbox.scaffold().line(NEW).line("--trust").silently();
    assert!(sandbox.read("hello/.git/config").contains("hooksPath = .githooks"));
}

/// Nor does it where the project has none of its own.
#[test]
#[cfg(unix)]
fn a_task_sees_no_other_repository() {
    let sandbox = sandbox("[[task]]\nrun = ['git', 'add', '--all']\n");
    let git = |arguments: &[&str]| {
        crate::support::succeed(sandbox.command_of("git").args(["-C", "outer"]).args(arguments))
    };
    crate::support::succeed(sandbox.command_of("git").args(["init", "--quiet", "outer"]));
    for target in ["outer/hello", "outer/deep/er"] {
        let new = format!("new {target} --template ../own --defaults --trust");
        let run = sandbox.scaffold().line(&new).run().to_string();
        assert!(run.contains("note: `git add --all` failed: fatal: not a git repository"), "{run}");
        assert_eq!(git(&["ls-files"]), "");
    }
    // The one that an update sees is no other than the one that `new` has seen.
    sandbox.write("own/base/x", "y");
    let update = sandbox.scaffold().at("outer/hello").line("update --trust --allow-dirty");
    let run = update.run().to_string();
    assert!(run.contains("note: `git add --all` failed: fatal: not a git repository"), "{run}");
    assert_eq!(git(&["ls-files"]), "");
}
