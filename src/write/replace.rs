//! A directory gives way to another.

use std::fs;
use std::path::Path;

use super::{Staging, existing_ancestor};
use crate::error::{Error, Result};
use crate::interrupt;
use crate::tree::Tree;

/// Puts `tree` at `target`, in the place of what was there.
///
/// # Errors
/// What cannot be written, or an interrupt; then `target` is as it was.
pub fn replace(target: &Path, tree: &Tree) -> Result<()> {
    let staging = Staging::within(existing_ancestor(target), target)?;
    staging.write(tree)?;
    interrupt::check()?;
    let old = staging.project.with_file_name("old");
    let replaces = fs::symlink_metadata(target).is_ok();
    if replaces {
        fs::rename(target, &old).map_err(Error::io("replace", target))?;
    }
    fs::rename(&staging.project, target).map_err(|error| {
        if replaces {
            let _ = fs::rename(&old, target);
        }
        Error::io("write", target)(error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::RelPath;
    use crate::tree::File;

    #[test]
    fn a_directory_is_replaced_whole_or_stays() {
        let dir = tempfile::tempdir().unwrap();
        let mut tree = Tree::default();
        tree.insert(RelPath::new("dir/file").unwrap(), File::regular("text")).unwrap();
        let target = dir.path().join("expected");
        for _ in 0..2 {
            replace(&target, &tree).unwrap();
            assert_eq!(crate::source::directory(&target).unwrap(), tree);
            fs::write(target.join("more"), "gone the next time").unwrap();
        }
        let mut long = tree.clone();
        let name = RelPath::new(&"x".repeat(300)).unwrap();
        long.insert(name, File::regular(vec![])).unwrap();
        replace(&target, &long).unwrap_err();
        assert_eq!(fs::read(target.join("more")).unwrap(), b"gone the next time");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
