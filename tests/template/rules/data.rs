//! What the database is asked for at most is what it was promised to give.

use serde_json::Value;

use super::{Rule, rule};
use crate::kube::{deep, every_value, of_kind};
use crate::project::Project;

pub const RULES: &[Rule] = &[
    rule("the pools of all pods fit the connections of the server", pools),
    rule("the clients of the pooler fit its own", clients),
];

/// The migration Job.
const JOB: u64 = 1;
/// What the server keeps for superusers and replication, and people who look.
const MARGIN: u64 = 10;
const README: &str = "deploy/README.md";

/// The number after `key` at the start of a line of `path`.
fn number(project: &Project, path: &str, key: &str) -> Option<u64> {
    let line = project.text(path).lines().find_map(|line| line.strip_prefix(key))?;
    let digits: String = line.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// The most pods of any environment; while a release goes out there are twice as many.
fn pods(project: &Project) -> u64 {
    let most = every_value(project).into_iter().flat_map(|object| {
        let bounds = ["maxReplicas", "maxReplicaCount"].map(|key| {
            deep(&object.value, key).into_iter().filter_map(Value::as_u64).max().unwrap_or_default()
        });
        bounds.into_iter()
    });
    most.max().unwrap_or_default()
}

/// What one pod of the service opens.
fn pool(project: &Project) -> Option<u64> {
    number(project, &format!("src/{}/db/engine.py", project.package()), "POOL_SIZE = ")
}

fn ini(project: &Project, key: &str) -> Option<u64> {
    number(project, "deploy/base/pgbouncer.ini", &format!("{key} = "))
}

fn fits(what: &str, wanted: u64, given: Option<u64>) -> Option<String> {
    let short = given.is_none_or(|given| given < wanted);
    short.then(|| format!("{what}: up to {wanted} connections, {given:?} are there"))
}

fn pools(project: &Project) -> Vec<String> {
    if !project.has("kubernetes-postgres") {
        return Vec::new();
    }
    let Some(pool) = pool(project) else { return vec!["no POOL_SIZE".to_owned()] };
    let direct = 2 * pods(project) * pool;
    let primary = if project.has("connection-pooler") {
        let poolers = of_kind(project, "Deployment");
        let poolers = poolers.iter().filter_map(|it| it.value.pointer("/spec/replicas")?.as_u64());
        let each = ini(project, "default_pool_size").unwrap_or(u64::MAX / 1000);
        // Pods that start ask for the schema past the pooler.
        2 * poolers.sum::<u64>() * each + pods(project)
    } else {
        direct
    };
    let stated = |server: &str| number(project, README, &format!("| {server} | "));
    let mut found = Vec::new();
    found.extend(fits("the primary", primary + JOB + MARGIN, stated("PostgreSQL")));
    if project.has("replica-routing") {
        found.extend(fits("the replica", direct + MARGIN, stated("its replica")));
        if stated("its replica") < stated("PostgreSQL") {
            found.push("a replica that allows less than its primary does not start".to_owned());
        }
    }
    found
}

fn clients(project: &Project) -> Vec<String> {
    if !project.has("connection-pooler") {
        return Vec::new();
    }
    let wanted = 2 * pods(project) * pool(project).unwrap_or_default();
    fits("one pooler alone", wanted, ini(project, "max_client_conn")).into_iter().collect()
}
