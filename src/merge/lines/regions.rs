//! Which side a stretch of a merged text is taken from.

use std::ops::Range;

use super::diff::Hunk;
use super::{Lines, Sides};

/// What a stretch that is not the same everywhere comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The team alone has changed it.
    Yours,
    /// The template alone has changed it.
    New,
    /// Both have, differently.
    Conflict,
}

/// A stretch, as lines of both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Who has changed it.
    pub kind: Kind,
    /// Where it is in the team's version.
    pub yours: Range<usize>,
    /// Where it is in the template's.
    pub new: Range<usize>,
}

/// Puts the changes of both sides in one order. Changes that touch or overlap are one conflict,
/// unless they are the same.
pub fn combine(yours: &[Hunk], new: &[Hunk], base: &Lines<'_>, sides: &Sides<'_>) -> Vec<Region> {
    let mut regions = Vec::new();
    let mut yours = yours.iter().peekable();
    let mut new = new.iter().peekable();
    // How much further a line of the base is in a side, once all its changes are behind.
    let (your_end, new_end) = (sides.yours.lines.len(), sides.new.lines.len());
    let behind = |at: usize, end: usize| (at + end).saturating_sub(base.lines.len());
    loop {
        match (yours.peek(), new.peek()) {
            (None, None) => return regions,
            (Some(y), None) => {
                push(
                    &mut regions,
                    Kind::Yours,
                    y.after.clone(),
                    shift(&y.before, |at| behind(at, new_end)),
                );
                yours.next();
            }
            (None, Some(n)) => {
                push(
                    &mut regions,
                    Kind::New,
                    shift(&n.before, |at| behind(at, your_end)),
                    n.after.clone(),
                );
                new.next();
            }
            (Some(y), Some(n)) if y.before.end < n.before.start => {
                let there =
                    shift(&y.before, |at| (at + n.after.start).saturating_sub(n.before.start));
                push(&mut regions, Kind::Yours, y.after.clone(), there);
                yours.next();
            }
            (Some(y), Some(n)) if n.before.end < y.before.start => {
                let there =
                    shift(&n.before, |at| (at + y.after.start).saturating_sub(y.before.start));
                push(&mut regions, Kind::New, there, n.after.clone());
                new.next();
            }
            (Some(y), Some(n)) => {
                if !same(y, n, sides) {
                    let (yours, new) = around(y, n);
                    push(&mut regions, Kind::Conflict, yours, new);
                }
                let (y_end, n_end) = (y.before.end, n.before.end);
                if y_end <= n_end {
                    yours.next();
                }
                if n_end <= y_end {
                    new.next();
                }
            }
        }
    }
}

fn shift(range: &Range<usize>, by: impl Fn(usize) -> usize) -> Range<usize> {
    by(range.start)..by(range.end)
}

fn same(yours: &Hunk, new: &Hunk, sides: &Sides<'_>) -> bool {
    yours.before == new.before
        && sides.yours.tokens[yours.after.clone()] == sides.new.tokens[new.after.clone()]
}

/// The lines of both sides that stand for all that either change touches in the base.
fn around(yours: &Hunk, new: &Hunk) -> (Range<usize>, Range<usize>) {
    let start = yours.before.start.min(new.before.start);
    let end = yours.before.end.max(new.before.end);
    let widened = |change: &Hunk| {
        let from = change.after.start.saturating_sub(change.before.start - start);
        from..change.after.end + (end - change.before.end)
    };
    (widened(yours), widened(new))
}

/// Appends a region; one that overlaps the last becomes part of it.
fn push(regions: &mut Vec<Region>, kind: Kind, yours: Range<usize>, new: Range<usize>) {
    match regions.last_mut() {
        Some(last) if yours.start <= last.yours.end || new.start <= last.new.end => {
            if last.kind != kind {
                last.kind = Kind::Conflict;
            }
            last.yours.end = yours.end;
            last.new.end = new.end;
        }
        _ => regions.push(Region { kind, yours, new }),
    }
}

/// Joins conflicts with next to nothing between them: three lines, or more without a letter or a
/// digit. A reader decides about them together.
pub fn join_near(regions: Vec<Region>, yours: &[&[u8]]) -> Vec<Region> {
    let mut joined: Vec<Region> = Vec::new();
    for region in regions {
        match joined.last_mut() {
            Some(last) if last.kind == Kind::Conflict && region.kind == Kind::Conflict => {
                let between = &yours[last.yours.end..region.yours.start];
                if between.len() <= 3 || !between.iter().any(|line| says_something(line)) {
                    last.yours.end = region.yours.end;
                    last.new.end = region.new.end;
                } else {
                    joined.push(region);
                }
            }
            _ => joined.push(region),
        }
    }
    joined
}

fn says_something(line: &[u8]) -> bool {
    line.iter().any(u8::is_ascii_alphanumeric)
}
