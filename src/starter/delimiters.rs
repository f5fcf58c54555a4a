//! Delimiters that nothing in a repository collides with.

use crate::render::Delimiters;

/// In the order of preference after the default ones; all can stand in a portable path.
const BRACKETS: [[char; 2]; 3] = [['{', '}'], ['[', ']'], ['(', ')']];
const MARKS: &str = "=%;@$^~+!&,#";

/// Delimiters of which none stands in any of `texts`, as near to the default ones as possible;
/// none if everything is taken.
pub(super) fn choose<'t>(texts: impl Iterator<Item = &'t str>) -> Option<Delimiters> {
    let mut taken = std::collections::BTreeSet::new();
    for text in texts {
        taken.extend(text.as_bytes().windows(2).map(|pair| [pair[0], pair[1]]));
    }
    let is_free = |pair: &[String; 2]| {
        pair.iter().all(|it| it.as_bytes().try_into().is_ok_and(|it: [u8; 2]| !taken.contains(&it)))
    };
    let Delimiters { tag, value, comment } = Delimiters::default();
    // A default one in another's place would mislead.
    let mut used = vec![tag.clone(), value.clone(), comment.clone()];
    let mut next = |preferred: [String; 2]| {
        if is_free(&preferred) {
            return Some(preferred);
        }
        let pair = candidates().find(|it| is_free(it) && !used.contains(it))?;
        used.push(pair.clone());
        Some(pair)
    };
    // What is written round every expression is chosen first.
    let value = next(value)?;
    Some(Delimiters { tag: next(tag)?, value, comment: next(comment)? })
}

fn candidates() -> impl Iterator<Item = [String; 2]> {
    BRACKETS.into_iter().flat_map(|[open, close]| {
        MARKS.chars().map(move |mark| [format!("{open}{mark}"), format!("{mark}{close}")])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_ones_unless_they_collide() {
        let chosen = |text: &str| choose([text].into_iter());
        assert_eq!(chosen("${{ x }} {# #}"), Some(Delimiters::default()));
        let other = chosen("f'{x=}' {% if %}").unwrap();
        assert_eq!(other.value, ["{@", "@}"]);
        assert_eq!((&other.tag[0][..], &other.comment[0][..]), ("{$", "{;"));
        assert_eq!(other.fault(), None);
        let all: String = candidates().map(|[open, _]| open).collect();
        assert_eq!(chosen(&all), None);
    }
}
