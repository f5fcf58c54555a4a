//! Lines of which one is picked, or any number ticked.

use std::ops::Range;

use super::keys::Key;

/// The lines, by their number, and what is chosen of them.
#[derive(Clone, Debug)]
pub struct Menu {
    /// How many there are; at least one.
    count: usize,
    /// The one that the next key is about.
    pub active: usize,
    /// Which are ticked, where any number can be.
    pub ticked: Option<Vec<bool>>,
    /// The first that is shown, where not all can be.
    top: usize,
}

impl Menu {
    /// One line of so many is picked, at first `active`.
    pub fn pick(count: usize, active: usize) -> Self {
        Self { count, active, ticked: None, top: 0 }
    }

    /// Any number of lines is ticked, at first these.
    pub fn tick(ticked: Vec<bool>) -> Self {
        Self { count: ticked.len(), active: 0, ticked: Some(ticked), top: 0 }
    }

    /// Does what a key says; says whether that was all. What is pasted chooses nothing.
    pub fn press(&mut self, key: &Key) -> bool {
        match (key, &mut self.ticked) {
            (Key::Enter, _) | (Key::Char(' '), None) => return true,
            (Key::Char(' '), Some(ticked)) => ticked[self.active] ^= true,
            (Key::Char('a'), Some(ticked)) => {
                let all = ticked.iter().all(|ticked| *ticked);
                ticked.fill(!all);
            }
            (Key::Down | Key::Char('j'), _) => self.active = (self.active + 1) % self.count,
            (Key::Up | Key::Char('k'), _) => {
                self.active = (self.active + self.count - 1) % self.count;
            }
            (Key::Home, _) => self.active = 0,
            (Key::End, _) => self.active = self.count - 1,
            _ => {}
        }
        false
    }

    /// The lines that are shown in so many rows.
    pub fn view(&mut self, rows: usize) -> Range<usize> {
        let rows = rows.max(1);
        self.top = self.top.clamp((self.active + 1).saturating_sub(rows), self.active);
        self.top..(self.top + rows).min(self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(mut menu: Menu, keys: &[Key]) -> Menu {
        keys.iter().for_each(|key| _ = menu.press(key));
        menu
    }

    #[test]
    fn the_last_line_is_above_the_first() {
        use Key::{Char, Down, Up};
        for (keys, active) in [
            (vec![Down], 1),
            (vec![Up], 2),
            (vec![Char('j'), Down, Down], 0),
            (vec![Key::End, Char('k')], 1),
            (vec![Key::Paste("jj\n".to_owned()), Key::Left], 0),
        ] {
            assert_eq!(pressed(Menu::pick(3, 0), &keys).active, active, "{keys:?}");
        }
        assert!(Menu::pick(3, 0).press(&Key::Enter) && Menu::pick(3, 0).press(&Key::Char(' ')));
    }

    #[test]
    fn a_line_is_ticked_and_all_are() {
        let ticked = |keys: &[Key]| pressed(Menu::tick(vec![true, false]), keys).ticked.unwrap();
        assert_eq!(ticked(&[Key::Char(' '), Key::Down, Key::Char(' ')]), [false, true]);
        assert_eq!(ticked(&[Key::Char('a')]), [true, true]);
        assert_eq!(ticked(&[Key::Char('a'), Key::Char('a')]), [false, false]);
        assert!(Menu::tick(vec![true]).press(&Key::Enter));
    }

    #[test]
    fn the_active_line_is_always_shown() {
        let mut menu = Menu::pick(5, 0);
        assert_eq!(menu.view(9), 0..5);
        let mut shown = Vec::new();
        for key in [Key::Down, Key::Down, Key::Up, Key::Up, Key::Up, Key::Down] {
            menu.press(&key);
            shown.push(menu.view(2));
            assert!(menu.view(2).contains(&menu.active));
        }
        assert_eq!(shown, [0..2, 1..3, 1..3, 0..2, 3..5, 0..2]);
        assert_eq!(menu.view(0), 0..1);
    }
}
