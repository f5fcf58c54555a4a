//! Two versions of a file that come from one become one file.

use std::str;

use bytes::Bytes;

use crate::path::RelPath;
use crate::tree::File;

use super::lines::{Merged, is_binary, merge_lines};
use super::requirements;

/// What two versions of a file become.
pub enum Joined {
    /// One that has both changes.
    Clean(File),
    /// One with markers.
    Conflict(File),
    /// Nothing: they cannot be merged.
    Whole,
}

/// Merges `yours` and `new`, which are not the same, and neither is `last`.
pub fn join(path: &RelPath, label: &str, last: Option<&File>, yours: &File, new: &File) -> Joined {
    let (File::Regular { bytes: y, executable: yx }, File::Regular { bytes: n, executable: nx }) =
        (yours, new)
    else {
        return Joined::Whole;
    };
    let (l, lx) = match last {
        Some(File::Regular { bytes, executable }) => (bytes.clone(), *executable),
        _ => (Bytes::new(), false),
    };
    let executable = if *yx == lx { *nx } else { *yx };
    let file = |bytes| File::Regular { bytes, executable };
    if y == n || l == *n {
        return Joined::Clean(file(y.clone()));
    }
    if l == *y {
        return Joined::Clean(file(n.clone()));
    }
    if [&l, y, n].into_iter().any(|bytes| is_binary(bytes)) {
        return Joined::Whole;
    }
    match merge_texts(path, label, [&l, y, n]) {
        Merged::Clean(bytes) => Joined::Clean(file(bytes.into())),
        Merged::Conflict(bytes) => Joined::Conflict(file(bytes.into())),
    }
}

fn merge_texts(path: &RelPath, label: &str, [last, yours, new]: [&[u8]; 3]) -> Merged {
    let aligned = if path.as_str().rsplit('/').next() == Some("pyproject.toml") {
        align([last, yours, new])
    } else {
        None
    };
    match aligned {
        Some([last, yours, new]) => {
            merge_lines(last.as_bytes(), yours.as_bytes(), new.as_bytes(), label)
        }
        None => merge_lines(last, yours, new, label),
    }
}

fn align([last, yours, new]: [&[u8]; 3]) -> Option<[String; 3]> {
    let text = |bytes| str::from_utf8(bytes).ok();
    requirements::align(text(last)?, text(yours)?, text(new)?)
}
