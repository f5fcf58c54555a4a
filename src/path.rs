//! Paths that cannot leave their tree.

use std::borrow::Borrow;
use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// The bytes that a name may have, and a path: what file systems allow.
const NAME: usize = 255;
const PATH: usize = 4096;

/// A portable path of a file inside a tree: `/`-separated, relative, never escaping.
///
/// Every path that reaches the disk is one of these, so no later code checks for
/// traversal. Names that Windows reserves are refused too: a template that cannot be
/// written everywhere is a broken template.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelPath(String);

/// Why a text is no [`RelPath`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathFault {
    /// Nothing at all, or nothing between two slashes.
    EmptyPart,
    /// Starts at a root or a drive.
    Absolute,
    /// A part is `.` or `..`.
    Dots,
    /// A character that some file system refuses, backslash included.
    Character(char),
    /// A part is `.git`: what stands there can make git run commands.
    Git,
    /// A device name of Windows, or a part that ends in a dot or a space.
    Reserved,
    /// A part of it, or the whole, has more bytes than file systems take.
    TooLong,
}

impl fmt::Display for PathFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyPart => f.write_str("a part of it is empty"),
            Self::Absolute => f.write_str("it is absolute"),
            Self::Dots => f.write_str("it leaves its directory by `.` or `..`"),
            Self::Character('\u{fffd}') => f.write_str("it is not UTF-8"),
            Self::Character(c) => write!(f, "it holds the character {c:?}"),
            Self::Git => f.write_str("`.git` belongs to git"),
            Self::Reserved => f.write_str("Windows reserves such a name"),
            Self::TooLong => {
                write!(f, "it is too long: a name has at most {NAME} bytes, a path {PATH}")
            }
        }
    }
}

impl RelPath {
    /// Parses `text`.
    ///
    /// # Errors
    /// The first [`PathFault`] from left to right.
    pub fn new(text: &str) -> Result<Self, PathFault> {
        let drive = text.as_bytes().get(1) == Some(&b':');
        if text.starts_with('/') || drive {
            return Err(PathFault::Absolute);
        }
        text.split('/').try_for_each(check_part)?;
        if text.len() > PATH {
            return Err(PathFault::TooLong);
        }
        Ok(Self(text.to_owned()))
    }

    /// The path as text, with `/` between its parts.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The directories above, nearest last: `a/b/c` gives `a`, `a/b`.
    pub fn ancestors(&self) -> impl Iterator<Item = &str> {
        self.0.match_indices('/').map(|(at, _)| &self.0[..at])
    }

    /// The path of a sibling-relative `target`, as a symbolic link means it.
    ///
    /// # Errors
    /// A [`PathFault`] if it leaves the tree.
    pub fn follow(&self, target: &str) -> Result<Self, PathFault> {
        if target.starts_with('/') {
            return Err(PathFault::Absolute);
        }
        let mut parts: Vec<&str> = self.0.split('/').collect();
        parts.pop();
        for part in target.split('/') {
            match part {
                "." | "" => {}
                ".." => {
                    parts.pop().ok_or(PathFault::Dots)?;
                }
                part => parts.push(part),
            }
        }
        Self::new(&parts.join("/"))
    }
}

fn check_part(part: &str) -> Result<(), PathFault> {
    const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
    if part.is_empty() {
        return Err(PathFault::EmptyPart);
    }
    if part == "." || part == ".." {
        return Err(PathFault::Dots);
    }
    // The last one stands for bytes that are not UTF-8: two such names would read the same.
    let refused = |c: &char| c.is_control() || "\\:*?\"<>|\u{fffd}".contains(*c);
    if let Some(c) = part.chars().find(refused) {
        return Err(PathFault::Character(c));
    }
    let folded = folded(part);
    if folded == ".git" || is_short_git(&folded) {
        return Err(PathFault::Git);
    }
    let stem = part.split('.').next().unwrap_or(part).trim_end().to_ascii_lowercase();
    let numbered = stem.strip_prefix("com").or(stem.strip_prefix("lpt"));
    let is_serial = |c: char| c.is_ascii_digit() || "\u{b9}\u{b2}\u{b3}".contains(c);
    let serial = numbered.is_some_and(|end| end.chars().count() == 1 && end.chars().all(is_serial));
    if DEVICES.contains(&stem.as_str()) || serial || part.ends_with(['.', ' ']) {
        return Err(PathFault::Reserved);
    }
    if part.len() > NAME { Err(PathFault::TooLong) } else { Ok(()) }
}

/// `name` as file systems compare it that tell neither capitals from small letters nor one code
/// point from two for an accented letter, nor see characters that are not shown.
pub(crate) fn folded(name: &str) -> String {
    let shown = |c: &char| !matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}');
    let small =
        name.chars().filter(shown).flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    small.nfc().collect()
}

/// What Windows calls `.git` where names are short: `git~1`.
fn is_short_git(folded: &str) -> bool {
    folded.strip_prefix("git~").is_some_and(|serial| serial.bytes().all(|b| b.is_ascii_digit()))
}

impl Borrow<str> for RelPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn refuses_what_could_escape_or_not_be_written() {
        let table = [
            ("", PathFault::EmptyPart),
            ("a//b", PathFault::EmptyPart),
            ("a/", PathFault::EmptyPart),
            ("/etc", PathFault::Absolute),
            ("C:/x", PathFault::Absolute),
            ("../x", PathFault::Dots),
            ("a/../../x", PathFault::Dots),
            ("./x", PathFault::Dots),
            ("a\\b", PathFault::Character('\\')),
            ("a\nb", PathFault::Character('\n')),
            ("a\u{fffd}", PathFault::Character('\u{fffd}')),
            (".git/config", PathFault::Git),
            ("a/.GIT", PathFault::Git),
            ("a/.g\u{200c}it/config", PathFault::Git),
            ("\u{feff}.git", PathFault::Git),
            ("GIT~1/config", PathFault::Git),
            ("src/nul.txt", PathFault::Reserved),
            ("COM1", PathFault::Reserved),
            ("x.", PathFault::Reserved),
            ("a/x ", PathFault::Reserved),
            ("con .txt", PathFault::Reserved),
            ("lpt\u{b2}.txt", PathFault::Reserved),
            ("CONOUT$", PathFault::Reserved),
            (&"x".repeat(256), PathFault::TooLong),
            (&"\u{e9}".repeat(128), PathFault::TooLong),
            (&format!("{}x", "x/".repeat(2048)), PathFault::TooLong),
        ];
        for (text, fault) in table {
            assert_eq!(RelPath::new(text), Err(fault), "{text:?}");
        }
        let long = "x".repeat(255);
        for text in [&long, ".env.example", ".gitignore", "src/a b/ü.py", "common.py", "console/x"]
        {
            assert!(RelPath::new(text).is_ok(), "{text:?}");
        }
    }

    #[test]
    fn a_link_is_followed_inside_only() {
        let at = RelPath::new("a/b/link").unwrap();
        assert_eq!(at.follow("../c").unwrap().as_str(), "a/c");
        assert_eq!(at.follow("c").unwrap().as_str(), "a/b/c");
        assert_eq!(at.follow("../../../c"), Err(PathFault::Dots));
        assert_eq!(at.follow("/c"), Err(PathFault::Absolute));
    }

    proptest! {
        /// Whatever is accepted is below the directory it is joined to, and read back as it is.
        #[test]
        fn an_accepted_path_is_what_it_says(text in r"(\PC|[./\\: ~]|\.git|CON|git~1){0,8}") {
            if let Ok(path) = RelPath::new(&text) {
                prop_assert_eq!(path.as_str(), &text);
                let joined = std::path::Path::new("/root").join(&text);
                let parts: Vec<_> = joined.components().skip(2).collect();
                prop_assert_eq!(parts.len(), text.split('/').count());
                let normal = |part: &std::path::Component| matches!(part, std::path::Component::Normal(_));
                prop_assert!(parts.iter().all(normal));
                let is_git = |part: &str| part.eq_ignore_ascii_case(".git");
                prop_assert!(!text.split('/').any(is_git));
            }
        }

        /// Whatever is accepted stays below the directory it is joined to.
        #[test]
        fn no_accepted_path_escapes(text in r"([a-z./\\: ]|\.\.|\.git|\.GIT|nul|com1|\PC){0,8}") {
            if let Ok(path) = RelPath::new(&text) {
                check(&path)?;
            }
        }

        /// Nor does what a link of an accepted path leads to.
        #[test]
        fn no_followed_link_escapes(
            from in "[ax]{1,2}(/[ax]{1,2}){0,3}",
            target in r"(\.\.|\.|[a-z]|\.git|/|\\|:|nul|\PC){0,8}",
        ) {
            if let Ok(to) = RelPath::new(&from).unwrap().follow(&target) {
                check(&to)?;
            }
        }
    }

    fn check(path: &RelPath) -> Result<(), TestCaseError> {
        use std::path::{Component, Path};
        let joined = Path::new("/root").join(path.as_str());
        let inside = joined.strip_prefix("/root").expect("it stays below");
        prop_assert_eq!(inside.to_str(), Some(path.as_str()));
        prop_assert!(inside.components().all(|part| matches!(part, Component::Normal(_))));
        for part in path.as_str().split('/') {
            let name = part.to_lowercase();
            let stem = name.split('.').next().unwrap_or_default();
            prop_assert!(name != ".git" && !["con", "prn", "aux", "nul"].contains(&stem));
            prop_assert!(!part.contains(['\\', ':', '\0', '\n']) && !part.ends_with([' ', '.']));
        }
        Ok(())
    }
}
