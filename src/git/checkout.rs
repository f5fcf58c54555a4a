//! A work tree shows files otherwise than the repository has them: with other ends of lines, modes
//! that its file system makes up, links as texts, contents that went through a filter.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::attributes::Attributes;
use super::repository::Repository;
use super::scratch::{Scratch, temporary};
use crate::dir::{Dir, Kind};
use crate::error::{Error, Result};
use crate::path::RelPath;
use crate::source::limits;
use crate::tree::File;

/// How a work tree shows files.
#[derive(Debug)]
pub struct Checkout {
    /// The repository.
    pub repository: Repository,
    /// Whether the modes of files mean anything.
    pub modes: bool,
    /// Whether links are links.
    pub links: bool,
    /// Whether the lines of files change their ends that no attribute calls texts.
    auto: bool,
    ends: Ends,
}

/// How lines of texts end on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ends {
    Lf,
    Crlf,
}

/// A change of a project: a file to write, or nothing to remove the one that is there.
pub type Edits = Vec<(RelPath, Option<File>)>;

/// The way that a file goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From the disk to the repository.
    In,
    /// From the repository to the disk.
    Out,
}

impl Checkout {
    /// How the work tree that `dir` lies in shows files. None where there is none.
    ///
    /// # Errors
    /// As [`Repository::find`].
    pub fn of(dir: &Path) -> Result<Option<Self>> {
        let Some(repository) = Repository::find(dir)? else { return Ok(None) };
        let value = |key: &str| repository.setting(key).unwrap_or_default().to_lowercase();
        let is = |key: &str, values: &[&str]| values.contains(&value(key).as_str());
        let off = |key: &str| {
            repository.setting(key).is_some() && is(key, &["false", "no", "off", "0", ""])
        };
        let on = |key: &str| is(key, &["true", "yes", "on", "1"]);
        let (modes, links) = (!off("core.filemode"), !off("core.symlinks"));
        let (auto, input) = (on("core.autocrlf"), is("core.autocrlf", &["input"]));
        let native = cfg!(windows) && is("core.eol", &["", "native"]);
        let crlf = auto || (!input && (native || is("core.eol", &["crlf"])));
        let ends = if crlf { Ends::Crlf } else { Ends::Lf };
        Ok(Some(Self { modes, links, auto: auto || input, ends, repository }))
    }

    /// Whether files may be left out.
    #[must_use]
    pub fn is_sparse(&self) -> bool {
        let value = self.repository.setting("core.sparsecheckout").unwrap_or_default();
        matches!(value.to_lowercase().as_str(), "true" | "yes" | "on" | "1")
    }

    /// The same for a directory that is yet to be made. None, too, where nobody can look into the
    /// repository.
    ///
    /// # Errors
    /// An interrupt.
    pub fn planned(dir: &Path) -> Result<Option<Self>> {
        let dir = std::path::absolute(dir).map_err(Error::io("find", dir))?;
        let there = dir.ancestors().find(|dir| dir.is_dir()).unwrap_or(&dir);
        let found = match Self::of(there) {
            Err(Error::Repository { .. }) => None,
            found => found?,
        };
        let rest = dir.strip_prefix(there).unwrap_or(Path::new(""));
        Ok(found.map(|it| Self { repository: it.repository.below(rest), ..it }))
    }

    /// Whether the content of a file changes on its way.
    #[must_use]
    pub fn converts(&self, attributes: &Attributes, content: &[u8], way: Way) -> bool {
        if attributes.filter || attributes.ident || attributes.encoding {
            return true;
        }
        let is_text = attributes.text.unwrap_or(!attributes.eol.is_empty() || self.auto);
        let ends = match attributes.eol.as_str() {
            "crlf" => Ends::Crlf,
            "lf" => Ends::Lf,
            _ => self.ends,
        };
        is_text && ((way == Way::Out && ends == Ends::Crlf) || content.contains(&b'\r'))
    }

    /// What a checkout would write for `edits`, which hold what the repository is to have.
    ///
    /// # Errors
    /// A filter fails; git cannot tell; there is no place for temporary files.
    pub fn checked_out(&self, edits: Edits) -> Result<Edits> {
        // What the attributes are going to be, they are now, too, or else nobody knows.
        let anew = edits
            .iter()
            .any(|(path, _)| path.as_str().rsplit('/').next() == Some(".gitattributes"));
        let attributes = self.attributes(edits.iter().map(|(path, _)| path))?;
        let names: Vec<String> =
            edits.iter().map(|(path, _)| self.repository.path(path.as_str())).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let filtered = self.repository.filtered(&names)?;
        let through: BTreeMap<&RelPath, (&File, bool)> = edits
            .iter()
            .filter_map(|(path, file)| {
                let file = file.as_ref()?;
                let (File::Regular { bytes, .. }, Some(attributes)) = (file, attributes.get(path))
                else {
                    return None;
                };
                if filtered.contains_key(&self.repository.path(path.as_str())) {
                    return None;
                }
                let raw = attributes.encoding && !bytes.contains(&0);
                (anew || self.converts(attributes, bytes, Way::Out)).then_some((path, (file, raw)))
            })
            .collect();
        let mut written =
            if through.is_empty() { BTreeMap::new() } else { self.through_git(&through)? };
        let shown = |(path, file): (RelPath, Option<File>)| {
            let file = match file {
                Some(File::Link { target }) if !self.links => {
                    Some(File::regular(target.into_bytes()))
                }
                Some(File::Regular { bytes, executable }) => {
                    let bytes = written.remove(&path).unwrap_or(bytes);
                    Some(File::Regular { bytes, executable })
                }
                file => file,
            };
            (path, file)
        };
        Ok(edits.into_iter().map(shown).collect())
    }

    /// The contents that files have once they were added and checked out again, but for those that
    /// are what the repository has already.
    fn through_git(
        &self,
        files: &BTreeMap<&RelPath, (&File, bool)>,
    ) -> Result<BTreeMap<RelPath, bytes::Bytes>> {
        let scratch = Scratch::of(&self.repository)?;
        let tree = self.aside(files.iter().map(|(path, (file, _))| (*path, *file)))?;
        let git = |path: &RelPath| self.repository.path(path.as_str());
        let names: Vec<String> = files.keys().map(|path| git(path)).collect();
        let added = files.iter().zip(&names).filter(|((_, (_, raw)), _)| !raw);
        let added: Vec<&str> = added.map(|(_, name)| name.as_str()).collect();
        if self.is_sparse() {
            scratch.forget_absent(&added)?;
        }
        scratch.add(&added, Some(tree.path()))?;
        for (path, (file, raw)) in files {
            if let (true, File::Regular { bytes, .. }) = (raw, file) {
                scratch.add_raw(&git(path), bytes)?;
            }
        }
        let out = temporary()?;
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        scratch.check_out(&names, tree.path(), out.path())?;
        let read = |(path, name): (&&RelPath, &str)| {
            let at = out.path().join(name);
            let bytes = fs::read(&at).map_err(Error::io("read", &at))?;
            Ok(((*path).clone(), bytes.into()))
        };
        files.keys().zip(names).map(read).collect()
    }

    /// What git would store for these files; none for one that is no regular file then.
    ///
    /// # Errors
    /// As [`Checkout::checked_out`].
    pub fn stored(&self, files: &[(&RelPath, &File)]) -> Result<Vec<Option<bytes::Bytes>>> {
        let (scratch, ids) = self.store(files)?;
        scratch.contents(&ids.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// The ids that these files have in a store.
    ///
    /// # Errors
    /// As [`Checkout::checked_out`].
    pub fn ids(&self, files: &[(&RelPath, &File)]) -> Result<Vec<String>> {
        self.store(files).map(|(_, ids)| ids)
    }

    fn store(&self, files: &[(&RelPath, &File)]) -> Result<(Scratch<'_>, Vec<String>)> {
        let scratch = Scratch::of(&self.repository)?;
        let tree = self.aside(files.iter().copied())?;
        let names: Vec<String> =
            files.iter().map(|(path, _)| self.repository.path(path.as_str())).collect();
        let paths: Vec<&str> = names.iter().map(String::as_str).collect();
        if self.is_sparse() {
            scratch.forget_absent(&paths)?;
        }
        scratch.add(&paths, Some(tree.path()))?;
        let entries = scratch.entries()?;
        let id =
            |name: &String| entries.get(name).map_or_else(String::new, |entry| entry.id.clone());
        let ids = names.iter().map(id).collect();
        Ok((scratch, ids))
    }

    /// A work tree of these files, with the attributes that the project's files have.
    fn aside<'f>(
        &self,
        files: impl Iterator<Item = (&'f RelPath, &'f File)>,
    ) -> Result<tempfile::TempDir> {
        let dir = temporary()?;
        let to = Dir::open(dir.path()).map_err(Error::io("open", dir.path()))?;
        let put = |path: &str, file: &File| {
            let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
            let made = if parent.is_empty() { Ok(()) } else { to.create_dirs(parent) };
            made.and_then(|()| to.write(path, file)).map_err(Error::io("write", path))
        };
        let (mut dirs, mut written) = (BTreeSet::from([String::new()]), BTreeSet::new());
        for (path, file) in files {
            let path = self.repository.path(path.as_str());
            put(&path, file)?;
            dirs.extend(path.match_indices('/').map(|(at, _)| path[..=at].to_owned()));
            written.insert(path);
        }
        let top = self.repository.top();
        let from = Dir::open(top).map_err(Error::io("open", top))?;
        for name in dirs.into_iter().map(|dir| dir + ".gitattributes") {
            let is_file = matches!(from.look(&name), Ok(Some(found)) if found.kind == Kind::File);
            if is_file && !written.contains(&name) {
                let bytes =
                    from.read(&name, limits::FILE).map_err(Error::io("read", top.join(&name)))?;
                bytes.map_or(Ok(()), |bytes| put(&name, &File::regular(bytes)))?;
            }
        }
        Ok(dir)
    }
}
