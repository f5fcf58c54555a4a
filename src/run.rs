//! Other programs, run so that an interrupt ends them.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;
use std::{env, thread};

use crate::error::{Error, Result, sentence};
use crate::{interrupt, runaway};

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
    run_with_input(argv, dir, &[])
}

/// Runs `argv` in `dir`, with `input` to read.
///
/// # Errors
/// As [`run`].
pub fn run_with_input(argv: &[&str], dir: &Path, input: &[u8]) -> Result<Outcome> {
    let _pause = runaway::pause();
    let (program, arguments) = argv.split_first().expect("a command line names its program");
    let mut command = Command::new(program);
    command.args(arguments).current_dir(dir);
    let Some(ended) = complete(&mut command, input, Place::Apart)? else {
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
    // Files, not pipes: nobody has to read while the loop below waits.
    let (mut stdout, mut stderr) = (tempfile::tempfile()?, tempfile::tempfile()?);
    #[cfg(unix)]
    if place == Place::Apart {
        std::os::unix::process::CommandExt::process_group(command, 0);
    }
    for name in REPOSITORY {
        command.env_remove(name);
    }
    let _program = interrupt::program();
    let child = command
        .stdin(stdin(input)?)
        .stdout(stdout.try_clone()?)
        .stderr(stderr.try_clone()?)
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let is_full = || {
        let printed = |file: &File| file.metadata().map_or(0, |metadata| metadata.len());
        printed(&stdout).max(printed(&stderr)) > most
    };
    let status = wait(&mut child, place, is_full)?;
    let stderr = String::from_utf8_lossy(&read(&mut stderr)?).into_owned();
    Ok(Some(Ended { status, stdout: read(&mut stdout)?, stderr }))
}

fn wait(child: &mut Child, place: Place, is_full: impl Fn() -> bool) -> io::Result<ExitStatus> {
    // Who is at the terminal has been told, too, and may want to put it back as it was.
    let mut grace = if place == Place::Terminal { 500 } else { 0 };
    loop {
        let ended = child.try_wait()?;
        if is_full() {
            if ended.is_none() {
                let _ = kill(child, place);
                child.wait()?;
            }
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        if let Some(status) = ended {
            return Ok(status);
        }
        if interrupt::requested() {
            if grace == 0 {
                // It may have ended a moment ago.
                let _ = kill(child, place);
                return child.wait();
            }
            grace -= 1;
        }
        thread::sleep(Duration::from_millis(2));
    }
}

fn stdin(input: &[u8]) -> io::Result<Stdio> {
    if input.is_empty() {
        return Ok(Stdio::null());
    }
    let mut file = tempfile::tempfile()?;
    file.write_all(input)?;
    file.rewind()?;
    Ok(file.into())
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

fn read(file: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
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
