//! The repository that a directory lies in, and calls of git in it.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::call::{Answer, Call, reason};
use super::settings::Settings;
use crate::error::{Error, RepositoryFault, Result};

/// A repository with a work tree. Programs that only its own configuration names do not run in it:
/// whoever sends an archive of a repository has written that.
#[derive(Clone, Debug)]
pub struct Repository {
    /// The top of the work tree. Every call runs here, and git's paths count from here.
    top: PathBuf,
    /// The path of the directory that it was found for, below the top, with `/` at its end; or
    /// nothing.
    prefix: String,
    /// Where the repository is if it stands apart from the work tree, as the environment says.
    apart: Option<OsString>,
    settings: Settings,
}

impl Repository {
    /// The repository whose work tree holds `dir`. None if there is none, or no git.
    ///
    /// # Errors
    /// [`Error::Repository`]: git refuses to look into it, or cannot; an interrupt.
    pub fn find(dir: &Path) -> Result<Option<Self>> {
        let dir = dir.canonicalize().map_err(Error::io("find", dir))?;
        let ceilings = env::var_os("GIT_CEILING_DIRECTORIES").unwrap_or_default();
        let is_ceiling = |dir: &Path| env::split_paths(&ceilings).any(|it| it == dir);
        for at in dir.ancestors() {
            match top(Call::at(at))? {
                // Something that looks like a bare repository, and has this file of the project.
                Found::Bare => {}
                Found::Top(top) if ![&*top, at].iter().any(|it| it.join(".git").exists()) => {}
                Found::Top(top) => return Self::new(top, &dir, None).map(Some),
                Found::Absent => return Ok(None),
                Found::Nothing { boundary } => {
                    let apart = Self::apart(&dir)?;
                    if apart.is_some() || boundary {
                        return Ok(apart);
                    }
                    // It is no wonder that git finds nothing only where there is nothing.
                    let mut looked = dir.ancestors().take_while(|dir| !is_ceiling(dir));
                    let broken = looked.find(|dir| dir.join(".git").exists());
                    return broken.map_or(Ok(None), |at| Err(fault(at, BROKEN)));
                }
                Found::Fault { at, fault } => {
                    return Err(Error::Repository { path: at.unwrap_or(dir), fault });
                }
            }
        }
        Ok(None)
    }

    /// The one that the environment names beside a work tree that holds `dir`. Hooks are run with
    /// these variables, too, where there is a repository in its usual place.
    fn apart(dir: &Path) -> Result<Option<Self>> {
        let set = |name| env::var_os(name).filter(|value| !value.is_empty());
        let (Some(at), Some(tree)) = (set("GIT_DIR"), set("GIT_WORK_TREE")) else {
            return Ok(None);
        };
        let (at, tree) = (std::path::absolute(at), Path::new(&tree).canonicalize());
        match (at, tree) {
            (Ok(at), Ok(tree)) if dir.starts_with(&tree) => {
                Self::new(tree, dir, Some(at.into())).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn new(top: PathBuf, dir: &Path, apart: Option<OsString>) -> Result<Self> {
        let is_there = apart.is_some() || top.join(".git").exists();
        let Some(below) = dir.strip_prefix(&top).ok().filter(|_| is_there) else {
            return Err(Error::Repository {
                path: dir.into(),
                fault: RepositoryFault::Elsewhere(top),
            });
        };
        let parts = below.components().map(|part| part.as_os_str().to_string_lossy() + "/");
        let prefix = parts.collect();
        let mut this = Self { top, prefix, apart, settings: Settings::default() };
        match this.call(["config", "--list", "--show-scope", "-z"]).run()? {
            Answer::Success(list) => {
                this.settings = Settings::read(&list).map_err(|reason| fault(&this.top, reason))?;
            }
            Answer::Failure(said) => return Err(fault(&this.top, &reason(&said))),
            Answer::Absent => {}
        }
        Ok(this)
    }

    /// The same repository, for a directory below the one that it was found for.
    #[must_use]
    pub fn below(mut self, rest: &Path) -> Self {
        for part in rest.components() {
            self.prefix += &(part.as_os_str().to_string_lossy() + "/");
        }
        self
    }

    /// git at the top of the work tree, with these arguments.
    pub fn call<A: AsRef<std::ffi::OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Call {
        let mut call = Call::at(&self.top);
        if let Some(at) = &self.apart {
            let mut option = OsString::from("--git-dir=");
            option.push(at);
            call = call.arg(option).arg("--work-tree=.");
        }
        self.settings.apply(call).args(arguments)
    }

    /// What its configuration says of a key of section `core`.
    #[must_use]
    pub fn setting(&self, key: &str) -> Option<&str> {
        self.settings.core.get(key).map(String::as_str)
    }

    /// The top of its work tree.
    #[must_use]
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// How git calls a path of the directory that the repository was found for.
    #[must_use]
    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// The path in that directory of what git calls so; none if it is outside.
    #[must_use]
    pub fn own<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(&self.prefix)
    }

    /// What names that directory, and nothing else, as a pattern of git's paths.
    #[must_use]
    pub fn here(&self) -> String {
        format!(":(top,literal){}", self.prefix.trim_end_matches('/'))
    }

    /// Whether a merge, or what merges one commit after the other, waits to be concluded.
    ///
    /// # Errors
    /// git cannot tell.
    pub fn merges(&self) -> Result<bool> {
        let signs =
            ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply"];
        let ask = self.call(["rev-parse", "--path-format=absolute"]);
        match ask.args(signs.iter().flat_map(|sign| ["--git-path", sign])).run()? {
            Answer::Success(paths) => {
                Ok(String::from_utf8_lossy(&paths).lines().any(|path| Path::new(path).exists()))
            }
            Answer::Failure(said) => Err(self.failure("rev-parse", &said)),
            Answer::Absent => Ok(false),
        }
    }

    /// The filters of files that only the repository's own configuration has a program for, each
    /// with a key that names one. They do not run; who reads or writes such a file through git
    /// gets something else than what the team sees.
    #[must_use]
    pub fn untrusted_filters(&self) -> &BTreeMap<String, String> {
        &self.settings.filters
    }

    /// Those of `paths`, as git knows them, that go through one of these filters, each with the key.
    ///
    /// # Errors
    /// git cannot tell; an interrupt.
    pub fn filtered(&self, paths: &[&str]) -> Result<BTreeMap<String, String>> {
        let mut filtered = BTreeMap::new();
        if self.settings.filters.is_empty() || paths.is_empty() {
            return Ok(filtered);
        }
        let check = self.call(["check-attr", "-z", "--stdin", "filter"]).input(paths.join("\0"));
        let said = match check.run()? {
            Answer::Success(said) => String::from_utf8_lossy(&said).into_owned(),
            Answer::Failure(said) => return Err(self.failure("check-attr", &said)),
            Answer::Absent => return Ok(filtered),
        };
        let mut fields = said.split('\0');
        while let (Some(path), Some(_), Some(driver)) =
            (fields.next(), fields.next(), fields.next())
        {
            if let Some(key) = self.settings.filters.get(driver) {
                filtered.insert(path.to_owned(), key.clone());
            }
        }
        Ok(filtered)
    }

    /// What a call in this repository has failed with.
    #[must_use]
    pub fn failure(&self, command: &str, said: &str) -> Error {
        fault(&self.top, &format!("`git {command}` failed: {}", reason(said)))
    }
}

const BROKEN: &str = "it is not a repository, or a damaged one";

fn fault(path: &Path, reason: &str) -> Error {
    let fault = RepositoryFault::Failed(reason.to_owned());
    Error::Repository { path: path.into(), fault }
}

enum Found {
    Top(PathBuf),
    /// Nothing; and whether git has not looked further, for that is another file system.
    Nothing {
        boundary: bool,
    },
    Bare,
    Absent,
    /// What is the matter, and with which directory if git says so.
    Fault {
        at: Option<PathBuf>,
        fault: RepositoryFault,
    },
}

/// Asks git for the top of the work tree.
fn top(call: Call) -> Result<Found> {
    // What it says is read, so it must not be in the user's language.
    let call = call.env("LC_ALL", Some("C")).args(["rev-parse", "--show-toplevel"]);
    Ok(match call.run()? {
        Answer::Success(top) => {
            let top = String::from_utf8_lossy(&top).into_owned();
            let top = Path::new(top.strip_suffix('\n').unwrap_or(&top));
            Found::Top(top.canonicalize().map_err(Error::io("find", top))?)
        }
        Answer::Absent => Found::Absent,
        Answer::Failure(said) if said.contains("not a git repository") => {
            Found::Nothing { boundary: said.contains("filesystem boundary") }
        }
        Answer::Failure(said) if said.contains("cannot use bare repository") => Found::Bare,
        Answer::Failure(said) if said.contains("must be run in a work tree") => Found::Bare,
        Answer::Failure(said) => {
            let allow = said.lines().map(str::trim).find(|it| it.contains("--add safe.directory"));
            let at = said.split_once("repository at '").and_then(|(_, at)| at.split_once('\''));
            let at = at.map(|(at, _)| PathBuf::from(at));
            let failed = RepositoryFault::Failed(reason(&said));
            let owner = |allow: &str| RepositoryFault::Owner { allow: allow.to_owned() };
            Found::Fault { at, fault: allow.map_or(failed, owner) }
        }
    })
}
