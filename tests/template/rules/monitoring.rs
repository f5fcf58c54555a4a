//! What is measured, recorded, scaled on and alerted about hangs together.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Rule, rule};
use crate::kube::{Object, deep, every_value, items, kustomizations, objects, of_kind, text};
use crate::project::Project;
use crate::promql::{bound, first_quoted, labels, queries, series};

pub const RULES: &[Rule] = &[
    rule("every series that is asked for is exported or recorded", asked),
    rule("the autoscaler scales on a metric that exists", metrics),
    rule("thresholds of alerts and analyses agree", thresholds),
    rule("analysis conditions are simple comparisons", conditions),
    rule("alerts lead to their section of the runbook", runbook),
    rule("every alert is tested", tested),
    rule("rules see their own environment only", scoped),
];

const ADAPTER: &str = "deploy/monitoring/prometheus-adapter.yaml";
const TESTS: &str = "deploy/monitoring/alerts.test.yaml";

fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}

fn metrics_module(project: &Project) -> &str {
    project.text(&format!("src/{}/observability/metrics.py", project.package()))
}

/// The series that the application shows.
fn exported(project: &Project) -> BTreeSet<String> {
    const KINDS: [(&str, &[&str]); 3] = [
        (" Histogram(", &["_bucket", "_count", "_sum"]),
        (" Counter(", &["_total"]),
        (" Gauge(", &[""]),
    ];
    let mut all = BTreeSet::from(["up".to_owned()]);
    for (kind, endings) in KINDS {
        for after in metrics_module(project).split(kind).skip(1) {
            let name = quoted(after).next().unwrap_or_default();
            all.extend(endings.iter().map(|ending| format!("{name}{ending}")));
        }
    }
    all
}

/// The rules of all groups; those that record have `record`, the others `alert`.
fn rules(project: &Project) -> Vec<Value> {
    let all = of_kind(project, "PrometheusRule");
    let groups = all.iter().flat_map(|it| items(&it.value, "/spec/groups"));
    groups.flat_map(|group| items(group, "/rules")).cloned().collect()
}

/// What each recorded series is made of.
fn recorded(project: &Project) -> BTreeMap<String, BTreeSet<String>> {
    let rules = rules(project);
    let records = rules.iter().filter(|rule| rule.get("record").is_some());
    records.map(|it| (text(it, "/record").to_owned(), series(text(it, "/expr")))).collect()
}

/// The labels that series have: the application's own, and what scraping adds.
fn known_labels(project: &Project) -> BTreeSet<String> {
    let mut known: BTreeSet<String> =
        ["namespace", "service", "pod", "le"].map(str::to_owned).into();
    let lists = metrics_module(project).split('[').skip(1).filter_map(|it| it.split(']').next());
    known.extend(lists.flat_map(quoted).map(str::to_owned));
    for monitor in of_kind(project, "ServiceMonitor") {
        let added = items(&monitor.value, "/spec/podTargetLabels");
        known.extend(added.into_iter().filter_map(Value::as_str).map(|it| it.replace('-', "_")));
    }
    known
}

fn asked(project: &Project) -> Vec<String> {
    let (exported, recorded) = (exported(project), recorded(project));
    let known = known_labels(project);
    let mut found = Vec::new();
    for query in queries(project) {
        let unknown = series(&query.text).into_iter();
        let unknown = unknown.filter(|it| !exported.contains(it) && !recorded.contains_key(it));
        found.extend(unknown.map(|it| format!("{}: nothing makes {it}", query.path)));
        let unlabelled = labels(&query.text).into_iter().filter(|label| !known.contains(label));
        found.extend(unlabelled.map(|it| format!("{}: no series has {it}", query.path)));
    }
    found
}

/// Whether the adapter makes this metric out of a recorded series that stands on a histogram.
fn adapted(project: &Project, name: &str) -> bool {
    let (exported, recorded) = (exported(project), recorded(project));
    project.yaml(ADAPTER).iter().flat_map(|it| items(it, "/rules/custom")).any(|rule| {
        let made = text(rule, "/name/as") == name;
        made && series(text(rule, "/seriesQuery")).iter().any(|it| {
            let from = recorded.get(it).into_iter().flatten();
            from.into_iter().any(|it| it.ends_with("_bucket") && exported.contains(it))
        })
    })
}

fn metrics(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for Object { path, value } in every_value(project) {
        if text(&value, "/kind") != "HorizontalPodAutoscaler" {
            continue;
        }
        for metric in items(&value, "/spec/metrics") {
            let resource = text(metric, "/resource/name");
            let names = deep(metric, "metric").into_iter().map(|metric| text(metric, "/name"));
            for name in names.filter(|name| !adapted(project, name)) {
                found.push(format!("{path}: the adapter makes no {name} of a histogram"));
            }
            if text(metric, "/type") == "Resource" && !["cpu", "memory"].contains(&resource) {
                found.push(format!("{path}: no resource {resource}"));
            }
        }
        let guards = |metric: &&Value| text(metric, "/type") == "Resource";
        if path.ends_with("yaml") && !items(&value, "/spec/metrics").iter().any(guards) {
            found.push(format!("{path}: no guard on cpu or memory"));
        }
    }
    for scaled in of_kind(project, "ScaledObject") {
        let kinds: Vec<&str> =
            items(&scaled.value, "/spec/triggers").iter().map(|it| text(it, "/type")).collect();
        if kinds != ["prometheus", "cpu", "cron"] {
            found.push(format!("{}: triggers {kinds:?}", scaled.path));
        }
    }
    found
}

/// The analyses: the name of the template without the service's, and its metrics.
fn analyses(project: &Project) -> Vec<(String, Value)> {
    let all = of_kind(project, "AnalysisTemplate").into_iter().flat_map(|it| {
        let metrics = items(&it.value, "/spec/metrics").into_iter().cloned();
        metrics.map(move |metric| (it.path.clone(), metric)).collect::<Vec<_>>()
    });
    all.collect()
}

fn thresholds(project: &Project) -> Vec<String> {
    const PAIRS: [(&str, &str); 2] = [("HighErrorRate", "error-rate"), ("HighLatency", "latency")];
    let (rules, analyses) = (rules(project), analyses(project));
    let mut found = Vec::new();
    for (alert, metric) in PAIRS {
        let rule = rules.iter().find(|rule| text(rule, "/alert") == alert);
        let judged = analyses.iter().find(|(_, it)| text(it, "/name") == metric);
        let alerting = rule.and_then(|it| bound(text(it, "/expr"), ">"));
        let passing = judged.and_then(|(_, it)| bound(text(it, "/successCondition"), "<="));
        let wanted = project.has("monitoring");
        if wanted != alerting.is_some()
            || project.has("blue-green") != passing.is_some()
            || (passing.is_some() && passing != alerting)
        {
            found.push(format!("{alert} at {alerting:?}, {metric} passes up to {passing:?}"));
        }
    }
    let latency = rules.iter().find(|rule| text(rule, "/alert") == "HighLatency");
    let latency = latency.and_then(|it| bound(text(it, "/expr"), ">"));
    let targets = targets(project);
    found.extend(
        targets
            .iter()
            .filter(|it| Some(**it) >= latency)
            .map(|it| format!("pods are added at {it} s, and somebody is woken up at {latency:?}")),
    );
    // Between two buckets a quantile is a guess.
    let guessed = targets.into_iter().chain(latency).filter(|it| !buckets(project).contains(it));
    found.extend(guessed.map(|it| format!("no bucket ends at {it} s")));
    found
}

/// The latencies at which the autoscaler adds pods.
fn targets(project: &Project) -> Vec<f64> {
    let number = |target: &str| match target.strip_suffix('m') {
        Some(thousandths) => thousandths.parse().map(|it: f64| it / 1000.0),
        None => target.parse(),
    };
    let all = objects(project);
    let of = |list: &'static str, key: &'static str| {
        all.iter().flat_map(move |it| items(&it.value, list)).map(move |it| text(it, key))
    };
    let objects = of("/spec/metrics", "/object/target/value");
    let triggers = of("/spec/triggers", "/metadata/threshold");
    objects.chain(triggers).filter_map(|target| number(target).ok()).collect()
}

/// The bounds of the buckets that requests are counted in.
fn buckets(project: &Project) -> Vec<f64> {
    let module = metrics_module(project);
    let after = module.split_once("\"http_request_duration_seconds\"").map_or("", |(_, it)| it);
    let list = after.split_once("buckets=(").and_then(|(_, it)| it.split(')').next());
    list.unwrap_or_default().split(',').filter_map(|it| it.trim().parse().ok()).collect()
}

/// No function, no second condition: what passes can be read off.
fn conditions(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, metric) in analyses(project) {
        let condition = text(&metric, "/successCondition");
        // Without one, an answer of 200 that has the field passes.
        let web = ["", "result == true"].contains(&condition)
            && !text(&metric, "/provider/web/jsonPath").is_empty();
        let compared = ["result[0] <= ", "result[0] == "]
            .iter()
            .find_map(|start| condition.strip_prefix(start))
            .is_some_and(|number| number.parse::<f64>().is_ok());
        if !(web || compared) || metric.get("failureCondition").is_some() {
            found.push(format!("{path}: {condition:?}"));
        }
    }
    found
}

fn runbook(project: &Project) -> Vec<String> {
    const PAGE: &str = "docs/runbook.md";
    let site = format!(
        "https://github.com/{}/{}/blob/main/",
        project.answer("owner"),
        crate::project::NAME
    );
    let mut found = Vec::new();
    for rule in rules(project).iter().filter(|rule| rule.get("alert").is_some()) {
        let name = text(rule, "/alert");
        let link = text(rule, "/annotations/runbook_url");
        if link != format!("{site}{PAGE}#{}", name.to_lowercase()) {
            found.push(format!("{name}: {link} is not its section"));
        }
        if !project.text(PAGE).lines().any(|it| it == format!("## {name}")) {
            found.push(format!("{PAGE}: no section {name}"));
        }
        if !["critical", "warning"].contains(&text(rule, "/labels/severity")) {
            found.push(format!("{name}: no severity"));
        }
    }
    found
}

fn tested(project: &Project) -> Vec<String> {
    let tests = project.yaml(TESTS);
    let cases: Vec<&Value> = tests
        .iter()
        .flat_map(|it| items(it, "/tests"))
        .flat_map(|test| items(test, "/alert_rule_test"))
        .collect();
    let count = |name: &str, fires: bool| {
        let of = cases.iter().filter(|case| text(case, "/alertname") == name);
        of.filter(|case| items(case, "/exp_alerts").is_empty() != fires).count()
    };
    let rules = rules(project);
    let names: BTreeSet<&str> =
        rules.iter().map(|rule| text(rule, "/alert")).filter(|name| !name.is_empty()).collect();
    let untested = names.iter().filter(|name| count(name, true) < 1 || count(name, false) < 2);
    let mut found: Vec<String> =
        untested.map(|name| format!("{name} is not seen to fire and to be silent twice")).collect();
    let unknown =
        cases.iter().map(|case| text(case, "/alertname")).filter(|it| !names.contains(it));
    found.extend(unknown.map(|name| format!("{TESTS}: no alert {name}")));
    found
}

fn scoped(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    let kinds = ["PrometheusRule", "ScaledObject"];
    let scoped: Vec<Object> =
        objects(project).into_iter().filter(|it| kinds.contains(&it.kind())).collect();
    for query in queries(project) {
        let ours = scoped.iter().any(|object| object.path == query.path);
        if ours && first_quoted(&query.text) != "set-by-overlay" {
            found.push(format!("{}: no overlay can scope {}", query.path, query.text));
        }
    }
    if !project.has("monitoring") {
        return found;
    }
    for (dir, overlay) in kustomizations(project) {
        let replaced: Vec<&str> = items(&overlay, "/replacements")
            .into_iter()
            .flat_map(|it| items(it, "/targets"))
            .map(|target| text(target, "/select/kind"))
            .collect();
        let lacking = scoped.iter().filter(|object| !replaced.contains(&object.kind()));
        if dir.contains("/overlays/") {
            found.extend(lacking.map(|it| format!("{dir}: nothing scopes the {}", it.kind())));
        }
    }
    found
}
