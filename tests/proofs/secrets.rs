//! SOPS and age, round trip: the generated commands make a key, encrypt, and give back what was
//! put in, one environment at a time.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::cluster::Cluster;
use crate::renderings::{DIGEST, ENVIRONMENTS};
use crate::support::{Project, require, succeed, text};

/// A value that every encoding must keep.
const VALUE: &str = "p@ss: #1 'ü' \"x\" \\ %40 {{ y }}";

/// A project in git, with a home of its own for private keys.
struct Service {
    project: Project,
    home: PathBuf,
}

impl Service {
    #[track_caller]
    fn new(arguments: &[&str]) -> Self {
        require(&["age-keygen", "git", "make", "sops"], &[]);
        let project = Project::new(arguments);
        succeed(project.command("git").args(["init", "--quiet"]));
        let home = project.path().with_file_name("home");
        fs::create_dir(&home).expect("a new directory");
        Self { project, home }
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = self.project.command(program);
        command.args(arguments).env("HOME", &self.home).env_remove("XDG_CONFIG_HOME");
        for name in ["SOPS_AGE_KEY", "SOPS_AGE_KEY_FILE", "SOPS_AGE_RECIPIENTS"] {
            command.env_remove(name);
        }
        command
    }

    /// `make secrets-ACTION ENV=…`
    fn make(&self, action: &str, environment: &str) -> Output {
        let target = format!("secrets-{action}");
        self.command("make", &[&target, &format!("ENV={environment}")])
            .output()
            .expect("make starts")
    }

    #[track_caller]
    fn makes(&self, action: &str, environment: &str) {
        let output = self.make(action, environment);
        assert!(output.status.success(), "{action} {environment}\n{}", text(&output));
    }

    /// Sets every value with `make secrets-edit`, whose editor is a script here.
    #[track_caller]
    fn fill(&self, environment: &str) {
        let editor = self.home.join("editor");
        fs::write(self.home.join("value"), serde_json::to_string(VALUE).expect("a string"))
            .expect("a new file");
        let script = r#"#!/bin/sh
value=$(sed 's/[\\&|]/\\&/g' "$HOME/value")
sed "s|\"\"\$|$value|" "$1" >"$1.new" && mv "$1.new" "$1"
"#;
        fs::write(&editor, script).expect("a new file");
        fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)).expect("a file of ours");
        let environment = format!("ENV={environment}");
        let mut command = self.command("make", &["secrets-edit", &environment]);
        succeed(command.env("EDITOR", editor));
    }

    fn key_file(&self, environment: &str) -> PathBuf {
        self.home.join(format!(".config/sops/age/myservice-{environment}.txt"))
    }

    /// The decrypted file, by `sops` itself with one key.
    fn decrypt(&self, environment: &str, key_file: &Path) -> Output {
        let file = format!("secrets/{environment}.enc.yaml");
        let mut command = self.command("sops", &["decrypt", "--output-type=json", &file]);
        command.env("SOPS_AGE_KEY_FILE", key_file).output().expect("sops starts")
    }

    /// The names of the secrets, as the script lists them.
    fn keys(&self) -> BTreeSet<String> {
        let script = self.project.read("scripts/secrets.sh");
        let list = script.split("keys=\"").nth(1).and_then(|rest| rest.split('"').next());
        list.expect("a list of keys").split_whitespace().map(str::to_owned).collect()
    }
}

#[test]
#[ignore = "needs age, git, make and sops"]
fn without_a_recipient_every_command_names_the_one_that_makes_it() {
    let service = Service::new(&[]);
    assert!(!service.project.read(".sops.yaml").contains("age1"), "a recipient nobody gave");
    for environment in ENVIRONMENTS {
        for action in ["edit", "check"] {
            let output = service.make(action, environment);
            let expected = format!("make secrets-init ENV={environment}");
            assert!(
                !output.status.success() && text(&output).contains(&expected),
                "{}",
                text(&output)
            );
        }
        let deploy = service
            .command("scripts/secrets.sh", &["decrypt", environment])
            .output()
            .expect("it starts");
        assert!(!deploy.status.success() && text(&deploy).contains("make secrets-init"));
    }
    for environment in ["", "prod"] {
        let output = service.make("init", environment);
        assert!(
            !output.status.success() && text(&output).contains("which environment?"),
            "{}",
            text(&output)
        );
    }
    assert!(!service.project.path().join("secrets").exists());
}

#[test]
#[ignore = "needs age, git, make and sops"]
fn each_environment_encrypts_for_a_key_of_its_own_and_decrypts_to_the_same() {
    let service = Service::new(&[]);
    for environment in ENVIRONMENTS {
        service.makes("init", environment);
        let mode = fs::metadata(service.key_file(environment)).expect("a key").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "others can read the private key");
        let output = service.make("check", environment);
        assert!(!output.status.success(), "empty values pass the check");
        service.fill(environment);
        service.makes("check", environment);

        let output = service.decrypt(environment, &service.key_file(environment));
        let secret: serde_json::Value =
            serde_json::from_str(&text(&output)).expect("a decrypted file");
        assert_eq!(secret["kind"], "Secret");
        assert_eq!(secret["metadata"]["name"], "myservice-secrets");
        assert_eq!(secret["metadata"]["namespace"], format!("myservice-{environment}"));
        let values = secret["stringData"].as_object().expect("values");
        assert_eq!(values.keys().cloned().collect::<BTreeSet<_>>(), service.keys());
        assert!(values.values().all(|value| value == VALUE), "{values:?}");

        let again = service.make("init", environment);
        assert!(!again.status.success(), "a second `secrets-init` overwrites the secrets");
    }
    let other = service.decrypt("production", &service.key_file("staging"));
    assert!(!other.status.success(), "the key of staging opens production");

    let recipients: BTreeSet<_> = service
        .project
        .read(".sops.yaml")
        .lines()
        .filter(|line| line.contains("age1"))
        .map(str::to_owned)
        .collect();
    assert_eq!(recipients.len(), ENVIRONMENTS.len(), "one recipient an environment");
}

#[test]
#[ignore = "needs age, git, make and sops"]
fn nothing_plain_is_tracked() {
    let service = Service::new(&[]);
    service.makes("init", "staging");
    service.fill("staging");
    let path = |file: &str| service.project.path().join(file);
    for file in ["secrets/staging.yaml", "secrets/staging.env", "secrets/staging.enc.yaml.new"] {
        fs::write(path(file), "OPENAI_API_KEY: plain\n").expect("a new file");
    }
    succeed(&mut service.command("git", &["add", "--all"]));
    let tracked = succeed(&mut service.command("git", &["ls-files"]));
    let secrets: Vec<_> = tracked.lines().filter(|file| file.starts_with("secrets/")).collect();
    assert_eq!(secrets, ["secrets/staging.enc.yaml"]);
    let key = fs::read_to_string(service.key_file("staging")).expect("a key");
    let private =
        key.lines().find(|line| line.starts_with("AGE-SECRET-KEY-")).expect("a private key");
    for file in tracked.lines() {
        let bytes = fs::read(path(file)).expect("a tracked file");
        let content = String::from_utf8_lossy(&bytes);
        assert!(!content.contains(VALUE) && !content.contains(private), "{file} holds a secret");
    }
    fs::write(path("secrets/staging.enc.yaml"), "stringData:\n  OPENAI_API_KEY: plain\n")
        .expect("a file of ours");
    assert!(!service.make("check", "staging").status.success(), "a plain value passes the check");
}

#[test]
#[ignore = "needs age, git, make and sops"]
fn recipients_of_the_answers_encrypt_without_a_new_key() {
    require(&["age-keygen"], &[]);
    let dir = tempfile::tempdir().expect("a temporary directory");
    let keys: Vec<_> = ["one", "two"].map(|name| dir.path().join(name)).into();
    let recipients = keys.iter().map(|key| {
        succeed(Command::new("age-keygen").arg("-o").arg(key));
        succeed(Command::new("age-keygen").arg("-y").arg(key)).trim().to_owned()
    });
    let answer = format!("--age-recipients={}", recipients.collect::<Vec<_>>().join(","));
    let service = Service::new(&[&answer]);
    service.makes("init", "production");
    assert!(!service.key_file("production").exists(), "a key that nobody asked for");
    for key in keys {
        let output = service.decrypt("production", &key);
        assert!(output.status.success(), "{}", text(&output));
    }
}

#[test]
#[ignore = "needs age, git, kubectl, make and sops"]
fn a_deployment_applies_the_secret_and_rolls_the_pods_when_it_changes() {
    let service = Service::new(&[]);
    let cluster = Cluster::new(&service.project);
    let deploy = || {
        let mut command = service.command("scripts/deploy.sh", &["staging", DIGEST]);
        command.env("PATH", cluster.path()).output().expect("the script starts")
    };
    service.makes("init", "staging");
    let output = deploy();
    assert!(!output.status.success(), "empty secrets are deployed");
    assert_eq!(cluster.take("commands"), [""; 0], "{}", text(&output));

    service.fill("staging");
    let output = deploy();
    assert!(output.status.success(), "{}", text(&output));
    let applied = cluster.take("applied");
    let at = |object: &str| applied.iter().position(|it| it.ends_with(object));
    assert!(at("Secret/myservice-secrets").is_some(), "{applied:#?}");
    assert!(at("Secret/myservice-secrets") < at("Job/myservice-migrate"), "{applied:#?}");

    let sum = || {
        let pods = cluster.object("myservice-staging", "deployment", "myservice").expect("pods");
        let line = pods.lines().find(|line| line.contains("secrets-sha256: "));
        line.expect("a sum").trim().to_owned()
    };
    let before = sum();
    assert!(deploy().status.success());
    assert_eq!(sum(), before, "one sum until the file changes");
    let file = service.project.path().join("secrets/staging.enc.yaml");
    let changed = service.project.read("secrets/staging.enc.yaml") + "# rotated\n";
    fs::write(file, changed).expect("a file of ours");
    assert!(deploy().status.success());
    assert_ne!(sum(), before, "a changed file leaves the pods as they are");
}

#[test]
#[ignore = "needs age, git, make and sops"]
fn without_kubernetes_the_values_reach_a_command() {
    let service = Service::new(&["--without=kubernetes"]);
    service.makes("init", "staging");
    service.fill("staging");
    service.makes("check", "staging");
    let mut command = service
        .command("sops", &["exec-env", "secrets/staging.enc.yaml", "printenv OPENAI_API_KEY"]);
    let value = succeed(command.env("SOPS_AGE_KEY_FILE", service.key_file("staging")));
    assert_eq!(value.trim_end(), VALUE);
}
