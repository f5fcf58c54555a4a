//! Other programs, run so that an interrupt ends them.

mod output;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;
use std::{env, thread};

use crate::error::{Error, Result, sentence};
use crate::{interrupt, runaway};

use output::Outputs;

/// How a program ended.
#[derive(Debug)]
pub enum Outcome {
    /// With exit code 0; what it printed on stdout.
    Success(String),
    /// With another code; the last line that it said about it.
    Failure(String),
    /// There is no such program.
    Absent,
}

/// Runs `argv` in `dir`, without input.
///
/// # Errors
/// An interrupt; or the program can be neither started nor waited for.
pub fn run(argv: &[&str], dir: &Path) -> Result<Outcome> {
    outcome(&mut command(argv, dir))
}

/// Runs `argv` in `dir`, with these variables set, without input; git in it finds no repository
/// above `dir`.
///
/// # Errors
/// As [`run`].
pub fn run_below(argv: &[&str], dir: &Path, environment: &[(&str, &str)]) -> Result<Outcome> {
    let mut command = command(argv, dir);
    command.envs(environment.iter().copied());
    if let Some(ceilings) = ceilings(dir) {
        command.env("GIT_CEILING_DIRECTORIES", ceilings);
    }
    outcome(&mut command)
}

/// The directories that git does not look above, with the one that holds `dir` before all others.
fn ceilings(dir: &Path) -> Option<OsString> {
    let above = dir.canonicalize().ok()?.parent()?.to_owned();
    let others = env::var_os("GIT_CEILING_DIRECTORIES").unwrap_or_default();
    let others = env::split_paths(&others).filter(|dir| !dir.as_os_str().is_empty());
    env::join_paths([above].into_iter().chain(others)).ok()
}

fn command(argv: &[&str], dir: &Path) -> Command {
    let (program, arguments) = argv.split_first().expect("a command line names its program");
    let mut command = Command::new(program);
    command.args(arguments).current_dir(dir);
    command
}

fn outcome(command: &mut Command) -> Result<Outcome> {
    let _pause = runaway::pause();
    let Some(ended) = complete(command, &[], Place::Apart)? else {
        return Ok(Outcome::Absent);
    };
    let stdout = String::from_utf8_lossy(&ended.stdout).into_owned();
    if ended.status.success() {
        return Ok(Outcome::Success(stdout));
    }
    let said = if ended.stderr.trim().is_empty() { stdout } else { ended.stderr };
    let last = said.lines().rev().find(|line| !line.trim().is_empty());
    let last = last.map_or_else(|| ended.status.to_string(), |line| line.trim().to_owned());
    Ok(Outcome::Failure(last))
}

/// Where a program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Apart from the terminal, so that an interrupt ends what it has started, too.
    Apart,
    /// At the terminal, where it can ask for a passphrase.
    Terminal,
}

/// What is left of a program that has ended.
#[derive(Debug)]
pub struct Ended {
    /// How it ended.
    pub status: ExitStatus,
    /// What it printed as data.
    pub stdout: Vec<u8>,
    /// What else it said.
    pub stderr: String,
}

/// What git takes for the repository it works on, whatever directory it is told: a hook that
/// started us has these of its own.
const REPOSITORY: [&str; 8] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_SHALLOW_FILE",
    "GIT_NAMESPACE",
];

/// The bytes that a program may print: the files of the largest template, and what git says of
/// each.
const OUTPUT: u64 = 320 << 20;

/// Runs a command to its end, with `input` to read. None if there is no such program.
///
/// # Errors
/// As [`run`].
pub fn complete(command: &mut Command, input: &[u8], place: Place) -> Result<Option<Ended>> {
    complete_within(command, input, place, OUTPUT)
}

/// The same for a command that is ended once it has printed more than `most` bytes.
///
/// # Errors
/// As [`run`]; `FileTooLarge` if it was ended.
pub fn complete_within(
    command: &mut Command,
    input: &[u8],
    place: Place,
    most: u64,
) -> Result<Option<Ended>> {
    let ended = attempt(command, input, place, most);
    let ended = ended.map_err(Error::io("run", command.get_program()))?;
    interrupt::check()?;
    Ok(ended)
}

/// What a program printed, and how it ended.
#[derive(Debug)]
pub struct Finished {
    /// Why it counts as failed; none for exit code 0.
    pub failure: Option<String>,
    /// All it printed, stdout first.
    pub output: String,
}

/// Runs `argv` in `dir`, without input, and keeps all it prints.
///
/// # Errors
/// An interrupt.
pub fn to_the_end(argv: &[&str], dir: &Path) -> Result<Finished> {
    let _pause = runaway::pause();
    let (program, arguments) = argv.split_first().expect("a command line names its program");
    let mut command = Command::new(program);
    command.args(arguments).current_dir(dir);
    let attempt = attempt(&mut command, &[], Place::Apart, OUTPUT);
    interrupt::check()?;
    let (failure, output) = match attempt {
        Ok(Some(Ended { status, stdout, stderr })) => (
            (!status.success()).then(|| status.to_string()),
            String::from_utf8_lossy(&stdout).into_owned() + &stderr,
        ),
        Ok(None) => (Some(format!("there is no `{program}` here")), String::new()),
        Err(error) => (Some(sentence(&error)), String::new()),
    };
    Ok(Finished { failure, output })
}

fn attempt(
    command: &mut Command,
    input: &[u8],
    place: Place,
    most: u64,
) -> io::Result<Option<Ended>> {
    #[cfg(unix)]
    if place == Place::Apart {
        std::os::unix::process::CommandExt::process_group(command, 0);
    }
    for name in REPOSITORY {
        let meant = command.get_envs().any(|(key, value)| key == name && value.is_some());
        if !meant {
            command.env_remove(name);
        }
    }
    let _program = interrupt::program();
    let stdin = if input.is_empty() { Stdio::null() } else { Stdio::piped() };
    command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let outputs = feed(&mut child, input).and_then(|()| Outputs::read(&mut child, most));
    if outputs.is_err() {
        // Nobody would read what it prints. It may have ended a moment ago.
        let _ = kill(&mut child, place);
    }
    let status = wait(&mut child, place, outputs.as_ref().ok())?;
    let (stdout, stderr) = outputs?.take()?;
    Ok(Some(Ended { status, stdout, stderr: String::from_utf8_lossy(&stderr).into_owned() }))
}

fn wait(child: &mut Child, place: Place, outputs: Option<&Outputs>) -> io::Result<ExitStatus> {
    // Who is at the terminal has been told, too, and may want to put it back as it was.
    let mut grace = if place == Place::Terminal { 500 } else { 0 };
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        let full = outputs.is_some_and(Outputs::are_full);
        if interrupt::requested() || full {
            if grace == 0 || full {
                // It may have ended a moment ago.
                let _ = kill(child, place);
            }
            grace -= i32::from(grace > 0);
        }
        let pause = Duration::from_millis(2);
        match outputs {
            Some(outputs) => outputs.wait(pause),
            None => thread::sleep(pause),
        }
    }
}

fn feed(child: &mut Child, input: &[u8]) -> io::Result<()> {
    let Some(mut stdin) = child.stdin.take() else { return Ok(()) };
    let input = input.to_vec();
    thread::Builder::new().spawn(move || {
        // Who ends without reading all of it has its reasons, and says them.
        let _ = stdin.write_all(&input);
    })?;
    Ok(())
}

#[cfg(unix)]
fn kill(child: &mut Child, place: Place) -> io::Result<()> {
    use rustix::process::{Pid, Signal, kill_process_group};
    match Pid::from_raw(child.id().cast_signed()) {
        Some(group) if place == Place::Apart => Ok(kill_process_group(group, Signal::KILL)?),
        _ => child.kill(),
    }
}

#[cfg(not(unix))]
fn kill(child: &mut Child, _: Place) -> io::Result<()> {
    child.kill()
}

/// Whether `program` can be found on `PATH`.
#[must_use]
pub fn on_path(program: &str) -> bool {
    let paths = env::var_os("PATH").unwrap_or_default();
    let names = [program.to_owned(), format!("{program}{}", env::consts::EXE_SUFFIX)];
    env::split_paths(&paths).any(|dir| names.iter().any(|name| dir.join(name).is_file()))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    /// It would go on for ever, and write to the disk for as long.
    #[test]
    fn a_program_that_prints_without_end_is_ended() {
        let mut yes = Command::new("yes");
        let ended = complete_within(&mut yes, &[], Place::Apart, 1 << 20);
        match ended {
            Err(Error::Io { source, .. }) => {
                assert_eq!(source.kind(), io::ErrorKind::FileTooLarge);
            }
            other => panic!("{other:?}"),
        }
    }
}
