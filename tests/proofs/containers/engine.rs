//! The container engine as the proofs use it: commands, images, Compose stacks that go away with the test.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{succeed, text};

/// Names the prefix of local images that stand for the pinned ones, where those cannot be pulled.
const STANDINS: &str = "SCAFFOLD_STANDINS";

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Output {
    command.output().unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"))
}

/// The one line that a command prints.
#[track_caller]
pub fn line(command: &mut Command) -> String {
    succeed(command).trim().to_owned()
}

/// A `docker` command.
pub fn docker<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = Command::new("docker");
    command.args(arguments);
    command
}

/// A name that no other proof, and no other run, uses.
pub fn unique(topic: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("scaffold-proof-{topic}-{}-{number}", process::id())
}

/// The stand-in of a pinned image, or `None` where the real images are used.
fn standin(image: &str) -> Option<String> {
    let prefix = env::var(STANDINS).ok()?;
    let (name, tag) = image.split('@').next()?.rsplit_once(':')?;
    let local = match name {
        "python" => {
            let minor: Vec<_> = tag.split('.').take(2).collect();
            format!("python:{}", minor.join("."))
        }
        "ghcr.io/astral-sh/uv" => "uv".to_owned(),
        "pgvector/pgvector" => "postgres".to_owned(),
        _ => name.to_owned(),
    };
    Some(format!("{prefix}/{local}"))
}

/// Maps each image that a Dockerfile pins to its stand-in.
fn contexts(dockerfile: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(dockerfile).expect("the Dockerfile is readable");
    text.lines()
        .filter_map(|line| line.strip_prefix("FROM "))
        .filter_map(|from| from.split(' ').next())
        .filter(|image| image.contains("@sha256:"))
        .filter_map(|image| Some((image.to_owned(), format!("docker-image://{}", standin(image)?))))
        .collect()
}

/// An image built from a project's own Dockerfile; removed in the end.
pub struct Image {
    pub tag: String,
    /// What the builder printed, one step after the other.
    pub log: String,
}

impl Image {
    /// Builds one target of the Dockerfile.
    #[track_caller]
    pub fn build(project: &Path, target: &str) -> Self {
        let tag = unique(target);
        let mut command =
            docker(["buildx", "build", "--progress=plain", "--tag", &tag, "--target", target]);
        for (image, context) in contexts(&project.join("Dockerfile")) {
            command.args(["--build-context", &format!("{image}={context}")]);
        }
        let output = run(command.arg(project));
        let log = text(&output);
        assert!(output.status.success(), "the target `{target}` does not build:\n{log}");
        Self { tag, log }
    }

    /// Runs a command in a throw-away container of the image.
    pub fn run(&self, command: &[&str]) -> Output {
        run(docker(["run", "--rm", "--network=none", &self.tag]).args(command))
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        run(&mut docker(["image", "rm", "--force", &self.tag]));
    }
}

/// A running container; removed in the end.
pub struct Container {
    pub name: String,
}

impl Container {
    /// Starts a container that publishes port 8000.
    #[track_caller]
    pub fn start(image: &Image, options: &[&str]) -> Self {
        let name = unique("run");
        let start = ["run", "--detach", "--publish=127.0.0.1::8000", "--name", &name];
        let container = Self { name: name.clone() };
        succeed(docker(start).args(options).arg(&image.tag));
        container
    }

    pub fn address(&self) -> String {
        line(&mut docker(["port", &self.name, "8000"]))
    }

    pub fn logs(&self) -> String {
        text(&run(&mut docker(["logs", &self.name])))
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        run(&mut docker(["rm", "--force", "--volumes", &self.name]));
    }
}

/// A Compose project of its own name; taken down in the end with its volumes and images.
pub struct Stack {
    project: PathBuf,
    name: String,
    files: Vec<PathBuf>,
}

impl Stack {
    /// Prepares a stack of the project's Compose files; nothing is started.
    #[track_caller]
    pub fn new(project: &Path, files: &[&str]) -> Self {
        let mut stack = Self {
            project: project.to_owned(),
            name: unique("stack"),
            files: files.iter().map(PathBuf::from).collect(),
        };
        if env::var_os(STANDINS).is_some() {
            let file = project.with_extension(format!("{}.json", stack.name));
            fs::write(&file, stack.standins().to_string()).expect("the override file is writable");
            stack.files.push(file);
        }
        stack
    }

    /// The override file that replaces every pinned image.
    #[track_caller]
    fn standins(&self) -> Value {
        let config = succeed(&mut self.compose(&["config", "--format=json"]));
        let config: Value = serde_json::from_str(&config).expect("Compose prints JSON");
        let services = config["services"].as_object().expect("a project has services");
        let overrides: BTreeMap<_, _> = services
            .iter()
            .map(|(name, service)| {
                let context = service["build"]["context"].as_str();
                let replaced = match (context, service["image"].as_str().and_then(standin)) {
                    (Some(context), _) => json!({"build": {"additional_contexts": contexts(&Path::new(context).join("Dockerfile"))}}),
                    (None, Some(image)) => json!({"image": image}),
                    (None, None) => json!({}),
                };
                (name, replaced)
            })
            .collect();
        json!({"services": overrides})
    }

    /// A `docker compose` command; the published ports are free ones.
    pub fn compose(&self, arguments: &[&str]) -> Command {
        let mut command = docker(["compose", "--ansi=never", "--project-name", &self.name]);
        for file in &self.files {
            command.arg("--file").arg(file);
        }
        command
            .args(arguments)
            .envs(["APP_PORT", "POSTGRES_PORT", "REDIS_PORT"].map(|name| (name, "0")))
            .current_dir(&self.project);
        command
    }

    /// Starts everything and waits until all of it is healthy.
    #[track_caller]
    pub fn up(&self) {
        let output = run(&mut self.compose(&["up", "--build", "--wait", "--wait-timeout=300"]));
        let logs = || text(&run(&mut self.compose(&["logs"])));
        assert!(output.status.success(), "not healthy:\n{}\n{}", text(&output), logs());
    }

    pub fn address(&self) -> String {
        line(&mut self.compose(&["port", "app", "8000"]))
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        run(&mut self.compose(&[
            "down",
            "--volumes",
            "--remove-orphans",
            "--rmi=local",
            "--timeout=2",
        ]));
    }
}

/// One GET; `None` while nobody answers.
pub fn get(address: &str, path: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n").ok()?;
    let mut response = String::new();
    stream.read_to_string(&mut response).ok()?;
    let status = response.split(' ').nth(1)?.parse().ok()?;
    let (_, body) = response.split_once("\r\n\r\n")?;
    Some((status, body.to_owned()))
}

/// Asks until the answer is as wanted; the last answer is the error.
pub fn wait_for(
    address: &str,
    path: &str,
    limit: Duration,
    wanted: impl Fn(u16, &str) -> bool,
) -> Result<(), String> {
    let end = Instant::now() + limit;
    loop {
        let answer = get(address, path);
        if answer.as_ref().is_some_and(|(status, body)| wanted(*status, body)) {
            return Ok(());
        }
        if Instant::now() > end {
            return Err(format!("{path} answered {answer:?} after {limit:?}"));
        }
        thread::sleep(Duration::from_millis(200));
    }
}

/// What these proofs lack on this machine, all of it.
pub fn lacks() -> Vec<String> {
    let works = |program: &str, arguments: &[&str]| {
        Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
    };
    let mut lacks = Vec::new();
    for (program, arguments, name) in [
        ("docker", &["version"][..], "a running container engine (`docker version`)"),
        ("docker", &["buildx", "version"], "`docker buildx`"),
        ("docker", &["compose", "version"], "`docker compose`"),
        ("uv", &["--version"], "`uv`"),
    ] {
        if !works(program, arguments) {
            lacks.push(name.to_owned());
        }
    }
    if let Ok(prefix) = env::var(STANDINS) {
        for image in ["python:3.12", "python:3.13", "uv", "postgres", "redis"] {
            let image = format!("{prefix}/{image}");
            if !works("docker", &["image", "inspect", &image]) {
                lacks.push(format!("the image `{image}`"));
            }
        }
    }
    lacks
}

/// Says something even when the test passes: the harness hides only what the print macros write.
pub fn state(fact: &str) {
    // A closed pipe takes nothing away from the proof.
    let _ = writeln!(io::stderr(), "{fact}");
}
