//! The generated update workflow, run as written by `act` on this machine, against repositories of
//! this machine: it installs this very program, and `gh` writes down what it is asked.
//!
//! Stand-ins: an action of ours, which demands the same uv, for setup-uv, and this machine for the
//! runner. act itself copies what the checkout would.

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use scaffold::source;

use crate::support::{Project, require, succeed, text};
use crate::workflows::{SETUP_UV, action};

const WORKFLOW: &str = ".github/workflows/update.yml";
const BRANCH: &str = "scaffold-update";
const TOKEN: &str = "a token of the environment";

/// `gh`, as far as the workflow uses it. Like the real one it wants a token.
const GH: &str = r#"#!/bin/sh
[ "$1" = pr ] || exit 0 # act asks for a token of its own
[ "$GH_TOKEN" = "a token of the environment" ] || { echo "gh: no token" >&2; exit 4; }
printf '%s\n' "$*" >>DIR/asked
case "$2" in
  list) cat DIR/open ;;
  create | edit)
    while [ "$1" != --body-file ]; do shift; done
    cp "$2" DIR/body.md ;;
esac
"#;

/// The command that installs this program, as it is now, from a repository of its own.
static INSTALL: LazyLock<String> = LazyLock::new(install_command);

/// Makes that repository.
///
/// Its place and its commit depend on the content alone: what Cargo has built is built once.
fn install_command() -> String {
    let root = env!("CARGO_MANIFEST_DIR");
    let dir = shared("scaffold.git");
    let _ = fs::remove_dir_all(&dir);
    succeed(Command::new("git").args(["init", "--quiet", "--bare"]).arg(&dir));
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.arg(format!("--git-dir={}", dir.display())).arg(format!("--work-tree={root}"));
        for who in ["AUTHOR", "COMMITTER"] {
            git.env(format!("GIT_{who}_NAME"), "Test");
            git.env(format!("GIT_{who}_EMAIL"), "test@example.com");
            git.env(format!("GIT_{who}_DATE"), "2000-01-01T00:00:00Z");
        }
        succeed(git.current_dir(root).args(arguments))
    };
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message=this program"]);
    let tag = concat!("v", env!("CARGO_PKG_VERSION"));
    git(&["tag", tag]);
    // Cargo takes what it built from one commit of a repository for current at the next one.
    let built = shared("target/debug/.fingerprint");
    for entry in fs::read_dir(built).into_iter().flatten() {
        let entry = entry.expect("an entry");
        if entry.file_name().to_string_lossy().starts_with("scaffold-") {
            fs::remove_dir_all(entry.path()).expect("a directory of Cargo's");
        }
    }
    // Unoptimised, for it is built to be run a few times.
    format!("cargo install --quiet --debug --locked --git file://{} --tag {tag}", dir.display())
}

/// A directory that every run of the proofs finds again.
fn shared(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("updates");
    fs::create_dir_all(&dir).expect("a place of ours");
    dir.join(name)
}

/// Two installations into one directory disturb each other.
static CARGO: Mutex<()> = Mutex::new(());

/// A repository of a team, its origin, what was asked of `gh`, and Cargo to itself.
struct Team {
    project: Project,
    dir: PathBuf,
    _cargo: MutexGuard<'static, ()>,
}

impl Team {
    /// Version 0.1.0 of the embedded template, with the workflow of today.
    #[track_caller]
    fn new() -> Self {
        require(&["act", "cargo", "git", "uv"], &[]);
        let cargo = CARGO.lock().unwrap_or_else(PoisonError::into_inner);
        let project = Project::released("0.1.0/minimal");
        let with = ["--with=ci", &format!("--scaffold-install={}", *INSTALL)];
        let today = Project::new(&with);
        let file = project.path().join(WORKFLOW);
        fs::create_dir_all(file.parent().expect("a directory")).expect("a new directory");
        fs::write(file, today.read(WORKFLOW)).expect("a new file");
        succeed(project.command("uv").args(["lock", "--quiet"]));

        let dir = project.path().with_file_name("machine");
        for name in ["bin", "home", "setup-uv"] {
            fs::create_dir_all(dir.join(name)).expect("a new directory");
        }
        fs::write(dir.join("setup-uv/action.yml"), SETUP_UV).expect("a new file");
        let gh = dir.join("bin/gh");
        fs::write(&gh, GH.replace("DIR", &dir.display().to_string())).expect("a new file");
        fs::set_permissions(&gh, fs::Permissions::from_mode(0o755)).expect("a file of ours");
        fs::write(dir.join("open"), "").expect("a new file");
        let this = Self { project, dir, _cargo: cargo };
        succeed(Command::new("git").args(["init", "--quiet", "--bare"]).arg(this.origin()));
        this.project.commit("new");
        this.git(&["remote", "add", "origin", &format!("file://{}", this.origin().display())]);
        this.git(&["push", "--quiet", "origin", "main"]);
        this
    }

    fn origin(&self) -> PathBuf {
        self.dir.join("origin.git")
    }

    #[track_caller]
    fn git(&self, arguments: &[&str]) -> String {
        succeed(self.project.command("git").args(arguments))
    }

    /// Changes a file of the project, as a commit on main.
    #[track_caller]
    fn edit(&self, file: &str, old: &str, new: &str) {
        let before = self.project.read(file);
        assert!(before.contains(old), "{file} has no {old:?}");
        let file = self.project.path().join(file);
        fs::write(file, before.replacen(old, new, 1)).expect("a file of ours");
        self.project.commit("edited");
        self.git(&["push", "--quiet", "origin", "main"]);
    }

    /// Runs the workflow; gives what it asked of `gh`.
    #[track_caller]
    fn run(&self) -> Vec<String> {
        let (asked, output) = self.outcome();
        assert!(output.status.success(), "{}", text(&output));
        asked
    }

    fn outcome(&self) -> (Vec<String>, Output) {
        let asked = self.dir.join("asked");
        let _ = fs::remove_file(&asked);
        let workflow = self.project.read(WORKFLOW);
        let local = |name: &str, dir: &Path| {
            format!("--local-repository={}={}", action(&workflow, name), dir.display())
        };
        let mut act = self.project.command("act");
        for (name, _) in env::vars().filter(|(name, _)| name.starts_with("SCAFFOLD_")) {
            act.env_remove(name);
        }
        let bins = [self.dir.join("bin"), shared("installed").join("bin")];
        let path = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths(bins.into_iter().chain(env::split_paths(&path)));
        act.args(["schedule", "--workflows", WORKFLOW, "--platform=ubuntu-24.04=-self-hosted"])
            .arg("--env-file=/dev/null")
            .arg(format!("--secret=UPDATE_TOKEN={TOKEN}"))
            .arg(local("actions/checkout", &self.dir))
            .arg(local("astral-sh/setup-uv", &self.dir.join("setup-uv")))
            .env("PATH", path.expect("no colon in it"))
            .env("XDG_CONFIG_HOME", self.dir.join("home"))
            .env("XDG_CACHE_HOME", self.dir.join("home"))
            .env("CARGO_INSTALL_ROOT", shared("installed"))
            .env("CARGO_TARGET_DIR", shared("target"));
        // uv and Cargo look there for what they have.
        for (name, below) in [("UV_CACHE_DIR", ".cache/uv"), ("CARGO_HOME", ".cargo")] {
            if let (None, Some(home)) = (env::var_os(name), env::var_os("HOME")) {
                act.env(name, Path::new(&home).join(below));
            }
        }
        let output = act.output().expect("act starts");
        let asked = fs::read_to_string(asked).unwrap_or_default();
        (asked.lines().map(str::to_owned).collect(), output)
    }

    /// The body that the pull request was given last.
    fn body(&self) -> String {
        fs::read_to_string(self.dir.join("body.md")).expect("a pull request was written")
    }

    /// The commits of a branch of the origin, newest first: their committers and messages.
    fn log(&self, branch: &str) -> Vec<String> {
        let mut git = Command::new("git");
        git.arg("--git-dir").arg(self.origin()).args(["log", "--format=%ce: %s", branch]);
        let output = git.output().expect("git starts");
        String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
    }

    /// A file as the update branch of the origin has it.
    #[track_caller]
    fn updated(&self, file: &str) -> String {
        let mut git = Command::new("git");
        git.arg("--git-dir").arg(self.origin());
        succeed(git.arg("show").arg(format!("{BRANCH}:{file}")))
    }
}

#[test]
#[ignore = "needs act, cargo, git and uv"]
fn an_update_arrives_as_one_pull_request_that_is_kept_current() {
    let team = Team::new();
    team.edit("README.md", "# myservice", "# The service of our team");

    let asked = team.run();
    assert!(asked[0].starts_with("pr list --head scaffold-update --state open"), "{asked:?}");
    assert!(asked[1].starts_with("pr create --base main --head scaffold-update"), "{asked:?}");
    assert!(asked[1].contains(" --title Update from the template --body-file "), "{asked:?}");
    let body = team.body();
    let now = source::load(source::DEFAULT).expect("the embedded template").manifest.version;
    assert!(
        body.contains("README.md") && body.contains(&format!("→ python-service {now}")),
        "{body}"
    );
    assert!(!body.contains(".env.example"), "an untouched file is named\n{body}");
    let log = team.log(BRANCH);
    assert!(log[0].starts_with("41898282+github-actions[bot]@"), "{log:?}");
    assert!(log[1..].iter().all(|commit| commit.starts_with("test@example.com: ")), "{log:?}");
    let readme = team.updated("README.md");
    assert!(
        readme.starts_with("# The service of our team") && readme.contains("`scaffold update`")
    );
    assert!(team.updated(".scaffold/answers.toml").contains(&format!("version = \"{now}\"")));
    assert_eq!(team.log("main").len(), 2);

    // A week later it is still open, and the team has gone on.
    fs::write(team.dir.join("open"), "7\n").expect("a file of ours");
    team.edit("README.md", "# The service of our team", "# Our service");
    let asked = team.run();
    assert!(asked[1].starts_with("pr edit 7 --base main --title Update from"), "{asked:?}");
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(team.updated("README.md").starts_with("# Our service"));
    assert_eq!(team.log(BRANCH).len(), 4);

    // Merged: nothing waits any more.
    fs::write(team.dir.join("open"), "").expect("a file of ours");
    team.git(&["fetch", "--quiet", "origin"]);
    team.git(&["merge", "--quiet", "--ff-only", &format!("origin/{BRANCH}")]);
    let before = team.log(BRANCH);
    assert_eq!(team.run(), Vec::<String>::new());
    assert_eq!(team.log(BRANCH), before);
}

#[test]
#[ignore = "needs act, cargo, git and uv"]
fn conflicts_of_an_update_arrive_in_the_pull_request_that_names_them() {
    let team = Team::new();
    team.edit("AGENTS.md", "Tests speak HTTP to real servers", "Our tests speak to servers");
    let asked = team.run();
    assert!(
        asked[1].contains("--title Update from the template: conflicts to resolve"),
        "{asked:?}"
    );
    let body = team.body();
    assert!(body.contains("AGENTS.md") && body.to_lowercase().contains("conflict"), "{body}");
    let page = team.updated("AGENTS.md");
    assert!(
        page.contains("<<<<<<< yours\nOur tests") && page.contains(">>>>>>> scaffold"),
        "{page}"
    );

    // Somebody resolves them there: the next run leaves that alone.
    fs::write(team.dir.join("open"), "7\n").expect("a file of ours");
    team.git(&["fetch", "--quiet", "origin", BRANCH]);
    team.git(&["checkout", "--quiet", "-b", BRANCH, "FETCH_HEAD"]);
    fs::write(team.project.path().join("AGENTS.md"), "# Resolved\n").expect("a file of ours");
    team.project.commit("resolved");
    team.git(&["push", "--quiet", "origin", BRANCH]);
    team.git(&["checkout", "--quiet", "main"]);
    let asked = team.run();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!(team.updated("AGENTS.md"), "# Resolved\n");
}

#[test]
#[ignore = "needs act, cargo, git and uv"]
fn an_update_that_fails_is_no_pull_request() {
    let team = Team::new();
    team.edit(".scaffold/answers.toml", "format = 1", "format = 99");
    let (asked, output) = team.outcome();
    assert!(!output.status.success() && asked.is_empty(), "{asked:?}\n{}", text(&output));
    assert!(text(&output).contains("99"), "{}", text(&output));
    assert!(team.log(BRANCH).is_empty());
}
