//! A terminal with somebody at it.

use std::process::Command;

use nix::sys::signal::Signal;
use nix::sys::wait::WaitStatus;
use rexpect::session::{PtySession, spawn_command};
use rustix::termios::{LocalModes, tcgetattr};

/// Longer than any step takes on a busy machine; only a failing test waits for it.
const PATIENCE: u64 = 20_000;

pub const ENTER: &str = "\r";
pub const DOWN: &str = "\x1b[B";
pub const CTRL_C: &str = "\x03";
pub const CTRL_D: &str = "\x04";
/// The sequence that shows the cursor.
pub const CURSOR: &str = "\x1b[?25h";

/// The program at a terminal.
pub struct Terminal {
    session: PtySession,
    seen: String,
}

impl Terminal {
    #[track_caller]
    pub fn start(mut command: Command, arguments: &str) -> Self {
        command.env("TERM", "xterm");
        Self::start_as_it_is(command, arguments)
    }

    /// The same, whatever terminal `command` says it is.
    #[track_caller]
    pub fn start_as_it_is(mut command: Command, arguments: &str) -> Self {
        command.args(arguments.split_whitespace());
        let session = spawn_command(command, Some(PATIENCE)).expect("a terminal");
        Self { session, seen: String::new() }
    }

    /// Waits until `text` is shown.
    #[track_caller]
    pub fn expect(&mut self, text: &str) {
        match self.session.exp_string(text) {
            Ok(before) => self.seen += &(before + text),
            Err(error) => panic!("no {text:?} after\n{}\n{error}", self.seen),
        }
    }

    /// Presses keys.
    #[track_caller]
    pub fn press(&mut self, keys: &[&str]) {
        for key in keys {
            self.session.send(key).expect("the terminal is there");
            self.session.flush().expect("the terminal is there");
        }
    }

    /// Waits for a question and answers it.
    #[track_caller]
    pub fn answer(&mut self, question: &str, keys: &[&str]) {
        self.expect(question);
        self.press(keys);
    }

    pub fn signal(&mut self, signal: Signal) {
        self.session.process_mut().signal(signal).expect("the program runs");
    }

    /// Waits for the end; gives the exit code and everything that was shown.
    #[track_caller]
    pub fn end(mut self) -> (i32, String) {
        let rest = self.session.exp_eof().unwrap_or_else(|error| panic!("{}\n{error}", self.seen));
        let status = self.session.process().wait().expect("it has ended");
        let WaitStatus::Exited(_, code) = status else { panic!("{status:?}\n{}", self.seen) };
        (code, self.seen + &rest)
    }

    /// The program has ended as an interrupted one must, and the terminal is as it was.
    #[track_caller]
    pub fn ends_interrupted(self) {
        let terminal = self.session.process().get_file_handle().expect("the terminal is there");
        let (code, seen) = self.end();
        assert_eq!(code, 130, "{seen}");
        let (shown, hidden) = (seen.rfind(CURSOR), seen.rfind("\x1b[?25l"));
        assert!(hidden.is_none() || shown > hidden, "the cursor is back: {seen:?}");
        if let Ok(modes) = tcgetattr(&terminal) {
            assert!(modes.local_modes.contains(LocalModes::ICANON), "lines are read again: {seen}");
        }
    }
}
