//! What has been fetched of a repository: a bare repository for each commit.
//!
//! Each is fetched beside its place and then renamed. So there are no locks that a killed run could
//! leave, two runs at once do not meet, and what is there is whole.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::remote::Resolved;
use super::{command, fault};
use crate::config;
use crate::error::{Error, GitFault, Result};
use crate::source::address::{Address, is_commit};

/// The directory of a repository in the cache.
#[derive(Debug)]
pub struct Cache(PathBuf);

impl Cache {
    /// Where the repository of `address` is kept; nothing has to be there yet.
    ///
    /// # Errors
    /// [`GitFault::Homeless`].
    pub fn of(address: &Address) -> Result<Self> {
        let cache = config::cache().ok_or_else(|| fault(address, GitFault::Homeless))?;
        Ok(Self(cache.join("git").join(escaped(&address.url()))))
    }

    /// The repository that holds this commit, if it is there.
    pub fn path(&self, commit: &str) -> PathBuf {
        self.0.join(commit)
    }

    /// Whether the commit is there.
    pub fn has(&self, commit: &str) -> bool {
        self.path(commit).is_dir()
    }

    /// Fetches a commit and nothing else.
    ///
    /// # Errors
    /// What git says, an interrupt; nothing is kept then.
    pub fn fetch(&self, address: &Address, wanted: &Resolved) -> Result<()> {
        fs::create_dir_all(&self.0).map_err(Error::io("create", &self.0))?;
        let new = tempfile::Builder::new().prefix(".new-").tempdir_in(&self.0);
        let new = new.map_err(Error::io("create", &self.0))?;
        // Without its template directory: that may hold hooks.
        let format = if wanted.commit.len() == 64 { "sha256" } else { "sha1" };
        let format = format!("--object-format={format}");
        let init = ["init", "--bare", "--quiet", "--template=", &format];
        command::local(address, new.path(), &init, &[])?;
        let at = format!("--git-dir={}", new.path().display());
        // Named by a ref, so that no clean-up takes it for garbage.
        let what = format!("{}:refs/scaffold/fetched", wanted.object);
        let url = address.url();
        let mut fetch = vec![at.as_str(), "fetch", "--quiet", "--depth=1", "--no-tags"];
        fetch.extend(["--no-recurse-submodules", "--", url.as_str(), what.as_str()]);
        command::remote(address, &fetch)?;
        self.publish(new, &wanted.commit)
    }

    fn publish(&self, new: tempfile::TempDir, commit: &str) -> Result<()> {
        match fs::rename(new.path(), self.path(commit)) {
            Ok(()) => {
                // It is not there any more.
                let _ = new.keep();
                Ok(())
            }
            // Another run was first.
            Err(_) if self.has(commit) => Ok(()),
            Err(error) => Err(Error::io("create", self.path(commit))(error)),
        }
    }

    /// What a branch or tag meant the last time, or the address without one, if that is there.
    pub fn resolved(&self, reference: Option<&str>) -> Option<Resolved> {
        let text = fs::read_to_string(self.note(reference)).ok()?;
        let (commit, name) = text.trim_end().split_once(' ')?;
        let known = is_commit(commit) && self.has(commit);
        known.then(|| Resolved { name: name.to_owned(), ..Resolved::exactly(commit) })
    }

    /// Notes what it means now.
    ///
    /// # Errors
    /// The file system refuses.
    pub fn remember(&self, reference: Option<&str>, now: &Resolved) -> Result<()> {
        let path = self.note(reference);
        if self.resolved(reference).is_some_and(|it| it.commit == now.commit && it.name == now.name)
        {
            return Ok(());
        }
        let dir = path.parent().unwrap_or(&self.0);
        fs::create_dir_all(dir).map_err(Error::io("create", dir))?;
        let write = || -> std::io::Result<()> {
            let mut file = tempfile::NamedTempFile::new_in(dir)?;
            writeln!(file, "{} {}", now.commit, now.name)?;
            file.persist(&path)?;
            Ok(())
        };
        write().map_err(Error::io("write", &path))
    }

    fn note(&self, reference: Option<&str>) -> PathBuf {
        self.0.join(Path::new("resolved")).join(match reference {
            Some(reference) => Path::new("at").join(escaped(reference)),
            None => "newest".into(),
        })
    }
}

/// A path for any text, another one for each; a long one has several parts.
fn escaped(text: &str) -> PathBuf {
    let digit = |value| char::from(b"0123456789ABCDEF"[usize::from(value)]);
    let mut name = String::new();
    for byte in text.bytes() {
        match byte {
            b'/' => name.push('_'),
            // It is neither `.` nor `..`.
            b'.' if name.is_empty() => name.push_str("%2E"),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' => name.push(char::from(byte)),
            byte => name.extend(['%', digit(byte / 16), digit(byte % 16)]),
        }
    }
    let mut path = PathBuf::new();
    let (mut rest, mut long) = (name.as_str(), "");
    while rest.len() > 200 {
        let (part, more) = rest.split_at(200);
        path.push(format!("{part}~"));
        long = "~";
        rest = more;
    }
    path.join(format!("{long}{rest}"))
}

#[cfg(test)]
mod tests {
    use std::path::Component;

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_in_the_cache_can_be_read() {
        let name = |text: &str| escaped(text).display().to_string();
        assert_eq!(name("https://host/org/a_b.git"), "https%3A__host_org_a%5Fb.git");
        assert_eq!(name(".."), "%2E.");
        assert_eq!(name(&"x".repeat(450)).len(), 450 + 2 * "~/".len() + "~".len());
    }

    proptest! {
        #[test]
        fn two_texts_have_two_names(a in text(), b in text()) {
            prop_assert_eq!(a == b, escaped(&a) == escaped(&b));
            let is_plain = |part: Component| matches!(part, Component::Normal(_));
            prop_assert!(escaped(&a).components().all(is_plain));
        }
    }

    fn text() -> impl Strategy<Value = String> {
        "[a/_.~%:-]{1,6}|b{198,201}[.]{0,2}"
    }
}
