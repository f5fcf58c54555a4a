//! Where templates come from; whatever the place, a template becomes a tree at once.

use std::fs;
use std::iter;
use std::path::{Component, Path, PathBuf};
use std::thread;

use bytes::Bytes;
use include_dir::{Dir, DirEntry, include_dir};

use crate::error::{Error, Place, Result, TemplateFault};
use crate::path::RelPath;
use crate::template::Template;
use crate::tree::{File, Tree};

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The template that is used when none is named.
pub const DEFAULT: &str = "python-service";

/// The names of the embedded templates.
#[must_use]
pub fn embedded() -> Vec<String> {
    EMBEDDED.dirs().map(|dir| dir.path().display().to_string()).collect()
}

/// Loads the template that `name` means: an embedded one or a directory.
///
/// # Errors
/// No such template, files that cannot be read, and everything that is wrong with it.
pub fn load(name: &str) -> Result<Template> {
    if let Some(dir) = EMBEDDED.dirs().find(|dir| dir.path() == Path::new(name)) {
        return Template::load(&embedded_tree(dir, name)?, name, true);
    }
    let path = Path::new(name);
    if !path.join("template.toml").is_file() {
        return Err(Error::NoTemplate {
            name: name.to_owned(),
            known: embedded(),
            recorded: false,
        });
    }
    Template::load(&directory(path)?, name.trim_end_matches('/'), false)
}

/// How a project at `project` names `template`, so that its record means the same wherever both
/// are moved together: the path between them for one typed as a relative path; nothing for an
/// embedded one.
///
/// # Errors
/// There is no current directory.
pub fn seen_from(project: &Path, template: &Template) -> Result<Option<String>> {
    if template.embedded {
        return Ok(None);
    }
    let label = Path::new(&template.label);
    if label.is_absolute() {
        return Ok(Some(template.label.clone()));
    }
    let (from, to) = (parts(project)?, parts(label)?);
    let common = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
    let up = iter::repeat_n("..".to_owned(), from.len() - common);
    let path: Vec<String> = up.chain(to[common..].iter().cloned()).collect();
    Ok(Some(if path.is_empty() { ".".to_owned() } else { path.join("/") }))
}

/// The names from the root down to `path`, without `.` and `..`.
fn parts(path: &Path) -> Result<Vec<String>> {
    let mut parts = Vec::new();
    let absolute = std::path::absolute(path).map_err(Error::io("find", path))?;
    for component in absolute.components() {
        match component {
            Component::ParentDir => drop(parts.pop()),
            Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
            _ => {}
        }
    }
    Ok(parts)
}

fn embedded_tree(dir: &'static Dir<'static>, name: &str) -> Result<Tree> {
    let mut tree = Tree::default();
    let mut open = vec![dir];
    while let Some(dir) = open.pop() {
        for entry in dir.entries() {
            match entry {
                DirEntry::Dir(dir) => open.push(dir),
                DirEntry::File(file) => {
                    let path = file.path().strip_prefix(name).unwrap_or(file.path());
                    let bytes = file.contents();
                    // include_dir drops modes: a script is what starts like one.
                    let executable = bytes.starts_with(b"#!");
                    let path = rel_path(name, path, true)?;
                    let file = File::Regular { bytes: Bytes::from_static(bytes), executable };
                    tree.insert(path, file).expect("a directory holds a path once");
                }
            }
        }
    }
    Ok(tree)
}

/// Reads all files below `root` but its `.git`.
///
/// # Errors
/// What cannot be read, and names that are no portable paths.
pub fn directory(root: &Path) -> Result<Tree> {
    let mut found = Vec::new();
    list(root, root, &mut found)?;
    let label = root.display().to_string();
    let paths: Vec<RelPath> =
        found.iter().map(|path| rel_path(&label, path, false)).collect::<Result<_>>()?;
    let mut tree = Tree::default();
    for (path, file) in paths.into_iter().zip(read_all(root, &found)?) {
        tree.insert(path, file).expect("a directory holds a path once");
    }
    Ok(tree)
}

fn list(root: &Path, dir: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(dir).map_err(Error::io("read", dir))? {
        let entry = entry.map_err(Error::io("read", dir))?;
        let path = entry.path();
        let kind = entry.file_type().map_err(Error::io("read", &path))?;
        // A directory, or the file that a worktree has in its place.
        if dir == root && entry.file_name() == ".git" {
            continue;
        }
        if kind.is_dir() {
            list(root, &path, found)?;
        } else {
            let inside = path.strip_prefix(root).expect("entries lie below the root");
            found.push(inside.to_owned());
        }
    }
    Ok(())
}

/// Reads the files with two threads: opening is what takes the time, and two are enough to
/// keep a disk's cache busy.
pub(crate) fn read_all(root: &Path, paths: &[PathBuf]) -> Result<Vec<File>> {
    let read = |paths: &[PathBuf]| -> Result<Vec<File>> {
        paths.iter().map(|path| read(&root.join(path))).collect()
    };
    let (first, second) = paths.split_at(paths.len() / 2);
    let (first, second) = thread::scope(|scope| {
        let second = scope.spawn(move || read(second));
        (read(first), second.join().expect("reading does not panic"))
    });
    let mut files = first?;
    files.extend(second?);
    Ok(files)
}

fn read(path: &Path) -> Result<File> {
    let metadata = fs::symlink_metadata(path).map_err(Error::io("read", path))?;
    if metadata.is_symlink() {
        let target = fs::read_link(path).map_err(Error::io("read", path))?;
        // A target that is no UTF-8 points to no path a tree can hold: it stays dangling.
        return Ok(File::Link { target: target.to_string_lossy().into_owned() });
    }
    let bytes = fs::read(path).map_err(Error::io("read", path))?;
    Ok(File::Regular { bytes: bytes.into(), executable: is_executable(&metadata) })
}

#[cfg(unix)]
fn is_executable(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &fs::Metadata) -> bool {
    false
}

fn rel_path(label: &str, path: &Path, embedded: bool) -> Result<RelPath> {
    let text: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    let text = text.join("/");
    RelPath::new(&text).map_err(|fault| Error::Template {
        fault: TemplateFault::Path { path: text.clone(), fault },
        place: Place { file: format!("{label}/{text}"), text: String::new(), span: 0..0 },
        embedded,
    })
}
