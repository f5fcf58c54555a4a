//! `examples/` holds what the program writes now. `UPDATE_EXAMPLES=1 cargo test --test template
//! examples` writes it anew.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use scaffold::path::RelPath;
use scaffold::source;
use scaffold::tree::{File, Tree};

const NAME: &str = "myservice";
const EXAMPLES: [(&str, &[&str]); 2] = [
    ("full", &["--with=blue-green,devcontainer,keda"]),
    (
        "minimal",
        &[
            "--llm=none",
            "--database=none",
            "--cache=none",
            "--without=ci,compose,kubernetes,pre-commit",
        ],
    ),
];

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

/// What `scaffold new` writes with these arguments, as a tree.
fn written(arguments: &[&str], dir: &Path) -> Tree {
    let mut program = Command::new(env!("CARGO_BIN_EXE_scaffold"));
    for (name, _) in env::vars().filter(|(name, _)| name.starts_with("SCAFFOLD_")) {
        program.env_remove(name);
    }
    program.args(["new", NAME, "--defaults", "--no-git", "--no-tasks", "--quiet"]).args(arguments);
    let status = program.current_dir(dir).env("HOME", dir).status().expect("the program starts");
    assert!(status.success(), "scaffold new {arguments:?}: {status}");
    source::directory(&dir.join(NAME)).expect("a readable project")
}

/// The paths at which two trees differ.
fn differences(left: &Tree, right: &Tree) -> Vec<String> {
    let other =
        |(path, file): &(&RelPath, &File), tree: &Tree| tree.get(path.as_str()) != Some(file);
    let mut paths: Vec<String> =
        left.iter().filter(|it| other(it, right)).map(|(path, _)| path.to_string()).collect();
    paths.extend(right.iter().filter(|it| other(it, left)).map(|(path, _)| path.to_string()));
    paths.sort();
    paths.dedup();
    paths
}

#[test]
fn examples_are_what_the_program_writes() {
    let mut found = Vec::new();
    for (name, arguments) in EXAMPLES {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let now = written(arguments, dir.path());
        let place = examples().join(name);
        if env::var_os("UPDATE_EXAMPLES").is_some() {
            let _ = fs::remove_dir_all(&place);
            let staging = scaffold::write::Staging::beside(&place).expect("a free place");
            staging.write(&now).expect("it can be written");
            staging.publish().expect("it can be renamed");
        }
        let kept = source::directory(&place).unwrap_or_default();
        found.extend(
            differences(&kept, &now).into_iter().map(|path| format!("examples/{name}/{path}")),
        );
    }
    assert!(
        found.is_empty(),
        "run UPDATE_EXAMPLES=1 cargo test --test template examples\n{}",
        found.join("\n")
    );
}

/// The program's own words about its examples.
#[test]
fn no_update_waits_for_an_example_and_nobody_has_edited_one() {
    for (name, _) in EXAMPLES {
        let say = |arguments: &[&str]| {
            let mut program = Command::new(env!("CARGO_BIN_EXE_scaffold"));
            let output = program.args(arguments).arg(examples().join(name)).output();
            let output = output.expect("the program starts");
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            (output.status.code(), said)
        };
        assert_eq!(say(&["check"]), (Some(0), String::new()), "{name}");
        assert_eq!(say(&["diff", "--exit-code"]), (Some(0), String::new()), "{name}");
    }
}

#[test]
fn examples_are_tracked_as_a_whole() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let listed = Command::new("git").args(["ls-files", "examples"]).current_dir(root).output();
    let listed = String::from_utf8(listed.expect("git starts").stdout).expect("UTF-8");
    let untracked = source::directory(&examples()).expect("examples").into_iter();
    let untracked: Vec<String> = untracked
        .map(|(path, _)| format!("examples/{path}"))
        .filter(|path| root.join(".git").exists() && !listed.lines().any(|line| line == path))
        .collect();
    assert!(untracked.is_empty(), "git does not know\n{}", untracked.join("\n"));
}
