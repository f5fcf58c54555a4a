//! References between manifests.

use serde_json::Value;

use crate::kube::{
    Object, deep, entries, every_value, items, kustomizations, objects, of_kind, scalar, text,
};
use crate::project::Project;
use crate::rules::{Rule, rule};

pub const RULES: &[Rule] = &[
    rule("kustomizations name files that exist, and all of them", resources),
    rule("patches and generators of overlays have a base", overlays),
    rule("config maps and secrets exist", config),
    rule("service accounts, targets and backends exist", names),
    rule("port names and numbers agree", ports),
    rule("selectors select pods", selectors),
    rule("mounted volumes exist", volumes),
    rule("the image that is deployed is the one that runs", image),
];

/// `dir/../other` without the dots.
fn join(dir: &str, path: &str) -> String {
    let mut parts: Vec<&str> = dir.split('/').collect();
    for part in path.split('/') {
        match part {
            ".." => _ = parts.pop(),
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn resources(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (dir, kustomization) in kustomizations(project) {
        let lists = ["/resources", "/components", "/configurations"];
        let mut named: Vec<String> = lists
            .iter()
            .flat_map(|list| items(&kustomization, list))
            .map(|path| join(&dir, &scalar(path)))
            .collect();
        let patches = items(&kustomization, "/patches").into_iter();
        named.extend(patches.filter_map(|it| it.get("path")).map(|it| join(&dir, &scalar(it))));
        for generator in items(&kustomization, "/configMapGenerator") {
            let lists = ["/envs", "/files"].iter().flat_map(|list| items(generator, list));
            named.extend(lists.map(|path| join(&dir, &scalar(path))));
        }
        let exists = |path: &String| {
            project.text(path).len() > 1 || project.exists(&format!("{path}/kustomization.yaml"))
        };
        found.extend(
            named.iter().filter(|path| !exists(path)).map(|path| format!("{dir}: no {path}")),
        );
        let inside =
            project.texts(|path| path.starts_with(&format!("{dir}/")) && !path.ends_with(".md"));
        let files =
            inside.map(|(path, _)| path).filter(|path| !path.ends_with("kustomization.yaml"));
        let orphans = files.filter(|path| !named.iter().any(|name| name == path));
        found.extend(orphans.map(|path| format!("{dir} does not use {path}")));
    }
    found
}

fn overlays(project: &Project) -> Vec<String> {
    let objects = objects(project);
    let all = kustomizations(project);
    let generated: Vec<&str> = all
        .iter()
        .flat_map(|(_, it)| items(it, "/configMapGenerator"))
        .filter(|it| text(it, "/behavior").is_empty())
        .map(|it| text(it, "/name"))
        .collect();
    let mut found = Vec::new();
    for (dir, kustomization) in &all {
        for patch in items(kustomization, "/patches") {
            let file = project.text(&join(dir, text(patch, "/path")));
            let written = patch.get("path").map_or(text(patch, "/patch"), |_| file);
            let Ok(it) = serde_saphyr::from_str::<Value>(written) else {
                found.push(format!("{dir}: a patch does not parse"));
                continue;
            };
            let target = patch.get("target").unwrap_or(&it);
            let name = target.pointer("/metadata/name").or(target.get("name")).map(scalar);
            let patched = |object: &Object| {
                object.kind() == text(target, "/kind")
                    && name.as_deref().is_none_or(|name| name == object.name())
            };
            if !objects.iter().any(patched) {
                found.push(format!("{dir}: nothing to patch: {} {name:?}", text(target, "/kind")));
            }
        }
        for generator in items(kustomization, "/configMapGenerator") {
            if !generated.contains(&text(generator, "/name")) {
                found.push(format!("{dir}: nothing generates {}", text(generator, "/name")));
            }
        }
    }
    found
}

/// Whether something makes a Secret of this name: a skeleton, a documented command, an object.
fn secret_exists(project: &Project, name: &str) -> bool {
    let skeleton = project.text("scripts/secrets.sh").contains(&format!("name: {name}\\n"));
    let command = project.text("docs/secrets.md").contains(&format!("secret generic {name} "));
    let external = of_kind(project, "ExternalSecret")
        .iter()
        .any(|it| text(&it.value, "/spec/target/name") == name);
    skeleton || command || external
}

fn config(project: &Project) -> Vec<String> {
    let generators = kustomizations(project);
    let generators = generators.iter().flat_map(|(_, it)| items(it, "/configMapGenerator"));
    let maps: Vec<&str> = generators.map(|it| text(it, "/name")).collect();
    let mut found = Vec::new();
    for Object { path, value } in objects(project) {
        let wanted = |key: &str| -> Vec<String> {
            deep(&value, key).into_iter().map(|it| text(it, "/name").to_owned()).collect()
        };
        let of_maps = wanted("configMapRef").into_iter().chain(wanted("configMapKeyRef"));
        let no_map = of_maps.filter(|name| !maps.contains(&name.as_str()));
        found.extend(no_map.map(|name| format!("{path}: no config map {name}")));
        let of_secrets = wanted("secretRef").into_iter().chain(wanted("secretKeyRef"));
        let no_secret = of_secrets.filter(|name| !secret_exists(project, name));
        found.extend(no_secret.map(|name| format!("{path}: nothing makes the secret {name}")));
    }
    found
}

fn names(project: &Project) -> Vec<String> {
    let all = objects(project);
    let exists =
        |kind: &str, name: &str| all.iter().any(|it| it.kind() == kind && it.name() == name);
    let mut found = Vec::new();
    for Object { path, value } in &every_value(project) {
        let mut wants = |kind: &str, name: &str| {
            if !exists(kind, name) {
                found.push(format!("{path}: no {kind} {name}"));
            }
        };
        for account in deep(value, "serviceAccountName") {
            wants("ServiceAccount", &scalar(account));
        }
        for target in deep(value, "scaleTargetRef") {
            wants(text(target, "/kind"), text(target, "/name"));
        }
        for backends in deep(value, "backendRefs") {
            items(backends, "").into_iter().for_each(|it| wants("Service", text(it, "/name")));
        }
    }
    found
}

/// Whether the labels of `pod` hold every pair of `selector`.
fn selects(selector: &Value, pod: &Value) -> bool {
    entries(selector, "").into_iter().all(|(key, value)| pod["metadata"]["labels"][key] == *value)
}

fn container_ports(pod: &Value) -> Vec<(&str, u64)> {
    let ports = items(pod, "/spec/containers").into_iter().flat_map(|it| items(it, "/ports"));
    ports.map(|it| (text(it, "/name"), it["containerPort"].as_u64().unwrap_or_default())).collect()
}

fn ports(project: &Project) -> Vec<String> {
    let all = objects(project);
    let pods: Vec<&Value> = all.iter().filter_map(Object::pod).collect();
    let has = |pod: &Value, port: &Value| {
        let (name, number) = (scalar(port), port.as_u64());
        container_ports(pod).iter().any(|(n, p)| *n == name || number == Some(*p))
    };
    let mut found = Vec::new();
    for object in &all {
        let mut wants = |holds: bool, port: &Value| {
            if !holds {
                found.push(format!("{}: no port {port}", object.path));
            }
        };
        if let Some(pod) = object.pod() {
            deep(pod, "httpGet")
                .into_iter()
                .for_each(|probe| wants(has(pod, &probe["port"]), &probe["port"]));
        }
        let spec = &object.value["spec"];
        let chosen = |selector: &Value| -> Vec<&Value> {
            pods.iter().copied().filter(|pod| selects(selector, pod)).collect()
        };
        if object.kind() == "Service" {
            for port in items(spec, "/ports") {
                let target = port.get("targetPort").unwrap_or(&port["port"]);
                wants(chosen(&spec["selector"]).iter().any(|pod| has(pod, target)), target);
            }
        }
        if object.kind() == "NetworkPolicy" {
            let open = items(spec, "/ingress").into_iter().flat_map(|rule| items(rule, "/ports"));
            let chosen = chosen(&spec["podSelector"]["matchLabels"]);
            open.for_each(|it| wants(chosen.iter().any(|pod| has(pod, &it["port"])), &it["port"]));
        }
        for backend in
            deep(&object.value, "backendRefs").into_iter().flat_map(|list| items(list, ""))
        {
            let service =
                all.iter().find(|it| it.kind() == "Service" && it.name() == text(backend, "/name"));
            let port = &backend["port"];
            wants(service.is_some_and(|it| deep(&it.value, "port").contains(&port)), port);
        }
    }
    found
}

fn selectors(project: &Project) -> Vec<String> {
    let all = objects(project);
    let pods: Vec<&Value> = all.iter().filter_map(Object::pod).collect();
    let mut found = Vec::new();
    for object in &all {
        let spec = &object.value["spec"];
        let service = (object.kind() == "Service").then_some(&spec["selector"]);
        let matched = ["/selector/matchLabels", "/podSelector/matchLabels"];
        let matched = matched.iter().filter_map(|pointer| spec.pointer(pointer));
        let own = object.pod();
        for selector in service.into_iter().chain(matched) {
            if object.kind() == "ServiceMonitor" {
                continue; // which selects services
            }
            let selected = match own {
                Some(pod) => selects(selector, pod),
                None => pods.iter().any(|pod| selects(selector, pod)),
            };
            if !selected {
                found.push(format!("{}: {selector} selects no pod", object.path));
            }
        }
    }
    found
}

fn volumes(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for object in objects(project) {
        let Some(pod) = object.pod() else { continue };
        let volumes: Vec<&str> =
            items(pod, "/spec/volumes").into_iter().map(|it| text(it, "/name")).collect();
        let mounts = object.containers().into_iter().flat_map(|it| items(it, "/volumeMounts"));
        let used: Vec<&str> = mounts.map(|it| text(it, "/name")).collect();
        let differ = volumes
            .iter()
            .filter(|name| !used.contains(name))
            .chain(used.iter().filter(|name| !volumes.contains(name)));
        found.extend(differ.map(|name| format!("{}: volume {name}", object.path)));
    }
    found
}

fn image(project: &Project) -> Vec<String> {
    let script = project.text("scripts/deploy.sh");
    let after = script.split_once("images:").map_or("", |(_, after)| after);
    let name =
        after.lines().find_map(|line| line.trim().strip_prefix("- name: ")).unwrap_or_default();
    let tag = format!("{}/{}", project.answer("registry"), project.answer("owner").to_lowercase());
    let mut found = Vec::new();
    for object in objects(project) {
        for container in object.containers() {
            let image = text(container, "/image");
            if image.contains("@sha256:") {
                continue; // of others
            }
            if image.rsplit_once(':').map(|(image, _)| image) != Some(name)
                || !image.starts_with(&tag)
            {
                found.push(format!("{}: {image} is not {name}", object.path));
            }
        }
    }
    let pushed = project.text(".github/workflows/delivery.yml");
    if project.has("kubernetes") && project.has("ci") && !pushed.contains(&format!(" {name}:")) {
        found.push(format!("no workflow pushes {name}"));
    }
    found
}
