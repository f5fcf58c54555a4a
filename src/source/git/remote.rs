//! Which commit an address means.

use std::collections::BTreeMap;

use super::{command, fault};
use crate::error::{GitFault, Result};
use crate::manifest::Version;
use crate::source::address::{Address, is_commit};

/// A commit and how it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The branch or tag, or what stands for it.
    pub name: String,
    /// What is fetched: the commit, or the tag that leads to it.
    pub object: String,
    /// The full id of the commit.
    pub commit: String,
}

impl Resolved {
    /// This commit.
    pub fn exactly(commit: &str) -> Self {
        let [name, object, commit] = ["it"; 3].map(|_| commit.to_owned());
        Self { name, object, commit }
    }
}

/// Asks the repository what `address` means: its tag or branch; the newest release if it names
/// none, and the default branch where nothing was released.
///
/// # Errors
/// [`GitFault::UnknownRef`], what git says, an interrupt.
pub fn resolve(address: &Address) -> Result<Resolved> {
    let url = address.url();
    let said = command::remote(address, &["ls-remote", "--heads", "--tags", "--", &url])?;
    let refs = Refs::read(&String::from_utf8_lossy(&said));
    if let Some(reference) = &address.reference {
        return refs.named(reference).ok_or_else(|| {
            let (reference, known) = (reference.clone(), refs.known());
            fault(address, GitFault::UnknownRef { reference, known })
        });
    }
    if let Some(newest) = refs.newest() {
        return Ok(newest);
    }
    let said = command::remote(address, &["ls-remote", "--", &url, "HEAD"])?;
    let head = String::from_utf8_lossy(&said);
    let head = head.split_whitespace().next().filter(|id| is_commit(id));
    let head = head.ok_or_else(|| fault(address, GitFault::Empty))?;
    let name = "the default branch".to_owned();
    Ok(Resolved { name, object: head.to_owned(), commit: head.to_owned() })
}

/// What a repository tells of its tags and branches.
#[derive(Default)]
struct Refs {
    tags: BTreeMap<String, Resolved>,
    branches: BTreeMap<String, Resolved>,
}

impl Refs {
    /// Reads lines of an id, a tab and a name. A tag that is an object of its own is followed by
    /// the commit that it leads to, whose name ends in `^{}`.
    fn read(text: &str) -> Self {
        let mut refs = Self::default();
        for (id, name) in text.lines().filter_map(|line| line.split_once('\t')) {
            if !is_commit(id) {
                continue;
            }
            let tag = name.strip_prefix("refs/tags/");
            if let Some(tag) = tag.and_then(|tag| tag.strip_suffix("^{}")) {
                if let Some(tag) = refs.tags.get_mut(tag) {
                    id.clone_into(&mut tag.commit);
                }
                continue;
            }
            let (name, of) = match (tag, name.strip_prefix("refs/heads/")) {
                (Some(tag), _) => (tag, &mut refs.tags),
                (None, Some(branch)) => (branch, &mut refs.branches),
                (None, None) => continue,
            };
            of.insert(name.to_owned(), Resolved { name: name.to_owned(), ..Resolved::exactly(id) });
        }
        refs
    }

    /// As git itself does, tags go before branches.
    fn named(&self, name: &str) -> Option<Resolved> {
        self.tags.get(name).or_else(|| self.branches.get(name)).cloned()
    }

    /// The newest release; one that is not finished only if no other is.
    fn newest(&self) -> Option<Resolved> {
        let releases = self.tags.iter().filter_map(|(name, it)| Some((version(name)?, it)));
        let newest = releases.max_by_key(|(version, _)| (version.pre.is_empty(), version.clone()));
        newest.map(|(_, tag)| tag.clone())
    }

    /// The names of the tags, newest first, and of the branches.
    fn known(&self) -> Vec<String> {
        let mut tags: Vec<&String> = self.tags.keys().collect();
        tags.sort_by_key(|name| std::cmp::Reverse(version(name)));
        tags.into_iter().chain(self.branches.keys()).cloned().collect()
    }
}

/// The version that a tag's name is.
fn version(tag: &str) -> Option<Version> {
    Version::parse(tag.strip_prefix('v').unwrap_or(tag)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refs(names: &[&str]) -> Refs {
        let line = |(at, name): (usize, &&str)| format!("{at:040}\t{name}\n");
        Refs::read(&names.iter().enumerate().map(line).collect::<String>())
    }

    #[test]
    fn the_newest_release_is_the_greatest_version() {
        let table: [(&[&str], Option<&str>); 6] = [
            (&["v1.9.0", "v1.10.0", "v1.2.0"], Some("v1.10.0")),
            (&["1.0.0", "v0.9.0"], Some("1.0.0")),
            (&["v1.0.0", "v2.0.0-rc.1", "nightly"], Some("v1.0.0")),
            (&["v2.0.0-rc.1", "v2.0.0-rc.2"], Some("v2.0.0-rc.2")),
            (&["nightly", "v1", "1.2", "service@3.0.0"], None),
            (&[], None),
        ];
        for (tags, newest) in table {
            let tags: Vec<String> = tags.iter().map(|tag| format!("refs/tags/{tag}")).collect();
            let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
            assert_eq!(refs(&tags).newest().map(|it| it.name).as_deref(), newest, "{tags:?}");
        }
    }

    #[test]
    fn a_tag_goes_before_a_branch_and_leads_to_its_commit() {
        let refs = refs(&["refs/heads/v1", "refs/tags/v1", "refs/tags/v1^{}", "refs/pull/1/head"]);
        let found = refs.named("v1").unwrap();
        assert!(found.object.ends_with('1') && found.commit.ends_with('2'), "{found:?}");
        assert_eq!(refs.named("refs/pull/1/head"), None);
        assert_eq!(refs.known(), ["v1", "v1"]);
    }
}
