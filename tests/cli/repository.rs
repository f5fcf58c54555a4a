//! A git repository that holds a template, and addresses that lead to it without a network.

use crate::project::{Files, manifest};
use crate::run::{Run, Sandbox};
use crate::support::succeed;

/// The repository `../repo`, whose commits are the same whenever a test makes them.
pub struct Repository {
    pub sandbox: Sandbox,
}

impl Repository {
    /// One commit, version 1.0.0 of a template of these files.
    #[track_caller]
    pub fn new(files: Files<'_>) -> Self {
        let sandbox = Sandbox::new();
        let repository = Self { sandbox };
        repository.sandbox.template("repo", files);
        repository.git("init --quiet --initial-branch=main");
        repository.commit();
        repository
    }

    /// Runs git in the repository; what it prints.
    #[track_caller]
    pub fn git(&self, line: &str) -> String {
        let mut git = self.sandbox.command_of("git");
        git.current_dir(self.sandbox.path("repo")).args(line.split_whitespace());
        git.env("GIT_AUTHOR_DATE", "2025-01-01T00:00:00Z");
        git.env("GIT_COMMITTER_DATE", "2025-01-01T00:00:00Z");
        succeed(&mut git).trim_end().to_owned()
    }

    #[track_caller]
    pub fn commit(&self) -> String {
        self.git("add --all");
        self.git("commit --quiet --message x");
        self.git("rev-parse HEAD")
    }

    /// Writes a file of the repository.
    #[track_caller]
    pub fn write(&self, path: &str, content: &str) {
        self.sandbox.write(&format!("repo/{path}"), content);
    }

    /// A commit with this tag, where the template has the version and `base/a` says it.
    #[track_caller]
    pub fn release(&self, tag: &str, version: &str) {
        self.write("template.toml", &manifest(version, ""));
        self.write("base/a", &format!("{tag}\n"));
        self.commit();
        self.git(&format!("tag {tag}"));
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("file://{}", self.sandbox.path("repo").display())
    }

    /// From now on the user's git finds what starts with `url` at the repository.
    #[track_caller]
    pub fn instead_of(&self, url: &str) {
        let mut git = self.sandbox.command_of("git");
        let key = format!("url.{}.insteadOf", self.url());
        succeed(git.args(["config", "--global", "--add", &key, url]));
    }

    /// `scaffold new hello` from an address.
    #[track_caller]
    pub fn new_from(&self, address: &str) -> Run {
        self.sandbox.scaffold().args(["new", "hello", "--template", address, "--no-git"]).run()
    }

    /// The same, where it must be well; the project is removed. What its file `a` says.
    #[track_caller]
    pub fn a_of(&self, address: &str) -> String {
        let new = self.sandbox.scaffold();
        new.args(["new", "hello", "--template", address, "--no-git"]).silently();
        let said = self.sandbox.read("hello/a");
        std::fs::remove_dir_all(self.sandbox.work("hello")).expect("a project");
        said
    }

    /// Runs the program in the project.
    #[track_caller]
    pub fn run(&self, line: &str) -> Run {
        self.sandbox.scaffold().at("hello").line(line).run()
    }

    /// Nobody reaches it any more.
    #[track_caller]
    pub fn vanish(&self) {
        std::fs::rename(self.sandbox.path("repo"), self.sandbox.path("gone")).expect("ours");
    }
}
