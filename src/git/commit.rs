//! The first commit of a project.

use std::path::{Path, PathBuf};

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

/// A repository without a commit.
#[derive(Debug)]
pub struct Fresh {
    project: PathBuf,
    /// The repository, if it was there before; otherwise there is nothing in it that is not ours.
    found: Option<Repository>,
}

impl Fresh {
    /// Makes `project` a repository, unless it is one or lies in one; what else becomes of the first
    /// commit if there can be none.
    ///
    /// # Errors
    /// An interrupt.
    pub fn at(project: &Path) -> Result<Result<Self, Committed>> {
        let found = match Repository::find(project) {
            Ok(Some(found)) if found.path("").is_empty() => Some(found),
            Ok(Some(_)) => return Ok(Err(Committed::InsideWorkTree)),
            Ok(None) => None,
            Err(Error::Interrupted) => return Err(Error::Interrupted),
            Err(error) => {
                let hint = error.hint().map_or(String::new(), |hint| format!("; {hint}"));
                return Ok(Err(Committed::Unknown(format!("{error}{hint}"))));
            }
        };
        let this = Self { project: project.to_owned(), found };
        if this.found.is_some() {
            return Ok(Ok(this));
        }
        Ok(match this.perform(&["init", "--quiet", "--initial-branch=main"])? {
            None => Ok(this),
            Some(ended) => Err(ended),
        })
    }

    /// Makes the first commit, of everything in the project, signed if the user's commits are. No
    /// hook runs: it may need what is not installed yet.
    ///
    /// # Errors
    /// An interrupt.
    pub fn commit(&self, message: &str) -> Result<Committed> {
        let steps: [&[&str]; 3] = [
            &["add", "--all"],
            // A clone without its record could not be updated, whatever the project ignores.
            &["add", "--force", "--", record::DIRECTORY],
            &["commit", "--quiet", "--no-verify", "--message", message],
        ];
        for step in steps {
            if let Some(ended) = self.perform(step)? {
                return Ok(ended);
            }
        }
        Ok(Committed::Yes)
    }

    /// None if it did what it should.
    fn perform(&self, step: &[&str]) -> Result<Option<Committed>> {
        let _pause = runaway::pause();
        let call = match &self.found {
            Some(found) => found.call(step),
            None => Call::at(&self.project).args(step),
        };
        Ok(match at_terminal(call).run()? {
            Answer::Success(_) => None,
            Answer::Absent => Some(Committed::NoGit),
            Answer::Failure(said) => Some(Committed::NotCommitted(cause(&said))),
        })
    }
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
