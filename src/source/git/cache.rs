//! What has been fetched of a repository: a bare repository for each commit.
//!
//! Each is fetched beside its place and then renamed. So there are no locks that a killed run could
//! leave, two runs at once do not meet, and what is there is whole. What a killed run leaves is
//! removed by a later one.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use super::remote::Resolved;
use super::{command, fault};
use crate::config;
use crate::dir::Dir;
use crate::error::{Error, GitFault, Result};
use crate::runaway;
use crate::source::address::{Address, is_commit};

/// What the names of repositories start with that are not whole yet.
const NEW: &str = ".new-";
/// What the names of notes start with that are not whole yet.
const NOTE: &str = ".note-";

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
    /// What git says, an interrupt; nothing is changed then.
    pub fn fetch(&self, address: &Address, wanted: &Resolved) -> Result<()> {
        let _pause = runaway::pause();
        let new = self.fetched(address, wanted)?;
        match fs::rename(new.path(), self.path(&wanted.commit)) {
            Ok(()) => {
                // It is not there any more.
                let _ = new.keep();
                Ok(())
            }
            // Another run was first.
            Err(_) if self.has(&wanted.commit) => Ok(()),
            Err(_) => self.replace(new, &wanted.commit),
        }
    }

    /// Fetches a commit again, for its copy is damaged.
    ///
    /// # Errors
    /// As [`Cache::fetch`].
    pub fn mend(&self, address: &Address, wanted: &Resolved) -> Result<()> {
        let _pause = runaway::pause();
        self.replace(self.fetched(address, wanted)?, &wanted.commit)
    }

    fn fetched(&self, address: &Address, wanted: &Resolved) -> Result<TempDir> {
        let format = if wanted.commit.len() == 64 { "sha256" } else { "sha1" };
        let new = self.repository(address, &[&format!("--object-format={format}")])?;
        // Named by a ref, so that no clean-up takes it for garbage.
        let what = format!("{}:refs/scaffold/fetched", wanted.object);
        fetch_into(new.path(), address, &["--depth=1"], &[&what])?;
        Ok(new)
    }

    /// Puts `new` in the place of what is there. Another run may read it, or mend it as well: at
    /// no moment is nothing there.
    fn replace(&self, new: TempDir, commit: &str) -> Result<()> {
        let (path, refused) = (self.path(commit), || Error::io("create", self.path(commit)));
        let name = new.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
        let beside = Dir::open(&self.0).map_err(refused())?;
        if beside.exchange(&name, commit).is_ok() {
            // What is removed as a directory may be a file now.
            let _ = fs::remove_file(new.path());
            return Ok(());
        }
        // Where the system cannot do that.
        let _ = fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path));
        fs::rename(new.path(), &path).map_err(refused())?;
        let _ = new.keep();
        Ok(())
    }

    /// The ids of all commits of the repository's branches and tags.
    ///
    /// # Errors
    /// As [`Cache::fetch`].
    pub fn commits(&self, address: &Address) -> Result<Vec<String>> {
        let _pause = runaway::pause();
        let new = self.repository(address, &[])?;
        let all = ["refs/heads/*:refs/heads/*", "refs/tags/*:refs/tags/*"];
        // Without files, if the server can.
        fetch_into(new.path(), address, &["--filter=tree:0"], &all)?;
        let listed = command::local(address, new.path(), &["rev-list", "--all"], &[])?;
        Ok(String::from_utf8_lossy(&listed).lines().map(str::to_owned).collect())
    }

    /// An empty repository beside those that are kept.
    fn repository(&self, address: &Address, options: &[&str]) -> Result<TempDir> {
        fs::create_dir_all(&self.0).map_err(Error::io("create", &self.0))?;
        sweep(self.0.parent().unwrap_or(&self.0), 0);
        let new = tempfile::Builder::new().prefix(NEW).tempdir_in(&self.0);
        let new = new.map_err(Error::io("create", &self.0))?;
        // Without its template directory: that may hold hooks.
        let init = ["init", "--bare", "--quiet", "--template="];
        command::local(address, new.path(), &[&init, options].concat(), &[])?;
        Ok(new)
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
            let mut file = tempfile::Builder::new().prefix(NOTE).tempfile_in(dir)?;
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

fn fetch_into(at: &Path, address: &Address, options: &[&str], what: &[&str]) -> Result<()> {
    let url = address.url();
    let fetch = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules"];
    let arguments = [&fetch, options, &["--", url.as_str()], what].concat();
    command::remote(address, Some(at), &arguments).map(drop)
}

/// Removes what runs have left behind that were killed, in this directory of the cache and below.
/// No fetch takes as long as that; what cannot be removed now is left to a later run.
fn sweep(dir: &Path, depth: usize) {
    const AGE: Duration = Duration::from_hours(24);
    // A long address has several parts.
    const DEEPEST: usize = 16;
    let is_old = |entry: &fs::DirEntry| {
        let modified = entry.metadata().and_then(|metadata| metadata.modified()).ok();
        modified.and_then(|at| at.elapsed().ok()).is_some_and(|age| age > AGE)
    };
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_dir = entry.file_type().is_ok_and(|it| it.is_dir());
        if name.starts_with(NEW) && is_dir {
            if is_old(&entry) {
                let _ = fs::remove_dir_all(entry.path());
            }
        } else if name.starts_with(NOTE) && !is_dir && is_old(&entry) {
            let _ = fs::remove_file(entry.path());
        } else if is_dir && !is_commit(&name) && depth < DEEPEST {
            sweep(&entry.path(), depth + 1);
        }
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
