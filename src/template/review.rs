//! What a template's author wants to know, beyond what keeps a project from being written: what
//! is of no use, out of reach, or in the way of something else. Nothing is rendered but conditions.

mod choices;
mod collisions;
mod files;
mod partials;
mod reach;
mod unused;
mod worlds;

use super::Template;
use crate::error::Error;

impl Template {
    /// Everything that is questionable in it, file by file; what comes from an extended template
    /// is not its fault.
    #[must_use]
    pub fn review(&self) -> Vec<Error> {
        let mut found = unused::find(self);
        found.extend(partials::find(self));
        found.extend(reach::find(self));
        found.extend(collisions::find(self));
        found.extend(choices::find(self));
        found.extend(files::find(self));
        Error::sort(&mut found);
        found
    }
}
