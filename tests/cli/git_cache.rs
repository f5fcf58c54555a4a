//! What has been fetched, when runs meet or end early.

use std::fs;
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
