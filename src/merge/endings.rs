//! Files of a team whose git writes lines with the ends that Windows has.

use std::borrow::Cow;

use crate::tree::File;

use super::lines::is_binary;

/// A file of the team as the template would have written it, and the way back.
pub struct Native<'a> {
    /// The file, its lines ended as the template ends them.
    pub file: Cow<'a, File>,
    crlf: bool,
}

impl<'a> Native<'a> {
    /// Sees that all lines of `yours` end in CRLF and none of the template's do. A file that is
    /// empty has no lines to tell from.
    pub fn new(yours: &'a File, template: [Option<&File>; 2]) -> Self {
        let plain = Self { file: Cow::Borrowed(yours), crlf: false };
        let File::Regular { bytes, executable } = yours else { return plain };
        if !all_crlf(bytes) || is_binary(bytes) {
            return plain;
        }
        let has_none = |file: &File| match file {
            File::Regular { bytes, .. } => !bytes.windows(2).any(|pair| pair == b"\r\n"),
            File::Link { .. } => true,
        };
        if !template.into_iter().flatten().all(has_none) {
            return plain;
        }
        let bytes = without_crlf(bytes).into();
        Self { file: Cow::Owned(File::Regular { bytes, executable: *executable }), crlf: true }
    }

    /// A merged file with the ends of lines that the team has.
    pub fn back(&self, file: File) -> File {
        match file {
            File::Regular { bytes, executable } if self.crlf && !is_binary(&bytes) => {
                File::Regular { bytes: with_crlf(&bytes).into(), executable }
            }
            file => file,
        }
    }
}

fn all_crlf(bytes: &[u8]) -> bool {
    let mut ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').peekable();
    ends.peek().is_some() && ends.all(|(at, _)| at > 0 && bytes[at - 1] == b'\r')
}

fn without_crlf(bytes: &[u8]) -> Vec<u8> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let parts = lines.flat_map(|line| match line.strip_suffix(b"\r\n") {
        Some(text) => [text, b"\n"],
        None => [line, b""],
    });
    parts.collect::<Vec<_>>().concat()
}

fn with_crlf(bytes: &[u8]) -> Vec<u8> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let parts = lines.flat_map(|line| match line.strip_suffix(b"\n") {
        Some(text) => [text, b"\r\n"],
        None => [line, b""],
    });
    parts.collect::<Vec<_>>().concat()
}
