//! What the program has in the user's home: answers, which prefill prompts and decide nothing, and
//! a cache.

use std::env;
use std::path::PathBuf;

use crate::answers::{Given, file};
use crate::error::Result;
use crate::source::limits;

/// The answers in `$XDG_CONFIG_HOME/scaffold/answers.toml`, or in `~/.config`; none if there is
/// no such file.
///
/// # Errors
/// It cannot be read, or holds what cannot be an answer.
pub fn answers() -> Result<Given> {
    let mut given = Given::default();
    let Some(path) = path() else { return Ok(given) };
    if let Some(bytes) = limits::read(&path, limits::TEXT)? {
        file::read(&path.display().to_string(), &limits::text(&path, bytes)?, &mut given)?;
    }
    Ok(given)
}

fn path() -> Option<PathBuf> {
    Some(directory("XDG_CONFIG_HOME", ".config")?.join("answers.toml"))
}

/// Where the program keeps what it can fetch again: `$XDG_CACHE_HOME/scaffold`, or in `~/.cache`.
#[must_use]
pub fn cache() -> Option<PathBuf> {
    directory("XDG_CACHE_HOME", ".cache")
}

/// The program's own directory in the one that `variable` names, or in `fallback` at home.
fn directory(variable: &str, fallback: &str) -> Option<PathBuf> {
    let set = |name| env::var_os(name).map(PathBuf::from).filter(|dir| dir.is_absolute());
    let base = set(variable).or_else(|| Some(set("HOME")?.join(fallback)))?;
    Some(base.join("scaffold"))
}
