//! What has been fetched, when runs meet or end early.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use crate::repository::Repository;
use crate::support::{succeed, text};

#[test]
fn two_runs_at_once_share_the_cache() {
    let repository = Repository::new(&[("base/a", "a\n")]);
    let run = |name: &str| {
        let mut new = repository.sandbox.command();
        new.args(["new", name, "--no-git", "--quiet", "--template", &repository.url()]);
        succeed(&mut new)
    };
    thread::scope(|scope| {
        let runs = ["one", "two", "three"].map(|name| scope.spawn(move || run(name)));
        runs.into_iter().for_each(|run| drop(run.join().expect("it succeeds")));
    });
    assert_eq!(cached(&repository).len(), 2, "{:?}", cached(&repository));
}

/// What the cache has of the one repository: a commit, and what was resolved.
fn cached(repository: &Repository) -> Vec<String> {
    let cache = repository.sandbox.path("home/.cache/scaffold/git");
    let below = |path| {
        let entries = fs::read_dir(path).expect("a directory");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        paths.collect::<Vec<_>>()
    };
    // A long place has several parts.
    let mut dirs = below(cache);
    while dirs.iter().all(|dir| dir.to_string_lossy().ends_with('~')) {
        dirs = dirs.into_iter().flat_map(below).collect();
    }
    let entries = dirs.into_iter().flat_map(below);
    entries.map(|path| path.file_name().expect("a name").to_string_lossy().into_owned()).collect()
}

/// A transport that never ends stands for a slow network.
#[test]
#[cfg(unix)]
fn an_interrupted_fetch_leaves_a_usable_cache() {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    let repository = Repository::new(&[("base/a", "a\n")]);
    let started = repository.sandbox.path("started");
    let real = succeed(repository.sandbox.command_of("sh").args(["-c", "command -v git"]));
    repository.sandbox.script(
        "bin/git",
        &format!(
            "case \"$*\" in *' fetch '*) touch '{}'; sleep 60;; esac\nexec {} \"$@\"",
            started.display(),
            real.trim_end(),
        ),
    );
    let mut new = repository.sandbox.command();
    new.args(["new", "hello", "--no-git", "--template", &repository.url()]);
    let path = std::env::var("PATH").expect("a path");
    new.env("PATH", format!("{}:{path}", repository.sandbox.path("bin").display()));
    let child = new.spawn().expect("the program starts");
    while !started.exists() {
        thread::yield_now();
    }
    let pid = Pid::from_raw(child.id().cast_signed());
    kill(pid, Signal::SIGINT).expect("the program runs");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130), "{}", text(&output));
    assert_eq!(repository.sandbox.files(), "");
    assert_eq!(cached(&repository), Vec::<String>::new());
    assert_eq!(repository.a_of(&repository.url()), "a\n");
}

/// The entry of the one commit in the cache.
fn entry(repository: &Repository) -> PathBuf {
    let commit = repository.git("rev-parse HEAD");
    let mut open = vec![repository.sandbox.path("home/.cache/scaffold/git")];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(dir).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.ends_with(&commit) {
                return path;
            }
            if path.is_dir() {
                open.push(path);
            }
        }
    }
    panic!("the commit is not in the cache")
}

/// All files below a directory.
fn files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).expect("a directory").map(|entry| entry.expect("one").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Each way to damage an entry, with its name.
type Damage = (&'static str, fn(&Path));

const DAMAGES: [Damage; 6] = [
    ("cut short", |entry| {
        for file in files(&entry.join("objects")) {
            let writable = fs::metadata(&file).expect("a file").permissions();
            fs::remove_file(&file).expect("a file");
            fs::write(&file, &b"PACK and no more than that"[..]).expect("a file");
            fs::set_permissions(&file, writable).expect("a file");
        }
    }),
    ("without objects", |entry| fs::remove_dir_all(entry.join("objects")).expect("objects")),
    ("without a head", |entry| fs::remove_file(entry.join("HEAD")).expect("a head")),
    ("emptied", |entry| {
        fs::remove_dir_all(entry).expect("an entry");
        fs::create_dir(entry).expect("a directory");
    }),
    ("a file", |entry| {
        fs::remove_dir_all(entry).expect("an entry");
        fs::write(entry, "").expect("a file");
    }),
    ("gone", |entry| fs::remove_dir_all(entry).expect("an entry")),
];

#[test]
fn a_damaged_copy_is_fetched_again() {
    let repository = Repository::new(&[("base/a", "a\n")]);
    let commit = repository.git("rev-parse HEAD");
    repository.a_of(&repository.url());
    let entry = entry(&repository);
    for (name, damage) in DAMAGES {
        for address in [repository.url(), format!("{}@{commit}", repository.url())] {
            damage(&entry);
            let said = repository.new_from(&address).to_string();
            let unseen = ["a file", "gone"].contains(&name);
            assert_eq!(said.contains("in the cache is damaged ("), !unseen, "{name}: {said}");
            assert!(said.starts_with("exit 0\n"), "{name}: {said}");
            fs::remove_dir_all(repository.sandbox.work("hello")).expect("a project");
            assert_eq!(cached(&repository).len(), 2, "{name}: {:?}", cached(&repository));
            assert_eq!(repository.a_of(&address), "a\n", "{name}: mended");
        }
    }
}

fn damage_of(name: &str) -> fn(&Path) {
    DAMAGES.iter().find(|(it, _)| *it == name).expect("one of them").1
}

/// And where it cannot be fetched, the error says how to go on.
#[test]
fn a_damaged_copy_that_cannot_be_fetched_again_is_named() {
    let repository = Repository::new(&[("base/a", "a\n")]);
    repository.a_of(&repository.url());
    let entry = entry(&repository);
    damage_of("without objects")(&entry);
    repository.vanish();
    let said = repository.new_from(&repository.url()).to_string();
    assert!(said.starts_with("exit 2\n") && said.contains("cannot be reached ("), "{said}");
    assert!(said.contains("the copy of") && said.contains("error: git cannot fetch"), "{said}");
    let help = format!("new --help --template {}", repository.url());
    let said = repository.sandbox.scaffold().line(&help).run().to_string();
    assert!(said.contains("are not listed: the copy of `file://"), "{said}");
}

#[test]
fn what_killed_runs_left_is_removed_when_it_is_old() {
    let repository = Repository::new(&[("base/a", "a\n")]);
    repository.a_of(&repository.url());
    let beside = entry(&repository).parent().expect("a directory").to_owned();
    let old = std::time::SystemTime::now() - std::time::Duration::from_hours(72);
    for (name, is_old) in [(".new-old", true), (".new-now", false)] {
        fs::create_dir(beside.join(name)).expect("a directory");
        fs::write(beside.join(name).join("pack"), "x").expect("a file");
        if is_old {
            let dir = fs::File::open(beside.join(name)).expect("a directory");
            dir.set_modified(old).expect("its time");
        }
    }
    let note = beside.join("resolved/.note-old");
    fs::write(&note, "x").expect("a file");
    fs::File::options().write(true).open(&note).expect("a file").set_modified(old).expect("time");
    // Of another repository, which may never be used again.
    let other = repository.sandbox.path("home/.cache/scaffold/git/other/.new-old");
    fs::create_dir_all(&other).expect("a directory");
    fs::File::open(&other).expect("a directory").set_modified(old).expect("its time");
    repository.write("base/a", "b\n");
    repository.commit();
    assert_eq!(repository.a_of(&repository.url()), "b\n");
    assert!(!beside.join(".new-old").exists() && !note.exists() && !other.exists());
    assert!(beside.join(".new-now").exists(), "another run may be at it");
}

/// Ten objects stand for a hundred million paths.
#[test]
fn a_tree_that_has_no_end_is_refused() {
    let repository = Repository::new(&[("base/a", "a\n")]);
    let mut tree = repository.git("rev-parse HEAD:base");
    for _ in 0..8 {
        let ten = (0..10)
            .fold(String::new(), |ten, name| ten + &format!("040000 tree {tree}\td{name}\n"));
        let mut git = repository.sandbox.command_of("git");
        git.current_dir(repository.sandbox.path("repo")).arg("mktree");
        tree = given(&mut git, &ten);
    }
    let top = repository.git("ls-tree HEAD");
    let top = top.lines().filter(|line| !line.ends_with("base")).collect::<Vec<_>>().join("\n");
    let mut git = repository.sandbox.command_of("git");
    git.current_dir(repository.sandbox.path("repo")).arg("mktree");
    let tree = given(&mut git, &format!("{top}\n040000 tree {tree}\tbase\n"));
    let commit = repository.git(&format!("commit-tree -m bomb {tree}"));
    repository.git(&format!("update-ref refs/heads/main {commit}"));
    let said = repository.new_from(&repository.url()).to_string();
    // Which of the two a slow machine comes to first, nobody knows.
    let bounds = [
        "`file://[ROOT]/repo/` has more than 100000 files\n",
        "the run takes more than 20 seconds\n",
    ];
    let ended = |bound: &&str| said.starts_with(&format!("exit 2\n--- stderr\nerror: {bound}"));
    assert!(bounds.iter().any(ended), "{said}");
    // Whose directory is elsewhere is told that, and not how large the rest is.
    let said = repository.new_from(&format!("{}//gone", repository.url())).to_string();
    assert!(said.contains("there is no `template.toml`"), "{said}");
}

/// What a command prints that reads `input`.
fn given(command: &mut std::process::Command, input: &str) -> String {
    use std::io::Write;
    use std::process::Stdio;
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = child.expect("it starts");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}
