//! References of releases, scraping and roles.

use serde_json::Value;

use crate::kube::{Object, deep, entries, items, kustomizations, objects, of_kind, scalar, text};
use crate::project::Project;
use crate::rules::{Rule, rule};

pub const RULES: &[Rule] = &[
    rule("services and analyses of a rollout exist", rollouts),
    rule("monitors select services and their ports", monitors),
    rule("roles that are bound exist", roles),
    rule("everything asks one Prometheus", addresses),
];

fn rollouts(project: &Project) -> Vec<String> {
    let all = objects(project);
    let exists =
        |kind: &str, name: &str| all.iter().any(|it| it.kind() == kind && it.name() == name);
    let mut found = Vec::new();
    for Object { path, value } in &all {
        for key in ["activeService", "previewService"] {
            let lacking =
                deep(value, key).into_iter().map(scalar).filter(|it| !exists("Service", it));
            found.extend(lacking.map(|it| format!("{path}: no Service {it}")));
        }
        let analyses = deep(value, "templateName").into_iter().map(scalar);
        let lacking = analyses.filter(|it| !exists("AnalysisTemplate", it));
        found.extend(lacking.map(|it| format!("{path}: no AnalysisTemplate {it}")));
    }
    found
}

fn monitors(project: &Project) -> Vec<String> {
    let kustomizations = kustomizations(project);
    let added: Vec<(&str, &Value)> = kustomizations
        .iter()
        .filter(|(dir, _)| dir == "deploy/base")
        .flat_map(|(_, it)| items(it, "/labels"))
        .flat_map(|it| entries(it, "/pairs"))
        .collect();
    let mut found = Vec::new();
    for monitor in of_kind(project, "ServiceMonitor") {
        let services = of_kind(project, "Service").into_iter().filter(|service| {
            entries(&monitor.value, "/spec/selector/matchLabels").iter().all(|(key, value)| {
                service.value["metadata"]["labels"].get(key) == Some(*value)
                    || added.contains(&(*key, *value))
            })
        });
        let ports: Vec<String> = services
            .flat_map(|it| deep(&it.value, "ports").into_iter().cloned().collect::<Vec<_>>())
            .flat_map(|list| {
                items(&list, "")
                    .into_iter()
                    .map(|it| text(it, "/name").to_owned())
                    .collect::<Vec<_>>()
            })
            .collect();
        for endpoint in items(&monitor.value, "/spec/endpoints") {
            let port = text(endpoint, "/port");
            if !ports.iter().any(|name| name == port) {
                found.push(format!("{}: no Service with the port {port:?}", monitor.path));
            }
            let route = format!("@router.get(\"{}\")", text(endpoint, "/path"));
            if !project.python_files().any(|(_, text)| text.contains(&route)) {
                found.push(format!(
                    "{}: nothing answers {}",
                    monitor.path,
                    text(endpoint, "/path")
                ));
            }
        }
    }
    found
}

fn roles(project: &Project) -> Vec<String> {
    let all = objects(project);
    let mut found = Vec::new();
    for binding in
        all.iter().filter(|it| ["RoleBinding", "ClusterRoleBinding"].contains(&it.kind()))
    {
        let (kind, name) =
            (text(&binding.value, "/roleRef/kind"), text(&binding.value, "/roleRef/name"));
        if !all.iter().any(|it| it.kind() == kind && it.name() == name) {
            found.push(format!("{}: no {kind} {name}", binding.path));
        }
        let account =
            items(&binding.value, "/subjects").into_iter().filter(|it| text(it, "/kind") == "User");
        let repository = format!(
            "github:repo:{}/{}:environment:",
            project.answer("owner"),
            crate::project::NAME
        );
        let foreign = account.map(|it| text(it, "/name")).filter(|it| !it.starts_with(&repository));
        found.extend(
            foreign.map(|it| format!("{}: {it} is no identity of this repository", binding.path)),
        );
    }
    found
}

fn addresses(project: &Project) -> Vec<String> {
    const ADDRESS: &str = "http://prometheus-operated.monitoring.svc:9090";
    let mut found = Vec::new();
    for Object { path, value } in objects(project) {
        let named =
            ["address", "serverAddress"].iter().flat_map(|key| deep(&value, key)).map(scalar);
        found.extend(named.filter(|it| it != ADDRESS).map(|it| format!("{path}: {it}")));
    }
    found
}
