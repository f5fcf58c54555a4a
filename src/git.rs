//! The first commit, by the user's own git.

use std::path::Path;

use crate::error::Result;
use crate::run::{Outcome, run};

/// What became of the first commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Committed {
    /// A repository with one commit.
    Yes,
    /// The target lies in a work tree already, which is not ours to touch.
    InsideWorkTree,
    /// There is no git.
    NoGit,
    /// A repository without a commit, and git's reason.
    NotCommitted(String),
}

/// Whether `dir` lies in a git work tree.
///
/// # Errors
/// An interrupt.
pub fn inside_work_tree(dir: &Path) -> Result<bool> {
    let outcome = run(&["git", "rev-parse", "--is-inside-work-tree"], dir)?;
    Ok(matches!(outcome, Outcome::Success(said) if said.trim() == "true"))
}

/// Makes `project` a repository whose first commit holds everything in it.
///
/// # Errors
/// An interrupt.
pub fn first_commit(project: &Path, message: &str) -> Result<Committed> {
    if inside_work_tree(project)? {
        return Ok(Committed::InsideWorkTree);
    }
    // Signing could ask for a passphrase that nobody sees.
    let steps: [&[&str]; 3] = [
        &["git", "init", "--quiet", "--initial-branch=main"],
        &["git", "add", "--all"],
        &["git", "commit", "--quiet", "--no-gpg-sign", "--no-verify", "--message", message],
    ];
    for step in steps {
        match run(step, project)? {
            Outcome::Success(_) => {}
            Outcome::Absent => return Ok(Committed::NoGit),
            Outcome::Failure(reason) => {
                let reason = reason.strip_prefix("fatal: ").unwrap_or(&reason);
                return Ok(Committed::NotCommitted(reason.to_owned()));
            }
        }
    }
    Ok(Committed::Yes)
}
