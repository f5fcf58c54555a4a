//! `new` is whole or nothing: what a run that was killed has left is taken away by the next, and
//! nobody's file with it.

use std::fs;
use std::thread;
use std::time::Duration;

use insta::assert_snapshot;

use crate::run::{MANIFEST, Sandbox};

const NEW: &str = "new hello --template ../own --defaults --trust";

/// A template whose task makes a file, and the first time kills the program then.
fn deadly() -> Sandbox {
    let sandbox = Sandbox::new();
    let script = "date > made; test -e ../../killed && exit; touch ../../killed; kill -9 $PPID";
    let task = format!("[[task]]\nrun = ['sh', '-c', '{script}']\n");
    let manifest = format!("{MANIFEST}{task}");
    sandbox.template("own", &[("template.toml", &manifest), ("base/a", "a"), ("base/d/b", "b")]);
    sandbox
}

fn git(sandbox: &Sandbox, line: &str) -> String {
    let mut git = sandbox.command_of("git");
    crate::support::succeed(git.args(line.split_whitespace()))
}

fn kill(sandbox: &Sandbox) {
    assert_eq!(sandbox.scaffold().line(NEW).run().to_string(), "ended by a signal\n");
    // What comes now comes later than what the run has done.
    thread::sleep(Duration::from_millis(100));
}

#[track_caller]
fn is_whole(sandbox: &Sandbox) {
    let files = sandbox.files();
    let own: Vec<&str> = files.lines().filter(|path| !path.contains(".scaffold/")).collect();
    assert_eq!(own, ["hello/.git/", "hello/a", "hello/d/b", "hello/made"]);
    assert_eq!(git(sandbox, "-C hello status --porcelain"), "");
    assert_eq!(git(sandbox, "-C hello rev-list --count HEAD"), "1\n");
}

#[test]
fn the_same_command_finishes_what_a_killed_run_began() {
    let sandbox = deadly();
    kill(&sandbox);
    let left = sandbox.files();
    assert!(left.contains("hello/a") && left.contains(".scaffold-"), "{left}");
    // Looking changes nothing.
    let dry = sandbox.scaffold().line(NEW).line("--dry-run").run().to_string();
    assert!(dry.starts_with("exit 0\n"), "{dry}");
    assert_eq!(sandbox.files(), left);
    sandbox.scaffold().line(NEW).silently();
    is_whole(&sandbox);
}

#[test]
fn in_a_directory_that_was_there_too() {
    let sandbox = deadly();
    fs::create_dir(sandbox.work("hello")).expect("a new directory");
    kill(&sandbox);
    sandbox.scaffold().line(NEW).silently();
    is_whole(&sandbox);
}

#[test]
fn in_a_repository_without_a_commit_too() {
    let sandbox = deadly();
    git(&sandbox, "init --quiet --initial-branch=main hello");
    git(&sandbox, "-C hello remote add origin ../elsewhere");
    kill(&sandbox);
    sandbox.scaffold().line(NEW).silently();
    is_whole(&sandbox);
    assert_eq!(git(&sandbox, "-C hello remote"), "origin\n");
}

#[test]
fn a_clone_of_an_empty_repository_becomes_the_project() {
    let sandbox = deadly();
    sandbox.write("killed", "");
    git(&sandbox, "init --quiet --bare --initial-branch=trunk ../empty");
    git(&sandbox, "clone --quiet ../empty hello");
    sandbox.scaffold().line(NEW).silently();
    is_whole(&sandbox);
    assert_eq!(git(&sandbox, "-C hello branch --show-current"), "trunk\n");
}

#[test]
fn what_has_come_since_is_named_and_stays() {
    for there in [false, true] {
        let sandbox = deadly();
        if there {
            fs::create_dir(sandbox.work("hello")).expect("a new directory");
        }
        kill(&sandbox);
        sandbox.write("work/hello/d/mine", "mine");
        sandbox.write("work/hello/a", "edited");
        let run = sandbox.scaffold().line(NEW).run().to_string();
        let (message, hint) = run.split_once("\n\n").expect("a hint");
        let expected = "exit 2\n--- stderr\nerror: an interrupted run has left `hello`, \
            where this has changed since:\n  a\n  d/mine";
        assert_eq!(message, expected);
        let kept =
            "hint: move away what is yours and run again; or keep `hello` as it is, and delete `";
        assert!(hint.starts_with(kept), "{hint}");
        assert_eq!(sandbox.read("hello/d/mine"), "mine");
        fs::rename(sandbox.work("hello/d/mine"), sandbox.path("mine")).expect("it is there");
        fs::remove_file(sandbox.work("hello/a")).expect("it is there");
        // That a file is gone from a directory makes it no one's: it cannot be lost any more.
        fs::remove_dir_all(sandbox.work("hello/d")).expect("it is there");
        sandbox.scaffold().line(NEW).silently();
        is_whole(&sandbox);
    }
}

/// Work in the project is not only files: a commit is one, too.
#[test]
fn a_commit_since_is_named_and_stays() {
    let sandbox = deadly();
    kill(&sandbox);
    git(&sandbox, "-C hello add a");
    git(&sandbox, "-C hello commit --quiet --message mine");
    let run = sandbox.scaffold().line(NEW).run().to_string();
    assert!(run.contains(".git/refs/heads/main\n"), "{run}");
    assert_eq!(git(&sandbox, "-C hello log --format=%s"), "mine\n");
}

/// Another project's leftover is found again by those who make that one.
#[test]
fn another_project_beside_it_is_left_alone() {
    let sandbox = deadly();
    kill(&sandbox);
    sandbox.scaffold().line("new other --template ../own --defaults --trust").silently();
    sandbox.scaffold().line(NEW).silently();
    fs::remove_dir_all(sandbox.work("other")).expect("a project");
    is_whole(&sandbox);
}

/// What the user has deleted needs no sweeping, but for what tells of it.
#[test]
fn a_leftover_of_nothing_goes() {
    let sandbox = deadly();
    kill(&sandbox);
    fs::remove_dir_all(sandbox.work("hello")).expect("an unfinished project");
    sandbox.scaffold().line(NEW).silently();
    is_whole(&sandbox);
}

#[test]
fn a_repository_is_what_it_was_when_a_required_task_fails() {
    let sandbox = Sandbox::new();
    let script = "git config core.hooksPath x && git add --all && false";
    let manifest = format!("{MANIFEST}[[task]]\nrun = ['sh', '-c', '{script}']\nrequired = true\n");
    sandbox.template("own", &[("template.toml", &manifest), ("base/a", "a")]);
    git(&sandbox, "init --quiet --initial-branch=main hello");
    let config = sandbox.read("hello/.git/config");
    let run = sandbox.scaffold().line(NEW).run().to_string();
    assert!(run.starts_with("exit 2\n"), "{run}");
    assert_eq!(sandbox.files(), "hello/.git/");
    assert_eq!(sandbox.read("hello/.git/config"), config);
    assert!(!sandbox.work("hello/.git/index").exists());
    // And it can be tried again.
    sandbox.scaffold().line(NEW).line("--no-tasks").silently();
    assert_eq!(git(&sandbox, "-C hello rev-list --count HEAD"), "1\n");
}

#[test]
fn a_repository_with_a_commit_is_not_empty() {
    let sandbox = deadly();
    git(&sandbox, "init --quiet --initial-branch=main hello");
    git(&sandbox, "-C hello commit --quiet --allow-empty --message first");
    assert_snapshot!(sandbox.scaffold().line(NEW).run(), @"
    exit 2
    --- stderr
    error: `hello` exists and is not empty

    hint: choose another path, or empty the directory first
    ");
}
