//! Tags that stand alone on their line leave no trace of it.

use std::borrow::Cow;
use std::ops::Range;

use super::Delimiters;

/// Moves the white space round a tag that stands alone on its line into the tag, so that
/// the line leaves no trace. Tera has no such option. Lines keep their numbers.
pub fn fold_standalone_tags<'t>(text: &'t str, delimiters: &Delimiters) -> Cow<'t, str> {
    let mut folded = String::new();
    let (mut start, mut copied) = (0, 0);
    for line in text.split_inclusive('\n') {
        if let Some(([open, close], inner)) = standalone(line, delimiters) {
            let indent = line.len() - line.trim_start().len();
            let before = &line[..indent];
            let after = &line[indent + open.len() + inner.len() + close.len()..];
            let parts = [&text[copied..start], open, before, inner, after, close];
            folded.extend(parts);
            copied = start + line.len();
        }
        start += line.len();
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    folded.push_str(&text[copied..]);
    Cow::Owned(folded)
}

/// The delimiters and the inside of the only tag or comment of `line`.
fn standalone<'l, 'd>(
    line: &'l str,
    delimiters: &'d Delimiters,
) -> Option<([&'d str; 2], &'l str)> {
    let trimmed = line.trim();
    [&delimiters.tag, &delimiters.comment].into_iter().find_map(|pair| {
        let [open, close] = pair.each_ref().map(String::as_str);
        let inner = trimmed.strip_prefix(open)?.strip_suffix(close)?;
        let alone = !inner.is_empty() && !inner.contains(open) && !inner.contains(close);
        alone.then_some(([open, close], inner))
    })
}

/// The bytes of the original `text` that tera means with a span of the folded one: only the
/// line after a standalone tag is shifted, by the closing delimiter.
pub fn original_span(text: &str, span: &tera::Span, delimiters: &Delimiters) -> Range<usize> {
    let mut lines = text.split_inclusive('\n').skip(span.start_line.saturating_sub(2));
    let previous = if span.start_line > 1 { lines.next() } else { None };
    let shift = previous
        .and_then(|line| standalone(line, delimiters))
        .map_or(0, |([_, close], _)| close.len());
    let start_of_line: usize =
        text.split_inclusive('\n').take(span.start_line.saturating_sub(1)).map(str::len).sum();
    if span.start_col < shift {
        // The closing delimiter itself, which stands at the end of the line before.
        let end = text[..start_of_line.min(text.len())].trim_end().len();
        return end.saturating_sub(shift)..end;
    }
    let line = &text[start_of_line.min(text.len())..];
    let byte = |column: usize| {
        let column = column.saturating_sub(shift);
        line.char_indices().nth(column).map_or(line.trim_end().len(), |(at, _)| at)
    };
    let start = start_of_line + byte(span.start_col);
    let end = if span.end_line == span.start_line {
        start_of_line + byte(span.end_col)
    } else {
        start + text[start..].chars().next().map_or(0, char::len_utf8)
    };
    start..end.max(start)
}
