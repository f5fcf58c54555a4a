//! A text while it is typed.

use super::keys::Key;
use super::terminal::width;
use crate::words::printable;

/// A text and where in it the next key goes.
#[derive(Clone, Debug, Default)]
pub struct Line {
    chars: Vec<char>,
    cursor: usize,
}

impl Line {
    /// A line with this text, the cursor behind it.
    pub fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        Self { cursor: chars.len(), chars }
    }

    /// The text.
    pub fn text(&self) -> String {
        self.chars.iter().collect()
    }

    /// Does what a key says; what is pasted is text, whatever is in it.
    pub fn press(&mut self, key: Key) {
        match key {
            Key::Char(c) => self.insert([c]),
            Key::Paste(text) => self.insert(text.chars()),
            Key::Left => self.cursor = self.cursor.saturating_sub(1),
            Key::Right => self.cursor = (self.cursor + 1).min(self.chars.len()),
            Key::Home => self.cursor = 0,
            Key::End => self.cursor = self.chars.len(),
            Key::Backspace if self.cursor > 0 => {
                self.cursor -= 1;
                self.chars.remove(self.cursor);
            }
            Key::Delete if self.cursor < self.chars.len() => _ = self.chars.remove(self.cursor),
            _ => {}
        }
    }

    fn insert(&mut self, chars: impl IntoIterator<Item = char>) {
        let before = self.chars.len();
        self.chars.splice(self.cursor..self.cursor, chars);
        self.cursor += self.chars.len() - before;
    }

    /// The part around the cursor that fits into `room` columns, on one line, and how many of them
    /// are behind the cursor.
    pub fn view(&self, room: usize) -> (String, usize) {
        let shown: Vec<String> = self.chars.iter().map(|c| printable(&c.to_string())).collect();
        let fitting = |chars: &mut dyn Iterator<Item = &String>, room: usize| {
            let mut used = 0;
            let fits = |char: &&String| {
                used += width(char);
                used <= room
            };
            chars.take_while(fits).count()
        };
        let (before, after) = shown.split_at(self.cursor);
        let before = &before[before.len() - fitting(&mut before.iter().rev(), room)..];
        let left = room - width(&before.concat());
        let after = &after[..fitting(&mut after.iter(), left)];
        (before.concat() + &after.concat(), width(&after.concat()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pressed(text: &str, keys: &[Key]) -> Line {
        let mut line = Line::new(text);
        keys.iter().cloned().for_each(|key| line.press(key));
        line
    }

    #[test]
    fn keys_edit_at_the_cursor() {
        use Key::{Backspace, Char, Delete, End, Home, Left, Right};
        for (keys, expected) in [
            (vec![Char('c')], "abc"),
            (vec![Left, Char('x')], "axb"),
            (vec![Home, Char('x'), End, Char('y')], "xaby"),
            (vec![Backspace], "a"),
            (vec![Left, Backspace, Backspace], "b"),
            (vec![Home, Delete, Delete, Delete], ""),
            (vec![Left, Left, Left, Right, Delete], "a"),
            (vec![Left, Key::Paste("x\ny".to_owned()), Char('z')], "ax\nyzb"),
            (vec![Key::Up, Key::Down, Key::Escape], "ab"),
        ] {
            assert_eq!(pressed("ab", &keys).text(), expected, "{keys:?}");
        }
    }

    #[test]
    fn a_long_text_is_shown_around_the_cursor() {
        assert_eq!(Line::new("abcdef").view(4), ("cdef".to_owned(), 0));
        assert_eq!(pressed("abcdef", &[Key::Home]).view(4), ("abcd".to_owned(), 4));
        assert_eq!(pressed("abcdef", &[Key::Left, Key::Left]).view(5), ("abcde".to_owned(), 1));
        assert_eq!(Line::new("a\nb").view(9), ("a\\nb".to_owned(), 0));
        assert_eq!(Line::new("日本").view(3), ("本".to_owned(), 0));
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_its_room(
            text in "[a日\u{202e}\n é]{0,40}", lefts in 0_usize..40, room in 1_usize..30,
        ) {
            let line = pressed(&text, &vec![Key::Left; lefts]);
            let (shown, behind) = line.view(room);
            prop_assert!(width(&shown) <= room && behind <= width(&shown));
            prop_assert!(!shown.contains(char::is_control));
            prop_assert_eq!(line.text(), text);
        }

        #[test]
        fn what_is_pasted_is_there(before in "\\PC{0,9}", pasted in "[\\PC\n\t]{0,40}", lefts in 0_usize..9) {
            let keys = [vec![Key::Left; lefts], vec![Key::Paste(pasted.clone())]].concat();
            let text = pressed(&before, &keys).text();
            prop_assert!(text.contains(&pasted));
            prop_assert_eq!(text.chars().count(), before.chars().count() + pasted.chars().count());
        }
    }
}
