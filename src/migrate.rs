//! Brings what a project remembers to the names of a newer template.

use std::collections::BTreeSet;

use crate::manifest::Migration;
use crate::path::RelPath;
use crate::record::{Last, Record};
use crate::template::Template;

/// Applies the template's migrations to what an older version of it left: ids get their new
/// names, files know the template's file that stands for theirs now, and defaults that shall
/// reach the project are forgotten.
pub fn migrate(template: &Template, record: &mut Record, last: &mut Last) {
    for migration in wanted(template, &last.record) {
        for (old, new) in &migration.moves {
            for source in last.rendering.sources.values_mut() {
                // Below the file is the item that it was written for.
                let item = source.as_str().strip_prefix(old.get_ref());
                let item = item.filter(|rest| rest.is_empty() || rest.starts_with('/'));
                // A checked template moves to paths only.
                if let Some(Ok(moved)) = item.map(|it| RelPath::new(&(new.get_ref().clone() + it)))
                {
                    *source = moved;
                }
            }
        }
    }
    for record in [record, &mut last.record] {
        for migration in wanted(template, record) {
            rename(migration, record);
            for id in &migration.default {
                if record.answers.get(id.get_ref()).is_some_and(|recorded| !recorded.chosen) {
                    record.answers.remove(id.get_ref());
                }
            }
        }
    }
}

/// The migrations that a project with this record needs.
fn wanted<'t>(template: &'t Template, record: &Record) -> Vec<&'t Migration> {
    let needed = |(name, migration): &(&str, &Migration)| {
        record.template.version_of(name).is_some_and(|version| migration.from.matches(version))
    };
    template.migrations().filter(needed).map(|(_, migration)| migration).collect()
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
