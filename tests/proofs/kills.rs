//! An update that is killed, interrupted or out of space, at every single call of the system
//! that could matter: afterwards the project is as it was before or as it should become.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use scaffold::source;
use scaffold::tree::Tree;
use tempfile::TempDir;

use crate::support::{require, scaffold, succeed, text};

/// An update with this answer adds, changes, merges and removes files and directories.
const UPDATE: [&str; 3] = ["update", "--set", "colour=blue"];

/// The system calls that can find a disk full. Some processors lack the older ones.
const SPACE: [&str; 8] =
    ["write", "?rename", "?renameat", "renameat2", "?mkdir", "mkdirat", "?symlink", "symlinkat"];

const TEMPLATE: [(&str, &str); 9] = [
    (
        "template.toml",
        r#"name = "own"
version = "1.0.0"
description = "A template of a proof"

[[question]]
id = "name"
prompt = "Name"

[[question]]
id = "colour"
prompt = "Colour"
default = "red"
"#,
    ),
    ("base/same.txt", "same\n"),
    ("base/changed.txt.tera", "{= colour =}\n"),
    ("base/merged.txt.tera", "first\n\n\n\n{= colour =}\n"),
    ("components/red/component.toml", "title = \"Red\"\nwhen = \"colour == 'red'\"\n"),
    ("components/red/files/only/when/red.txt", "red\n"),
    ("components/blue/component.toml", "title = \"Blue\"\nwhen = \"colour == 'blue'\"\n"),
    ("components/blue/files/new/when/blue.txt", "blue\n"),
    ("components/blue/files/run", "#!/bin/sh\n"),
];

/// A project of that template, and what the update makes of it.
struct Case {
    dir: TempDir,
    before: Tree,
    after: Tree,
}

impl Case {
    #[track_caller]
    fn new() -> Self {
        require(&["cp", "strace"], &[]);
        let dir = tempfile::tempdir().expect("a temporary directory");
        let template = dir.path().join("own");
        for (file, text) in TEMPLATE {
            let path = template.join(file);
            fs::create_dir_all(path.parent().expect("a file has a parent")).expect("parents");
            fs::write(path, text).expect("a new file");
        }
        succeed(scaffold(dir.path()).args(["new", "project", "--defaults", "--no-git"]).args([
            "--no-tasks",
            "--quiet",
            "--template",
            template.to_str().expect("UTF-8"),
        ]));
        let project = dir.path().join("project");
        fs::write(project.join("merged.txt"), "edited\n\n\n\nred\n").expect("a file of ours");
        fs::write(project.join("own.txt"), "nobody else's\n").expect("a new file");
        let mut case = Self { dir, before: files(&project), after: Tree::default() };
        let undisturbed = case.copy("project");
        succeed(scaffold(&undisturbed).args(UPDATE));
        case.after = files(&undisturbed);
        assert_ne!(case.before, case.after, "the update has something to do");
        case
    }

    /// Another one like the project `name`, times included.
    fn copy(&self, name: &str) -> PathBuf {
        let to = self.dir.path().join("copy");
        if to.exists() {
            fs::remove_dir_all(&to).expect("a directory of ours");
        }
        succeed(Command::new("cp").arg("-a").arg(self.dir.path().join(name)).arg(&to));
        to
    }

    /// Runs the update on a fresh `run`, and does `what` to it at its `at`th call of `calls`. strace
    /// counts each of several calls for itself.
    fn disturbed(&self, calls: &str, what: &str, at: usize) -> Disturbed {
        let project = self.dir.path().join("run");
        if project.exists() {
            fs::remove_dir_all(&project).expect("a directory of ours");
        }
        fs::rename(self.copy("project"), &project).expect("one file system");
        let trace = self.dir.path().join("trace");
        let plain = scaffold(&project);
        let mut strace = Command::new("strace");
        for (name, value) in plain.get_envs() {
            match value {
                Some(value) => strace.env(name, value),
                None => strace.env_remove(name),
            };
        }
        let output = strace
            .current_dir(&project)
            .args(["-f", "-qq", "-e", &format!("trace={calls}")])
            .args(["-e", &format!("inject={calls}:{what}:when={at}"), "-o"])
            .arg(&trace)
            .arg(plain.get_program())
            .args(UPDATE)
            .output()
            .expect("strace starts");
        let trace = fs::read_to_string(trace).unwrap_or_else(|_| panic!("{}", text(&output)));
        Disturbed { project, status: output.status, refused: trace.contains("(INJECTED)") }
    }
}

struct Disturbed {
    project: PathBuf,
    status: ExitStatus,
    /// Whether a call was refused.
    refused: bool,
}

/// Everything in a project, the journal of an interrupted run included.
#[track_caller]
fn files(project: &Path) -> Tree {
    source::directory(project).expect("a project can be read")
}

#[test]
#[ignore = "needs strace"]
fn a_killed_update_is_undone_by_the_next_run() {
    let case = Case::new();
    let (mut undone, mut done) = (0, 0);
    let others = ["openat", "?chmod", "fchmodat", "?unlink", "unlinkat", "?rmdir"];
    for call in SPACE.iter().chain(&others) {
        for at in 1.. {
            let Disturbed { project, status, .. } = case.disturbed(call, "signal=SIGKILL", at);
            if status.success() {
                assert_eq!(files(&project), case.after);
                break;
            }
            assert_eq!(status.signal(), Some(9), "{call} {at}: {status}");

            let left = files(&project);
            let checked = scaffold(&project).arg("check").output().expect("it starts");
            assert!(
                matches!(checked.status.code(), Some(0 | 1)),
                "{call} {at}: {}",
                text(&checked)
            );
            assert_eq!(files(&project), left, "{call} {at}: who looks changes nothing");
            let updated = scaffold(&project).args(UPDATE).output().expect("it starts");
            assert!(updated.status.success(), "{call} {at}: {}", text(&updated));
            if text(&updated).contains("nothing to do") {
                done += 1;
            } else {
                undone += 1;
            }
            assert_eq!(files(&project), case.after, "{call} {at}: the next update");
        }
    }
    println!("{undone} kills before the update was done, {done} after");
    assert!(undone > 40 && done > 0, "{undone} kills before the update was done, {done} after");
}

/// No other run is needed: the update itself takes back what it has done.
#[test]
#[ignore = "needs strace"]
fn an_update_without_space_changes_nothing() {
    let case = Case::new();
    let mut failed = 0;
    for call in SPACE {
        for at in 1.. {
            let run = case.disturbed(call, "error=ENOSPC", at);
            let found = files(&run.project);
            if !run.refused {
                assert!(run.status.success(), "{}", run.status);
                assert_eq!(found, case.after);
                break;
            }
            // What is printed can fail to be printed, and the update is done all the same.
            if found != case.after {
                assert_eq!(found, case.before, "{call} {at}");
                assert_eq!(run.status.code(), Some(2), "{call} {at}");
                failed += 1;
            }
        }
    }
    println!("{failed} failures for want of space");
    assert!(failed > 15, "{failed} failures");
}

/// Ctrl-C is noticed between two steps, and the next step is never taken.
#[test]
#[ignore = "needs strace"]
fn an_interrupted_update_changes_nothing() {
    let case = Case::new();
    let mut interrupted = 0;
    for at in 1.. {
        let run = case.disturbed("?rename,?renameat,renameat2", "signal=SIGTERM", at);
        let found = files(&run.project);
        if run.status.code() == Some(130) {
            assert_eq!(found, case.before, "rename {at}");
            interrupted += 1;
            continue;
        }
        assert!(run.status.success(), "rename {at}: {}", run.status);
        assert_eq!(found, case.after, "rename {at}");
        if interrupted > 0 || at > 100 {
            break;
        }
    }
    assert!(interrupted > 0, "no interrupt came in time");
}
