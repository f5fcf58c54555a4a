//! The spellings of a name.

use crate::quote::Filter;

/// The spellings by the names of their filters.
pub const FILTERS: &[(&str, Filter)] = &[
    ("kebab", kebab),
    ("snake", snake),
    ("camel", camel),
    ("pascal", pascal),
    ("screaming", screaming),
    ("spaced", spaced),
    ("title", title),
    ("train", train),
    ("flat", flat),
];

/// The words of a name, in small letters. A new one starts after anything that is neither letter
/// nor digit, at a capital after a small letter, and at a capital before one.
#[must_use]
pub fn words(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_alphanumeric()).flat_map(humps).map(str::to_lowercase).collect()
}

/// The parts of `acmeHTTPServer2Go`: `acme`, `HTTP`, `Server2`, `Go`.
fn humps(run: &str) -> Vec<&str> {
    let chars: Vec<(usize, char)> = run.char_indices().collect();
    let starts = |at: &usize| {
        let (_, before) = chars[at - 1];
        let small = |index: usize| chars.get(index).is_some_and(|(_, c)| c.is_lowercase());
        chars[*at].1.is_uppercase() && (before.is_lowercase() || small(at + 1))
    };
    let cuts = (1..chars.len()).filter(starts).map(|at| chars[at].0);
    let ends = cuts.clone().chain([run.len()]);
    let parts = [0].into_iter().chain(cuts).zip(ends).map(|(start, end)| &run[start..end]);
    parts.filter(|part| !part.is_empty()).collect()
}

/// `acme-widgets`
#[must_use]
pub fn kebab(name: &str) -> String {
    words(name).join("-")
}

/// `acme_widgets`
#[must_use]
pub fn snake(name: &str) -> String {
    words(name).join("_")
}

/// `acmeWidgets`
#[must_use]
pub fn camel(name: &str) -> String {
    let words = words(name);
    let rest = words.iter().skip(1).map(|word| capitalized(word));
    words.first().cloned().into_iter().chain(rest).collect()
}

/// `AcmeWidgets`
#[must_use]
pub fn pascal(name: &str) -> String {
    capitalized_words(name).concat()
}

/// `ACME_WIDGETS`
#[must_use]
pub fn screaming(name: &str) -> String {
    snake(name).to_uppercase()
}

/// `acme widgets`
#[must_use]
pub fn spaced(name: &str) -> String {
    words(name).join(" ")
}

/// `Acme Widgets`
#[must_use]
pub fn title(name: &str) -> String {
    capitalized_words(name).join(" ")
}

/// `Acme-Widgets`
#[must_use]
pub fn train(name: &str) -> String {
    capitalized_words(name).join("-")
}

/// `acmewidgets`
#[must_use]
pub fn flat(name: &str) -> String {
    words(name).concat()
}

fn capitalized_words(name: &str) -> Vec<String> {
    words(name).iter().map(|word| capitalized(word)).collect()
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars.as_str().chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_has_words() {
        for (name, expected) in [
            ("acme-widgets", "acme widgets"),
            ("my-Service 2", "my service 2"),
            ("acmeHTTPServer2Go", "acme http server2 go"),
            ("AcmeWidgets", "acme widgets"),
            ("ACME_WIDGETS", "acme widgets"),
            ("h11", "h11"),
            ("MarkupSafe", "markup safe"),
            ("--", ""),
            ("äÖl", "ä öl"),
        ] {
            assert_eq!(spaced(name), expected, "{name}");
        }
    }

    #[test]
    fn a_name_is_spelt_in_every_case() {
        let spelt: Vec<_> = FILTERS.iter().map(|(_, spell)| spell("acme-widgets")).collect();
        let expected = [
            "acme-widgets",
            "acme_widgets",
            "acmeWidgets",
            "AcmeWidgets",
            "ACME_WIDGETS",
            "acme widgets",
            "Acme Widgets",
            "Acme-Widgets",
            "acmewidgets",
        ];
        assert_eq!(spelt, expected);
    }

    proptest! {
        /// Every filter looks at the words alone, which most spellings keep.
        #[test]
        fn a_spelling_is_as_good_as_the_name(name in "[A-Za-z0-9 _.-]{0,20}") {
            for (filter, spell) in FILTERS {
                for keeps in [kebab, snake, screaming, spaced, title, train] {
                    prop_assert_eq!(spell(&keeps(&name)), spell(&name), "{}", filter);
                }
            }
        }

        /// Words of two letters and more survive capitals as their only borders.
        #[test]
        fn humps_are_words(words in prop::collection::vec("[a-z]{2,5}", 1..4)) {
            let name = words.join("-");
            prop_assert_eq!(kebab(&camel(&name)), name.clone());
            prop_assert_eq!(kebab(&pascal(&name)), name);
        }
    }
}
