//! What runs that were killed have left.

use std::thread;
use std::time::Duration;

use super::*;

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
