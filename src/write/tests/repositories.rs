//! Targets that are git repositories already.

use super::*;

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
