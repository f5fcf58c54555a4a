//! The first commit.

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
    wrote 9 files to hello
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
    wrote 9 files to hello
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
    wrote 9 files to hello
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
    wrote 9 files to hello

    next steps:
      cd hello
      cat hello/settings.toml  look at the settings
      rm -r data               start afresh

    to repeat this run:
      scaffold new hello --template ../small --defaults --no-git
    ");
    assert!(!sandbox.work("hello/.git").exists());
}

/// Signing would ask for a passphrase where nobody sees the question, and the hooks of a
/// template directory may need tools that are not installed yet.
#[test]
#[cfg(unix)]
fn neither_signing_nor_hooks_stand_in_the_way() {
    let sandbox = Sandbox::new();
    let config = "[user]\nname = A\nemail = a@example.com\n[commit]\ngpgSign = true\n\
        [gpg]\nprogram = /nowhere\n[core]\nhooksPath = ../hooks\n";
    sandbox.write("home/.gitconfig", config);
    sandbox.script("hooks/pre-commit", "exit 1");
    sandbox.scaffold().line("new hello --template ../small").silently();
    assert_eq!(sandbox.scaffold().line("new hello2 --template ../small -q --name x").data(), "");
}
