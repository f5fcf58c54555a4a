//! Versions of a text whose lines end in different ways: a template in LF and a team in CRLF, the
//! other way round, and texts that have both.
//!
//! How lines end is merged apart from the lines: they are compared as if all of them ended in LF,
//! and get the ends of the team; or those of the template where the team has not changed them.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};

use crate::tree::File;

use super::lines::is_binary;

/// The sides of a file with lines that end alike, and the way back.
pub struct Alike<'a> {
    /// The last file of the template.
    pub last: Option<Cow<'a, File>>,
    /// The file of the team.
    pub yours: Cow<'a, File>,
    /// The new file of the template.
    pub new: Option<Cow<'a, File>>,
    /// The file whose ends of lines the result gets, unless they are alike already.
    model: Option<&'a [u8]>,
}

/// How the lines of a text end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    Lf,
    Crlf,
    Mixed,
}

impl<'a> Alike<'a> {
    /// Leaves the sides as they are where their lines end alike, where the team's is one of the
    /// template's, and where one is no text.
    pub fn new(last: Option<&'a File>, yours: &'a File, new: Option<&'a File>) -> Self {
        let known = [last, new].contains(&Some(yours));
        let model = if known { None } else { model(last, yours, new) };
        let side = |file: &'a File| match file {
            File::Regular { bytes, executable } if model.is_some() => {
                let bytes = without_crlf(bytes).into();
                Cow::Owned(File::Regular { bytes, executable: *executable })
            }
            file => Cow::Borrowed(file),
        };
        Self { last: last.map(side), yours: side(yours), new: new.map(side), model }
    }

    /// A merged file with the ends of lines that it shall have.
    pub fn back(&self, file: File) -> File {
        match (self.model, file) {
            (Some(model), File::Regular { bytes, executable }) if !is_binary(&bytes) => {
                File::Regular { bytes: ended_as(model, &bytes).into(), executable }
            }
            (_, file) => file,
        }
    }
}

/// The side that says how lines shall end; none if all sides agree.
fn model<'a>(last: Option<&'a File>, yours: &'a File, new: Option<&'a File>) -> Option<&'a [u8]> {
    let text = |file: &'a File| match file {
        File::Regular { bytes, .. } if !is_binary(bytes) => Some(&bytes[..]),
        _ => None,
    };
    let sides: Vec<&'a File> = [last, Some(yours), new].into_iter().flatten().collect();
    let texts: Option<Vec<&'a [u8]>> = sides.into_iter().map(text).collect();
    let found: Vec<Ends> = texts?.into_iter().filter_map(ends).collect();
    if found.windows(2).all(|pair| pair[0] == pair[1]) {
        return None;
    }
    let (was, is) = (last.and_then(text).and_then(ends), text(yours).and_then(ends));
    let team = is.is_some() && (was.is_none() || was != is);
    if team || new.is_none() { text(yours) } else { new.and_then(text) }
}

/// None where no line ends.
fn ends(text: &[u8]) -> Option<Ends> {
    let mut lines =
        text.split_inclusive(|byte| *byte == b'\n').filter(|line| line.ends_with(b"\n"));
    let first = lines.next()?.ends_with(b"\r\n");
    Some(match (first, lines.all(|line| line.ends_with(b"\r\n") == first)) {
        (_, false) => Ends::Mixed,
        (true, true) => Ends::Crlf,
        (false, true) => Ends::Lf,
    })
}

/// `text`, whose lines end in LF, with each line ended as the same one in `model`; one that is not
/// there, as most are.
fn ended_as(model: &[u8], text: &[u8]) -> Vec<u8> {
    let mut known: BTreeMap<&[u8], VecDeque<bool>> = BTreeMap::new();
    let (mut crlf, mut lf) = (0_usize, 0_usize);
    for line in model.split_inclusive(|byte| *byte == b'\n') {
        let Some(line) = line.strip_suffix(b"\n") else { continue };
        let (line, windows) = line.strip_suffix(b"\r").map_or((line, false), |line| (line, true));
        known.entry(line).or_default().push_back(windows);
        *(if windows { &mut crlf } else { &mut lf }) += 1;
    }
    let mut ended = Vec::with_capacity(text.len());
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let Some(line) = line.strip_suffix(b"\n") else {
            ended.extend_from_slice(line);
            continue;
        };
        let same = known.get_mut(line).and_then(VecDeque::pop_front);
        ended.extend_from_slice(line);
        ended.extend_from_slice(if same.unwrap_or(crlf > lf) { b"\r\n" } else { b"\n" });
    }
    ended
}

fn without_crlf(bytes: &[u8]) -> Vec<u8> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let parts = lines.flat_map(|line| match line.strip_suffix(b"\r\n") {
        Some(text) => [text, b"\n"],
        None => [line, b""],
    });
    parts.collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::content::{Joined, join};
    use crate::path::RelPath;

    /// What comes of three texts, of which `|` ends a line in CRLF and `/` one in LF.
    fn merged([last, yours, new]: [&str; 3]) -> String {
        let file = |text: &str| File::regular(text.replace('|', "\r\n").replace('/', "\n"));
        let (last, yours, new) = (file(last), file(yours), file(new));
        let alike = Alike::new(Some(&last), &yours, Some(&new));
        let path = RelPath::new("a").unwrap();
        let sides = (alike.last.as_deref(), &*alike.yours, alike.new.as_deref().unwrap());
        let File::Regular { bytes, .. } = (match join(&path, "x", sides.0, sides.1, sides.2) {
            Joined::Clean(file) | Joined::Conflict(file) => alike.back(file),
            Joined::Whole => panic!("these are texts"),
        }) else {
            panic!("these are files")
        };
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        text.replace("\r\n", "|").replace('\n', "/")
    }

    #[test]
    fn ends_of_lines_are_merged_apart_from_the_lines() {
        for (sides, expected) in [
            // The team's are others than the template's.
            (["a/b/c/d/", "A|b|c|d|", "a/b/c/D/"], "A|b|c|D|"),
            (["a|b|c|d|", "A/b/c/d/", "a|b|c|D|"], "A/b/c/D/"),
            (["a|b/c|d/", "A/b/c/d/", "a|b/c|D/"], "A/b/c/D/"),
            // The team's are mixed: each line keeps its own, a new one ends as most do.
            (["a/b/c/d/", "A|b|c/d|", "a/b/c/D/e/"], "A|b|c/D|e|"),
            (["a|b|c|d|", "A|b/c/d/", "a|b|c|D|"], "A|b/c/D/"),
            // The template's have changed, and the team's have not.
            (["a/b/c/d/", "A/b/c/d/", "a|b|c|D|"], "A|b|c|D|"),
            (["a|b|c|d|", "A|b|c|d|", "a/b/c/D/"], "A/b/c/D/"),
            (["a/b/c/d/", "A/b/c/d/", "a|b|c|D/"], "A|b|c|D/"),
            // Both have.
            (["a/b/c/d/", "A|b|c|d|", "a|b|c|D|"], "A|b|c|D|"),
            // Mixed on all sides.
            (["a|b/c|d/", "A|b/c|d/", "a|b/c|D/"], "A|b/c|D/"),
            // Conflicts.
            (["a/", "A|", "B/"], "<<<<<<< yours|A|=======|B|>>>>>>> scaffold: x|"),
            (["a|", "A/", "B|"], "<<<<<<< yours/A/=======/B/>>>>>>> scaffold: x/"),
            // No end.
            (["a|b|c|d", "A/b/c/d", "a|b|c|D"], "A/b/c/D"),
        ] {
            assert_eq!(merged(sides), expected, "{sides:?}");
        }
    }

    #[test]
    fn what_is_no_text_stays_as_it_is() {
        let (last, yours) = (File::regular("a\n\0"), File::regular("a\r\n\0"));
        let alike = Alike::new(Some(&last), &yours, Some(&last));
        assert_eq!((&*alike.yours, alike.back(yours.clone())), (&yours, yours.clone()));
    }
}
