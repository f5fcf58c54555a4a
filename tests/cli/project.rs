//! A project with a past: a template wrote it, a team has edited it, and the template has moved
//! on.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::run::{MANIFEST, Run, Sandbox};
use crate::support::succeed;

/// The project `hello`, written by version 1.0.0 of the template `../own`.
pub struct Project {
    pub sandbox: Sandbox,
}

/// The files of a template, by path.
pub type Files<'a> = &'a [(&'a str, &'a str)];

/// A manifest of this version that asks for the name, with `rest` behind it.
pub fn manifest(version: &str, rest: &str) -> String {
    MANIFEST.replace("1.0.0", version) + rest
}

/// Lines with these words.
pub fn lines(words: &str) -> String {
    words.split_whitespace().flat_map(|word| [word, "\n"]).collect()
}

impl Project {
    /// A committed project of a template of these files.
    #[track_caller]
    pub fn new(files: Files<'_>) -> Self {
        Self::with(files, "")
    }

    /// The same where git knows nothing of it.
    #[track_caller]
    pub fn without_git(files: Files<'_>) -> Self {
        Self::with(files, "--no-git")
    }

    /// With more said to `scaffold new`.
    #[track_caller]
    pub fn with(files: Files<'_>, line: &str) -> Self {
        let sandbox = Sandbox::new();
        sandbox.template("own", files);
        let new = sandbox.scaffold().line("new hello --template ../own --no-tasks").line(line);
        new.silently();
        Self { sandbox }
    }

    /// The template becomes version 2.0.0, of these files alone.
    #[track_caller]
    pub fn upgrade(&self, files: Files<'_>) {
        let manifest = manifest("2.0.0", "");
        let files = [&[("template.toml", manifest.as_str())], files].concat();
        self.sandbox.template("own", &files);
    }

    /// Runs the program in the project.
    #[track_caller]
    pub fn run(&self, line: &str) -> Run {
        self.sandbox.scaffold().at("hello").line(line).run()
    }

    /// Runs git in the project; what it prints.
    #[track_caller]
    pub fn git(&self, line: &str) -> String {
        let mut git = self.sandbox.command_of("git");
        succeed(git.current_dir(self.sandbox.work("hello")).args(line.split_whitespace()))
    }

    #[track_caller]
    pub fn commit(&self) {
        self.git("add --all");
        self.git("commit --quiet --message edited");
    }

    #[track_caller]
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        self.sandbox.write(&format!("work/hello/{path}"), content);
    }

    #[track_caller]
    pub fn remove(&self, path: &str) {
        fs::remove_file(self.sandbox.work("hello").join(path)).expect("a file of the project");
    }

    #[track_caller]
    pub fn read(&self, path: &str) -> String {
        self.sandbox.read(&format!("hello/{path}"))
    }

    /// Replaces what stands once in a file.
    #[track_caller]
    pub fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert_eq!(text.matches(old).count(), 1, "{old:?} in\n{text}");
        self.write(path, text.replace(old, new));
    }

    /// Its files but for the record and git's, one a line.
    pub fn files(&self) -> String {
        let files = self.sandbox.files();
        let files = files.lines().filter_map(|file| file.strip_prefix("hello/"));
        files.filter(|file| !file.starts_with('.')).collect::<Vec<_>>().join("\n")
    }

    /// Everything that an update could change, to be compared.
    pub fn state(&self) -> BTreeMap<String, State> {
        state(&self.sandbox.work("hello"))
    }

    /// Runs the program, after which everything must be as before.
    #[track_caller]
    pub fn run_idly(&self, line: &str) -> Run {
        let before = self.state();
        let run = self.run(line);
        assert_eq!(self.state(), before, "{run}");
        run
    }
}

/// A file: its content or the target of a link, its mode, and when it was changed.
#[derive(Debug, PartialEq, Eq)]
pub struct State {
    content: String,
    readonly: bool,
    #[cfg(unix)]
    mode: u32,
    changed: SystemTime,
}

/// All files below `root` but those of git.
pub fn state(root: &Path) -> BTreeMap<String, State> {
    let mut found = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).expect("a directory") {
            let path = entry.expect("an entry").path();
            let metadata = fs::symlink_metadata(&path).expect("a file");
            if metadata.is_dir() {
                if !path.ends_with(".git") {
                    open.push(path);
                }
                continue;
            }
            let content = match fs::read_link(&path) {
                Ok(target) => format!("→ {}", target.display()),
                Err(_) => String::from_utf8_lossy(&fs::read(&path).expect("a file")).into_owned(),
            };
            let state = State {
                content,
                readonly: metadata.permissions().readonly(),
                #[cfg(unix)]
                mode: std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()),
                changed: metadata.modified().expect("the system knows"),
            };
            found.insert(path.display().to_string(), state);
        }
    }
    found
}
