//! What stands for a cluster: `kubectl` as `cluster/kubectl.py`, which remembers what it is told and
//! says what a test has scripted. Nothing is claimed about how a real API server would take it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::{Project, require, succeed};

/// A cluster of a project, and programs that answer at once in the place of slow or outward ones.
pub struct Cluster {
    dir: PathBuf,
}

impl Cluster {
    /// An empty cluster, kept beside the project. The smoke and end-to-end tests pass.
    #[track_caller]
    pub fn new(project: &Project) -> Self {
        require(&["kubectl", "kubernetes-validate", "jq"], &[]);
        let this = Self { dir: project.path().with_file_name("cluster") };
        for part in ["bin", "answers"] {
            fs::create_dir_all(this.dir.join(part)).expect("a new directory");
        }
        let which = |program: &str| {
            let found = succeed(Command::new("sh").args(["-c", &format!("command -v {program}")]));
            fs::canonicalize(found.trim()).expect("a program")
        };
        // The environment of kubernetes-validate is one that reads YAML.
        let python = which("kubernetes-validate").with_file_name("python");
        let script = format!(
            "CLUSTER={} REAL_KUBECTL={} exec {} {}/tests/proofs/cluster/kubectl.py \"$@\"",
            this.dir.display(),
            which("kubectl").display(),
            python.display(),
            env!("CARGO_MANIFEST_DIR"),
        );
        this.program("kubectl", &script);
        this.program("sleep", "exit 0");
        let make = format!("echo \"$*\" >>{}/made; exit \"$(cat {0}/make)\"", this.dir.display());
        this.program("make", &make);
        this.script("../make", "0");
        this
    }

    /// Puts a program before those of the machine.
    pub fn program(&self, name: &str, body: &str) {
        let file = self.dir.join("bin").join(name);
        fs::write(&file, format!("#!/bin/sh\n{body}\n")).expect("a new file");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("a file of ours");
    }

    /// What the cluster says when it is asked; a line a question, the last one for ever.
    pub fn script(&self, question: &str, answers: &str) {
        fs::write(self.dir.join("answers").join(question), answers).expect("a file of ours");
    }

    /// `PATH` with these programs first.
    pub fn path(&self) -> String {
        let path = std::env::var("PATH").expect("a PATH");
        format!("{}:{path}", self.dir.join("bin").display())
    }

    /// Runs a script of the project.
    #[track_caller]
    pub fn run(&self, project: &Project, script: &str, arguments: &[&str]) -> Output {
        let mut command = project.command(&format!("scripts/{script}"));
        command.args(arguments).env("PATH", self.path()).env_remove("GITHUB_OUTPUT");
        command.output().expect("the script starts")
    }

    /// What was logged since the last time: `commands`, `applied`, `queries` or `made`.
    pub fn take(&self, log: &str) -> Vec<String> {
        let text = fs::read_to_string(self.dir.join(log)).unwrap_or_default();
        let _ = fs::remove_file(self.dir.join(log));
        text.lines().map(str::to_owned).collect()
    }

    /// An object as it was applied last, if it is there.
    pub fn object(&self, namespace: &str, kind: &str, name: &str) -> Option<String> {
        let file = format!("objects/{namespace}/{kind}.{name}.yaml").to_lowercase();
        fs::read_to_string(self.dir.join(file)).ok()
    }

    /// Where it is kept.
    pub fn dir(&self) -> &Path {
        &self.dir
    }
}
