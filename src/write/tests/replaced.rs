//! A directory in the place of another one.

use super::*;

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
