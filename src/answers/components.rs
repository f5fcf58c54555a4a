//! Which components a user gets.

use std::collections::BTreeSet;

use super::Given;
use crate::error::{Error, Result};
use crate::template::{Component, Template};

/// The components the user gets: the defaults or the list, plus `with` and what it needs,
/// minus `without`.
pub(super) fn chosen_components(template: &Template, given: &Given) -> Result<BTreeSet<String>> {
    let known: Vec<String> = template.selectable().map(|component| component.id.clone()).collect();
    let named = given.with.iter().chain(&given.without).map(|id| (id, None));
    let listed = given
        .exactly
        .iter()
        .flat_map(|listed| listed.components.iter().map(move |id| (id, listed.place.as_ref())));
    if let Some((id, place)) = named.chain(listed).find(|(id, _)| !known.contains(id)) {
        return Err(Error::UnknownComponent { id: id.clone(), known, place: place.cloned() });
    }
    let preselected = |component: &&Component| match &given.exactly {
        Some(listed) => listed.components.contains(&component.id),
        None => component.manifest.default == Some(true),
    };
    let mut chosen: BTreeSet<String> = BTreeSet::new();
    for component in template.selectable().filter(|c| given.with.contains(&c.id)) {
        let wanted = with_needs(template, &component.id);
        if let Some(without) = wanted.iter().find(|id| given.without.contains(*id)) {
            return Err(Error::Contradiction {
                without: without.clone(),
                with: component.id.clone(),
            });
        }
        chosen.extend(wanted);
    }
    // A default that needs something excluded goes with it.
    for component in template.selectable().filter(preselected) {
        let wanted = with_needs(template, &component.id);
        if wanted.is_disjoint(&given.without) {
            chosen.extend(wanted);
        }
    }
    Ok(chosen)
}

/// The component `id` and all that it needs.
#[must_use]
pub fn with_needs(template: &Template, id: &str) -> BTreeSet<String> {
    let mut wanted = BTreeSet::new();
    let mut open = vec![id.to_owned()];
    while let Some(id) = open.pop() {
        if let Some(component) = template.component(&id)
            && wanted.insert(id)
        {
            open.extend(component.manifest.needs.iter().map(|needed| needed.get_ref().clone()));
        }
    }
    wanted
}

/// The components of a user who says nothing about them.
///
/// # Errors
/// None of its own; a checked template has no unknown component.
pub fn default_components(template: &Template) -> Result<BTreeSet<String>> {
    chosen_components(template, &Given::default())
}
