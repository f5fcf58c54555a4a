//! The running service under load: what is scraped of it becomes what the autoscalers ask for.

use std::thread;
use std::time::Duration;

use serde_json::{Map, Value as Json, json};

use super::server::{HASH, Prometheus, analysis, object, objects};
use super::verdicts::{Verdict, verdict};
use crate::renderings::manifests;
use crate::servers::wait_until;
use crate::service::Service;
use crate::support::{Project, require};

const NAMESPACE: &str = "myservice-staging";
const P95: &str = "service:http_request_duration_seconds:p95_rate2m";
const ERRORS: &str = "service:http_requests:error_ratio_rate2m";
const QUESTION: &str = r#"{"messages": [{"role": "user", "content": "What is the capital?"}]}"#;
const SEARCH: &str = r#"{"query": "capital of France", "limit": 1}"#;

fn staging(arguments: &[&str]) -> Vec<Json> {
    let project = Project::new(arguments);
    objects(&manifests(&project.path(), "deploy/overlays/staging"))
}

/// As Kubernetes' names of labels become Prometheus' own.
fn plain(label: &str) -> String {
    label.replace(|c: char| !c.is_ascii_alphanumeric(), "_")
}

/// What Prometheus discovers of a Service whose pod listens at `address`.
fn discovered(service: &Json, pod: &Json, address: &str) -> Json {
    let mut labels = Map::new();
    let mut add = |key: &str, value: &Json| {
        _ = labels.insert(format!("__meta_kubernetes_{key}"), value.clone());
    };
    add("namespace", &service["metadata"]["namespace"]);
    add("service_name", &service["metadata"]["name"]);
    add("pod_name", &"myservice-0".into());
    add("endpoint_port_name", &service["spec"]["ports"][0]["name"]);
    for (label, value) in service["metadata"]["labels"].as_object().into_iter().flatten() {
        add(&format!("service_label_{}", plain(label)), value);
    }
    for (label, value) in pod["metadata"]["labels"].as_object().into_iter().flatten() {
        add(&format!("pod_label_{}", plain(label)), value);
    }
    add("pod_label_rollouts_pod_template_hash", &HASH.into());
    json!({"targets": [address], "labels": labels})
}

/// The job that the operator makes of a `ServiceMonitor`.
fn job(monitor: &Json, discovered: &[Json]) -> Json {
    let spec = &monitor["spec"];
    let meta = |name: &str| format!("__meta_kubernetes_{name}");
    let keep = |label: String, value: &Json| json!({"action": "keep", "source_labels": [label], "regex": value});
    let copy =
        |label: &str, target: &str| json!({"source_labels": [meta(label)], "target_label": target});
    let selector = spec["selector"]["matchLabels"].as_object().into_iter().flatten();
    let mut relabel: Vec<Json> = selector
        .map(|(label, value)| keep(meta(&format!("service_label_{}", plain(label))), value))
        .collect();
    let endpoint = &spec["endpoints"][0];
    relabel.push(keep(meta("endpoint_port_name"), &endpoint["port"]));
    relabel.extend([copy("namespace", "namespace"), copy("service_name", "service")]);
    relabel.extend([copy("pod_name", "pod"), copy("service_name", "job")]);
    for label in spec["podTargetLabels"].as_array().into_iter().flatten() {
        let label = plain(label.as_str().expect("a label"));
        relabel.push(copy(&format!("pod_label_{label}"), &label));
    }
    json!([{"job_name": "monitor", "metrics_path": endpoint["path"],
        "static_configs": discovered, "relabel_configs": relabel}])
}

/// A Prometheus that has the rules of an environment and scrapes its Services, behind each of which
/// the one service stands, and another that is none of theirs.
#[track_caller]
fn watching(service: &Service, objects: &[Json]) -> Prometheus {
    let pod = &object(objects, "Rollout", "")["spec"]["template"];
    let services: Vec<&Json> = objects.iter().filter(|it| it["kind"] == "Service").collect();
    assert_eq!(services.len(), 2, "the active and the preview");
    let mut other = services[0].clone();
    other["metadata"]["labels"]["app.kubernetes.io/name"] = "other".into();
    let address = format!("127.0.0.1:{}", service.port);
    let all: Vec<Json> =
        services.iter().copied().chain([&other]).map(|it| discovered(it, pod, &address)).collect();
    // Only how often is another: the windows stay what they are.
    let mut often = object(objects, "PrometheusRule", "")["spec"].clone();
    often["groups"][0]["interval"] = "1s".into();
    Prometheus::scraping(&job(object(objects, "ServiceMonitor", ""), &all), &often)
}

/// Four clients with some twenty requests each.
fn load(service: &Service) {
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..7 {
                    service.ask("/v1/chat", Some(QUESTION));
                    service.ask("/v1/documents/search", Some(SEARCH));
                    service.ask("/v1/chat/stream", Some(QUESTION));
                    thread::sleep(Duration::from_millis(100));
                }
            });
        }
    });
}

/// The query of the adapter for one Service, as it renders its own template.
fn adapted(metric: &str) -> [String; 2] {
    let project = Project::new(&["--autoscaling=latency"]);
    let values = objects(&project.read("deploy/monitoring/prometheus-adapter.yaml"));
    let rule = &values[0]["rules"]["custom"][0];
    assert_eq!(rule["name"]["as"], metric, "the metric that the autoscaler names");
    let series = rule["seriesQuery"].as_str().expect("a query");
    let query = rule["metricsQuery"].as_str().expect("a query");
    let name = series.split('{').next().expect("a name");
    let query = query
        .replace("<<.Series>>", name)
        .replace("<<.LabelMatchers>>", &format!(r#"namespace="{NAMESPACE}",service="myservice""#))
        .replace("<<.GroupBy>>", "service");
    [series.to_owned(), query]
}

/// What `scripts/verify.sh` asks about a namespace: how much there is that aborts a release.
fn watch(namespace: &str) -> String {
    let script = Project::new(&[]).read("scripts/verify.sh");
    let query = script.lines().find_map(|line| line.strip_prefix("query='")?.strip_suffix('\''));
    query.expect("a query").replace("NS", namespace)
}

#[test]
#[ignore = "needs Prometheus, kubectl, uv, PostgreSQL and Redis"]
fn autoscalers_find_their_series_under_load() {
    require(&["prometheus", "kubectl"], &[]);
    let (keda, hpa) = (staging(&["--with=keda,blue-green"]), staging(&["--autoscaling=latency"]));
    let rules = &object(&keda, "PrometheusRule", "")["spec"];
    assert_eq!(*rules, object(&hpa, "PrometheusRule", "")["spec"], "one set of rules");
    let mut service = Service::start();

    let prometheus = watching(&service, &keda);
    let own = format!(r#"{P95}{{namespace="{NAMESPACE}", service="myservice"}}"#);
    wait_until("a latency", || {
        load(&service); // a counter has a rate from its second sample on
        prometheus.numbers(&own, None).iter().any(|it| *it > 0.0)
    });
    let targets = prometheus.ask("/api/v1/targets", &[]);
    assert_eq!(targets["activeTargets"].as_array().map(Vec::len), Some(2), "{targets}");
    for name in [P95, ERRORS] {
        let samples = prometheus.query(name, None);
        assert_eq!(samples.len(), 1, "{name} is of the active service alone: {samples:?}");
        let expected = json!({"__name__": name, "namespace": NAMESPACE, "service": "myservice"});
        assert_eq!(samples[0]["metric"], expected);
    }
    let errors = prometheus.numbers(ERRORS, None);
    assert!(errors[0].abs() < f64::EPSILON, "nothing failed yet: {errors:?}");
    assert_eq!(service.json("/ready", None)["ready"], true, "what the web analysis reads");

    let metric = &object(&hpa, "HorizontalPodAutoscaler", "")["spec"]["metrics"][0]["object"];
    let [series, adapter] = adapted(metric["metric"]["name"].as_str().expect("a name"));
    let found = prometheus.ask("/api/v1/series", &[format!("match[]={series}")]);
    assert_eq!(found[0]["service"], metric["describedObject"]["name"], "{series}: {found}");
    let triggers = &object(&keda, "ScaledObject", "")["spec"]["triggers"];
    let trigger = triggers[0]["metadata"]["query"].as_str().expect("a query");
    for query in [&adapter, trigger] {
        let numbers = prometheus.numbers(query, None);
        assert!(matches!(numbers[..], [p95] if p95 > 0.0 && p95 < 5.0), "{query}: {numbers:?}");
        println!("{query}: {numbers:?}");
    }

    let judged = |name: &str, of: &str| {
        let [query, condition] = analysis(&keda, name, NAMESPACE, of);
        verdict(&condition, &prometheus.numbers(&query, None))
    };
    for name in ["scraped", "error-rate", "latency"] {
        assert_eq!(judged(name, "myservice"), Verdict::Pass, "{name} of the active service");
        assert_eq!(judged(name, "myservice-preview"), Verdict::Pass, "{name} of the preview");
    }
    let [watched, nowhere] = [NAMESPACE, "myservice-elsewhere"].map(watch);
    assert_eq!(prometheus.numbers(&watched, None), [0.0], "{watched}");
    assert_eq!(prometheus.numbers(&nowhere, None), [1.0], "nobody is scraped there");
    service.postgres.stop();
    let failing = |prometheus: &Prometheus| {
        for number in 0..20 {
            let unknown = SEARCH.replace("France", &number.to_string()); // to the cache
            service.ask("/v1/documents/search", Some(&unknown));
        }
        prometheus.numbers(ERRORS, None).iter().any(|it| *it > 0.05)
    };
    wait_until("errors", || failing(&prometheus));
    assert_eq!(judged("error-rate", "myservice"), Verdict::Fail);
    wait_until("an alert", || prometheus.numbers(&watched, None) == [1.0]);
    assert_eq!(judged("scraped", "myservice"), Verdict::Pass, "it still answers the collector");
}
