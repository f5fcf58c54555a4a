//! The generated repository does what it says: its own checks pass, and the service starts,
//! answers, streams, and survives the loss of its database.

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use crate::servers::{Postgres, Redis, Running, free_port, wait_until};
use crate::support::{Project, require, succeed, text};

const TOOLS: [&str; 8] =
    ["uv", "make", "curl", "initdb", "redis-server", "redis-cli", "unshare", "timeout"];

/// A project with its lock file and environment.
#[track_caller]
pub fn installed(arguments: &[&str]) -> Project {
    require(&TOOLS, &[]);
    let project = Project::new(arguments);
    succeed(project.command("uv").args(["lock", "--quiet"]));
    succeed(project.command("uv").args(["sync", "--locked", "--quiet"]));
    project
}

/// Everything the team's own `make check` demands, with real servers.
#[track_caller]
fn its_checks_pass(arguments: &[&str]) {
    let project = installed(arguments);
    let (postgres, redis) = (Postgres::start(), Redis::start());
    let mut check = project.command("make");
    check.arg("check").env("DATABASE_URL", postgres.url()).env("REDIS_URL", redis.url());
    let said = succeed(&mut check);
    let summary = said.lines().rev().find(|line| line.contains(" passed")).unwrap_or_default();
    assert!(!summary.is_empty() && !summary.contains("skipped"), "{said}");
    println!("{arguments:?}: {summary}");
}

#[test]
#[ignore = "needs uv, PostgreSQL and Redis"]
fn the_checks_of_the_full_service_pass() {
    its_checks_pass(&[]);
}

#[test]
#[ignore = "needs uv, PostgreSQL and Redis"]
fn the_checks_pass_on_python_3_12_with_another_vendor() {
    its_checks_pass(&["--python=3.12", "--llm=anthropic", "--cache=none", "--license=Apache-2.0"]);
}

#[test]
#[ignore = "needs uv, PostgreSQL and Redis"]
fn the_checks_pass_without_a_model() {
    its_checks_pass(&["--llm=none", "--secrets=manual", "--without=kubernetes"]);
}

#[test]
#[ignore = "needs uv, PostgreSQL and Redis"]
fn the_checks_pass_without_a_database() {
    its_checks_pass(&[
        "--python=3.12",
        "--llm=ollama",
        "--database=none",
        "--without=compose,pre-commit",
    ]);
}

#[test]
#[ignore = "needs uv, PostgreSQL and Redis"]
fn the_checks_of_the_smallest_service_pass() {
    let components = "--without=docker,compose,ci,kubernetes,pre-commit";
    its_checks_pass(&[
        "--llm=none",
        "--database=none",
        "--cache=none",
        "--license=proprietary",
        components,
    ]);
}

#[test]
#[ignore = "needs uv"]
fn tests_need_no_server_unless_they_are_marked() {
    let project = installed(&["--python=3.12"]);
    let said = succeed(project.command("uv").args(["run", "--locked", "pytest", "--quiet"]));
    assert!(said.contains(" passed") && said.contains(" deselected"), "{said}");
}

#[test]
#[ignore = "needs uv"]
fn a_missing_server_fails_the_tests_that_need_it() {
    let project = installed(&[]);
    let nowhere = ("postgresql+asyncpg://nobody@127.0.0.1:1/none", "redis://127.0.0.1:1/0");
    let output = project
        .command("uv")
        .args(["run", "--locked", "pytest", "--quiet", "-m", "integration"])
        .envs([("DATABASE_URL", nowhere.0), ("REDIS_URL", nowhere.1)])
        .output()
        .expect("uv starts");
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert!(!text(&output).contains("skipped"), "{}", text(&output));
}

/// The started service and what it stands on.
pub struct Service {
    pub project: Project,
    process: Running,
    pub postgres: Postgres,
    _redis: Redis,
    _model: Running,
    pub port: u16,
}

impl Service {
    #[track_caller]
    pub fn start() -> Self {
        let project = installed(&[]);
        let (postgres, redis, model_port, port) =
            (Postgres::start(), Redis::start(), free_port(), free_port());
        let fake = format!(
            "import uvicorn; from tests.fake_llm import FakeLLM; uvicorn.run(FakeLLM(), port={model_port}, log_level='error')"
        );
        let model = Running::start(python(&project).args(["-c", &fake]));
        let environment = [
            ("ENVIRONMENT", "test".to_owned()),
            ("HOST", "127.0.0.1".to_owned()),
            ("PORT", port.to_string()),
            ("DATABASE_URL", postgres.url()),
            ("REDIS_URL", redis.url()),
            ("OPENAI_API_KEY", "loopback".to_owned()),
            ("OPENAI_BASE_URL", format!("http://127.0.0.1:{model_port}/v1")),
            ("LLM_MODEL", "503".to_owned()),
            ("LLM_FALLBACK_MODEL", "ok".to_owned()),
        ];
        succeed(
            python(&project).args(["-m", "alembic", "upgrade", "head"]).envs(environment.clone()),
        );
        let process = Running::start(python(&project).args(["-m", "myservice"]).envs(environment));
        let this = Self { project, process, postgres, _redis: redis, _model: model, port };
        wait_until("the service", || this.status("/ready") == "200");
        this
    }

    /// The body of a GET, or of a POST if there is something to post.
    #[track_caller]
    pub fn ask(&self, path: &str, body: Option<&str>) -> String {
        let mut curl = self.curl(path);
        if let Some(body) = body {
            curl.args(["--header", "content-type: application/json", "--data", body]);
        }
        succeed(&mut curl)
    }

    #[track_caller]
    pub fn json(&self, path: &str, body: Option<&str>) -> Json {
        let body = self.ask(path, body);
        serde_json::from_str(&body).unwrap_or_else(|error| panic!("{path}: {error}\n{body}"))
    }

    pub fn status(&self, path: &str) -> String {
        let output =
            self.curl(path).args(["--output", "/dev/null", "--write-out", "%{http_code}"]).output();
        String::from_utf8_lossy(&output.expect("curl starts").stdout).into_owned()
    }

    fn curl(&self, path: &str) -> Command {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--max-time", "20", "--no-buffer"])
            .arg(format!("http://127.0.0.1:{}{path}", self.port));
        curl
    }
}

/// The interpreter of the project's environment.
pub fn python(project: &Project) -> Command {
    let mut command = Command::new(project.path().join(".venv/bin/python"));
    command.current_dir(project.path());
    command
}

#[test]
#[ignore = "needs uv, PostgreSQL and Redis"]
fn the_service_answers_streams_and_outlives_its_database() {
    let mut service = Service::start();
    assert_eq!(service.json("/health", None)["status"], "ok");
    assert_eq!(service.json("/ready", None)["ready"], true);

    let document = r#"{"title": "France", "text": "Paris is the capital of France."}"#;
    service.json("/v1/documents", Some(document));
    let found =
        service.ask("/v1/documents/search", Some(r#"{"query": "capital of France", "limit": 1}"#));
    assert!(found.contains("Paris is the capital"), "{found}");

    // The first model is down: both answers come from the second one.
    let question =
        r#"{"messages": [{"role": "user", "content": "What is the capital of France?"}]}"#;
    let answer = service.json("/v1/chat", Some(question));
    assert_eq!(answer["answer"], "Paris is the capital.");
    assert_eq!(answer["model"], "ok");
    let stream = service.ask("/v1/chat/stream", Some(question));
    let events: Vec<&str> =
        stream.lines().filter_map(|line| line.strip_prefix("event: ")).collect();
    assert_eq!(events, ["delta", "delta", "delta", "delta", "delta", "done"], "{stream}");
    let metrics = service.ask("/metrics", None);
    assert!(metrics.contains("http_request_duration_seconds_bucket{"), "{metrics}");

    service.postgres.stop();
    let asked = Instant::now();
    assert_eq!(service.status("/ready"), "503");
    assert!(asked.elapsed() < Duration::from_secs(1), "/ready took {:?}", asked.elapsed());
    assert_eq!(service.json("/ready", None)["failing"], serde_json::json!(["database"]));
    assert_eq!(service.status("/health"), "200");

    // uvicorn closes everything, then ends by the signal it was sent.
    assert_eq!(service.process.terminate(), 128 + 15);
}

#[test]
#[ignore = "needs uv"]
fn a_secret_that_is_missing_or_a_dummy_stops_the_start_with_one_line() {
    let project = installed(&[]);
    let start = |environment: &[(&str, &str)]| {
        // A service that starts after all must not be waited for.
        let mut command = project.command("timeout");
        command.args(["30", ".venv/bin/python", "-m", "myservice"]);
        command.envs(environment.iter().copied());
        let output = command.output().expect("python starts");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let stores = [
        ("DATABASE_URL", "postgresql+asyncpg://app@127.0.0.1:1/app"),
        ("REDIS_URL", "redis://127.0.0.1:1"),
    ];
    let (code, said) = start(&[stores[0], stores[1]]);
    assert_eq!((code, said.lines().count()), (Some(2), 1), "{said}");
    assert!(said.contains("OPENAI_API_KEY"), "{said}");

    let dummy = ("OPENAI_API_KEY", "dummy-of-mine");
    let (code, said) = start(&[stores[0], stores[1], dummy, ("ENVIRONMENT", "production")]);
    assert_eq!((code, said.lines().count()), (Some(2), 1), "{said}");
    assert!(said.contains("OPENAI_API_KEY") && !said.contains("of-mine"), "{said}");
}
