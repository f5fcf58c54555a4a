//! The Kubernetes manifests: each environment, built as it is deployed, has the schemas of two
//! Kubernetes minors, and holds together.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::renderings::{ANSWERS, DIGEST, ENVIRONMENTS, Renderings, manifests};
use crate::support::{Project, require, succeed, text};

const VERSIONS: [&str; 2] = ["1.35.0", "1.37.0"];

/// What the manifests refer to and the cluster provides.
const EXTERNAL: [&str; 2] = ["Gateway/public", "Secret/myservice-secrets"];

/// Schemas of custom resources, which `.ci/crds` writes: a directory of `GROUP/KIND_VERSION.json`.
const SCHEMAS: &str = "SCAFFOLD_CRD_SCHEMAS";

/// `validate_manifests.py`, run by the Python that has kubernetes-validate.
fn validator() -> Command {
    let path = succeed(Command::new("sh").args(["-c", "command -v kubernetes-validate"]));
    let program = fs::canonicalize(path.trim()).expect("a program");
    let mut command = Command::new(program.with_file_name("python"));
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/proofs/validate_manifests.py"));
    command
}

#[track_caller]
fn need() {
    require(&["kubectl", "kubernetes-validate"], &[SCHEMAS]);
}

/// Validates whole environments; `external` is what the cluster provides, `access` what an
/// administrator does.
fn validate(files: &[PathBuf], access: &Path, external: &[&str]) -> Output {
    let mut command = validator();
    command.arg("--access").arg(access);
    command.arg("--crds").arg(std::env::var_os(SCHEMAS).expect("checked before"));
    for version in VERSIONS {
        command.args(["--kubernetes", version]);
    }
    for name in external {
        command.args(["--external", name]);
    }
    command.args(files).output().expect("the validator starts")
}

#[test]
#[ignore = "needs kubectl, kubernetes-validate and $SCAFFOLD_CRD_SCHEMAS"]
fn every_environment_is_valid_on_two_kubernetes_minors() {
    need();
    let renderings = Renderings::with_manifests();
    let mut seen = 0;
    for (name, arguments) in ANSWERS {
        let path = |environment: &str| {
            renderings.path().join(format!("manifests/{name}-{environment}.yaml"))
        };
        let files: Vec<_> =
            ENVIRONMENTS.map(path).into_iter().filter(|file| file.exists()).collect();
        if files.is_empty() {
            continue;
        }
        let no_secret = arguments.contains(&"--llm=none") && arguments.contains(&"--database=none");
        let made = arguments.contains(&"--secrets=external-secrets");
        let external = if no_secret || made { &EXTERNAL[..1] } else { &EXTERNAL[..] };
        let output = validate(&files, &path("access"), external);
        assert!(output.status.success(), "{name}\n{}", text(&output));
        seen += files.len();
    }
    assert_eq!(seen, 15, "five of the answer sets have three environments each");
}

/// Validates the environments of one project.
#[track_caller]
pub fn are_valid(project: &Project, external: &[&str]) {
    need();
    let file = |name: &str| project.path().join(format!("{name}.built.yaml"));
    let overlay = |name: &str| (file(name), format!("deploy/overlays/{name}"));
    let access = (file("access"), "deploy/access".to_owned());
    for (file, dir) in ENVIRONMENTS.map(overlay).into_iter().chain([access]) {
        fs::write(file, manifests(&project.path(), &dir)).expect("a new file");
    }
    let output = validate(&ENVIRONMENTS.map(file), &file("access"), external);
    assert!(output.status.success(), "{}", text(&output));
}

/// What the overlays of a project say again.
fn repeats(project: &Project) -> Output {
    let base = project.path().join("base.yaml");
    fs::write(&base, manifests(&project.path(), "deploy/base")).expect("a file of ours");
    let mut command = validator();
    command.arg("--base").arg(&base).arg("--overlay");
    for environment in ENVIRONMENTS {
        let file = format!("deploy/overlays/{environment}/kustomization.yaml");
        let lines = project.read(&file).lines().count();
        assert!(lines <= 40, "{file} has {lines} lines");
        command.arg(project.path().join(file));
    }
    command.output().expect("the validator starts")
}

#[test]
#[ignore = "needs kubectl and kubernetes-validate"]
fn overlays_say_only_what_differs() {
    require(&["kubectl", "kubernetes-validate"], &[]);
    let project = Project::new(&[]);
    for project in [&project, &Project::new(&["--with=keda,blue-green"])] {
        let output = repeats(project);
        assert!(output.status.success(), "{}", text(&output));
    }

    let overlay = project.path().join("deploy/overlays/production/kustomization.yaml");
    let planted = fs::read_to_string(&overlay)
        .expect("an overlay")
        .replace("minReplicas: 3", "minReplicas: 2")
        .replace("- ENVIRONMENT=production", "- ENVIRONMENT=production\n      - LOG_LEVEL=INFO");
    fs::write(&overlay, planted).expect("a file that can be written");
    let output = text(&repeats(&project));
    for planted in ["minReplicas: 2 is what the base says", "LOG_LEVEL=INFO is what the base says"]
    {
        assert!(output.contains(planted), "{planted} is not seen\n{output}");
    }
}

/// Plants each fault, text and what takes its place, in a manifest of staging of its own: the
/// validator says what is expected.
#[track_caller]
pub fn are_seen(project: &Project, faults: &[(&str, &str, &str)]) {
    let good = manifests(&project.path(), "deploy/overlays/staging");
    let access = project.path().join("access.yaml");
    fs::write(&access, manifests(&project.path(), "deploy/access")).expect("a new file");
    let file = |number: usize| project.path().join(format!("planted-{number}.yaml"));
    for (number, (old, new, _)) in faults.iter().enumerate() {
        assert!(good.contains(old), "the manifests have no {old:?}:\n{good}");
        fs::write(file(number), good.replacen(old, new, 1)).expect("a new file");
    }
    let files: Vec<_> = (0..faults.len()).map(file).collect();
    let output = text(&validate(&files, &access, &EXTERNAL));
    for (number, (old, new, expected)) in faults.iter().enumerate() {
        let name = format!("planted-{number}.yaml: ");
        let found: Vec<_> = output.lines().filter(|line| line.starts_with(&name)).collect();
        let seen = found.iter().any(|line| line.contains(expected));
        assert!(seen, "{old:?} → {new:?} is not seen as {expected:?}:\n{}", found.join("\n"));
    }
}

/// Every kind of mistake that the validator exists for.
#[test]
#[ignore = "needs kubectl, kubernetes-validate and $SCAFFOLD_CRD_SCHEMAS"]
fn planted_faults_are_seen() {
    need();
    let project = Project::new(&[]);
    let faults = [
        (
            "terminationGracePeriodSeconds: 60",
            "terminationGracePeriod: 60",
            "'terminationGracePeriod' was unexpected",
        ),
        ("averageUtilization: 70", "averageUtilisation: 70", "'averageUtilisation' was unexpected"),
        ("backendRefs:", "backends:", "'backends' was unexpected"),
        ("minReplicas: 2", "minReplicas: \"2\"", "'2' is not of type 'integer'"),
        (
            "apiVersion: autoscaling/v2",
            "apiVersion: autoscaling/v2beta2",
            "no schema of autoscaling/v2beta2",
        ),
        ("memory: 256Mi", "memory: 256 MB", "'256 MB' is not a quantity"),
        ("cpu: 250m", "cpu: 2s", "'2s' is not a quantity"),
        ("sizeLimit: 64Mi", "sizeLimit: 64MiB", "'64MiB' is not a quantity"),
        (
            "name: myservice-secrets",
            "name: myservice-secret",
            "there is no Secret/myservice-secret",
        ),
        (
            "configMapRef:\n            name: myservice-config",
            "configMapRef:\n            name: settings",
            "there is no ConfigMap/settings",
        ),
        (
            "serviceAccountName: myservice",
            "serviceAccountName: default",
            "there is no ServiceAccount/default",
        ),
        ("targetPort: http", "targetPort: web", "no pod has the port web"),
        (
            "path: /ready\n            port: http",
            "path: /ready\n            port: web",
            "the container has no port web",
        ),
        (
            "    - name: myservice\n      port: 80",
            "    - name: myservice\n      port: 81",
            "no Service myservice has the port 81",
        ),
        ("  - port: http\n", "  - port: web\n", "no pod has the port web"),
        ("name: public\n", "name: private\n", "there is no Gateway/private"),
        (
            "    kind: Deployment\n    name: myservice",
            "    kind: Deployment\n    name: service",
            "there is no Deployment/service",
        ),
        (
            "  selector:\n    app.kubernetes.io/component: server",
            "  selector:\n    app.kubernetes.io/component: web",
            "Service/myservice: the selector matches no pod",
        ),
        (
            "spec:\n  progressDeadlineSeconds",
            "spec:\n  replicas: 2\n  progressDeadlineSeconds",
            "resets what the autoscaler has set",
        ),
        (
            "- mountPath: /tmp\n          name: tmp",
            "- mountPath: /tmp\n          name: temp",
            "mounted ['temp']",
        ),
        (&format!("@{DIGEST}"), ":latest", "is not named by digest"),
        (
            "podSelector: {}",
            "podSelector:\n    matchLabels:\n      app: x",
            "no NetworkPolicy denies by default",
        ),
        ("namespace: myservice-staging\n", "namespace: default\n", "the namespaces in use"),
    ];
    are_seen(&project, &faults);

    let good = project.path().join("planted-0.yaml");
    let external = [EXTERNAL.as_slice(), &["Secret/other"]].concat();
    let output = text(&validate(&[good], &project.path().join("access.yaml"), &external));
    assert!(output.contains("Secret/other: named as external, but nothing refers to it"));
}
