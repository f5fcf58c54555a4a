mod crashes;
mod editors;
mod planted;
mod project;

use std::fs;

use super::*;
use crate::error::JournalFault;
use crate::tree::Tree;
use project::{AFTER, BEFORE, EDITS, Project, edits, file, rel, tree};

#[test]
fn what_is_committed_is_what_was_wanted() {
    let project = Project::new();
    project.change(&edits(&EDITS)).unwrap();
    assert_eq!(project.files(), tree(&AFTER));
    for gone in ["docs/deep", "shared", ".scaffold/journal"] {
        assert!(!project.path(gone).exists(), "{gone}");
    }
    assert!(project.path("untouched/empty").is_dir());
    assert!(!recover(&project.lock()).unwrap());
}

#[test]
fn nothing_is_visible_before_it_is_applied_and_nothing_stays_of_what_is_dropped() {
    for apply in [false, true] {
        let project = Project::new();
        let before = project.state();
        let lock = project.lock();
        let mut journal = project.begin(&lock, &edits(&EDITS)).unwrap();
        let visible = |(path, _): &(&RelPath, &File)| !path.as_str().starts_with(".scaffold/j");
        assert!(project.files().iter().filter(visible).eq(&before.0));
        if apply {
            journal.apply().unwrap();
            assert!(project.files().iter().filter(visible).eq(&tree(&AFTER)));
        }
        drop(journal);
        assert_eq!(project.state(), before);
    }
}

#[test]
fn nothing_to_do_leaves_nothing() {
    let project = Project::with(&tree(&[("a", "a")]));
    let before = project.state();
    project.change(&[]).unwrap();
    project.change(&edits(&[("gone", None), ("gone/too", None)])).unwrap();
    assert_eq!(project.state(), before);
}

#[test]
fn a_project_gets_its_first_record() {
    let project = Project::with(&tree(&[("a", "a")]));
    let before = project.state();
    let wanted = edits(&[(".scaffold/answers.toml", Some("1"))]);
    project.killed(&wanted);
    recover(&project.lock()).unwrap();
    assert_eq!(project.state(), before);
    project.change(&wanted).unwrap();
    assert_eq!(project.files(), tree(&[("a", "a"), (".scaffold/answers.toml", "1")]));
}

#[cfg(unix)]
#[test]
fn modes_stay_but_for_the_executable_bit() {
    use std::os::unix::fs::PermissionsExt;
    let table = [
        (0o600, "text", 0o600),
        (0o640, "#!sh", 0o750),
        (0o755, "#!sh", 0o755),
        (0o744, "#!sh", 0o744),
        (0o750, "text", 0o640),
        (0o444, "text", 0o444),
    ];
    for (old, text, new) in table {
        let project = Project::with(&tree(&[("dir/a", "")]));
        let path = project.path("dir/a");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
        fs::set_permissions(&path, fs::Permissions::from_mode(old)).unwrap();
        project.change(&edits(&[("dir/a", Some(text))])).unwrap();
        assert_eq!(mode(&path), new, "{old:o} {text}");
        let dir = project.path("dir");
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o710)).unwrap();
        project.killed(&edits(&[("dir/a", None)]));
        assert!(!dir.exists());
        recover(&project.lock()).unwrap();
        assert_eq!((mode(&dir), mode(&path)), (0o710, new), "a directory comes back as it was");
    }
}

#[test]
fn one_run_at_a_time() {
    let project = Project::new();
    let held = project.lock();
    assert!(
        matches!(lock(project.dir.path()), Err(Error::Busy(root)) if root == project.dir.path())
    );
    drop(held);
    let before = project.state();
    project.lock();
    assert_eq!(project.state(), before, "a lock leaves nothing behind");
}

#[test]
fn what_stands_in_the_way_is_found_before_anything_is_changed() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("x"), "outside").unwrap();
    let outward = format!("->{}", outside.path().display());
    for (path, text) in [
        ("out/x", Some("new")),
        ("out/x", None),
        ("kept.txt/x", Some("new")),
        ("kept.txt/x", None),
        ("docs", Some("new")),
        ("docs", None),
    ] {
        let mut files = tree(&BEFORE);
        files.insert(rel("out"), file(&outward)).unwrap();
        let project = Project::with(&files);
        let before = project.state();
        let wanted = edits(&[("kept.txt2", Some("")), (path, text)]);
        let error = project.begin(&project.lock(), &wanted).unwrap_err();
        let Error::Io { path: named, .. } = error else { panic!("{error}") };
        assert_eq!(named, project.path(path));
        assert_eq!(project.state(), before);
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1);
        assert_eq!(fs::read_to_string(outside.path().join("x")).unwrap(), "outside");
    }
}

/// A file that cannot be staged is named as the user knows it.
#[test]
fn a_staging_that_fails_leaves_nothing() {
    let project = Project::new();
    let before = project.state();
    let lock = project.lock();
    let link = "->".to_owned() + &"x".repeat(5000);
    let edits = edits(&[("a", Some("a")), ("new/link", Some(&link))]);
    let error = project.begin(&lock, &edits).unwrap_err();
    assert!(matches!(error, Error::Io { path, .. } if path == project.path("new/link")));
    assert_eq!(project.state(), before);
}

/// The project is not ours alone while it is changed.
#[test]
fn a_step_that_fails_undoes_all_before_it() {
    type Put<'a> = &'a dyn Fn(&Project);
    let outside = tempfile::tempdir().unwrap();
    let in_the_way: [(&str, Put); 3] = [
        ("run", &|project| {
            project.remove("run");
            fs::create_dir_all(project.path("run/mine")).unwrap();
        }),
        ("becomes-file", &|project| project.write("becomes-file/mine", "mine")),
        ("zzz/file", &|project| {
            fs::remove_dir(project.path("zzz")).unwrap();
            project.link("zzz", outside.path());
        }),
    ];
    for (path, put) in in_the_way {
        let project = Project::new();
        fs::create_dir(project.path("zzz")).unwrap();
        let lock = project.lock();
        let mut wanted = edits(&EDITS);
        wanted.push((rel("zzz/file"), Some(file("x"))));
        let mut journal = project.begin(&lock, &wanted).unwrap();
        put(&project);
        let with_journal = project.state();
        let error = journal.apply().unwrap_err();
        let (Error::Io { path: named, .. } | Error::Edited(named)) = error else {
            panic!("{error}")
        };
        assert_eq!(named, project.path(path));
        assert_ne!(project.state(), with_journal, "{path}: some steps were done");
        drop(journal);
        let without_journal = |(files, dirs): (Tree, Vec<String>)| {
            let files = files.into_iter();
            let files: Vec<_> =
                files.filter(|(path, _)| !path.as_str().starts_with(".scaffold/j")).collect();
            let dirs: Vec<_> = dirs.into_iter().filter(|dir| !dir.contains("/journal")).collect();
            (files, dirs)
        };
        assert_eq!(without_journal(project.state()), without_journal(with_journal));
        assert!(!project.path(".scaffold/journal").exists());
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    }
}

#[test]
fn what_was_left_must_be_undone_before_the_next_change() {
    let project = Project::new();
    project.killed(&edits(&EDITS));
    assert!(project.begin(&project.lock(), &edits(&[("a", Some("a"))])).is_err());
    assert!(recover(&project.lock()).unwrap());
    assert_eq!(project.files(), tree(&BEFORE));
}

/// A repository can hold what it likes under the journal's name.
#[test]
fn a_journal_behind_a_link_is_none() {
    let other = Project::new();
    other.killed(&edits(&EDITS));
    let before = other.files();
    for link in [".scaffold", ".scaffold/journal", ".scaffold/journal/new"] {
        let project = Project { dir: tempfile::tempdir().unwrap() };
        let path = project.path(link);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        project.link(link, &other.path(link));
        match recover(&project.lock()) {
            Ok(undone) => assert!(!undone && link == ".scaffold"),
            Err(error) => {
                assert!(matches!(error, Error::Journal { fault: JournalFault::Damaged, .. }));
            }
        }
        assert!(project.change(&edits(&[("a", Some("a"))])).is_err());
        assert_eq!(project.files().len(), 1, "the link alone");
        assert_eq!(other.files(), before);
    }
    let (project, outside) = (Project::with(&tree(&[])), tempfile::tempdir().unwrap());
    project.link(".scaffold", outside.path());
    assert!(project.begin(&project.lock(), &[]).is_err());
}
