//! Brings what a project remembers to the names of a newer template.

use std::collections::BTreeSet;

use crate::manifest::Migration;
use crate::path::RelPath;
use crate::record::Record;
use crate::template::{Rendering, Template};

/// Applies the template's migrations to the record and the last rendering of a project that an
/// older version of it wrote: ids get their new names, files know the template's file that
/// stands for theirs now, and defaults that shall reach the project are forgotten.
pub fn migrate(template: &Template, record: &mut Record, last: &mut Rendering) {
    let manifest = &template.manifest;
    if record.template.name != manifest.name {
        return;
    }
    let wanted = |migration: &&Migration| migration.from.matches(&record.template.version);
    let wanted: Vec<&Migration> = manifest.migrations.iter().filter(wanted).collect();
    for migration in wanted {
        rename(migration, record);
        for id in &migration.default {
            if record.answers.get(id.get_ref()).is_some_and(|recorded| !recorded.chosen) {
                record.answers.remove(id.get_ref());
            }
        }
        for (old, new) in &migration.moves {
            // A checked template moves to paths only.
            let Ok(new) = RelPath::new(new.get_ref()) else { continue };
            let moved = last.sources.values_mut().filter(|source| source.as_str() == old.get_ref());
            moved.for_each(|source| *source = new.clone());
        }
    }
}

fn rename(migration: &Migration, record: &mut Record) {
    let renamed = |id: String| {
        let new = migration.rename.iter().find(|(old, _)| *old.get_ref() == id);
        new.map_or(id, |(_, new)| new.get_ref().clone())
    };
    let answers = std::mem::take(&mut record.answers);
    record.answers = answers.into_iter().map(|(id, answer)| (renamed(id), answer)).collect();
    let components: BTreeSet<String> = std::mem::take(&mut record.components);
    record.components = components.into_iter().map(renamed).collect();
}
