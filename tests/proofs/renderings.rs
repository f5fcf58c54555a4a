//! The answer sets that every static proof covers, and what is built from them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Project, succeed};

/// Between them: every component, every provider, both kinds of secrets, each store present
/// and absent, another registry, updates in CI, each autoscaler, releases in one colour and two,
/// infrastructure as code.
pub const ANSWERS: [(&str, &[&str]); 6] = [
    ("full", &["--with=devcontainer"]),
    (
        "anthropic",
        &[
            "--llm=anthropic",
            "--database=none",
            "--python=3.14",
            "--owner=Acme-Org",
            "--with=blue-green",
            "--autoscaling=latency",
            "--iac=pulumi",
            "--scaffold-install=cargo install --locked --git https://example.com/scaffold --tag v0.2.0",
        ],
    ),
    (
        "ollama",
        &[
            "--llm=ollama",
            "--cache=none",
            "--secrets=manual",
            "--registry=registry.example.com/team",
            "--with=keda",
        ],
    ),
    (
        "plain",
        &["--llm=none", "--database=none", "--cache=none", "--python=3.12", "--without=monitoring"],
    ),
    ("scaled", &["--llm=none", "--secrets=manual", "--with=keda,blue-green"]),
    ("bare", &["--without=docker,compose,kubernetes,pre-commit", "--llm=none", "--cache=none"]),
];

pub const ENVIRONMENTS: [&str; 3] = ["development", "staging", "production"];

/// Stands for the digest that a build gives out.
pub const DIGEST: &str = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// The manifests of one environment, with an image as `scripts/deploy.sh` puts it in.
#[track_caller]
pub fn manifests(project: &Path, overlay: &str) -> String {
    let built = succeed(Command::new("kubectl").args(["kustomize", overlay]).current_dir(project));
    built.replace(":set-by-deploy", &format!("@{DIGEST}"))
}

/// All renderings below one directory, so that each tool runs once.
pub struct Renderings {
    dir: tempfile::TempDir,
}

impl Renderings {
    /// `sources/NAME` for each answer set.
    #[track_caller]
    pub fn new() -> Self {
        let this = Self { dir: tempfile::tempdir().expect("a temporary directory") };
        fs::create_dir(this.path().join("sources")).expect("a new directory");
        for (name, arguments) in ANSWERS {
            fs::rename(Project::new(arguments).path(), this.source(name)).expect("one file system");
        }
        this
    }

    /// With `manifests/NAME-ENVIRONMENT.yaml` for each overlay, and `manifests/NAME-access.yaml`.
    #[track_caller]
    pub fn with_manifests() -> Self {
        let this = Self::new();
        fs::create_dir(this.path().join("manifests")).expect("a new directory");
        for (name, _) in ANSWERS {
            let source = this.source(name);
            let overlays = ENVIRONMENTS.map(|it| (it, format!("deploy/overlays/{it}")));
            let access = ("access", "deploy/access".to_owned());
            for (environment, overlay) in overlays.into_iter().chain([access]) {
                if source.join(&overlay).exists() {
                    let file = this.path().join(format!("manifests/{name}-{environment}.yaml"));
                    fs::write(file, manifests(&source, &overlay)).expect("a new file");
                }
            }
        }
        this
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// One rendering.
    pub fn source(&self, name: &str) -> PathBuf {
        self.path().join("sources").join(name)
    }

    /// This file in each rendering that has it, relative to [`Renderings::path`].
    pub fn each(&self, file: &str) -> Vec<String> {
        let paths = ANSWERS.iter().map(|(name, _)| format!("sources/{name}/{file}"));
        paths.filter(|path| self.path().join(path).exists()).collect()
    }

    /// Every file of every rendering.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut dirs = vec![self.path().join("sources")];
        while let Some(dir) = dirs.pop() {
            for entry in fs::read_dir(dir).expect("a directory") {
                let path = entry.expect("an entry").path();
                if path.is_dir() { dirs.push(path) } else { files.push(path) }
            }
        }
        files
    }

    /// Puts `new` in the place of `old` in one file.
    #[track_caller]
    pub fn edit(&self, file: &str, old: &str, new: &str) {
        let path = self.path().join(file);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(text.contains(old), "{file} has no {old:?}");
        fs::write(&path, text.replacen(old, new, 1)).expect("a file that can be written");
    }

    /// Adds `text` at the end of one file.
    #[track_caller]
    pub fn append(&self, file: &str, text: &str) {
        let path = self.path().join(file);
        let before = fs::read_to_string(&path).unwrap_or_default();
        fs::write(&path, before + text).expect("a file that can be written");
    }
}
