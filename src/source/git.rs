//! Templates in git repositories. The user's own git fetches them; nothing is checked out, and
//! neither hook, filter nor attribute of the repository runs.

mod cache;
mod command;
mod objects;
mod remote;

use super::address::Address;
use crate::error::{Error, GitFault, Result};
use crate::report::{self, Progress};
use crate::tree::Tree;

use cache::Cache;
use remote::Resolved;

/// The files of a template at a commit.
#[derive(Debug)]
pub struct Fetched {
    /// Its files.
    pub tree: Tree,
    /// The full id of the commit.
    pub commit: String,
    /// What errors call it.
    pub label: String,
}

/// The template at `address`, as the repository has it now. Where that cannot be reached, what the
/// address meant the last time, which a note on stderr says.
///
/// # Errors
/// [`Error::Git`]; files that no template can hold; an interrupt.
pub fn fetch(address: &Address) -> Result<Fetched> {
    let cache = Cache::of(address)?;
    let commit = match current(address, &cache) {
        Ok(commit) => commit,
        Err(Error::Git { address: name, fault: GitFault::Refused(said) }) => {
            let Some(known) = cache.resolved(address.reference.as_deref()) else {
                return Err(Error::Git { address: name, fault: GitFault::Refused(said) });
            };
            let Resolved { name, commit, .. } = &known;
            report::note(&format!(
                "note: `{address}` cannot be reached ({said}): {name} is used as it was fetched last, commit {}",
                &commit[..12],
            ));
            known.commit
        }
        Err(error) => return Err(error),
    };
    read(address, &cache, commit)
}

/// The template at `address` without asking the repository: what it meant the last time.
///
/// # Errors
/// As [`fetch`], and [`GitFault::NotCached`].
pub fn cached(address: &Address) -> Result<Fetched> {
    let cache = Cache::of(address)?;
    let commit = match address.commit() {
        Some(commit) => cache.has(commit).then(|| commit.to_owned()),
        None => cache.resolved(address.reference.as_deref()).map(|known| known.commit),
    };
    read(address, &cache, commit.ok_or_else(|| fault(address, GitFault::NotCached))?)
}

/// The commit that `address` means now; it is in the cache then.
fn current(address: &Address, cache: &Cache) -> Result<String> {
    let resolved = match address.commit() {
        Some(commit) if cache.has(commit) => return Ok(commit.to_owned()),
        Some(commit) => Resolved::exactly(commit),
        None => {
            let _progress = Progress::start(&format!("asking {address}"), false);
            remote::resolve(address)?
        }
    };
    if !cache.has(&resolved.commit) {
        let _progress = Progress::start(&format!("fetching {address}"), false);
        cache.fetch(address, &resolved)?;
    }
    cache.remember(address.reference.as_deref(), &resolved)?;
    Ok(resolved.commit)
}

fn read(address: &Address, cache: &Cache, commit: String) -> Result<Fetched> {
    let tree = objects::tree(address, &cache.path(&commit), &commit)?;
    Ok(Fetched { tree, commit, label: address.label() })
}

fn fault(address: &Address, fault: GitFault) -> Error {
    Error::Git { address: address.to_string(), fault }
}
