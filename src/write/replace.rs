//! A directory gives way to another.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::above::parent;
use super::plan::Plan;
use super::staging::Staging;
use crate::dir::Dir;
use crate::error::{Error, Result};
use crate::interrupt;
use crate::tree::Tree;

/// Puts `tree` at `target`, in the place of the directory that was there.
///
/// # Errors
/// What cannot be written, or an interrupt; then `target` is as it was.
pub fn replace(target: &Path, tree: &Tree) -> Result<()> {
    let place = parent(target);
    super::sweep(place)?;
    let staging = Staging::instead(place, target)?;
    staging.write(tree)?;
    interrupt::check()?;
    if fs::symlink_metadata(target).is_err() {
        return fs::rename(staging.project(), target).map_err(Error::io("write", target));
    }
    let dir = Dir::open(place).map_err(Error::io("read", place))?;
    let name = target.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let staged = format!("{}/project", staging.name());
    match dir.exchange(&staged, name) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::Unsupported => {
            one_after_the_other(&staging, name).map_err(Error::io("replace", target))
        }
        Err(error) => Err(Error::io("replace", target)(error)),
    }
}

/// Where two directories cannot change places at once: between the two steps there is none, and if
/// this run is killed there, the next one puts the old one back.
pub(super) fn one_after_the_other(staging: &Staging, name: &str) -> std::io::Result<()> {
    Plan::Replaces(name.to_owned()).write(staging.dir())?;
    let old = staging.path().join("old");
    fs::rename(staging.target(), &old)?;
    fs::rename(staging.project(), staging.target())
        .inspect_err(|_| drop(fs::rename(&old, staging.target())))
}
