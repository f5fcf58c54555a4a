//! What only releases in two colours, scraping and KEDA have in their manifests: the validator sees
//! each mistake, and both kustomize that are in use build the same.

use std::process::Command;

use crate::manifests::are_seen;
use crate::renderings::ENVIRONMENTS;
use crate::support::{Project, require, succeed};

#[test]
#[ignore = "needs kubectl, kubernetes-validate and $SCAFFOLD_CRD_SCHEMAS"]
fn planted_faults_of_releases_are_seen() {
    require(&["kubectl", "kubernetes-validate"], &["SCAFFOLD_CRD_SCHEMAS"]);
    let project = Project::new(&["--with=keda,blue-green"]);
    are_seen(
        &project,
        &[
            ("activeService: myservice\n", "activeService: web\n", "there is no Service/web"),
            (
                "previewService: myservice-preview",
                "previewService: preview",
                "there is no Service/preview",
            ),
            (
                "templateName: myservice-latency",
                "templateName: latency",
                "the analysis latency is not there",
            ),
            ("name: measurements\n          value", "name: times\n          value", "lacks"),
            ("autoPromotionEnabled: true", "autoPromotion: true", "'autoPromotion' was unexpected"),
            ("successCondition: result", "success: result", "'success' was unexpected"),
            (
                "    kind: Rollout\n    name: myservice",
                "    kind: Deployment\n    name: myservice",
                "there is no Deployment/myservice",
            ),
            ("minReplicaCount: 2", "minReplicas: 2", "'minReplicas' was unexpected"),
            ("triggers:", "trigger:", "'trigger' was unexpected"),
            ("query: service:", "query: |\n        namespace=\"other\" service:", "'other'"),
            (
                "expr: count by (namespace, service) (up{namespace=\"myservice-staging\"",
                "expr: count by (namespace, service) (up{namespace=\"set-by-overlay\"",
                "asks for series of ['set-by-overlay']",
            ),
            ("podTargetLabels:", "podLabels:", "'podLabels' was unexpected"),
            ("path: /metrics\n    port: http", "path: /metrics\n    port: web", "has the port web"),
            ("name: myservice-config-", "name: myservice-config-0", "there is no ConfigMap"),
            (
                "        environment: staging\n    spec:",
                "        environment: other\n    spec:",
                "labels of pods",
            ),
        ],
    );
}

/// Each that is on PATH: a laptop's is rarely the pipeline's.
#[test]
#[ignore = "needs kubectl"]
fn every_kubectl_builds_the_same() {
    require(&["kubectl"], &[]);
    let found = succeed(Command::new("sh").args(["-c", "which -a kubectl"]));
    let programs: Vec<&str> = found.lines().collect();
    let project = Project::new(&["--with=keda,blue-green"]);
    let overlays = ENVIRONMENTS.map(|it| format!("deploy/overlays/{it}"));
    for directory in overlays.iter().map(String::as_str).chain(["deploy/access"]) {
        let built =
            |program: &&str| succeed(project.command(program).args(["kustomize", directory]));
        let all: Vec<String> = programs.iter().map(built).collect();
        assert!(all.iter().all(|it| *it == all[0]), "{directory} differs among {programs:?}");
    }
}
