//! The commands of a template's cases at a terminal.

use std::thread;
use std::time::Duration;

use crate::run::Sandbox;
use crate::terminal::{CTRL_C, ENTER, Terminal};

fn sandbox(script: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let commands = format!("run = [['sh', '-c', '{script}']]\n");
    let files = [
        ("base/x", "x"),
        ("tests/plain/answers.toml", "name = 'hello'\n"),
        ("tests/plain/commands.toml", &commands),
    ];
    sandbox.template("own", &files);
    sandbox
}

const TEST: &str = "template test ../own";

#[test]
fn a_yes_runs_the_commands() {
    let sandbox = sandbox("touch $HOME/ran");
    let mut terminal = Terminal::start(sandbox.command(), TEST);
    terminal.expect("touch $HOME/ran");
    terminal.answer("Run them? [y/N]", &["y"]);
    terminal.expect("plain: passed");
    let (code, seen) = terminal.end();
    assert_eq!(code, 0, "{seen}");
    assert!(sandbox.path("home/ran").exists());
}

#[test]
fn a_no_leaves_the_case_without_a_verdict() {
    let sandbox = sandbox("touch $HOME/ran");
    let mut terminal = Terminal::start(sandbox.command(), TEST);
    terminal.answer("Run them? [y/N]", &[ENTER]);
    terminal.expect("plain: skipped, its commands did not run");
    let (code, seen) = terminal.end();
    assert_eq!(code, 1, "{seen}");
    assert!(!sandbox.path("home/ran").exists());
}

/// The command's own child would go on writing if only the command were killed.
#[test]
fn an_interrupt_ends_the_commands_and_leaves_nothing() {
    let sandbox = sandbox("(sleep 1; touch $HOME/late) & sleep 60");
    let temporary = sandbox.path("temporary");
    std::fs::create_dir(&temporary).expect("a new directory");
    let mut command = sandbox.command();
    command.env("TMPDIR", &temporary);
    let mut terminal = Terminal::start(command, "template test ../own --trust");
    terminal.expect("running `sh -c");
    terminal.press(&[CTRL_C]);
    terminal.ends_interrupted();
    let left = std::fs::read_dir(&temporary).expect("a directory").count();
    assert_eq!((left, sandbox.files().as_str()), (0, ""));
    thread::sleep(Duration::from_millis(1200));
    assert!(!sandbox.path("home/late").exists(), "nothing of the command goes on");
}
