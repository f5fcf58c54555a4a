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
use remote::{Found, Resolved};

/// The files of a template at a commit.
#[derive(Debug)]
pub struct Fetched {
    /// Its files.
    pub tree: Tree,
    /// The full id of the commit.
    pub commit: String,
    /// What errors call it.
    pub label: String,
    /// The paths of what no template means.
    pub left_out: Vec<String>,
}

/// The template at `address`, as the repository has it now. Where that cannot be reached or has no
/// such release any more, what the address meant the last time, which a note on stderr says.
///
/// # Errors
/// [`Error::Git`]; files that no template can hold; an interrupt.
pub fn fetch(address: &Address) -> Result<Fetched> {
    let cache = Cache::of(address)?;
    let wanted = current(address, &cache).or_else(|error| last_known(address, &cache, error))?;
    match read(address, &cache, &wanted.commit) {
        Err(Error::Git { fault: GitFault::Damaged { said, .. }, .. }) => {
            report::note(&format!(
                "note: the copy of `{address}` in the cache is damaged ({said}): it is fetched again"
            ));
            cache.mend(address, &wanted)?;
            read(address, &cache, &wanted.commit)
        }
        read => read,
    }
}

/// What `address` meant the last time, if that is why it has no meaning now.
fn last_known(address: &Address, cache: &Cache, error: Error) -> Result<Resolved> {
    let Error::Git { fault, .. } = &error else { return Err(error) };
    let (why, then) = match fault {
        GitFault::Refused(said) => (format!("cannot be reached ({said})"), ""),
        GitFault::UnknownRef { reference, .. } => (
            format!("is not there any more (the repository has no `{reference}`)"),
            "; name another release with `--template`",
        ),
        _ => return Err(error),
    };
    let Some(known) = cache.resolved(address.reference.as_deref()) else { return Err(error) };
    let Resolved { name, commit, .. } = &known;
    let commit = commit.get(..12).unwrap_or(commit);
    report::note(&format!(
        "note: `{address}` {why}: {name} is used as it was fetched last, commit {commit}{then}"
    ));
    Ok(known)
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
    read(address, &cache, &commit.ok_or_else(|| fault(address, GitFault::NotCached))?)
}

/// The commit that `address` means now; it is in the cache then.
fn current(address: &Address, cache: &Cache) -> Result<Resolved> {
    let reference = address.reference.as_deref();
    let resolved = match (address.commit(), address.abbreviated()) {
        (Some(commit), _) if cache.has(commit) => return Ok(Resolved::exactly(commit)),
        (Some(commit), _) => Resolved::exactly(commit),
        (None, Some(digits)) => match cache.resolved(reference) {
            // What was found once by its first digits stays what it is.
            Some(known) if known.commit.starts_with(&digits) => return Ok(known),
            _ => ask(address, cache)?,
        },
        (None, None) => ask(address, cache)?,
    };
    if !cache.has(&resolved.commit) {
        let _progress = named("fetching", address, address.commit().is_none());
        cache.fetch(address, &resolved)?;
    }
    cache.remember(reference, &resolved)?;
    Ok(resolved)
}

fn ask(address: &Address, cache: &Cache) -> Result<Resolved> {
    let _progress = named("asking", address, false);
    let (digits, known) = match remote::resolve(address)? {
        Found::Commit(resolved) => return Ok(resolved),
        Found::Abbreviated { digits, known } => (digits, known),
    };
    let reference = address.reference.clone().unwrap_or_default();
    let mut commits = cache.commits(address)?;
    commits.retain(|commit| commit.starts_with(&digits));
    match &commits[..] {
        [] => Err(fault(address, GitFault::UnknownRef { reference, known })),
        [commit] => Ok(Resolved { name: reference, ..Resolved::exactly(commit) }),
        _ => Err(fault(address, GitFault::Ambiguous { reference, commits })),
    }
}

/// Whoever reads what a run says knows whom it has asked; once is enough.
fn named(verb: &str, address: &Address, again: bool) -> Progress {
    let text = format!("{verb} {address}");
    let quietly = again || address.is_local();
    if quietly { Progress::start(&text, false) } else { Progress::named(&text) }
}

fn read(address: &Address, cache: &Cache, commit: &str) -> Result<Fetched> {
    let path = cache.path(commit);
    let (tree, left_out) = objects::tree(address, &path, commit).map_err(|error| match error {
        // git has no reason to refuse what it has fetched itself.
        Error::Git { address, fault: GitFault::Refused(said) } => {
            Error::Git { address, fault: GitFault::Damaged { path, said } }
        }
        error => error,
    })?;
    Ok(Fetched { tree, commit: commit.to_owned(), label: address.label(), left_out })
}

fn fault(address: &Address, fault: GitFault) -> Error {
    Error::Git { address: address.to_string(), fault }
}
