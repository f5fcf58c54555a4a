//! What is checked in the migrations of a template: they lead from what is gone to what there is.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;

use super::lint::Found;
use super::{Component, Source};
use crate::error::TemplateFault;
use crate::manifest::{Manifest, Migration};
use crate::question::Question;

/// Problems of all migrations.
pub(super) fn faults(
    manifest: &Manifest,
    components: &[Component],
    sources: &[Source],
) -> Vec<Found> {
    let questions: BTreeSet<&str> = manifest.questions.iter().map(Question::id).collect();
    let selectable = components.iter().filter(|component| component.selectable());
    let ids: BTreeSet<&str> =
        questions.iter().copied().chain(selectable.map(|it| it.id.as_str())).collect();
    let files: BTreeSet<&str> = sources.iter().map(|source| source.path.as_str()).collect();
    let faults = |migration: &Migration| {
        let unknown_id = |name: &str| TemplateFault::Undeclared {
            name: name.to_owned(),
            declared: ids.iter().map(|id| (*id).to_owned()).collect(),
        };
        let mut faults = steps(&migration.rename, &ids, unknown_id);
        faults.extend(steps(&migration.moves, &files, |path| TemplateFault::NoFile(path.into())));
        let other =
            migration.default.iter().filter(|id| !questions.contains(id.get_ref().as_str()));
        faults.extend(other.map(|id| (id.span(), unknown_id(id.get_ref()))));
        faults
    };
    manifest.migrations.iter().flat_map(faults).collect()
}

/// Every step ends at something there is, and starts at something there is no more: while it is
/// there, nobody knows which of the two a project means.
fn steps(
    steps: &BTreeMap<Spanned<String>, Spanned<String>>,
    known: &BTreeSet<&str>,
    unknown: impl Fn(&str) -> TemplateFault,
) -> Vec<Found> {
    let mut faults = Vec::new();
    for (old, new) in steps {
        if known.contains(old.get_ref().as_str()) {
            faults.push((old.span(), TemplateFault::StillThere(old.get_ref().clone())));
        }
        if !known.contains(new.get_ref().as_str()) {
            faults.push((new.span(), unknown(new.get_ref())));
        }
    }
    faults
}
