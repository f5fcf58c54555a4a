//! How git is run.

use std::env;
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use super::fault;
use crate::error::{Error, GitFault, Result};
use crate::git::git;
use crate::prompt;
use crate::run::{Ended, Place, complete, complete_within};
use crate::runaway;
use crate::source::address::Address;

/// Runs git on the repository `at`, which is ours; what it prints.
///
/// # Errors
/// [`GitFault::Absent`] or [`GitFault::Refused`] about `address`, or an interrupt.
pub fn local(address: &Address, at: &Path, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>> {
    ended(address, complete(&mut on(at, arguments), input, Place::Apart)?)
}

/// The same for a list that may have no end: none if it has more than `most` bytes.
///
/// # Errors
/// As [`local`].
pub fn list(
    address: &Address,
    at: &Path,
    arguments: &[&str],
    most: u64,
) -> Result<Option<Vec<u8>>> {
    match complete_within(&mut on(at, arguments), &[], Place::Apart, most) {
        Err(Error::Io { source, .. }) if source.kind() == ErrorKind::FileTooLarge => Ok(None),
        listed => ended(address, listed?).map(Some),
    }
}

fn on(at: &Path, arguments: &[&str]) -> Command {
    let mut command = git();
    command.arg("--git-dir").arg(at).args(arguments);
    // Whatever is missing in it stays so: nothing is fetched behind anybody's back.
    command.env("GIT_NO_LAZY_FETCH", "1");
    command
}

/// Runs git on the repository at `address`, for the one `at` that is ours, if it is for one; it may
/// ask for a passphrase if somebody is there.
///
/// # Errors
/// As [`local`].
pub fn remote<A: AsRef<OsStr>>(
    address: &Address,
    at: Option<&Path>,
    arguments: &[A],
) -> Result<Vec<u8>> {
    let _pause = runaway::pause();
    let mut command = git();
    // The repository that we are called in must not say where addresses lead, and by which program.
    command.arg("--git-dir").arg(at.unwrap_or(Path::new("/dev/null/none"))).args(arguments);
    let place = if prompt::possible() { Place::Terminal } else { Place::Apart };
    if place == Place::Apart {
        // Whoever asks for the terminal from apart of it is stopped, and would wait for ever.
        command.env("GIT_TERMINAL_PROMPT", "0").env("SSH_ASKPASS_REQUIRE", "force");
        if env::var_os("SSH_ASKPASS").is_none() {
            command.env("SSH_ASKPASS", "false");
        }
    }
    ended(address, complete(&mut command, &[], place)?)
}

fn ended(address: &Address, ended: Option<Ended>) -> Result<Vec<u8>> {
    match ended {
        None => Err(fault(address, GitFault::Absent)),
        Some(ended) if ended.status.success() => Ok(ended.stdout),
        Some(ended) => Err(fault(address, GitFault::Refused(reason(&ended)))),
    }
}

/// The cause comes first; what follows is advice, and that the cause was fatal. Of a local
/// repository both ends speak, and either may be first.
fn reason(ended: &Ended) -> String {
    let is_said = |line: &&str| !line.is_empty() && !line.to_lowercase().starts_with("warning:");
    let line = ended.stderr.lines().map(str::trim).find(is_said);
    let Some(mut line) = line else { return ended.status.to_string() };
    let ends = ["remote error: ", "git upload-pack: ", "upload-pack: "];
    for start in ["remote: ", "fatal: ", "error: ", "ERROR: "].into_iter().chain(ends) {
        line = line.strip_prefix(start).unwrap_or(line);
    }
    line.trim_end_matches('.').to_owned()
}
