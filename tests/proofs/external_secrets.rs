//! Secrets from Vault: manifests that hold together, and a deployment that waits for them.

use crate::cluster::Cluster;
use crate::manifests::{are_seen, are_valid};
use crate::renderings::DIGEST;
use crate::support::{Project, text};

const VAULT: &str = "--secrets=external-secrets";

#[test]
#[ignore = "needs kubectl, kubernetes-validate and $SCAFFOLD_CRD_SCHEMAS"]
fn every_environment_gets_its_own_secrets() {
    for more in [&[][..], &["--with=blue-green"], &["--with=keda,blue-green", "--database=none"]] {
        are_valid(&Project::new(&[&[VAULT], more].concat()), &["Gateway/public"]);
    }
    // The name of a service may look like what stands for an environment.
    for name in ["t", "environment", "environment-my-environment"] {
        let project = Project::named(name, &[VAULT]);
        are_valid(&project, &["Gateway/public"]);
    }
}

#[test]
#[ignore = "needs kubectl, kubernetes-validate and $SCAFFOLD_CRD_SCHEMAS"]
fn planted_faults_of_secrets_are_seen() {
    let faults = [
        (
            "external-secrets.io/v1",
            "external-secrets.io/v1beta1",
            "no schema of external-secrets.io",
        ),
        ("secretKey: REDIS_URL", "secret_key: REDIS_URL", "'secret_key' was unexpected"),
        ("mountPath: kubernetes", "mountpath: kubernetes", "'mountpath' was unexpected"),
        ("deletionPolicy: Retain", "deletionPolicy: Keep", "'Keep' is not one of"),
        (
            "name: myservice-vault\n  target",
            "name: vault\n  target",
            "there is no SecretStore/vault",
        ),
        (
            "kind: SecretStore\n    name",
            "kind: ClusterSecretStore\n    name",
            "there is no ClusterSecretStore/myservice-vault",
        ),
        ("Retain\n    name: myservice-secrets", "Retain\n    name: x", "no pod reads Secret/x"),
        (
            "- vault\n            name: myservice",
            "- vault\n            name: vault-auth",
            "there is no ServiceAccount/vault-auth",
        ),
        (
            "role: myservice-staging",
            "role: myservice-production",
            "is not that of myservice-staging",
        ),
        (
            "key: myservice-staging",
            "key: secret/data/myservice-staging",
            "not from myservice-staging",
        ),
        (
            "reload: myservice-secrets",
            "reload: myservice",
            "keeps what Secret/myservice-secrets was",
        ),
        ("server: https", "server: http", "is not asked for version 2, encrypted"),
    ];
    are_seen(&Project::new(&[VAULT]), &faults);
    are_seen(&Project::new(&[VAULT, "--with=blue-green"]), &faults);
}

/// What is said of an `ExternalSecret` whose third version is the one that was applied.
const BEFORE: &str = "3 2-0c5a True";
const FAILED: &str = "3 3-0c5a False";
const SYNCED: &str = "3 3-0c5a True";

#[test]
#[ignore = "needs kubectl, kubernetes-validate and jq"]
fn a_deployment_migrates_when_the_secrets_are_there() {
    for (more, waiting) in
        [(&[][..], "Job/myservice-migrate"), (&["--database=none"], "Service/myservice")]
    {
        let project = Project::new(&[&[VAULT], more].concat());
        let cluster = Cluster::new(&project);
        cluster.script("external-secret", &[" ", "1  ", BEFORE, FAILED, SYNCED].join("\n"));
        let output = cluster.run(&project, "deploy.sh", &["staging", DIGEST]);
        assert!(output.status.success(), "{}", text(&output));

        let commands = cluster.take("commands");
        let asked = commands.iter().filter(|it| it.starts_with("get externalsecret/"));
        assert_eq!(asked.count(), 5, "{commands:#?}");
        let applied = cluster.take("applied");
        let at = |object: &str| {
            let wanted = format!("myservice-staging {object}");
            let places = applied.iter().enumerate().filter(|(_, it)| **it == wanted);
            let places: Vec<usize> = places.map(|(at, _)| at).collect();
            let [place] = places[..] else { panic!("{object} at {places:?}: {applied:#?}") };
            place
        };
        let first = ["ServiceAccount/myservice", "SecretStore/myservice-vault"];
        for object in first.into_iter().chain(["ExternalSecret/myservice-secrets"]) {
            assert!(at(object) < at(waiting), "{applied:#?}");
        }
        assert!(at(waiting) <= at("Service/myservice"), "{applied:#?}");
        assert!(!applied.iter().any(|it| it.contains(" Secret/")), "{applied:#?}");
    }
}

#[test]
#[ignore = "needs kubectl, kubernetes-validate and jq"]
fn without_secrets_nothing_is_migrated_and_nothing_serves() {
    for said in [FAILED, BEFORE, "1  "] {
        let project = Project::new(&[VAULT, "--with=blue-green"]);
        let cluster = Cluster::new(&project);
        cluster.script("external-secret", said);
        cluster.script("external-secret-message", "could not get secret data from provider");
        let output = cluster.run(&project, "deploy.sh", &["staging", DIGEST]);
        let told =
            "myservice-staging: no secrets from Vault: could not get secret data from provider";
        assert!(!output.status.success() && text(&output).contains(told), "{}", text(&output));
        let applied = cluster.take("applied");
        let late =
            |it: &&String| ["Job/", "Rollout/", "Service/"].iter().any(|kind| it.contains(kind));
        assert_eq!(applied.iter().find(late), None, "{said:?}");
    }
}
