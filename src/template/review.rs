//! What a template's author wants to know, beyond what keeps a project from being written: what
//! is of no use, out of reach, or in the way of something else; and what a project would be refused
//! for, by rendering some.

mod choices;
mod collisions;
mod files;
mod partials;
mod pins;
mod reach;
mod texts;
mod trial;
mod unused;
mod worlds;

use std::collections::BTreeSet;

use super::Template;
use crate::error::{Error, ReviewFault, TemplateFault};

impl Template {
    /// Everything that is questionable in it, file by file; what comes from an extended template
    /// is not its fault.
    #[must_use]
    pub fn review(&self) -> Vec<Error> {
        let mut found = unused::find(self);
        found.extend(reach::find(self));
        found.extend(collisions::find(self));
        found.extend(choices::find(self));
        found.extend(files::find(self));
        found.extend(partials::find(self));
        found.extend(pins::find(self));
        found.extend(texts::find(self));
        let tried = trial::find(self);
        // `new` says of twins what can be done about them.
        let twins: BTreeSet<_> = tried.iter().filter(|it| is_twin(it)).filter_map(spot).collect();
        found.retain(|error| {
            !is_meeting(error) || spot(error).is_none_or(|it| !twins.contains(&it))
        });
        // What is said of a place already is not said again.
        let said: BTreeSet<_> = found.iter().filter_map(spot).collect();
        found.extend(tried.into_iter().filter(|it| spot(it).is_none_or(|it| !said.contains(&it))));
        Error::sort(&mut found);
        found
    }
}

/// The file and where in it; of a file as a whole, with what is wrong with it.
fn spot(error: &Error) -> Option<(String, usize, String)> {
    let place = error.place()?;
    let whole = place.text.is_empty() && !is_meeting(error);
    let what = if whole { error.to_string() } else { String::new() };
    Some((place.file.clone(), place.span.start, what))
}

fn is_twin(error: &Error) -> bool {
    matches!(error, Error::Template { fault: TemplateFault::Twins { .. }, .. })
}

/// Whether two files are brought to one path: seen in the manifest, or tried.
fn is_meeting(error: &Error) -> bool {
    let Error::Template { fault, .. } = error else { return false };
    let meets = matches!(fault, TemplateFault::Review(ReviewFault::Meets(_)));
    meets || is_twin(error) || matches!(fault, TemplateFault::Collision { .. })
}
