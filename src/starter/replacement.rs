//! What is replaced: a name, by the question that asks for it.

use crate::quote::Filter;
use crate::spelling;

/// The expressions that spell a name, by what follows the `|`; those with a second filter cannot
/// stand in a path.
const EXPRESSIONS: [(&str, Filter); 14] = [
    ("kebab", spelling::kebab),
    ("snake", spelling::snake),
    ("camel", spelling::camel),
    ("pascal", spelling::pascal),
    ("screaming", spelling::screaming),
    ("spaced", spelling::spaced),
    ("title", spelling::title),
    ("train", spelling::train),
    ("flat", spelling::flat),
    ("kebab | upper", |name| spelling::kebab(name).to_uppercase()),
    ("spaced | upper", |name| spelling::spaced(name).to_uppercase()),
    ("flat | upper", |name| spelling::flat(name).to_uppercase()),
    ("spaced | capitalize", |name| capitalized(&spelling::spaced(name))),
    ("flat | capitalize", |name| capitalized(&spelling::flat(name))),
];

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars.as_str().chars()).collect()
}

/// A name of the repository and the question whose answer takes its place.
#[derive(Clone, Debug)]
pub struct Replacement {
    /// The name as typed.
    pub name: String,
    /// The question's id.
    pub id: String,
    /// Its words, in small letters.
    pub(super) words: Vec<String>,
    spellings: Vec<(&'static str, String)>,
}

impl Replacement {
    /// A name with at least one word, and the id of the question that asks for it.
    #[must_use]
    pub fn new(name: &str, id: &str) -> Self {
        let spell = |(expression, spell): (&'static str, Filter)| (expression, spell(name));
        Self {
            name: name.to_owned(),
            id: id.to_owned(),
            words: spelling::words(name),
            spellings: EXPRESSIONS.map(spell).into(),
        }
    }

    /// The expressions that give `text`.
    pub(super) fn expressions(&self, text: &str) -> impl Iterator<Item = &'static str> {
        self.spellings.iter().filter(move |(_, spelt)| spelt == text).map(|(how, _)| *how)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_may_be_several_spellings() {
        let of = |name: &str, text: &str| -> Vec<_> {
            Replacement::new(name, "x").expressions(text).collect()
        };
        assert_eq!(of("starter", "starter"), ["kebab", "snake", "camel", "spaced", "flat"]);
        assert_eq!(of("acme-widgets", "acmeWidgets"), ["camel"]);
        assert_eq!(of("acme-widgets", "ACME-WIDGETS"), ["kebab | upper"]);
        assert_eq!(of("acme-widgets", "aCME"), [""; 0]);
    }
}
