//! Where a name stands in a text, whatever its spelling.

use std::ops::Range;

use super::Replacement;

/// A name in a text.
#[derive(Clone, Debug)]
pub(super) struct Hit<'r> {
    pub replacement: &'r Replacement,
    /// Its bytes.
    pub span: Range<usize>,
    /// Whether it is no part of a longer word.
    pub whole: bool,
}

/// All names in `text`, the longest of those that start at one place.
pub(super) fn hits<'r>(text: &str, replacements: &'r [Replacement]) -> Vec<Hit<'r>> {
    let mut hits = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let here = replacements.iter().filter_map(|replacement| {
            let span = at..at + length(&text.as_bytes()[at..], &replacement.words)?;
            let whole = is_whole(text, &span);
            Some(Hit { replacement, span, whole })
        });
        match here.max_by_key(|hit| (hit.whole, hit.span.len())) {
            Some(hit) => {
                at = hit.span.end;
                hits.push(hit);
            }
            None => at += 1,
        }
    }
    hits
}

/// How many bytes `words` take at the start of `bytes`, with at most one mark between them.
fn length(bytes: &[u8], words: &[String]) -> Option<usize> {
    let mut end = 0;
    for word in words {
        if end > 0 && bytes.get(end).is_some_and(|byte| b"-_ .".contains(byte)) {
            end += 1;
        }
        let there = bytes.get(end..end + word.len())?;
        if !there.eq_ignore_ascii_case(word.as_bytes()) {
            return None;
        }
        end += word.len();
    }
    Some(end)
}

/// Whether a word starts and ends with `span`: a capital after a small letter starts one, and
/// one before a small letter.
fn is_whole(text: &str, span: &Range<usize>) -> bool {
    let (Some(found), Some(before)) = (text.get(span.clone()), text.get(..span.start)) else {
        return false;
    };
    starts_word(before, found) && ends_word(found, &text[span.end..])
}

fn starts_word(before: &str, found: &str) -> bool {
    let Some(previous) = before.chars().next_back() else { return true };
    if !previous.is_alphanumeric() || is_escape(before) {
        return true;
    }
    let mut chars = found.chars();
    let capital = chars.next().is_some_and(char::is_uppercase);
    let small_next = chars.next().is_some_and(char::is_lowercase);
    capital && (!previous.is_uppercase() || small_next)
}

/// Whether the last character belongs to an escape: `\n`, `\b`, `%2F`.
fn is_escape(before: &str) -> bool {
    let slashes = |text: &str| text.len() - text.trim_end_matches('\\').len();
    let letter = before.ends_with(|c: char| "abfnrtv".contains(c));
    let percent = before.len().checked_sub(3).and_then(|at| before.get(at..)).is_some_and(|code| {
        code.starts_with('%') && code[1..].chars().all(|c| c.is_ascii_hexdigit())
    });
    percent || letter && slashes(&before[..before.len() - 1]) % 2 == 1
}

fn ends_word(found: &str, after: &str) -> bool {
    let last = found.chars().next_back();
    match after.chars().next() {
        Some(next) if next.is_numeric() => !last.is_some_and(char::is_numeric),
        Some(next) if next.is_uppercase() => !last.is_some_and(char::is_uppercase),
        Some(next) => !next.is_alphanumeric(),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The hits in a text, parts of longer words with a `~`.
    fn found(text: &str, names: &[&str]) -> Vec<String> {
        let replacements: Vec<_> = names.iter().map(|name| Replacement::new(name, "x")).collect();
        let shown = |hit: &Hit| {
            let mark = if hit.whole { "" } else { "~" };
            format!("{mark}{}", &text[hit.span.clone()])
        };
        hits(text, &replacements).iter().map(shown).collect()
    }

    #[test]
    fn a_word_ends_where_a_reader_sees_it_end() {
        for text in [
            "starter",
            "starter_db",
            "starter-db",
            "starterConfig",
            "getStarter",
            "HTTPStarter",
            "STARTER_URL",
            "my.starter",
            "\\nstarter",
            "\\bstarter\\b",
            "%2Fstarter",
            "starter2",
            "üstarter ",
        ] {
            let whole = found(text, &["starter"]).iter().all(|hit| !hit.starts_with('~'));
            assert_eq!(whole, !text.starts_with('ü'), "{text}");
        }
        for text in [
            "restarter",
            "starters",
            "Starters",
            "STARTERS",
            "RESTARTER",
            "9starter",
            "\\\\nstarter",
        ] {
            assert!(found(text, &["starter"])[0].starts_with('~'), "{text}");
        }
        assert_eq!(found("h11 h112", &["h11"]), ["h11", "~h11"]);
    }

    #[test]
    fn every_spelling_is_found() {
        let text = "acme-widgets AcmeWidgets ACME_WIDGETS acme widgets acmewidgets aCmE.widgets acme, widgets";
        assert_eq!(found(text, &["acme-widgets"]).len(), 6);
    }

    #[test]
    fn the_longest_name_wins_unless_it_is_part_of_a_word() {
        let names = ["acme", "acme-widgets"];
        assert_eq!(found("acme-widgets acme", &names), ["acme-widgets", "acme"]);
        assert_eq!(found("acme-widgetsy", &names), ["acme"]);
    }
}
