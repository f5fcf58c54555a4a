//! Files in a directory. All of it goes through a handle that no link leads out of.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use super::limits::{self, Budget};
use super::{junk, rel_path};
use crate::cases;
use crate::dir::{Dir, Kind};
use crate::error::{Error, Result};
use crate::git;
use crate::template::MANIFEST;
use crate::tree::{File, Tree};

/// A directory, or the file that a worktree has in its place.
const GIT: &str = ".git";
/// The bytes of a path beyond which no system reaches what is there.
const DEEPEST: usize = 4096;

/// Reads all files below `root` but its `.git`.
///
/// # Errors
/// What cannot be read or is too large, and names that are no portable paths.
pub fn tree(root: &Path) -> Result<Tree> {
    let mut walk = Walk::over(root, &[GIT])?;
    walk.list("")?;
    walk.read()
}

/// Reads the files of the template in `root`: all but those by which it is tested, what its
/// repository ignores, and what no template means. The paths of the latter two come with them.
///
/// # Errors
/// As [`tree`].
pub fn template(root: &Path) -> Result<(Tree, Vec<String>)> {
    let mut walk = Walk::over(root, &[GIT, cases::DIRECTORY])?;
    walk.is_template = true;
    walk.list("")?;
    walk.leave_out(&git::ignored_in(root)?);
    let mut left_out = mem::take(&mut walk.left_out);
    left_out.sort_unstable();
    Ok((walk.read()?, left_out))
}

/// What is found in a directory.
struct Walk<'a> {
    dir: Dir,
    /// The names at the top that are passed over.
    but: &'a [&'a str],
    /// Whether what no template means is left out.
    is_template: bool,
    found: Vec<String>,
    left_out: Vec<String>,
    problems: Vec<Error>,
    budget: Budget,
}

impl<'a> Walk<'a> {
    /// The directory may be a link: it is the one that the user named.
    fn over(root: &Path, but: &'a [&'a str]) -> Result<Self> {
        let dir = Dir::open(root).map_err(Error::io("read", root))?;
        let (found, left_out, problems) = (Vec::new(), Vec::new(), Vec::new());
        let budget = Budget::default();
        Ok(Self { dir, but, is_template: false, found, left_out, problems, budget })
    }

    fn list(&mut self, at: &str) -> Result<()> {
        let here = if at.is_empty() { "." } else { at };
        let entries = self.dir.entries(here).map_err(Error::io("read", self.dir.at(at)))?;
        for (name, kind) in entries {
            let path = if at.is_empty() { PathBuf::from(name) } else { Path::new(at).join(name) };
            self.budget.entry(self.dir.path())?;
            // Whether it can be a path of a tree is asked once, of those that are left.
            let Some(text) = path.to_str() else {
                self.problems.extend(rel_path(&self.label(), &path, false).err());
                continue;
            };
            if at.is_empty() && self.but.contains(&text) {
                continue;
            }
            // A template that was made of a clone may have its repository as well.
            let is_git = Path::new(text).ends_with(GIT);
            if self.is_template && (is_git || junk::is_junk(text)) {
                self.left_out.push(text.to_owned());
                continue;
            }
            match kind {
                Kind::Directory if text.len() <= DEEPEST => self.list(text)?,
                Kind::Special => return Err(Error::NotAFile(self.dir.at(text))),
                _ => self.found.push(text.to_owned()),
            }
        }
        Ok(())
    }

    /// Leaves out what is `ignored`: files, and directories with a `/` at their end. Where the
    /// template itself is ignored, the rules are not about it.
    fn leave_out(&mut self, ignored: &BTreeSet<String>) {
        let is_hit = |path: &str| {
            let above = path.match_indices('/').map(|(at, _)| &path[..=at]);
            above.chain([path]).find(|it| ignored.contains(*it)).map(str::to_owned)
        };
        if is_hit(MANIFEST).is_some() || ignored.contains("./") {
            return;
        }
        let mut hits = BTreeSet::new();
        self.found.retain(|path| {
            let hit = is_hit(path);
            let stays = hit.is_none();
            hits.extend(hit.map(|hit| hit.trim_end_matches('/').to_owned()));
            stays
        });
        self.left_out.extend(hits);
    }

    fn read(mut self) -> Result<Tree> {
        let label = self.label();
        let mut paths = Vec::new();
        for path in &self.found {
            match rel_path(&label, Path::new(path), false) {
                Ok(path) => paths.push(path),
                Err(problem) => self.problems.push(problem),
            }
        }
        if !self.problems.is_empty() {
            return Err(Error::many(self.problems));
        }
        let files = read_each(&self.dir, &self.found, limits::TEMPLATE)?;
        let mut tree = Tree::default();
        for (path, file) in paths.into_iter().zip(files) {
            tree.insert(path, file).expect("a directory holds a path once");
        }
        Ok(tree)
    }

    fn label(&self) -> String {
        self.dir.path().display().to_string()
    }
}

/// Reads the files at `paths` below `root`.
pub(crate) fn read_all(root: &Path, paths: &[PathBuf]) -> Result<Vec<File>> {
    let dir = Dir::open(root).map_err(Error::io("read", root))?;
    let text = |path: &PathBuf| path.to_string_lossy().into_owned();
    read_each(&dir, &paths.iter().map(text).collect::<Vec<_>>(), 2 * limits::TEMPLATE)
}

/// Reads the files with two threads: opening is what takes the time, and two are enough to
/// keep a disk's cache busy. Together they may have so many bytes, counted while they are read.
fn read_each(dir: &Dir, paths: &[String], most: u64) -> Result<Vec<File>> {
    let all = AtomicU64::new(0);
    let read = |paths: &[String]| -> Result<Vec<File>> {
        let file = |path: &String| {
            let file = read(dir, path)?;
            if let File::Regular { bytes, .. } = &file {
                let size = bytes.len() as u64;
                if all.fetch_add(size, Ordering::Relaxed) + size > most {
                    return Err(Error::TooLarge { path: dir.path().to_owned(), limit: most });
                }
            }
            Ok(file)
        };
        paths.iter().map(file).collect()
    };
    let (first, second) = paths.split_at(paths.len() / 2);
    let (first, second) = thread::scope(|scope| {
        let second = scope.spawn(|| read(second));
        (read(first), second.join().expect("reading does not panic"))
    });
    let mut files = first?;
    files.extend(second?);
    Ok(files)
}

fn read(dir: &Dir, path: &str) -> Result<File> {
    let look = dir.look(path).map_err(refused(dir, path))?;
    let look = look.ok_or_else(|| refused(dir, path)(ErrorKind::NotFound.into()))?;
    if look.kind == Kind::Link {
        let target = dir.read_link(path).map_err(refused(dir, path))?;
        // A target that is no UTF-8 points to no path a tree can hold: it stays dangling.
        return Ok(File::Link { target: target.to_string_lossy().into_owned() });
    }
    let bytes = dir.read(path, limits::FILE).map_err(|error| match error.kind() {
        ErrorKind::InvalidInput => Error::NotAFile(dir.at(path)),
        _ => refused(dir, path)(error),
    })?;
    let too_large = || Error::TooLarge { path: dir.at(path), limit: limits::FILE };
    let bytes = bytes.ok_or_else(too_large)?.into();
    Ok(File::Regular { bytes, executable: look.mode & 0o111 != 0 })
}

fn refused(dir: &Dir, path: &str) -> impl FnOnce(io::Error) -> Error {
    Error::io("read", dir.at(path))
}
