//! What to do about a git repository that cannot be used.

use super::did_you_mean;
use crate::error::{AddressFault, GitFault, RepositoryFault};
use crate::words::Names;

impl GitFault {
    pub(super) fn hint(&self) -> Option<String> {
        match self {
            Self::Address(fault) => fault.hint(),
            Self::Absent => Some("install git, or name a directory with the template".to_owned()),
            Self::Homeless => Some("set `HOME` or `XDG_CACHE_HOME`".to_owned()),
            Self::UnknownRef { reference, known } => {
                // As many as fit a line.
                let some = &known[..known.len().min(5)];
                did_you_mean(reference, known)
                    .or_else(|| Some(format!("it has {}", Names(some))))
                    .filter(|_| !known.is_empty())
            }
            Self::Ambiguous { commits, .. } => {
                let some = &commits[..commits.len().min(5)];
                Some(format!("write more of the one that is meant: {}", Names(some)))
            }
            Self::Damaged { path, .. } => {
                Some(format!("remove `{}`, and it is fetched again", path.display()))
            }
            Self::NoTemplate { elsewhere } if elsewhere.is_empty() => None,
            Self::NoTemplate { elsewhere } => {
                let some = &elsewhere[..elsewhere.len().min(5)];
                Some(format!("there is one in {}", Names(some)))
            }
            Self::Submodule(_) => Some("a template's files stand in its own repository".to_owned()),
            Self::Refused(_) | Self::Empty | Self::NotCached => None,
        }
    }
}

impl AddressFault {
    pub(super) fn hint(&self) -> Option<String> {
        match self {
            Self::Scheme(_) => Some("write `https://…`, `ssh://…` or `file://…`".to_owned()),
            Self::GitHub => {
                Some("write `gh:owner/name`; a directory in it stands behind `//`".to_owned())
            }
            Self::Credentials => Some(
                "leave them out: git takes them from its credential helper, or from a key"
                    .to_owned(),
            ),
            Self::Character('#') => Some("a branch, tag or commit stands behind `@`".to_owned()),
            _ => None,
        }
    }
}

impl RepositoryFault {
    pub(super) fn hint(&self) -> Option<String> {
        match self {
            Self::Owner { allow } => Some(format!("if you trust them, run `{allow}`")),
            Self::Elsewhere(_) | Self::Failed(_) => None,
        }
    }
}
