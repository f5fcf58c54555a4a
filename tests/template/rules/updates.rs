//! What the repository does about its template: CI never judges the team's own edits, and the one
//! workflow that updates leaves what it cannot decide to a pull request.

use serde_json::Value;

use super::{Rule, ci, rule};
use crate::kube::{items, text};
use crate::project::Project;

pub const RULES: &[Rule] = &[
    rule("edits of the team never turn its CI red", judged),
    rule("conflicts of an update fail no workflow", tolerated),
];

const WORKFLOW: &str = ".github/workflows/update.yml";

/// What runs without anybody asking for it.
fn automatic(path: &str) -> bool {
    path.starts_with(".github/") || [".pre-commit-config.yaml", "Makefile"].contains(&path)
}

fn judged(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in project.texts(|path| automatic(path) && path != WORKFLOW) {
        let named = text.lines().filter(|line| line.contains("scaffold"));
        found.extend(named.map(|line| format!("{path}: {}", line.trim())));
    }
    for line in project.text(WORKFLOW).lines() {
        if ["scaffold check", "scaffold diff"].iter().any(|judge| line.contains(judge)) {
            found.push(format!("{WORKFLOW}: {}", line.trim()));
        }
    }
    found
}

fn tolerated(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, id, job) in ci::jobs(project) {
        for step in items(&job, "/steps") {
            let lines: Vec<&str> = text(step, "/run").lines().map(str::trim).collect();
            let Some(update) = lines.iter().find(|line| line.starts_with("scaffold update")) else {
                continue;
            };
            let caught = update.ends_with("|| status=$?");
            let fatal = lines.iter().any(|line| line.starts_with("1)") && line.contains("exit"));
            let told = lines.iter().any(|line| line.starts_with("1)") && line.contains("title="));
            if !caught || fatal || !told {
                found.push(format!("{path}: exit code 1 fails {id}"));
            }
            let others = lines.iter().any(|line| line.starts_with("*) exit \"$status\""));
            if !others || step.get("continue-on-error").is_some_and(|it| it != &Value::Bool(false))
            {
                found.push(format!("{path}: no failure fails {id}"));
            }
        }
    }
    found
}
