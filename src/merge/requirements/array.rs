//! An array of requirements as text: what stands before, at and behind each of them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::requirement::Requirement;

const NEWLINE: [char; 2] = ['\r', '\n'];

/// An array, in pieces that give its text when they are joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Array {
    /// What follows the opening bracket on its line, if that line ends there.
    head: String,
    pub items: Vec<Item>,
    /// Whether a comma follows the last item.
    comma: bool,
    /// What stands before the closing bracket, from the end of the last item's line.
    rest: String,
}

/// A requirement with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub requirement: Requirement,
    /// As written, in its quotes.
    pub value: String,
    /// The lines above and the indentation, from the end of the line before.
    lead: String,
    /// What stands between the value and its comma.
    gap: String,
    /// What stands behind the comma on the item's line, if the line ends there.
    after: String,
}

impl Array {
    /// Cuts the array that spans `outer` of `text` at its `values`; `None` if a comma is on
    /// another line than the value before it.
    pub fn cut(
        text: &str,
        outer: &Range<usize>,
        values: Vec<(Range<usize>, Requirement)>,
    ) -> Option<Self> {
        let close = outer.end - 1;
        let first = values.first().map_or(close, |(span, _)| span.start);
        let (head, mut lead) = cut_line(&text[outer.start + 1..first]);
        let mut array =
            Self { head: head.to_owned(), items: Vec::new(), comma: false, rest: String::new() };
        let starts: Vec<usize> = values.iter().map(|(span, _)| span.start).collect();
        for (index, (span, requirement)) in values.into_iter().enumerate() {
            let last = index + 1 == starts.len();
            let between = &text[span.end..starts.get(index + 1).copied().unwrap_or(close)];
            let (gap, behind) = match cut_comma(between) {
                Some(parts) => {
                    array.comma = last;
                    parts
                }
                None if last && cut_line(between).1.lines().all(is_blank_or_comment) => {
                    ("", between)
                }
                None => return None,
            };
            let (after, next) = cut_line(behind);
            array.items.push(Item {
                requirement,
                value: text[span].to_owned(),
                lead: lead.to_owned(),
                gap: gap.to_owned(),
                after: after.to_owned(),
            });
            lead = next;
        }
        lead.clone_into(&mut array.rest);
        Some(array)
    }

    /// The array's text, brackets included.
    pub fn text(&self) -> String {
        let mut text = format!("[{}", self.head);
        for (index, item) in self.items.iter().enumerate() {
            let comma = if self.comma || index + 1 < self.items.len() { "," } else { "" };
            for piece in [&*item.lead, &item.value, &item.gap, comma, &item.after] {
                text.push_str(piece);
            }
        }
        text + &self.rest + "]"
    }

    /// The item of this requirement.
    pub fn find(&self, requirement: &Requirement) -> Option<&Item> {
        self.position(requirement).map(|at| &self.items[at])
    }

    /// Where the item of this requirement stands.
    pub fn position(&self, requirement: &Requirement) -> Option<usize> {
        self.items.iter().position(|item| item.requirement.same_key(requirement))
    }

    /// What is required of a distribution, by marker.
    pub fn versions(&self, name: &str) -> BTreeMap<&str, &str> {
        let all = self.items.iter().map(|item| &item.requirement);
        let same = all.filter(|requirement| requirement.name == name);
        same.map(|requirement| (&*requirement.marker, &*requirement.text)).collect()
    }

    /// All comments, trimmed.
    pub fn comments(&self) -> impl Iterator<Item = &str> {
        let items = self.items.iter().flat_map(|item| [&*item.lead, &item.after]);
        items.chain([&*self.head, &self.rest]).flat_map(comments)
    }

    /// Adds a requirement behind the item at `behind`, or before all of them, in the style
    /// of the items there. `item` comes with its comments where lines have room for them,
    /// the lines above it only as far as `wanted` says.
    pub fn insert(&mut self, behind: Option<usize>, item: &Item, wanted: impl Fn(&str) -> bool) {
        let at = behind.map_or(0, |behind| behind + 1);
        let mut lead = self.joint(at);
        if at == 0 {
            let first = &mut self.items[0].lead;
            let own = first[last_line(first)..].to_owned();
            if !first.starts_with(NEWLINE) {
                *first = lead;
            }
            lead = own;
        }
        let above =
            comments(&item.lead).filter(|comment| lead.starts_with(NEWLINE) && wanted(comment));
        let above: String = above.flat_map(|comment| [&*lead, comment]).collect();
        let next = self.items.get(at).map_or(&self.rest, |next| &next.lead);
        let after = if next.starts_with(NEWLINE) { item.after.clone() } else { String::new() };
        let value = requoted(item, &self.items[at.saturating_sub(1)].value);
        let requirement = item.requirement.clone();
        let lead = above + &lead;
        self.items.insert(at, Item { requirement, value, lead, gap: String::new(), after });
    }

    /// What stands between the item before `at` and one that is put there.
    fn joint(&self, at: usize) -> String {
        let like = match self.items.get(at.max(1)) {
            Some(next) => &next.lead,
            None => &self.items[self.items.len() - 1].lead,
        };
        let indented = |lead: &str| lead[last_line(lead)..].to_owned();
        if like.starts_with(NEWLINE) {
            indented(like)
        } else if at > 0 && self.items[at - 1].after.contains('#') {
            let broken = self.items.iter().find(|item| item.lead.starts_with(NEWLINE));
            broken.map_or_else(|| newline(&self.rest).to_owned(), |item| indented(&item.lead))
        } else {
            " ".to_owned()
        }
    }

    /// Takes the item at `at` out, and of the lines above it the comments that are not
    /// `kept`.
    pub fn remove(&mut self, at: usize, kept: impl Fn(&str) -> bool) {
        let Item { lead, .. } = self.items.remove(at);
        let before = if at == 0 { &self.head } else { &self.items[at - 1].after };
        let commented = before.contains('#');
        let end = last_line(&lead);
        let stays = |line: &&str| !line.trim().starts_with('#') || kept(line.trim());
        let above: Vec<&str> = lead[..end].split('\n').filter(stays).collect();
        let above = above.join("\n");
        let above = above.trim_end_matches('\r');
        let (next, is_item) = match self.items.get_mut(at) {
            Some(next) => (&mut next.lead, true),
            None => (&mut self.rest, false),
        };
        let above = if above.contains('#') { above } else { "" };
        if !next.starts_with(NEWLINE) && (is_item || commented || !above.is_empty()) {
            let indented = &lead[end..];
            next.replace_range(.., if is_item { indented } else { newline(indented) });
        }
        next.insert_str(0, above);
        if self.items.is_empty() && self.comments().next().is_none() {
            self.head.clear();
            self.rest.clear();
        }
    }
}

impl Item {
    /// Gives it the version of `other`, and leaves everything else.
    pub fn take(&mut self, other: &Self) {
        self.value = requoted(other, &self.value);
        self.requirement = other.requirement.clone();
    }

    /// The comments on the lines above, trimmed.
    pub fn comments_above(&self) -> impl Iterator<Item = &str> {
        comments(&self.lead)
    }

    /// The comment behind it, trimmed.
    pub fn comment_behind(&self) -> Option<&str> {
        comments(&self.after).next()
    }
}

/// What is left of the line, and the text from its end on; all of it if no line ends.
fn cut_line(text: &str) -> (&str, &str) {
    text.find(NEWLINE).map_or(("", text), |end| text.split_at(end))
}

/// The texts before and behind the comma on the first line.
fn cut_comma(text: &str) -> Option<(&str, &str)> {
    let (gap, behind) = text.split_once(',')?;
    (!gap.contains(['#', '\n'])).then_some((gap, behind))
}

/// Where the last line begins: its line ending before it belongs to it.
fn last_line(text: &str) -> usize {
    text.rfind('\n').map_or(0, |end| end - usize::from(text[..end].ends_with('\r')))
}

/// The line ending that `text` starts with; empty if it starts with none.
fn newline(text: &str) -> &'static str {
    let ending = ["\r\n", "\n"].into_iter().find(|ending| text.starts_with(ending));
    ending.unwrap_or_default()
}

fn comments(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| line.starts_with('#'))
}

fn is_blank_or_comment(line: &str) -> bool {
    line.trim().is_empty() || line.trim_start().starts_with('#')
}

/// The value of `item` in the quotes of `like`, if they need no escapes.
fn requoted(item: &Item, like: &str) -> String {
    let text = &item.requirement.text;
    let quote = &like[..1];
    let plain = !text.contains(['\\', '"', '\'']) && !text.contains(char::is_control);
    let quoted = |value: &str| value.starts_with(['"', '\'']);
    if plain && quoted(like) && quoted(&item.value) {
        format!("{quote}{text}{quote}")
    } else {
        item.value.clone()
    }
}
