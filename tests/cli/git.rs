//! The first commit.

use std::fs;

use insta::assert_snapshot;

use crate::run::Sandbox;
use crate::support::succeed;

#[test]
fn everything_is_committed() {
    let sandbox = Sandbox::new();
    sandbox.scaffold().line("new hello --template ../small").silently();
    let git = |arguments: &[&str]| {
        let mut git = sandbox.command_of("git");
        succeed(git.current_dir(sandbox.work("hello")).args(arguments))
    };
    assert_snapshot!(git(&["log", "--format=%an <%ae> %s", "--all", "--decorate"]), @"Somebody <somebody@example.com> Start from the small template 1.2.0");
    assert_snapshot!(git(&["branch", "--show-current"]), @"main");
    assert_snapshot!(git(&["status", "--porcelain"]), @"");
    assert_snapshot!(git(&["ls-files", "--stage", "run", "settings"]), @"
    100755 89d9a9bff436878007231bf7eb6dcb42d85d8c82 0	run
    100644 c447746ec11756d96562c267209883e47bc8896e 0	settings
    ");
}

/// Archives are what many ignore, for all of their repositories.
#[test]
fn the_record_is_committed_whatever_is_ignored() {
    let sandbox = Sandbox::new();
    sandbox.template("own", &[("base/.gitignore", "*.tar\n.*\n")]);
    sandbox.scaffold().line("new hello --template ../own").silently();
    let mut git = sandbox.command_of("git");
    let files = succeed(git.args(["-C", "hello", "ls-files"]));
    let record = ".scaffold/.gitattributes\n.scaffold/answers.toml\n.scaffold/rendering\n";
    assert_eq!(files, record);
    let mut clone = sandbox.command_of("git");
    succeed(clone.args(["clone", "--quiet", "hello", "clone"]));
    // The template's own `.gitignore` ignores itself.
    assert_snapshot!(sandbox.scaffold().line("check clone").run(), @"
    exit 0
    --- stderr
    up to date with own 1.0.0
    ");
}

#[test]
fn without_an_identity_nothing_is_committed_and_that_is_no_failure() {
    let sandbox = Sandbox::new();
    sandbox.write("home/.gitconfig", "[user]\nuseConfigOnly = true\n");
    assert_snapshot!(sandbox.scaffold().line("new hello --template ../small").run(), @"
    exit 0
    --- stderr
    wrote 10 files to hello
    note: nothing was committed: no email was given and auto-detection is disabled

    next steps:
      cd hello
      git commit -m 'Start from the small template 1.2.0'  once git can
      cat hello/settings.toml                              look at the settings
      rm -r data                                           start afresh

    to repeat this run:
      scaffold new hello --template ../small --defaults
    ");
    assert!(sandbox.work("hello/.git").is_dir());
}

#[test]
fn without_git_there_is_no_repository_and_that_is_no_failure() {
    let sandbox = Sandbox::new();
    let new = sandbox.scaffold().line("new hello --template ../small").env("PATH", "/nowhere");
    assert_snapshot!(new.run(), @"
    exit 0
    --- stderr
    wrote 10 files to hello
    note: no repository was made: there is no `git` here

    next steps:
      cd hello
      cat hello/settings.toml  look at the settings
      rm -r data               start afresh

    to repeat this run:
      scaffold new hello --template ../small --defaults
    ");
    assert!(!sandbox.work("hello/.git").exists());
}

#[test]
fn inside_a_work_tree_no_repository_is_made() {
    let sandbox = Sandbox::new();
    succeed(sandbox.command_of("git").args(["init", "--quiet"]));
    assert_snapshot!(sandbox.scaffold().line("new hello --template ../small").run(), @"
    exit 0
    --- stderr
    wrote 10 files to hello
    note: inside a git work tree, so no repository was made

    next steps:
      cd hello
      cat hello/settings.toml  look at the settings
      rm -r data               start afresh

    to repeat this run:
      scaffold new hello --template ../small --defaults
    ");
    assert!(!sandbox.work("hello/.git").exists());
}

#[test]
fn git_can_be_left_out() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.scaffold().line("new hello --template ../small --no-git").run(), @"
    exit 0
    --- stderr
    wrote 10 files to hello

    next steps:
      cd hello
      cat hello/settings.toml  look at the settings
      rm -r data               start afresh

    to repeat this run:
      scaffold new hello --template ../small --defaults --no-git
    ");
    assert!(!sandbox.work("hello/.git").exists());
}

const SIGNING: &str = "[user]\nname = A\nemail = a@example.com\nsigningKey = KEY.pub\n\
    [commit]\ngpgSign = true\n[gpg]\nformat = ssh\n";

#[test]
#[cfg(unix)]
fn the_first_commit_is_signed_if_commits_are() {
    let sandbox = Sandbox::new();
    let key = sandbox.path("home/key");
    let mut keygen = sandbox.command_of("ssh-keygen");
    succeed(keygen.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key));
    sandbox.write("home/.gitconfig", SIGNING.replace("KEY", &key.display().to_string()));
    sandbox.scaffold().line("new hello --template ../small").silently();
    let mut git = sandbox.command_of("git");
    let commit = succeed(git.args(["-C", "hello", "cat-file", "commit", "HEAD"]));
    assert!(commit.contains("\ngpgsig -----BEGIN SSH SIGNATURE-----"), "{commit}");
}

/// Somebody who signs wants no commit that is not signed, and the files are staged.
#[test]
#[cfg(unix)]
fn what_cannot_be_signed_is_not_committed_and_that_is_no_failure() {
    let sandbox = Sandbox::new();
    let notes = |config: String| {
        sandbox.write("home/.gitconfig", config);
        let run = sandbox.scaffold().line("new hello --template ../small").run().to_string();
        assert!(run.starts_with("exit 0"), "{run}");
        fs::remove_dir_all(sandbox.work("hello")).expect("a project");
        run.lines().filter(|line| line.starts_with("note: ")).collect::<Vec<_>>().join("\n")
    };
    assert_snapshot!(notes(SIGNING.replace("KEY", "/nowhere/key")), @"note: nothing was committed: it cannot be signed: Couldn't load public key /nowhere/key.pub: No such file or directory?");
    let program = "[user]\nname = A\nemail = a@example.com\n[commit]\ngpgSign = true\n\
        [gpg]\nprogram = /nowhere\n";
    assert_snapshot!(notes(program.to_owned()), @"note: nothing was committed: it cannot be signed: cannot run /nowhere: No such file or directory");
    // It has a passphrase, and there is nobody to be asked for it.
    let key = sandbox.path("home/key");
    let mut keygen = sandbox.command_of("ssh-keygen");
    succeed(keygen.args(["-q", "-t", "ed25519", "-N", "secret", "-f"]).arg(&key));
    let asked = notes(SIGNING.replace("KEY", &key.display().to_string()));
    assert!(asked.contains("it cannot be signed"), "{asked}");
}

/// They may need tools that are not installed yet.
#[test]
#[cfg(unix)]
fn no_hook_stands_in_the_way() {
    let sandbox = Sandbox::new();
    let config = "[user]\nname = A\nemail = a@example.com\n[core]\nhooksPath = ../hooks\n";
    sandbox.write("home/.gitconfig", config);
    for hook in ["pre-commit", "prepare-commit-msg", "commit-msg", "reference-transaction"] {
        sandbox.script(&format!("work/hooks/{hook}"), "exit 1");
    }
    sandbox.scaffold().line("new hello --template ../small").silently();
    let mut git = sandbox.command_of("git");
    succeed(git.args(["-C", "hello", "rev-parse", "--verify", "HEAD"]));
}
