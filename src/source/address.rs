//! Git addresses: where a repository is, which directory of it holds the template, and which
//! commit is meant.

use std::fmt;

use crate::error::{AddressFault, Error, GitFault, Result};
use crate::path::{PathFault, RelPath};
use crate::words::is_obeyed;

/// `<repository>[//<directory>][@<branch, tag or commit>]`, as typed.
///
/// The first `@` behind the host starts the ref, so that a tag like `service@1.2.0` can be named;
/// one in the path of a URL is written `%40`. `@HEAD` is the newest commit of the default branch,
/// released or not; a commit may be named by its first digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The repository as typed: a URL, `user@host:path` or `gh:owner/name`.
    repository: String,
    /// The template's directory in it; the top if there is none.
    pub subdir: Option<RelPath>,
    /// The branch, tag or commit; the newest release if there is none.
    pub reference: Option<String>,
}

const GITHUB: &str = "gh:";

impl Address {
    /// Reads `text`; none if it is no git address but a name or a path.
    ///
    /// # Errors
    /// [`GitFault::Address`]: it starts like one, and cannot be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Result<Self>> {
        let start = start(text)?;
        let fault = |fault| Error::Git {
            address: without_credentials(text),
            fault: GitFault::Address(fault),
        };
        Some(start.and_then(|start| Self::read(text, start)).map_err(fault))
    }

    /// Reads `text`, whose path starts at the byte `start`.
    fn read(text: &str, start: usize) -> Result<Self, AddressFault> {
        if let Some(c) = text.chars().find(|c| is_obeyed(*c) || "\\?#".contains(*c)) {
            return Err(AddressFault::Character(c));
        }
        let (place, reference) = match text[start..].split_once('@') {
            Some((path, reference)) => (&text[..start + path.len()], Some(reference)),
            None => (text, None),
        };
        let (repository, subdir) = match place[start..].split_once("//") {
            Some((path, subdir)) => (&place[..start + path.len()], Some(subdir)),
            None => (place, None),
        };
        let path = &repository[start..];
        if path.trim_matches('/').is_empty() {
            return Err(AddressFault::Incomplete);
        }
        if path.starts_with('-') {
            return Err(AddressFault::Dash);
        }
        let parts = path.split('/').filter(|part| !part.is_empty()).count();
        if repository.starts_with(GITHUB) && parts != 2 {
            return Err(AddressFault::GitHub);
        }
        if let Some(reference) = reference {
            check_ref(reference)?;
        }
        Ok(Self {
            repository: repository.to_owned(),
            subdir: subdir.map(RelPath::new).transpose().map_err(AddressFault::Subdir)?,
            reference: reference.map(str::to_owned),
        })
    }

    /// The repository as git takes it.
    #[must_use]
    pub fn url(&self) -> String {
        match self.repository.strip_prefix(GITHUB) {
            Some(path) => format!("https://github.com/{path}.git"),
            None => self.repository.clone(),
        }
    }

    /// The full id of a commit, if it names one.
    #[must_use]
    pub fn commit(&self) -> Option<&str> {
        self.reference.as_deref().filter(|it| is_commit(it))
    }

    /// The first digits of a commit's id, if the reference can be that: as many as git shows at
    /// least, and not all of them.
    #[must_use]
    pub fn abbreviated(&self) -> Option<String> {
        let digits = self.reference.as_deref()?.to_ascii_lowercase();
        let fits = (4..64).contains(&digits.len()) && !is_commit(&digits);
        (fits && digits.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(digits)
    }

    /// Whether it leads to a directory of this machine.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.repository.to_ascii_lowercase().starts_with("file:")
    }

    /// What the tags of its releases may start with: the name of the template's directory, or its
    /// path, or of the repository.
    #[must_use]
    pub fn tag_names(&self) -> Vec<&str> {
        let subdir = self.subdir.as_ref().map(RelPath::as_str);
        let path = subdir.unwrap_or_else(|| {
            let path = self.repository.trim_end_matches('/');
            let name = path.rsplit(['/', ':']).next().unwrap_or(path);
            name.strip_suffix(".git").unwrap_or(name)
        });
        let name = path.rsplit('/').next().unwrap_or(path);
        if name == path { vec![name] } else { vec![path, name] }
    }

    /// What errors call the template: a `/` and a path behind it is a file in the repository.
    #[must_use]
    pub fn label(&self) -> String {
        let subdir = self.subdir.as_ref().map(RelPath::as_str).unwrap_or_default();
        let slash = if subdir.is_empty() { "/" } else { "//" };
        format!("{}{slash}{subdir}", self.repository)
    }

    /// The same with the directory `subdir`; the top if it is empty.
    #[must_use]
    pub fn at(&self, subdir: &str) -> Self {
        Self { subdir: RelPath::new(subdir).ok(), ..self.clone() }
    }

    /// The same with a directory of the repository as the template's own directory names it:
    /// `../other`.
    ///
    /// # Errors
    /// It leads out of the repository.
    pub fn beside(&self, relative: &str) -> Result<Self, PathFault> {
        let top = RelPath::new("template")?;
        // A path is seen from the directory that it stands in, as a link is.
        let inside = self.subdir.as_ref().map(|dir| format!("{dir}/template"));
        let from = inside.as_deref().map(RelPath::new).transpose()?.unwrap_or(top);
        match from.follow(relative) {
            Ok(subdir) => Ok(Self { subdir: Some(subdir), ..self.clone() }),
            // Nothing is left: the top of the repository.
            Err(PathFault::EmptyPart) => Ok(Self { subdir: None, ..self.clone() }),
            Err(fault) => Err(fault),
        }
    }

    /// The same with this commit.
    #[must_use]
    pub fn pinned(&self, commit: &str) -> Self {
        Self { reference: Some(commit.to_owned()), ..self.clone() }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.repository)?;
        if let Some(subdir) = &self.subdir {
            write!(f, "//{subdir}")?;
        }
        self.reference.as_ref().map_or(Ok(()), |reference| write!(f, "@{reference}"))
    }
}

/// Whether `text` has the form of a full commit id.
#[must_use]
pub fn is_commit(text: &str) -> bool {
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    matches!(text.len(), 40 | 64) && text.bytes().all(is_hex)
}

/// Where the path of the address starts, behind scheme and host; none for what is no address.
fn start(text: &str) -> Option<Result<usize, AddressFault>> {
    if text.starts_with(GITHUB) {
        return Some(Ok(GITHUB.len()));
    }
    if let Some((scheme, rest)) = text.split_once("://") {
        let is_scheme = |c: char| c.is_ascii_alphanumeric() || "+.-".contains(c);
        if scheme.is_empty() || !scheme.chars().all(is_scheme) {
            return None;
        }
        let authority = rest.split('/').next().unwrap_or_default();
        let path = text.len() - rest.len() + authority.len();
        return Some(check_authority(scheme, authority).map(|()| path));
    }
    let (authority, _) = text.split_once(':')?;
    let (user, host) = authority.split_once('@')?;
    if authority.contains('/') || user.is_empty() || host.is_empty() {
        return None;
    }
    let path = authority.len() + 1;
    Some(if authority.starts_with('-') { Err(AddressFault::Dash) } else { Ok(path) })
}

fn check_authority(scheme: &str, authority: &str) -> Result<(), AddressFault> {
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    match scheme {
        // A token may stand where a user's name does.
        "https" if !user.is_empty() => Err(AddressFault::Credentials),
        "ssh" if user.contains(':') => Err(AddressFault::Credentials),
        "https" | "ssh" if host.is_empty() => Err(AddressFault::Incomplete),
        "https" | "ssh" if authority.starts_with('-') || host.starts_with('-') => {
            Err(AddressFault::Dash)
        }
        "https" | "ssh" => Ok(()),
        "file" if authority.is_empty() => Ok(()),
        "file" => Err(AddressFault::Incomplete),
        other => Err(AddressFault::Scheme(other.to_owned())),
    }
}

/// What git takes for the name of a branch or tag, and no option.
fn check_ref(text: &str) -> Result<(), AddressFault> {
    let refused = |c: char| c.is_whitespace() || "~^:*[".contains(c);
    let is_bad_part = |part: &str| {
        let lock = part.to_ascii_lowercase().ends_with(".lock");
        part.is_empty() || part.starts_with('.') || lock
    };
    if text.starts_with('-') {
        return Err(AddressFault::Dash);
    }
    let bad = text.contains(refused)
        || text.contains("..")
        || text.contains("@{")
        || text.ends_with('.')
        || text == "@"
        || text.split('/').any(is_bad_part);
    if bad { Err(AddressFault::Ref(text.to_owned())) } else { Ok(()) }
}

/// The text without what stands for a user before the host.
fn without_credentials(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let authority = rest.split('/').next().unwrap_or_default();
    match authority.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://{host}{}", &rest[authority.len()..]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
