//! What a template wants done when files of it have changed.

use insta::assert_snapshot;

use crate::project::{Project, manifest};

/// A project whose template changes a file and has these tasks from then on.
fn project(tasks: &str) -> Project {
    let project = Project::new(&[("base/a", "old\n"), ("base/b", "b\n")]);
    let manifest = manifest("2.0.0", tasks);
    project.upgrade(&[("template.toml", &manifest), ("base/a", "new\n"), ("base/c", "c\n")]);
    project
}

const TOUCH: &str = "[[task]]\nrun = ['touch', 'ran']\n";

#[test]
fn tasks_of_a_template_from_elsewhere_need_trust() {
    let project = project(TOUCH);
    assert_snapshot!(project.run_idly("update"), @"
    exit 2
    --- stderr
    error: the template comes from elsewhere and wants to run 1 command:
      touch ran

    hint: read them, then run again with `--trust`, or with `--no-tasks`
    ");
    // Nothing would run.
    assert_snapshot!(project.run_idly("update --dry-run"), @"
    exit 0
    --- stdout
    updated   a
    removed   b
    added     c
    --- stderr
    would change 3 files: own 1.0.0 → own 2.0.0
    ");
    assert_snapshot!(project.run("update --trust"), @"
    exit 0
    --- stdout
    updated   a
    removed   b
    added     c
    --- stderr
    changed 3 files: own 1.0.0 → own 2.0.0
    ");
    assert_eq!(project.files(), "a\nc\nran");
}

#[test]
fn tasks_can_be_left_out() {
    let project = project(TOUCH);
    assert_snapshot!(project.run("update --no-tasks --json"), @r#"
    exit 0
    --- stdout
    {
      "answers": {
        "name": "hello"
      },
      "changes": [
        {
          "change": "updated",
          "path": "a"
        },
        {
          "change": "removed",
          "path": "b"
        },
        {
          "change": "added",
          "path": "c"
        }
      ],
      "components": [],
      "conflicts": 0,
      "current": false,
      "project": ".",
      "tasks": [
        {
          "command": "touch ran",
          "status": "skipped"
        }
      ],
      "template": {
        "from": "1.0.0",
        "name": "own",
        "version": "2.0.0"
      },
      "unresolved": [],
      "warnings": [],
      "written": true
    }
    "#);
    assert_eq!(project.files(), "a\nc");
}

#[test]
fn a_task_runs_on_its_occasion() {
    let project = project(
        "[[task]]\nrun = ['touch', 'both']\n\
        [[task]]\nrun = ['touch', 'new']\non = ['new']\n\
        [[task]]\nrun = ['touch', 'update']\non = ['update']\n\
        [[task]]\nrun = ['touch', 'when']\nwhen = 'name == \"other\"'\n\
        [[task]]\ncopy = ['a', 'copy']\n",
    );
    assert_snapshot!(project.run("update --trust"), @"
    exit 0
    --- stdout
    updated   a
    removed   b
    added     c
    added     copy
    --- stderr
    changed 4 files: own 1.0.0 → own 2.0.0
    ");
    assert_eq!(project.files(), "a\nboth\nc\ncopy\nupdate");
    assert_eq!(project.read("copy"), "new\n", "a copy is one of the new file");
}

const COPY: &str = "[[task]]\ncopy = ['a', 'docs/copy']\n";

#[test]
fn a_copy_is_listed_like_every_file() {
    let project = project(COPY);
    for line in ["update --dry-run", "update --dry-run --pr-body", "update --dry-run --json"] {
        assert!(project.run_idly(line).to_string().contains("docs/copy"), "{line}");
    }
    assert!(!project.run_idly("update --dry-run --no-tasks").to_string().contains("docs/copy"));
    assert!(project.run("update").to_string().contains("added     docs/copy\n"));
    assert_eq!(project.read("docs/copy"), "new\n");
}

/// What the team has is neither read nor overwritten, and no link is followed.
#[test]
fn a_copy_is_of_the_rendering_and_overwrites_nothing() {
    let own = project(COPY);
    own.write("docs/copy", "theirs\n");
    own.write("a", "secret\n");
    own.commit();
    assert!(!own.run("update").to_string().contains("docs/copy"));
    assert_eq!(own.read("docs/copy"), "theirs\n");

    let edited = project(COPY);
    edited.write("a", "secret\n");
    edited.commit();
    assert!(edited.run("update").to_string().contains("added     docs/copy\n"));
    assert_eq!(edited.read("docs/copy"), "new\n");

    let linked = project(COPY);
    std::fs::create_dir(linked.sandbox.work("elsewhere")).expect("a new directory");
    std::os::unix::fs::symlink("../elsewhere", linked.sandbox.work("hello/docs")).expect("a link");
    linked.commit();
    let run = linked.run("update").to_string();
    assert!(run.contains("note: `cp a docs/copy` failed: `docs` is in its way\n"), "{run}");
    assert_eq!(linked.sandbox.files_of("work/elsewhere"), "");
}

#[test]
fn a_copy_is_undone_with_the_rest() {
    let project = project(&format!("{COPY}[[task]]\nrun = ['false']\nrequired = true\n"));
    assert!(project.run_idly("update --trust").to_string().starts_with("exit 2\n"));
    assert_eq!(project.files(), "a\nb");
}

#[test]
fn without_a_change_of_files_no_task_runs() {
    let project = project(TOUCH);
    assert!(project.run("update --no-tasks").to_string().starts_with("exit 0\n"));
    project.commit();
    assert_snapshot!(project.run_idly("update --trust"), @"
    exit 0
    --- stderr
    nothing to do: the project is up to date with own 2.0.0
    ");
    // Only the record changes, so nobody need be asked.
    assert_snapshot!(project.run("update --set name=other"), @"
    exit 0
    --- stdout
    updated   .scaffold/answers.toml
    --- stderr
    changed the record alone: own 2.0.0
    ");
    assert_eq!(project.files(), "a\nc");
}

#[test]
fn a_task_that_may_fail_is_a_note() {
    let tasks = "[[task]]\nrun = ['sh', '-c', 'echo why >&2; exit 3']\n\
        [[task]]\nrun = ['lock']\nneeds = 'no-such-program'\n";
    let project = project(tasks);
    assert_snapshot!(project.run("update --trust"), @"
    exit 0
    --- stdout
    updated   a
    removed   b
    added     c
    --- stderr
    note: `sh -c 'echo why >&2; exit 3'` failed: why
    note: `lock` was not run: there is no `no-such-program` here
    changed 3 files: own 1.0.0 → own 2.0.0
    ");
    assert_eq!(project.read("a"), "new\n");
}

#[test]
fn a_required_task_that_fails_undoes_everything() {
    let failing = "[[task]]\nrun = ['sh', '-c', 'cat a; echo why >&2; exit 3']\nrequired = true\n";
    let project = project(failing);
    assert_snapshot!(project.run_idly("update --trust"), @"
    exit 2
    --- stderr
    error: the task `sh -c 'cat a; echo why >&2; exit 3'` failed: why
    ");
    assert_snapshot!(project.git("status --porcelain"), @"");
    let absent = project_of_absent();
    assert_snapshot!(absent.run_idly("update --trust"), @"
    exit 2
    --- stderr
    error: the task `no-such-program` failed: there is no `no-such-program`
    ");
}

fn project_of_absent() -> Project {
    project("[[task]]\nrun = ['no-such-program']\nrequired = true\n")
}

/// A task sees what the update wrote, conflicts and all.
#[test]
fn tasks_run_although_conflicts_are_left() {
    let project = project(TOUCH);
    project.write("a", "team\n");
    project.commit();
    assert_snapshot!(project.run("update --trust"), @"
    exit 1
    --- stdout
    conflict  a: both sides changed the same lines
    removed   b
    added     c
    --- stderr
    changed 3 files: own 1.0.0 → own 2.0.0; 1 conflict left: edit the files, then `git add` them
    ");
    assert_eq!(project.files(), "a\nc\nran");
}

#[test]
#[cfg(unix)]
fn a_signal_during_a_task_undoes_everything() {
    use crate::terminal::{CTRL_C, Terminal};
    use nix::sys::signal::Signal;
    for signal in [None, Some(Signal::SIGTERM), Some(Signal::SIGINT), Some(Signal::SIGHUP)] {
        let project = project("[[task]]\nrun = ['sleep', '60']\n");
        project.write("a", "team\n");
        project.commit();
        let before = project.state();
        let mut command = project.sandbox.command();
        command.current_dir(project.sandbox.work("hello"));
        let mut terminal = Terminal::start(command, "update --trust");
        terminal.expect("running `sleep 60`");
        assert_eq!(project.read("c"), "c\n", "the update is under way");
        assert!(project.sandbox.work("hello/.scaffold/journal").exists());
        match signal {
            None => terminal.press(&[CTRL_C]),
            Some(signal) => terminal.signal(signal),
        }
        terminal.ends_interrupted();
        assert_eq!(project.state(), before, "{signal:?}");
        assert_eq!(project.git("status --porcelain"), "", "{signal:?}");
    }
}

/// At a terminal one is asked; no leaves the tasks out, and nothing else.
#[test]
#[cfg(unix)]
fn at_a_terminal_one_is_asked() {
    use crate::terminal::Terminal;
    for (key, files) in [("y", "a\nc\nran"), ("n", "a\nc")] {
        let project = project(TOUCH);
        let mut command = project.sandbox.command();
        command.current_dir(project.sandbox.work("hello"));
        let mut terminal = Terminal::start(command, "update");
        terminal.answer("Run them after writing the project?", &[key]);
        let (code, seen) = terminal.end();
        assert_eq!((code, project.files().as_str()), (0, files), "{seen}");
    }
}

/// A task's changes are not in the journal: they must not keep the same command from finishing.
#[test]
#[cfg(unix)]
fn the_same_command_finishes_a_run_that_was_killed_during_a_task() {
    let script = "date > made; test -e ../killed && exit; touch ../killed; kill -9 $PPID";
    let project = project(&format!("[[task]]\nrun = ['sh', '-c', '{script}']\n"));
    project.write("made", "before\n");
    project.commit();
    let killed = project.run("update --trust");
    assert_eq!(killed.to_string(), "ended by a signal\n");
    assert_snapshot!(project.run("update --trust"), @"
    exit 0
    --- stdout
    updated   a
    removed   b
    added     c
    --- stderr
    note: an update that was interrupted is undone
    changed 3 files: own 1.0.0 → own 2.0.0
    ");
    assert_eq!(project.files(), "a\nc\nmade");
}
