//! What the user's own git does: the first commit, and guarding an update.

mod files;

use std::collections::BTreeSet;
use std::path::Path;

use crate::error::{Error, Result};
use crate::path::RelPath;
use crate::record;
use crate::run::{Outcome, run, run_with_input};
use crate::tree::File;

pub use files::{Listed, files};

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
    let steps: [&[&str]; 4] = [
        &["git", "init", "--quiet", "--initial-branch=main"],
        &["git", "add", "--all"],
        // A clone without its record could not be updated, whatever the project ignores.
        &["git", "add", "--force", "--", record::DIRECTORY],
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

/// What is not committed in `dir` but for the file `except`, one path a line as git says it;
/// nothing where there is no work tree.
///
/// # Errors
/// A repository that git refuses to look into; an interrupt.
pub fn changes(dir: &Path, except: &str) -> Result<Vec<String>> {
    let except = format!(":(exclude){except}");
    // Names with letters beyond ASCII are shown as they are.
    let status = ["git", "-c", "core.quotePath=false", "status", "--porcelain", "--", "."];
    match run(&[&status[..], &[except.as_str()]].concat(), dir)? {
        // Two letters and a blank come before each path.
        Outcome::Success(said) => {
            Ok(said.lines().filter_map(|line| line.get(3..)).map(str::to_owned).collect())
        }
        // Whoever owns the repository may keep git from it; then nobody knows what it could undo.
        Outcome::Failure(reason) if is_repository(dir) => {
            let reason = reason.strip_prefix("fatal: ").unwrap_or(&reason).to_owned();
            Err(Error::Task { command: "git status".to_owned(), reason })
        }
        Outcome::Failure(_) | Outcome::Absent => Ok(Vec::new()),
    }
}

fn is_repository(dir: &Path) -> bool {
    let here = std::path::absolute(dir).unwrap_or_default();
    here.ancestors().any(|dir| dir.join(".git").exists())
}

/// A path with the last rendering's, the team's and the template's file there.
pub type Stages<'a> = (&'a RelPath, &'a [Option<File>; 3]);

/// Tells the index of conflicts in the project at `dir`, so that `git status`, `git mergetool`
/// and editors know of them. Whether there was an index to tell.
///
/// # Errors
/// An interrupt.
pub fn mark_conflicts(dir: &Path, conflicts: &[Stages<'_>]) -> Result<bool> {
    let Outcome::Success(prefix) = run(&["git", "rev-parse", "--show-prefix"], dir)? else {
        return Ok(false);
    };
    let prefix = prefix.trim_end_matches('\n');
    let ignored = ignored(dir, conflicts)?;
    let mut entries = Vec::new();
    for (path, stages) in conflicts.iter().filter(|(path, _)| !ignored.contains(path.as_str())) {
        let mut stored = Vec::new();
        for (stage, file) in (1..).zip(stages.iter()) {
            let Some(file) = file else { continue };
            let Some(id) = store(dir, path, file)? else { return Ok(false) };
            stored.push((stage, file.git_mode(), id));
        }
        if let Some((_, _, id)) = stored.first() {
            // The entry that is no conflict goes first; nothing has an id of as many zeros.
            entries.push(format!("0 {:0width$}\t{prefix}{path}\0", 0, width = id.len()));
        }
        let entry = |(stage, mode, id)| format!("{mode} {id} {stage}\t{prefix}{path}\0");
        entries.extend(stored.into_iter().map(entry));
    }
    let index = &["git", "update-index", "-z", "--index-info"];
    let entries = entries.concat();
    Ok(entries.is_empty()
        || matches!(run_with_input(index, dir, entries.as_bytes())?, Outcome::Success(_)))
}

/// The paths that the repository keeps out: what is in the index is committed sooner or later.
fn ignored(dir: &Path, conflicts: &[Stages<'_>]) -> Result<BTreeSet<String>> {
    let paths: String = conflicts.iter().flat_map(|(path, _)| [path.as_str(), "\0"]).collect();
    let check = &["git", "check-ignore", "-z", "--stdin"];
    Ok(match run_with_input(check, dir, paths.as_bytes())? {
        Outcome::Success(said) => said.split('\0').map(str::to_owned).collect(),
        // It finds none, and says so with its exit code.
        Outcome::Failure(_) | Outcome::Absent => BTreeSet::new(),
    })
}

/// Puts a file into git's store as if it stood at `path`; gives back its id.
fn store(dir: &Path, path: &RelPath, file: &File) -> Result<Option<String>> {
    let as_path = format!("--path={path}");
    let (bytes, how) = match file {
        File::Regular { bytes, .. } => (&bytes[..], as_path.as_str()),
        File::Link { target } => (target.as_bytes(), "--no-filters"),
    };
    let argv = &["git", "hash-object", "-w", "--stdin", how];
    Ok(match run_with_input(argv, dir, bytes)? {
        Outcome::Success(id) => Some(id.trim().to_owned()),
        Outcome::Failure(_) | Outcome::Absent => None,
    })
}
