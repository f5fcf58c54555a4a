//! Whatever became of a project's history, an update needs nothing of it.

use std::fs;

use insta::assert_snapshot;

use crate::project::{Project, lines};
use crate::support::succeed;

const LAST: &str = "one two three four five";

fn project() -> Project {
    let last = lines(LAST);
    let files = [("base/a", last.as_str()), ("base/b", &last), ("base/c", &last)];
    Project::new(&files)
}

/// The team has edited two files; the template changes three, one of them in the same line.
fn edit(project: &Project) {
    project.edit("a", "one", "ONE");
    project.edit("b", "five", "TEAM");
    project.commit();
}

fn upgrade(project: &Project) {
    let new = lines("one two three four NEW");
    project.upgrade(&[("base/a", &new), ("base/b", &new), ("base/c", &new)]);
}

const SAID: &str = "exit 1\n--- stdout\nmerged    a\n\
    conflict  b: both sides changed the same lines\nupdated   c\n--- stderr\n\
    changed 3 files: own 1.0.0 → own 2.0.0; \
    1 conflict left: edit the files, then `git add` them\n";

#[test]
fn a_shallow_clone_is_updated_as_the_whole() {
    let project = project();
    edit(&project);
    upgrade(&project);
    let url = format!("file://{}", project.sandbox.work("hello").display());
    let mut git = project.sandbox.command_of("git");
    succeed(git.args(["clone", "--quiet", "--depth=1", &url, "clone"]));
    let run = project.sandbox.scaffold().at("clone").line("update").run();
    assert_eq!(run.to_string(), SAID);
    assert_eq!(project.sandbox.read("clone/a"), lines("ONE two three four NEW"));
    let whole = project.run("update");
    assert_eq!(whole.to_string(), SAID);
    for file in ["a", "b", "c", ".scaffold/answers.toml"] {
        assert_eq!(project.sandbox.read(&format!("clone/{file}")), project.read(file));
    }
}

/// The update came in through a branch whose commits are gone.
#[test]
fn a_squashed_update_is_followed_by_the_next() {
    let project = project();
    project.git("checkout --quiet -b update");
    project.upgrade(&[("base/a", "two\n"), ("base/b", "two\n"), ("base/c", "two\n")]);
    assert_snapshot!(project.run("update"), @"
    exit 0
    --- stdout
    updated   a
    updated   b
    updated   c
    --- stderr
    changed 3 files: own 1.0.0 → own 2.0.0
    ");
    project.commit();
    project.write("a", "two\nteam\n");
    project.commit();
    project.git("checkout --quiet main");
    project.git("merge --quiet --squash update");
    project.git("commit --quiet --message squashed");
    project.git("branch --quiet -D update");
    project.git("reflog expire --expire=now --all");
    project.git("gc --quiet --prune=now");
    project.upgrade(&[("base/a", "zero\ntwo\n"), ("base/b", "three\n"), ("base/c", "two\n")]);
    assert_snapshot!(project.run("update"), @"
    exit 0
    --- stdout
    merged    a
    updated   b
    --- stderr
    changed 2 files: own 2.0.0
    ");
    assert_snapshot!(project.read("a"), @"
    zero
    two
    team
    ");
}

#[test]
fn where_there_is_no_git_an_update_is_the_same() {
    let project = Project::without_git(&[
        ("base/a", &lines(LAST)),
        ("base/b", &lines(LAST)),
        ("base/c", &lines(LAST)),
    ]);
    project.edit("a", "one", "ONE");
    project.edit("b", "five", "TEAM");
    upgrade(&project);
    assert_eq!(project.run("update").to_string(), SAID.replace(", then `git add` them", ""));
}

/// A repository, but nobody to ask about it.
#[test]
fn without_the_program_git_nothing_is_guarded_and_nothing_fails() {
    let project = project();
    edit(&project);
    upgrade(&project);
    let update = project.sandbox.scaffold().at("hello").line("update").env("PATH", "/nowhere");
    assert_eq!(update.run().to_string(), SAID.replace(", then `git add` them", ""));
    assert_snapshot!(project.git("status --porcelain"), @"
    M .scaffold/answers.toml
    M .scaffold/rendering
    M a
    M b
    M c
    ");
}

#[test]
fn a_project_may_be_a_part_of_a_repository() {
    let project = Project::without_git(&[("base/docs/a", &lines(LAST))]);
    let git = |line: &str| succeed(project.sandbox.command_of("git").args(line.split(' ')));
    git("init --quiet --initial-branch=main");
    project.edit("docs/a", "five", "TEAM");
    project.sandbox.write("work/other/file", "committed\n");
    git("add --all");
    git("commit --quiet --message whole");
    project.upgrade(&[("base/docs/a", &lines("one two three four NEW"))]);
    // What is dirty elsewhere is none of the project's business.
    project.sandbox.write("work/other/file", "dirty\n");
    assert_snapshot!(project.run("update"), @"
    exit 1
    --- stdout
    conflict  docs/a: both sides changed the same lines
    --- stderr
    changed 1 file: own 1.0.0 → own 2.0.0; 1 conflict left: edit the files, then `git add` them
    ");
    assert_snapshot!(git("status --porcelain"), @"
     M hello/.scaffold/answers.toml
     M hello/.scaffold/rendering
    UU hello/docs/a
     M other/file
    ");
    assert_snapshot!(git("ls-files --unmerged"), @"
    100644 b2f931a67315c95c5daab3aac6de62e534808476 1	hello/docs/a
    100644 8fa0bf2baa7ccaf680edebaefb98d9c9e2b7eda7 2	hello/docs/a
    100644 8af9bc842b447a532326bf3c0846701636909032 3	hello/docs/a
    ");
    git("checkout --theirs hello/docs/a");
    assert_eq!(project.read("docs/a"), lines("one two three four NEW"));
}

/// No index knows of it, so none is told.
#[test]
fn a_project_that_git_ignores_is_updated_without_it() {
    let project = Project::without_git(&[("base/a", &lines(LAST))]);
    let git = |line: &str| succeed(project.sandbox.command_of("git").args(line.split(' ')));
    git("init --quiet --initial-branch=main");
    project.sandbox.write("work/.gitignore", "hello/\n");
    git("add --all");
    git("commit --quiet --message whole");
    project.edit("a", "five", "TEAM");
    project.upgrade(&[("base/a", &lines("one two three four NEW"))]);
    assert_snapshot!(project.run("update"), @"
    exit 1
    --- stdout
    conflict  a: both sides changed the same lines
    --- stderr
    changed 1 file: own 1.0.0 → own 2.0.0; 1 conflict left: edit the files
    ");
    assert_eq!(git("status --porcelain"), "");
    assert_eq!(git("ls-files --unmerged"), "");
}

/// Ignored files are where secrets are: the next commit must not have them.
#[test]
fn an_ignored_file_in_conflict_stays_out_of_the_index() {
    let last = lines(LAST);
    let project =
        Project::new(&[("base/.gitignore", ".env\n"), ("base/.env", &last), ("base/a", &last)]);
    let new = lines("one two three four NEW");
    project.upgrade(&[("base/.gitignore", ".env\n"), ("base/.env", &new), ("base/a", &new)]);
    project.edit("a", "five", "TEAM");
    project.commit();
    project.edit(".env", "five", "SECRET");
    assert_snapshot!(project.run("update"), @"
    exit 1
    --- stdout
    conflict  .env: both sides changed the same lines
    conflict  a: both sides changed the same lines
    --- stderr
    changed 2 files: own 1.0.0 → own 2.0.0; 2 conflicts left: edit the files, then `git add` those that git does not ignore
    ");
    assert_snapshot!(project.git("status --porcelain"), @"
     M .scaffold/answers.toml
     M .scaffold/rendering
    UU a
    ");
    project.git("add --all");
    assert_eq!(project.git("ls-files .env"), "");
}

#[test]
fn a_worktree_of_git_has_an_index_of_its_own() {
    let project = project();
    edit(&project);
    upgrade(&project);
    project.git("worktree add --quiet ../tree");
    let run = project.sandbox.scaffold().at("tree").line("update").run();
    assert_eq!(run.to_string(), SAID);
    let mut git = project.sandbox.command_of("git");
    assert_snapshot!(succeed(git.args(["-C", "tree", "status", "--porcelain"])), @"
     M .scaffold/answers.toml
     M .scaffold/rendering
     M a
    UU b
     M c
    ");
    assert_eq!(project.git("status --porcelain"), "");
}

/// A merge that waits for its conflicts must not be mixed with ours.
#[test]
fn in_the_middle_of_a_merge_an_update_waits() {
    let project = project();
    project.git("checkout --quiet -b other");
    project.edit("a", "one", "THEIRS");
    project.commit();
    project.git("checkout --quiet main");
    edit(&project);
    upgrade(&project);
    let mut git = project.sandbox.command_of("git");
    let merge = git.current_dir(project.sandbox.work("hello")).args(["merge", "--quiet", "other"]);
    assert!(!merge.status().expect("git runs").success());
    assert_snapshot!(project.run_idly("update"), @"
    exit 2
    --- stderr
    error: the work tree has 1 change that git could not undo:
      a

    hint: commit or stash them, so that git can undo the update; or add `--allow-dirty`
    ");
}

/// A directory that is no project of its own, in a repository without a commit.
#[test]
fn a_repository_without_a_commit_is_all_dirty() {
    let project = Project::without_git(&[("base/a", "a\n")]);
    project.git("init --quiet");
    project.upgrade(&[("base/a", "b\n")]);
    assert_snapshot!(project.run_idly("update"), @"
    exit 2
    --- stderr
    error: the work tree has 3 changes that git could not undo:
      .scaffold/.gitattributes
      .scaffold/rendering
      a

    hint: commit or stash them, so that git can undo the update; or add `--allow-dirty`
    ");
    fs::remove_dir_all(project.sandbox.work("hello/.git")).expect("ours");
    assert_snapshot!(project.run("update"), @"
    exit 0
    --- stdout
    updated   a
    --- stderr
    changed 1 file: own 1.0.0 → own 2.0.0
    ");
}
