//! A project as its repository has it, whatever the checkout makes of it.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::attributes::Attributes;
use super::checkout::{Checkout, Way};
use super::scratch::{self, Entries, Entry, Scratch};
use crate::error::Result;
use crate::path::RelPath;
use crate::tree::{File, Tree};

impl Checkout {
    /// `disk`, what stands at the paths of a template, as the repository has it or `git add` would
    /// store it. `templates` are renderings, those first that explain the files best: where one has
    /// exactly what is on disk, nobody has to ask.
    ///
    /// # Errors
    /// git cannot tell.
    pub fn yours(&self, disk: &Tree, templates: [&Tree; 2]) -> Result<Tree> {
        let known = |path: &RelPath| templates.iter().find_map(|tree| tree.get(path.as_str()));
        let differ: BTreeMap<&RelPath, &File> =
            disk.iter().filter(|(path, file)| known(path) != Some(file)).collect();
        let attributes = self.attributes(differ.keys().copied())?;
        let converted = self.converted(&differ, &attributes, &known)?;
        let regular = |file: &&File| matches!(file, File::Regular { .. });
        let modes = !self.modes && differ.values().any(regular);
        if !modes && !self.is_sparse() && converted.is_empty() {
            return Ok(disk.clone());
        }
        let tracked = scratch::entries(&self.repository)?;
        let mut contents = self.contents(&converted, &tracked)?;
        self.undo_filters(&mut contents, &attributes, &known)?;
        let mut yours = Tree::default();
        for (path, file) in disk {
            let file = match file {
                File::Regular { bytes, executable } if differ.contains_key(path) => {
                    let entry = tracked.get(&self.repository.path(path.as_str()));
                    let executable = self.executable(entry, known(path), *executable);
                    match contents.remove(path) {
                        Some(Stored { bytes, link: true }) => link(&bytes).unwrap_or(file.clone()),
                        Some(Stored { bytes, .. }) => File::Regular { bytes, executable },
                        None => File::Regular { bytes: bytes.clone(), executable },
                    }
                }
                file => file.clone(),
            };
            // A path of `disk` is one of this tree, too.
            let _ = yours.insert(path.clone(), file);
        }
        if self.is_sparse() {
            for (path, file) in self.left_out(templates, disk, &tracked)? {
                // Nothing on the disk claims it.
                let _ = yours.insert(path, file);
            }
        }
        Ok(yours)
    }

    /// Those of `files` whose content git may have otherwise. What goes through a filter that does
    /// not run here is as it is on the disk: nobody knows more of it.
    fn converted<'f, 't>(
        &self,
        files: &BTreeMap<&'f RelPath, &'f File>,
        attributes: &BTreeMap<&RelPath, Attributes>,
        known: &dyn Fn(&RelPath) -> Option<&'t File>,
    ) -> Result<Vec<&'f RelPath>> {
        let mut converted = Vec::new();
        for (path, file) in files {
            let File::Regular { bytes, .. } = file else { continue };
            let linked = !self.links && matches!(known(path), Some(File::Link { .. }));
            let changes = attributes.get(path).is_some_and(|it| self.converts(it, bytes, Way::In));
            if linked || changes {
                converted.push(*path);
            }
        }
        let names: Vec<String> =
            converted.iter().map(|path| self.repository.path(path.as_str())).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let filtered = self.repository.filtered(&names)?;
        converted.retain(|path| !filtered.contains_key(&self.repository.path(path.as_str())));
        Ok(converted)
    }

    fn executable(&self, entry: Option<&Entry>, template: Option<&File>, on_disk: bool) -> bool {
        match (self.modes, entry, template) {
            (true, ..) => on_disk,
            (false, Some(entry), _) => entry.mode == "100755",
            (false, None, Some(File::Regular { executable, .. })) => *executable,
            (false, None, _) => false,
        }
    }

    /// What the repository has of these files, or would have.
    fn contents<'p>(
        &self,
        paths: &[&'p RelPath],
        tracked: &Entries,
    ) -> Result<BTreeMap<&'p RelPath, Stored>> {
        if paths.is_empty() {
            return Ok(BTreeMap::new());
        }
        let scratch = Scratch::of(&self.repository)?;
        let names: Vec<String> =
            paths.iter().map(|path| self.repository.path(path.as_str())).collect();
        scratch.add(&names.iter().map(String::as_str).collect::<Vec<_>>(), None)?;
        let entries = scratch.entries()?;
        let found = names.iter().map(|name| entries.get(name).or_else(|| tracked.get(name)));
        let found: Vec<_> =
            paths.iter().zip(found).filter_map(|(path, it)| Some((*path, it?))).collect();
        let ids: Vec<&str> = found.iter().map(|(_, entry)| entry.id.as_str()).collect();
        let contents = scratch.contents(&ids)?;
        let stored = found.into_iter().zip(contents).filter_map(|((path, entry), bytes)| {
            Some((path, Stored { bytes: bytes?, link: entry.mode == "120000" }))
        });
        Ok(stored.collect())
    }

    /// Where a filter would change what the template writes, the template has the file as people
    /// see it, and not as git stores it. Such a file is compared as people see it.
    fn undo_filters<'t>(
        &self,
        contents: &mut BTreeMap<&RelPath, Stored>,
        attributes: &BTreeMap<&RelPath, Attributes>,
        known: &dyn Fn(&RelPath) -> Option<&'t File>,
    ) -> Result<()> {
        let filtered = contents
            .keys()
            .copied()
            .filter(|path| attributes.get(path).is_some_and(|it| it.filter));
        let files: Vec<(&RelPath, &File)> =
            filtered.filter_map(|path| Some((path, known(path)?))).collect();
        if files.is_empty() {
            return Ok(());
        }
        for ((path, file), stored) in files.iter().zip(self.stored(&files)?) {
            let (File::Regular { bytes, .. }, Some(stored)) = (file, stored) else { continue };
            if stored == *bytes {
                continue;
            }
            if contents.get(path).is_some_and(|yours| yours.bytes == stored) {
                contents.insert(path, Stored { bytes: bytes.clone(), link: false });
            } else {
                contents.remove(path);
            }
        }
        Ok(())
    }
}

/// What a repository has of a file.
struct Stored {
    bytes: Bytes,
    link: bool,
}

fn link(target: &[u8]) -> Option<File> {
    let target = std::str::from_utf8(target).ok()?;
    Some(File::Link { target: target.to_owned() })
}
