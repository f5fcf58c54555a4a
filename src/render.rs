//! Tera, and everything that is particular to it.

mod delimiters;
mod fault;
mod fold;
mod uses;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

use tera::{Context, Kwargs, State, Tera};

use crate::error::Place;
use crate::question::Value;
use crate::quote;
use crate::spelling;

pub use delimiters::Delimiters;
pub use fault::Fault;
use fold::fold_standalone_tags;
pub use uses::Uses;

/// Where the texts are that other texts include.
pub const PARTIALS: &str = "partials/";

/// The bytes that one text may render to.
const MOST: usize = 64 << 20;

/// The names a template may use, with their values.
#[derive(Clone, Debug, Default)]
pub struct Scope(Context);

impl Scope {
    /// Gives `name` a value.
    pub fn set(&mut self, name: &str, value: &Value) {
        self.0.insert(name.to_owned(), value);
    }

    /// What `names` are, as a text that is the same if they are.
    #[must_use]
    pub fn spelt(&self, names: &BTreeSet<&str>) -> String {
        let values: Vec<_> = names.iter().map(|name| (name, self.0.get(name))).collect();
        format!("{values:?}")
    }

    /// Whether `name` is true.
    #[must_use]
    pub fn is_on(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| value.as_bool() == Some(true))
    }

    /// Gives `name` a table.
    pub fn set_table(&mut self, name: &str, table: &toml::Table) {
        self.0.insert(name.to_owned(), table);
    }
}

/// A set of parsed texts, by name.
#[derive(Debug)]
pub struct Engine {
    tera: Tera,
    delimiters: Delimiters,
    /// As written, for excerpts; tera holds the texts with standalone tags folded.
    originals: BTreeMap<String, String>,
}

impl Engine {
    /// Parses all `texts`, given by name; gives back the faults of those that do not parse, which
    /// are empty from then on.
    ///
    /// # Panics
    /// If the delimiters have a fault.
    #[must_use]
    pub fn new(delimiters: &Delimiters, texts: BTreeMap<String, String>) -> (Self, Vec<Fault>) {
        let (tera, delimiters) = (new_tera(delimiters), delimiters.clone());
        let mut engine = Self { tera, delimiters, originals: texts };
        let folded: Vec<_> = engine
            .originals
            .iter()
            .map(|(name, text)| (name, fold_standalone_tags(text, &engine.delimiters)))
            .collect();
        // All at once is quick; one by one names every text that is wrong.
        if engine.tera.add_raw_templates(folded.iter().map(|(name, text)| (*name, text))).is_ok() {
            return (engine, Vec::new());
        }
        let (tera, faults) = engine.one_by_one(&folded);
        engine.tera = tera;
        (engine, faults)
    }

    /// The texts that parse, and what is wrong with the others. While one is added, those that are
    /// not yet there are empty: it may include them.
    fn one_by_one(&self, texts: &[(&String, Cow<'_, str>)]) -> (Tera, Vec<Fault>) {
        let mut tera = new_tera(&self.delimiters);
        let empty = texts.iter().map(|(name, _)| (*name, ""));
        tera.add_raw_templates(empty).expect("nothing is wrong with an empty text");
        let mut open: Vec<_> = texts.iter().collect();
        loop {
            let mut faults = Vec::new();
            let count = open.len();
            open.retain(|(name, text)| {
                let error = tera.add_raw_template(name, text).err();
                faults.extend(error.iter().map(|error| self.fault(name, error)));
                error.is_some()
            });
            // One may use what another one defines.
            if open.len() == count {
                return (tera, faults);
            }
        }
    }

    /// Whether there is a text of this name.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.originals.contains_key(name)
    }

    /// The names of all texts.
    pub fn text_names(&self) -> impl Iterator<Item = &str> {
        self.originals.keys().map(String::as_str)
    }

    /// The text `name` as its author wrote it.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.originals.get(name).map(String::as_str)
    }

    /// Whether the byte `at` of the text `name` is inside a tag or value.
    #[must_use]
    pub fn is_in_tag(&self, name: &str, at: usize) -> bool {
        let before = self.text(name).and_then(|text| text.get(..at)).unwrap_or_default();
        self.is_open(before)
    }

    /// The names that the text `name` uses.
    #[must_use]
    pub fn names(&self, name: &str) -> BTreeSet<&str> {
        self.tera.get_template_variables(name).unwrap_or_default().into_iter().collect()
    }

    /// Where the text `name` uses the name `word`.
    #[must_use]
    pub fn place_of(&self, name: &str, word: &str) -> Place {
        let text = self.originals.get(name).cloned().unwrap_or_default();
        let span = self.find_in_tags(&text, word);
        Place { file: name.to_owned(), text: text.into(), span }
    }

    /// The text `name` with the values of `scope`.
    ///
    /// # Errors
    /// What cannot be evaluated.
    pub fn render(&self, name: &str, scope: &Scope) -> Result<String, Fault> {
        let mut output = Bounded::default();
        let rendered = self.tera.render_to(name, &scope.0, &mut output);
        if output.full {
            let message = format!("the rendered text is larger than {} MiB", MOST >> 20);
            let text = self.originals.get(name).cloned().unwrap_or_default();
            return Err(Fault {
                message,
                place: Place { file: name.to_owned(), text: text.into(), span: 0..0 },
            });
        }
        rendered.map_err(|error| self.fault(name, &error))?;
        Ok(String::from_utf8(output.bytes).expect("tera writes text"))
    }

    /// Whether a tag or value is open at the end of `before`.
    fn is_open(&self, before: &str) -> bool {
        [&self.delimiters.tag, &self.delimiters.value].iter().any(|[open, close]| {
            let opened = before.rfind(open.as_str());
            opened.is_some_and(|opened| !before[opened..].contains(close.as_str()))
        })
    }

    /// The first place inside a tag or value where `word` stands alone.
    fn find_in_tags(&self, text: &str, word: &str) -> std::ops::Range<usize> {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let hit = text.match_indices(word).find(|(at, _)| {
            let (before, after) = (&text[..*at], &text[at + word.len()..]);
            let alone =
                !before.ends_with(is_name) && !before.ends_with('.') && !after.starts_with(is_name);
            alone && self.is_open(before)
        });
        hit.map_or(0..0, |(at, word)| at..at + word.len())
    }
}

/// What a text renders to, up to [`MOST`] bytes.
#[derive(Debug, Default)]
struct Bounded {
    bytes: Vec<u8>,
    full: bool,
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.full = self.bytes.len() + bytes.len() > MOST;
        if self.full {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn new_tera(delimiters: &Delimiters) -> Tera {
    let mut tera = Tera::new();
    let Delimiters { tag, value, comment } = delimiters.clone();
    let ([block_start, block_end], [variable_start, variable_end]) = (tag, value);
    let [comment_start, comment_end] = comment;
    let delimiters = tera::Delimiters {
        block_start: block_start.into(),
        block_end: block_end.into(),
        variable_start: variable_start.into(),
        variable_end: variable_end.into(),
        comment_start: comment_start.into(),
        comment_end: comment_end.into(),
    };
    tera.set_delimiters(delimiters).expect("the delimiters are two bytes long and distinct");
    tera.autoescape_on(Vec::<&str>::new());
    for (name, filter) in quote::FILTERS {
        tera.register_filter(*name, move |value: &tera::Value, _: Kwargs, _: &State| {
            let value = serde_json::to_value(value).map_err(tera::Error::message)?;
            filter(&value).map_err(tera::Error::message)
        });
    }
    for (name, spell) in spelling::FILTERS {
        tera.register_filter(*name, move |text: &str, _: Kwargs, _: &State| spell(text));
    }
    // A path holds no `|`: there a spelling is a function.
    for (name, spell) in spelling::FILTERS {
        tera.register_function(*name, move |given: Kwargs, _: &State| {
            given.must_get::<&str>("of").map(spell)
        });
    }
    tera
}

#[cfg(test)]
mod laws;

#[cfg(test)]
mod tests;
