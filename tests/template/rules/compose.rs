//! The Compose stacks.

use serde_json::Value;

use super::{Rule, rule};
use crate::dockerfile::lineage;
use crate::kube::{entries, items, scalar, text};
use crate::project::Project;

pub const RULES: &[Rule] = &[
    rule("the development stack runs tools that it has", development),
    rule("no mount hides the environment of the image", mounts),
    rule("a stack starts without .env", env_files),
    rule("inside a stack services have names, not localhost", hosts),
    rule("every service is waited for until it is healthy", health),
    rule("ports are bound on loopback", ports),
    rule("a stack has a name", names),
    rule("the data of PostgreSQL lies where its image keeps them", data),
    rule("the test stack tests by itself", tests),
];

const FILES: [&str; 2] = ["compose.yaml", "compose.test.yaml"];

/// Every service: the file, its name and what describes it.
pub fn services(project: &Project) -> Vec<(String, String, Value)> {
    let mut all = Vec::new();
    for file in FILES {
        for document in project.yaml(file) {
            let services = entries(&document, "/services").into_iter();
            all.extend(services.map(|(name, it)| (file.to_owned(), name.to_owned(), it.clone())));
        }
    }
    all
}

/// A command as one line, in whichever of its two forms.
fn line(value: Option<&Value>) -> String {
    match value {
        Some(Value::Array(words)) => words.iter().map(scalar).collect::<Vec<_>>().join(" "),
        Some(value) => scalar(value),
        None => String::new(),
    }
}

fn built(project: &Project) -> Vec<(String, Value, String)> {
    let built = services(project).into_iter().filter(|(_, _, it)| it.get("build").is_some());
    built
        .map(|(file, name, it)| {
            let last =
                project.stages("Dockerfile").pop().map(|stage| stage.name).unwrap_or_default();
            let target = text(&it, "/build/target");
            let target = if target.is_empty() { last } else { target.to_owned() };
            (format!("{file}: {name}"), it, target)
        })
        .collect()
}

fn development(project: &Project) -> Vec<String> {
    let stages = project.stages("Dockerfile");
    let mut found = Vec::new();
    for (place, it, target) in built(project) {
        let line_of = lineage(&stages, &target);
        let inherited = line_of.iter().find_map(|stage| stage.all("CMD").last());
        let command = line(it.get("command")) + inherited.unwrap_or_default();
        if command.contains("uv run") || command.contains("\"uv\"") {
            found.push(format!("{place} calls uv, which would install at start"));
        }
        let env = line_of
            .iter()
            .find_map(|stage| stage.all("ENV").find(|env| env.contains("UV_NO_DEV=")));
        if env.is_some_and(|env| env.contains("UV_NO_DEV=1")) {
            found.push(format!("{place} runs {target}, which has no development tools"));
        }
    }
    found
}

fn mounts(project: &Project) -> Vec<String> {
    let hiding = built(project).into_iter().filter(|(_, it, _)| {
        items(it, "/volumes").into_iter().any(|volume| {
            let volume = scalar(volume);
            volume.split(':').nth(1).is_some_and(|target| "/app/.venv".starts_with(target))
        })
    });
    hiding.map(|(place, _, _)| format!("{place} mounts over /app/.venv")).collect()
}

fn env_files(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (file, name, it) in services(project) {
        let listed = match it.get("env_file") {
            Some(Value::Array(list)) => list.clone(),
            Some(one) => vec![one.clone()],
            None => Vec::new(),
        };
        for entry in listed {
            let path = entry.get("path").map_or_else(|| scalar(&entry), scalar);
            let required = entry.get("required").and_then(Value::as_bool).unwrap_or(true);
            if required && !project.exists(&path) {
                found.push(format!("{file}: {name} needs {path}, which is not in the repository"));
            }
        }
    }
    found
}

fn hosts(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (file, name, it) in services(project) {
        let depends: Vec<&str> =
            entries(&it, "/depends_on").into_iter().map(|(name, _)| name).collect();
        for (needed, variable) in
            [("postgres", "DATABASE_URL"), ("migrate", "DATABASE_URL"), ("redis", "REDIS_URL")]
        {
            let url =
                it.pointer(&format!("/environment/{variable}")).map(scalar).unwrap_or_default();
            let host = if needed == "migrate" { "postgres" } else { needed };
            if depends.contains(&needed)
                && !url.contains(&format!("@{host}:"))
                && !url.contains(&format!("//{host}:"))
            {
                found.push(format!("{file}: {name} reaches {needed} by {url:?}"));
            }
        }
    }
    found
}

fn health(project: &Project) -> Vec<String> {
    let services = services(project);
    let mut found = Vec::new();
    for (file, name, it) in &services {
        if let Some(list) = it.get("depends_on").and_then(Value::as_array) {
            found.push(format!("{file}: {name} waits for {list:?} to start only"));
        }
        for (needed, how) in entries(it, "/depends_on") {
            if text(how, "/condition") == "service_started" || text(how, "/condition").is_empty() {
                found.push(format!("{file}: {name} does not wait until {needed} is healthy"));
            }
        }
        let image = text(it, "/image");
        if !image.is_empty() && it.get("healthcheck").is_none() {
            found.push(format!("{file}: {name} has no health check"));
        }
    }
    found
}

fn ports(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (file, name, it) in services(project) {
        let open = items(&it, "/ports")
            .into_iter()
            .map(scalar)
            .filter(|port| !port.starts_with("127.0.0.1:"));
        found.extend(open.map(|port| format!("{file}: {name} binds {port} on every interface")));
    }
    found
}

fn names(project: &Project) -> Vec<String> {
    let files = FILES.into_iter().filter(|file| project.exists(file));
    let unnamed =
        files.filter(|file| project.yaml(file).iter().all(|it| text(it, "/name").is_empty()));
    unnamed.map(str::to_owned).collect()
}

fn data(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (file, name, it) in
        services(project).into_iter().filter(|(_, _, it)| text(it, "/image").contains("pg"))
    {
        let mounted: Vec<String> =
            items(&it, "/volumes").into_iter().chain(items(&it, "/tmpfs")).map(scalar).collect();
        let whole = |mount: &String| mount.split(':').any(|part| part == "/var/lib/postgresql");
        if !mounted.iter().any(whole) {
            found.push(format!(
                "{file}: {name} keeps {mounted:?}, from PostgreSQL 18 on not its data"
            ));
        }
    }
    found
}

fn tests(project: &Project) -> Vec<String> {
    let stages = project.stages("Dockerfile");
    let mut found = Vec::new();
    for (place, it, target) in
        built(project).into_iter().filter(|(place, _, _)| place.starts_with("compose.test"))
    {
        let inherited = lineage(&stages, &target);
        let inherited =
            inherited.iter().find_map(|stage| stage.all("CMD").last()).unwrap_or_default();
        if !(line(it.get("command")) + inherited).contains("pytest") {
            found.push(format!("{place} builds {target}, which runs no tests"));
        }
        for (variable, wanted) in [("database", "postgres"), ("cache", "redis")] {
            let needed = project.answer(variable) == wanted;
            if needed && it.pointer(&format!("/depends_on/{wanted}")).is_none() {
                found.push(format!("{place} does not wait for {wanted}"));
            }
        }
    }
    let durable = services(project)
        .into_iter()
        .filter(|(file, _, it)| file == "compose.test.yaml" && !items(it, "/volumes").is_empty());
    found.extend(durable.map(|(file, name, _)| format!("{file}: {name} keeps data between runs")));
    found
}
