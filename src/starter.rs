//! A repository becomes a template: every spelling of a name becomes an expression.
//!
//! ```text
//! Tree ─→ pieces (text, expression, text …) ─→ Delimiters ─→ Tree of the template ─→ verify
//! ```

mod choose;
mod delimiters;
mod kind;
mod manifest;
mod paths;
mod pieces;
mod replacement;
mod report;
mod scan;
mod verify;

use std::collections::BTreeSet;
use std::str;

use crate::error::{Error, Result, StarterFault, TemplateFault};
use crate::path::RelPath;
use crate::render::Delimiters;
use crate::template::MANIFEST;
use crate::tree::{File, Tree};

use paths::Names;
use pieces::Pieces;
pub use replacement::Replacement;
pub use report::{Left, LeftOut, Omitted, Replaced, Report, Why};

const SUFFIX: &str = ".tera";

/// A template that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its files.
    pub tree: Tree,
    /// What was done and what was not.
    pub report: Report,
}

/// Makes a template called `name` of the files of a repository, and proves that it gives them
/// back. `omitted` is what the repository has besides.
///
/// # Errors
/// A name that occurs nowhere, delimiters that all occur, and a template that is not what it should be.
pub fn template(
    name: &str,
    mut repository: Tree,
    omitted: Vec<Omitted>,
    replacements: &[Replacement],
) -> Result<Made> {
    let mut report = Report { left_out: omitted, ..Report::default() };
    repository = without_bad_links(repository, &mut report);
    let names = Names::of(&repository, replacements);
    let files: Vec<Taken<'_>> = repository
        .iter()
        .map(|(path, file)| Taken::new((path, file), &repository, &names, replacements))
        .collect();
    unused(&files, &repository, replacements)?;
    let delimiters = choose_delimiters(&files)?;
    let mut raw = Vec::new();
    let mut tree = Tree::default();
    let mut origins = verify::Origins::new();
    for file in &files {
        let (path, content) = file.written(&delimiters)?;
        if file.is_raw() {
            raw.push(path.to_string());
        }
        file.tell(&path, &mut report);
        origins.insert(path.clone(), file.path.clone());
        insert(&mut tree, path, content)?;
    }
    let manifest = manifest::text(name, &delimiters, &raw, replacements);
    let path = RelPath::new(MANIFEST).expect("a portable path");
    insert(&mut tree, path, File::regular(manifest.into_bytes()))?;
    verify::check(&tree, &repository, &origins, (replacements, &report.left))?;
    Ok(Made { tree, report })
}

fn insert(tree: &mut Tree, path: RelPath, file: File) -> Result<()> {
    tree.insert(path, file).map_err(|at| {
        let fault = TemplateFault::Collision { first: at.first.to_string(), at };
        Error::Starter(StarterFault::Path(fault))
    })
}

/// A link that no template may write is left out.
fn without_bad_links(tree: Tree, report: &mut Report) -> Tree {
    let bad: BTreeSet<RelPath> = tree.bad_links().map(|(path, _)| path.clone()).collect();
    if bad.is_empty() {
        return tree;
    }
    let mut kept = Tree::default();
    for (path, file) in tree {
        if bad.contains(&path) {
            report.left_out.push(Omitted { path: path.to_string(), why: LeftOut::Link });
        } else {
            kept.insert(path, file).expect("a part of a tree is one");
        }
    }
    // A link to a link that is gone now.
    without_bad_links(kept, report)
}

fn choose_delimiters(files: &[Taken<'_>]) -> Result<Delimiters> {
    let paths = files.iter().map(|file| file.path.as_str());
    let contents = files.iter().filter(|file| file.is_rendered()).filter_map(Taken::text);
    delimiters::choose(paths.chain(contents)).ok_or(Error::Starter(StarterFault::NoDelimiters))
}

fn unused(files: &[Taken<'_>], repository: &Tree, replacements: &[Replacement]) -> Result<()> {
    let is_used = |replacement: &Replacement| {
        files
            .iter()
            .any(|file| file.path_pieces.uses(&replacement.id) || file.pieces.uses(&replacement.id))
    };
    let unused: Vec<Error> = replacements
        .iter()
        .filter(|replacement| !is_used(replacement))
        .map(|replacement| {
            let known = repository.iter().flat_map(|(path, _)| {
                path.as_str().split('/').map(|part| part.split('.').next().unwrap_or(part))
            });
            let known: BTreeSet<String> = known.map(str::to_owned).collect();
            let known = known.into_iter().collect();
            Error::Starter(StarterFault::Unused { name: replacement.name.clone(), known })
        })
        .collect();
    if unused.is_empty() { Ok(()) } else { Err(Error::many(unused)) }
}

/// A file of the repository, taken to pieces.
struct Taken<'t> {
    path: &'t RelPath,
    file: &'t File,
    path_pieces: Pieces<'t>,
    /// Of its text or its link's target; empty where nothing is replaced in it.
    pieces: Pieces<'t>,
    /// Whether another file has its path without the suffix, and might get it.
    is_shadowed: bool,
    /// Names that stay, with their lines.
    left: Vec<Left>,
}

impl<'t> Taken<'t> {
    fn new(
        (path, file): (&'t RelPath, &'t File),
        repository: &Tree,
        names: &Names,
        replacements: &[Replacement],
    ) -> Self {
        let stem = path.as_str().strip_suffix(SUFFIX);
        let is_shadowed = stem.is_some_and(|stem| repository.get(stem).is_some());
        let mut left = Vec::new();
        let mut path_pieces = Pieces::of_path(path.as_str(), names, replacements);
        let name = paths::last(path.as_str());
        let text = text(file);
        if text.is_none() && name.ends_with(SUFFIX) {
            // It must stay raw, and so must its path.
            path_pieces = Pieces::default();
        }
        left.extend(path_pieces.left(path, path.as_str(), replacements, None));
        let pieces = match (file, text) {
            (File::Link { target }, _) => Pieces::of_path(target, names, replacements),
            (_, Some(text)) if !kind::is_lock(name) => {
                Pieces::of_text(text, kind::Kind::of(name), names, replacements)
            }
            _ => Pieces::default(),
        };
        match (file, text) {
            (File::Link { target }, _) => {
                left.extend(pieces.left(path, target, replacements, None));
            }
            (File::Regular { bytes, .. }, None) => {
                let bytes = String::from_utf8_lossy(bytes);
                left.extend(pieces.left(path, &bytes, replacements, Some(Why::Binary)));
            }
            (_, Some(text)) => {
                let why = kind::is_lock(name).then_some(Why::Lock);
                left.extend(pieces.left(path, text, replacements, why));
            }
        }
        Self { path, file, path_pieces, pieces, is_shadowed, left }
    }

    fn text(&self) -> Option<&'t str> {
        text(self.file)
    }

    fn has_suffix(&self) -> bool {
        self.path.as_str().ends_with(SUFFIX)
    }

    /// Whether its content becomes a text of the template: a file that ends like one and whose
    /// path has an expression, or may be another one's, cannot be kept from it.
    fn is_rendered(&self) -> bool {
        let must_be = self.has_suffix() && (self.is_shadowed || !self.path_pieces.is_empty());
        self.text().is_some() && (!self.pieces.is_empty() || must_be)
    }

    fn is_raw(&self) -> bool {
        self.has_suffix() && !self.is_rendered()
    }

    /// Where and how it stands in the template.
    fn written(&self, delimiters: &Delimiters) -> Result<(RelPath, File)> {
        let suffix = if self.is_rendered() { SUFFIX } else { "" };
        let path = self.path_pieces.in_path(self.path.as_str(), delimiters);
        let path = format!("base/{path}{suffix}");
        let path = RelPath::new(&path).map_err(|fault| {
            let fault = TemplateFault::Path { path: path.clone(), fault };
            Error::Starter(StarterFault::Path(fault))
        })?;
        let file = match self.file {
            File::Link { target } => File::Link { target: self.pieces.in_path(target, delimiters) },
            File::Regular { executable, .. } if self.is_rendered() => {
                let text = self.pieces.in_text(self.text().unwrap_or_default(), delimiters);
                File::Regular { bytes: text.into_bytes().into(), executable: *executable }
            }
            file @ File::Regular { .. } => file.clone(),
        };
        Ok((path, file))
    }

    fn tell(&self, template_path: &RelPath, report: &mut Report) {
        if !self.path_pieces.is_empty() {
            let to = template_path.as_str().to_owned();
            report.renamed.push((self.path.to_string(), to));
        }
        report.replaced.extend(self.pieces.counts().into_iter().map(|((found, how), times)| {
            let (path, spelling) = (self.path.to_string(), found.to_owned());
            Replaced { path, spelling, expression: how, times }
        }));
        report.left.extend(self.left.iter().cloned());
    }
}

fn text(file: &File) -> Option<&str> {
    match file {
        File::Regular { bytes, .. } => str::from_utf8(bytes).ok(),
        File::Link { .. } => None,
    }
}
