//! Files for one path that answers can bring together.

use std::collections::BTreeMap;

use super::worlds;
use crate::error::{Error, ReviewFault};
use crate::path::folded;
use crate::render::Scope;
use crate::template::{Expression, Source, Template};

pub fn find(template: &Template) -> Vec<Error> {
    // As some file systems compare them.
    let mut by_path: BTreeMap<String, Vec<&Source>> = BTreeMap::new();
    for source in &template.sources {
        by_path.entry(folded(&source.output)).or_default().push(source);
    }
    let mut found = Vec::new();
    for (path, sources) in &by_path {
        let above =
            path.match_indices('/').filter_map(|(at, _)| by_path.get(&path[..at])).flatten();
        let others: Vec<&&Source> = above.collect();
        for (index, second) in sources.iter().enumerate() {
            let first = sources[..index].iter().chain(others.iter().copied());
            let first = first.copied().find(|first| meet(template, first, second));
            if let Some(first) = first {
                let fault = ReviewFault::Meets(first.path.to_string());
                found.push(template.source_error(&second.path, fault.into()));
            }
        }
    }
    found
}

/// Whether some answers bring both; if nobody can tell, the pairs of answers will.
fn meet(template: &Template, one: &Source, other: &Source) -> bool {
    let owners: Vec<&str> = [one, other].iter().filter_map(|it| it.component.as_deref()).collect();
    let conditions: Vec<Expression<'_>> =
        owners.iter().map(|id| Expression::Component(id)).collect();
    let is_own = |source: &Source| template.places.is_own(source.path.as_str());
    if !is_own(one) && !is_own(other) {
        return false;
    }
    let Some(worlds) = worlds::of(template, &conditions) else { return false };
    let written = |id: &str, scope: &Scope| match template.component(id) {
        Some(component) if component.selectable() => true,
        _ => template.holds(&Expression::Component(id), scope).unwrap_or(false),
    };
    worlds.iter().any(|scope| owners.iter().all(|id| written(id, scope)))
}
