//! The workflows.

use serde_json::Value;

use super::{Rule, rule};
use crate::kube::{deep, entries, items, scalar, text};
use crate::project::Project;
use crate::python;

pub const RULES: &[Rule] = &[
    rule("actions run on a supported Node", majors),
    rule("actions are pinned by commit", pinned),
    rule("workflows have the least permissions", permissions),
    rule("checkouts leave no credentials", credentials),
    rule("jobs end", timeouts),
    rule("only the runs of a pull request are cancelled", cancelled),
    rule("the test job has what the tests need", test_environment),
    rule("secrets reach one step only", secrets),
    rule("image names are lower case", lower_case),
    rule("independent jobs run side by side, and all before the image", parallel),
    rule("linter, formatter and type checker are locked", tools),
];

/// The oldest major version of each action that runs on Node 24.
const MAJORS: [(&str, u32); 11] = [
    ("actions/attest", 3),
    ("actions/checkout", 5),
    ("actions/upload-artifact", 6),
    ("astral-sh/setup-uv", 7),
    ("aws-actions/configure-aws-credentials", 6),
    ("docker/setup-buildx-action", 4),
    ("docker/login-action", 4),
    ("docker/build-push-action", 7),
    ("hashicorp/setup-terraform", 4),
    ("pulumi/actions", 7),
    ("aquasecurity/setup-trivy", 0), // runs no Node
];

/// Every workflow with its path.
pub fn workflows(project: &Project) -> Vec<(String, Value)> {
    let files = project.yaml_files(".github/workflows/");
    files.map(|(path, value)| (path.to_owned(), value)).collect()
}

/// Every job: the path, its id and what describes it.
pub fn jobs(project: &Project) -> Vec<(String, String, Value)> {
    let mut all = Vec::new();
    for (path, workflow) in workflows(project) {
        let jobs = entries(&workflow, "/jobs").into_iter();
        all.extend(jobs.map(|(id, job)| (path.clone(), id.to_owned(), job.clone())));
    }
    all
}

/// The lines that use an action of others: the path, the action, its reference and the comment.
fn uses(project: &Project) -> Vec<(String, String, String, String)> {
    let files = project.texts(|path| path.starts_with(".github/"));
    let lines = files.flat_map(|(path, text)| text.lines().map(move |line| (path, line)));
    let uses = lines.filter_map(|(path, line)| {
        let (_, used) = line.split_once("uses: ")?;
        if used.starts_with("$/") {
            return None;
        }
        let (used, comment) = used.split_once(" # ").unwrap_or((used, ""));
        let (action, reference) = used.trim().split_once('@').unwrap_or((used, ""));
        Some([path, action, reference, comment].map(str::to_owned).into())
    });
    uses.collect()
}

fn majors(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, action, reference, comment) in uses(project) {
        let version = if comment.is_empty() { &reference } else { &comment };
        let major =
            version.trim_start_matches('v').split('.').next().and_then(|n| n.parse::<u32>().ok());
        let Some((_, oldest)) = MAJORS.iter().find(|(known, _)| *known == action) else {
            found.push(format!("{path}: nobody knows {action}"));
            continue;
        };
        if major.is_none_or(|major| major < *oldest) {
            found.push(format!("{path}: {action} {version} is older than v{oldest}"));
        }
    }
    found
}

fn pinned(project: &Project) -> Vec<String> {
    let commit = |text: &str| text.len() == 40 && text.chars().all(|c| c.is_ascii_hexdigit());
    let loose = uses(project)
        .into_iter()
        .filter(|(_, _, at, version)| !commit(at) || !version.starts_with('v'));
    loose.map(|(path, action, at, _)| format!("{path}: {action}@{at}")).collect()
}

fn permissions(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, workflow) in workflows(project) {
        if workflow.get("permissions").and_then(Value::as_object).is_none_or(|all| !all.is_empty())
        {
            found.push(format!("{path}: the workflow's permissions are not {{}}"));
        }
    }
    let open = jobs(project).into_iter().filter(|(_, _, job)| !job["permissions"].is_object());
    found.extend(open.map(|(path, id, _)| format!("{path}: {id} does not list its permissions")));
    found
}

/// The steps of a job.
pub fn steps(job: &Value) -> Vec<&Value> {
    items(job, "/steps")
}

fn credentials(project: &Project) -> Vec<String> {
    let keeping = jobs(project).into_iter().filter(|(_, _, job)| {
        steps(job).into_iter().any(|step| {
            let checkout = text(step, "/uses").starts_with("actions/checkout@");
            checkout && step.pointer("/with/persist-credentials") != Some(&Value::Bool(false))
        })
    });
    keeping.map(|(path, id, _)| format!("{path}: {id}")).collect()
}

fn timeouts(project: &Project) -> Vec<String> {
    let own = jobs(project).into_iter().filter(|(_, _, job)| job.get("uses").is_none());
    let endless = own.filter(|(_, _, job)| !job["timeout-minutes"].is_u64());
    endless.map(|(path, id, _)| format!("{path}: {id} has no timeout")).collect()
}

fn cancelled(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, workflow) in workflows(project) {
        for concurrency in deep(&workflow, "concurrency") {
            let cancel = concurrency.get("cancel-in-progress").map(scalar).unwrap_or_default();
            // A group of its own for each run that belongs to no pull request.
            let alone = text(concurrency, "/group").contains("github.run_id");
            if !matches!(cancel.as_str(), "" | "false")
                && !cancel.contains("pull_request")
                && !alone
            {
                found.push(format!("{path}: cancel-in-progress: {cancel}"));
            }
        }
    }
    found
}

fn test_environment(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, id, job) in jobs(project).into_iter().filter(|(_, id, _)| id == "test") {
        for (question, service, variable) in
            [("database", "postgres", "DATABASE_URL"), ("cache", "redis", "REDIS_URL")]
        {
            if project.answer(question) == "none" {
                continue;
            }
            let it = job.pointer(&format!("/services/{service}"));
            if !it.is_some_and(|it| text(it, "/options").contains("--health-cmd")) {
                found.push(format!("{path}: {id} has no healthy {service}"));
            }
            let url = job.pointer(&format!("/env/{variable}")).map(scalar);
            let url = url.unwrap_or_else(|| value_of(project.text(".env.test"), variable));
            if !it.is_some_and(|it| reaches(&url, service, it)) {
                found.push(format!("{path}: {id} looks for {service} at {url:?}"));
            }
        }
    }
    let example = project.text(".env.test");
    for setting in python::settings(project).into_iter().filter(|setting| setting.secret) {
        let dummy = |line: &str| {
            line.starts_with(&format!("{}=", setting.variable)) && line.contains("dummy")
        };
        if !example.lines().any(dummy) {
            found.push(format!(".env.test has no dummy for {}", setting.variable));
        }
    }
    found
}

/// The value of a setting in an environment file.
fn value_of(text: &str, variable: &str) -> String {
    let value = text.lines().find_map(|line| line.strip_prefix(variable)?.strip_prefix('='));
    value.unwrap_or_default().to_owned()
}

/// Whether `url` names the service container on this host, with its user, password and database.
fn reaches(url: &str, service: &str, container: &Value) -> bool {
    let local = ["localhost:", "127.0.0.1:"].iter().any(|host| url.contains(host));
    let of = |key: &str| text(container, &format!("/env/POSTGRES_{key}"));
    let login = format!("//{}:{}@", of("USER"), of("PASSWORD"));
    let known = match service {
        "postgres" => url.contains(&login) && url.ends_with(&format!("/{}", of("DB"))),
        _ => !url.contains('@'),
    };
    local && known && !items(container, "/ports").is_empty()
}

fn secrets(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    let holds =
        |value: Option<&Value>| value.is_some_and(|value| value.to_string().contains("secrets."));
    for (path, workflow) in workflows(project) {
        if holds(workflow.get("env")) {
            found.push(format!("{path}: the whole workflow sees a secret"));
        }
    }
    let open = jobs(project).into_iter().filter(|(_, _, job)| holds(job.get("env")));
    found.extend(open.map(|(path, id, _)| format!("{path}: every step of {id} sees a secret")));
    found
}

fn lower_case(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in
        project.texts(|path| path.starts_with(".github/workflows/") || path.starts_with("deploy/"))
    {
        let named = |line: &&str| {
            let image = line.contains("tags: ") || line.contains("image: ");
            image || line.trim().starts_with(&project.answer("registry"))
        };
        for line in text.lines().filter(named) {
            let name = line.split_once(": ").map_or(line.trim(), |(_, name)| name);
            let fixed = name.split("${{").next().unwrap_or_default();
            let varying = name.contains("github.repository") || name.contains("github.actor");
            let key = fixed.split(['@', ':']).next().unwrap_or_default();
            if varying || key.chars().any(char::is_uppercase) {
                found.push(format!("{path}: {}", line.trim()));
            }
        }
    }
    found
}

/// The jobs that a job waits for.
pub fn needs(job: &Value) -> Vec<String> {
    match job.get("needs") {
        Some(Value::Array(list)) => list.iter().map(scalar).collect(),
        Some(one) => vec![scalar(one)],
        None => Vec::new(),
    }
}

fn parallel(project: &Project) -> Vec<String> {
    let jobs = jobs(project);
    let first = ["lint", "types", "test", "secrets", "manifests"];
    let mut found = Vec::new();
    for (path, id, job) in &jobs {
        let needs = needs(job);
        if first.contains(&id.as_str()) && !needs.is_empty() {
            found.push(format!("{path}: {id} waits for {needs:?}"));
        }
        let image =
            steps(job).iter().any(|step| text(step, "/uses").starts_with("docker/build-push"));
        let present = |name: &&&str| jobs.iter().any(|(_, id, _)| id == **name);
        let lacking =
            first.iter().filter(present).filter(|name| !needs.iter().any(|need| need == **name));
        let all = needs.iter().any(|need| need == "checks"); // calls the workflow of them all
        if image && !all {
            found.extend(lacking.map(|name| format!("{path}: {id} does not wait for {name}")));
        }
    }
    for wanted in first.iter().filter(|name| **name != "manifests" || project.has("kubernetes")) {
        if project.has("ci") && !jobs.iter().any(|(_, id, _)| id == wanted) {
            found.push(format!("no job {wanted}"));
        }
    }
    found
}

fn tools(project: &Project) -> Vec<String> {
    let pyproject = project.toml("pyproject.toml");
    let dev = pyproject.get("dependency-groups").and_then(|groups| groups.get("dev"));
    let dev: Vec<&str> = dev
        .and_then(|dev| dev.as_array())
        .into_iter()
        .flatten()
        .filter_map(|d| d.as_str())
        .collect();
    let has = |tool: &str| dev.iter().any(|dependency| dependency.starts_with(tool));
    let lacking = ["ruff", "mypy", "pytest", "pytest-cov"].into_iter().filter(|tool| !has(tool));
    let mut found: Vec<String> =
        lacking.map(|tool| format!("{tool} is not in the group dev")).collect();
    for double in ["black", "flake8", "isort"].into_iter().filter(|tool| has(tool)) {
        found.push(format!("{double} does what ruff does"));
    }
    found
}
