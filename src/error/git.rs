//! What can be wrong with a git repository: a template's, and the one that a project lies in.

use std::path::PathBuf;

use crate::path::PathFault;

/// Why a template cannot be had from a git repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GitFault {
    /// The address is none.
    Address(AddressFault),
    /// There is no git.
    Absent,
    /// No environment variable says where the cache could be.
    Homeless,
    /// git failed; what it said.
    Refused(String),
    /// The repository has no such branch, tag or commit.
    UnknownRef {
        /// As typed.
        reference: String,
        /// The tags, newest first, then the branches.
        known: Vec<String>,
    },
    /// More than one commit's id starts so.
    Ambiguous {
        /// As typed.
        reference: String,
        /// The ids that start with it.
        commits: Vec<String>,
    },
    /// What was fetched cannot be read any more.
    Damaged {
        /// Where it is kept.
        path: PathBuf,
        /// What git says of it.
        said: String,
    },
    /// The repository has no commit yet.
    Empty,
    /// There is no `template.toml` where the address points.
    NoTemplate {
        /// The addresses of the directories that have one.
        elsewhere: Vec<String>,
    },
    /// A submodule, at this path.
    Submodule(String),
    /// It has not been fetched, and now is not the time to.
    NotCached,
}

/// Why a text that starts like a git address is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressFault {
    /// Templates are not fetched by this scheme.
    Scheme(String),
    /// It lacks a host or a path.
    Incomplete,
    /// `gh:` is followed by an owner and a name.
    GitHub,
    /// A user or a password stands before the host.
    Credentials,
    /// A part of it would be an option of a program.
    Dash,
    /// A character that no address has.
    Character(char),
    /// What stands behind `//` is no path.
    Subdir(PathFault),
    /// What stands behind `@` can be no branch, tag or commit.
    Ref(String),
}

/// Why nobody can look into the repository that a directory lies in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RepositoryFault {
    /// git does not trust who owns it.
    Owner {
        /// The command after which it does.
        allow: String,
    },
    /// Its work tree is this one, elsewhere.
    Elsewhere(PathBuf),
    /// What git said.
    Failed(String),
}
