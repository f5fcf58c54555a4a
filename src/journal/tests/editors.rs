//! Somebody saves a file while a run changes the project.

use std::fs;
use std::path::{Path, PathBuf};

use super::project::{EDITS, Project, edits};
use crate::error::Error;
use crate::journal::disk::crash;
use crate::journal::recover;
use crate::tree::Tree;

type Save = fn(&Path);

fn in_place(path: &Path) {
    let _ = fs::write(path, "mine");
}

fn by_renaming(path: &Path) {
    let beside = path.with_extension("beside");
    if fs::write(&beside, "mine").is_ok() {
        let _ = fs::rename(&beside, path);
    }
}

/// Replaces, removes and adds files and a directory.
const FEW: [(&str, Option<&str>); 4] = [
    ("new/file", Some("new")),
    ("other/old.md", None),
    ("run", Some("no script")),
    ("shared/gone.md", None),
];

fn text(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok()
}

/// But for what was saved and the directories that this needs.
fn rest(project: &Project, saved: &str) -> Tree {
    let mut rest = Tree::default();
    for (path, file) in &project.files() {
        if path.as_str() != saved {
            rest.insert(path.clone(), file.clone()).unwrap();
        }
    }
    rest
}

/// Saves `path` before each step of a run in turn. How often the run noticed, and how often not.
fn race(path: &str, save: Save) -> (usize, usize) {
    let project = Project::new();
    let before = rest(&project, path);
    project.change(&edits(&FEW)).unwrap();
    let after = rest(&project, path);
    let (mut noticed, mut unnoticed) = (0, 0);
    for steps in 0.. {
        let project = Project::new();
        let at: PathBuf = project.path(path);
        let saving = at.clone();
        let saved = std::rc::Rc::new(std::cell::Cell::new(false));
        let report = saved.clone();
        let other = move || {
            save(&saving);
            report.set(text(&saving).as_deref() == Some("mine"));
        };
        let mut result = Ok(());
        if crash::meanwhile(steps, other, || result = project.change(&edits(&FEW))) {
            return (noticed, unnoticed);
        }
        if saved.get() {
            assert_eq!(text(&at).as_deref(), Some("mine"), "{path}, {steps} steps: {result:?}");
        }
        match result {
            Ok(()) => {
                unnoticed += 1;
                assert_eq!(rest(&project, path), after, "{path}, {steps} steps");
            }
            Err(Error::Edited(_) | Error::Io { .. }) => {
                noticed += 1;
                assert_eq!(rest(&project, path), before, "{path}, {steps} steps");
            }
            Err(error) => panic!("{error}"),
        }
        assert!(!project.path(".scaffold/journal").exists());
    }
    unreachable!()
}

#[test]
fn what_is_saved_between_two_steps_is_never_lost() {
    for (path, _) in FEW {
        for save in [in_place as Save, by_renaming] {
            let (noticed, unnoticed) = race(path, save);
            assert!(noticed > 0 && unnoticed > 0, "{path}: {noticed}, {unnoticed}");
        }
    }
}

#[test]
fn nor_where_the_file_system_cannot_exchange() {
    for path in ["run", "shared/gone.md"] {
        crash::on_a_plain_file_system(|| race(path, in_place));
    }
}

/// As an editor does that keeps the file open.
#[test]
fn what_is_written_to_a_file_that_was_taken_away_is_noticed() {
    let project = Project::new();
    let open = fs::File::options().append(true).open(project.path("run")).unwrap();
    let lock = project.lock();
    let mut journal = project.begin(&lock, &edits(&EDITS)).unwrap();
    journal.apply().unwrap();
    std::io::Write::write_all(&mut &open, b"mine").unwrap();
    let error = journal.commit().unwrap_err();
    assert!(matches!(error, Error::Edited(path) if path == project.path("run")));
    assert!(journal.undo().unwrap().is_empty());
    assert_eq!(text(&project.path("run")).unwrap(), "#!/bin/sh\nmine");
    assert_eq!(rest(&project, "run"), rest(&Project::new(), "run"));
}

/// A task fails, and somebody has worked meanwhile.
#[test]
fn an_undo_leaves_what_was_edited_and_names_it() {
    for path in ["run", "empty", "other/new.md", "link-gone", "new/er/file"] {
        let project = Project::new();
        let lock = project.lock();
        let mut journal = project.begin(&lock, &edits(&EDITS)).unwrap();
        journal.apply().unwrap();
        project.write(path, "mine");
        assert_eq!(journal.undo().unwrap().last(), Some(&project.path(path)), "{path}");
        assert_eq!(text(&project.path(path)).unwrap(), "mine");
        assert_eq!(rest(&project, path), rest(&Project::new(), path));
    }
}

/// What was taken away cannot come back as long as something else is in its place; it waits.
#[test]
fn what_cannot_be_put_back_is_not_thrown_away() {
    let project = Project::new();
    let before = project.files();
    let lock = project.lock();
    let mut journal = project.begin(&lock, &edits(&EDITS)).unwrap();
    journal.apply().unwrap();
    project.write("becomes-file", "mine");
    journal.undo().unwrap_err();
    assert_eq!(text(&project.path("becomes-file")).unwrap(), "mine");
    let error = recover(&lock).unwrap_err();
    assert!(
        matches!(error, Error::Interfered(paths) if paths.contains(&project.path("becomes-file")))
    );
    project.remove("becomes-file");
    assert!(recover(&lock).unwrap());
    assert_eq!(project.files(), before);
}

/// A mode is nothing that a merge knows.
#[cfg(unix)]
#[test]
fn a_mode_that_was_changed_meanwhile_is_an_edit() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::new();
    let lock = project.lock();
    let mut journal = project.begin(&lock, &edits(&EDITS)).unwrap();
    fs::set_permissions(project.path("run"), fs::Permissions::from_mode(0o700)).unwrap();
    assert!(matches!(journal.apply(), Err(Error::Edited(path)) if path == project.path("run")));
    drop(journal);
    assert_eq!(fs::metadata(project.path("run")).unwrap().permissions().mode() & 0o777, 0o700);
}
