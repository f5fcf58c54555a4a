//! Files that nothing is done with.

use crate::error::{Error, ReviewFault, is_slip};
use crate::template::{SUFFIX, Template};

/// The directories of a template that mean something.
const KNOWN: [&str; 4] = ["base", "components", "partials", "tests"];

/// Files to be rendered, or in a directory that reads like one of those, that are in none of them.
pub fn find(template: &Template) -> Vec<Error> {
    let mut found = Vec::new();
    for path in template.places.own_paths() {
        let (top, inside) = path.split_once('/').unwrap_or((path, ""));
        if !inside.is_empty() && KNOWN.contains(&top) {
            continue;
        }
        let near = KNOWN.iter().find(|known| !inside.is_empty() && is_slip(top, known));
        if path.ends_with(SUFFIX) || near.is_some() {
            let near = near.map(|known| (*known).to_owned());
            found.push(template.places.file_error(path, ReviewFault::Unreachable { near }.into()));
        }
    }
    found
}
