//! The requirements of a pyproject.toml, merged by what they require.
//!
//! Two sides that add a line at the same place, or change neighbouring lines, contradict each
//! other for a line merge. For requirements they do not, unless both change the same one.
//! The merged array has your order, comments and style. What it cannot do: of the comments
//! that the new version changes, only those beside a requirement that it adds arrive, and
//! only where each requirement has a line of its own.

mod array;
mod requirement;
#[cfg(test)]
mod tests;
mod three_way;

use std::collections::BTreeMap;
use std::ops::Range;

use toml_edit::{Document, Item, TableLike, Value};

use array::Array;
use requirement::Requirement;

/// The three versions with every array of requirements that can be merged by key replaced by
/// the merged one, so that a line merge finds nothing to do there. An array whose two sides
/// contradict each other, or that one version lacks, is left alone in all three.
///
/// `None` if one of the three is no TOML or there is nothing to do.
#[must_use]
pub fn align(base: &str, yours: &str, new: &str) -> Option<[String; 3]> {
    let found = [arrays(base)?, arrays(yours)?, arrays(new)?];
    let mut aligned = [base, yours, new].map(str::to_owned);
    let mut edits: [Vec<(Range<usize>, String)>; 3] = Default::default();
    for (path, (_, base)) in &found[0] {
        let (Some((_, yours)), Some((_, new))) = (found[1].get(path), found[2].get(path)) else {
            continue;
        };
        let Some(merged) = three_way::merge(base, yours, new) else { continue };
        for (edits, found) in edits.iter_mut().zip(&found) {
            edits.push((found[path].0.clone(), merged.text()));
        }
    }
    for (text, mut edits) in aligned.iter_mut().zip(edits) {
        // From the end, so that the spans before it stay right.
        edits.sort_by_key(|(span, _)| span.start);
        for (span, merged) in edits.into_iter().rev() {
            text.replace_range(span, &merged);
        }
    }
    (aligned != [base, yours, new]).then_some(aligned)
}

/// The arrays that can be read, by their keys, with the bytes each of them spans.
type Arrays = BTreeMap<Vec<String>, (Range<usize>, Array)>;

fn arrays(text: &str) -> Option<Arrays> {
    let document = Document::parse(text).ok()?;
    let table = |path: &[&str]| {
        let mut item = document.as_item();
        for key in path {
            item = item.get(key)?;
        }
        item.as_table_like()
    };
    let mut arrays = Arrays::new();
    let mut add = |path: &[&str], only: Option<&str>| {
        for (key, item) in table(path).into_iter().flat_map(TableLike::iter) {
            if only.is_none_or(|only| only == key)
                && let Some((span, array)) = array(text, item)
            {
                let path = path.iter().chain([&key]).map(|&key| key.to_owned()).collect();
                arrays.insert(path, (span, array));
            }
        }
    };
    add(&["project"], Some("dependencies"));
    add(&["project", "optional-dependencies"], None);
    add(&["dependency-groups"], None);
    add(&["build-system"], Some("requires"));
    Some(arrays)
}

fn array(text: &str, item: &Item) -> Option<(Range<usize>, Array)> {
    let array = item.as_array()?;
    let values = array.iter().map(|value| {
        let span = value.span()?;
        // A value of several lines has line endings of its own, which would have to be kept.
        let one_line = !text[span.clone()].contains('\n');
        let requirement = match value {
            Value::String(requirement) => Requirement::parse(requirement.value()),
            Value::InlineTable(_) => Some(Requirement::table(&text[span.clone()])),
            _ => None,
        };
        requirement.filter(|_| one_line).map(|requirement| (span, requirement))
    });
    let span = array.span()?;
    let array = Array::cut(text, &span, values.collect::<Option<_>>()?)?;
    Some((span, array))
}
