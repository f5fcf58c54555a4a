//! Templates that mean harm: each ends with one clear error and leaves nothing.

mod loops;
mod records;
#[cfg(unix)]
mod sizes;
#[cfg(unix)]
mod special;
mod texts;
#[cfg(unix)]
mod waits;

use std::process::Stdio;
use std::time::{Duration, Instant};
use std::{fs, thread};

use crate::run::Sandbox;

/// What `line` says; it must end by itself, and write nothing.
#[track_caller]
pub fn said(sandbox: &Sandbox, line: &str) -> String {
    // Far more than the program allows a template: only a hang takes as long.
    const PATIENCE: Duration = Duration::from_mins(4);
    let (before, work) = (sandbox.files(), sandbox.path("printed"));
    let file = fs::File::create(&work).expect("a file of ours");
    let mut child = sandbox
        .command()
        .args(line.split_whitespace())
        .stdin(Stdio::null())
        .stdout(file.try_clone().expect("a handle"))
        .stderr(file)
        .spawn()
        .expect("the program starts");
    let start = Instant::now();
    let status = loop {
        match child.try_wait().expect("a child of ours") {
            Some(status) => break status,
            None if start.elapsed() > PATIENCE => {
                child.kill().expect("it still runs");
                panic!("`{line}` does not end");
            }
            None => thread::sleep(Duration::from_millis(5)),
        }
    };
    let printed = fs::read(&work).expect("a file of ours");
    let shown = sandbox.shown(&printed);
    assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown:?}");
    assert_eq!(sandbox.files(), before);
    #[cfg(target_os = "linux")]
    assert_frugal();
    let code = status.code().map_or("a signal".to_owned(), |code| code.to_string());
    format!("exit {code}\n{}", shown.trim_end())
}

/// No program that this one has run took more than a gigabyte.
#[cfg(target_os = "linux")]
#[track_caller]
fn assert_frugal() {
    use nix::sys::resource::{UsageWho, getrusage};
    let most = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system counts").max_rss();
    assert!(most <= 1 << 20, "{} MiB", most >> 10);
}

/// What `new` says to a template of these files.
#[track_caller]
pub fn refused(files: &[(&str, &str)]) -> String {
    let sandbox = Sandbox::new();
    sandbox.template("own", files);
    said(&sandbox, "new hello --template ../own")
}
