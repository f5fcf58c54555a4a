//! The generated workflow, run as written by `act`, and the git hooks, run by pre-commit.
//!
//! Where nothing can be pulled (`$SCAFFOLD_STANDINS`), local images stand for the runner and the
//! services, and actions of ours for setup-uv, which demands the same uv, and upload-artifact, which
//! demands the file. Then the copy that runs differs from what is generated in the names of the
//! service images alone.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{MutexGuard, PoisonError};

use crate::containers::ENGINE;
use crate::containers::engine::{self, docker};
use crate::support::{Project, require, succeed, text};

const WORKFLOW: &str = ".github/workflows/ci.yml";

pub const SETUP_UV: &str = r#"
name: setup-uv
description: Demands the uv that the workflow asks for
inputs:
  version: {description: the version, required: true}
  enable-cache: {description: nothing is kept, required: true}
runs:
  using: composite
  steps:
    - shell: bash
      env: {VERSION: "${{ inputs.version }}"}
      run: test "$(uv --version | cut -d ' ' -f 2)" = "$VERSION"
"#;

/// Demands that what is kept is there, and keeps nothing.
const UPLOAD: &str = r#"
name: upload-artifact
description: Demands the file that the workflow keeps
inputs:
  name: {description: of the artifact, required: true}
  path: {description: of the file, required: true}
runs:
  using: composite
  steps:
    - shell: bash
      env: {FILE: "${{ inputs.path }}"}
      run: test -s "$FILE"
"#;

/// A new project as its first commit: locked, and in git.
fn repository(arguments: &[&str]) -> Project {
    let project = Project::new(arguments);
    succeed(project.command("uv").args(["lock", "--quiet"]));
    project.commit("new");
    project
}

/// The action that a workflow uses, with its commit: `owner/name@commit`.
#[track_caller]
pub fn action(workflow: &str, name: &str) -> String {
    let line =
        workflow.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("no {name}"));
    let action = line.split("uses: ").nth(1).expect("an action");
    action.split(' ').next().expect("a name").to_owned()
}

/// Puts the stand-ins of the services into the workflow.
fn stand_in(workflow: &str, prefix: &str) -> String {
    let line = |line: &str| match line.trim_start() {
        image if image.starts_with("image: pgvector/") => {
            format!("        image: {prefix}/postgres\n")
        }
        image if image.starts_with("image: redis:") => format!("        image: {prefix}/redis\n"),
        _ => format!("{line}\n"),
    };
    workflow.lines().map(line).collect()
}

/// Runs one job of the workflow.
fn act(project: &Project, job: &str, dir: &Path) -> Output {
    let mut command = project.command("act");
    command.args([
        "pull_request",
        "--workflows",
        WORKFLOW,
        "--job",
        job,
        "--container-daemon-socket=-",
        "--rm",
    ]);
    command.env("XDG_CONFIG_HOME", dir).env("XDG_CACHE_HOME", dir);
    if let Ok(prefix) = env::var("SCAFFOLD_STANDINS") {
        let workflow = project.read(WORKFLOW);
        fs::write(project.path().join(WORKFLOW), stand_in(&workflow, &prefix))
            .expect("a file of ours");
        for (name, action) in [("setup-uv", SETUP_UV), ("upload-artifact", UPLOAD)] {
            fs::create_dir_all(dir.join(name)).expect("a new directory");
            fs::write(dir.join(name).join("action.yml"), action).expect("a new file");
        }
        let uv = succeed(Command::new("sh").args(["-c", "readlink -f \"$(command -v uv)\""]));
        let local = |name: &str, dir: &Path| {
            format!("--local-repository={}={}", action(&workflow, name), dir.display())
        };
        command
            .arg("--pull=false")
            .arg(format!("--platform=ubuntu-24.04={prefix}/runner"))
            .arg(format!("--container-options=--volume {}:/usr/local/bin/uv:ro", uv.trim()))
            .arg(local("actions/checkout", dir))
            .arg(local("astral-sh/setup-uv", &dir.join("setup-uv")))
            .arg(local("actions/upload-artifact", &dir.join("upload-artifact")));
    } else {
        command.arg("--platform=ubuntu-24.04=catthehacker/ubuntu:act-24.04");
    }
    command.output().expect("act starts")
}

/// A repository, a directory for act, and the engine to itself: jobs publish fixed ports.
struct Runner {
    project: Project,
    dir: PathBuf,
    _engine: MutexGuard<'static, ()>,
}

impl Runner {
    #[track_caller]
    fn new() -> Self {
        let engine = ENGINE.lock().unwrap_or_else(PoisonError::into_inner);
        let mut lacks = engine::lacks();
        for program in ["act", "git"] {
            if Command::new(program).arg("--version").output().is_err() {
                lacks.push(format!("`{program}`"));
            }
        }
        if let Ok(prefix) = env::var("SCAFFOLD_STANDINS") {
            let image = format!("{prefix}/runner");
            if !docker(["image", "inspect", &image]).output().is_ok_and(|it| it.status.success()) {
                lacks.push(format!("the image `{image}`"));
            }
        }
        let lacks = lacks.join(", ");
        assert!(lacks.is_empty(), "this proof lacks {lacks}; `.ci/run` prepares all of them");
        let project = repository(&[]);
        let dir = project.path().with_file_name("act");
        fs::create_dir(&dir).expect("a new directory");
        Self { project, dir, _engine: engine }
    }

    fn act(&self, job: &str) -> Output {
        act(&self.project, job, &self.dir)
    }
}

#[test]
#[ignore = "needs act, docker, git and uv"]
fn the_lint_and_types_jobs_pass() {
    let runner = Runner::new();
    for job in ["lint", "types"] {
        let output = runner.act(job);
        assert!(output.status.success(), "{job}\n{}", text(&output));
    }
    let planted = runner.project.path().join("tests/test_planted.py");
    fs::write(planted, "import os\n").expect("a new file");
    let output = runner.act("lint");
    assert!(!output.status.success() && text(&output).contains("F401"), "{}", text(&output));
}

#[test]
#[ignore = "needs act, docker, git and uv"]
fn the_test_job_passes() {
    let runner = Runner::new();
    let output = runner.act("test");
    let log = text(&output);
    assert!(output.status.success(), "{log}");
    assert!(log.contains("Required test coverage of 90% reached"), "{log}");
    let summary = log.lines().find(|line| line.contains(" passed, ")).expect("a summary");
    assert!(!summary.contains("skipped"), "{summary}");
}

#[test]
#[ignore = "needs git and uv"]
fn the_hooks_pass_on_a_new_project_and_can_fail() {
    require(&["git", "uv"], &[]);
    let project = repository(&[]);
    let hooks = |skip: &str| {
        let mut command = project.command("uv");
        command.args(["run", "--locked", "--quiet", "pre-commit", "run", "--all-files"]);
        command.env("SKIP", skip).env("PRE_COMMIT_HOME", project.path().with_file_name("hooks"));
        command.output().expect("uv starts")
    };
    let output = hooks("");
    assert!(output.status.success(), "{}", text(&output));

    for (file, content) in [
        ("tests/test_planted.py", "import os\n"),
        ("secrets/staging.yaml", "OPENAI_API_KEY: plain\n"),
        ("secrets/production.enc.yaml", "OPENAI_API_KEY: plain\n"),
    ] {
        let path = project.path().join(file);
        fs::create_dir_all(path.parent().expect("a directory")).expect("a new directory");
        fs::write(path, content).expect("a new file");
    }
    succeed(project.command("git").args(["add", "--all", "--force", "tests", "secrets"]));
    let output = text(&hooks("types"));
    for hook in ["ruff check", "nothing plain in secrets/", "secrets are encrypted"] {
        let failed = output.lines().any(|line| line.starts_with(hook) && line.ends_with("Failed"));
        assert!(failed, "{hook} passes\n{output}");
    }
}
