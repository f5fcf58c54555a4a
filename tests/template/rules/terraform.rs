//! Terraform: its tags, its state, its versions, and what it gives to the service.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Rule, rule};
use crate::kube::{deep, entries, scalar, text};
use crate::memo::Memo;
use crate::project::Project;

pub const RULES: &[Rule] = &[
    rule("everything is tagged, or refused", tagged),
    rule("state is remote, encrypted and locked", state),
    rule("Terraform and its providers are pinned", pinned),
    rule("no password reaches the state", passwords),
    rule("variables say what they are for and refuse what they cannot be", variables),
    rule("infrastructure gives out what the service needs of it", outputs),
    rule("the database is made for the connections that are documented", connections),
    rule("the CDN answers for the host of the overlay", host),
];

const ROOT: &str = "infra/terraform/";
const ENVIRONMENTS: [&str; 2] = ["staging", "production"];
const TAGS: [&str; 4] = ["environment", "project", "owner", "cost-center"];

/// Terraform's files with their paths; a file that does not parse is another rule's business.
fn files(project: &Project) -> Vec<(&str, Value)> {
    static MEMO: Memo<Value> = Memo::new();
    let texts = project.texts(|path| path.starts_with(ROOT) && path.ends_with(".tf"));
    texts
        .map(|(path, text)| (path, MEMO.get(text, || hcl::from_str(text).unwrap_or_default())))
        .collect()
}

/// All of one directory's files.
fn directory(project: &Project, dir: &str) -> Vec<Value> {
    let dir = format!("{ROOT}{dir}");
    let here = |path: &str| path.rsplit_once('/').is_some_and(|(parent, _)| parent == dir);
    files(project).into_iter().filter(|(path, _)| here(path)).map(|(_, value)| value).collect()
}

/// What stands at `pointer` in one of the files.
fn at(files: &[Value], pointer: &str) -> Value {
    files.iter().find_map(|file| file.pointer(pointer)).cloned().unwrap_or_default()
}

fn tagged(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    if !project.has("terraform") {
        return found;
    }
    for environment in ENVIRONMENTS {
        let root = directory(project, environment);
        let tags = at(&root, "/locals/tags");
        let lacking = TAGS.iter().filter(|key| tags.get(**key).is_none());
        found.extend(lacking.map(|key| format!("{environment} has no tag {key}")));
        if text(&tags, "/environment") != environment {
            found.push(format!("{environment} takes itself for {}", tags["environment"]));
        }
        for place in ["/provider/aws/default_tags/tags", "/module/service/tags"] {
            if at(&root, place) != "${local.tags}" {
                found.push(format!("{environment}: {place} are other tags"));
            }
        }
    }
    let service = at(&directory(project, "modules/service"), "/module/tags");
    if text(&service, "/source") != "../tags" || text(&service, "/tags") != "${var.tags}" {
        found.push("modules/service does not have its tags checked".to_owned());
    }
    let checked = at(&directory(project, "modules/tags"), "/variable/tags/validation").to_string();
    let tests = project.text("infra/terraform/modules/tags/tests/tags.tftest.hcl");
    for key in TAGS {
        let names = [format!("refuses_no_{key}"), format!("refuses_an_empty_{key}")];
        let tried = names.iter().all(|name| tests.contains(&name.replace('-', "_")));
        if !checked.contains(&format!("\"{key}\"").replace('"', "\\\"")) || !tried {
            found.push(format!("modules/tags does not refuse a missing {key}, or nobody tries it"));
        }
    }
    found
}

fn state(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    let mut buckets = BTreeSet::new();
    for environment in ENVIRONMENTS.iter().filter(|_| project.has("terraform")) {
        let backend = at(&directory(project, environment), "/terraform/backend/s3");
        let kept = backend["encrypt"] == true && backend["use_lockfile"] == true;
        if !kept || backend.get("dynamodb_table").is_some() {
            found.push(format!("{environment}: {backend}"));
        }
        if !buckets.insert(text(&backend, "/bucket").to_owned()) {
            found.push(format!("{environment} keeps its state with another environment's"));
        }
    }
    found
}

fn pinned(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    let mut versions = BTreeSet::new();
    let files = files(project);
    let dirs: BTreeSet<&str> =
        files.iter().filter_map(|(path, _)| path.rsplit_once('/')).map(|(dir, _)| dir).collect();
    for dir in dirs {
        let here = directory(project, dir.trim_start_matches(ROOT));
        let demanded = at(&here, "/terraform/required_version");
        let floor = demanded.as_str().and_then(|it| it.strip_prefix(">= 1."));
        if floor.and_then(|minor| minor.parse::<u32>().ok()).is_none_or(|minor| minor < 11) {
            found.push(format!("{dir} takes a Terraform without write-only arguments"));
        }
        let providers = at(&here, "/terraform/required_providers");
        for (name, provider) in entries(&providers, "") {
            let version = text(provider, "/version");
            versions.insert((name.to_owned(), version.to_owned()));
            if !version.starts_with("~> ") || version.matches('.').count() != 1 {
                found.push(format!("{dir}: {name} {version:?}"));
            }
        }
        let resources = here.iter().any(|file| file.get("resource").is_some());
        if resources && providers.is_null() {
            found.push(format!("{dir} takes any provider"));
        }
    }
    if versions.len() > 1 {
        found.push(format!("one provider in several versions: {versions:?}"));
    }
    let action = project.text(".github/actions/infrastructure/action.yml");
    if project.has("terraform") && project.has("ci") && !action.contains("-lockfile=readonly") {
        found.push("CI takes providers that nobody has locked".to_owned());
    }
    found
}

fn passwords(project: &Project) -> Vec<String> {
    const STORED: [&str; 5] =
        ["password", "auth_token", "secret_string", "manage_master_user_password", "secret_binary"];
    let mut found = Vec::new();
    for (path, file) in files(project) {
        let stored = STORED
            .into_iter()
            .filter(|key| deep(&file["resource"], key).into_iter().any(|value| !value.is_object()));
        found.extend(stored.map(|key| format!("{path}: {key} is kept in the state")));
        for source in ["random_password", "random_string"] {
            if file["resource"].get(source).is_some() {
                found.push(format!("{path}: {source} is kept in the state"));
            }
        }
    }
    found
}

fn variables(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, file) in files(project) {
        let variables = entries(&file, "/variable");
        if variables.len() > 12 {
            found.push(format!("{path} has {} variables", variables.len()));
        }
        for (name, variable) in variables {
            let lacking = ["description", "type", "validation"].into_iter();
            let lacking = lacking.filter(|key| variable.get(*key).is_none());
            // What may be either of two needs no check.
            let lacking =
                lacking.filter(|key| *key != "validation" || text(variable, "/type") != "${bool}");
            found.extend(lacking.map(|key| format!("{path}: {name} has no {key}")));
        }
        for (name, output) in entries(&file, "/output") {
            if output.get("description").is_none() {
                found.push(format!("{path}: {name} has no description"));
            }
        }
    }
    found
}

fn outputs(project: &Project) -> Vec<String> {
    let mut wanted = BTreeSet::from(["registry_url", "role_arn", "cdn_domain"]);
    if project.answer("database") == "postgres" {
        wanted.extend(["database_endpoint", "replica_endpoint"]);
    }
    if project.answer("cache") == "redis" {
        wanted.insert("cache_endpoint");
    }
    let mut found = Vec::new();
    let dirs = ["staging", "production", "modules/service"];
    for dir in dirs.into_iter().filter(|_| project.has("terraform")) {
        let all = at(&directory(project, dir), "/output");
        let given: BTreeSet<&str> = entries(&all, "").into_iter().map(|(name, _)| name).collect();
        let differ = given.symmetric_difference(&wanted);
        found.extend(differ.map(|name| format!("{dir}: {name}")));
    }
    if project.has("pulumi") {
        let code: String = project
            .texts(|path| path.starts_with("infra/pulumi/") && path.ends_with(".py"))
            .map(|(_, text)| text)
            .collect();
        let lacking = wanted.iter().filter(|name| !code.contains(&format!("\"{name}\"")));
        found.extend(lacking.map(|name| format!("infra/pulumi: {name}")));
    }
    found
}

fn host(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for environment in ENVIRONMENTS.iter().filter(|_| project.has("terraform")) {
        let domain = at(&directory(project, environment), "/module/service/domain");
        let overlay = project.text(&format!("deploy/overlays/{environment}/kustomization.yaml"));
        if !overlay.contains(&format!("hostnames: [{}]", scalar(&domain))) {
            found.push(format!("{environment}: {domain}"));
        }
    }
    found
}

fn connections(project: &Project) -> Vec<String> {
    let rows = project.text("deploy/README.md").lines().filter_map(|line| {
        let number = |row: &str| row.trim_end_matches(" |").parse::<u64>().ok();
        ["| PostgreSQL | ", "| its replica | "].iter().find_map(|it| number(line.strip_prefix(it)?))
    });
    let wanted = rows.max();
    let mut found = Vec::new();
    for environment in ENVIRONMENTS.iter().filter(|_| project.has("terraform-database")) {
        let given =
            at(&directory(project, environment), "/module/service/max_connections").as_u64();
        if wanted.is_none() || given < wanted {
            found.push(format!("{environment}: {given:?} connections of {wanted:?}"));
        }
    }
    found
}
