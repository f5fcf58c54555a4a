//! Random versions of a text.

use std::fmt;
use std::path::Path;

use fastrand::Rng;
use scaffold::source;
use scaffold::tree::File;

/// A text, and what two sides have made of it.
pub struct Case {
    pub base: Vec<u8>,
    pub yours: Vec<u8>,
    pub new: Vec<u8>,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, text) in [("base", &self.base), ("yours", &self.yours), ("new", &self.new)] {
            writeln!(f, "{name}:\n{}", String::from_utf8_lossy(text))?;
        }
        Ok(())
    }
}

/// Lines of which some are blank or have no letter, as in code.
const ALPHABET: [&str; 8] = ["a", "b", "c", "d", "}", "", "    return x", "e"];

pub fn repetitive(random: &mut Rng) -> Case {
    let kinds = random.usize(2..=ALPHABET.len());
    let line = |random: &mut Rng| ALPHABET[random.usize(..kinds)].to_owned();
    let length = random.usize(0..25);
    let base: Vec<String> = (0..length).map(|_| line(random)).collect();
    let edits = random.usize(1..4);
    let yours = changed(&base, edits, random, line);
    let new = changed(&base, edits, random, line);
    let end = if random.u8(..8) == 0 { "\r\n" } else { "\n" };
    let mut text = |lines: &[String]| joined(lines, end, random.u8(..6) == 0);
    Case { base: text(&base), yours: text(&yours), new: text(&new) }
}

/// The text files of the full example.
pub fn service_files() -> Vec<Vec<String>> {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/full");
    let tree = source::directory(&example).expect("the example");
    let lines = tree.into_iter().filter_map(|(_, file)| match file {
        File::Regular { bytes, .. } => String::from_utf8(bytes.to_vec()).ok(),
        File::Link { .. } => None,
    });
    let lines = lines.filter(|text| !text.contains('\0') && text.lines().count() > 4);
    lines.map(|text| text.lines().map(str::to_owned).collect()).collect()
}

pub fn edited(files: &[Vec<String>], random: &mut Rng) -> Case {
    let base = &files[random.usize(..files.len())];
    // A line that is somewhere in the file already, or a new one.
    let line = |random: &mut Rng| {
        let known = base[random.usize(..base.len())].clone();
        if random.bool() { known } else { format!("{known} # {}", random.u8(..4)) }
    };
    let edits = random.usize(1..6);
    let yours = changed(base, edits, random, line);
    let new = changed(base, edits, random, line);
    Case {
        base: joined(base, "\n", false),
        yours: joined(&yours, "\n", random.u8(..10) == 0),
        new: joined(&new, "\n", false),
    }
}

/// `base` with lines added, removed and replaced in a few places.
fn changed(
    base: &[String],
    edits: usize,
    random: &mut Rng,
    line: impl Fn(&mut Rng) -> String,
) -> Vec<String> {
    let mut lines = base.to_vec();
    for _ in 0..random.usize(..=edits) {
        let at = random.usize(..=lines.len());
        let removed = random.usize(..=(lines.len() - at).min(3));
        let added: Vec<String> = (0..random.usize(..4)).map(|_| line(random)).collect();
        lines.splice(at..at + removed, added);
    }
    lines
}

fn joined(lines: &[String], end: &str, unfinished: bool) -> Vec<u8> {
    let mut text = lines.iter().flat_map(|line| [line.as_str(), end]).collect::<String>();
    if unfinished {
        text.truncate(text.len().saturating_sub(end.len()));
    }
    text.into_bytes()
}
