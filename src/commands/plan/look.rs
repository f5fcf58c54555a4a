//! What is in the project, and what becomes of it: decided before anybody is asked, and again if
//! it has changed since.

use std::collections::BTreeSet;
use std::path::Path;

use super::Plan;
use crate::error::Result;
use crate::merge::lines::has_markers;
use crate::merge::{self, Merge, Sides};
use crate::path::RelPath;
use crate::record;
use crate::runaway::Watch;
use crate::template::Rendering;
use crate::tree::{File, Tree};
use crate::{git, project};

/// What was found at the paths of the template, and what comes of it.
struct Seen {
    /// As it is on the disk.
    disk: Tree,
    /// As git has it.
    yours: Tree,
    merge: Merge,
}

impl Plan<'_> {
    /// Looks at the project, and decides what becomes of it. Whether it is another one than it was.
    pub(super) fn look(&mut self) -> Result<bool> {
        let manifest = &self.template.manifest;
        let label = format!("{} {}", manifest.name, manifest.version);
        let Seen { disk: mut seen, yours, merge } = self.merged(&label)?;
        self.unresolved = unresolved(&merge, &yours, &self.new);
        self.merge = merge;
        let there = project::files(self.root(), self.new_record.iter().map(|(path, _)| path))?;
        let former = former(self.root())?;
        self.record = changed(&there, &self.new_record);
        self.record.extend(former.iter().map(|(path, _)| (path.clone(), None)));
        for (path, file) in there.into_iter().chain(former) {
            // No template writes to the record.
            let _ = seen.insert(path, file);
        }
        let changed = seen != self.seen;
        self.seen = seen;
        Ok(changed)
    }

    /// What the project has, and what becomes of it.
    ///
    /// A file that cannot be merged gets the new version beside it, under a name that is known only
    /// then: as long as there are such names, what stands there is looked at, too.
    fn merged(&self, label: &str) -> Result<Seen> {
        let (last, new, root) = (&self.target.last, &self.new, self.root());
        let checkout = self.checkout.as_ref();
        let paths = last.tree.iter().chain(&new.tree);
        let mut wanted: BTreeSet<RelPath> = paths.map(|(path, _)| path.clone()).collect();
        loop {
            let disk = project::files(root, &wanted)?;
            let yours = match checkout {
                Some(checkout) => checkout.yours(&disk, [&last.tree, &new.tree])?,
                None => disk.clone(),
            };
            let yours = git::without_nested(root, checkout, yours, &wanted)?;
            let merge = merge::merge(&Sides { last, yours: &yours, new, label });
            let before = wanted.len();
            wanted.extend(merge.edits.keys().cloned());
            if wanted.len() == before {
                return Ok(Seen { disk, yours, merge });
            }
        }
    }

    pub(super) fn look_again(&mut self) -> Result<bool> {
        let _watch = Watch::over(&self.template.label);
        self.look()
    }
}

/// The files of `tree` that are not `there` as they are in it.
fn changed(there: &Tree, tree: &Tree) -> Vec<(RelPath, Option<File>)> {
    let changed = tree.iter().filter(|(path, file)| there.get(path.as_str()) != Some(file));
    changed.map(|(path, file)| (path.clone(), Some(file.clone()))).collect()
}

/// The rendering of a record of the first format, which the new one takes the place of.
pub(super) fn former(root: &Path) -> Result<Option<(RelPath, File)>> {
    let path = RelPath::new(record::RENDERING_1).expect("a path of ours is portable");
    Ok(project::files(root, [&path])?.into_iter().next())
}

/// The files that have markers once the update is done, but for its own conflicts.
fn unresolved(merge: &Merge, yours: &Tree, new: &Rendering) -> Vec<RelPath> {
    let own: Vec<&RelPath> = merge.conflicts().map(|(path, _)| path).collect();
    let marked = |path: &&RelPath| {
        let file = match merge.edits.get(*path) {
            Some(edit) => edit.as_ref(),
            None => yours.get(path.as_str()),
        };
        matches!(file, Some(File::Regular { bytes, .. }) if has_markers(bytes))
    };
    let paths = new.tree.iter().map(|(path, _)| path).filter(|path| !own.contains(path));
    paths.filter(marked).cloned().collect()
}
