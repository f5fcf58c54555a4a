//! Grammar: counted nouns and lists of names.

use std::fmt;

/// `text` with every character spelt out that a terminal would obey or not show, so that nothing
/// reads as something else.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        if is_obeyed(c) || is_unseen(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
        out
    })
}

/// `text`, of any number of lines, as [`printable`] shows each; tabs, which lines of code start
/// with, stay.
#[must_use]
pub fn printable_lines(text: &str) -> String {
    let line = |line: &str| line.split('\t').map(printable).collect::<Vec<_>>().join("\t");
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// Whether a terminal does something else with `c` than to show it: a control character, or one
/// that turns the direction of what follows.
#[must_use]
pub fn is_obeyed(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether nobody sees `c`: it has no width, or marks a direction.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}' | '\u{2029}'
        | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
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
    fn what_is_no_glyph_is_spelt_out() {
        for (text, shown) in [
            ("\u{1b}[31m", "\\u{1b}[31m"),
            ("\u{9b}31m\u{7f}\0", "\\u{9b}31m\\u{7f}\\u{0}"),
            ("a\u{202e}b\u{2066}\u{200f}\u{61c}", "a\\u{202e}b\\u{2066}\\u{200f}\\u{61c}"),
            ("\u{feff}a\u{200b}\u{2028}", "\\u{feff}a\\u{200b}\\u{2028}"),
            ("\u{e0041}\u{e007f}", "\\u{e0041}\\u{e007f}"),
            ("Grüße, 日本 ❤\u{fe0f} مرحبا", "Grüße, 日本 ❤\u{fe0f} مرحبا"),
            ("a\tb\r\n", "a\\tb\\r\\n"),
        ] {
            assert_eq!(printable(text), shown);
            assert_eq!(printable(shown), shown);
        }
        assert_eq!(printable_lines("\ta\u{1b}\r\n\tb\n"), "\ta\\u{1b}\\r\n\tb\n");
    }

    #[test]
    fn nouns_agree_with_their_number() {
        assert_eq!(Count(1, "file").to_string(), "1 file");
        assert_eq!(Count(0, "file").to_string(), "0 files");
        assert_eq!(Names(&["a"]).to_string(), "`a`");
        assert_eq!(Names(&["a", "b", "c"]).to_string(), "`a`, `b` and `c`");
        assert_eq!(Names::<&str>(&[]).to_string(), "none");
    }
}
