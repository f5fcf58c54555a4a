//! Why a git repository cannot be used, in words.

use std::fmt;
use std::path::Path;

use crate::error::{AddressFault, GitFault, RepositoryFault};
use crate::words::{Count, printable};

impl fmt::Display for AddressFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scheme(scheme) => write!(f, "nothing is fetched by `{}`", printable(scheme)),
            Self::Incomplete => f.write_str("it names no repository"),
            Self::GitHub => f.write_str("`gh:` is followed by an owner and a name"),
            Self::Credentials => {
                f.write_str("it holds credentials, which would end in the project's record")
            }
            Self::Dash => f.write_str("a part of it starts with `-`, as an option does"),
            Self::Character(c) => write!(f, "it holds the character {c:?}"),
            Self::Subdir(fault) => write!(f, "behind `//` stands no path: {fault}"),
            Self::Ref(text) => {
                write!(f, "`{}` can be no branch, tag or commit", printable(text))
            }
        }
    }
}

/// Why the template at `address` cannot be had.
pub(super) fn sentence(f: &mut fmt::Formatter<'_>, address: &str, fault: &GitFault) -> fmt::Result {
    let address = printable(address);
    match fault {
        GitFault::Address(fault) => write!(f, "`{address}` is no git address: {fault}"),
        GitFault::Absent => write!(f, "there is no `git` here to fetch `{address}`"),
        GitFault::Homeless => write!(f, "nothing says where `{address}` could be kept"),
        GitFault::Refused(said) => write!(f, "git cannot fetch `{address}`: {}", printable(said)),
        GitFault::UnknownRef { reference, .. } => {
            write!(f, "the repository of `{address}` has no branch, tag or commit `{reference}`")
        }
        GitFault::Ambiguous { reference, commits } => write!(
            f,
            "{} of the repository of `{address}` start with `{reference}`",
            Count(commits.len(), "commit")
        ),
        GitFault::Damaged { said, .. } => {
            write!(f, "the copy of `{address}` in the cache is damaged: {}", printable(said))
        }
        GitFault::Empty => write!(f, "the repository of `{address}` has no commit yet"),
        GitFault::NoTemplate { .. } => write!(f, "there is no `template.toml` in `{address}`"),
        GitFault::Submodule(path) => {
            write!(f, "`{}` in `{address}` is a submodule", printable(path))
        }
        GitFault::NotCached => write!(f, "`{address}` is not fetched yet"),
    }
}

/// Why nobody can look into the repository that `path` lies in.
pub(super) fn unreadable(
    f: &mut fmt::Formatter<'_>,
    path: &Path,
    fault: &RepositoryFault,
) -> fmt::Result {
    let path = path.display();
    match fault {
        RepositoryFault::Owner { .. } => {
            write!(f, "the git repository of `{path}` belongs to another user")
        }
        RepositoryFault::Elsewhere(top) => {
            write!(f, "the git repository of `{path}` has its work tree in `{}`", top.display())
        }
        RepositoryFault::Failed(reason) => {
            write!(f, "git cannot read the repository of `{path}`: {}", printable(reason))
        }
    }
}
