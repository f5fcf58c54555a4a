//! The templates that are part of the program.

use bytes::Bytes;
use include_dir::{Dir, DirEntry, include_dir};

use super::rel_path;
use crate::error::Result;
use crate::tree::{File, Tree};

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

static SKELETONS: Dir<'static> =
    include_dir!("$CARGO_MANIFEST_DIR/src/commands/template/skeletons");

/// The files that a new template starts with, by kind.
///
/// # Errors
/// A file name that is no portable path.
///
/// # Panics
/// If there is no such kind.
pub fn skeleton(kind: &str) -> Result<Tree> {
    embedded_tree(SKELETONS.get_dir(kind).expect("one of the skeletons"), kind)
}

/// The names of the embedded templates.
#[must_use]
pub fn names() -> Vec<String> {
    EMBEDDED.dirs().map(|dir| dir.path().display().to_string()).collect()
}

/// The files of the embedded template of this name.
///
/// # Errors
/// A file name that is no portable path.
pub fn tree(name: &str) -> Option<Result<Tree>> {
    let dir = EMBEDDED.dirs().find(|dir| dir.path().as_os_str() == name)?;
    Some(embedded_tree(dir, name))
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
