//! The merge of three arrays, requirement by requirement.

use std::collections::BTreeSet;

use super::array::{Array, Item};

/// What the new version asks of a requirement of yours, or of one that is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Stays,
    Changes,
    Goes,
    Comes,
}

/// The merged array; `None` if the two sides contradict each other.
pub(super) fn merge(base: &Array, yours: &Array, new: &Array) -> Option<Array> {
    let [old, mine, theirs] = [base, yours, new].map(Array::text);
    if mine == old || mine == theirs {
        return Some(new.clone());
    }
    if theirs == old {
        return Some(yours.clone());
    }
    if [base, yours, new].iter().any(|array| repeats(array)) {
        return None;
    }
    let sides = Sides { base, yours, new };
    let fates: Vec<(&Item, Fate)> =
        sides.keys().map(|item| sides.fate(item)).collect::<Option<_>>()?;
    sides.apply(&fates)
}

fn repeats(array: &Array) -> bool {
    let key = |item: &Item| (item.requirement.name.clone(), item.requirement.marker.clone());
    let keys: BTreeSet<_> = array.items.iter().map(key).collect();
    keys.len() < array.items.len()
}

struct Sides<'a> {
    base: &'a Array,
    yours: &'a Array,
    new: &'a Array,
}

impl<'a> Sides<'a> {
    /// An item of every requirement that yours or new has: new's if there is one, in its order.
    fn keys(&self) -> impl Iterator<Item = &'a Item> {
        let (yours, new) = (self.yours, self.new);
        let mine = yours.items.iter().filter(|item| new.find(&item.requirement).is_none());
        new.items.iter().chain(mine)
    }

    fn fate(&self, item: &'a Item) -> Option<(&'a Item, Fate)> {
        let key = &item.requirement;
        let [base, yours, new] =
            [self.base, self.yours, self.new].map(|array| array.versions(&key.name));
        let gone = yours.is_empty() && !base.is_empty();
        if gone || base == new || yours == new {
            return Some((item, Fate::Stays));
        }
        // Were each marker judged alone, one that you added would hide the version that new
        // moved to.
        if yours.keys().any(|marker| !base.contains_key(marker)) {
            return None;
        }
        let [base, yours, new] =
            [base, yours, new].map(|versions| versions.get(&*key.marker).copied());
        let fate = match (base, yours, new) {
            _ if base == new || yours == new => Fate::Stays,
            (None, None, Some(_)) => Fate::Comes,
            (Some(_), None, _) => Fate::Stays,
            _ if base != yours => return None,
            (_, _, None) => Fate::Goes,
            _ => Fate::Changes,
        };
        Some((item, fate))
    }

    fn apply(&self, fates: &[(&'a Item, Fate)]) -> Option<Array> {
        let with = |fate| fates.iter().filter(move |(_, is)| *is == fate).map(|(item, _)| *item);
        if self.yours.items.is_empty() {
            return self.fill(&with(Fate::Comes).collect::<Vec<_>>());
        }
        let mut merged = self.yours.clone();
        for item in with(Fate::Changes) {
            let at = merged.position(&item.requirement)?;
            merged.items[at].take(item);
        }
        // Before anything goes, so that there is something to stand beside.
        for item in with(Fate::Comes) {
            let behind = self.place(&merged, item);
            let known = |comment: &str| has(self.base, comment) || has(self.yours, comment);
            merged.insert(behind, item, |comment| !known(comment));
        }
        for item in with(Fate::Goes) {
            if self.is_commented(item) {
                return None;
            }
            let at = merged.position(&item.requirement)?;
            merged.remove(at, |comment| has(self.new, comment));
        }
        Some(merged)
    }

    /// An empty array has no style of its own.
    fn fill(&self, coming: &[&Item]) -> Option<Array> {
        let mut merged = self.new.clone();
        let stays = |item: &Item| coming.iter().any(|other| other.requirement == item.requirement);
        while let Some(at) = merged.items.iter().position(|item| !stays(item)) {
            merged.remove(at, |_| false);
        }
        self.yours.comments().next().is_none().then_some(merged)
    }

    /// The item that a new one goes behind: its nearest neighbour above, or that before its
    /// nearest neighbour below.
    fn place(&self, merged: &Array, item: &Item) -> Option<usize> {
        let at = self.new.position(&item.requirement)?;
        let position = |other: &Item| merged.position(&other.requirement);
        let above = self.new.items[..at].iter().rev().find_map(position);
        let below = || self.new.items[at + 1..].iter().find_map(position)?.checked_sub(1);
        above.or_else(below)
    }

    /// Whether you wrote a comment to a requirement of yours.
    fn is_commented(&self, item: &Item) -> bool {
        let behind = self.base.find(&item.requirement).and_then(Item::comment_behind);
        item.comment_behind().is_some_and(|comment| behind != Some(comment))
            || item.comments_above().any(|comment| !has(self.base, comment))
    }
}

fn has(array: &Array, comment: &str) -> bool {
    array.comments().any(|known| known == comment)
}
