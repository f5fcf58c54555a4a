//! What becomes of a file, by which sides have it and which have changed it.

use crate::tree::File;

/// What to do with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// Nothing: it is as it shall be, or none of the template's.
    Leave,
    /// Write the new file where there is none.
    Add,
    /// Replace the file that the team has not changed.
    Update,
    /// Remove the file that the team has not changed.
    Remove,
    /// Nothing, but tell: the team has removed what the template changes.
    StayDeleted,
    /// Nothing, but tell: the team has changed what the template removes.
    Keep,
    /// Merge what both sides have made of it.
    Merge,
}

/// The row of the table that a file is in.
pub fn row(last: Option<&File>, yours: Option<&File>, new: Option<&File>) -> Row {
    match (last, yours, new) {
        (_, None, None) | (None, Some(_), None) => Row::Leave,
        (None, None, Some(_)) => Row::Add,
        (Some(_), None, Some(_)) if last == new => Row::Leave,
        (Some(_), None, Some(_)) => Row::StayDeleted,
        (Some(_), Some(_), None) if yours == last => Row::Remove,
        (Some(_), Some(_), None) => Row::Keep,
        (_, Some(_), Some(_)) if yours == new || last == new => Row::Leave,
        (_, Some(_), Some(_)) if yours == last => Row::Update,
        (_, Some(_), Some(_)) => Row::Merge,
    }
}
