//! Partials that nothing includes.

use std::collections::BTreeSet;

use crate::error::{Error, ReviewFault};
use crate::render::PARTIALS;
use crate::template::{Template, partials};

/// The partials that no text includes which is more than a partial itself.
pub fn find(template: &Template) -> Vec<Error> {
    let is_partial = |name: &&str| name.starts_with(PARTIALS);
    if !template.engine.text_names().any(|name| is_partial(&name)) {
        return Vec::new();
    }
    let uses = template.engine.uses();
    let (all, texts): (Vec<&str>, Vec<&str>) =
        uses.keys().map(String::as_str).partition(is_partial);
    let included: BTreeSet<&str> =
        texts.into_iter().flat_map(|text| partials::included(&uses, text)).collect();
    let unused = all.into_iter().filter(|partial| !included.contains(partial));
    unused
        .filter(|partial| template.places.is_own(partial))
        .map(|partial| {
            let fault = ReviewFault::Unused { what: "partial", name: partial.to_owned() };
            template.places.file_error(partial, fault.into())
        })
        .collect()
}
