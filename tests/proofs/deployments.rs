//! `scripts/deploy.sh`, `verify.sh` and `rollback.sh` against what stands for a cluster: their order,
//! what they do again when they run again, and what they leave when something fails.

use std::fs;

use crate::cluster::Cluster;
use crate::renderings::{DIGEST, ENVIRONMENTS};
use crate::support::{Project, text};

/// The digest of a later build.
const LATER: &str = "sha256:60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752";

const STAGING: &str = "myservice-staging";

/// A service whose secrets are not in its repository.
fn service(more: &[&str]) -> (Project, Cluster) {
    let project = Project::new(&[&["--secrets=manual", "--owner=Acme-Org"], more].concat());
    let cluster = Cluster::new(&project);
    (project, cluster)
}

#[track_caller]
fn passes(cluster: &Cluster, project: &Project, script: &str, arguments: &[&str]) -> String {
    let output = cluster.run(project, script, arguments);
    assert!(output.status.success(), "{script} {arguments:?}\n{}", text(&output));
    text(&output)
}

#[track_caller]
fn fails(cluster: &Cluster, project: &Project, script: &str, arguments: &[&str]) -> String {
    let output = cluster.run(project, script, arguments);
    assert!(!output.status.success(), "{script} {arguments:?} passes\n{}", text(&output));
    text(&output)
}

/// Deploys and verifies.
#[track_caller]
fn release(cluster: &Cluster, project: &Project, digest: &str) {
    passes(cluster, project, "deploy.sh", &["staging", digest]);
    passes(cluster, project, "verify.sh", &["staging"]);
    cluster.take("commands");
    cluster.take("applied");
}

/// The digest of the pods that were applied last.
fn running(cluster: &Cluster, kind: &str) -> String {
    let pods = cluster.object(STAGING, kind, "myservice").unwrap_or_default();
    let after = pods.split_once("@sha256:").map_or("", |(_, after)| after);
    format!("sha256:{}", after.chars().take_while(char::is_ascii_hexdigit).collect::<String>())
}

#[test]
#[ignore = "needs kubectl, kubernetes-validate and jq"]
fn the_migration_job_is_replaced_and_everything_applied_by_digest() {
    let (project, cluster) = service(&[]);
    cluster.script("job", "\n\nComplete");
    passes(&cluster, &project, "deploy.sh", &["staging", DIGEST]);

    let commands = cluster.take("commands");
    let place = |start: &str, nth: usize| {
        let places = commands.iter().enumerate().filter(|(_, it)| it.starts_with(start));
        places.map(|(at, _)| at).nth(nth).unwrap_or_else(|| panic!("no {start}: {commands:#?}"))
    };
    let order = [
        place("delete job myservice-migrate --namespace myservice-staging --ignore-not-found", 0),
        place("apply --filename", 0),
        place("get job myservice-migrate", 2),
        place("apply --filename", 1),
        place("rollout status deployment/myservice --namespace myservice-staging --timeout 10m", 0),
    ];
    assert!(order.is_sorted(), "{commands:#?}");

    let applied = cluster.take("applied");
    let at = |object: &str| {
        let wanted = format!("{STAGING} {object}");
        applied.iter().position(|it| *it == wanted).unwrap_or_else(|| panic!("{applied:#?}"))
    };
    assert!(at("ServiceAccount/myservice") < at("Deployment/myservice"));
    assert!(at("Job/myservice-migrate") < at("Deployment/myservice"));
    assert!(at("NetworkPolicy/myservice-migrate") < at("Service/myservice"));
    assert_eq!(running(&cluster, "deployment"), DIGEST);
    let left = fs::read_dir(project.path().join("deploy/overlays")).expect("a directory").count();
    assert_eq!(left, ENVIRONMENTS.len(), "the script leaves something behind");
}

#[test]
#[ignore = "needs kubectl, kubernetes-validate and jq"]
fn a_tag_is_not_deployed() {
    let (project, cluster) = service(&[]);
    for arguments in [&["staging", "latest"][..], &["staging"], &["stage", DIGEST], &[]] {
        fails(&cluster, &project, "deploy.sh", arguments);
        fails(&cluster, &project, "rollback.sh", &["staging", "yesterday"]);
        assert_eq!(cluster.take("commands"), [""; 0], "{arguments:?}");
    }
}

#[test]
#[ignore = "needs kubectl, kubernetes-validate and jq"]
fn a_failed_migration_stops_before_anything_serves() {
    let (project, cluster) = service(&[]);
    cluster.script("job", "\nFailed");
    let said = fails(&cluster, &project, "deploy.sh", &["staging", DIGEST]);
    assert!(said.contains("myservice-staging: the job myservice-migrate failed"), "{said}");
    assert!(said.contains("the last words of the job"), "{said}");
    let applied = cluster.take("applied");
    assert!(!applied.iter().any(|it| it.contains("Deployment/")), "{applied:#?}");
}

#[test]
#[ignore = "needs kubectl, kubernetes-validate and jq"]
fn a_release_that_fails_goes_back_to_the_one_that_was_verified() {
    let (project, cluster) = service(&[]);
    release(&cluster, &project, DIGEST);

    cluster.script("rollout-status", "1\n0");
    fails(&cluster, &project, "deploy.sh", &["staging", LATER]);
    assert_eq!(running(&cluster, "deployment"), LATER);
    cluster.take("applied");
    let said = passes(&cluster, &project, "rollback.sh", &["staging"]);
    assert!(said.contains(&format!("{STAGING} is back at {DIGEST}")), "{said}");
    assert_eq!(running(&cluster, "deployment"), DIGEST);
    let applied = cluster.take("applied");
    assert!(!applied.iter().any(|it| it.contains("Job/")), "the old Job runs again: {applied:#?}");

    // Once more changes nothing, and it was no new release.
    passes(&cluster, &project, "rollback.sh", &["staging"]);
    assert_eq!(cluster.take("applied"), applied);
    let said = fails(&cluster, &project, "rollback.sh", &["staging", "previous"]);
    assert!(said.contains("no previous release is recorded"), "{said}");
    assert_eq!(cluster.take("applied"), [""; 0]);
}

#[test]
#[ignore = "needs kubectl, kubernetes-validate and jq"]
fn the_release_before_is_one_step_away_and_no_swing() {
    let (project, cluster) = service(&[]);
    release(&cluster, &project, DIGEST);
    release(&cluster, &project, LATER);
    // The same release again is not the one before itself.
    release(&cluster, &project, LATER);
    passes(&cluster, &project, "rollback.sh", &["staging", "previous"]);
    assert_eq!(running(&cluster, "deployment"), DIGEST);
    cluster.take("applied");
    fails(&cluster, &project, "rollback.sh", &["staging", "previous"]);
    assert_eq!(cluster.take("applied"), [""; 0], "the second one swings back");
    passes(&cluster, &project, "rollback.sh", &["staging"]);
    assert_eq!(running(&cluster, "deployment"), DIGEST);
}

#[test]
#[ignore = "needs kubectl, kubernetes-validate and jq"]
fn a_rollback_that_is_refused_fails_and_can_be_run_again() {
    let (project, cluster) = service(&[]);
    let said = fails(&cluster, &project, "rollback.sh", &["staging"]);
    assert!(said.contains("no verified release is recorded"), "{said}");
    release(&cluster, &project, DIGEST);
    release(&cluster, &project, LATER);
    cluster.script("apply", "1");
    fails(&cluster, &project, "rollback.sh", &["staging", "previous"]);
    cluster.script("apply", "0");
    passes(&cluster, &project, "rollback.sh", &["staging", "previous"]);
    assert_eq!(running(&cluster, "deployment"), DIGEST);
}

#[test]
#[ignore = "needs kubectl, kubernetes-validate and jq"]
fn alerts_and_smoke_tests_decide_whether_a_release_is_remembered() {
    let (project, cluster) = service(&[]);
    passes(&cluster, &project, "deploy.sh", &["staging", DIGEST]);
    let verified = || cluster.object(STAGING, "configmap", "myservice-release").is_some();

    cluster.script("alerts", "0\n1\n1\n1\n2");
    let said = fails(&cluster, &project, "verify.sh", &["staging"]);
    assert!(said.contains("for a minute now 2 alerts abort this release"), "{said}");
    cluster.script("../make", "1");
    fails(&cluster, &project, "verify.sh", &["staging"]);
    assert!(!verified());

    // One bad look is no verdict.
    cluster.script("../make", "0");
    cluster.script("alerts", "0\n1\n0\n1\n1\n1\n0");
    let said = passes(&cluster, &project, "verify.sh", &["staging"]);
    assert!(said.contains(&format!("{STAGING}: {DIGEST} is verified")) && verified(), "{said}");
    let queries = cluster.take("queries");
    assert_eq!(queries.len(), 25, "{queries:#?}");
    assert!(queries[0].contains(r#"ALERTS{namespace="myservice-staging",release="abort"}"#));
    assert!(cluster.take("made")[0].starts_with("smoke URL=https://myservice.staging.example.com"));
}

#[test]
#[ignore = "needs kubectl, kubernetes-validate and jq"]
fn a_rollout_that_was_aborted_fails_its_deployment() {
    let (project, cluster) = service(&["--with=blue-green"]);
    // What is said of the rollout before is not taken for an answer.
    cluster.script("rollout", "2 1 Healthy\n2 2 Progressing\n2 2 Healthy");
    release(&cluster, &project, DIGEST);
    assert_eq!(running(&cluster, "rollout"), DIGEST);
    cluster.script("rollout", "3 2 Healthy\n3 3 Paused\n3 3 Degraded");
    let said = fails(&cluster, &project, "deploy.sh", &["staging", LATER]);
    assert!(said.contains("the rollout was aborted"), "{said}");
    cluster.script("rollout", "4 4 Healthy");
    passes(&cluster, &project, "rollback.sh", &["staging"]);
    assert_eq!(running(&cluster, "rollout"), DIGEST);
    assert!(cluster.take("queries").is_empty(), "the analyses of the rollout are repeated");
}

#[test]
#[ignore = "needs kubectl, kubernetes-validate and jq"]
fn the_scripts_need_what_the_deployer_may_and_no_more() {
    let (project, cluster) = service(&[]);
    release(&cluster, &project, DIGEST);
    let file = project.path().join("deploy/access/deployer.yaml");
    let roles = fs::read_to_string(&file).expect("roles");
    let fewer = roles.replace("resources: [poddisruptionbudgets]", "resources: [others]");
    assert_ne!(fewer, roles, "the role has changed");
    fs::write(&file, fewer).expect("a file of ours");
    let said = fails(&cluster, &project, "deploy.sh", &["staging", LATER]);
    assert!(said.contains("cannot get poddisruptionbudgets"), "{said}");
}
