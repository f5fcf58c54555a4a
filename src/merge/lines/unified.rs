//! A difference as a reader of `git diff` knows it.

use super::diff::Hunk;
use super::{Known, Lines, hunks, is_binary};

/// How many unchanged lines are shown around a change.
const CONTEXT: usize = 3;

/// The lines that differ between two versions of the file at `path`; nothing if none do.
#[must_use]
pub fn unified(path: &str, old: &[u8], new: &[u8]) -> Vec<u8> {
    if old == new {
        return Vec::new();
    }
    if is_binary(old) || is_binary(new) {
        return format!("binary files a/{path} and b/{path} differ\n").into_bytes();
    }
    let mut known = Known::new();
    let (old, new) = (Lines::new(old, &mut known), Lines::new(new, &mut known));
    // Behind a tab a name with a blank ends where it ends.
    let end = if path.contains(' ') { "\t" } else { "" };
    let mut text = format!("--- a/{path}{end}\n+++ b/{path}{end}\n").into_bytes();
    for group in groups(&hunks(&old.tokens, &new.tokens)) {
        write(group, &old.lines, &new.lines, &mut text);
    }
    text
}

/// Changes whose context would meet are shown together.
fn groups(hunks: &[Hunk]) -> impl Iterator<Item = &[Hunk]> {
    hunks.chunk_by(|one, next| next.before.start - one.before.end <= 2 * CONTEXT)
}

fn write(group: &[Hunk], old: &[&[u8]], new: &[&[u8]], text: &mut Vec<u8>) {
    let (Some(first), Some(last)) = (group.first(), group.last()) else { return };
    let lead = first.before.start.min(CONTEXT);
    let trail = (old.len() - last.before.end).min(CONTEXT);
    let old_lines = first.before.start - lead..last.before.end + trail;
    let new_lines = first.after.start - lead..last.after.end + trail;
    for part in ["@@ -", &range(&old_lines), " +", &range(&new_lines), " @@\n"] {
        text.extend_from_slice(part.as_bytes());
    }
    let mut at = old_lines.start;
    for hunk in group {
        show(b' ', &old[at..hunk.before.start], text);
        show(b'-', &old[hunk.before.clone()], text);
        show(b'+', &new[hunk.after.clone()], text);
        at = hunk.before.end;
    }
    show(b' ', &old[at..old_lines.end], text);
}

/// `first line,number of lines`; the line before, where there are none.
fn range(lines: &std::ops::Range<usize>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => format!("{}", lines.start + 1),
        count => format!("{},{count}", lines.start + 1),
    }
}

fn show(sign: u8, lines: &[&[u8]], text: &mut Vec<u8>) {
    for line in lines {
        text.push(sign);
        text.extend_from_slice(line);
        if !line.ends_with(b"\n") {
            text.extend_from_slice(b"\n\\ No newline at end of file\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::unified as bytes;

    fn unified(path: &str, old: &[u8], new: &[u8]) -> String {
        String::from_utf8(bytes(path, old, new)).unwrap()
    }

    #[test]
    fn changes_have_three_lines_around_them() {
        let old: String = ('a'..='t').flat_map(|line| [line, '\n']).collect();
        let new = old.replace("e\n", "E\n").replace("j\n", "").replace("t\n", "t");
        let expected = "\
--- a/f
+++ b/f
@@ -2,12 +2,11 @@
 b
 c
 d
-e
+E
 f
 g
 h
 i
-j
 k
 l
 m
@@ -17,4 +16,4 @@
 q
 r
 s
-t
+t
\\ No newline at end of file
";
        assert_eq!(unified("f", old.as_bytes(), new.as_bytes()), expected);
    }

    #[test]
    fn what_has_no_lines_is_only_named() {
        assert_eq!(unified("f", b"a\0", b"b"), "binary files a/f and b/f differ\n");
        assert_eq!(unified("f", b"a", b"a"), "");
    }

    #[test]
    fn what_is_no_utf8_stays_as_it_is() {
        assert!(bytes("f", b"a\n", b"\xe9\n").ends_with(b"-a\n+\xe9\n"));
        assert!(unified("a b", b"", b"x\n").starts_with("--- a/a b\t\n+++ b/a b\t\n"));
    }

    #[test]
    fn a_file_may_appear_and_vanish() {
        assert_eq!(unified("f", b"", b"a\n"), "--- a/f\n+++ b/f\n@@ -0,0 +1 @@\n+a\n");
        let gone = "--- a/f\n+++ b/f\n@@ -1,2 +0,0 @@\n-a\n-b\n\\ No newline at end of file\n";
        assert_eq!(unified("f", b"a\nb", b""), gone);
    }
}
