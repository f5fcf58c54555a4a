//! The way of an image from a commit to production, and back: the graph of jobs.

use std::collections::BTreeSet;

use serde_json::Value;

use super::ci::{jobs, needs, steps, workflows};
use super::{Rule, rule};
use crate::kube::{entries, scalar, text};
use crate::project::Project;

pub const RULES: &[Rule] = &[
    rule("production is behind checks, scan, end-to-end tests and approval", gates),
    rule("every environment gets the digest of the one build", digest),
    rule("the scan stops what it finds", scan),
    rule("deployments wait for each other and are never cancelled", queued),
    rule("a failed deployment goes back by itself", back),
    rule("a job is known to the cluster by its own identity", identity),
    rule("coverage and provenance are kept", kept),
    rule("a step fails with any part of its pipe", pipes),
    rule("actions of the repository get the inputs they ask for", inputs),
];

const DELIVERY: &str = ".github/workflows/delivery.yml";
const DEPLOY: &str = "$/.github/actions/deploy";
const CLUSTER: &str = "$/.github/actions/cluster";

pub const INFRASTRUCTURE: &str = "$/.github/actions/infrastructure";

fn delivery(project: &Project) -> Vec<(String, Value)> {
    let jobs = jobs(project).into_iter().filter(|(path, ..)| path == DELIVERY);
    jobs.map(|(_, id, job)| (id, job)).collect()
}

/// Whether a step of the job is this action.
pub fn uses(job: &Value, action: &str) -> bool {
    steps(job).iter().any(|step| text(step, "/uses").starts_with(action))
}

/// Whether a step of the job is this command, with or without arguments, whatever happened before.
fn runs(job: &Value, command: &str) -> bool {
    let is = |step: &&Value| text(step, "/run").starts_with(command);
    steps(job).iter().any(|step| is(step) && step.get("if").is_none())
}

/// The jobs that `id` waits for, those that these wait for, and so on.
pub fn behind(jobs: &[(String, Value)], id: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![id.to_owned()];
    while let Some(id) = open.pop() {
        let job = jobs.iter().find(|(other, _)| *other == id);
        let more = job.map(|(_, job)| needs(job)).unwrap_or_default();
        open.extend(more.into_iter().filter(|need| found.insert(need.clone())));
    }
    found
}

/// The environment of a job; empty if it has none.
pub fn environment(job: &Value) -> String {
    let of = &job["environment"];
    of.get("name").map_or_else(|| of.as_str().unwrap_or_default().to_owned(), scalar)
}

fn gates(project: &Project) -> Vec<String> {
    let jobs = delivery(project);
    let mut found = Vec::new();
    let mut wants = |holds: bool, what: String| {
        if !holds {
            found.push(format!("{DELIVERY}: {what}"));
        }
    };
    wants(jobs.is_empty() != (project.has("ci") && project.has("docker")), "where is it?".into());
    for (id, job) in &jobs {
        let conditional = ["if", "continue-on-error"].iter().any(|key| job.get(key).is_some());
        wants(!conditional, format!("{id} has a condition"));
        let first = text(job, "/uses") == "$/.github/workflows/ci.yml";
        let checked = behind(&jobs, id).iter().any(|id| id == "checks");
        wants(first || checked, format!("{id} does not wait for the checks"));
        if !uses(job, DEPLOY) {
            continue;
        }
        let before: Vec<&Value> = behind(&jobs, id)
            .iter()
            .filter_map(|id| jobs.iter().find(|(other, _)| other == id))
            .map(|(_, job)| job)
            .collect();
        let scanned = before.iter().any(|job| runs(job, "make scan "));
        wants(scanned, format!("{id} does not wait for the scan"));
        let verified = runs(job, &format!("scripts/verify.sh {}", environment(job)));
        wants(verified, format!("{id} does not verify what it deploys"));
        if environment(job) == "production" {
            let staged = |job: &&Value| environment(job) == "staging" && uses(job, DEPLOY);
            let tested = before.iter().any(|job| staged(job) && runs(job, "make e2e"));
            wants(tested, format!("{id} does not wait for the end-to-end tests of staging"));
        }
    }
    let deployed =
        |name: &str| jobs.iter().any(|(_, it)| environment(it) == name && uses(it, DEPLOY));
    let both = ["staging", "production"].iter().all(|name| deployed(name));
    wants(both == project.has("promotion"), "it does not deploy to staging and production".into());
    found
}

fn digest(project: &Project) -> Vec<String> {
    let jobs = delivery(project);
    let builds: Vec<&str> = jobs
        .iter()
        .filter(|(_, job)| uses(job, "docker/build-push-action@"))
        .map(|(id, _)| id.as_str())
        .collect();
    let mut found = Vec::new();
    if jobs.is_empty() == (builds.len() == 1) {
        found.push(format!("{DELIVERY}: {builds:?} build"));
    }
    for (id, job) in &jobs {
        for step in steps(job).into_iter().filter(|step| text(step, "/uses") == DEPLOY) {
            let wanted = "${{ needs.build.outputs.digest }}";
            let given = text(step, "/with/digest");
            let named = text(step, "/with/environment") == environment(job);
            if given != wanted || !named || !needs(job).iter().any(|need| need == "build") {
                found.push(format!("{DELIVERY}: {id} deploys {given} to {}", environment(job)));
            }
        }
        let output = text(job, "/outputs/digest");
        if builds.contains(&id.as_str()) && output != "${{ steps.image.outputs.digest }}" {
            found.push(format!("{DELIVERY}: {id} gives out {output:?}"));
        }
    }
    found
}

fn scan(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, id, job) in jobs(project) {
        for step in steps(&job) {
            let run = text(step, "/run");
            let lenient = job.get("continue-on-error").or(step.get("continue-on-error"));
            let weak = run.lines().count() > 1
                || ["||", ";", "|", "set +e"].iter().any(|way| run.contains(way));
            if run.starts_with("make scan")
                && (weak || lenient.is_some() || step.get("if").is_some())
            {
                found.push(format!("{path}: {id} may go on after {run:?}"));
            }
        }
    }
    for (target, stopping) in [("scan:", "--exit-code 1"), ("scan-secrets:", "--exit-code 1")] {
        let lines = project.text("Makefile").lines().skip_while(|line| !line.starts_with(target));
        let recipe: Vec<&str> = lines.skip(1).take_while(|line| line.starts_with('\t')).collect();
        let stops = |line: &&str| line.contains(stopping) && !line.contains("||");
        if !recipe.iter().all(|line| stops(line) && !line.starts_with("\t-")) {
            found.push(format!("Makefile: {target} passes whatever it finds"));
        }
    }
    found
}

fn queued(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, id, job) in jobs(project) {
        let touches = uses(&job, DEPLOY) || uses(&job, CLUSTER);
        if !touches {
            continue;
        }
        let whole = workflows(project).into_iter().find(|(other, _)| *other == path);
        let own = job.get("concurrency").cloned();
        let queue =
            own.or_else(|| whole.map(|(_, it)| it["concurrency"].clone())).unwrap_or_default();
        let group = format!("deploy-{}", environment(&job));
        if text(&queue, "/group") != group || queue["cancel-in-progress"] != false {
            found.push(format!("{path}: {id} is not in the queue {group}"));
        }
    }
    found
}

fn back(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, id, job) in jobs(project).into_iter().filter(|(_, _, job)| uses(job, DEPLOY)) {
        let steps = steps(&job);
        let last = steps.last().copied().unwrap_or(&Value::Null);
        let goes = text(last, "/run") == format!("scripts/rollback.sh {}", environment(&job));
        if !goes || text(last, "/if") != "failure() || cancelled()" {
            found.push(format!("{path}: {id} does not end with the way back"));
        }
    }
    found
}

fn identity(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, id, job) in jobs(project) {
        let touches = uses(&job, DEPLOY) || uses(&job, CLUSTER);
        let token = job["permissions"]["id-token"] == "write";
        let other = uses(&job, "actions/attest@") || uses(&job, INFRASTRUCTURE);
        if token != (touches || other) {
            found.push(format!("{path}: {id} and its id-token"));
        }
        if touches && environment(&job).is_empty() {
            found.push(format!("{path}: {id} has no environment"));
        }
        let stored = job.to_string().to_lowercase().contains("secrets.kube");
        if stored {
            found.push(format!("{path}: {id} has a stored credential"));
        }
    }
    found
}

fn kept(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, id, job) in jobs(project) {
        for step in steps(&job) {
            let builds = text(step, "/uses").starts_with("docker/build-push-action@");
            let pushes = builds && step["with"]["push"] == true;
            let proven =
                text(step, "/with/provenance") == "mode=max" && step["with"]["sbom"] == true;
            if pushes && !proven {
                found.push(format!("{path}: {id} pushes an image without SBOM or provenance"));
            }
        }
        let tests = steps(&job).iter().any(|step| text(step, "/run") == "make test");
        let uploads = steps(&job).iter().any(|step| {
            let coverage = text(step, "/with/path") == "coverage.xml";
            coverage && text(step, "/uses").starts_with("actions/upload-artifact@")
        });
        if tests && !uploads {
            found.push(format!("{path}: {id} keeps no coverage"));
        }
    }
    found
}

fn inputs(project: &Project) -> Vec<String> {
    let actions = project.yaml_files(".github/actions/").map(|(path, it)| (path.to_owned(), it));
    let callers = workflows(project).into_iter().chain(actions);
    let mut found = Vec::new();
    for (path, caller) in callers {
        for step in crate::kube::deep(&caller, "steps")
            .into_iter()
            .flat_map(|it| crate::kube::items(it, ""))
        {
            let Some(action) = text(step, "/uses").strip_prefix("$/") else { continue };
            let declared = project
                .yaml(&format!("{action}/action.yml"))
                .into_iter()
                .next()
                .unwrap_or_default();
            let known = entries(&declared, "/inputs");
            let given = entries(step, "/with");
            let unknown = given.iter().filter(|(key, _)| !known.iter().any(|(id, _)| id == key));
            found.extend(unknown.map(|(key, _)| format!("{path}: {action} takes no {key}")));
            let lacking = known.iter().filter(|(id, it)| {
                it["required"] == true && !given.iter().any(|(key, _)| key == id)
            });
            found.extend(lacking.map(|(id, _)| format!("{path}: {action} wants {id}")));
            if known.is_empty() {
                found.push(format!("{path}: no action {action}"));
            }
        }
    }
    found
}

/// GitHub's own shell minds the last part of a pipe alone; the one that is named minds all.
fn pipes(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, workflow) in workflows(project) {
        let strict = text(&workflow, "/defaults/run/shell") == "bash";
        for (id, job) in entries(&workflow, "/jobs") {
            for step in steps(job) {
                let piped = text(step, "/run").contains(" | ");
                if piped && !strict && text(step, "/shell") != "bash" {
                    found.push(format!("{path}: {id} minds the last part of a pipe alone"));
                }
            }
        }
    }
    found
}
