//! A text taken to pieces: what is replaced in it, and by which expression.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::path::RelPath;
use crate::render::Delimiters;

use super::choose::{Spot, Style, in_content};
use super::kind::Kind;
use super::paths::Names;
use super::scan::{Hit, hits};
use super::{Left, Replacement, Why};

/// The replaced parts of a text, in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Pieces<'t>(Vec<Piece<'t>>);

#[derive(Clone, Debug)]
struct Piece<'t> {
    span: Range<usize>,
    found: &'t str,
    id: String,
    /// The filters, with `|` between them.
    spelling: &'static str,
}

impl<'t> Pieces<'t> {
    /// Of the content of a file.
    pub fn of_text(text: &'t str, kind: Kind, names: &Names, replacements: &[Replacement]) -> Self {
        Self::of(text, replacements, |spot| in_content(spot, kind, names), |_| true)
    }

    /// Of a path, or of the target of a link. A path holds no `|`.
    pub fn of_path(path: &'t str, names: &Names, replacements: &[Replacement]) -> Self {
        let style = |spot: &Spot<'_>| {
            let start = spot.before.rfind('/').map_or(0, |at| at + 1);
            let end = spot.after.find('/').unwrap_or(spot.after.len());
            let name = format!("{}{}{}", &spot.before[start..], spot.found, &spot.after[..end]);
            spot.neighbours().or_else(|| names.style(&name)).unwrap_or(Style::Host)
        };
        Self::of(path, replacements, style, |spelling| !spelling.contains('|'))
    }

    fn of(
        text: &'t str,
        replacements: &[Replacement],
        style: impl Fn(&Spot<'_>) -> Style,
        allowed: fn(&str) -> bool,
    ) -> Self {
        let piece = |hit: Hit<'_>| {
            let spot = Spot::new(text, &hit);
            let found = &text[hit.span.clone()];
            let spelling = style(&spot).expression(&hit, found).filter(|it| allowed(it))?;
            Some(Piece { span: hit.span, found, id: hit.replacement.id.clone(), spelling })
        };
        Self(
            hits(text, replacements)
                .into_iter()
                .filter(|hit| hit.whole)
                .filter_map(piece)
                .collect(),
        )
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the answer to the question `id` is written somewhere.
    pub fn uses(&self, id: &str) -> bool {
        self.0.iter().any(|piece| piece.id == id)
    }

    /// How often a spelling became which expression.
    pub fn counts(&self) -> BTreeMap<(&'t str, String), usize> {
        let mut counts = BTreeMap::new();
        for piece in &self.0 {
            *counts.entry((piece.found, piece.expression())).or_default() += 1;
        }
        counts
    }

    /// `text` with the expressions in their places.
    pub fn in_text(&self, text: &str, delimiters: &Delimiters) -> String {
        self.written(text, delimiters, Piece::expression)
    }

    /// `path` with the expressions in their places.
    pub fn in_path(&self, path: &str, delimiters: &Delimiters) -> String {
        self.written(path, delimiters, |piece| format!("{}(of={})", piece.spelling, piece.id))
    }

    fn written(
        &self,
        text: &str,
        Delimiters { value: [open, close], .. }: &Delimiters,
        expression: impl Fn(&Piece<'t>) -> String,
    ) -> String {
        let mut written = String::new();
        let mut copied = 0;
        for piece in &self.0 {
            written.push_str(&text[copied..piece.span.start]);
            written.extend([open, " ", &expression(piece), " ", close]);
            copied = piece.span.end;
        }
        written + &text[copied..]
    }

    /// The names in `text` that are not among the pieces, for the reason `why` if there is one for
    /// all of them. Those of a path have no line.
    pub fn left(
        &self,
        path: &RelPath,
        text: &str,
        replacements: &[Replacement],
        why: Option<Why>,
    ) -> Vec<Left> {
        let is_path = text == path.as_str();
        let stays = |hit: &Hit<'_>| !self.0.iter().any(|piece| piece.span == hit.span);
        let left = |hit: Hit<'_>| Left {
            path: path.to_string(),
            line: (!is_path).then(|| text[..hit.span.start].matches('\n').count() + 1),
            spelling: text[hit.span].to_owned(),
            why: why.unwrap_or(if hit.whole { Why::Spelling } else { Why::Word }),
        };
        hits(text, replacements).into_iter().filter(stays).map(left).collect()
    }
}

impl Piece<'_> {
    fn expression(&self) -> String {
        format!("{} | {}", self.id, self.spelling)
    }
}
