//! A project on disk: its record, and the files of the template in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::dir::{self, Dir};
use crate::error::{Error, Place, RecordFault, Result};
use crate::journal;
use crate::path::RelPath;
use crate::record::{self, Last, Record};
use crate::source::{self, limits};
use crate::template::Template;
use crate::tree::{File, Tree};

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

/// What stands at `wanted` in the directory `root`. Where a file or link is in the way of a path,
/// it is in the tree instead; where a directory is, one of the other files in it.
///
/// # Errors
/// What cannot be read, and what is neither a file nor a link.
pub fn files<'p>(root: &Path, wanted: impl IntoIterator<Item = &'p RelPath>) -> Result<Tree> {
    let mut looked = Looked { root, dirs: BTreeMap::new() };
    let mut there: BTreeSet<RelPath> = BTreeSet::new();
    let mut occupied: Vec<&RelPath> = Vec::new();
    let wanted: BTreeSet<&RelPath> = wanted.into_iter().collect();
    for path in &wanted {
        if let Some(ancestor) = looked.in_the_way(path)? {
            there.insert(ancestor);
            continue;
        }
        match looked.kind(path.as_str())? {
            Kind::Nothing => {}
            Kind::File => drop(there.insert((*path).clone())),
            Kind::Directory => occupied.push(path),
        }
    }
    let (paths, names): (Vec<RelPath>, Vec<PathBuf>) =
        there.into_iter().map(|path| (path.clone(), path.as_str().into())).unzip();
    let mut tree = Tree::default();
    for (path, file) in paths.into_iter().zip(source::read_all(root, &names)?) {
        tree.insert(path, file).expect("a directory holds a path once");
    }
    for path in occupied {
        if let Some(path) = looked.other_below(path, &wanted)? {
            // Only that it is there matters. A file found for a directory above may do for both.
            let _ = tree.insert(path, File::regular(Vec::new()));
        }
    }
    Ok(tree)
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

/// What has been seen of a directory.
struct Looked<'r> {
    root: &'r Path,
    /// Directories that are known to be there, and others that are known not to be.
    dirs: BTreeMap<String, Kind>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Nothing,
    File,
    Directory,
}

impl Looked<'_> {
    /// The file or link that stands where `path` needs a directory.
    fn in_the_way(&mut self, path: &RelPath) -> Result<Option<RelPath>> {
        for dir in path.ancestors() {
            let kind = match self.dirs.get(dir) {
                Some(kind) => *kind,
                None => self.kind(dir)?,
            };
            self.dirs.insert(dir.to_owned(), kind);
            if kind == Kind::File {
                return Ok(RelPath::new(dir).ok());
            }
        }
        Ok(None)
    }

    /// A link counts as a file: it is never followed.
    fn kind(&self, path: &str) -> Result<Kind> {
        let path = below(self.root, path);
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_dir() => Ok(Kind::Directory),
            Ok(metadata) if metadata.is_file() || metadata.is_symlink() => Ok(Kind::File),
            Ok(_) => Err(Error::NotAFile(path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Kind::Nothing),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(Kind::Nothing),
            Err(error) => Err(Error::io("read", path)(error)),
        }
    }

    /// Something in the directory at `path`, however deep, that was not asked for.
    fn other_below(&self, path: &RelPath, wanted: &BTreeSet<&RelPath>) -> Result<Option<RelPath>> {
        let dir = self.root.join(path.as_str());
        let mut open = vec![dir.clone()];
        while let Some(dir) = open.pop() {
            for entry in fs::read_dir(&dir).map_err(Error::io("read", &dir))? {
                let entry = entry.map_err(Error::io("read", &dir))?;
                if entry.file_type().map_err(Error::io("read", entry.path()))?.is_dir() {
                    open.push(entry.path());
                    continue;
                }
                let inside = entry.path();
                let inside = inside.strip_prefix(self.root).unwrap_or(&inside);
                match RelPath::new(&inside.to_string_lossy()) {
                    Ok(path) if wanted.contains(&path) => {}
                    Ok(path) => return Ok(Some(path)),
                    // A name that no template could write is in the way all the same.
                    Err(_) => return Ok(RelPath::new(&format!("{path}/_")).ok()),
                }
            }
        }
        Ok(None)
    }
}
