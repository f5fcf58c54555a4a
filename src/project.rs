//! A project on disk: its record, and the files of the template in it.

mod files;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::dir::{self, Dir};
use crate::error::{Error, Place, RecordFault, Result};
use crate::journal;
use crate::record::{self, Last, Record};
use crate::source::{self, limits};
use crate::template::Template;
use crate::tree::Tree;

pub use files::files;

/// A directory with a record.
#[derive(Debug)]
pub struct Project {
    /// The directory.
    pub root: PathBuf,
    /// What its record says.
    pub record: Record,
}

/// The directory of the project at `path`; around the current directory if none is given.
///
/// # Errors
/// [`Error::NoRecord`]; [`Error::NotOwn`] for one further up that another user has put there.
pub fn find(path: Option<&Path>) -> Result<PathBuf> {
    if let Some(path) = path {
        return if has_record(path) { Ok(path.into()) } else { Err(Error::NoRecord(path.into())) };
    }
    let here = std::path::absolute(".").map_err(Error::io("find", "."))?;
    let found = here.ancestors().enumerate().find(|(_, dir)| has_record(dir));
    match found {
        // As short as it can be: it is what messages show.
        Some((0, _)) => Ok(".".into()),
        // Nobody is to be led into what somebody else has put above.
        Some((_, dir)) if !journal::is_own(dir) => Err(Error::NotOwn(dir.into())),
        Some((up, _)) => Ok(vec![".."; up].join("/").into()),
        None => Err(match below_here(Path::new(".")) {
            below if below.is_empty() => Error::NoRecord(".".into()),
            below => Error::ProjectsBelow(below),
        }),
    }
}

/// Whether `root` has a record, were it one that an interrupted run has moved aside.
#[must_use]
pub fn has_record(root: &Path) -> bool {
    let there = |path| fs::symlink_metadata(root.join(path)).is_ok();
    there(record::ANSWERS) || journal::is_left(root)
}

impl Project {
    /// The project at `root`, as it is; who changes it opens a `Session`.
    ///
    /// # Errors
    /// No record, or none that can be used.
    pub fn open(root: PathBuf) -> Result<Self> {
        let path = below(&root, record::ANSWERS);
        let file = path.display().to_string();
        let refuse = |fault| Error::Record {
            fault,
            place: Place { file: file.clone(), text: "".into(), span: 0..0 },
        };
        let bytes = match own(&root, record::ANSWERS, limits::TEXT)? {
            Own::File(bytes) => bytes,
            Own::Nothing if journal::is_left(&root) => return Err(Error::HalfUpdated(root)),
            Own::Nothing => return Err(Error::NoRecord(root)),
            Own::Other => return Err(refuse(RecordFault::NoFile)),
        };
        let text = String::from_utf8(bytes)
            .map_err(|_| refuse(RecordFault::Syntax("it is not UTF-8".to_owned())))?;
        let record = Record::parse(&file, &text)?;
        Ok(Self { root, record })
    }

    /// What `source::load` finds the project's template by.
    #[must_use]
    pub fn template(&self) -> String {
        let written = &self.record.template;
        let Some(source) = &written.source else { return written.name.clone() };
        if source::Address::parse(source).is_some() {
            return source.clone();
        }
        below(&self.root, source).display().to_string()
    }

    /// The template that wrote the project, by `load`, which is one of `source`'s.
    ///
    /// # Errors
    /// It is gone, or broken.
    pub fn load_template(&self, load: impl FnOnce(&str) -> Result<Template>) -> Result<Template> {
        load(&self.template()).map_err(|error| match error {
            Error::NoTemplate { name, known, .. } => {
                Error::NoTemplate { name, known, recorded: true }
            }
            error => error,
        })
    }

    /// The last rendering.
    ///
    /// # Errors
    /// [`Error::Rendering`] if it is missing or damaged.
    pub fn last(&self) -> Result<Last> {
        for path in self.record.renderings() {
            let reason = match own(&self.root, path, 2 * limits::TEMPLATE)? {
                Own::File(bytes) => match Last::unpack(&bytes) {
                    Ok(last) => return Ok(last),
                    Err(reason) => reason,
                },
                Own::Nothing => continue,
                Own::Other => "it is a link or no file, and is not read".to_owned(),
            };
            return Err(Error::Rendering { path: below(&self.root, path), reason: Some(reason) });
        }
        let [path, _] = self.record.renderings();
        Err(Error::Rendering { path: below(&self.root, path), reason: None })
    }
}

/// What stands at the path of a file of the record.
enum Own {
    Nothing,
    File(Vec<u8>),
    /// A link, at its end or on the way to it, or something else that is no file.
    Other,
}

fn own(root: &Path, path: &str, limit: u64) -> Result<Own> {
    let at = below(root, path);
    let read = || {
        let dir = match Dir::open(root) {
            Err(error) if is_absence(&error) => return Ok(Some(Own::Nothing)),
            dir => dir?,
        };
        match dir.look(path) {
            Ok(None) => return Ok(Some(Own::Nothing)),
            Ok(Some(found)) if found.kind == dir::Kind::File && dir.reaches(path)? => {}
            _ => return Ok(Some(Own::Other)),
        }
        dir.read(path, limit).map(|bytes| bytes.map(Own::File))
    };
    read().map_err(Error::io("read", &at))?.ok_or(Error::TooLarge { path: at, limit })
}

fn is_absence(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// A path in `root` as a message shows it.
fn below(root: &Path, path: &str) -> PathBuf {
    let path = root.join(path);
    path.strip_prefix("./").map(Path::to_owned).unwrap_or(path)
}

/// The files in the directory `dir` of the project that are none of `template`'s, seen from there.
///
/// # Errors
/// It cannot be read.
pub fn own_files(root: &Path, dir: &str, template: &Tree) -> Result<Vec<String>> {
    let project = Dir::open(root).map_err(Error::io("read", root))?;
    let (mut own, mut open) = (Vec::new(), vec![dir.to_owned()]);
    while let Some(above) = open.pop() {
        let entries = match project.entries(&above) {
            Ok(entries) => entries,
            Err(error) if is_absence(&error) => continue,
            Err(error) => return Err(Error::io("read", project.at(&above))(error)),
        };
        for (name, kind) in entries {
            let path = format!("{above}/{}", name.to_string_lossy());
            if kind == dir::Kind::Directory {
                open.push(path);
            } else if template.get(&path).is_none() {
                own.extend(path.strip_prefix(&format!("{dir}/")).map(str::to_owned));
            }
        }
    }
    own.sort();
    Ok(own)
}

/// How many directories are looked into for projects, and how deep.
const LOOKED: (usize, usize) = (2_000, 4);

/// The projects in directories below `root`; hidden ones are not looked into.
fn below_here(root: &Path) -> Vec<String> {
    let Ok(here) = Dir::open(root) else { return Vec::new() };
    let (mut found, mut open, mut looked) = (Vec::new(), vec![(".".to_owned(), 0)], 0);
    while let Some((above, depth)) = open.pop() {
        looked += 1;
        if depth == LOOKED.1 || looked > LOOKED.0 {
            continue;
        }
        for (name, kind) in here.entries(&above).unwrap_or_default() {
            let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
            if kind == dir::Kind::Directory {
                let path = if depth == 0 { name.to_owned() } else { format!("{above}/{name}") };
                let record = here.look(&format!("{path}/{}", record::ANSWERS));
                if record.is_ok_and(|record| record.is_some()) {
                    found.push(path);
                } else {
                    open.push((path, depth + 1));
                }
            }
        }
    }
    found.sort();
    found
}
