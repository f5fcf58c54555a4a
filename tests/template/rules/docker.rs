//! The image.

use super::{Rule, rule};
use crate::dockerfile::{Stage, lineage};
use crate::kube::{deep, scalar};
use crate::project::Project;

pub const RULES: &[Rule] = &[
    rule("the runtime image holds the project itself, not a link to it", non_editable),
    rule("the build has the files that pyproject.toml names", metadata_files),
    rule("uv never changes or ignores the lock", locked),
    rule("every image is pinned by digest", digests),
    rule("uv uses the interpreter of the image", one_python),
    rule("migrations run in the image", migrations),
    rule("the image says how it is", health_check),
    rule("the image runs as a numbered user", numeric_user),
    rule("the build context holds nothing private", ignored),
    rule("nothing is installed into a home", homes),
    rule("Python runs on glibc", glibc),
];

const FILE: &str = "Dockerfile";

fn find(found: bool, what: &str) -> Vec<String> {
    if found { vec![what.to_owned()] } else { Vec::new() }
}

/// Every stage of every Dockerfile.
fn every_stage(project: &Project) -> Vec<(String, Stage)> {
    let files = project.texts(|path| path.ends_with(FILE));
    files
        .flat_map(|(path, _)| project.stages(path).into_iter().map(|s| (path.to_owned(), s)))
        .collect()
}

fn syncs(stage: &Stage) -> impl Iterator<Item = &str> {
    stage.all("RUN").filter(|run| run.contains("uv sync"))
}

/// The stages that the runtime stage copies from, each with what it inherits.
fn copied_from(stages: &[Stage]) -> Vec<Vec<&Stage>> {
    let Some(runtime) = stages.last() else { return Vec::new() };
    let from =
        runtime.all("COPY").filter_map(|copy| copy.split("--from=").nth(1)?.split(' ').next());
    from.map(|name| lineage(stages, name)).filter(|line| !line.is_empty()).collect()
}

fn non_editable(project: &Project) -> Vec<String> {
    let stages = project.stages(FILE);
    let mut found = Vec::new();
    let project_sync =
        |stage: &&&Stage| syncs(stage).any(|run| !run.contains("--no-install-project"));
    for line in copied_from(&stages) {
        let Some(installing) = line.iter().find(project_sync) else {
            found.push(format!("{} never installs the project", line[0].name));
            continue;
        };
        let editable = syncs(installing)
            .any(|run| !run.contains("--no-install-project") && !run.contains("--no-editable"));
        if editable
            && !stages.last().is_some_and(|s| s.all("COPY").any(|copy| copy.contains("src")))
        {
            found.push(format!("{} installs an editable project", installing.name));
        }
        let dev = |stage: &&Stage| stage.all("ENV").any(|env| env.contains("UV_NO_DEV=1"));
        if !line.iter().any(dev) && !syncs(installing).all(|run| run.contains("--no-dev")) {
            found.push(format!("{} installs the development tools", installing.name));
        }
    }
    if project.has("docker") && copied_from(&stages).is_empty() {
        found.push("the last stage copies from no other".to_owned());
    }
    found
}

fn metadata_files(project: &Project) -> Vec<String> {
    let pyproject = project.toml("pyproject.toml");
    let Some(meta) = pyproject.get("project").and_then(|meta| meta.as_table()) else {
        return vec!["pyproject.toml has no project".to_owned()];
    };
    let mut wanted: Vec<&str> =
        meta.get("readme").and_then(|readme| readme.as_str()).into_iter().collect();
    let licenses = meta.get("license-files").and_then(|files| files.as_array());
    wanted.extend(licenses.into_iter().flatten().filter_map(|file| file.as_str()));
    wanted.push("src");
    let stages = project.stages(FILE);
    let mut found = Vec::new();
    for line in copied_from(&stages) {
        let copies: Vec<&str> = line.iter().flat_map(|stage| stage.all("COPY")).collect();
        let has = |file: &str| {
            copies.iter().any(|c| c.split(' ').any(|word| word == file || word == "."))
        };
        let lacking = wanted.iter().filter(|file| !has(file));
        found.extend(lacking.map(|file| format!("{} installs without {file}", line[0].name)));
    }
    let absent = wanted.iter().filter(|file| !project.exists(file));
    found.extend(absent.map(|file| format!("pyproject.toml names {file}, which is not there")));
    found
}

fn locked(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in project.texts(|path| !path.ends_with(".md")) {
        let unlocked = |line: &&str| {
            let frozen = line.contains("--frozen") || line.contains("UV_FROZEN");
            frozen || (line.contains("uv sync") && !line.contains("--locked"))
        };
        let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        found.extend(lines.filter(unlocked).map(|line| format!("{path}: {}", line.trim())));
    }
    found
}

fn digests(project: &Project) -> Vec<String> {
    let mut images: Vec<(String, String)> = Vec::new();
    for (path, stage) in every_stage(project) {
        let names: Vec<String> =
            project.stages(&path).into_iter().map(|stage| stage.name).collect();
        let from = stage.all("COPY").chain(stage.all("RUN"));
        let from = from.filter_map(|text| text.split("from=").nth(1)?.split([' ', ',']).next());
        let used =
            from.chain([stage.base.as_str()]).filter(|image| !names.iter().any(|n| n == image));
        images.extend(used.map(|image| (path.clone(), image.to_owned())));
    }
    let files = ["compose.yaml", "compose.test.yaml", ".devcontainer/compose.yaml"];
    for path in
        files.into_iter().chain(project.texts(|p| p.starts_with(".github/workflows/")).map(|f| f.0))
    {
        for document in project.yaml(path) {
            images.extend(
                deep(&document, "image").into_iter().map(|image| (path.to_owned(), scalar(image))),
            );
        }
    }
    let digest = |image: &str| {
        let hex = image.split_once("@sha256:").map(|(_, hex)| hex);
        hex.is_some_and(|hex| hex.len() == 64 && hex.chars().all(|c| c.is_ascii_hexdigit()))
    };
    let loose = images.iter().filter(|(_, image)| !digest(image) || image.contains(":latest"));
    loose.map(|(path, image)| format!("{path}: {image}")).collect()
}

fn one_python(project: &Project) -> Vec<String> {
    let stages = project.stages(FILE);
    let mut found = Vec::new();
    for stage in stages.iter().filter(|stage| syncs(stage).next().is_some()) {
        let line = lineage(&stages, &stage.name);
        let off = |s: &&Stage| s.all("ENV").any(|env| env.contains("UV_PYTHON_DOWNLOADS=0"));
        if !line.iter().any(off) {
            found.push(format!("uv may download an interpreter in {}", stage.name));
        }
    }
    let bases: Vec<&str> =
        stages.iter().map(|s| s.base.as_str()).filter(|b| b.starts_with("python:")).collect();
    let wanted = format!("python:{}.", project.answer("python"));
    found.extend(
        bases
            .iter()
            .filter(|base| !base.starts_with(&wanted) || *base != &bases[0])
            .map(|base| format!("stages on different interpreters: {base}")),
    );
    found
}

fn migrations(project: &Project) -> Vec<String> {
    if project.answer("database") == "none" || !project.has("docker") {
        return Vec::new();
    }
    let stages = project.stages(FILE);
    let lacks = !stages
        .last()
        .is_some_and(|stage| stage.all("COPY").any(|copy| copy.contains("alembic.ini")));
    let mut found = find(lacks, "the runtime stage lacks alembic.ini");
    let scripts = format!("src/{}/db/migrations/env.py", project.package());
    found.extend(find(!project.exists(&scripts), "the migrations are not in the package"));
    let outside = !project.text("alembic.ini").contains(&format!("{}:", project.package()))
        && !project.text("alembic.ini").contains(&format!("{}.", project.package()));
    found
        .extend(find(outside, "alembic.ini does not name the package as the place of the scripts"));
    found
}

fn health_check(project: &Project) -> Vec<String> {
    let stages = project.stages(FILE);
    let Some(runtime) = stages.last() else { return Vec::new() };
    let checks: Vec<&str> = runtime.all("HEALTHCHECK").collect();
    let mut found = find(checks.is_empty() || checks == ["NONE"], "no HEALTHCHECK");
    let absent = |check: &&str| check.contains("curl") || check.contains("wget");
    found.extend(find(
        checks.iter().any(absent),
        "the health check needs a program that slim images lack",
    ));
    found
}

fn numeric_user(project: &Project) -> Vec<String> {
    let stages = project.stages(FILE);
    let numbered = |user: &str| {
        let number = |part: &str| part.parse::<u32>().is_ok_and(|id| id > 0);
        user.split(':').all(number)
    };
    let runs = stages.iter().filter(|stage| stage.all("CMD").next().is_some());
    let loose = runs.filter(|stage| {
        let line = lineage(&stages, &stage.name);
        let user = line.iter().find_map(|s| s.all("USER").last());
        !user.is_some_and(numbered)
    });
    loose.map(|stage| format!("{} runs as root or as a name", stage.name)).collect()
}

fn ignored(project: &Project) -> Vec<String> {
    if !project.has("docker") {
        return Vec::new();
    }
    let lines: Vec<&str> = project.text(".dockerignore").lines().collect();
    let wanted = [".venv", ".git", ".env", "*.key", "secrets"];
    let lacking = wanted.iter().filter(|entry| !lines.contains(*entry));
    lacking.map(|entry| format!(".dockerignore lacks {entry}")).collect()
}

fn homes(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, stage) in every_stage(project) {
        let runs = stage.all("RUN").filter(|run| run.contains("pip install"));
        let copies =
            stage.all("COPY").filter(|copy| copy.contains("/root/") || copy.contains(".local"));
        found.extend(runs.chain(copies).map(|text| format!("{path}: {text}")));
    }
    found
}

fn glibc(project: &Project) -> Vec<String> {
    let stages = every_stage(project).into_iter();
    let musl =
        stages.filter(|(_, stage)| stage.base.contains("python") && stage.base.contains("alpine"));
    musl.map(|(path, stage)| format!("{path}: {}", stage.base)).collect()
}
