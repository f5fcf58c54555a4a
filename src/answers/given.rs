//! What was said, before it is judged.

use std::collections::{BTreeMap, BTreeSet};

use super::recorded::Past;
use crate::error::{Origin, Place};
use crate::question::Value;

/// What the user said, from all sources but the interview.
#[derive(Clone, Debug, Default)]
pub struct Given {
    pub(super) answers: BTreeMap<String, (Raw, Origin)>,
    /// Components asked for.
    pub with: BTreeSet<String>,
    /// Components excluded.
    pub without: BTreeSet<String>,
    /// Exactly these components, if they were listed.
    pub exactly: Option<Listed>,
    /// What the project was written with, if there is one.
    pub(crate) past: Past,
}

/// A list of components.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    /// Their ids.
    pub components: BTreeSet<String>,
    /// Where they are listed, if in a file.
    pub place: Option<Place>,
}

/// An answer as its source can state it.
#[derive(Clone, Debug)]
pub enum Raw {
    /// Texts still to be read by the question: one, or for a list several.
    Texts(Vec<String>),
    /// A value with a type of its own.
    Value(Value),
}

impl Given {
    /// Adds an answer unless a stronger source has given one: sources are added strongest
    /// first.
    pub fn add(&mut self, id: &str, raw: Raw, origin: Origin) {
        self.answers.entry(id.to_owned()).or_insert((raw, origin));
    }

    /// Adds an answer as text, unless a stronger source has given one. What one source says more
    /// than once is kept: the question knows whether it may.
    pub fn add_text(&mut self, id: &str, text: String, origin: Origin) {
        match self.answers.get_mut(id) {
            Some((Raw::Texts(texts), same)) if *same == origin => texts.push(text),
            _ => self.add(id, Raw::Texts(vec![text]), origin),
        }
    }

    /// Puts an answer typed at a prompt before all others.
    pub fn replace(&mut self, id: &str, value: Value) {
        self.answers.insert(id.to_owned(), (Raw::Value(value), Origin::Prompt));
    }

    /// Forgets the answer to `id`.
    pub fn forget(&mut self, id: &str) {
        self.answers.remove(id);
    }

    /// The value given to `id`, if it came with a type of its own.
    #[must_use]
    pub fn value(&self, id: &str) -> Option<&Value> {
        match self.answers.get(id) {
            Some((Raw::Value(value), _)) => Some(value),
            _ => None,
        }
    }

    /// Who answered `id`, if anybody did.
    #[must_use]
    pub fn origin(&self, id: &str) -> Option<&Origin> {
        self.answers.get(id).map(|(_, origin)| origin)
    }
}
