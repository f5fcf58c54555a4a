//! What takes long: a person and a task may, and what is read may not.

use std::fs;
use std::thread;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::signal::kill;
use nix::unistd::Pid;

use crate::project::{Project, manifest};
use crate::repository::Repository;
use crate::run::{Sandbox, path};
use crate::terminal::{ENTER, Terminal};

/// More than is granted to what is read.
const LONG: Duration = Duration::from_secs(22);

#[test]
fn whoever_is_asked_takes_their_time() {
    let sandbox = Sandbox::new();
    sandbox.template("own", &[("base/a", "a")]);
    let mut terminal = Terminal::start(sandbox.command(), "new --template ../own --no-git");
    terminal.expect("Name");
    thread::sleep(LONG);
    terminal.press(&["hello", ENTER]);
    terminal.answer("Review", &[ENTER]);
    terminal.answer("Write", &["y"]);
    let (code, shown) = terminal.end();
    assert_eq!((code, sandbox.read("hello/a").as_str()), (0, "a"), "{shown}");
}

#[test]
fn a_task_takes_its_time() {
    let sandbox = Sandbox::new();
    let task = format!("[[task]]\nrun = ['sleep', '{}']\nrequired = true\n", LONG.as_secs());
    sandbox.template("own", &[("template.toml", &manifest("1.0.0", &task))]);
    sandbox.scaffold().line("new hello --template ../own --no-git --trust").silently();
}

/// A reader may take its time, too: all of it is more than a pipe holds.
#[test]
fn whoever_reads_takes_their_time() {
    let project = Project::new(&[("base/a", "a\n")]);
    project.write("a", "line\n".repeat(40_000));
    let sandbox = &project.sandbox;
    let mut shell = sandbox.command_of("sh");
    let script =
        format!("{{ \"$0\" diff hello; echo $? >&2; }} | {{ sleep {}; cat; }}", LONG.as_secs());
    let output = shell.args(["-c", &script]).arg(sandbox.command().get_program()).output();
    let output = output.expect("a shell");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "0\n");
    assert!(output.stdout.len() > 65_536, "{}", output.stdout.len());
}

/// A git that does not end is ended with us.
#[test]
fn a_program_that_lists_without_an_end_is_ended() {
    let repository = Repository::new(&[("base/a", "a")]);
    let sandbox = &repository.sandbox;
    let real = format!("export PATH={}", path());
    let list = "*ls-tree*) echo $$ > \"$HOME/pid\"; exec sleep 100 ;;";
    sandbox.script("bin/git", &format!("{real}\ncase \"$*\" in {list} esac\nexec git \"$@\""));
    let bin = format!("{}:{}", sandbox.path("bin").display(), path());
    let new = format!("new hello --template {}", repository.url());
    let run = sandbox.scaffold().line(&new).env("PATH", bin).run().to_string();
    assert!(run.contains("error: the run takes more than 20 seconds"), "{run}");
    let pid = fs::read_to_string(sandbox.path("home/pid")).expect("it was started");
    let pid = Pid::from_raw(pid.trim().parse().expect("a number"));
    assert_eq!(kill(pid, None), Err(Errno::ESRCH), "it runs on");
}
