//! Other programs, run so that an interrupt ends them.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;
use std::{env, thread};

use crate::error::{Error, Result, sentence};
use crate::interrupt;

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
    let (program, arguments) = argv.split_first().expect("a command line names its program");
    let attempt = attempt(program, arguments, dir, input).map_err(Error::io("run", *program))?;
    let Some((status, stdout, stderr)) = attempt else { return Ok(Outcome::Absent) };
    interrupt::check()?;
    if status.success() {
        return Ok(Outcome::Success(stdout));
    }
    let said = if stderr.trim().is_empty() { stdout } else { stderr };
    let last = said.lines().rev().find(|line| !line.trim().is_empty());
    Ok(Outcome::Failure(last.map_or_else(|| status.to_string(), |line| line.trim().to_owned())))
}

/// What a program printed, and how it ended.
#[derive(Debug)]
pub struct Ended {
    /// Why it counts as failed; none for exit code 0.
    pub failure: Option<String>,
    /// All it printed, stdout first.
    pub output: String,
}

/// Runs `argv` in `dir`, without input, and keeps all it prints.
///
/// # Errors
/// An interrupt.
pub fn to_the_end(argv: &[&str], dir: &Path) -> Result<Ended> {
    let (program, arguments) = argv.split_first().expect("a command line names its program");
    let attempt = attempt(program, arguments, dir, &[]);
    interrupt::check()?;
    Ok(match attempt {
        Ok(Some((status, stdout, stderr))) => Ended {
            failure: (!status.success()).then(|| status.to_string()),
            output: stdout + &stderr,
        },
        Ok(None) => {
            Ended { failure: Some(format!("there is no `{program}` here")), output: String::new() }
        }
        Err(error) => Ended { failure: Some(sentence(&error)), output: String::new() },
    })
}

fn attempt(
    program: &str,
    arguments: &[&str],
    dir: &Path,
    input: &[u8],
) -> io::Result<Option<(ExitStatus, String, String)>> {
    // Files, not pipes: nobody has to read while the loop below waits.
    let (mut stdout, mut stderr) = (tempfile::tempfile()?, tempfile::tempfile()?);
    let mut command = Command::new(program);
    // A group of its own, so that an interrupt ends what the program has started, too.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let child = command
        .args(arguments)
        .current_dir(dir)
        .stdin(stdin(input)?)
        .stdout(stdout.try_clone()?)
        .stderr(stderr.try_clone()?)
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if interrupt::requested() {
            // It may have ended a moment ago.
            let _ = kill(&mut child);
            break child.wait()?;
        }
        thread::sleep(Duration::from_millis(2));
    };
    Ok(Some((status, read(&mut stdout)?, read(&mut stderr)?)))
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
fn kill(child: &mut Child) -> io::Result<()> {
    use rustix::process::{Pid, Signal, kill_process_group};
    match Pid::from_raw(child.id().cast_signed()) {
        Some(group) => Ok(kill_process_group(group, Signal::KILL)?),
        None => child.kill(),
    }
}

#[cfg(not(unix))]
fn kill(child: &mut Child) -> io::Result<()> {
    child.kill()
}

fn read(file: &mut File) -> io::Result<String> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Whether `program` can be found on `PATH`.
#[must_use]
pub fn on_path(program: &str) -> bool {
    let paths = env::var_os("PATH").unwrap_or_default();
    let names = [program.to_owned(), format!("{program}{}", env::consts::EXE_SUFFIX)];
    env::split_paths(&paths).any(|dir| names.iter().any(|name| dir.join(name).is_file()))
}
