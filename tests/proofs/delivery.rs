//! The generated pipeline from a commit to production, run as written by `act` on this machine.
//!
//! Stand-ins: `kubectl` remembers instead of reaching a cluster (`cluster.rs`), actions of ours for those of others,
//! one of which gives out a digest for an image that nobody builds, a scanner that finds what a test says, and
//! `make` that runs the scan alone and takes the word of a test for the rest. The copy that runs differs from what
//! is generated in two places: act knows `./` for `$/`, and starts no service containers on this machine.
//! Approvals are GitHub's; the rules on the graph of jobs hold that production asks for one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::cluster::Cluster;
use crate::renderings::DIGEST;
use crate::support::{Project, require, succeed, text};
use crate::workflows::action;

const WORKFLOWS: [&str; 3] = ["ci.yml", "delivery.yml", "rollback.yml"];
const ACTIONS: [&str; 2] = ["cluster", "deploy"];
const LATER: &str = "sha256:60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752";

/// Actions of others that need nothing done here.
const IDLE: [&str; 5] = [
    "docker/setup-buildx-action",
    "docker/login-action",
    "aquasecurity/setup-trivy",
    "astral-sh/setup-uv",
    "actions/upload-artifact",
];
const BUILD: &str = "docker/build-push-action";

const NOTHING: &str = r#"
name: idle
description: nothing
runs: {using: composite, steps: [{shell: sh, run: "true"}]}
"#;

const BUILT: &str = r#"
name: build
description: gives out a digest
outputs:
  digest: {description: of the image, value: "${{ steps.image.outputs.digest }}"}
runs:
  using: composite
  steps:
    - id: image
      shell: bash
      run: echo "digest=$(cat DIR/digest)" >>"$GITHUB_OUTPUT"
"#;

/// Finds what the test says in images, and nothing in files.
const TRIVY: &str = r#"echo "trivy $*" >>DIR/made
[ "$1" != image ] || exit "$(cat DIR/found)""#;

/// Lets the scan of the Makefile run, and does as the test says for every other target.
const MAKE: &str = r#"echo "$*" >>DIR/made
case $1 in
scan*) PATH=$(dirname "$0"):$PATH exec REAL "$@" ;;
*) ! grep -qx "$1" DIR/failing ;;
esac"#;

/// A repository with a pipeline, and where its commits end up.
struct Pipeline {
    project: Project,
    cluster: Cluster,
    dir: PathBuf,
}

impl Pipeline {
    #[track_caller]
    fn new(more: &[&str]) -> Self {
        require(&["act", "git", "make"], &[]);
        let project = Project::new(&[&["--secrets=manual"], more].concat());
        let cluster = Cluster::new(&project);
        let dir = cluster.dir().to_owned();
        let real = succeed(Command::new("sh").args(["-c", "command -v make"]));
        let here = dir.display().to_string();
        cluster.program("make", &MAKE.replace("DIR", &here).replace("REAL", real.trim()));
        cluster.program("trivy", &TRIVY.replace("DIR", &here));
        cluster.program("uv", "exit 0");
        let this = Self { project, cluster, dir };
        this.say("failing", "");
        this.say("found", "0");
        this.say("digest", DIGEST);
        this.stand_in();
        this.project.commit("new");
        this
    }

    /// What the stand-ins are to do.
    fn say(&self, name: &str, what: &str) {
        fs::write(self.dir.join(name), what).expect("a file of ours");
    }

    /// Makes the copy that act runs, and the actions it finds in the place of those of others.
    fn stand_in(&self) {
        let github = self.project.path().join(".github");
        let files = WORKFLOWS.map(|name| github.join("workflows").join(name)).into_iter();
        let actions = ACTIONS.map(|name| github.join("actions").join(name).join("action.yml"));
        for file in files.chain(actions) {
            let text =
                fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
            fs::write(&file, runnable(&text)).expect("a file of ours");
        }
        let build = BUILT.replace("DIR", &self.dir.display().to_string());
        for (name, action) in [("idle", NOTHING), ("build", build.as_str())] {
            fs::create_dir_all(self.dir.join(name)).expect("a new directory");
            fs::write(self.dir.join(name).join("action.yml"), action).expect("a new file");
        }
    }

    /// Runs one workflow for an event.
    #[track_caller]
    fn act(&self, event: &str, workflow: &str, more: &[&str]) -> Output {
        let all: String = WORKFLOWS
            .iter()
            .map(|name| self.project.read(&format!(".github/workflows/{name}")))
            .chain([self.project.read(".github/actions/deploy/action.yml")])
            .collect();
        let local = |name: &str, dir: &Path| {
            format!("--local-repository={}={}", action(&all, name), dir.display())
        };
        let mut act = self.project.command("act");
        act.args([event, "--platform=ubuntu-24.04=-self-hosted", "--env-file=/dev/null"])
            .arg(format!("--workflows=.github/workflows/{workflow}"))
            .args(["--var=CLUSTER_SERVER=https://cluster.example.com", "--var=CLUSTER_CA=Q0E="])
            .arg("--secret=GITHUB_TOKEN=of-the-job")
            .args(IDLE.iter().map(|name| local(name, &self.dir.join("idle"))))
            .arg(local(BUILD, &self.dir.join("build")))
            .arg(local("actions/checkout", &self.dir))
            .args(more)
            .env("PATH", self.cluster.path())
            .env("KUBECONFIG", self.dir.join("kubeconfig"))
            .env("XDG_CONFIG_HOME", &self.dir)
            .env("XDG_CACHE_HOME", self.dir.join("cache"));
        act.output().expect("act starts")
    }

    #[track_caller]
    fn deliver(&self, digest: &str) -> Output {
        self.say("digest", digest);
        self.act("push", "delivery.yml", &[])
    }

    #[track_caller]
    fn delivers(&self, digest: &str) -> String {
        let output = self.deliver(digest);
        assert!(output.status.success(), "{}", text(&output));
        text(&output)
    }

    /// The digest of the pods of an environment.
    fn running(&self, environment: &str) -> String {
        let namespace = format!("myservice-{environment}");
        let pods = self.cluster.object(&namespace, "deployment", "myservice").unwrap_or_default();
        let after = pods.split_once('@').map_or("", |(_, after)| after);
        after.lines().next().unwrap_or_default().to_owned()
    }
}

/// A workflow as act can run it on this machine.
fn runnable(workflow: &str) -> String {
    let mut kept = String::new();
    let mut service = false;
    for line in workflow.replace("uses: $/", "uses: ./").lines() {
        let indent = line.len() - line.trim_start().len();
        service = (service && indent > 4) || line == "    services:";
        if !service {
            kept += line;
            kept.push('\n');
        }
    }
    kept
}

#[test]
#[ignore = "needs act, git, jq, kubectl, kubernetes-validate and make"]
fn a_commit_reaches_production_through_scan_staging_and_its_tests() {
    let pipeline = Pipeline::new(&[]);
    let log = pipeline.delivers(DIGEST);
    let made = pipeline.cluster.take("made");
    let image = format!("IMAGE=ghcr.io/example/myservice@{DIGEST}");
    let order = [
        "lint",
        "scan IMAGE=",
        "trivy image",
        "e2e",
        "smoke URL=https://myservice.staging",
        "smoke URL=https://myservice.example",
    ];
    let places = order.map(|start| {
        made.iter()
            .position(|it| it.starts_with(start))
            .unwrap_or_else(|| panic!("no {start}: {made:#?}\n{log}"))
    });
    assert!(places.is_sorted(), "{made:#?}");
    assert!(made.contains(&format!("scan {image}")), "{made:#?}");
    for environment in ["staging", "production"] {
        assert_eq!(pipeline.running(environment), DIGEST, "{environment}");
        let namespace = format!("myservice-{environment}");
        assert!(pipeline.cluster.object(&namespace, "configmap", "myservice-release").is_some());
    }
    let applied = pipeline.cluster.take("applied");
    let first = applied.iter().position(|it| it.starts_with("myservice-production"));
    let last = applied.iter().rposition(|it| it.starts_with("myservice-staging"));
    assert!(last < first, "{applied:#?}");
    let config = fs::read_to_string(pipeline.dir.join("kubeconfig")).expect("kubectl was told");
    for part in [
        "server: https://cluster.example.com",
        "certificate-authority-data: Q0E=",
        "/scripts/github-token.sh",
    ] {
        assert!(config.contains(part), "{config}");
    }
}

#[test]
#[ignore = "needs act, git, jq, kubectl, kubernetes-validate and make"]
fn what_the_scanner_finds_is_deployed_nowhere() {
    let pipeline = Pipeline::new(&[]);
    pipeline.say("found", "1");
    let output = pipeline.deliver(DIGEST);
    assert!(!output.status.success(), "{}", text(&output));
    let made = pipeline.cluster.take("made");
    assert!(made.iter().any(|it| it.starts_with("trivy image --exit-code 1")), "{made:#?}");
    assert_eq!(pipeline.cluster.take("commands"), [""; 0]);
    assert!(!made.iter().any(|it| it.starts_with("e2e") || it.starts_with("smoke")), "{made:#?}");
}

#[test]
#[ignore = "needs act, git, jq, kubectl, kubernetes-validate and make"]
fn a_failing_check_builds_nothing() {
    let pipeline = Pipeline::new(&[]);
    pipeline.say("failing", "types\n");
    let output = pipeline.deliver(DIGEST);
    assert!(!output.status.success(), "{}", text(&output));
    let made = pipeline.cluster.take("made");
    assert!(made.iter().any(|it| it == "types"), "{made:#?}");
    assert!(!made.iter().any(|it| it.starts_with("scan IMAGE")), "{made:#?}");
}

#[test]
#[ignore = "needs act, git, jq, kubectl, kubernetes-validate and make"]
fn failing_tests_of_staging_keep_production_and_take_staging_back() {
    let pipeline = Pipeline::new(&[]);
    pipeline.delivers(DIGEST);
    pipeline.cluster.take("applied");
    pipeline.say("failing", "e2e\n");
    let output = pipeline.deliver(LATER);
    assert!(!output.status.success(), "{}", text(&output));
    let applied = pipeline.cluster.take("applied");
    assert!(!applied.iter().any(|it| it.starts_with("myservice-production")), "{applied:#?}");
    assert_eq!(pipeline.running("staging"), DIGEST);
    assert_eq!(pipeline.running("production"), DIGEST);
}

#[test]
#[ignore = "needs act, git, jq, kubectl, kubernetes-validate and make"]
fn a_release_that_fails_in_production_goes_back_by_itself_and_by_hand_one_further() {
    let pipeline = Pipeline::new(&[]);
    let back = || {
        let given = ["environment=production", "to=previous", "reason=wrong answers"];
        let given = given.map(|it| format!("--input={it}"));
        pipeline.act("workflow_dispatch", "rollback.yml", &given.each_ref().map(String::as_str))
    };
    let output = back();
    assert!(!output.status.success(), "there was nothing to go back to\n{}", text(&output));
    pipeline.delivers(DIGEST);
    pipeline.delivers(LATER);
    // Alerts in production alone: staging's twenty looks come first.
    let looks = format!("{}{}", "0\n".repeat(20), "3");
    pipeline.cluster.script("alerts", &looks);
    let worse = DIGEST.replace('9', "8");
    let output = pipeline.deliver(&worse);
    assert!(!output.status.success(), "{}", text(&output));
    assert_eq!(pipeline.running("staging"), worse);
    assert_eq!(pipeline.running("production"), LATER);

    let output = back();
    assert!(output.status.success(), "{}", text(&output));
    assert_eq!(pipeline.running("production"), DIGEST);
    assert_eq!(pipeline.running("staging"), worse);
}

#[test]
#[ignore = "needs act, git, jq, kubectl, kubernetes-validate, make and trivy"]
fn a_secret_in_the_files_fails_its_job() {
    let pipeline = Pipeline::new(&[]);
    fs::remove_file(pipeline.dir.join("bin/trivy")).expect("a stand-in");
    require(&["trivy"], &[]);
    let output = pipeline.act("pull_request", "ci.yml", &["--job=secrets"]);
    assert!(output.status.success(), "{}", text(&output));
    let token = ["AWS_ACCESS_KEY_ID=AKIA", "QYLPMN5HFIQR7XYZ\n"].concat();
    fs::write(pipeline.project.path().join("notes.txt"), token).expect("a new file");
    pipeline.project.commit("a mistake");
    let output = pipeline.act("pull_request", "ci.yml", &["--job=secrets"]);
    assert!(!output.status.success(), "{}", text(&output));
    assert!(text(&output).contains("notes.txt"), "{}", text(&output));
}
