//! The first commit of a project.

use std::path::Path;

use super::call::{Answer, Call, reason};
use super::repository::Repository;
use crate::error::{Error, Result};
use crate::prompt;
use crate::record;
use crate::run::Place;
use crate::runaway;

/// What became of the first commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Committed {
    /// A repository with one commit.
    Yes,
    /// The target lies in a work tree already, which is not ours to touch.
    InsideWorkTree,
    /// There is a repository, but nobody can look into it; what is the matter.
    Unknown(String),
    /// There is no git.
    NoGit,
    /// A repository without a commit, and git's reason.
    NotCommitted(String),
}

/// Makes `project` a repository whose first commit holds everything in it, signed if the user's
/// commits are. No hook runs: it may need what is not installed yet.
///
/// # Errors
/// An interrupt.
pub fn first_commit(project: &Path, message: &str) -> Result<Committed> {
    match Repository::find(project) {
        Ok(None) => {}
        Ok(Some(_)) => return Ok(Committed::InsideWorkTree),
        Err(Error::Interrupted) => return Err(Error::Interrupted),
        Err(error) => {
            let hint = error.hint().map_or(String::new(), |hint| format!("; {hint}"));
            return Ok(Committed::Unknown(format!("{error}{hint}")));
        }
    }
    let steps: [&[&str]; 4] = [
        &["init", "--quiet", "--initial-branch=main"],
        &["add", "--all"],
        // A clone without its record could not be updated, whatever the project ignores.
        &["add", "--force", "--", record::DIRECTORY],
        &["commit", "--quiet", "--no-verify", "--message", message],
    ];
    for step in steps {
        let _pause = runaway::pause();
        match at_terminal(Call::at(project).args(step)).run()? {
            Answer::Success(_) => {}
            Answer::Absent => return Ok(Committed::NoGit),
            Answer::Failure(said) => return Ok(Committed::NotCommitted(cause(&said))),
        }
    }
    Ok(Committed::Yes)
}

/// Signing may ask for a passphrase, if somebody is there to see it. Nobody waits for one else.
fn at_terminal(call: Call) -> Call {
    if prompt::possible() {
        return call.place(Place::Terminal);
    }
    call.env("GPG_TTY", None)
        .env("SSH_ASKPASS_REQUIRE", Some("force"))
        .env("SSH_ASKPASS", Some("false"))
}

/// What keeps git from a commit. Of a signature the last line tells only that there is no commit.
fn cause(said: &str) -> String {
    if !said.contains("failed to write commit object") {
        return reason(said);
    }
    let first = said.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let first = ["error: ", "fatal: "].iter().fold(first, |line, it| line.trim_start_matches(it));
    format!("it cannot be signed: {first}")
}
