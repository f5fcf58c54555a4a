//! What differs between two lists of lines, aligned as git aligns them.
//!
//! The libraries there are find other, equally short differences now and then, and a merge built
//! on another alignment can be clean where git's is not. So this one follows the published
//! behaviour of git: Myers' algorithm on the lines that have a counterpart, then every change
//! moved to where it is expected.

use std::collections::HashMap;
use std::ops::Range;

use super::myers;

/// Lines of one text that have become lines of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// Where they were.
    pub before: Range<usize>,
    /// Where they are.
    pub after: Range<usize>,
}

/// A text as the numbers of its lines, each with whether it is changed.
pub(super) struct Side<'t> {
    tokens: &'t [u32],
    changed: Vec<bool>,
}

/// The changes from `before` to `after`, in order.
#[must_use]
pub fn hunks(before: &[u32], after: &[u32]) -> Vec<Hunk> {
    let side = |tokens| Side { tokens, changed: vec![false; <[u32]>::len(tokens)] };
    let (mut before, mut after) = (side(before), side(after));
    compare(&mut before, &mut after);
    before.slide(&after);
    after.slide(&before);
    collect(&before.changed, &after.changed)
}

fn collect(before: &[bool], after: &[bool]) -> Vec<Hunk> {
    let (mut b, mut a) = (0, 0);
    let mut hunks = Vec::new();
    while b < before.len() || a < after.len() {
        let (b_end, a_end) = (run(before, b), run(after, a));
        if (b, a) != (b_end, a_end) {
            hunks.push(Hunk { before: b..b_end, after: a..a_end });
        }
        // The line that ends both runs is the same on both sides.
        (b, a) = (b_end + 1, a_end + 1);
    }
    hunks
}

/// The end of the changed lines from `at` on.
fn run(changed: &[bool], at: usize) -> usize {
    let rest = changed.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|changed| **changed).count()
}

fn compare(before: &mut Side<'_>, after: &mut Side<'_>) {
    let (b, a) = (before.tokens, after.tokens);
    let start = b.iter().zip(a).take_while(|(b, a)| b == a).count();
    let back = b[start..].iter().rev().zip(a[start..].iter().rev());
    let end = back.take_while(|(b, a)| b == a).count();
    let (b_kept, a_kept) =
        (before.prune(start..b.len() - end, a), after.prune(start..a.len() - end, b));
    let at = |side: &[u32], kept: &[usize]| -> Vec<u32> { kept.iter().map(|i| side[*i]).collect() };
    let (b_tokens, a_tokens) = (at(b, &b_kept), at(a, &a_kept));
    myers::compare(&b_tokens, &a_tokens, |in_before, index| {
        if in_before {
            before.changed[b_kept[index]] = true;
        } else {
            after.changed[a_kept[index]] = true;
        }
    });
}

/// How often a line is in the other text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Matches {
    None,
    Some,
    /// So often that it says little about where it belongs, as a blank line does.
    Many,
}

impl Side<'_> {
    /// Marks the lines of `range` as changed that have no counterpart in `other`, and those with
    /// many in the midst of them; gives back the rest.
    fn prune(&mut self, range: Range<usize>, other: &[u32]) -> Vec<usize> {
        let mut counts: HashMap<u32, usize> = HashMap::new();
        other.iter().for_each(|token| *counts.entry(*token).or_default() += 1);
        let many = myers::square_root(self.tokens.len()).min(1024);
        let matches: Vec<Matches> = self.tokens[range.clone()]
            .iter()
            .map(|token| match counts.get(token) {
                None => Matches::None,
                Some(count) if *count >= many => Matches::Many,
                Some(_) => Matches::Some,
            })
            .collect();
        let mut kept = Vec::new();
        for (index, found) in matches.iter().enumerate() {
            let keep = match found {
                Matches::None => false,
                Matches::Some => true,
                Matches::Many => !is_amid_changes(&matches, index),
            };
            if keep {
                kept.push(range.start + index);
            } else {
                self.changed[range.start + index] = true;
            }
        }
        kept
    }

    /// Moves every run of changed lines, where it can stand in several places, to the last of
    /// them, or to where the other side has changed something too. Runs that meet become one.
    fn slide(&mut self, other: &Side<'_>) {
        let (mut run, mut facing) = (Run::first(&self.changed), Run::first(&other.changed));
        loop {
            if run.start < run.end {
                let (mut size, mut earliest, mut matching);
                loop {
                    size = run.end - run.start;
                    while run.up(self) {
                        facing.previous(&other.changed);
                    }
                    earliest = run.end;
                    matching = facing.start < facing.end;
                    while run.down(self) {
                        facing.next(&other.changed);
                        matching |= facing.start < facing.end;
                    }
                    if size == run.end - run.start {
                        break;
                    }
                }
                if matching && run.end != earliest {
                    while facing.start == facing.end && run.up(self) {
                        facing.previous(&other.changed);
                    }
                }
            }
            if !run.next(&self.changed) {
                return;
            }
            facing.next(&other.changed);
        }
    }
}

/// Whether the line at `index`, one with many counterparts, stands among lines of which at least
/// a quarter has none; looks at a hundred lines each way.
fn is_amid_changes(matches: &[Matches], index: usize) -> bool {
    const WINDOW: usize = 100;
    let count = |lines: &mut dyn Iterator<Item = &Matches>| {
        let run: Vec<&Matches> =
            lines.take(WINDOW).take_while(|it| **it != Matches::Some).collect();
        let none = run.iter().filter(|it| ***it == Matches::None).count();
        (none, run.len() - none + 1)
    };
    let (none_before, many_before) = count(&mut matches[..index].iter().rev());
    let (none_after, many_after) = count(&mut matches[index + 1..].iter());
    let (none, many) = (none_before + none_after, many_before + many_after);
    none_before > 0 && none_after > 0 && many * 4 < many + none
}

/// Changed lines side by side; an empty run stands between two lines that are not.
struct Run {
    start: usize,
    end: usize,
}

impl Run {
    fn first(changed: &[bool]) -> Self {
        Self { start: 0, end: run(changed, 0) }
    }

    fn next(&mut self, changed: &[bool]) -> bool {
        if self.end >= changed.len() {
            return false;
        }
        self.start = self.end + 1;
        self.end = run(changed, self.start);
        true
    }

    fn previous(&mut self, changed: &[bool]) {
        if self.start > 0 {
            self.end = self.start - 1;
            self.start = self.end;
            self.join_before(changed);
        }
    }

    fn join_before(&mut self, changed: &[bool]) {
        while self.start > 0 && changed[self.start - 1] {
            self.start -= 1;
        }
    }

    /// One line further down, if the line behind is the same as the first.
    fn down(&mut self, side: &mut Side<'_>) -> bool {
        let can = side.tokens.get(self.end).is_some_and(|next| side.tokens[self.start] == *next);
        if can {
            side.changed[self.start] = false;
            side.changed[self.end] = true;
            self.start += 1;
            self.end = run(&side.changed, self.end);
        }
        can
    }

    /// One line further up, if the line before is the same as the last.
    fn up(&mut self, side: &mut Side<'_>) -> bool {
        let can = self.start > 0 && side.tokens[self.start - 1] == side.tokens[self.end - 1];
        if can {
            self.start -= 1;
            self.end -= 1;
            side.changed[self.start] = true;
            side.changed[self.end] = false;
            self.join_before(&side.changed);
        }
        can
    }
}
