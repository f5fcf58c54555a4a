//! Ctrl-C and SIGTERM, anywhere: exit code 130, the terminal as it was, nothing left behind.

use std::fs;
use std::thread;
use std::time::Duration;

use nix::sys::signal::Signal;

use crate::run::{MANIFEST, Sandbox};
use crate::terminal::{CTRL_C, CTRL_D, ENTER, Terminal};

const NEW: &str = "new hello --template ../small";

/// Leaves the interview in all ways once `reach` has brought it somewhere.
#[track_caller]
fn leave(reach: impl Fn(&mut Terminal)) {
    let signals =
        [Signal::SIGTERM, Signal::SIGINT, Signal::SIGHUP].map(|signal| (Some(signal), ""));
    for (signal, key) in [&signals[..], &[(None, CTRL_C), (None, CTRL_D)]].concat() {
        let sandbox = Sandbox::new();
        let mut terminal = Terminal::start(sandbox.command(), NEW);
        reach(&mut terminal);
        match signal {
            None => terminal.press(&[key]),
            Some(signal) => {
                // The prompt is shown a moment before it waits for a key.
                thread::sleep(Duration::from_millis(50));
                terminal.signal(signal);
            }
        }
        terminal.ends_interrupted();
        assert_eq!(sandbox.files(), "", "{signal:?} {key:?}");
    }
}

#[test]
fn at_a_text() {
    leave(|terminal| terminal.expect("What it does [A small project]: "));
}

#[test]
fn in_the_middle_of_a_text() {
    leave(|terminal| {
        terminal.answer("What it does [A small project]: ", &["some"]);
        terminal.expect("some");
    });
}

#[test]
fn at_a_choice() {
    leave(|terminal| {
        terminal.answer("What it does [A small project]: ", &[ENTER]);
        terminal.expect("> disk");
    });
}

#[test]
fn at_the_components() {
    leave(|terminal| {
        terminal.answer("What it does [A small project]: ", &[ENTER]);
        terminal.answer("> disk", &[ENTER]);
        terminal.answer("Directory of the data [data]: ", &[ENTER]);
        terminal.expect("> [x] docs");
    });
}

fn answer_all(terminal: &mut Terminal) {
    terminal.answer("What it does [A small project]: ", &[ENTER]);
    terminal.answer("> disk", &[ENTER]);
    terminal.answer("Directory of the data [data]: ", &[ENTER]);
    terminal.answer("> [x] docs", &[ENTER]);
    terminal.expect("Customise");
}

#[test]
fn at_the_review() {
    leave(answer_all);
}

#[test]
fn at_the_last_question() {
    leave(|terminal| {
        answer_all(terminal);
        terminal.press(&[ENTER]);
        terminal.expect("Write 10 files to hello? [Y/n]");
    });
}

/// Escape is a way to leave, too.
#[test]
fn escape_leaves_a_choice() {
    let sandbox = Sandbox::new();
    let mut terminal = Terminal::start(sandbox.command(), NEW);
    terminal.answer("What it does [A small project]: ", &[ENTER]);
    terminal.answer("> disk", &["\x1b"]);
    terminal.ends_interrupted();
    assert_eq!(sandbox.files(), "");
}

/// The task's own child would go on writing if only the task were killed.
#[test]
fn during_a_task() {
    for signal in [None, Some(Signal::SIGTERM)] {
        let sandbox = Sandbox::new();
        let script = "(sleep 1; touch ../../late) & sleep 60";
        let manifest = format!("{MANIFEST}[[task]]\nrun = ['sh', '-c', '{script}']\n");
        sandbox.template("own", &[("template.toml", &manifest), ("base/x", "x")]);
        let line = "new hello --template ../own --defaults --trust";
        let mut terminal = Terminal::start(sandbox.command(), line);
        terminal.expect("running `sh -c");
        assert!(sandbox.files().contains(".scaffold-"), "the project is being built");
        match signal {
            None => terminal.press(&[CTRL_C]),
            Some(signal) => terminal.signal(signal),
        }
        terminal.ends_interrupted();
        assert_eq!(sandbox.files(), "", "{signal:?}");
        thread::sleep(Duration::from_millis(1200));
        assert_eq!(sandbox.files(), "", "nothing of the task goes on");
    }
}

/// A directory and a repository that were there before are what they were.
#[test]
fn during_a_task_in_a_repository_without_a_commit() {
    let sandbox = Sandbox::new();
    let manifest = format!("{MANIFEST}[[task]]\nrun = ['sleep', '60']\n");
    sandbox.template("own", &[("template.toml", &manifest), ("base/x", "x")]);
    let mut git = sandbox.command_of("git");
    crate::support::succeed(git.args(["init", "--quiet", "hello"]));
    let line = "new hello --template ../own --defaults --trust";
    let mut terminal = Terminal::start(sandbox.command(), line);
    terminal.expect("running `sleep 60`");
    assert!(sandbox.work("hello/x").exists(), "the project is in its place");
    terminal.press(&[CTRL_C]);
    terminal.ends_interrupted();
    assert_eq!(sandbox.files(), "hello/.git/");
    assert!(!sandbox.work("hello/.git/index").exists());
}

#[test]
fn while_writing() {
    let sandbox = Sandbox::new();
    sandbox.template("own", &[]);
    for number in 0..4000 {
        sandbox.write(&format!("own/base/{}/{number}", number % 40), "x");
    }
    let is_building = || {
        let mut entries = fs::read_dir(sandbox.work("")).expect("a directory");
        entries.any(|entry| {
            entry.expect("an entry").file_name().to_string_lossy().starts_with(".scaffold-")
        })
    };
    // A machine may be quicker than the signal; then there is a project and another try.
    for _ in 0..10 {
        let line = "new hello --template ../own --defaults --no-git";
        let mut terminal = Terminal::start(sandbox.command(), line);
        while !is_building() && !sandbox.work("hello").exists() {
            thread::yield_now();
        }
        terminal.signal(Signal::SIGTERM);
        let (code, seen) = terminal.end();
        if code == 130 {
            assert_eq!(sandbox.files(), "");
            return;
        }
        assert_eq!(code, 0, "{seen}");
        fs::remove_dir_all(sandbox.work("hello")).expect("a project");
    }
    panic!("ten projects were written before the signal came");
}
