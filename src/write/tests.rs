use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::*;
use crate::error::Error;
use crate::path::RelPath;
use crate::tree::{File, Tree};

fn tree() -> Tree {
    let mut tree = Tree::default();
    let path = |text| RelPath::new(text).unwrap();
    tree.insert(path("a/b/c.txt"), File::regular(b"c\r\n".to_vec())).unwrap();
    tree.insert(
        path("run"),
        File::Regular { bytes: (&b"#!/bin/sh\n"[..]).into(), executable: true },
    )
    .unwrap();
    tree.insert(path("empty"), File::regular(vec![])).unwrap();
    tree.insert(path("link"), File::Link { target: "a/b".into() }).unwrap();
    tree
}

fn entries(dir: &Path) -> usize {
    fs::read_dir(dir).unwrap().count()
}

fn staged(target: &Path) -> Staging {
    let staging = Staging::beside(target).unwrap();
    staging.write(&tree()).unwrap();
    staging
}

/// A directory with the directory `there` and nothing at `missing/x`.
fn place() -> (tempfile::TempDir, [PathBuf; 2]) {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("there")).unwrap();
    let targets = ["there", "missing/x"].map(|target| dir.path().join(target));
    (dir, targets)
}

/// What is left of a run that is killed once it has come so far.
fn killed(target: &Path) {
    let placed = staged(target).place().unwrap();
    // A kill takes the locks away, and nothing else.
    placed.abandon();
}

#[test]
fn what_is_written_is_what_was_meant() {
    let dir = tempfile::tempdir().unwrap();
    for target in ["new", "deep/er/new"] {
        let target = dir.path().join(target);
        staged(&target).publish().unwrap();
        assert_eq!(crate::source::directory(&target).unwrap(), tree());
    }
    assert_eq!(entries(dir.path()), 2, "nothing but the projects");
    assert_eq!(entries(&dir.path().join("deep/er")), 1);
}

#[test]
fn an_empty_directory_is_filled() {
    let target = tempfile::tempdir().unwrap();
    staged(target.path()).publish().unwrap();
    assert_eq!(crate::source::directory(target.path()).unwrap(), tree());
}

#[test]
fn nothing_stays_of_what_is_not_finished() {
    let (dir, targets) = place();
    for target in &targets {
        drop(staged(target));
        let placed = staged(target).place().unwrap();
        assert!(placed.root().join("a/b/c.txt").is_file());
        fs::write(placed.root().join("made"), "by a task").unwrap();
        fs::create_dir(placed.root().join(".git")).unwrap();
        drop(placed);
    }
    assert_eq!((entries(dir.path()), entries(&targets[0])), (1, 0));
}

#[test]
fn a_target_that_appears_meanwhile_is_not_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("x");
    let staging = staged(&target);
    fs::create_dir(&target).unwrap();
    fs::write(target.join("empty"), "mine").unwrap();
    assert!(matches!(staging.publish(), Err(Error::TargetNotEmpty(_))));
    assert_eq!(fs::read_to_string(target.join("empty")).unwrap(), "mine");
    assert_eq!((entries(dir.path()), entries(&target)), (1, 1));
}

#[test]
fn a_file_that_appears_meanwhile_is_not_overwritten() {
    let target = tempfile::tempdir().unwrap();
    let staging = staged(target.path());
    fs::write(target.path().join("run"), "mine").unwrap();
    assert!(matches!(staging.publish(), Err(Error::TargetNotEmpty(_))));
    assert_eq!(fs::read_to_string(target.path().join("run")).unwrap(), "mine");
    assert_eq!(entries(target.path()), 1);
}

#[test]
fn one_run_at_a_time_fills_a_directory() {
    let (_dir, [there, missing]) = place();
    let first = staged(&there);
    assert!(matches!(Staging::beside(&there), Err(Error::Busy(_))));
    let placed = first.place().unwrap();
    assert!(matches!(Staging::beside(&there), Err(Error::Busy(_))));
    placed.finish().unwrap();
    assert!(matches!(Staging::beside(&there), Err(Error::TargetNotEmpty(_))));

    let (first, second) = (staged(&missing), staged(&missing));
    let placed = first.place().unwrap();
    assert!(matches!(second.place(), Err(Error::TargetNotEmpty(_))));
    assert!(matches!(Staging::beside(&missing), Err(Error::Busy(_))));
    placed.finish().unwrap();
    assert_eq!(crate::source::directory(&missing).unwrap(), tree());
}

#[test]
fn what_a_killed_run_has_left_is_swept_by_the_next() {
    let (dir, targets) = place();
    for target in &targets {
        killed(target);
        check_target(target).unwrap();
        staged(target).publish().unwrap();
        assert_eq!(crate::source::directory(target).unwrap(), tree());
    }
    assert_eq!((entries(dir.path()), entries(&dir.path().join("missing"))), (2, 1));
}

#[test]
fn what_has_come_since_is_named_and_stays() {
    for change in [
        |root: &Path| fs::write(root.join("mine"), "").unwrap(),
        |root: &Path| fs::write(root.join("a/b/c.txt"), "edited").unwrap(),
        |root: &Path| fs::create_dir(root.join("a/mine")).unwrap(),
    ] {
        let (_dir, targets) = place();
        for target in &targets {
            killed(target);
            thread::sleep(Duration::from_millis(60));
            change(target);
            for refused in [check_target(target), Staging::beside(target).map(drop)] {
                let error = refused.unwrap_err();
                assert!(matches!(&error, Error::Unfinished { since, .. } if since.len() == 1));
            }
            assert!(target.join("run").exists());
        }
    }
}

/// Old files in a directory that is moved in are as much somebody's as new ones.
#[test]
fn what_is_moved_in_is_named_and_stays() {
    let (dir, [_, target]) = place();
    fs::create_dir(dir.path().join("old")).unwrap();
    fs::write(dir.path().join("old/file"), "").unwrap();
    killed(&target);
    thread::sleep(Duration::from_millis(60));
    fs::rename(dir.path().join("old"), target.join("old")).unwrap();
    let error = Staging::beside(&target).unwrap_err();
    assert!(matches!(error, Error::Unfinished { since, .. } if since == ["old"]));
}

/// Another directory of the same name, and a copy of an unfinished one, are nobody's leftovers.
#[test]
fn a_leftover_is_about_one_directory() {
    let (dir, [there, missing]) = place();
    killed(&missing);
    let kept = dir.path().join("kept");
    fs::rename(&missing, &kept).unwrap();
    fs::create_dir(&missing).unwrap();
    fs::rename(kept.join("run"), missing.join("run")).unwrap();
    assert!(matches!(check_target(&missing), Err(Error::TargetNotEmpty(_))));
    assert_eq!(entries(&missing), 1);

    killed(&there);
    let copy = dir.path().join("copy");
    let copied = std::process::Command::new("cp").arg("-a").args([&there, &copy]).status();
    assert!(copied.unwrap().success());
    assert!(matches!(check_target(&copy), Err(Error::TargetNotEmpty(_))));
}

#[test]
fn what_looks_like_a_leftover_and_is_none_stays() {
    use std::os::unix::fs::PermissionsExt;
    let (dir, [_, target]) = place();
    let named = dir.path().join("missing/.scaffold-abc123");
    for (mode, file) in [(0o755, "plan.new"), (0o700, "mine")] {
        fs::create_dir_all(&named).unwrap();
        fs::set_permissions(&named, fs::Permissions::from_mode(mode)).unwrap();
        fs::write(named.join(file), "").unwrap();
        drop(staged(&target));
        assert!(named.exists(), "{mode:o} {file}");
        fs::remove_dir_all(&named).unwrap();
    }
    fs::create_dir_all(&named).unwrap();
    fs::set_permissions(&named, fs::Permissions::from_mode(0o700)).unwrap();
    drop(staged(&target));
    assert!(!named.exists(), "a leftover before anything was in place");
}

/// A fresh repository, with a remote as a clone of an empty one has it.
fn repository(target: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let git = target.join(".git");
    fs::create_dir_all(git.join("refs/heads")).unwrap();
    fs::create_dir_all(git.join("objects/pack")).unwrap();
    fs::write(git.join("HEAD"), "ref: refs/heads/main\n").unwrap();
    fs::write(git.join("config"), "[remote \"origin\"]\n").unwrap();
    state(target)
}

fn state(target: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut dirs = vec![target.to_owned()];
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                dirs.push(path);
            } else {
                found.push((path.clone(), fs::read(path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_repository_without_a_commit_is_what_it_was_when_nothing_comes_of_the_project() {
    for kill in [false, true] {
        let (_dir, [there, _]) = place();
        let before = repository(&there);
        let placed = staged(&there).place().unwrap();
        let git = there.join(".git");
        fs::write(git.join("index"), "added").unwrap();
        fs::write(git.join("refs/heads/main"), "committed").unwrap();
        fs::write(git.join("config"), "configured").unwrap();
        fs::write(git.join("objects/pack/one"), "an object").unwrap();
        if kill {
            placed.abandon();
            check_target(&there).unwrap();
            drop(staged(&there));
        } else {
            drop(placed);
        }
        let mut after = state(&there);
        after.retain(|(path, _)| !path.ends_with("objects/pack/one"));
        assert_eq!(after, before, "killed: {kill}");
    }
}

#[test]
fn a_repository_that_has_something_is_not_filled() {
    for (file, text) in [
        ("refs/heads/main", "id\n"),
        ("packed-refs", "id refs/heads/main\n"),
        ("index", ""),
        ("HEAD", "0123\n"),
        ("HEAD", "ref: refs/../../x\n"),
    ] {
        let (_dir, [there, _]) = place();
        repository(&there);
        check_target(&there).unwrap();
        fs::write(there.join(".git").join(file), text).unwrap();
        assert!(matches!(check_target(&there), Err(Error::TargetNotEmpty(_))), "{file}");
    }
    let (_dir, [there, _]) = place();
    fs::write(there.join(".git"), "gitdir: ../elsewhere\n").unwrap();
    assert!(matches!(check_target(&there), Err(Error::TargetNotEmpty(_))));
}

#[test]
fn a_directory_is_replaced_whole_or_stays() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("expected");
    for _ in 0..2 {
        replace(&target, &tree()).unwrap();
        assert_eq!(crate::source::directory(&target).unwrap(), tree());
        fs::write(target.join("more"), "gone the next time").unwrap();
    }
    let mut long = tree();
    // Longer than what a link can hold.
    let link = File::Link { target: "x".repeat(5000) };
    long.insert(RelPath::new("zz").unwrap(), link).unwrap();
    replace(&target, &long).unwrap_err();
    assert_eq!(fs::read(target.join("more")).unwrap(), b"gone the next time");
    assert_eq!(entries(dir.path()), 1);
}

/// Where two directories cannot change places at once, a kill can come between the two steps.
#[test]
fn what_was_to_be_replaced_is_put_back() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("expected");
    staged(&target).publish().unwrap();
    let staging = Staging::instead(dir.path(), &target).unwrap();
    replace::one_after_the_other(&staging, "expected").unwrap();
    assert_eq!(entries(&target), 0);
    fs::remove_dir(&target).unwrap();
    staging.abandon();
    sweep(dir.path()).unwrap();
    assert_eq!(crate::source::directory(&target).unwrap(), tree());
    assert_eq!(entries(dir.path()), 1);
}
