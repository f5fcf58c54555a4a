//! Files that the repository around a project ignores.

use insta::assert_snapshot;

use crate::project::Project;
use crate::run::Sandbox;
use crate::support::succeed;

/// A repository with this `.gitignore`, in the directory that the program works in.
fn repository(rules: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.template("own", &[("base/a", "a\n"), ("base/run.sh", "#!/bin/sh\n")]);
    git(&sandbox, "init --quiet --initial-branch=main");
    sandbox.write("work/.gitignore", rules);
    git(&sandbox, "add --force .gitignore");
    git(&sandbox, "commit --quiet --message rules");
    sandbox
}

#[track_caller]
fn git(sandbox: &Sandbox, line: &str) -> String {
    succeed(sandbox.command_of("git").args(line.split_whitespace()))
}

/// Commits, and runs `check` in a clone.
#[track_caller]
fn in_a_clone(sandbox: &Sandbox, project: &str) -> String {
    git(sandbox, "add --all");
    git(sandbox, "commit --quiet --message project");
    git(sandbox, "clone --quiet . ../clone");
    let at = format!("../clone/{project}");
    sandbox.scaffold().args(["check", at.trim_end_matches('/')]).run().to_string()
}

const RULES: &str = "*.tar\n*.zip\n*.gz\n*.bin\n*.dat\n*.log\n*.bak\n*.lock\n*.cache\n*.out\n*.tmp\n\
    build/\ndist/\nout/\ntarget/\nbin/\nobj/\ntmp/\nlog/\nlogs/\ncache/\n.cache/\nvendor/\n";

/// What others have in their lists of rules.
#[test]
fn common_rules_miss_the_record() {
    let sandbox = repository(RULES);
    let new = sandbox.scaffold().line("new p --template ../own --defaults").run().to_string();
    assert!(!new.contains("ignore"), "{new}");
    assert_snapshot!(in_a_clone(&sandbox, "p"), @"
    exit 0
    --- stderr
    up to date with own 1.0.0
    ");
}

/// Whatever the rule, a clone is a project.
#[test]
fn the_record_is_added_where_a_rule_hits_it() {
    for rules in [".*\n", ".scaffold/\n", "rendering\n", "*\n!*/\n!.gitignore\n"] {
        let sandbox = repository(rules);
        let new = sandbox.scaffold().line("new p --template ../own --defaults").run().to_string();
        assert!(new.contains("note: git ignores `.scaffold/"), "{rules}: {new}");
        assert!(new.contains("it is in the index all the same"), "{rules}: {new}");
        let check = in_a_clone(&sandbox, "p");
        assert!(check.contains("up to date"), "{rules}: {check}");

        let sandbox = repository(rules);
        let adopt = sandbox.scaffold().line("adopt --template ../own --defaults").run().to_string();
        assert!(adopt.contains("it is in the index all the same"), "{rules}: {adopt}");
        let check = in_a_clone(&sandbox, "");
        assert!(check.contains("up to date"), "{rules}: {check}");
    }
}

#[test]
fn a_file_that_no_clone_will_have_is_named() {
    let sandbox = repository("*.sh\n");
    assert_snapshot!(sandbox.scaffold().line("new p --template ../own --defaults").run(), @"
    exit 0
    --- stderr
    wrote 5 files to p
    note: inside a git work tree, so no repository was made
    note: git ignores `run.sh` (`.gitignore:1: *.sh`): no clone has what is not added, `git add --force run.sh`

    next steps:
      cd p

    to repeat this run:
      scaffold new p --template ../own --defaults
    ");
    let adopt = sandbox.scaffold().line("adopt --template ../own --defaults --allow-dirty");
    assert_snapshot!(adopt.run(), @"
    exit 0
    --- stdout
    added     a
    added     run.sh
    --- stderr
    note: git ignores `run.sh` (`.gitignore:1: *.sh`): no clone has what is not added, `git add --force run.sh`
    changed 2 files: own 1.0.0
    ");

    let project = Project::new(&[("base/a", "a\n")]);
    project.write(".gitignore", "*.sh\n");
    project.commit();
    project.upgrade(&[("base/a", "a\n"), ("base/run.sh", "#!/bin/sh\n")]);
    let note = "note: git ignores `run.sh` (`.gitignore:1: *.sh`)";
    for line in ["update --dry-run", "update"] {
        let said = project.run(line).to_string();
        assert!(said.contains(note), "{said}");
    }
}

/// The user's own rules hit a file of a repository of its own, too; those of the template are meant.
#[test]
fn rules_of_the_user_are_named_and_rules_of_the_template_are_not() {
    let sandbox = Sandbox::new();
    sandbox.write("home/.config/git/ignore", "*.sh\n");
    let files = [("base/.gitignore", ".env\n"), ("base/.env", "KEY=\n"), ("base/run.sh", "")];
    sandbox.template("own", &files);
    let new = sandbox.scaffold().line("new p --template ../own --defaults").run().to_string();
    assert!(new.contains("git ignores `run.sh`"), "{new}");
    assert!(!new.contains("`.env`"), "{new}");
}

/// git would refuse to add it.
#[test]
fn what_is_said_of_a_conflict_can_be_done() {
    let project = Project::new(&[("base/.gitignore", ".env\n"), ("base/.env", "KEY=\n")]);
    project.write(".env", "KEY=mine\n");
    project.upgrade(&[("base/.gitignore", ".env\n"), ("base/.env", "KEY=theirs\n")]);
    assert_snapshot!(project.run("update"), @"
    exit 1
    --- stdout
    conflict  .env: both sides changed the same lines
    --- stderr
    changed 1 file: own 1.0.0 → own 2.0.0; 1 conflict left: edit the files
    ");
    let files = [("base/.gitignore", ".env\n"), ("base/.env", "KEY=\n"), ("base/a", "a\n")];
    let project = Project::new(&files);
    project.write("a", "mine\n");
    project.commit();
    project.write(".env", "KEY=mine\n");
    project.upgrade(&[files[0], ("base/.env", "KEY=theirs\n"), ("base/a", "theirs\n")]);
    let update = project.run("update").to_string();
    let some = "2 conflicts left: edit the files, then `git add` those that git does not ignore";
    assert!(update.contains(some), "{update}");
}

/// Nothing is written into a repository of others.
#[test]
fn what_lies_in_another_repository_is_in_the_way() {
    let files = [("base/vendor/lib/a", "a\n"), ("base/b", "b\n")];
    for initialized in [true, false] {
        let project = Project::new(&[("base/b", "b\n")]);
        project.git("init --quiet ../lib");
        project.sandbox.write("work/lib/own", "own\n");
        project.git("-C ../lib add --all");
        project.git("-C ../lib commit --quiet --message lib");
        project.git("-c protocol.file.allow=always submodule --quiet add ../lib vendor/lib");
        project.commit();
        if !initialized {
            project.git("submodule --quiet deinit --all");
        }
        project.upgrade(&files);
        let update = project.run("update").to_string();
        let told = "conflict  vendor/lib/a: `vendor/lib` is in its way; nothing is written";
        assert!(update.contains(told), "{initialized}: {update}");
        assert!(!project.sandbox.work("hello/vendor/lib/a").exists());
    }
    let project = Project::without_git(&[("base/b", "b\n")]);
    project.git("init --quiet vendor/lib");
    project.upgrade(&files);
    let update = project.run("update").to_string();
    assert!(update.contains("`vendor/lib` is in its way"), "{update}");
}
