//! An update that was interrupted in the middle, and what is done next.

use std::fs;

use crate::project::{Project, manifest};

/// Its first task kills the run.
fn killed() -> Project {
    let project = Project::new(&[("base/a", "old\n"), ("base/b", "b\n")]);
    let kill = "[[task]]\nrun = ['sh', '-c', 'kill -9 $PPID; sleep 1']\non = ['update']\n";
    let manifest = manifest("2.0.0", kill);
    project.upgrade(&[("template.toml", &manifest), ("base/a", "new\n"), ("base/c", "c\n")]);
    let _killed = project.run("update --trust");
    assert!(project.sandbox.work("hello/.scaffold/journal/plan").exists());
    project
}

#[test]
fn who_only_looks_says_so_and_changes_nothing() {
    let project = killed();
    for line in
        ["update --help", "check", "check --json", "diff", "update --dry-run", "adopt --dry-run"]
    {
        let run = project.run_idly(line).to_string();
        assert!(run.contains("interrupted") && run.contains("scaffold update"), "{line}: {run}");
        let attention = line.starts_with("check");
        assert!(!attention || run.starts_with("exit 1"), "{line}: {run}");
    }
}

#[test]
fn the_next_update_undoes_it_first() {
    let project = killed();
    let run = project.run("update --no-tasks").to_string();
    assert!(run.contains("note: an update that was interrupted is undone"), "{run}");
    assert_eq!((project.read("a").as_str(), project.files().as_str()), ("new\n", "a\nc"));
}

#[test]
fn git_never_takes_it_along_and_can_take_all_back() {
    let project = killed();
    project.git("add --all");
    assert!(!project.git("ls-files").contains("journal"));
    project.git("reset --quiet --hard");
    let run = project.run("update --no-tasks").to_string();
    assert!(run.starts_with("exit 0"), "{run}");
    assert_eq!(project.read("a"), "new\n");
}

#[test]
fn an_edit_since_is_named_with_a_way_out() {
    let project = killed();
    project.write("a", "mine\n");
    let run = project.run_idly("update --no-tasks").to_string();
    assert!(run.contains("hello/a") || run.contains("\n  a") || run.contains("./a"), "{run}");
    fs::remove_dir_all(project.sandbox.work("hello/.scaffold/journal")).expect("as the hint says");
    assert!(project.run("check").to_string().starts_with("exit 0"));
    assert_eq!(project.read("a"), "mine\n");
}

#[test]
fn what_came_with_the_repository_is_refused() {
    let project = killed();
    project.git("add --force .scaffold/journal");
    for line in ["check", "diff", "update --no-tasks", "update --dry-run"] {
        let run = project.run_idly(line).to_string();
        assert!(run.contains("it came with the repository"), "{line}: {run}");
    }
}
