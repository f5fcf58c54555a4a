//! Tasks of the embedded template: they run no code of the project that nobody has agreed to.
#![cfg(unix)]

use std::fs;

use crate::run::{Run, Sandbox};
use crate::support::succeed;

/// A project of the embedded template, and an `uv` that only notes how it is called.
fn project() -> Sandbox {
    let sandbox = Sandbox::new();
    let noted = sandbox.path("noted").display().to_string();
    sandbox.script(
        "bin/uv",
        &format!("echo \"$* $UV_NO_BUILD $UV_PROJECT_ENVIRONMENT\" >> '{noted}'"),
    );
    sandbox.scaffold().line("new hello --defaults --no-tasks").silently();
    sandbox
}

fn commit(sandbox: &Sandbox) {
    for line in ["add --all", "commit --quiet --allow-empty --message edited"] {
        let mut git = sandbox.command_of("git");
        succeed(git.current_dir(sandbox.work("hello")).args(line.split(' ')));
    }
}

fn run(sandbox: &Sandbox, line: &str) -> Run {
    let path = format!("{}:{}", sandbox.path("bin").display(), env!("PATH"));
    sandbox.scaffold().at("hello").env("PATH", path).line(line).run()
}

fn noted(sandbox: &Sandbox) -> String {
    fs::read_to_string(sandbox.path("noted")).unwrap_or_default()
}

const BOUND: &str = "lock --quiet 1 /nonexistent/environment\n";

#[test]
fn a_lock_is_made_where_nothing_of_the_project_is_built() {
    let sandbox = project();
    let update = run(&sandbox, "update --llm anthropic").to_string();
    assert!(update.starts_with("exit 0") && !update.contains("note:"), "{update}");
    assert_eq!(noted(&sandbox), BOUND);
}

#[test]
fn what_could_run_code_of_the_project_is_left_to_the_user() {
    let edits: [(&str, &str, &str); 7] = [
        ("pyproject.toml", "version = \"0.1.0\"", "dynamic = [\"version\"]"),
        ("pyproject.toml", "[tool.uv]\n", "[tool.uv.sources]\nx = { path = \"x\" }\n[tool.uv]\n"),
        ("pyproject.toml", "[tool.uv]\n", "[tool.uv.workspace]\nmembers = [\"*\"]\n[tool.uv]\n"),
        ("pyproject.toml", "[tool.uv]\n", "[tool.uv]\nfind-links = [\"wheels\"]\n"),
        (".python-version", "3", "./3"),
        ("uv.toml", "", "find-links = [\"wheels\"]\n"),
        ("../pyproject.toml", "", "[tool.uv.workspace]\nmembers = [\"*\"]\n"),
    ];
    for (file, old, new) in edits {
        let sandbox = project();
        let path = sandbox.work("hello").join(file);
        let text = fs::read_to_string(&path).unwrap_or_default();
        let text = if old.is_empty() { new.to_owned() } else { text.replacen(old, new, 1) };
        fs::write(&path, text).expect("a file of the project");
        commit(&sandbox);
        let update = run(&sandbox, "update --llm anthropic --pr-body").to_string();
        assert_eq!(noted(&sandbox), "", "{new}: {update}");
        let stale = "> `uv lock --quiet` was not run, and what it makes is stale: ";
        assert!(update.starts_with("exit 0") && update.contains(stale), "{new}: {update}");
    }
}

#[test]
fn with_trust_it_runs_as_it_is() {
    let sandbox = project();
    let manifest = sandbox.read("hello/pyproject.toml");
    let manifest = manifest.replacen("version = \"0.1.0\"", "dynamic = [\"version\"]", 1);
    sandbox.write("work/hello/pyproject.toml", manifest);
    commit(&sandbox);
    let update = run(&sandbox, "update --llm anthropic --trust").to_string();
    assert!(update.starts_with("exit 0"), "{update}");
    assert_eq!(noted(&sandbox), "lock --quiet  \n");
}

/// A workspace around takes its members' code to build them.
#[test]
fn a_new_project_inside_somebody_elses_workspace_is_no_different() {
    let sandbox = project();
    let workspace = "[tool.uv.workspace]\nmembers = [\"*\"]\n";
    sandbox.write("work/hello/pyproject.toml", workspace);
    let new = run(&sandbox, "new below --defaults").to_string();
    assert!(new.contains("was not run") && new.contains("could run code of the project"), "{new}");
    assert_eq!(noted(&sandbox), "");
    let new = run(&sandbox, "new ../beside --defaults").to_string();
    assert!(new.starts_with("exit 0") && !new.contains("was not run"), "{new}");
    assert_eq!(noted(&sandbox), BOUND);
}
