//! An index and a store of objects beside a repository's own: what git would make of files, without
//! a trace.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bytes::Bytes;
use tempfile::TempDir;

use super::call::{Answer, Call};
use super::repository::Repository;
use crate::error::{Error, Result};

/// Where temporary files may be whatever `TMPDIR` says.
const SYSTEM: &str = "/tmp";

/// A file in an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its mode as git writes it.
    pub mode: String,
    /// The id of its content.
    pub id: String,
    /// Whether a sparse checkout may leave it out.
    pub absent: bool,
}

/// Files in an index by git's path, those in conflict left out.
pub type Entries = BTreeMap<String, Entry>;

/// A copy of a repository's index, and objects that nobody else sees.
#[derive(Debug)]
pub struct Scratch<'r> {
    repository: &'r Repository,
    dir: TempDir,
    /// The repository's own objects, as git reads a list of such places.
    objects: String,
}

/// A directory for what git makes of files. Where the one for temporary files is not there, the
/// system's own will do.
///
/// # Errors
/// Neither can be written to.
pub fn temporary() -> Result<TempDir> {
    let place = std::env::temp_dir();
    let made = tempfile::tempdir_in(&place);
    let made = made.or_else(|error| tempfile::tempdir_in(SYSTEM).map_err(|_| error));
    made.map_err(Error::io("create", place))
}

impl<'r> Scratch<'r> {
    /// A copy of what `repository` has.
    ///
    /// # Errors
    /// It cannot be read, or there is no place for temporary files.
    pub fn of(repository: &'r Repository) -> Result<Self> {
        let places = ["--git-path", "index", "--git-path", "objects"];
        let places = repository.call(["rev-parse", "--path-format=absolute"]).args(places);
        let places = text(repository, "rev-parse", places)?;
        let (index, objects) = places.trim_end_matches('\n').split_once('\n').unwrap_or_default();
        let dir = temporary()?;
        let copied = match fs::copy(index, dir.path().join("index")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => fs::create_dir(dir.path().join("objects")),
        };
        copied.map_err(Error::io("copy", index))?;
        let objects = format!("\"{}\"", objects.replace('\\', "\\\\").replace('"', "\\\""));
        Ok(Self { repository, dir, objects })
    }

    fn call<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Call {
        let place = |name: &str| self.dir.path().join(name).display().to_string();
        self.repository
            .call(["-c", "core.splitIndex=false"])
            .args(arguments)
            .env("GIT_INDEX_FILE", Some(&place("index")))
            .env("GIT_OBJECT_DIRECTORY", Some(&place("objects")))
            .env("GIT_ALTERNATE_OBJECT_DIRECTORIES", Some(&self.objects))
    }

    /// Adds files of a work tree, the repository's if none is named, as `git add` would.
    ///
    /// # Errors
    /// git refuses one of them: a filter fails, or its content is not in the encoding it should be.
    pub fn add(&self, paths: &[&str], work_tree: Option<&Path>) -> Result<()> {
        let elsewhere = work_tree.map(|dir| format!("--work-tree={}", dir.display()));
        let call = self.call(elsewhere.as_deref());
        let call = call.args(["update-index", "--add", "--replace", "-z", "--stdin"]);
        text(self.repository, "update-index", call.input(paths.join("\0"))).map(drop)
    }

    /// Takes these files out where a sparse checkout leaves them out: git would keep them as they are,
    /// whatever a work tree has.
    ///
    /// # Errors
    /// git refuses.
    pub fn forget_absent(&self, paths: &[&str]) -> Result<()> {
        let entries = self.entries()?;
        let absent = |path: &&&str| entries.get(**path).is_some_and(|entry| entry.absent);
        let absent: Vec<&str> = paths.iter().filter(absent).copied().collect();
        if absent.is_empty() {
            return Ok(());
        }
        let call = self.call(["update-index", "--force-remove", "-z", "--stdin"]);
        text(self.repository, "update-index", call.input(absent.join("\0"))).map(drop)
    }

    /// Adds a content as it is.
    ///
    /// # Errors
    /// git refuses.
    pub fn add_raw(&self, path: &str, content: &[u8]) -> Result<()> {
        let hash = self.call(["hash-object", "-w", "--no-filters", "--stdin"]).input(content);
        let id = text(self.repository, "hash-object", hash)?;
        let entry = format!("100644 {}\t{path}\0", id.trim());
        let call = self.call(["update-index", "--replace", "-z", "--index-info"]).input(entry);
        text(self.repository, "update-index", call).map(drop)
    }

    /// Writes files as a checkout would into the directory `to`, with the attributes of `work_tree`.
    ///
    /// # Errors
    /// git refuses.
    pub fn check_out(&self, paths: &[&str], work_tree: &Path, to: &Path) -> Result<()> {
        let work_tree = format!("--work-tree={}", work_tree.display());
        let prefix = format!("--prefix={}/", to.display());
        let call = self.call([&*work_tree, "checkout-index", "--force", "-z", "--stdin", &*prefix]);
        text(self.repository, "checkout-index", call.input(paths.join("\0"))).map(drop)
    }

    /// The files in the index below the directory that the repository was found for.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn entries(&self) -> Result<Entries> {
        listed(self.repository, self.call(LIST))
    }

    /// The contents of these ids; none where the repository lacks one.
    ///
    /// # Errors
    /// They cannot be read.
    pub fn contents(&self, ids: &[&str]) -> Result<Vec<Option<Bytes>>> {
        let input: String = ids.iter().flat_map(|id| [*id, "\n"]).collect();
        let found =
            bytes(self.repository, "cat-file", self.call(["cat-file", "--batch"]).input(input))?;
        let mut rest = Bytes::from(found);
        let mut contents = Vec::new();
        while let Some(at) = rest.iter().position(|byte| *byte == b'\n') {
            let head = String::from_utf8_lossy(&rest.split_to(at + 1)).into_owned();
            let size = head.trim_end().rsplit(' ').next().and_then(|size| size.parse().ok());
            contents.push(size.filter(|size: &usize| *size < rest.len()).map(|size| {
                let content = rest.split_to(size);
                // A line ends each of them.
                drop(rest.split_to(1));
                content
            }));
        }
        contents.resize(ids.len(), None);
        Ok(contents)
    }
}

const LIST: [&str; 5] = ["ls-files", "--stage", "-t", "--full-name", "-z"];

/// The files in the repository's own index below the directory that it was found for.
///
/// # Errors
/// It cannot be read.
pub fn entries(repository: &Repository) -> Result<Entries> {
    listed(repository, repository.call(LIST))
}

fn listed(repository: &Repository, call: Call) -> Result<Entries> {
    let list = text(repository, "ls-files", call.args(["--", &repository.here()]))?;
    let entry = |line: &str| {
        let (about, path) = line.split_once('\t')?;
        let mut about = about.split(' ');
        let absent = about.next()? == "S";
        let (mode, id) = (about.next()?.to_owned(), about.next()?.to_owned());
        (about.next()? == "0").then(|| (path.to_owned(), Entry { mode, id, absent }))
    };
    Ok(list.split('\0').filter_map(entry).collect())
}

fn bytes(repository: &Repository, command: &str, call: Call) -> Result<Vec<u8>> {
    match call.run()? {
        Answer::Success(said) => Ok(said),
        Answer::Failure(said) => Err(repository.failure(command, &said)),
        Answer::Absent => Ok(Vec::new()),
    }
}

/// What a call prints.
pub fn text(repository: &Repository, command: &str, call: Call) -> Result<String> {
    bytes(repository, command, call).map(|said| String::from_utf8_lossy(&said).into_owned())
}
