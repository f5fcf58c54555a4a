//! The user's own answers: they prefill prompts and decide nothing.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::answers::{Given, file};
use crate::error::{Error, Result};

/// The answers in `$XDG_CONFIG_HOME/scaffold/answers.toml`, or in `~/.config`; none if there is
/// no such file.
///
/// # Errors
/// It cannot be read, or holds what cannot be an answer.
pub fn answers() -> Result<Given> {
    let mut given = Given::default();
    let Some(path) = path() else { return Ok(given) };
    match fs::read_to_string(&path) {
        Ok(text) => file::read(&path.display().to_string(), &text, &mut given)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(Error::io("read", path)(error)),
    }
    Ok(given)
}

fn path() -> Option<PathBuf> {
    let set = |name| env::var_os(name).map(PathBuf::from).filter(|dir| dir.is_absolute());
    let config = set("XDG_CONFIG_HOME").or_else(|| Some(set("HOME")?.join(".config")))?;
    Some(config.join(Path::new("scaffold/answers.toml")))
}
