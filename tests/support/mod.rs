//! What all test programs share: rendering a service, and running tools.

#![allow(dead_code, reason = "every test program uses its own part")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use scaffold::record::{self, Last};
use scaffold::write::Staging;
use tempfile::TempDir;

/// A project written by the program, removed when dropped.
pub struct Project {
    dir: TempDir,
    name: String,
}

impl Project {
    /// `scaffold new myservice --defaults` with these arguments added. Neither git nor tasks
    /// run: a test that wants them says so itself.
    #[track_caller]
    pub fn new(arguments: &[&str]) -> Self {
        Self::named("myservice", arguments)
    }

    /// As [`Project::new`], with another name.
    #[track_caller]
    pub fn named(name: &str, arguments: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let output = scaffold(dir.path())
            .args(["new", name, "--defaults", "--no-git", "--no-tasks", "--quiet"])
            .args(arguments)
            .output()
            .expect("the program starts");
        assert!(output.status.success(), "scaffold new {arguments:?}\n{}", text(&output));
        Self { dir, name: name.to_owned() }
    }

    /// As a released version wrote it: `VERSION/CASE` in `tests/released/`.
    #[track_caller]
    pub fn released(release: &str) -> Self {
        let record = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/released").join(release);
        let names = ["rendering", "rendering.tar"].map(|name| record.join(name));
        let rendering = names.iter().find_map(|name| fs::read(name).ok()).expect("a fixture");
        let rendering = Last::unpack(&rendering).expect("an archive of ours").rendering;
        let dir = tempfile::tempdir().expect("a temporary directory");
        let this = Self { dir, name: "myservice".to_owned() };
        let staging = Staging::beside(&this.path()).expect("a free place");
        staging.write(&rendering.tree).expect("it can be written");
        staging.publish().expect("it can be renamed");
        fs::create_dir(this.path().join(record::DIRECTORY)).expect("a new directory");
        for file in fs::read_dir(record).expect("a directory") {
            let file = file.expect("a fixture");
            let to = this.path().join(record::DIRECTORY).join(file.file_name());
            fs::copy(file.path(), to).expect("a new file");
        }
        this
    }

    /// Commits everything, in a repository made for it if there is none.
    #[track_caller]
    pub fn commit(&self, message: &str) {
        succeed(self.command("git").args(["init", "--quiet", "--initial-branch=main"]));
        succeed(self.command("git").args(["add", "--all"]));
        let identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
        succeed(self.command("git").args(identity).args(["commit", "--quiet", "-m", message]));
    }

    /// `scaffold` with these arguments inside, whatever it ends with.
    #[track_caller]
    pub fn scaffold(&self, arguments: &[&str]) -> Output {
        scaffold(&self.path()).args(arguments).output().expect("the program starts")
    }

    /// Where it was written.
    pub fn path(&self) -> PathBuf {
        self.dir.path().join(&self.name)
    }

    /// The content of one of its files.
    #[track_caller]
    pub fn read(&self, file: &str) -> String {
        let path = self.path().join(file);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    /// A program to be run inside.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path());
        command
    }
}

/// The program under test, in `dir`, with nothing of the user's own environment that could
/// change what it does.
pub fn scaffold(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scaffold"));
    for (name, _) in
        env::vars().filter(|(name, _)| name.starts_with("SCAFFOLD_") || name.starts_with("GIT_"))
    {
        command.env_remove(name);
    }
    command
        .current_dir(dir)
        .env("HOME", dir)
        .env("XDG_CONFIG_HOME", dir.join(".config"))
        .env("XDG_CACHE_HOME", dir.join(".cache"))
        .env("GIT_CONFIG_GLOBAL", dir.join(".gitconfig"))
        .env("GIT_CONFIG_NOSYSTEM", "1");
    command
}

/// Fails, naming at once every program and variable that is not here. A proof that cannot run
/// has failed.
#[track_caller]
pub fn require(programs: &[&str], variables: &[&str]) {
    let paths = env::var_os("PATH").unwrap_or_default();
    let found = |program: &&&str| env::split_paths(&paths).any(|dir| dir.join(program).is_file());
    let programs = programs
        .iter()
        .filter(|program| !found(program))
        .map(|program| format!("`{program}` on PATH"));
    let variables = variables
        .iter()
        .filter(|name| env::var_os(name).is_none())
        .map(|name| format!("`${name}`"));
    let missing: Vec<String> = programs.chain(variables).collect();
    assert!(
        missing.is_empty(),
        "this proof lacks {}; `.ci/run` prepares all of them",
        missing.join(", ")
    );
}

/// Runs `command` and fails with everything it printed unless it ends with 0.
#[track_caller]
pub fn succeed(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}\n{}", output.status, text(&output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Both streams of a program.
pub fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}
