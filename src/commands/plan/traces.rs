//! What is left of an update that has failed: what somebody, or a task of it, has changed while it
//! ran.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::SystemTime;

use crate::dir::{Dir, Kind};
use crate::error::{Error, Result};
use crate::journal::Journal;
use crate::words::Names;
use crate::{git, report};

/// How many files are named.
const NAMED: usize = 10;

/// The files of a project, as they were before its tasks ran.
pub struct Traces {
    /// When each was written last, and how long it is.
    files: BTreeMap<String, (SystemTime, u64)>,
    /// The files and directories that are nobody's work.
    ignored: BTreeSet<String>,
}

impl Traces {
    /// Looks at the project at `root`.
    ///
    /// # Errors
    /// What cannot be read; an interrupt.
    pub fn before(root: &Path) -> Result<Self> {
        let ignored = git::files(root)?.map(|listed| listed.ignored).unwrap_or_default();
        Ok(Self { files: files(root, &ignored)?, ignored })
    }

    /// The files that are not as they were, or are there no more.
    fn since(&self, root: &Path) -> Result<BTreeSet<String>> {
        let now = files(root, &self.ignored)?;
        let paths = now.keys().chain(self.files.keys());
        Ok(paths.filter(|path| now.get(*path) != self.files.get(*path)).cloned().collect())
    }
}

/// Takes back what `journal` has done, and names what is not as it was before.
pub fn undo(journal: Journal, root: &Path, traces: Option<Traces>) {
    let undone = journal.undo().and_then(|kept| {
        let kept = kept.iter().map(|path| path.strip_prefix(root).unwrap_or(path));
        let mut kept: BTreeSet<String> = kept.map(|path| path.display().to_string()).collect();
        if let Some(traces) = traces {
            kept.extend(traces.since(root)?);
        }
        Ok(kept)
    });
    match undone {
        Ok(kept) if kept.is_empty() => {}
        Ok(kept) => {
            let named: Vec<&String> = kept.iter().take(NAMED).collect();
            let more = if kept.len() > NAMED { " and more" } else { "" };
            report::note(&format!(
                "note: changed while the update ran, and left as they are: {}{more}",
                Names(&named)
            ));
        }
        Err(error) => report::note(&report::error(&error)),
    }
}

fn files(root: &Path, but: &BTreeSet<String>) -> Result<BTreeMap<String, (SystemTime, u64)>> {
    let dir = Dir::open(root).map_err(Error::io("read", root))?;
    let mut files = BTreeMap::new();
    let mut open = vec![String::new()];
    while let Some(above) = open.pop() {
        let here = if above.is_empty() { "." } else { above.as_str() };
        for (name, kind) in dir.entries(here).map_err(Error::io("read", dir.at(here)))? {
            let name = name.to_string_lossy();
            let path = if above.is_empty() { name.to_string() } else { format!("{above}/{name}") };
            let is_known = name == ".git" || path == ".scaffold/journal";
            if kind == Kind::Directory && !is_known && !but.contains(&format!("{path}/")) {
                open.push(path);
            } else if kind != Kind::Directory && !but.contains(&path) {
                // It may be gone by now.
                let found = dir.look(&path).map_err(Error::io("read", dir.at(&path)))?;
                files.extend(found.map(|found| (path, (found.modified, found.len))));
            }
        }
    }
    Ok(files)
}
