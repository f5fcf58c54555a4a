//! Every call of git: one that contacts nobody, and of itself starts no other program.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use crate::error::Result;
use crate::run::{Place, complete};

/// What holds for every call, whoever configures something else.
const ALWAYS: [(&str, &str); 6] = [
    // A program that is asked at each look what has changed, or a daemon that stays.
    ("core.fsmonitor", "false"),
    // Hooks run at a mere look, too: `post-index-change` does.
    ("core.hooksPath", "/dev/null"),
    // A project whose own files look like a bare repository's is none.
    ("safe.bareRepository", "explicit"),
    // This transport is any program.
    ("protocol.ext.allow", "never"),
    ("status.submoduleSummary", "false"),
    ("submodule.recurse", "false"),
];

/// How a call of git ended.
#[derive(Debug)]
pub enum Answer {
    /// With exit code 0; what it printed on stdout.
    Success(Vec<u8>),
    /// With another code; all that it said about it.
    Failure(String),
    /// There is no git.
    Absent,
}

/// A call of git that has yet to run.
#[derive(Debug)]
#[must_use = "nothing runs before `run`"]
pub struct Call {
    command: Command,
    input: Vec<u8>,
    place: Place,
}

impl Call {
    /// git in `dir`, whatever repository that is in; its arguments follow.
    pub(super) fn at(dir: &Path) -> Self {
        let mut command = git();
        command
            .current_dir(dir)
            // Who only looks must not stand in the way of who works.
            .env("GIT_OPTIONAL_LOCKS", "0")
            // What is missing of a partial clone is not fetched; git before 2.45 knows the second.
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_ALLOW_PROTOCOL", "")
            .env("GIT_TERMINAL_PROMPT", "0");
        Self { command, input: Vec::new(), place: Place::Apart }
    }

    /// One more argument.
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// More arguments.
    pub fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.command.args(arguments);
        self
    }

    /// What it reads on stdin.
    pub fn input(mut self, input: impl Into<Vec<u8>>) -> Self {
        self.input = input.into();
        self
    }

    /// Sets a variable of its environment, or takes it away.
    pub(super) fn env(mut self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.command.env(name, value),
            None => self.command.env_remove(name),
        };
        self
    }

    /// Where it runs; apart from the terminal, if nothing is said.
    pub(super) fn place(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// Runs it to its end.
    ///
    /// # Errors
    /// An interrupt; it can be neither started nor waited for.
    pub fn run(mut self) -> Result<Answer> {
        let ended = complete(&mut self.command, &self.input, self.place)?;
        Ok(match ended {
            None => Answer::Absent,
            Some(ended) if ended.status.success() => Answer::Success(ended.stdout),
            Some(ended) if ended.stderr.trim().is_empty() => {
                Answer::Failure(ended.status.to_string())
            }
            Some(ended) => Answer::Failure(ended.stderr),
        })
    }
}

/// git with what holds for every call.
#[must_use]
pub fn git() -> Command {
    let mut command = Command::new("git");
    command.arg("--no-pager");
    for (key, value) in ALWAYS {
        command.args(["-c", &format!("{key}={value}")]);
    }
    command
}

/// The last line of what git said about a failure, which says the most.
#[must_use]
pub fn reason(said: &str) -> String {
    let last = said.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default();
    last.strip_prefix("fatal: ").unwrap_or(last).to_owned()
}
