//! The way of a change of infrastructure to production, and who is asked.

use serde_json::Value;

use super::ci::{jobs, needs, steps};
use super::delivery::{INFRASTRUCTURE, behind, environment, uses};
use super::{Rule, rule};
use crate::kube::{deep, text};
use crate::project::Project;

pub const RULES: &[Rule] = &[
    rule("production's infrastructure is behind checks, staging, a plan and approval", gates),
    rule("a plan reads, and no key of the cloud is stored", plans),
    rule("changes of rights and infrastructure ask those who answer for them", owners),
];

const WORKFLOW: &str = ".github/workflows/infrastructure.yml";
const ENVIRONMENTS: [&str; 2] = ["staging", "production"];

/// The jobs of the workflow.
fn graph(project: &Project) -> Vec<(String, Value)> {
    let jobs = jobs(project).into_iter().filter(|(path, ..)| path == WORKFLOW);
    jobs.map(|(_, id, job)| (id, job)).collect()
}

/// Target and whether it is applied, for each step that touches an environment.
fn targets(job: &Value) -> Vec<(String, bool)> {
    let steps = steps(job).into_iter().filter(|step| text(step, "/uses") == INFRASTRUCTURE);
    let target = |step: &Value| text(step, "/with/target").to_owned();
    steps.map(|step| (target(step), text(step, "/with/apply") == "true")).collect()
}

fn gates(project: &Project) -> Vec<String> {
    let jobs = graph(project);
    let mut found = Vec::new();
    let there = project.has("infrastructure-workflow");
    for environment in ENVIRONMENTS {
        let applied =
            jobs.iter().filter(|(_, job)| targets(job).contains(&(environment.to_owned(), true)));
        if applied.count() != usize::from(there) {
            found.push(format!("{WORKFLOW}: {environment} is not applied exactly once"));
        }
    }
    for (id, job) in &jobs {
        let before = behind(&jobs, id);
        if uses(job, INFRASTRUCTURE) && !before.contains("check") {
            found.push(format!("{WORKFLOW}: {id} does not wait for the checks"));
        }
        for (target, applies) in targets(job).into_iter().filter(|(_, applies)| *applies) {
            if environment(job) != target || text(job, "/if") != "github.event_name == 'push'" {
                found.push(format!("{WORKFLOW}: {id} applies without the approval of {target}"));
            }
            let did = |wanted: &(String, bool)| {
                let job = |id: &String| jobs.iter().find(|(other, _)| other == id);
                before.iter().filter_map(job).any(|(_, job)| targets(job).contains(wanted))
            };
            let rehearsed = did(&("staging".to_owned(), applies));
            let planned = did(&(target.clone(), false));
            if target == "production" && !(rehearsed && planned) {
                found.push(format!("{WORKFLOW}: {id} waits for no staging, or shows no plan"));
            }
        }
        if job.get("continue-on-error").is_some() {
            found.push(format!("{WORKFLOW}: {id} may fail"));
        }
    }
    let check = jobs.iter().find(|(id, _)| id == "check");
    let runs = |job: &Value| steps(job).iter().any(|it| text(it, "/run") == "make infra-check");
    if there != check.is_some_and(|(_, job)| runs(job) && needs(job).is_empty()) {
        found.push(format!("{WORKFLOW}: nothing is checked"));
    }
    found
}

fn plans(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (id, job) in graph(project) {
        for (target, applies) in targets(&job) {
            let named = environment(&job);
            // Of a matrix, the environment stands beside the target.
            let plan = named == format!("{target}-plan") || named == "${{ matrix.environment }}";
            if !applies && !plan {
                found.push(format!("{WORKFLOW}: {id} plans with the rights of {named}"));
            }
        }
        for one in deep(&job["strategy"], "include").iter().filter_map(|it| it.as_array()).flatten()
        {
            if text(one, "/environment") != format!("{}-plan", text(one, "/target")) {
                found.push(format!("{WORKFLOW}: {id} plans with other rights: {one}"));
            }
        }
    }
    for (path, text) in project.texts(|path| path.starts_with(".github/")) {
        let keys = ["aws-access-key-id", "aws-secret-access-key", "AWS_SECRET_ACCESS_KEY"];
        let stored = keys.into_iter().filter(|key| text.contains(key));
        found.extend(stored.map(|key| format!("{path}: {key}")));
    }
    found
}

fn owners(project: &Project) -> Vec<String> {
    let text = project.text(".github/CODEOWNERS");
    let lines: Vec<(&str, &str)> = text
        .lines()
        .filter(|it| !it.starts_with('#'))
        .filter_map(|it| it.split_once(' '))
        .collect();
    let mut found = Vec::new();
    for path in ["/.github/", "/deploy/access/", "/infra/"] {
        let owned = lines.iter().any(|(owned, who)| *owned == path && who.starts_with('@'));
        if owned != project.has("infrastructure-workflow") {
            found.push(format!("CODEOWNERS: {path}"));
        }
    }
    let page = project.text("docs/environments.md");
    for (_, who) in &lines {
        let team = who.rsplit('/').next().unwrap_or_default();
        if !page.contains(&format!("`{team}`")) {
            found.push(format!("docs/environments.md does not say who {who} is"));
        }
    }
    found
}
