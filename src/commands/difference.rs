//! Two versions of one file as `git diff` shows them.

use crate::merge::lines;
use crate::path::RelPath;
use crate::tree::File;

/// The header says what lines cannot: a mode, a link, a file that is new or gone. The lines are as
/// they are in the files, whatever their encoding, so that `patch` can use them.
pub fn text(path: &RelPath, old: Option<&File>, new: Option<&File>) -> Vec<u8> {
    let mode = match (old.map(File::git_mode), new.map(File::git_mode)) {
        (Some(old), Some(new)) if old != new => format!("old mode {old}\nnew mode {new}\n"),
        (Some(old), None) => format!("deleted file mode {old}\n"),
        (None, Some(new)) => format!("new file mode {new}\n"),
        _ => String::new(),
    };
    let mut text = format!("diff {path}\n{mode}").into_bytes();
    text.extend(lines::unified(path.as_str(), content(old), content(new)));
    text
}

fn content(file: Option<&File>) -> &[u8] {
    match file {
        Some(File::Regular { bytes, .. }) => bytes,
        Some(File::Link { target }) => target.as_bytes(),
        None => b"",
    }
}
