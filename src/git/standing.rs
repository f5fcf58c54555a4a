//! How files stand to what git has of them.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Answer, Repository};
use crate::error::Result;

/// Whether git has anything at `path` in `dir`; it has nothing where there is no repository.
///
/// # Errors
/// As [`Repository::find`].
pub fn tracks(dir: &Path, path: &str) -> Result<bool> {
    let Some(repository) = Repository::find(dir)? else { return Ok(false) };
    let listed = listed(&repository, &["ls-files"], &[path])?;
    Ok(listed.is_some_and(|files| !files.is_empty()))
}

/// Which of `paths` in `dir` are as in the last commit.
///
/// # Errors
/// As [`Repository::find`].
pub fn unchanged(dir: &Path, paths: &BTreeSet<String>) -> Result<BTreeSet<String>> {
    if paths.is_empty() {
        return Ok(BTreeSet::new());
    }
    let Some(repository) = Repository::find(dir)? else { return Ok(BTreeSet::new()) };
    let these: Vec<&str> = paths.iter().map(String::as_str).collect();
    let tracked = listed(&repository, &["ls-files"], &these)?;
    let diff = ["diff", "--name-only", "--no-ext-diff", "--no-textconv"];
    // Submodules have a configuration of their own.
    let diff = [&diff[..], &["--ignore-submodules=dirty", "HEAD"]].concat();
    let changed = listed(&repository, &diff, &these)?;
    Ok(match (tracked, changed) {
        (Some(tracked), Some(changed)) => {
            let same = |path: &&String| tracked.contains(*path) && !changed.contains(*path);
            paths.iter().filter(same).cloned().collect()
        }
        // Nobody knows.
        _ => BTreeSet::new(),
    })
}

/// Which of `paths` a command of git prints; nothing if it fails.
fn listed(
    repository: &Repository,
    command: &[&str],
    paths: &[&str],
) -> Result<Option<BTreeSet<String>>> {
    let paths = paths.iter().map(|path| format!(":(top,literal){}", repository.path(path)));
    Ok(match repository.call(command).args(["-z", "--"]).args(paths).run()? {
        Answer::Success(said) => {
            let said = String::from_utf8_lossy(&said).into_owned();
            let own = said.split_terminator('\0').filter_map(|path| repository.own(path));
            Some(own.map(str::to_owned).collect())
        }
        Answer::Failure(_) | Answer::Absent => None,
    })
}
