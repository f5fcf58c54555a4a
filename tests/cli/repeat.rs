//! The same answers give the same bytes.

use std::path::Path;

use crate::run::{Sandbox, path};
use crate::support::succeed;

/// The rendering that `line` writes to `../first`, and what the command line that it prints
/// writes, are the same.
#[track_caller]
fn repeats(sandbox: &Sandbox, line: &[&str]) {
    let object = sandbox.scaffold().args(line.iter().copied()).line("--no-git --json").data();
    let object: serde_json::Value = serde_json::from_str(&object).expect("one object");
    let command = object["command"].as_str().expect("a command line");
    let target = object["target"].as_str().expect("a target");
    std::fs::rename(sandbox.work(target), sandbox.path("first")).expect("a project");

    succeed(sandbox.command_of("sh").args(["-c", command]).env("PATH", path()));
    let again = sandbox.work(target);
    assert_same(&sandbox.path("first"), &again);
    std::fs::remove_dir_all(sandbox.path("first")).expect("a project");
    std::fs::remove_dir_all(again).expect("a project");
}

#[test]
#[cfg(unix)]
fn the_printed_command_repeats_the_run() {
    let sandbox = Sandbox::new();
    repeats(&sandbox, &["new", "hello", "--template", "../small"]);
    let hostile = "it's \"x\" $HOME `id` \\ ; & | > < * ? ! # {{ y }} {% if %} 🚀";
    let hostile = format!("--description={hostile}\nsecond line");
    let all = ["new", "a dir/x y", "--name=hello", "--template", "../small", "--port=-1"];
    let more =
        ["--metrics", "--tags=a,b", "--with=notes", "--store=memory", "--module=m", &hostile];
    repeats(&sandbox, &[&all[..], &more[..]].concat());
    repeats(
        &sandbox,
        &["new", "hello", "--template", "../small", "--without=docs", "--metrics=false"],
    );
    repeats(
        &sandbox,
        &["new", "hello", "--template", "../small", "--set", "description=", "--tags="],
    );
    repeats(
        &sandbox,
        &["new", "hello", "--set", "database=none", "--without=ci", "--with=devcontainer"],
    );
}

#[test]
#[cfg(unix)]
fn two_runs_give_the_same_bytes() {
    let sandbox = Sandbox::new();
    for template in ["python-service", "../small"] {
        for place in ["one/hello", "two/hello"] {
            sandbox.scaffold().args(["new", place, "--template", template, "--no-git"]).silently();
        }
        assert_same(&sandbox.work("one"), &sandbox.work("two"));
        std::fs::remove_dir_all(sandbox.work("one")).expect("a project");
        std::fs::remove_dir_all(sandbox.work("two")).expect("a project");
    }
}

/// The same files with the same bytes.
#[track_caller]
fn assert_same(first: &Path, second: &Path) {
    let tree = |dir| scaffold::source::directory(dir).expect("a project");
    let (first, second) = (tree(first), tree(second));
    assert!(!first.is_empty());
    assert!(first == second, "the renderings differ");
}
