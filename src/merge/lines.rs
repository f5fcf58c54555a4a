//! Texts by lines: what differs, and three versions merged.
//!
//! A merge gives what `git merge-file` gives, byte for byte: a team knows what git does, and its
//! tools read the markers.

mod diff;
mod markers;
mod myers;
mod regions;
mod unified;

use std::collections::HashMap;
use std::ops::Range;

use diff::{Hunk, hunks};
use markers::{BETWEEN, NEW, YOURS};
use regions::{Kind, Region};

pub use markers::has_markers;
pub use unified::unified;

/// Three versions of a text, merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merged {
    /// Both sides' changes.
    Clean(Vec<u8>),
    /// The same with markers around what both have changed differently.
    Conflict(Vec<u8>),
}

/// A text as the numbers of its lines; equal lines of all texts of one merge have one number.
struct Lines<'t> {
    lines: Vec<&'t [u8]>,
    tokens: Vec<u32>,
}

/// The number of every line that has been seen.
type Known<'t> = HashMap<&'t [u8], u32>;

impl<'t> Lines<'t> {
    fn new(text: &'t [u8], known: &mut Known<'t>) -> Self {
        let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
        let mut number = |line: &&'t [u8]| {
            let next = u32::try_from(known.len()).expect("no file has as many lines");
            *known.entry(line).or_insert(next)
        };
        let tokens = lines.iter().map(&mut number).collect();
        Self { lines, tokens }
    }
}

/// Merges what `yours` and `new` have made of `base`. Markers name the new side `label`.
#[must_use]
pub fn merge_lines(base: &[u8], yours: &[u8], new: &[u8], label: &str) -> Merged {
    if yours == new || base == new {
        return Merged::Clean(yours.to_vec());
    }
    if base == yours {
        return Merged::Clean(new.to_vec());
    }
    let mut known = Known::new();
    let base = Lines::new(base, &mut known);
    let sides = Sides {
        first: base.lines.first().copied(),
        yours: Lines::new(yours, &mut known),
        new: Lines::new(new, &mut known),
    };
    let diff = |side: &Lines<'_>| hunks(&base.tokens, &side.tokens);
    let (to_yours, to_new) = (diff(&sides.yours), diff(&sides.new));
    let regions = regions::combine(&to_yours, &to_new, &base, &sides);
    let refined = regions.into_iter().flat_map(|region| sides.refine(region)).collect();
    sides.write(&regions::join_near(refined, &sides.yours.lines), label)
}

/// Both versions that are merged.
struct Sides<'t> {
    /// The first line of what they come from.
    first: Option<&'t [u8]>,
    yours: Lines<'t>,
    new: Lines<'t>,
}

impl Sides<'_> {
    /// Takes the lines that both sides have in common out of a conflict.
    fn refine(&self, region: Region) -> Vec<Region> {
        let Region { kind, yours, new } = region.clone();
        if kind != Kind::Conflict || yours.is_empty() || new.is_empty() {
            return vec![region];
        }
        let differing = hunks(&self.yours.tokens[yours.clone()], &self.new.tokens[new.clone()]);
        let within = |range: &Range<usize>, start: usize| start + range.start..start + range.end;
        let conflict = |hunk: Hunk| Region {
            kind: Kind::Conflict,
            yours: within(&hunk.before, yours.start),
            new: within(&hunk.after, new.start),
        };
        differing.into_iter().map(conflict).collect()
    }

    fn write(&self, regions: &[Region], label: &str) -> Merged {
        let (yours, new) = (&self.yours.lines, &self.new.lines);
        let mut out = Vec::new();
        let mut at = 0;
        for region in regions {
            copy(&yours[at..region.yours.start], &mut out);
            at = region.yours.end;
            match region.kind {
                Kind::Yours => copy(&yours[region.yours.clone()], &mut out),
                Kind::New => copy(&new[region.new.clone()], &mut out),
                Kind::Conflict => {
                    let end = if self.is_crlf(region) { "\r\n" } else { "\n" };
                    line(&mut out, &[YOURS, end]);
                    copy_whole(&yours[region.yours.clone()], end, &mut out);
                    line(&mut out, &[BETWEEN, end]);
                    copy_whole(&new[region.new.clone()], end, &mut out);
                    line(&mut out, &[NEW, label, end]);
                }
            }
        }
        copy(&yours[at..], &mut out);
        let clean = regions.iter().all(|region| region.kind != Kind::Conflict);
        if clean { Merged::Clean(out) } else { Merged::Conflict(out) }
    }

    /// Whether markers end like lines of Windows: when the line before the conflict, or the first
    /// one, does on both sides.
    fn is_crlf(&self, region: &Region) -> bool {
        let before = |lines: &[&[u8]], at: usize| ending(lines, at.saturating_sub(1));
        let yours = before(&self.yours.lines, region.yours.start);
        let both = match yours {
            Some(false) => Some(false),
            _ => before(&self.new.lines, region.new.start),
        };
        let first = || self.first.and_then(|line| ending(&[line], 0));
        match both {
            Some(false) => false,
            _ => first().unwrap_or(false),
        }
    }
}

/// Whether the line at `at` ends in CRLF. A last line without an end ends as the one before.
fn ending(lines: &[&[u8]], at: usize) -> Option<bool> {
    let crlf = |line: &[u8]| line.ends_with(b"\r\n");
    match lines.get(at) {
        Some(line) if line.ends_with(b"\n") => Some(crlf(line)),
        Some(_) if at > 0 => Some(crlf(lines[at - 1])),
        _ => None,
    }
}

fn copy(lines: &[&[u8]], out: &mut Vec<u8>) {
    lines.iter().for_each(|line| out.extend_from_slice(line));
}

/// Copies lines so that the last one ends, too.
fn copy_whole(lines: &[&[u8]], end: &str, out: &mut Vec<u8>) {
    copy(lines, out);
    if lines.last().is_some_and(|line| !line.ends_with(b"\n")) {
        line(out, &[end]);
    }
}

fn line(out: &mut Vec<u8>, parts: &[&str]) {
    parts.iter().for_each(|part| out.extend_from_slice(part.as_bytes()));
}

/// Whether it is no text: a zero among the first bytes, as git decides it.
#[must_use]
pub fn is_binary(bytes: &[u8]) -> bool {
    bytes.iter().take(8000).any(|byte| *byte == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zero_makes_a_file_binary() {
        assert!(is_binary(b"a\0b"));
        assert!(!is_binary("ü\r\n".as_bytes()));
        assert!(!is_binary(&[&[b'a'; 8000][..], b"\0"].concat()));
    }
}
