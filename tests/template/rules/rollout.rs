//! Releases in two colours.

use serde_json::Value;

use super::{Rule, rule};
use crate::kube::{deep, items, kustomizations, objects, of_kind, scalar, text};
use crate::project::Project;

pub const RULES: &[Rule] = &[
    rule("the old colour outlives its longest request", outlives),
    rule("a release is analysed before and after the switch", analysed),
    rule("staging and production release alike", alike),
    rule("what a release consists of is told apart", parts),
    rule("who asks the pods is let in", admitted),
];

/// `300s` as a number; 0 if it is none.
fn seconds(duration: &str) -> u64 {
    duration.strip_suffix('s').and_then(|number| number.parse().ok()).unwrap_or_default()
}

fn outlives(project: &Project) -> Vec<String> {
    let routes = of_kind(project, "HTTPRoute");
    let rules = routes.iter().flat_map(|route| items(&route.value, "/spec/rules"));
    let longest = rules.map(|it| seconds(text(it, "/timeouts/request"))).max().unwrap_or_default();
    let mut found = Vec::new();
    for rollout in of_kind(project, "Rollout") {
        let kept = rollout.value.pointer("/spec/strategy/blueGreen/scaleDownDelaySeconds");
        let kept = kept.and_then(Value::as_u64).unwrap_or_default();
        if longest == 0 || kept <= longest {
            found.push(format!("{}: kept {kept} s, requests of {longest} s", rollout.path));
        }
    }
    found
}

fn analysed(project: &Project) -> Vec<String> {
    let templates = of_kind(project, "AnalysisTemplate");
    let mut found = Vec::new();
    for rollout in of_kind(project, "Rollout") {
        let strategy = &rollout.value["spec"]["strategy"]["blueGreen"];
        for (when, service) in [("pre", "previewService"), ("post", "activeService")] {
            let analysis = &strategy[format!("{when}PromotionAnalysis").as_str()];
            let args = items(analysis, "/args");
            let given: Vec<&str> = args.iter().map(|it| text(it, "/name")).collect();
            let asked = args.iter().find(|it| text(it, "/name") == "service");
            if asked.is_none_or(|it| it.get("value") != strategy.get(service)) {
                found.push(format!("{}: {when} does not ask {service}", rollout.path));
            }
            for template in &templates {
                let run = items(analysis, "/templates")
                    .into_iter()
                    .any(|it| text(it, "/templateName") == template.name());
                // Smoke is what users will do later: once they do it there is no need.
                let wanted = when == "pre" || !template.name().ends_with("-smoke");
                if run != wanted {
                    found.push(format!(
                        "{}: {when} does not agree with {}",
                        rollout.path,
                        template.name()
                    ));
                }
                let wanted = items(&template.value, "/spec/args").into_iter();
                let lacking = wanted.map(|it| text(it, "/name")).filter(|it| !given.contains(it));
                found.extend(lacking.map(|it| format!("{}: {when} gives no {it}", rollout.path)));
            }
        }
    }
    found
}

fn alike(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (dir, overlay) in kustomizations(project).iter().filter(|(it, _)| it.contains("/overlays/"))
    {
        let used = items(overlay, "/components").into_iter().map(scalar);
        let used = used.filter(|path| path.ends_with("/blue-green")).count() == 1;
        if used != (project.has("blue-green") && !dir.ends_with("/development")) {
            found.push(format!("{dir}: blue-green is {used}"));
        }
    }
    found
}

/// A deployment applies what has no component or `migrate`, waits for the Job, then the rest.
fn parts(project: &Project) -> Vec<String> {
    const FIRST: [&str; 4] = ["ServiceAccount", "ConfigMap", "SecretStore", "ExternalSecret"];
    const PATCH: &str = "deploy/components/blue-green/rollout.yaml";
    let mut found = Vec::new();
    let deployed = objects(project).into_iter();
    for object in deployed.filter(|it| !it.path.starts_with("deploy/access/") && it.path != PATCH) {
        let component = text(&object.value, "/metadata/labels/app.kubernetes.io~1component");
        let expected = match object.name() {
            name if name.ends_with("-migrate") => "migrate",
            name if name.ends_with("-pgbouncer") => "pgbouncer",
            "default-deny" => "",
            _ if FIRST.contains(&object.kind()) => "",
            _ => "server",
        };
        if component != expected {
            found.push(format!("{}: {component:?}, not {expected:?}", object.path));
        }
    }
    found
}

fn admitted(project: &Project) -> Vec<String> {
    const ASKING: [(&str, &str); 2] =
        [("monitoring", "monitoring"), ("blue-green", "argo-rollouts")];
    let policies = of_kind(project, "NetworkPolicy");
    let from: Vec<String> = policies
        .iter()
        .flat_map(|it| deep(&it.value["spec"]["ingress"], "kubernetes.io/metadata.name"))
        .map(scalar)
        .collect();
    let wanted = ASKING.iter().filter(|(component, _)| project.has(component));
    let lacking = wanted.filter(|(_, namespace)| !from.iter().any(|it| it == namespace));
    lacking.map(|(_, namespace)| format!("no policy lets {namespace} in")).collect()
}
