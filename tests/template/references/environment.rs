//! The keys of Settings, of the environment files and of everything that sets them are one set.

use std::collections::BTreeSet;

use crate::kube::{entries, items, kustomizations, scalar};
use crate::project::Project;
use crate::python;
use crate::rules::{Rule, rule};

pub const RULES: &[Rule] = &[
    rule("environment files hold exactly the settings", files),
    rule("only settings are set", set),
    rule("the settings are read", read),
];

fn keys(text: &str) -> BTreeSet<String> {
    let lines = text.lines().map(|line| line.strip_prefix("# ").unwrap_or(line));
    let named = lines.filter_map(|line| line.split_once('=')).map(|(key, _)| key);
    let upper = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    named.filter(|key| key.len() > 1 && key.chars().all(upper)).map(str::to_owned).collect()
}

fn known(project: &Project) -> BTreeSet<String> {
    python::settings(project).into_iter().map(|setting| setting.variable).collect()
}

fn files(project: &Project) -> Vec<String> {
    let known = known(project);
    let mut found = Vec::new();
    if known.is_empty() {
        found.push("no settings are found".to_owned());
    }
    for path in [".env.example", ".env.test"] {
        let keys = keys(project.text(path));
        let more = keys.difference(&known).map(|key| format!("{path}: no setting {key}"));
        let less = known.difference(&keys).map(|key| format!("{path} lacks {key}"));
        found.extend(more.chain(less));
    }
    found
}

fn set(project: &Project) -> Vec<String> {
    let known = known(project);
    let mut named: Vec<(String, String)> = Vec::new();
    let mut add = |place: &str, key: &str| named.push((place.to_owned(), key.to_owned()));
    keys(project.text("deploy/base/config.env"))
        .iter()
        .for_each(|key| add("deploy/base/config.env", key));
    for (dir, kustomization) in kustomizations(project) {
        for generator in items(&kustomization, "/configMapGenerator") {
            for literal in items(generator, "/literals").into_iter().map(scalar) {
                add(&dir, literal.split('=').next().unwrap_or_default());
            }
        }
    }
    for file in ["compose.yaml", "compose.test.yaml", ".devcontainer/compose.yaml"] {
        for document in project.yaml(file) {
            for (service, it) in entries(&document, "/services") {
                let ours = it.get("build").is_some();
                let keys = entries(it, "/environment").into_iter().filter(|_| ours);
                keys.for_each(|(key, _)| add(&format!("{file}: {service}"), key));
            }
        }
    }
    for (path, workflow) in project.yaml_files(".github/workflows/") {
        for (id, job) in entries(&workflow, "/jobs") {
            entries(job, "/env")
                .into_iter()
                .for_each(|(key, _)| add(&format!("{path}: {id}"), key));
        }
    }
    let unknown = named.into_iter().filter(|(_, key)| !known.contains(key));
    unknown.map(|(place, key)| format!("{place} sets {key}, which nothing reads")).collect()
}

fn read(project: &Project) -> Vec<String> {
    let source: String = project
        .texts(|path| path.starts_with("src/") && path.ends_with(".py"))
        .map(|(_, text)| text)
        .collect();
    // What a deployment calls itself is there to be seen, even where no rule depends on it.
    let unread = known(project).into_iter().filter(|variable| {
        variable != "ENVIRONMENT" && !source.contains(&format!(".{}", variable.to_lowercase()))
    });
    unread.map(|variable| format!("nothing reads {variable}")).collect()
}
