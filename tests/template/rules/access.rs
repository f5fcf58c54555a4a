//! Who may do what in the cluster.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Rule, rule};
use crate::kube::{Object, items, kustomizations, objects, of_kind, scalar, text};
use crate::project::Project;

pub const RULES: &[Rule] = &[
    rule("the deployer may apply what is deployed, and nothing else", deployer),
    rule("on call may look and go back, and nothing else", on_call),
    rule("environments are namespaces of their own", namespaces),
];

const ACCESS: &str = "deploy/access/";
const APPLY: [&str; 3] = ["get", "create", "patch"];

/// A group and a resource of it, as roles name them.
type Resource = (String, String);

fn resource(api_version: &str, kind: &str) -> Resource {
    let group = api_version.rsplit_once('/').map_or("", |(group, _)| group);
    let kind = kind.to_lowercase();
    let plural =
        kind.strip_suffix('y').map_or_else(|| format!("{kind}s"), |stem| format!("{stem}ies"));
    (group.to_owned(), plural)
}

/// The verbs that a cluster role grants on each resource.
fn granted(project: &Project, name: &str) -> BTreeMap<Resource, BTreeSet<String>> {
    let mut granted: BTreeMap<Resource, BTreeSet<String>> = BTreeMap::new();
    let roles =
        of_kind(project, "ClusterRole").into_iter().filter(|role| role.name().ends_with(name));
    for role in roles {
        for rule in items(&role.value, "/rules") {
            for group in items(rule, "/apiGroups").into_iter().map(scalar) {
                for resource in items(rule, "/resources").into_iter().map(scalar) {
                    let verbs = items(rule, "/verbs").into_iter().map(scalar);
                    granted.entry((group.clone(), resource)).or_default().extend(verbs);
                }
            }
        }
    }
    granted
}

/// What the overlays that the pipeline deploys consist of.
fn deployed(project: &Project) -> BTreeSet<Resource> {
    let rollouts = of_kind(project, "Rollout");
    let replaced = |it: &Object| {
        it.kind() == "Deployment" && rollouts.iter().any(|rollout| rollout.name() == it.name())
    };
    let kinds = objects(project).into_iter().filter(|object| !object.path.starts_with(ACCESS));
    let mut all: BTreeSet<Resource> = kinds
        .filter(|it| !replaced(it))
        .map(|it: Object| resource(text(&it.value, "/apiVersion"), it.kind()))
        .collect();
    let generates = |(_, it): &(String, Value)| !items(it, "/configMapGenerator").is_empty();
    if kustomizations(project).iter().any(generates) {
        all.insert(resource("v1", "ConfigMap"));
    }
    if project.has("kubernetes") && project.has("sops") {
        all.insert(resource("v1", "Secret"));
    }
    all
}

fn deployer(project: &Project) -> Vec<String> {
    let granted = granted(project, "-deployer");
    let deployed = deployed(project);
    let mut found = Vec::new();
    for it in &deployed {
        let verbs = granted.get(it).cloned().unwrap_or_default();
        let lacking: Vec<&str> = APPLY.into_iter().filter(|verb| !verbs.contains(*verb)).collect();
        if !lacking.is_empty() {
            found.push(format!("{it:?} is deployed, without {lacking:?}"));
        }
    }
    for (it, verbs) in &granted {
        let reads = |verb: &String| ["get", "list", "watch"].contains(&verb.as_str());
        if !deployed.contains(it) && !verbs.iter().all(reads) {
            found.push(format!("{it:?} is not deployed, with {verbs:?}"));
        }
        let replaced = it == &resource("batch/v1", "Job");
        let bad = |verb: &&String| ["*", "update", "deletecollection"].contains(&verb.as_str());
        if verbs.iter().any(|verb| bad(&verb) || (verb == "delete" && !replaced)) {
            found.push(format!("{it:?}: {verbs:?}"));
        }
    }
    found
}

fn on_call(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    let workload = |name: &str| ["deployments", "rollouts", "rollouts/status"].contains(&name);
    for ((group, name), verbs) in granted(project, "-on-call") {
        let more = verbs.iter().filter(|verb| !["get", "list", "watch"].contains(&verb.as_str()));
        let more = more.filter(|verb| *verb != "patch" || !workload(&name));
        found.extend(more.map(|verb| format!("may {verb} {group}/{name}")));
        if name == "secrets" {
            found.push("may read secrets".to_owned());
        }
    }
    found
}

fn namespaces(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    let all = of_kind(project, "Namespace");
    let mut used = BTreeSet::new();
    for (dir, overlay) in kustomizations(project).iter().filter(|(it, _)| it.contains("/overlays/"))
    {
        let name = text(overlay, "/namespace");
        used.insert(name.to_owned());
        if !all.iter().any(|it| it.name() == name) {
            found.push(format!("{dir}: nobody makes the namespace {name}"));
        }
    }
    for namespace in &all {
        let enforced = "/metadata/labels/pod-security.kubernetes.io~1enforce";
        if text(&namespace.value, enforced) != "restricted" {
            found.push(format!("{} takes pods of any kind", namespace.name()));
        }
        if !namespace.path.starts_with(ACCESS) || !used.contains(namespace.name()) {
            found.push(format!("{}: {}", namespace.path, namespace.name()));
        }
    }
    for binding in of_kind(project, "RoleBinding") {
        let inside = text(&binding.value, "/metadata/namespace");
        if !used.contains(inside) && inside != "monitoring" {
            found.push(format!("{}: no namespace {inside}", binding.name()));
        }
        for subject in items(&binding.value, "/subjects").into_iter().map(|it| text(it, "/name")) {
            let environment = subject.rsplit_once(":environment:").map(|(_, name)| name);
            let own = environment.is_none_or(|name| inside.ends_with(&format!("-{name}")));
            if !own && inside != "monitoring" {
                found.push(format!("{}: {subject} in {inside}", binding.name()));
            }
        }
    }
    found
}
