use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::error::Error;
use crate::path::RelPath;
use crate::tree::{File, Tree};

mod leftovers;
mod replaced;
mod repositories;

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
