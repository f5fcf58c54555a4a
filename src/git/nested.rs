//! Repositories inside of a project: submodules, and others. What is in them is theirs.

use std::collections::BTreeSet;
use std::path::Path;

use super::checkout::Checkout;
use super::scratch;
use crate::error::Result;
use crate::path::RelPath;
use crate::tree::{File, Tree};

/// `yours` without what lies in repositories of its own. The directory of each stands in the tree
/// as a file, which is in the way of whatever would be written there.
///
/// # Errors
/// git cannot tell where submodules are.
pub fn without_nested(
    root: &Path,
    checkout: Option<&Checkout>,
    yours: Tree,
    wanted: &BTreeSet<RelPath>,
) -> Result<Tree> {
    let dirs: BTreeSet<&str> = wanted.iter().flat_map(RelPath::ancestors).collect();
    let mut nested: BTreeSet<&str> =
        dirs.iter().copied().filter(|dir| root.join(dir).join(".git").exists()).collect();
    if let Some(Checkout { repository, .. }) = checkout
        && repository.top().join(".gitmodules").exists()
    {
        // One that is not checked out is an empty directory.
        let entries = scratch::entries(repository)?;
        let is_module = |dir: &str| {
            entries.get(&repository.path(dir)).is_some_and(|entry| entry.mode == "160000")
        };
        nested.extend(dirs.iter().copied().filter(|dir| is_module(dir)));
    }
    if nested.is_empty() {
        return Ok(yours);
    }
    let mut tree = Tree::default();
    for path in nested.iter().filter_map(|dir| RelPath::new(dir).ok()) {
        // One in another one changes nothing.
        let _ = tree.insert(path, File::regular(Vec::new()));
    }
    for (path, file) in yours {
        if !path.ancestors().any(|dir| nested.contains(dir)) {
            // What collides is one of these directories.
            let _ = tree.insert(path, file);
        }
    }
    Ok(tree)
}
