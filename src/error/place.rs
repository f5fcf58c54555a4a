//! Where an error points.

use std::ops::Range;
use std::sync::Arc;

use super::{Error, Origin};

/// A place in a text that the user can open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file as the user knows it.
    pub file: String,
    /// Its whole text, which all errors in it share.
    pub text: Arc<str>,
    /// The bytes that are meant.
    pub span: Range<usize>,
}

impl Place {
    /// The line and the character in it where the span starts, both from 1.
    #[must_use]
    pub fn position(&self) -> (usize, usize) {
        let before = self.text.get(..self.span.start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    }
}

impl Error {
    /// The place the error points at.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::Template { place, .. }
            | Self::Record { place, .. }
            | Self::AnswersSyntax { place, .. }
            | Self::UnknownComponent { place: Some(place), .. } => Some(place),
            Self::Answer { origin, .. }
            | Self::UnknownQuestion { origin, .. }
            | Self::Inactive { origin, .. } => match origin {
                Origin::File(place) | Origin::Record(place) => Some(place),
                _ => None,
            },
            _ => None,
        }
    }

    /// Sorts them file by file, and by their places in each.
    pub fn sort(errors: &mut [Self]) {
        errors.sort_by_cached_key(|error| {
            error.place().map(|place| (place.file.clone(), place.span.start))
        });
    }

    /// Whether a project's record is at fault.
    #[must_use]
    pub fn is_about_record(&self) -> bool {
        match self {
            Self::Record { .. }
            | Self::Rendering { .. }
            | Self::Journal { .. }
            | Self::HalfUpdated(_)
            | Self::UnknownComponent { place: Some(_), .. } => true,
            Self::Answer { origin, .. } | Self::UnknownQuestion { origin, .. } => {
                matches!(origin, Origin::Record(_))
            }
            _ => false,
        }
    }
}
