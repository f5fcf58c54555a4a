//! The names of files and directories, and references to them.

use std::collections::{BTreeMap, BTreeSet};

use crate::path::RelPath;
use crate::tree::Tree;

use super::Replacement;
use super::choose::{Spot, Style};
use super::kind::{self, Kind};
use super::scan::hits;

/// The names in a repository's paths. One name is spelt the same in all of them.
pub(super) struct Names {
    /// By name, the style of what is replaced in it; none if nothing is.
    styles: BTreeMap<String, Option<Style>>,
}

impl Names {
    pub fn of(tree: &Tree, replacements: &[Replacement]) -> Self {
        let packages = packages(tree);
        let mut styles: BTreeMap<String, Option<Style>> = BTreeMap::new();
        for (path, _) in tree {
            let dirs = path.ancestors().map(|dir| (dir, packages.contains(dir)));
            let file = (path.as_str(), Kind::of(last(path.as_str())).is_code());
            for (path, is_code) in dirs.chain([file]) {
                let name = last(path);
                let style = hits(name, replacements).first().map(|hit| {
                    let spot = Spot::new(name, hit);
                    let egg = spot.after == ".egg-info" || spot.after == ".dist-info";
                    let usual = if is_code || egg { Style::Identifier } else { Style::Host };
                    spot.neighbours().unwrap_or(usual)
                });
                let known = styles.entry(name.to_owned()).or_insert(style);
                if style == Some(Style::Identifier) {
                    *known = style;
                }
            }
        }
        Self { styles }
    }

    /// The style of what is replaced in the file or directory `name`.
    pub fn style(&self, name: &str) -> Option<Style> {
        *self.styles.get(name)?
    }

    fn knows(&self, name: &str) -> bool {
        self.styles.contains_key(name)
    }

    /// The style of a name that is part of a path of the repository, as far as can be told.
    pub fn reference(&self, spot: &Spot<'_>) -> Option<Style> {
        let (run, at) = spot.run(|c| c.is_alphanumeric() || "-_.@+~/".contains(c));
        let start = run[..at].rfind('/').map_or(0, |slash| slash + 1);
        let end = run[at..].find('/').map_or(run.len(), |slash| at + slash);
        let name = run[start..end].trim_end_matches('.');
        let style = self.style(name)?;
        if !run.contains('/') {
            // A directory may be anything else of this name.
            return name.contains('.').then_some(style);
        }
        let (url, from) = spot.run(|c| !c.is_whitespace() && !"\"'`<>()[]{},;|=".contains(c));
        let above = run[..start].trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let below =
            run[end..].strip_prefix('/').map(|rest| rest.split('/').next().unwrap_or_default());
        let first = run.split('/').next().unwrap_or_default();
        let known = if url[..from].contains("://") {
            start > 0 && self.knows(above)
        } else if start == 0 {
            below.is_some_and(|below| below.is_empty() || self.knows(below))
        } else {
            ["", ".", "..", "~"].contains(&first) || self.knows(first)
        };
        known.then_some(style)
    }
}

/// The directories with source in or below them that are no project of their own.
fn packages(tree: &Tree) -> BTreeSet<&str> {
    let parent = |path: &RelPath| path.ancestors().last().map(str::len);
    let files = || tree.iter().map(|(path, _)| (path, last(path.as_str())));
    let projects: BTreeSet<&str> = files()
        .filter(|(_, name)| kind::marks_project(name))
        .filter_map(|(path, _)| Some(&path.as_str()[..parent(path)?]))
        .collect();
    let sources = files().filter(|(_, name)| Kind::of(name).is_code());
    sources.flat_map(|(path, _)| path.ancestors()).filter(|dir| !projects.contains(dir)).collect()
}

pub(super) fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
