use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::symlink;

use super::*;
use crate::tree::File;

/// A directory `inside` with the links `out` (up and out) and `chain` (out through another link).
fn trap() -> (tempfile::TempDir, Dir) {
    let place = tempfile::tempdir().unwrap();
    let inside = place.path().join("inside");
    fs::create_dir_all(inside.join("deep/er")).unwrap();
    fs::create_dir(place.path().join("outside")).unwrap();
    fs::write(place.path().join("outside/secret"), "theirs").unwrap();
    symlink("../outside", inside.join("out")).unwrap();
    symlink("../..", inside.join("deep/er/top")).unwrap();
    symlink("deep/er/top/../outside", inside.join("chain")).unwrap();
    symlink(place.path().join("outside"), inside.join("absolute")).unwrap();
    let dir = Dir::open(&inside).unwrap();
    (place, dir)
}

#[test]
fn no_call_leaves_the_directory_by_a_link() {
    let (place, dir) = trap();
    fs::write(dir.at("mine"), "mine").unwrap();
    let file = File::regular("new");
    for way in ["out", "chain", "absolute", "..", "../outside", "deep/er/top/../outside"] {
        let at = |name: &str| format!("{way}/{name}");
        assert!(dir.below(way).is_err(), "{way}");
        assert!(dir.look(&at("secret")).is_err(), "{way}");
        assert!(dir.entries(way).is_err(), "{way}");
        assert!(dir.read(&at("secret"), 9).is_err(), "{way}");
        assert!(dir.write(&at("new"), &file).is_err(), "{way}");
        assert!(dir.create_dir(&at("new")).is_err(), "{way}");
        assert!(dir.create_dirs(&at("new/er")).is_err(), "{way}");
        assert!(dir.remove_file(&at("secret")).is_err(), "{way}");
        assert!(dir.remove_all(&at("secret")).is_err(), "{way}");
        assert!(dir.rename("mine", &at("mine")).is_err(), "{way}");
        assert!(dir.rename_new("mine", &at("mine")).is_err(), "{way}");
        assert!(dir.exchange("mine", &at("secret")).is_err(), "{way}");
        assert!(dir.rename(&at("secret"), "stolen").is_err(), "{way}");
        assert!(dir.set_mode(&at("secret"), 0o777).is_err(), "{way}");
    }
    assert_eq!(fs::read_dir(place.path().join("outside")).unwrap().count(), 1);
    assert_eq!(fs::read_to_string(place.path().join("outside/secret")).unwrap(), "theirs");
    assert_eq!(fs::read_to_string(dir.at("mine")).unwrap(), "mine");
}

#[test]
fn what_would_never_end_is_not_read() {
    let (_place, dir) = trap();
    fs::write(dir.at("long"), "12345").unwrap();
    assert_eq!(dir.read("long", 5).unwrap().unwrap(), b"12345");
    assert_eq!(dir.read("long", 4).unwrap(), None);
    rustix::fs::mkfifoat(dir.as_file().unwrap(), "pipe", rustix::fs::Mode::RUSR).unwrap();
    assert_eq!(dir.read("pipe", 5).unwrap_err().kind(), ErrorKind::InvalidInput);
    assert_eq!(dir.read("deep", 5).unwrap_err().kind(), ErrorKind::InvalidInput);
}

#[test]
fn an_exchange_keeps_both_and_a_new_name_replaces_nothing() {
    let (_place, dir) = trap();
    dir.write("a", &File::regular("a")).unwrap();
    dir.write("deep/b", &File::regular("b")).unwrap();
    dir.exchange("a", "deep/b").unwrap();
    assert_eq!(dir.read("a", 1).unwrap().unwrap(), b"b");
    assert_eq!(dir.read("deep/b", 1).unwrap().unwrap(), b"a");
    assert_eq!(dir.rename_new("a", "deep/b").unwrap_err().kind(), ErrorKind::AlreadyExists);
    dir.rename_new("a", "deep/c").unwrap();
    assert_eq!(dir.read("deep/c", 1).unwrap().unwrap(), b"b");
}
