//! What the disk cannot show, and what rules would keep out: put right in the index.

use std::collections::BTreeMap;

use super::call::Answer;
use super::checkout::{Checkout, Edits};
use super::repository::Repository;
use super::scratch;
use super::store;
use crate::error::Result;
use crate::path::RelPath;
use crate::tree::File;

/// What rules keep out of a repository.
#[derive(Clone, Debug, Default)]
pub struct Ignored {
    /// Files, each with the rule.
    pub files: BTreeMap<RelPath, String>,
    /// Whether the directory that they are in is kept out as a whole.
    pub all: bool,
}

/// What rules keep out of `repository` of the files at `paths` in the directory it was found for,
/// but for rules of these files themselves: what brings both a file and the rule means that.
///
/// # Errors
/// An interrupt.
pub fn ignore_rules<'p>(
    repository: &Repository,
    paths: impl Iterator<Item = &'p RelPath>,
) -> Result<Ignored> {
    let names: BTreeMap<String, &RelPath> =
        paths.map(|path| (repository.path(path.as_str()), path)).collect();
    let dir = repository.path("").trim_end_matches('/').to_owned();
    let asked = names.keys().chain(Some(&dir).filter(|dir| !dir.is_empty()));
    let input: String = asked.flat_map(|name| [name.as_str(), "\0"]).collect();
    let check = repository.call(["check-ignore", "-v", "-z", "--stdin"]).input(input);
    let Answer::Success(said) = check.run()? else {
        return Ok(Ignored::default());
    };
    let said = String::from_utf8_lossy(&said).into_owned();
    let fields: Vec<&str> = said.split('\0').collect();
    let mut ignored = Ignored::default();
    for field in fields.chunks_exact(4).filter(|field| !field[2].starts_with('!')) {
        let (source, line, rule, name) = (field[0], field[1], field[2], field[3]);
        ignored.all |= name == dir;
        if let Some(path) = names.get(name).filter(|_| !names.contains_key(source)) {
            ignored.files.insert((*path).clone(), format!("{source}:{line}: {rule}"));
        }
    }
    Ok(ignored)
}

/// Adds files of that directory to the index, whatever rules say.
///
/// # Errors
/// git refuses.
pub fn add(repository: &Repository, paths: &[&str]) -> Result<()> {
    let names = paths.iter().map(|path| format!(":(top,literal){}", repository.path(path)));
    let add = repository.call(["add", "--force", "--sparse", "--"]).args(names);
    scratch::text(repository, "add", add).map(drop)
}

impl Checkout {
    /// Puts into the index what has been written of `edits`, where modes or links on the disk do not
    /// tell git what they are.
    ///
    /// # Errors
    /// git refuses.
    pub fn settle(&self, edits: &Edits) -> Result<()> {
        if self.modes && self.links {
            return Ok(());
        }
        let tracked = scratch::entries(&self.repository)?;
        let mut unclear = Vec::new();
        for (path, file) in edits {
            let Some(file) = file else { continue };
            let known = tracked.get(&self.repository.path(path.as_str()));
            // What git takes a file for that it does not know, or what it has it for.
            let taken = known.map_or("100644", |entry| &entry.mode);
            let links = matches!(file, File::Link { .. }) || taken == "120000";
            let tells = if links { self.links } else { self.modes };
            if !tells && taken != file.git_mode() {
                unclear.push((path, file, known.is_some()));
            }
        }
        let new = unclear.iter().filter(|(.., known)| !known).map(|(path, ..)| *path);
        let ignored = ignore_rules(&self.repository, new)?;
        let mut entries = Vec::new();
        for (path, file, _) in
            unclear.iter().filter(|(path, ..)| !ignored.files.contains_key(*path))
        {
            let name = self.repository.path(path.as_str());
            if let Some(id) = store(&self.repository, &name, file)? {
                entries.push(format!("{} {id}\t{name}\0", file.git_mode()));
            }
        }
        if entries.is_empty() {
            return Ok(());
        }
        let index = self.repository.call(["update-index", "-z", "--index-info"]);
        scratch::text(&self.repository, "update-index", index.input(entries.concat())).map(drop)
    }
}
