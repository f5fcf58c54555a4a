//! Grammar: counted nouns and lists of names.

use std::fmt;

/// `text` with every character spelt out that a terminal would obey: control characters, and those
/// that turn the direction of what follows, so that a command reads as another one.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        if is_obeyed(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
        out
    })
}

/// Whether a terminal does something else with `c` than to show it.
#[must_use]
pub fn is_obeyed(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// `1 file`, `3 files`.
#[derive(Clone, Copy, Debug)]
pub struct Count(pub usize, pub &'static str);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.0 == 1 { "" } else { "s" };
        write!(f, "{} {}{plural}", self.0, self.1)
    }
}

/// `` `a` ``, `` `a` and `b` ``, `` `a`, `b` and `c` ``; `none` if there are none.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a, T>(pub &'a [T]);

impl<T: fmt::Display> fmt::Display for Names<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.0.len().saturating_sub(1);
        for (i, name) in self.0.iter().enumerate() {
            match i {
                0 => {}
                i if i == last => f.write_str(" and ")?,
                _ => f.write_str(", ")?,
            }
            write!(f, "`{name}`")?;
        }
        if self.0.is_empty() { f.write_str("none") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_agree_with_their_number() {
        assert_eq!(Count(1, "file").to_string(), "1 file");
        assert_eq!(Count(0, "file").to_string(), "0 files");
        assert_eq!(Names(&["a"]).to_string(), "`a`");
        assert_eq!(Names(&["a", "b", "c"]).to_string(), "`a`, `b` and `c`");
        assert_eq!(Names::<&str>(&[]).to_string(), "none");
    }
}
