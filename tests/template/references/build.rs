//! References of Dockerfiles, Compose files and workflows.

use serde_json::Value;

use crate::kube::{deep, entries, items, scalar, text};
use crate::project::Project;
use crate::rules::{Rule, rule};

pub const RULES: &[Rule] = &[
    rule("stages and copied files exist", copies),
    rule("the services of a stack exist", services),
    rule("jobs, steps and outputs exist", jobs),
];

/// Made by a tool after the rendering.
const MADE: [&str; 1] = ["uv.lock"];

fn copies(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    let ignored: Vec<&str> = project.text(".dockerignore").lines().collect();
    let stages = project.stages("Dockerfile");
    let names: Vec<&str> = stages.iter().map(|stage| stage.name.as_str()).collect();
    for stage in &stages {
        for copy in stage.all("COPY").chain(stage.all("RUN")) {
            let from = copy.split("from=").nth(1).and_then(|rest| rest.split([' ', ',']).next());
            if let Some(from) = from.filter(|from| !from.contains('@') && !names.contains(from)) {
                found.push(format!("no stage {from}"));
            }
        }
        let bound = stage.all("RUN").flat_map(|run| run.split("source=").skip(1));
        let bound = bound.filter_map(|rest| rest.split([' ', ',']).next());
        let copied = stage.all("COPY").filter(|copy| !copy.contains("--from=")).flat_map(|copy| {
            let words: Vec<&str> = copy.split(' ').filter(|word| !word.starts_with("--")).collect();
            words[..words.len().saturating_sub(1)].to_vec()
        });
        for path in bound.chain(copied).filter(|path| *path != ".") {
            if !project.exists(path) && !MADE.contains(&path) {
                found.push(format!("{} copies {path}, which is not there", stage.name));
            }
            if ignored.contains(&path) {
                found.push(format!("{} copies {path}, which .dockerignore hides", stage.name));
            }
        }
    }
    found
}

fn services(project: &Project) -> Vec<String> {
    let stages: Vec<String> =
        project.stages("Dockerfile").into_iter().map(|stage| stage.name).collect();
    let mut found = Vec::new();
    for (file, more) in [
        ("compose.yaml", None),
        ("compose.test.yaml", None),
        (".devcontainer/compose.yaml", Some("compose.yaml")),
    ] {
        let own = project.yaml(file);
        let other = more.map(|more| project.yaml(more)).unwrap_or_default();
        let known: Vec<(&str, &Value)> =
            own.iter().chain(&other).flat_map(|it| entries(it, "/services")).collect();
        let volumes: Vec<&str> =
            own.iter().flat_map(|it| entries(it, "/volumes")).map(|(name, _)| name).collect();
        for (name, it) in own.iter().flat_map(|it| entries(it, "/services")) {
            for (needed, how) in entries(it, "/depends_on") {
                let there = known.iter().find(|(name, _)| *name == needed);
                let checked = there.is_some_and(|(_, it)| it.get("healthcheck").is_some());
                if there.is_none() || (text(how, "/condition") == "service_healthy" && !checked) {
                    found.push(format!("{file}: {name} waits for {needed}"));
                }
            }
            let target = text(it, "/build/target");
            if !target.is_empty() && !stages.iter().any(|stage| stage == target) {
                found.push(format!("{file}: no stage {target}"));
            }
            for volume in items(it, "/volumes").into_iter().map(scalar) {
                let from = volume.split(':').next().unwrap_or_default().to_owned();
                let path = from.strip_prefix("./").unwrap_or_default();
                let there = if from.starts_with('.') {
                    path.is_empty() || project.exists(path)
                } else {
                    volumes.contains(&from.as_str())
                };
                if !there {
                    found.push(format!("{file}: {name} mounts {from}"));
                }
            }
        }
    }
    let container = serde_json::from_str::<Value>(project.text(".devcontainer/devcontainer.json"))
        .unwrap_or_default();
    for file in items(&container, "/dockerComposeFile").into_iter().map(scalar) {
        let path =
            file.strip_prefix("../").map_or_else(|| format!(".devcontainer/{file}"), str::to_owned);
        if !project.exists(&path) {
            found.push(format!("devcontainer.json: no {path}"));
        }
    }
    found
}

fn jobs(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, workflow) in project.yaml_files(".github/workflows/") {
        let jobs = entries(&workflow, "/jobs");
        for (id, job) in &jobs {
            let needs = job.get("needs").map(|needs| match needs {
                Value::Array(list) => list.iter().map(scalar).collect(),
                one => vec![scalar(one)],
            });
            let lacking = needs
                .unwrap_or_default()
                .into_iter()
                .filter(|need| !jobs.iter().any(|(id, _)| id == need));
            found.extend(lacking.map(|need| format!("{path}: {id} needs {need}")));
            let steps: Vec<&str> = deep(job, "id").into_iter().filter_map(Value::as_str).collect();
            let named = job.to_string();
            let used = named.split("steps.").skip(1).filter_map(|rest| rest.split('.').next());
            let unknown = used.filter(|step| !steps.contains(step));
            found.extend(unknown.map(|step| format!("{path}: {id} has no step {step}")));
            for taken in named.split("needs.").skip(1) {
                let end = |c: char| !(c.is_ascii_alphanumeric() || "_-.".contains(c));
                let taken = taken.split(end).next().unwrap_or_default();
                let (from, output) = taken.split_once(".outputs.").unwrap_or((taken, ""));
                let given = jobs.iter().find(|(id, _)| *id == from);
                if given.is_none_or(|(_, it)| it["outputs"].get(output).is_none()) {
                    found.push(format!("{path}: {id} takes {output} of {from}"));
                }
            }
        }
    }
    found
}
