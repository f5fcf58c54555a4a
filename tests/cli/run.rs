//! One way to run the program: a directory of its own each time, and both streams and the exit
//! code always in what is compared.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::support;

/// A home, an empty directory to work in, and the template `../small`; removed when dropped.
pub struct Sandbox {
    root: TempDir,
}

impl Sandbox {
    pub fn new() -> Self {
        let root = tempfile::tempdir().expect("a temporary directory");
        let sandbox = Self { root };
        for dir in ["home", "work"] {
            fs::create_dir(sandbox.path(dir)).expect("the directory is new");
        }
        let identity = "[user]\nname = Somebody\nemail = somebody@example.com\n";
        fs::write(sandbox.path("home/.gitconfig"), identity).expect("the home can be written to");
        let small = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/templates/small");
        copy(&small, &sandbox.path("small"));
        sandbox
    }

    /// A path beside the directory that the program works in.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    /// A path in the directory that the program works in.
    pub fn work(&self, path: &str) -> PathBuf {
        self.path("work").join(path)
    }

    /// Writes a file beside the directory that the program works in, with its parents.
    #[track_caller]
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file has a parent")).expect("parents");
        fs::write(&path, content).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// A template `../<name>` of these files; it gets a manifest with `name` alone unless it has
    /// one.
    ///
    /// What was there of it before is gone.
    #[track_caller]
    pub fn template(&self, name: &str, files: &[(&str, &str)]) {
        if self.path(name).exists() {
            fs::remove_dir_all(self.path(name)).expect("the template is ours");
        }
        self.write(&format!("{name}/template.toml"), MANIFEST);
        for (file, text) in files {
            self.write(&format!("{name}/{file}"), text);
        }
    }

    /// A file of a project.
    #[track_caller]
    pub fn read(&self, path: &str) -> String {
        let path = self.work(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// What the record of a project says of its template and answers.
    #[track_caller]
    pub fn record(&self, project: &str) -> String {
        let text = self.read(&format!("{project}/.scaffold/answers.toml"));
        let start = text.find("components = ").expect("every record lists them");
        text[start..].to_owned()
    }

    /// Everything below the directory that the program works in, one path a line, without
    /// what is inside `.git`.
    pub fn files(&self) -> String {
        self.files_of("work")
    }

    /// The same of another directory.
    pub fn files_of(&self, dir: &str) -> String {
        let mut found = Vec::new();
        list(&self.path(dir), Path::new(""), &mut found);
        found.sort();
        found.join("\n")
    }

    /// The program, in the directory it works in.
    pub fn scaffold(&self) -> Scaffold<'_> {
        let (args, env) = (Vec::new(), Vec::new());
        Scaffold { sandbox: self, dir: self.path("work"), args, env, stdin: String::new() }
    }

    /// The program as a command, for a test that needs more than [`Scaffold`] offers.
    pub fn command(&self) -> Command {
        let mut command = support::scaffold(&self.path("home"));
        command
            .current_dir(self.path("work"))
            .env("GIT_CEILING_DIRECTORIES", self.root.path())
            // git speaks the user's language.
            .env("LC_ALL", "C");
        command
    }

    /// Another program, in the same surroundings.
    pub fn command_of(&self, program: &str) -> Command {
        let ours = self.command();
        let mut other = Command::new(program);
        other.current_dir(self.path("work"));
        for (name, value) in ours.get_envs() {
            match value {
                Some(value) => other.env(name, value),
                None => other.env_remove(name),
            };
        }
        other
    }

    /// Writes an executable shell script.
    #[cfg(unix)]
    pub fn script(&self, path: &str, body: &str) {
        use std::os::unix::fs::PermissionsExt;
        self.write(path, format!("#!/bin/sh\n{body}\n"));
        let mode = fs::Permissions::from_mode(0o755);
        fs::set_permissions(self.path(path), mode).expect("the file is ours");
    }

    /// What was printed, with this sandbox's place replaced, and the directory worked in.
    pub fn shown(&self, text: &[u8]) -> String {
        let (root, here) = (self.root.path().display(), self.path("work"));
        let text = String::from_utf8_lossy(text)
            .replace(&here.display().to_string(), "[HERE]")
            .replace(&root.to_string(), "[ROOT]");
        // clap leaves blanks on empty lines of its long help.
        text.split('\n').map(str::trim_end).collect::<Vec<_>>().join("\n")
    }
}

/// A manifest that asks for nothing but the name.
pub const MANIFEST: &str = r#"name = "own"
version = "1.0.0"
description = "A template of a test"

[[question]]
id = "name"
prompt = "Name"
"#;

/// `PATH` with the program under test on it.
pub fn path() -> String {
    let program = assert_cmd::cargo::cargo_bin("scaffold");
    let directory = program.parent().expect("a file has a parent").display();
    format!("{directory}:{}", std::env::var("PATH").unwrap_or_default())
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("the directory is new");
    for entry in fs::read_dir(from).expect("a directory") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("a file can be copied");
        }
    }
}

fn list(root: &Path, dir: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(root.join(dir)).expect("a directory") {
        let entry = entry.expect("an entry");
        let path = dir.join(entry.file_name());
        let is_dir = entry.file_type().expect("a type").is_dir();
        if is_dir && entry.file_name() != ".git" {
            let before = found.len();
            list(root, &path, found);
            if found.len() > before {
                continue;
            }
        }
        found.push(format!("{}{}", path.display(), if is_dir { "/" } else { "" }));
    }
}

/// One run of the program.
#[must_use = "nothing runs before `run`"]
pub struct Scaffold<'s> {
    sandbox: &'s Sandbox,
    dir: PathBuf,
    args: Vec<String>,
    env: Vec<(String, String)>,
    stdin: String,
}

impl Scaffold<'_> {
    /// Runs in this directory below the one it works in.
    pub fn at(mut self, dir: &str) -> Self {
        self.dir.push(dir);
        self
    }

    pub fn args<'a>(mut self, args: impl IntoIterator<Item = &'a str>) -> Self {
        self.args.extend(args.into_iter().map(str::to_owned));
        self
    }

    /// Arguments as one would type them; none of them has a space.
    pub fn line(self, line: &str) -> Self {
        self.args(line.split_whitespace())
    }

    pub fn env(mut self, name: &str, value: impl Into<String>) -> Self {
        self.env.push((name.to_owned(), value.into()));
        self
    }

    pub fn stdin(mut self, text: &str) -> Self {
        text.clone_into(&mut self.stdin);
        self
    }

    /// Runs it. The result is compared as a whole, as a snapshot.
    #[track_caller]
    pub fn run(self) -> Run {
        let output = self.output();
        Run {
            code: output.status.code(),
            stdout: self.sandbox.shown(&output.stdout),
            stderr: self.sandbox.shown(&output.stderr),
        }
    }

    /// Runs it where only its effect matters: it must end well and have nothing to say.
    #[track_caller]
    pub fn silently(self) {
        let mut run = self.args(["--quiet"]).run();
        // Who is asked over the network is named in any case.
        run.stderr = run.stderr.lines().filter(|line| !line.starts_with("asking ")).collect();
        assert_eq!(run.to_string(), "exit 0\n");
    }

    /// Runs it where stdout is data; it must end well and leave stderr alone.
    #[track_caller]
    pub fn data(self) -> String {
        let run = self.run();
        let said: String = run.stderr.lines().filter(|it| !it.starts_with("asking ")).collect();
        assert_eq!((run.code, said.as_str()), (Some(0), ""), "{run}");
        run.stdout
    }

    #[track_caller]
    fn output(&self) -> Output {
        assert_cmd::Command::from_std(self.sandbox.command())
            .current_dir(&self.dir)
            .args(&self.args)
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .write_stdin(self.stdin.as_bytes())
            .output()
            .expect("the program starts")
    }
}

/// What a run printed and how it ended.
#[must_use = "a run that nobody compares proves nothing"]
pub struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => writeln!(f, "exit {code}")?,
            None => writeln!(f, "ended by a signal")?,
        }
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                writeln!(f, "--- {name}\n{}", text.trim_end())?;
            }
        }
        Ok(())
    }
}
