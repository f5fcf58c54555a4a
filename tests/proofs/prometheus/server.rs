//! A Prometheus on loopback, and the parts of manifests that it is asked with.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value as Json, json};
use tempfile::TempDir;

use crate::servers::{Running, free_port, wait_until};
use crate::support::succeed;

/// A server that is gone when dropped.
pub struct Prometheus {
    _server: Running,
    _dir: TempDir,
    port: u16,
}

impl Prometheus {
    /// With these jobs and rules.
    #[track_caller]
    pub fn scraping(jobs: &Json, rules: &Json) -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        fs::write(dir.path().join("rules.yaml"), rules.to_string()).expect("a new file");
        let settings = json!({"global": {"scrape_interval": "1s"},
            "scrape_configs": jobs, "rule_files": ["rules.yaml"]});
        Self::start(dir, &settings)
    }

    /// With what this `OpenMetrics` text says, however long ago.
    #[track_caller]
    pub fn of(samples: &str) -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let file = dir.path().join("samples");
        fs::write(&file, samples).expect("a new file");
        let blocks = ["tsdb", "create-blocks-from", "openmetrics"];
        let data = dir.path().join("data");
        succeed(Command::new("promtool").args(blocks).arg(&file).arg(&data));
        Self::start(dir, &json!({}))
    }

    #[track_caller]
    fn start(dir: TempDir, settings: &Json) -> Self {
        let (config, port) = (dir.path().join("prometheus.yaml"), free_port());
        fs::write(&config, settings.to_string()).expect("a new file");
        let flag = |name: &str, path: &Path| format!("--{name}={}", path.display());
        let server = Running::start(Command::new("prometheus").args([
            flag("config.file", &config),
            flag("storage.tsdb.path", &dir.path().join("data")),
            format!("--web.listen-address=127.0.0.1:{port}"),
            "--storage.tsdb.retention.time=100y".to_owned(),
            "--log.level=error".to_owned(),
        ]));
        let this = Self { _server: server, _dir: dir, port };
        wait_until("prometheus", || this.curl("/-/ready", &[]).status.success());
        this
    }

    fn curl(&self, path: &str, arguments: &[String]) -> std::process::Output {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--fail-with-body", "--max-time", "20", "--get"]);
        curl.arg(format!("http://127.0.0.1:{}{path}", self.port));
        for argument in arguments {
            curl.args(["--data-urlencode", argument]);
        }
        curl.output().expect("curl starts")
    }

    /// What the API answers.
    #[track_caller]
    pub fn ask(&self, path: &str, arguments: &[String]) -> Json {
        let output = self.curl(path, arguments);
        let body = String::from_utf8_lossy(&output.stdout);
        let answer: Json = serde_json::from_str(&body).unwrap_or_default();
        assert_eq!(answer["status"], "success", "{path} {arguments:?}\n{body}");
        answer["data"].clone()
    }

    /// The samples of a query now, or at a time.
    #[track_caller]
    pub fn query(&self, query: &str, at: Option<u64>) -> Vec<Json> {
        let mut arguments = vec![format!("query={query}")];
        arguments.extend(at.map(|at| format!("time={at}")));
        let answer = self.ask("/api/v1/query", &arguments);
        answer["result"].as_array().cloned().unwrap_or_default()
    }

    /// The numbers of a query's samples.
    #[track_caller]
    pub fn numbers(&self, query: &str, at: Option<u64>) -> Vec<f64> {
        let samples = self.query(query, at);
        samples
            .iter()
            .map(|it| it["value"][1].as_str().and_then(|it| it.parse().ok()).expect("a number"))
            .collect()
    }
}

/// The objects of a built environment.
pub fn objects(manifests: &str) -> Vec<Json> {
    serde_saphyr::from_multiple(manifests).expect("manifests that parse")
}

/// The one of this kind whose name ends so.
#[track_caller]
pub fn object<'a>(objects: &'a [Json], kind: &str, end: &str) -> &'a Json {
    let named = |it: &&Json| {
        it["kind"] == kind && it["metadata"]["name"].as_str().is_some_and(|it| it.ends_with(end))
    };
    objects.iter().find(named).unwrap_or_else(|| panic!("no {kind} …{end}"))
}

/// A metric of an analysis: its query with the arguments put in, and its condition.
#[track_caller]
pub fn analysis(objects: &[Json], name: &str, namespace: &str, service: &str) -> [String; 2] {
    let templates = objects.iter().filter(|it| it["kind"] == "AnalysisTemplate");
    let metrics = templates.filter_map(|it| it["spec"]["metrics"].as_array()).flatten();
    let metric = metrics.into_iter().find(|it| it["name"] == name).expect("an analysis");
    let query = metric["provider"]["prometheus"]["query"].as_str().expect("a query");
    let query = query
        .replace("{{args.namespace}}", namespace)
        .replace("{{args.service}}", service)
        .replace("{{args.hash}}", HASH);
    assert!(!query.contains("{{"), "an argument that nobody gives: {query}");
    [query, metric["successCondition"].as_str().expect("a condition").to_owned()]
}

/// Stands for the hash of the new colour's pods.
pub const HASH: &str = "5d89bdb9f8";
