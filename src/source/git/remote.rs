//! Which commit an address means.

use std::collections::BTreeMap;

use super::{command, fault};
use crate::error::{GitFault, Result};
use crate::manifest::Version;
use crate::report;
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
pub fn resolve(address: &Address) -> Result<Found> {
    let url = address.url();
    let ask = ["ls-remote", "--", &url, HEAD, "refs/heads/*", "refs/tags/*"];
    let refs = Refs::read(&String::from_utf8_lossy(&command::remote(address, None, &ask)?));
    if let Some(reference) = &address.reference {
        if let Some(named) = refs.named(reference) {
            return Ok(Found::Commit(named));
        }
        if let Some(digits) = address.abbreviated() {
            return Ok(Found::Abbreviated { digits, known: refs.known() });
        }
        let (reference, known) = (reference.clone(), refs.known());
        return Err(fault(address, GitFault::UnknownRef { reference, known }));
    }
    if let Some(newest) = refs.newest(&address.tag_names()) {
        return Ok(Found::Commit(newest));
    }
    let head = refs.head.clone().ok_or_else(|| fault(address, GitFault::Empty))?;
    if !refs.tags.is_empty() {
        report::note(&format!(
            "note: no tag of `{address}` is a version, like `v1.2.3` or `{}-v1.2.3`: the default branch is used",
            address.tag_names()[0],
        ));
    }
    Ok(Found::Commit(Resolved { name: "the default branch".to_owned(), ..head }))
}

/// What an address means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A tag, a branch or the head.
    Commit(Resolved),
    /// No such name, but perhaps the first digits of a commit's id.
    Abbreviated {
        /// The digits, small letters.
        digits: String,
        /// The names that there are.
        known: Vec<String>,
    },
}

/// The name of the newest commit of the default branch.
const HEAD: &str = "HEAD";

/// What a repository tells of its tags and branches.
#[derive(Default)]
struct Refs {
    tags: BTreeMap<String, Resolved>,
    branches: BTreeMap<String, Resolved>,
    head: Option<Resolved>,
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
            let found = |name: &str| Resolved { name: name.to_owned(), ..Resolved::exactly(id) };
            match (tag, name.strip_prefix("refs/heads/")) {
                (Some(tag), _) => _ = refs.tags.insert(tag.to_owned(), found(tag)),
                (None, Some(branch)) => _ = refs.branches.insert(branch.to_owned(), found(branch)),
                (None, None) if name == HEAD => refs.head = Some(found(HEAD)),
                (None, None) => {}
            }
        }
        refs
    }

    /// As git itself does, tags go before branches; the head is neither.
    fn named(&self, name: &str) -> Option<Resolved> {
        let named = self.tags.get(name).or_else(|| self.branches.get(name));
        named.or(self.head.as_ref().filter(|_| name == HEAD)).cloned()
    }

    /// The newest release: of those whose tags start with the first of `names` that has any, else
    /// of those without such a start. One that is not finished only if no other is.
    fn newest(&self, names: &[&str]) -> Option<Resolved> {
        let starts = names.iter().copied().map(Some).chain([None]);
        starts.into_iter().find_map(|start| {
            let releases = self.tags.iter().filter_map(|(name, it)| {
                let version = start.map_or_else(|| version(name), |start| own(name, start))?;
                Some((version, it))
            });
            let newest =
                releases.max_by_key(|(version, _)| (version.0.pre.is_empty(), version.clone()));
            newest.map(|(_, tag)| tag.clone())
        })
    }

    /// The names of the tags, newest first, and of the branches.
    fn known(&self) -> Vec<String> {
        let mut tags: Vec<&String> = self.tags.keys().collect();
        let newest = |tag: &str| {
            let of_one = tag.rfind(['-', '@', '/']).and_then(|at| version(&tag[at + 1..]));
            version(tag).or(of_one)
        };
        tags.sort_by_key(|name| std::cmp::Reverse(newest(name)));
        tags.into_iter().chain(self.branches.keys()).cloned().collect()
    }
}

/// The version that a tag's name is, and whether it has all three parts: `v1.2` is 1.2.0, and less
/// than a `v1.2.0` beside it. One number alone is no version: such tags are moved.
fn version(tag: &str) -> Option<(Version, bool)> {
    let text = tag.strip_prefix(['v', 'V']).unwrap_or(tag);
    let end = text.find(['-', '+']).unwrap_or(text.len());
    let (numbers, rest) = text.split_at(end);
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let number = |part: &str| is_number(part).then(|| part.parse::<u64>().ok()).flatten();
    let numbers: Vec<u64> = numbers.split('.').map(number).collect::<Option<_>>()?;
    let (major, minor, patch) = match numbers[..] {
        [major, minor] => (major, minor, 0),
        [major, minor, patch] => (major, minor, patch),
        _ => return None,
    };
    let version = Version::parse(&format!("{major}.{minor}.{patch}{rest}")).ok()?;
    Some((version, numbers.len() == 3))
}

/// The version in a tag of the template called `name`: `name-v1.2.3`, `name@1.2.3`, `name/v1.2.3`.
fn own(tag: &str, name: &str) -> Option<(Version, bool)> {
    version(tag.strip_prefix(name)?.strip_prefix(['-', '@', '/'])?)
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
        let table: [(&[&str], Option<&str>); 11] = [
            (&["v1.9.0", "v1.10.0", "v1.2.0"], Some("v1.10.0")),
            (&["1.0.0", "v0.9.0"], Some("1.0.0")),
            (&["v1.0.0", "v2.0.0-rc.1", "nightly"], Some("v1.0.0")),
            (&["v2.0.0-rc.1", "v2.0.0-rc.2"], Some("v2.0.0-rc.2")),
            (&["v1.0", "v2.0", "v1.9.9"], Some("v2.0")),
            (&["v1.2", "v1.2.0"], Some("v1.2.0")),
            (&["v1.2", "v1.2.3"], Some("v1.2.3")),
            (&["2024.01", "2024.11.05", "V2024.02"], Some("2024.11.05")),
            (&["v2.0-rc.1", "v1.0"], Some("v1.0")),
            (&["nightly", "v1", "1.2.3.4", "v1.", "service@3.0.0", "v1.x", "v-1.0"], None),
            (&[], None),
        ];
        for (tags, newest) in table {
            assert_eq!(newest_of(tags, &[]).as_deref(), newest, "{tags:?}");
        }
    }

    #[test]
    fn a_template_has_tags_of_its_own() {
        let tags = ["backend-v1.0.0", "frontend-v9.0.0", "backend-v1.1", "backend-v2.0.0-rc.1"];
        assert_eq!(newest_of(&tags, &["backend"]).as_deref(), Some("backend-v1.1"));
        assert_eq!(newest_of(&tags, &["front", "end"]), None);
        let tags = ["service@1.2.0", "lib/service/v1.3.0", "v7.0.0"];
        assert_eq!(newest_of(&tags, &["service"]).as_deref(), Some("service@1.2.0"));
        let both = ["lib/service", "service"];
        assert_eq!(newest_of(&tags, &both).as_deref(), Some("lib/service/v1.3.0"));
        assert_eq!(newest_of(&tags, &["other"]).as_deref(), Some("v7.0.0"));
    }

    fn newest_of(tags: &[&str], names: &[&str]) -> Option<String> {
        let tags: Vec<String> = tags.iter().map(|tag| format!("refs/tags/{tag}")).collect();
        let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
        refs(&tags).newest(names).map(|it| it.name)
    }

    #[test]
    fn a_tag_goes_before_a_branch_and_leads_to_its_commit() {
        let refs = refs(&["refs/heads/v1", "refs/tags/v1", "refs/tags/v1^{}", "refs/pull/1/head"]);
        let found = refs.named("v1").unwrap();
        assert!(found.object.ends_with('1') && found.commit.ends_with('2'), "{found:?}");
        assert_eq!(refs.named("refs/pull/1/head"), None);
        assert_eq!(refs.known(), ["v1", "v1"]);
    }

    #[test]
    fn the_head_is_a_name_unless_a_branch_has_it() {
        let named = |names: &[&str]| refs(names).named("HEAD").map(|it| it.commit);
        let id = |digit: usize| Some(format!("{digit:040}"));
        assert_eq!(named(&["HEAD", "refs/heads/main"]), id(0));
        assert_eq!(named(&["HEAD", "refs/heads/HEAD"]), id(1));
        assert_eq!(named(&["refs/remotes/origin/HEAD"]), None);
    }
}
