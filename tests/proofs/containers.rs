//! The generated image and the Compose stacks, built and run by a container engine.

pub mod engine;

use std::fs;
use std::ops::Deref;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::support::{Project, succeed, text};
use engine::{Container, Image, Stack, docker, lacks, line, run, state, wait_for};

/// What the smallest service is made of.
const BARE: [&str; 4] = ["--llm=none", "--database=none", "--cache=none", "--python=3.12"];

/// One proof at a time: two that build the same layer at once wait for each other, and the
/// log of one build then shows steps of the other.
pub static ENGINE: Mutex<()> = Mutex::new(());

/// A rendered service with its lock file, and the engine to itself.
struct Service {
    project: Project,
    _engine: MutexGuard<'static, ()>,
}

impl Deref for Service {
    type Target = Project;

    fn deref(&self) -> &Project {
        &self.project
    }
}

/// Renders a service; fails where the proofs lack something.
#[track_caller]
fn service(arguments: &[&str]) -> Service {
    let engine = ENGINE.lock().unwrap_or_else(PoisonError::into_inner);
    let lacks = lacks();
    assert!(
        lacks.is_empty(),
        "this proof lacks {}; `.ci/run` prepares all of them",
        lacks.join(", ")
    );
    let project = Project::new(arguments);
    succeed(project.command("uv").args(["lock", "--quiet"]));
    Service { project, _engine: engine }
}

/// Whether a step of a build took its layer from an earlier one.
#[track_caller]
fn cached(log: &str, step: &str) -> bool {
    let steps: Vec<_> =
        log.lines().filter(|line| line.contains("] ") && line.contains(step)).collect();
    assert!(!steps.is_empty(), "no step {step:?} in the build:\n{log}");
    let number = |line: &str| line.split(' ').next().map(str::to_owned);
    steps
        .iter()
        .filter_map(|line| number(line))
        .any(|step| log.lines().any(|line| line == format!("{step} CACHED")))
}

#[test]
#[ignore = "needs a container engine"]
fn the_image_runs_without_privileges() {
    let project = service(&[]);
    let image = Image::build(&project.path(), "runtime");

    let id = image.run(&["python", "-c", "import os; print(os.getuid(), os.getgid())"]);
    assert_eq!(text(&id).trim(), "10001 10001");
    for absent in ["import pytest", "import shutil; assert shutil.which('uv')"] {
        let output = image.run(&["python", "-c", absent]);
        assert!(!output.status.success(), "the image can {absent:?}");
    }

    let container = Container::start(
        &image,
        &[
            "--read-only",
            "--tmpfs=/tmp",
            "--cap-drop=ALL",
            "--security-opt=no-new-privileges",
            "--env-file",
            project.path().join(".env.example").to_str().expect("a path of UTF-8"),
            "--env=HOST=0.0.0.0",
        ],
    );
    wait_for(&container.address(), "/health", Duration::from_mins(2), |status, _| status == 200)
        .unwrap_or_else(|error| panic!("{error}\n{}", container.logs()));
    let health = ["inspect", "--format", "{{.State.Health.Status}}", &container.name];
    let healthy = (0..120).any(|_| {
        thread::sleep(Duration::from_secs(1));
        line(&mut docker(health)) == "healthy"
    });
    assert!(healthy, "the image's own health check fails:\n{}", container.logs());
    succeed(&mut docker(["stop", "--time=20", &container.name]));
    let code = ["inspect", "--format", "{{.State.ExitCode}}", &container.name];
    assert_eq!(line(&mut docker(code)), "0", "not stopped by SIGTERM:\n{}", container.logs());

    let size = line(&mut docker(["image", "inspect", "--format", "{{.Size}}", &image.tag]));
    let size: u64 = size.parse().expect("a size in bytes");
    state(&format!("size of the runtime image: {} MB", size / 1_000_000));
}

#[test]
#[ignore = "needs a container engine"]
fn a_source_change_keeps_the_dependencies() {
    let project = service(&[]);
    let dependencies = "uv sync --locked --no-install-project --no-editable";
    let service = "uv sync --locked --no-editable";
    drop(Image::build(&project.path(), "runtime"));

    let edit = engine::unique("edit");
    fs::write(project.path().join("src/myservice/added.py"), format!("\"\"\"{edit}.\"\"\"\n"))
        .expect("src is writable");
    let image = Image::build(&project.path(), "runtime");
    assert!(
        cached(&image.log, dependencies),
        "the dependencies were installed again:\n{}",
        image.log
    );
    assert!(!cached(&image.log, service), "the edit is not in the image:\n{}", image.log);

    let added =
        image.run(&["python", "-c", "import myservice.added; print(myservice.added.__doc__)"]);
    assert!(text(&added).contains(&edit), "the edit is not in the image: {}", text(&added));
}

#[test]
#[ignore = "needs a container engine"]
fn compose_gets_healthy_and_reloads() {
    let project = service(&[]);
    let stack = Stack::new(&project.path(), &["compose.yaml"]);
    stack.up();
    let limit = Duration::from_mins(2);
    wait_for(&stack.address(), "/ready", limit, |status, _| status == 200).expect("ready");

    let health = "src/myservice/api/health.py";
    let edited = project.read(health).replace(r#""status": "ok""#, r#""status": "edited""#);
    fs::write(project.path().join(health), edited).expect("src is writable");
    wait_for(&stack.address(), "/health", limit, |_, body| body.contains("edited")).unwrap_or_else(
        |error| panic!("no reload: {error}\n{}", text(&run(&mut stack.compose(&["logs", "app"])))),
    );

    succeed(&mut stack.compose(&["stop", "postgres"]));
    wait_for(&stack.address(), "/ready", limit, |status, body| {
        status == 503 && body.contains("database")
    })
    .expect("a stopped database is noticed");
}

#[test]
#[ignore = "needs a container engine"]
fn compose_gets_healthy_without_services() {
    let project = service(&BARE);
    let stack = Stack::new(&project.path(), &["compose.yaml"]);
    stack.up();
    wait_for(&stack.address(), "/ready", Duration::from_mins(2), |status, _| status == 200)
        .expect("ready");
    drop(stack);
    let stack = Stack::new(&project.path(), &["compose.test.yaml"]);
    assert_eq!(exit_code(&stack), 0);
}

#[test]
#[ignore = "needs a container engine"]
fn the_test_stack_exits_with_pytests_code() {
    let project = service(&[]);
    let stack = Stack::new(&project.path(), &["compose.test.yaml"]);
    assert_eq!(exit_code(&stack), 0);

    let planted = "def test_planted() -> None:\n    raise AssertionError\n";
    fs::write(project.path().join("tests/test_planted.py"), planted).expect("tests is writable");
    assert_eq!(exit_code(&stack), 1, "a failing test passes");

    let alone = [
        "run",
        "--no-deps",
        "--rm",
        "test",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-m",
        "integration",
    ];
    let output = run(&mut stack.compose(&alone));
    assert!(!output.status.success(), "tests without services pass:\n{}", text(&output));
    assert!(
        !text(&output).contains("skipped"),
        "tests without services are skipped:\n{}",
        text(&output)
    );
}

/// Runs the test stack as the comment in its file says.
#[track_caller]
fn exit_code(stack: &Stack) -> i32 {
    let output = run(&mut stack.compose(&["up", "--exit-code-from=test"]));
    let code = output.status.code().expect("Compose ends by itself");
    assert!(code < 2, "the tests did not run:\n{}", text(&output));
    if code != 0 {
        assert!(text(&output).contains("test_planted"), "the tests fail:\n{}", text(&output));
    }
    code
}

#[test]
#[ignore = "needs a container engine"]
fn the_development_container_runs_the_checks() {
    let project = service(&["--with=devcontainer"]);
    let stack = Stack::new(&project.path(), &["compose.yaml", ".devcontainer/compose.yaml"]);
    open_to_all(&project.path());
    let check = "cd /workspace && make setup && make lint types && uv run alembic upgrade head";
    let output = run(&mut stack.compose(&["run", "--rm", "workspace", "sh", "-c", check]));
    assert!(output.status.success(), "the checks fail inside:\n{}", text(&output));
}

/// Lets the container's user write, as an editor does by giving it the owner's number.
fn open_to_all(project: &Path) {
    succeed(Command::new("chmod").args(["-R", "a+rwX"]).arg(project));
}
