//! What an update refuses to do.

use insta::{allow_duplicates, assert_snapshot};
use std::fs::{self, File};

use crate::project::Project;
use crate::run::Sandbox;

fn project() -> Project {
    let project = Project::new(&[("base/a", "old\n"), ("base/b", "b\n")]);
    project.upgrade(&[("base/a", "new\n"), ("base/b", "b\n")]);
    project
}

#[test]
fn git_must_be_able_to_undo_an_update() {
    let project = project();
    project.write("b", "team\n");
    project.write("neu für alle", "team\n");
    assert_snapshot!(project.run_idly("update"), @"
    exit 2
    --- stderr
    error: the work tree has 2 changes that git could not undo:
      b
      neu für alle

    hint: commit or stash them, so that git can undo the update; or add `--allow-dirty`
    ");
    project.git("add b");
    assert_snapshot!(project.run_idly("add x"), @"
    exit 2
    --- stderr
    error: there is no component `x`

    hint: the template has no components
    ");
    assert_snapshot!(project.run("update --allow-dirty"), @"
    exit 0
    --- stdout
    updated   a
    --- stderr
    changed 1 file: own 1.0.0 → own 2.0.0
    ");
    assert_eq!((project.read("a").as_str(), project.read("b").as_str()), ("new\n", "team\n"));
}

#[test]
fn many_changes_are_not_all_listed() {
    let project = project();
    for number in 10..30 {
        project.write(&format!("{number}.txt"), "");
    }
    assert_snapshot!(project.run_idly("update"), @"
    exit 2
    --- stderr
    error: the work tree has 20 changes that git could not undo:
      10.txt
      11.txt
      12.txt
      13.txt
      14.txt
      15.txt
      16.txt
      17.txt
      18.txt
      19.txt
      …

    hint: commit or stash them, so that git can undo the update; or add `--allow-dirty`
    ");
}

#[test]
fn what_git_ignores_is_no_change() {
    let project = project();
    project.write(".gitignore", "ignored\n");
    project.commit();
    project.write("ignored", "");
    assert_snapshot!(project.run("update"), @"
    exit 0
    --- stdout
    updated   a
    --- stderr
    changed 1 file: own 1.0.0 → own 2.0.0
    ");
}

/// Nothing would be written, so nothing could be lost.
#[test]
fn a_dirty_work_tree_does_not_matter_when_there_is_nothing_to_do() {
    let project = Project::new(&[("base/a", "a\n")]);
    project.write("a", "team\n");
    assert_snapshot!(project.run_idly("update"), @"
    exit 0
    --- stderr
    nothing to do: the project is up to date with own 1.0.0
    ");
}

#[test]
fn an_older_template_does_not_replace_a_newer_one() {
    let project = project();
    assert_snapshot!(project.run("update"), @"
    exit 0
    --- stdout
    updated   a
    --- stderr
    changed 1 file: own 1.0.0 → own 2.0.0
    ");
    project.commit();
    project.sandbox.template("own", &[("base/a", "old\n")]);
    assert_snapshot!(project.run_idly("update"), @"
    exit 2
    --- stderr
    error: the project has version 2.0.0 of `own`, and this is 1.0.0

    hint: a release may have been withdrawn; name version 2.0.0 or a newer one with `--template`, or wait for it
    ");
    assert_snapshot!(project.run_idly("update --allow-dirty --dry-run"), @"
    exit 2
    --- stderr
    error: the project has version 2.0.0 of `own`, and this is 1.0.0

    hint: a release may have been withdrawn; name version 2.0.0 or a newer one with `--template`, or wait for it
    ");
    assert_snapshot!(project.run_idly("check"), @"
    exit 2
    --- stderr
    error: the project has version 2.0.0 of `own`, and this is 1.0.0

    hint: a release may have been withdrawn; name version 2.0.0 or a newer one with `--template`, or wait for it
    ");
    assert_snapshot!(project.run_idly("diff"), @"exit 0");
}

#[test]
#[cfg(unix)]
fn runs_that_only_look_do_not_refuse_each_other() {
    let project = project();
    let other = File::open(project.sandbox.work("hello")).expect("a directory");
    other.lock_shared().expect("nobody has it");
    assert_snapshot!(project.run_idly("check"), @"
    exit 1
    --- stdout
    updated   a
    --- stderr
    an update waits: own 1.0.0 → 2.0.0; run `scaffold update`
    ");
    assert_snapshot!(project.run_idly("diff"), @"exit 0");
    assert_snapshot!(project.run_idly("update"), @"
    exit 2
    --- stderr
    error: another run of scaffold works on `.`

    hint: wait until it is done
    ");
}

#[test]
fn a_repository_that_git_cannot_look_into_is_not_taken_for_clean() {
    let project = project();
    fs::write(project.sandbox.work("hello/.git/HEAD"), "nonsense").expect("a file of git's");
    assert_snapshot!(project.run_idly("update"), @"
    exit 2
    --- stderr
    error: git cannot read the repository of `[HERE]/hello`: it is not a repository, or a damaged one
    ");
}

#[test]
#[cfg(unix)]
fn runs_on_one_project_refuse_each_other() {
    let project = project();
    let other = File::open(project.sandbox.work("hello")).expect("a directory");
    other.lock().expect("nobody has it");
    let commands = ["update", "add x", "check", "diff", "adopt --template ../../own"];
    allow_duplicates! {
        for command in commands {
            assert_snapshot!(project.run_idly(command), @"
            exit 2
            --- stderr
            error: another run of scaffold works on `.`

            hint: wait until it is done
            ");
        }
    }
    drop(other);
    assert_snapshot!(project.run("update"), @"
    exit 0
    --- stdout
    updated   a
    --- stderr
    changed 1 file: own 1.0.0 → own 2.0.0
    ");
}

#[test]
fn there_is_no_project() {
    let sandbox = Sandbox::new();
    let run = |line| sandbox.scaffold().line(line).run();
    assert_snapshot!(run("update"), @"
    exit 2
    --- stderr
    error: `.` is no project of scaffold

    hint: `scaffold new` writes a project; `scaffold adopt` puts one under a template
    ");
    assert_snapshot!(run("add docs"), @"
    exit 2
    --- stderr
    error: `.` is no project of scaffold

    hint: `scaffold new` writes a project; `scaffold adopt` puts one under a template
    ");
    assert_snapshot!(run("check"), @"
    exit 2
    --- stderr
    error: `.` is no project of scaffold

    hint: `scaffold new` writes a project; `scaffold adopt` puts one under a template
    ");
    assert_snapshot!(run("diff"), @"
    exit 2
    --- stderr
    error: `.` is no project of scaffold

    hint: `scaffold new` writes a project; `scaffold adopt` puts one under a template
    ");
    assert_snapshot!(run("update nowhere"), @"
    exit 2
    --- stderr
    error: `nowhere` is no project of scaffold

    hint: `scaffold new` writes a project; `scaffold adopt` puts one under a template
    ");
    assert_snapshot!(run("check nowhere"), @"
    exit 2
    --- stderr
    error: `nowhere` is no project of scaffold

    hint: `scaffold new` writes a project; `scaffold adopt` puts one under a template
    ");
    assert_snapshot!(run("diff nowhere"), @"
    exit 2
    --- stderr
    error: `nowhere` is no project of scaffold

    hint: `scaffold new` writes a project; `scaffold adopt` puts one under a template
    ");
    assert_snapshot!(run("check --json"), @"
    exit 2
    --- stderr
    error: `.` is no project of scaffold

    hint: `scaffold new` writes a project; `scaffold adopt` puts one under a template
    ");
    sandbox.write("work/file", "");
    assert_snapshot!(run("update file"), @"
    exit 2
    --- stderr
    error: `file` is no project of scaffold

    hint: `scaffold new` writes a project; `scaffold adopt` puts one under a template
    ");
    assert_snapshot!(run("update --template ../small"), @"
    exit 2
    --- stderr
    error: `.` is no project of scaffold

    hint: `scaffold new` writes a project; `scaffold adopt` puts one under a template
    ");
    assert_eq!(sandbox.files(), "file");
}

#[test]
fn help_needs_no_project() {
    let sandbox = Sandbox::new();
    let help = sandbox.scaffold().line("update --help").run().to_string();
    assert!(help.starts_with("exit 0\n"), "{help}");
    assert_snapshot!(help.split("--- stderr\n").nth(1).unwrap_or_default(), @"note: the template's questions are not listed: `.` is no project of scaffold");
}
