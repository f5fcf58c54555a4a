//! The repository that a project lies in, wherever it is and whatever keeps git from it.

use std::fs;

use insta::assert_snapshot;

use crate::project::Project;
use crate::run::Sandbox;
use crate::support::succeed;

fn project() -> Project {
    let project = Project::new(&[("base/a", "old\n")]);
    project.upgrade(&[("base/a", "new\n"), ("base/b", "theirs\n")]);
    project
}

#[test]
fn of_another_user_it_is_called_that_and_not_taken_for_none() {
    let project = project();
    let run = |at: &str, line: &str| {
        let scaffold = project.sandbox.scaffold().at(at).line(line);
        scaffold.env("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1").run()
    };
    assert_snapshot!(run("hello", "update"), @"
    exit 2
    --- stderr
    error: the git repository of `[HERE]/hello` belongs to another user

    hint: if you trust them, run `git config --global --add safe.directory [HERE]/hello`
    ");
    let from = run("hello", "template from . --replace hello=name --output ../made").to_string();
    assert!(from.starts_with("exit 2") && from.contains("belongs to another user"), "{from}");
    let new = run("hello", "new below --template ../../own").to_string();
    let note = "note: no repository was made: the git repository of `[HERE]/hello` \
        belongs to another user; if you trust them, run `git config --global --add safe.directory";
    assert!(new.starts_with("exit 0") && new.contains(note), "{new}");
    assert!(!project.sandbox.work("hello/below/.git").exists());
    // What the repository has of each file cannot be known either, so nothing goes on without it.
    let update = run("hello", "update --allow-dirty").to_string();
    assert!(update.starts_with("exit 2") && update.contains("belongs to another user"), "{update}");
}

fn notes(sandbox: &Sandbox, line: &str) -> String {
    let run = sandbox.scaffold().line(line).run().to_string();
    run.lines().filter(|line| line.starts_with("note: ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn damaged_it_is_not_taken_for_none() {
    let sandbox = Sandbox::new();
    sandbox.write("work/.git/HEAD", "nonsense");
    assert_snapshot!(notes(&sandbox, "new hello --template ../small"), @"note: no repository was made: git cannot read the repository of `[HERE]`: it is not a repository, or a damaged one");
    assert!(!sandbox.work("hello/.git").exists());
}

#[test]
fn a_directory_for_temporary_files_plays_no_part() {
    let sandbox = Sandbox::new();
    succeed(sandbox.command_of("git").args(["init", "--quiet"]));
    let nowhere = sandbox.path("nowhere").display().to_string();
    let run = |line: &str| sandbox.scaffold().env("TMPDIR", &nowhere).line(line).run().to_string();
    for line in ["new hello --template ../small", "check hello", "diff hello", "update hello"] {
        let run = run(line);
        assert!(run.starts_with("exit 0"), "{line}: {run}");
    }
    assert!(!sandbox.work("hello/.git").exists());
}

#[test]
fn apart_from_the_work_tree_it_is_where_the_environment_says() {
    let project = project();
    let apart = project.sandbox.work("apart");
    fs::rename(project.sandbox.work("hello/.git"), &apart).expect("two places in one directory");
    project.write("a", "mine\n");
    let at = |tree: &str| {
        let scaffold = project.sandbox.scaffold().at("hello").line("update");
        let scaffold = scaffold.env("GIT_DIR", apart.display().to_string());
        scaffold.env("GIT_WORK_TREE", project.sandbox.work(tree).display().to_string()).run()
    };
    assert_snapshot!(at("hello"), @"
    exit 2
    --- stderr
    error: the work tree has 1 change that git could not undo:
      a

    hint: commit or stash them, so that git can undo the update; or add `--allow-dirty`
    ");
    assert_eq!(project.read("a"), "mine\n");
    // Another work tree has nothing to do with it, as where a hook has started us.
    fs::create_dir(project.sandbox.work("elsewhere")).expect("a free place");
    let run = at("elsewhere").to_string();
    assert!(run.starts_with("exit 1"), "{run}");
}

#[test]
fn with_its_work_tree_elsewhere_it_cannot_undo_anything() {
    let project = project();
    project.git("config core.worktree ../../elsewhere");
    fs::create_dir(project.sandbox.work("elsewhere")).expect("a free place");
    assert_snapshot!(project.run_idly("update"), @"
    exit 2
    --- stderr
    error: the git repository of `[HERE]/hello` has its work tree in `[HERE]/elsewhere`
    ");
}

#[test]
fn files_that_git_does_not_know_are_seen_whatever_is_shown() {
    for key in ["status.showUntrackedFiles", "advice.statusHints"] {
        let project = project();
        project.git(&format!("config {key} no"));
        project.write("b", "precious\n");
        let run = project.run_idly("update").to_string();
        assert!(run.contains("has 1 change that git could not undo:\n  b\n"), "{run}");
    }
}
