//! The manifests.

use serde_json::Value;

use super::{Rule, rule};
use crate::kube::{Object, deep, entries, every_value, items, objects, of_kind, scalar, text};
use crate::project::Project;
use crate::quantity::is_quantity;

pub const RULES: &[Rule] = &[
    rule("quantities are quantities", quantities),
    rule("the autoscaler alone counts replicas", replicas),
    rule("deployed images have no moving tag", images),
    rule("pods are restricted", restricted),
    rule("pods leave without breaking a stream", graceful),
    rule("the service can be reached, moved and isolated", guarded),
    rule("no API version that clusters no longer serve", versions),
    rule("secret paths are relative to their store", remote_keys),
    rule("a pod that cannot start is noticed", startup),
    rule("requests and limits bound every container", limits),
];

/// The label that says what part of the service an object belongs to.
const COMPONENT: &str = "/metadata/labels/app.kubernetes.io~1component";

fn kubernetes(project: &Project, rule: fn(&Project) -> Vec<String>) -> Vec<String> {
    if project.has("kubernetes") { rule(project) } else { Vec::new() }
}

fn quantities(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for Object { path, value } in every_value(project) {
        let tables = ["requests", "limits"].iter().flat_map(|key| deep(&value, key));
        let of_tables =
            tables.flat_map(|table| entries(table, "").into_iter().map(|(_, value)| value));
        let single =
            ["sizeLimit", "averageValue", "storage"].iter().flat_map(|key| deep(&value, key));
        let all = of_tables.chain(single).filter(|quantity| !quantity.is_object());
        let bad = all.map(scalar).filter(|quantity| !is_quantity(quantity));
        found.extend(bad.map(|quantity| format!("{path}: {quantity:?} is no quantity")));
    }
    found
}

fn replicas(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    let scalers: Vec<Object> = objects(project)
        .into_iter()
        .filter(|o| ["HorizontalPodAutoscaler", "ScaledObject"].contains(&o.kind()))
        .collect();
    for workload in
        every_value(project).into_iter().filter(|o| ["Deployment", "Rollout"].contains(&o.kind()))
    {
        let scaled = scalers
            .iter()
            .filter(|s| text(&s.value, "/spec/scaleTargetRef/name") == workload.name());
        let count = scaled.count();
        if workload.value.pointer("/spec/replicas").is_some() && count > 0 {
            found.push(format!("{}: {} has a number of its own", workload.path, workload.name()));
        }
        let patched = workload.kind() == "Rollout"; // whose autoscaler is that of the Deployment
        let fixed = !is_server(&workload) && workload.value.pointer("/spec/replicas").is_some();
        if count > 1 || (count == 0 && !patched && !fixed) {
            found.push(format!("{}: {count} autoscalers for {}", workload.path, workload.name()));
        }
    }
    found
}

/// Whether it runs the service, and not what stands between it and others.
fn is_server(object: &Object) -> bool {
    text(&object.value, COMPONENT) == "server"
}

fn images(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for object in objects(project) {
        for container in object.containers() {
            let image = text(container, "/image");
            let tag =
                image.rsplit('/').next().and_then(|name| name.split_once(':')).map(|(_, tag)| tag);
            let set = tag == Some("set-by-deploy") || image.contains("@sha256:");
            if !set || image.chars().any(char::is_uppercase) {
                found.push(format!("{}: {image}", object.path));
            }
        }
    }
    found
}

fn restricted(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for object in objects(project).into_iter().filter(|object| object.pod().is_some()) {
        let pod = object.pod().expect("filtered");
        let mut wants = |holds: bool, what: &str| {
            if !holds {
                found.push(format!("{}: {what}", object.path));
            }
        };
        wants(
            pod.pointer("/spec/securityContext/runAsNonRoot") == Some(&true.into()),
            "may run as root",
        );
        let user = pod.pointer("/spec/securityContext/runAsUser").and_then(Value::as_u64);
        wants(user.is_some_and(|id| id > 0), "no numbered user");
        let seccomp = text(pod, "/spec/securityContext/seccompProfile/type");
        wants(seccomp == "RuntimeDefault", "no seccomp profile");
        let token = pod.pointer("/spec/automountServiceAccountToken");
        wants(token == Some(&false.into()), "holds a token of the cluster");
        for container in object.containers() {
            let context = &container["securityContext"];
            wants(context["allowPrivilegeEscalation"] == false, "may gain privileges");
            wants(context["readOnlyRootFilesystem"] == true, "may write to its root");
            wants(
                context["capabilities"]["drop"] == serde_json::json!(["ALL"]),
                "keeps capabilities",
            );
        }
    }
    found
}

/// `SHUTDOWN_SECONDS` of the application.
fn drain(project: &Project) -> u64 {
    let main = project.text(&format!("src/{}/__main__.py", project.package()));
    let line = main.lines().find_map(|line| line.strip_prefix("SHUTDOWN_SECONDS = "));
    line.and_then(|seconds| seconds.trim().parse().ok()).unwrap_or(u64::MAX / 2)
}

fn graceful(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for object in of_kind(project, "Deployment").into_iter().filter(is_server) {
        let Some(pod) = object.pod() else { continue };
        let grace = pod.pointer("/spec/terminationGracePeriodSeconds").and_then(Value::as_u64);
        for container in items(pod, "/spec/containers") {
            let stop =
                container.pointer("/lifecycle/preStop/sleep/seconds").and_then(Value::as_u64);
            let Some(stop) = stop else {
                found.push(format!("{}: no preStop", object.path));
                continue;
            };
            let needed = stop + drain(project);
            if grace.is_none_or(|grace| grace <= needed) {
                found.push(format!(
                    "{}: {grace:?} s of grace, and {needed} are needed",
                    object.path
                ));
            }
        }
        let unavailable = object.value.pointer("/spec/strategy/rollingUpdate/maxUnavailable");
        if unavailable != Some(&0.into()) {
            found.push(format!("{}: a rollout takes pods away first", object.path));
        }
    }
    found
}

fn guarded(project: &Project) -> Vec<String> {
    kubernetes(project, |project| {
        let component = |it: &Object| text(&it.value, COMPONENT).to_owned();
        let ours = objects(project).into_iter().filter(|it| component(it) != "pgbouncer");
        let kinds: Vec<String> = ours.map(|object| object.kind().to_owned()).collect();
        let wanted =
            ["Service", "PodDisruptionBudget", "NetworkPolicy", "HTTPRoute", "ServiceAccount"];
        let lacking = wanted.iter().filter(|kind| !kinds.iter().any(|k| k == **kind));
        let mut found: Vec<String> = lacking.map(|kind| format!("no {kind}")).collect();
        let deny = of_kind(project, "NetworkPolicy").into_iter().any(|policy| {
            let spec = &policy.value["spec"];
            let all = spec["podSelector"] == serde_json::json!({});
            let both = spec["policyTypes"] == serde_json::json!(["Ingress", "Egress"]);
            all && both && spec["ingress"].is_null() && spec["egress"].is_null()
        });
        if !deny {
            found.push("no policy denies by default".to_owned());
        }
        for object in of_kind(project, "Deployment") {
            if deep(&object.value, "topologySpreadConstraints").is_empty() {
                found.push(format!("{}: its pods may share one node", object.path));
            }
        }
        found
    })
}

fn versions(project: &Project) -> Vec<String> {
    const GONE: [(&str, &str); 6] = [
        ("external-secrets.io/v1beta1", ""),
        ("autoscaling/v2beta2", ""),
        ("policy/v1beta1", ""),
        ("networking.k8s.io/v1beta1", ""),
        ("batch/v1beta1", ""),
        ("gateway.networking.k8s.io/v1beta1", "HTTPRoute"),
    ];
    let mut found = Vec::new();
    for Object { path, value } in every_value(project) {
        let (version, kind) = (text(&value, "/apiVersion"), text(&value, "/kind"));
        if GONE.iter().any(|(gone, of)| *gone == version && (of.is_empty() || *of == kind)) {
            found.push(format!("{path}: {version} {kind}"));
        }
    }
    found
}

fn remote_keys(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for object in of_kind(project, "ExternalSecret") {
        let keys =
            deep(&object.value, "remoteRef").into_iter().map(|reference| text(reference, "/key"));
        let doubled = keys.filter(|key| key.starts_with("secret/") || key.contains("/data/"));
        found.extend(doubled.map(|key| format!("{}: {key}", object.path)));
    }
    found
}

fn startup(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for object in of_kind(project, "Deployment").into_iter().filter(is_server) {
        for container in items(&object.value, "/spec/template/spec/containers") {
            let number = |pointer: &str, otherwise| {
                container.pointer(pointer).and_then(Value::as_u64).unwrap_or(otherwise)
            };
            let wait = number("/startupProbe/periodSeconds", 10)
                * number("/startupProbe/failureThreshold", 3);
            if container.get("startupProbe").is_none() || wait > 120 {
                found.push(format!("{}: waits {wait} s for an answer to /health", object.path));
            }
            let live = text(container, "/livenessProbe/httpGet/path");
            let ready = text(container, "/readinessProbe/httpGet/path");
            if (live, ready) != ("/health", "/ready") {
                found.push(format!("{}: probes {live:?} and {ready:?}", object.path));
            }
        }
        let deadline =
            object.value.pointer("/spec/progressDeadlineSeconds").and_then(Value::as_u64);
        if deadline.is_none_or(|deadline| deadline > 900) {
            found.push(format!("{}: a rollout may hang for ever", object.path));
        }
    }
    found
}

fn limits(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for object in objects(project) {
        for container in object.containers() {
            for bound in ["requests/cpu", "requests/memory", "limits/memory"] {
                if container.pointer(&format!("/resources/{bound}")).is_none() {
                    found.push(format!("{}: no {bound}", object.path));
                }
            }
        }
    }
    found
}
