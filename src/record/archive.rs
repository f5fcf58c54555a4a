//! The last rendering as one file; tar is known here alone.
//!
//! Uncompressed, sorted and without times and owners: equal renderings are equal bytes, and git
//! stores two versions of one as a small difference.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Read};

use tar::{Archive, Builder, EntryType, Header};

use crate::path::RelPath;
use crate::template::Rendering;
use crate::tree::File;

/// The member that names the template's file behind every file, by which a later update knows
/// renamed files: a path of the project, a tab, a path of the template.
const SOURCES: &str = "sources.tsv";
/// The directory of the project's files.
const FILES: &str = "files/";

/// How many files it may hold: twice as many as a template, of which loops may make more.
const MOST: usize = 200_000;
/// The answers that it was made from: a difference to the record's is an edit of the user's.
const ANSWERS: &str = "answers.toml";

/// The rendering, and the text of the answers it was made from, as the bytes of a tar file.
pub fn pack(rendering: &Rendering, answers: &str) -> Vec<u8> {
    write(rendering, answers).expect("memory takes every byte, and tar every path")
}

fn write(rendering: &Rendering, answers: &str) -> io::Result<Vec<u8>> {
    let mut builder = Builder::new(Vec::new());
    append(&mut builder, ANSWERS, answers.as_bytes(), false)?;
    let lines = rendering
        .sources
        .iter()
        .flat_map(|(path, source)| [path.as_str(), "\t", source.as_str(), "\n"]);
    let sources: String = lines.collect();
    append(&mut builder, SOURCES, sources.as_bytes(), false)?;
    for (path, file) in &rendering.tree {
        let member = format!("{FILES}{path}");
        match file {
            File::Regular { bytes, executable } => {
                append(&mut builder, &member, bytes, *executable)?;
            }
            File::Link { target } => {
                let mut header = header(EntryType::Symlink, 0, 0o777);
                builder.append_link(&mut header, member, target)?;
            }
        }
    }
    builder.into_inner()
}

fn append(
    builder: &mut Builder<Vec<u8>>,
    path: &str,
    bytes: &[u8],
    executable: bool,
) -> io::Result<()> {
    let mode = if executable { 0o755 } else { 0o644 };
    builder.append_data(&mut header(EntryType::Regular, bytes.len(), mode), path, bytes)
}

fn header(kind: EntryType, size: usize, mode: u32) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_size(size as u64);
    header.set_mode(mode);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header
}

/// The rendering that `bytes` hold, and the text of the answers it was made from.
///
/// # Errors
/// Why they hold none, in words.
pub fn unpack(bytes: &[u8]) -> Result<(Rendering, String), String> {
    let mut rendering = Rendering::default();
    let (mut answers, mut sources) = (None, None);
    let mut archive = Archive::new(bytes);
    for (number, entry) in archive.entries().map_err(|error| said(&error))?.enumerate() {
        if number > MOST {
            return Err(format!("it holds more than {MOST} files"));
        }
        let mut entry = entry.map_err(|error| said(&error))?;
        let name = String::from_utf8(entry.path_bytes().into_owned())
            .map_err(|_| "a path in it is not UTF-8".to_owned())?;
        let file = read(&mut entry)?;
        match (name.strip_prefix(FILES), file) {
            (Some(path), file) => {
                let path = portable(path)?;
                let twice = |_| format!("`{path}` stands in it twice");
                rendering.tree.insert(path.clone(), file).map_err(twice)?;
            }
            (None, File::Regular { bytes, .. }) if name == SOURCES => sources = Some(text(&bytes)?),
            (None, File::Regular { bytes, .. }) if name == ANSWERS => answers = Some(text(&bytes)?),
            (None, _) => return Err(format!("it holds `{name}`, which is no part of a rendering")),
        }
    }
    let answers = answers.ok_or_else(|| format!("it has no `{ANSWERS}`"))?;
    let sources = sources.ok_or_else(|| format!("it has no `{SOURCES}`"))?;
    rendering.sources = parse_sources(&sources)?;
    let unknown = rendering.tree.iter().find(|(path, _)| !rendering.sources.contains_key(*path));
    match unknown {
        Some((path, _)) => Err(format!("it does not say where `{path}` came from")),
        None if rendering.sources.len() > rendering.tree.len() => {
            Err("files are missing in it".to_owned())
        }
        None => Ok((rendering, answers)),
    }
}

fn read(entry: &mut tar::Entry<'_, &[u8]>) -> Result<File, String> {
    let kind = entry.header().entry_type();
    let mode = entry.header().mode().map_err(|error| said(&error))?;
    if kind == EntryType::Symlink {
        let target = entry.link_name_bytes().map(Cow::into_owned);
        let target = target.and_then(|target| String::from_utf8(target).ok());
        return Ok(File::Link { target: target.ok_or("a link in it has no target")? });
    }
    if kind != EntryType::Regular {
        return Err("it holds something that is neither a file nor a link".to_owned());
    }
    let mut bytes = Vec::new();
    entry.read_to_end(&mut bytes).map_err(|error| said(&error))?;
    if bytes.len() as u64 != entry.size() {
        return Err("it ends in the middle of a file".to_owned());
    }
    Ok(File::Regular { bytes: bytes.into(), executable: mode & 0o111 != 0 })
}

fn text(bytes: &[u8]) -> Result<String, String> {
    let text = str::from_utf8(bytes).map_err(|_| "a list in it is not UTF-8".to_owned())?;
    Ok(text.to_owned())
}

fn parse_sources(text: &str) -> Result<BTreeMap<RelPath, RelPath>, String> {
    let line = |line: &str| {
        let (path, source) =
            line.split_once('\t').ok_or_else(|| format!("`{SOURCES}` has a line without a tab"))?;
        Ok((portable(path)?, portable(source)?))
    };
    text.lines().map(line).collect()
}

fn portable(path: &str) -> Result<RelPath, String> {
    RelPath::new(path).map_err(|fault| format!("`{path}` is no path: {fault}"))
}

fn said(error: &io::Error) -> String {
    error.to_string().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rendering(files: BTreeMap<String, (Vec<u8>, u8)>) -> Rendering {
        let mut rendering = Rendering::default();
        for (path, (bytes, kind)) in files {
            let path = RelPath::new(&path).unwrap();
            let file = match kind {
                0 => File::Link { target: "x".repeat(bytes.len() + 1) },
                kind => File::Regular { bytes: bytes.into(), executable: kind == 1 },
            };
            if rendering.tree.insert(path.clone(), file).is_ok() {
                let source = RelPath::new(&format!("base/{path}.tera")).unwrap();
                rendering.sources.insert(path, source);
            }
        }
        rendering
    }

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(
            files in prop::collection::btree_map(
                "(long/[a-y]{1,150}/)?[a-yü. ]{0,20}z",
                (prop::collection::vec(any::<u8>(), 0..1200), 0_u8..3),
                0..6,
            )
        ) {
            let rendering = rendering(files);
            let bytes = pack(&rendering, "a = 1");
            prop_assert_eq!(&pack(&rendering, "a = 1"), &bytes);
            prop_assert_eq!(unpack(&bytes).unwrap(), (rendering, "a = 1".to_owned()));
        }

        /// Whatever happens to the bytes, it is an error or a rendering, and never a panic.
        #[test]
        fn damage_is_survived(at in 0_usize..4000, byte in any::<u8>(), length in 0_usize..5000) {
            let files = [("a/b", 1), ("c", 2), ("d", 0)]
                .map(|(path, kind)| (path.to_owned(), (b"some text".to_vec(), kind)));
            let mut bytes = pack(&rendering(files.into()), "a = 1");
            if let Some(damaged) = bytes.get_mut(at) {
                *damaged = byte;
            }
            bytes.truncate(length);
            let _ = unpack(&bytes);
        }
    }

    #[test]
    fn what_is_no_rendering_is_refused() {
        let files = [("a/b".to_owned(), (b"some text".to_vec(), 1))];
        let bytes = pack(&rendering(files.into()), "a = 1");
        let member = |path: &str| {
            let mut builder = Builder::new(Vec::new());
            let mut header = header(EntryType::Regular, 0, 0o644);
            // By hand: the builder refuses what an attacker would write.
            header.as_gnu_mut().unwrap().name[..path.len()].copy_from_slice(path.as_bytes());
            header.set_cksum();
            builder.append(&header, &[][..]).unwrap();
            builder.into_inner().unwrap()
        };
        for (bytes, reason) in [
            (&b"no archive at all"[..], "failed to read entire block"),
            (&bytes[..1600], "unexpected eof"),
            (&bytes[..1024], "it has no `sources.tsv`"),
            (&bytes[..2048], "files are missing in it"),
            (&b""[..], "it has no `answers.toml`"),
            (&member("files/../../etc/passwd"), "`../../etc/passwd` is no path"),
            (&member("other"), "it holds `other`"),
            (&member("files/a"), "it has no `answers.toml`"),
        ] {
            let error = unpack(bytes).unwrap_err();
            assert!(error.contains(reason), "{error}");
        }
    }
}
