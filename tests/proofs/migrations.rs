//! A database goes back by `scripts/downgrade.sh`, against what stands for a cluster; and nothing
//! that the release before uses is taken from it.

use std::fs;
use std::process::Output;

use serde_json::{Value, json};

use crate::cluster::Cluster;
use crate::renderings::{DIGEST, ENVIRONMENTS};
use crate::support::{Project, require, succeed, text};

const NAMESPACE: &str = "myservice-staging";
const ARGUMENTS: [&str; 3] = ["staging", "0001", DIGEST];

fn service() -> (Project, Cluster) {
    let project = Project::new(&["--secrets=manual", "--owner=Acme-Org"]);
    let cluster = Cluster::new(&project);
    (project, cluster)
}

/// The script's end, and the commands it gave; nothing is left of it.
#[track_caller]
fn downgrade(
    project: &Project,
    cluster: &Cluster,
    arguments: &[&str],
) -> (Output, String, Vec<String>) {
    let output = cluster.run(project, "downgrade.sh", arguments);
    let left = fs::read_dir(project.path().join("deploy/overlays")).expect("a directory").count();
    assert_eq!(left, ENVIRONMENTS.len(), "the script leaves something behind");
    let said = text(&output);
    let commands = cluster.take("commands");
    let verbs = commands.iter().filter_map(|it| it.split(' ').next()).map(str::to_owned);
    (output, said, verbs.collect())
}

#[track_caller]
fn object(cluster: &Cluster, kind: &str, name: &str) -> Value {
    let object = cluster.object(NAMESPACE, kind, name);
    let object = object.unwrap_or_else(|| panic!("no {kind}/{name} was applied"));
    serde_saphyr::from_str(&object).expect("an object in YAML")
}

#[test]
#[ignore = "needs kubectl, kubernetes-validate and jq"]
fn a_downgrade_is_the_migration_job_with_another_command() {
    let (project, cluster) = service();
    let deployed = cluster.run(&project, "deploy.sh", &["staging", DIGEST]);
    assert!(deployed.status.success(), "{}", text(&deployed));
    let mut expected = object(&cluster, "Job", "myservice-migrate");
    let policy = object(&cluster, "NetworkPolicy", "myservice-migrate");
    for log in ["commands", "applied"] {
        cluster.take(log);
    }

    cluster.script("job", "\nComplete");
    let (output, said, verbs) = downgrade(&project, &cluster, &ARGUMENTS);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("the last words of the job"), "{said}");
    assert_eq!(verbs, ["delete", "apply", "get", "get", "logs"]);

    let job = object(&cluster, "Job", "myservice-downgrade");
    expected["metadata"]["name"] = json!("myservice-downgrade");
    expected["spec"]["template"]["spec"]["containers"][0]["command"] =
        json!(["alembic", "downgrade", "0001"]);
    assert_eq!(job, expected, "it differs from the migration Job by more");

    // Beside it only what its pod needs: a way to the database, and its settings.
    assert_eq!(object(&cluster, "NetworkPolicy", "myservice-migrate"), policy);
    let settings = &job["spec"]["template"]["spec"]["containers"][0]["envFrom"][0];
    let settings = settings["configMapRef"]["name"].as_str().expect("a config map");
    let mut applied = cluster.take("applied");
    applied.sort();
    let wanted = [
        ("ConfigMap", settings),
        ("Job", "myservice-downgrade"),
        ("NetworkPolicy", "myservice-migrate"),
    ];
    assert_eq!(applied, wanted.map(|(kind, name)| format!("{NAMESPACE} {kind}/{name}")));
}

#[test]
#[ignore = "needs kubectl, kubernetes-validate and jq"]
fn a_downgrade_that_fails_says_so_and_can_be_run_again() {
    let (project, cluster) = service();
    cluster.script("job", "FailureTarget Failed\nComplete");
    let (output, said, verbs) = downgrade(&project, &cluster, &ARGUMENTS);
    assert!(!output.status.success(), "{said}");
    assert!(said.contains("the last words of the job") && said.contains("failed"), "{said}");
    assert_eq!(verbs, ["delete", "apply", "get", "logs"]);
    let first = object(&cluster, "Job", "myservice-downgrade");

    let (output, said, verbs) = downgrade(&project, &cluster, &ARGUMENTS);
    assert!(output.status.success(), "{said}");
    assert_eq!(verbs, ["delete", "apply", "get", "logs"]);
    assert_eq!(object(&cluster, "Job", "myservice-downgrade"), first);
}

#[test]
#[ignore = "needs kubectl, kubernetes-validate and jq"]
fn a_downgrade_stops_at_the_first_error() {
    for (step, expected) in [
        ("kustomize", &["kustomize"][..]),
        ("delete", &["delete"]),
        ("apply", &["delete", "apply"]),
        ("get", &["delete", "apply", "get"]),
    ] {
        let (project, cluster) = service();
        let dir = cluster.dir().display().to_string();
        fs::rename(cluster.dir().join("bin/kubectl"), cluster.dir().join("bin/all"))
            .expect("a program");
        let fails =
            format!("if [ \"$1\" = {step} ]; then echo \"$*\" >>{dir}/commands; exit 1; fi");
        cluster.program("kubectl", &format!("{fails}\nexec {dir}/bin/all \"$@\""));
        let (output, said, verbs) = downgrade(&project, &cluster, &ARGUMENTS);
        assert!(!output.status.success(), "{step}: {said}");
        assert_eq!(verbs, expected, "it goes on after {step}");
    }
}

#[test]
#[ignore = "needs kubectl, kubernetes-validate and jq"]
fn a_downgrade_needs_an_environment_and_a_revision_by_its_name() {
    let (project, cluster) = service();
    let long = format!("{DIGEST}\nother");
    let wrong: [&[&str]; 13] = [
        &[],
        &["staging"],
        &["staging", "", DIGEST],
        &["", "0001", DIGEST],
        &["stage", "0001", DIGEST],
        &["../staging", "0001", DIGEST],
        &["staging", "base", DIGEST],
        &["staging", "head", DIGEST],
        &["staging", "-1", DIGEST],
        &["staging", "0001]; kind: x", DIGEST],
        &["staging", "0001", "latest"],
        &["staging", "0001", "sha256:1234"],
        &["staging", "0001", &long],
    ];
    for arguments in wrong {
        let (output, said, verbs) = downgrade(&project, &cluster, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert_eq!(verbs, [""; 0], "{arguments:?}");
    }
    let (output, said, _) = downgrade(&project, &cluster, &["staging", "0001"]);
    assert_eq!(output.status.code(), Some(2), "nothing was ever deployed: {said}");
}

#[test]
#[ignore = "needs kubectl, kubernetes-validate and jq"]
fn a_downgrade_takes_the_image_that_was_deployed_last() {
    let (project, cluster) = service();
    let deployed = cluster.run(&project, "deploy.sh", &["staging", DIGEST]);
    assert!(deployed.status.success(), "{}", text(&deployed));
    let (output, said, _) = downgrade(&project, &cluster, &["staging", "0001"]);
    assert!(output.status.success(), "{said}");
    let job = object(&cluster, "Job", "myservice-downgrade").to_string();
    assert!(job.contains(DIGEST), "{job}");
}

const DROP: &str = r#"
import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"


def upgrade() -> None:
    op.drop_column("document", "title")


def downgrade() -> None:
    op.add_column("document", sa.Column("title", sa.String()))
"#;

#[test]
#[ignore = "needs uv"]
fn a_migration_that_takes_away_is_refused_until_it_says_why() {
    require(&["uv"], &[]);
    let project = Project::new(&[]);
    succeed(project.command("uv").args(["lock", "--quiet"]));
    let check = |migration: &str| {
        let path = project.path().join("src/myservice/db/migrations/versions/0002_title.py");
        fs::write(path, migration).expect("a new file");
        let arguments = ["run", "--locked", "--quiet", "pytest", "-q", "tests/db"];
        project.command("uv").args(arguments).output().expect("uv starts")
    };
    let refused = check(DROP);
    let line = DROP.lines().position(|line| line.contains("drop_column")).expect("a line") + 1;
    let place = format!("versions/0002_title.py:{line}: drop_column: drop it in a later release");
    assert_eq!(refused.status.code(), Some(1), "{}", text(&refused));
    assert!(text(&refused).contains(&place), "{}", text(&refused));

    let said = check(&format!("CONTRACTS = \"release 2 shows no title\"\n{DROP}"));
    assert!(said.status.success(), "{}", text(&said));
}
