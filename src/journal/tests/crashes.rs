//! Runs that are cut off, and what somebody does before the next one.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use super::project::{AFTER, BEFORE, EDITS, Project, edits, file, tree};
use crate::error::Error;
use crate::journal::{disk, recover};

/// What a run that is cut off after so many steps leaves; nothing if it came to its end.
fn crashed(steps: usize) -> Option<Project> {
    let project = Project::new();
    let ended = disk::crash::after(steps, || drop(project.change(&edits(&EDITS))));
    (!ended).then_some(project)
}

#[test]
fn a_crash_at_any_step_leaves_what_can_be_undone() {
    let before = Project::new().state();
    let mut done = 0;
    for steps in 0.. {
        let Some(project) = crashed(steps) else {
            assert!(steps > 50, "{steps} steps are too few to be all");
            break;
        };
        recover(&project.lock()).unwrap();
        if project.state() == before {
            assert_eq!(done, 0, "{steps} steps: what was done stays done");
        } else {
            assert_eq!(project.files(), tree(&AFTER), "{steps} steps");
            done += 1;
        }
        assert!(!project.path(".scaffold/journal").exists());
        assert!(!recover(&project.lock()).unwrap());
    }
    assert_eq!(done, 7, "only clearing away comes after the plan is removed");
}

/// A full disk does not need the next run.
#[test]
fn a_step_that_is_refused_undoes_all_at_once() {
    for steps in 0.. {
        let project = Project::new();
        let before = project.state();
        let mut result = Ok(());
        if disk::crash::once_after(steps, || result = project.change(&edits(&EDITS))) {
            assert!(steps > 50, "{steps} steps are too few to be all");
            break;
        }
        match result {
            Err(_) => assert_eq!(project.state(), before, "{steps} steps"),
            // The plan was removed. What could not be cleared away waits for the next run.
            Ok(()) => assert!(!project.path(".scaffold/journal/plan").exists()),
        }
        recover(&project.lock()).unwrap();
        assert!(project.state() == before || project.files() == tree(&AFTER));
    }
}

#[test]
fn a_crash_on_the_way_back_changes_nothing() {
    let mut most = 0;
    // The states on the way back are those on the way there: every one is met many times.
    for steps in (0..).step_by(23) {
        let Some(first) = crashed(steps) else { break };
        recover(&first.lock()).unwrap();
        let expected = first.state();
        for back in (0..).step_by(2) {
            let project = crashed(steps).unwrap();
            if disk::crash::after(back, || drop(recover(&project.lock()))) {
                most = most.max(back);
                break;
            }
            recover(&project.lock()).unwrap();
            assert_eq!(project.state(), expected, "{steps} steps, {back} back");
        }
    }
    assert!(most > 30, "{most} steps back are too few to be all");
}

/// The files of the killed run are gone, and what comes back must not be taken for them.
#[test]
fn files_that_somebody_removed_come_back_however_often_it_is_tried() {
    for back in 0.. {
        let project = Project::new();
        let before = project.state();
        project.killed(&edits(&EDITS));
        for path in ["becomes-dir", "becomes-file", "docs", "new", "other", "run"] {
            project.remove(path);
        }
        fs::create_dir(project.path("docs")).unwrap();
        project.write("docs/kept.md", "kept");
        let ended = disk::crash::after(back, || drop(recover(&project.lock())));
        recover(&project.lock()).unwrap();
        assert_eq!(project.state(), before, "{back} back");
        if ended {
            break;
        }
    }
}

#[test]
fn edits_after_a_crash_are_not_lost() {
    type Edit = fn(&Project);
    let table: [(&str, Edit); 15] = [
        ("run", |project| project.write("run", "longer than the new one")),
        // As on a file system with a coarse clock.
        ("empty", |project| {
            let path = project.path("empty");
            let modified = fs::metadata(&path).unwrap().modified().unwrap();
            fs::write(&path, "").unwrap();
            fs::File::options().append(true).open(&path).unwrap().set_modified(modified).unwrap();
        }),
        ("other/new.md", |project| project.write("other/new.md", "")),
        // Moved there: neither newer nor of another length.
        ("becomes-script", |project| {
            let path = project.path("becomes-script");
            let len = fs::metadata(&path).unwrap().len();
            fs::write(&path, "x".repeat(usize::try_from(len).unwrap())).unwrap();
            let file = fs::File::options().append(true).open(&path).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        }),
        ("becomes-link", |project| {
            project.remove("becomes-link");
            project.link("becomes-link", Path::new("docs/kept.md"));
        }),
        ("link", |project| {
            project.remove("link");
            fs::create_dir(project.path("link")).unwrap();
        }),
        ("link-gone", |project| project.write("link-gone", "mine")),
        ("link-gone", |project| fs::create_dir(project.path("link-gone")).unwrap()),
        ("docs/deep", |project| project.write("docs/deep", "mine")),
        ("shared/gone.md", |project| {
            fs::create_dir(project.path("shared")).unwrap();
            project.write("shared/gone.md", "mine");
        }),
        ("becomes-dir/mine", |project| project.write("becomes-dir/mine", "mine")),
        ("becomes-dir", |project| {
            project.remove("becomes-dir");
            project.write("becomes-dir", "mine");
        }),
        ("becomes-file/only.txt", |project| {
            project.remove("becomes-file");
            fs::create_dir(project.path("becomes-file")).unwrap();
            project.write("becomes-file/only.txt", "mine");
        }),
        ("new", |project| {
            fs::rename(project.path("new"), project.path("elsewhere")).unwrap();
            project.link("new", Path::new("elsewhere"));
        }),
        ("docs", |project| {
            fs::rename(project.path("docs"), project.path("elsewhere")).unwrap();
            project.link("docs", Path::new("elsewhere"));
        }),
    ];
    for (path, edit) in table {
        let project = Project::new();
        project.killed(&edits(&EDITS));
        edit(&project);
        let edited = project.state();
        let error = recover(&project.lock()).unwrap_err();
        let Error::Interfered(paths) = error else { panic!("{path}: {error}") };
        assert!(paths.contains(&project.path(path)), "{path}: {paths:?}");
        assert_eq!(project.state(), edited, "{path}");
        // As the hint says.
        for path in paths.iter().rev() {
            project.remove(path.strip_prefix(project.dir.path()).unwrap().to_str().unwrap());
        }
        recover(&project.lock()).unwrap();
        let back = project.files();
        for (path, text) in BEFORE.iter().filter(|(path, _)| *path != "docs/kept.md") {
            assert_eq!(back.get(path), Some(&file(text)), "{path}");
        }
    }
}

/// Killed between taking the old one away and putting the new one in place, where the file system
/// cannot do both at once.
#[test]
fn a_file_that_appears_where_something_was_taken_away_is_not_lost() {
    let before = Project::new().state();
    for path in ["becomes-dir", "empty", "hollow", "run"] {
        let crashed = |steps| disk::crash::on_a_plain_file_system(|| crashed(steps));
        let project = (0..).map_while(crashed).find(|project| {
            project.path(".scaffold/journal/plan").exists() && !project.path(path).exists()
        });
        let project = project.expect("a crash between the two");
        project.write(path, "mine");
        let error = recover(&project.lock()).unwrap_err();
        let Error::Interfered(paths) = error else { panic!("{path}: {error}") };
        assert!(paths.contains(&project.path(path)), "{path}: {paths:?}");
        project.remove(path);
        recover(&project.lock()).unwrap();
        assert_eq!(project.state(), before);
    }
}

#[test]
fn edits_of_files_that_were_not_reached_are_no_obstacle() {
    let project = (0..).map_while(crashed).find(|project| {
        project.path("new/er/file").exists() && project.path(".scaffold/journal/plan").exists()
    });
    let project = project.expect("a crash before the last file");
    project.write("run", "mine");
    project.write("kept.txt", "mine");
    assert!(recover(&project.lock()).unwrap());
    for path in ["run", "kept.txt"] {
        assert_eq!(fs::read_to_string(project.path(path)).unwrap(), "mine");
    }
    assert!(!project.path("new").exists());
}

#[test]
fn nothing_is_removed_behind_a_link() {
    let project = (0..).map_while(crashed).find(|project| {
        project.path(".scaffold/journal/plan").exists() && !project.path("new").exists()
    });
    let project = project.expect("a crash before the directory is made");
    fs::create_dir_all(project.path("elsewhere/er")).unwrap();
    project.link("new", Path::new("elsewhere"));
    recover(&project.lock()).unwrap();
    assert!(project.path("elsewhere/er").is_dir());
}
