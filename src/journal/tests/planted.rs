//! A journal that no run has left.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::project::{AFTER, BEFORE, EDITS, Project, edits, tree};
use crate::error::{Error, JournalFault};
use crate::journal::{is_interrupted, recover};

/// A project with a directory beside it that nobody shall touch.
fn planted(plan: &str) -> (Project, tempfile::TempDir) {
    let (project, outside) = (Project::new(), tempfile::tempdir().unwrap());
    fs::write(outside.path().join("keys"), "theirs").unwrap();
    for part in ["new", "old"] {
        fs::create_dir_all(project.path(".scaffold/journal").join(part)).unwrap();
    }
    project.write(".scaffold/journal/plan", plan);
    (project, outside)
}

fn git(dir: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.current_dir(dir).args(["-c", "user.name=Test", "-c", "user.email=test@example.com"]);
    assert!(git.args(arguments).status().unwrap().success());
}

fn untouched(outside: &tempfile::TempDir) {
    let text = fs::read_to_string(outside.path().join("keys"));
    assert_eq!(
        (text.unwrap().as_str(), fs::read_dir(outside.path()).unwrap().count()),
        ("theirs", 1)
    );
}

fn refused(project: &Project) -> JournalFault {
    let looked = is_interrupted(project.dir.path()).unwrap_err();
    let error = recover(&project.lock()).unwrap_err();
    match (looked, error) {
        (Error::Journal { fault: looked, .. }, Error::Journal { fault, .. }) if looked == fault => {
            fault
        }
        (_, error) => panic!("{error:?}"),
    }
}

#[test]
fn nothing_is_put_back_through_a_link_that_was_put_back() {
    let (project, outside) = planted("remove x/keys\nremove x\n");
    project.write(".scaffold/journal/old/0", "planted");
    project.link(".scaffold/journal/old/1", outside.path());
    assert!(recover(&project.lock()).is_err(), "a link is in the way");
    untouched(&outside);
    // Nor through one that is there.
    for plan in [
        "remove out/keys\n",
        "write 1 1 out/keys\n",
        "replace 1 1 out/keys\n",
        "rmdir 755 out/x\n",
        "mkdir out/keys\n",
    ] {
        let (project, outside) = planted(plan);
        project.link("out", outside.path());
        project.write(".scaffold/journal/old/0", "planted");
        let _ = recover(&project.lock());
        untouched(&outside);
        assert_eq!(fs::read_link(project.path("out")).unwrap(), outside.path());
    }
}

#[test]
fn what_no_run_leaves_is_refused() {
    type Plant = fn(&Project, &Path);
    let table: [(&str, Plant); 7] = [
        ("a saved directory", |project, _| {
            fs::create_dir(project.path(".scaffold/journal/old/0")).unwrap();
        }),
        ("a link for the saved files", |project, outside| {
            fs::remove_dir(project.path(".scaffold/journal/old")).unwrap();
            project.link(".scaffold/journal/old", outside);
        }),
        ("a link for the new files", |project, outside| {
            fs::remove_dir(project.path(".scaffold/journal/new")).unwrap();
            project.link(".scaffold/journal/new", outside);
        }),
        ("a link for the plan", |project, outside| {
            project.remove(".scaffold/journal/plan");
            project.link(".scaffold/journal/plan", &outside.join("keys"));
        }),
        ("a pipe for the plan", |project, _| {
            project.remove(".scaffold/journal/plan");
            let pipe = project.path(".scaffold/journal/plan");
            assert!(Command::new("mkfifo").arg(pipe).status().unwrap().success());
        }),
        ("a plan that does one thing twice", |project, _| {
            project.write(".scaffold/journal/plan", "remove a\nremove a\n");
        }),
        ("a plan that leaves the project", |project, _| {
            project.write(".scaffold/journal/plan", "remove ../a\n");
        }),
    ];
    for (what, plant) in table {
        let (project, outside) = planted("remove a\n");
        plant(&project, outside.path());
        let before = project.dirs();
        assert_eq!(refused(&project), JournalFault::Damaged, "{what}");
        assert_eq!(project.dirs(), before, "{what}");
        untouched(&outside);
    }
}

#[test]
fn what_another_user_has_left_is_refused() {
    // Only root can give a file away.
    if crate::dir::user() != 0 {
        return;
    }
    for part in ["", "new", "old", "plan"] {
        let project = Project::new();
        project.killed(&edits(&EDITS));
        let path = project.path(".scaffold/journal").join(part);
        std::os::unix::fs::chown(path, Some(12345), None).unwrap();
        assert_eq!(refused(&project), JournalFault::Owner, "{part}");
    }
}

#[test]
fn what_git_has_is_refused() {
    let project = Project::new();
    project.killed(&edits(&EDITS));
    git(project.dir.path(), &["init", "--quiet"]);
    assert!(is_interrupted(project.dir.path()).unwrap());
    git(project.dir.path(), &["add", "--all"]);
    assert!(is_interrupted(project.dir.path()).unwrap(), "git never takes it along");
    git(project.dir.path(), &["add", "--force", ".scaffold/journal"]);
    let before = project.state();
    assert_eq!(refused(&project), JournalFault::Tracked);
    assert_eq!(project.state(), before);
}

/// The user wants back what was committed, and git has brought it.
#[test]
fn what_git_has_put_back_is_no_edit() {
    for as_before in [true, false] {
        let project = Project::new();
        git(project.dir.path(), &["init", "--quiet"]);
        git(project.dir.path(), &["add", "--all"]);
        git(project.dir.path(), &["commit", "--quiet", "--message", "before"]);
        if !as_before {
            project.write("run", "not committed");
        }
        project.killed(&edits(&EDITS));
        git(project.dir.path(), &["checkout", "--quiet", "."]);
        assert!(recover(&project.lock()).unwrap());
        assert_eq!(project.files(), tree(&BEFORE));
        project.change(&edits(&EDITS)).unwrap();
        assert_eq!(project.files(), tree(&AFTER));
    }
}

#[test]
fn thousands_of_steps_are_undone_in_no_time() {
    let paths: Vec<String> = (0..20_000).map(|n| format!("d{}/f{n}", n % 100)).collect();
    let plan: String = paths.iter().flat_map(|path| ["remove ", path, "\n"]).collect();
    let (project, _outside) = planted(&plan);
    project.write(".scaffold/journal/old/7", "seven");
    let start = std::time::Instant::now();
    assert!(recover(&project.lock()).unwrap());
    assert!(start.elapsed().as_secs() < 10);
    assert_eq!(fs::read_to_string(project.path("d7/f7")).unwrap(), "seven");
}
