//! A tree becomes a directory whole, or not at all.
//!
//! It is built beside the target, in a directory of its own that is locked as long as this run
//! lives ([`Staging`]), and put in place by renaming ([`Placed`]). Until it is final, a plan in the
//! staging directory says what is ours: dropping it takes everything away again, and what a run
//! that was killed has left is taken away by the next one that writes to the same place
//! ([`leftover`]).

mod fresh;
mod git_state;
mod leftover;
mod placed;
mod plan;
mod pulse;
mod replace;
mod staging;

pub use fresh::check_target;
pub use leftover::sweep;
pub use placed::Placed;
pub use replace::replace;
pub use staging::Staging;

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::tree::File;

pub(crate) fn write_file(path: &Path, file: &File) -> io::Result<()> {
    match file {
        File::Regular { bytes, executable } => create(path, *executable)?.write_all(bytes),
        File::Link { target } => link(target, path),
    }
}

#[cfg(unix)]
fn create(path: &Path, executable: bool) -> io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    let mode = if executable { 0o777 } else { 0o666 };
    fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(path)
}

#[cfg(not(unix))]
fn create(path: &Path, _executable: bool) -> io::Result<fs::File> {
    fs::OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(unix)]
fn link(target: &str, path: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, path)
}

#[cfg(not(unix))]
fn link(target: &str, path: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_file(target, path)
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
