//! From a template's files to a checked template.

use std::collections::BTreeMap;
use std::ops::Range;
use std::str;

use toml::Spanned;

use crate::error::{Error, Result, TemplateFault};
use crate::glob::Glob;
use crate::manifest::{Manifest, Version, VersionReq};
use crate::render::Engine;
use crate::tree::{File, Tree};

use super::expression::{Excerpt, excerpts};
use super::extend::{self, Composed};
use super::layers::{Layers, MANIFEST};
use super::places::Places;
use super::{Component, SUFFIX, Source, Template, lint, loops, migrations, partials, path_text};

impl Template {
    /// Checks a template's files.
    ///
    /// # Errors
    /// Everything that is wrong with them, at once.
    pub fn load(layers: Layers) -> Result<Self> {
        let mut problems = Vec::new();
        let own: Manifest = match layers.parse_own(MANIFEST) {
            Ok(manifest) => manifest,
            Err(problem) => {
                // Of the files, only what is said beside them can be judged now.
                let reader = Reader { layers: &layers, tree: &layers.own.tree };
                problems.push(problem);
                reader.components(&mut problems);
                return Err(Error::many(problems));
            }
        };
        require(&layers, own.requires.as_ref())?;
        let Composed { mut manifest, parent, pins, tree, removed } =
            extend::compose(&layers, own, &mut problems)?;
        problems.extend(refuse_delimiters(&layers, &mut manifest));
        let reader = Reader { layers: &layers, tree: &tree };
        let (mut components, broken) = reader.components(&mut problems);
        problems.extend(extend::needed(&layers, &removed, &mut components));
        problems.extend(extend::component_defaults(&layers, &manifest, &mut components));
        problems.extend(lint::declarations(&reader, &manifest, &components));
        let mut sources = reader.sources(&manifest, &mut problems);
        problems.extend(loops::assign(&reader, &manifest, &components, &mut sources));
        problems.extend(lint::copies(&reader, &manifest, &sources));
        let faults = migrations::faults(&manifest, &components, &sources);
        problems.extend(faults.into_iter().map(|(at, it)| reader.error(MANIFEST, at, it)));
        let excerpts = excerpts(&manifest, &components);
        let mut texts = reader.texts(&excerpts, &sources, &mut problems);
        texts.extend(partials::texts(&reader, &tree, &mut problems));
        let embedded = layers.own.embedded;
        let (label, revision) = (layers.own.label.clone(), layers.own.revision.clone());
        let places = Places::new(layers, excerpts);
        let (engine, faults) = Engine::new(&manifest.delimiters(), texts);
        problems.extend(faults.into_iter().map(|fault| places.fault(fault)));
        let removed = removed.iter().map(|id| id.get_ref().as_str());
        let absent = removed.chain(broken.iter().map(String::as_str));
        let absent = absent.map(|id| id.replace('-', "_")).collect();
        let template = Self {
            label,
            revision,
            embedded,
            manifest,
            parent,
            components,
            absent,
            pins,
            sources,
            engine,
            places,
        };
        problems.extend(lint::names(&template));
        problems.extend(loops::without_the_name(&template));
        Error::sort(&mut problems);
        if problems.is_empty() { Ok(template) } else { Err(Error::many(problems)) }
    }
}

fn require(layers: &Layers, requires: Option<&Spanned<VersionReq>>) -> Result<()> {
    let ours = Version::parse(env!("CARGO_PKG_VERSION")).expect("Cargo checks its version");
    match requires {
        Some(wanted) if !wanted.get_ref().matches(&ours) => {
            let fault = TemplateFault::Requires(wanted.get_ref().to_string());
            Err(layers.error(MANIFEST, wanted.span(), fault))
        }
        _ => Ok(()),
    }
}

/// Delimiters that cannot be told apart are an error; the rest is checked with the default ones.
fn refuse_delimiters(layers: &Layers, manifest: &mut Manifest) -> Option<Error> {
    let fault = manifest.delimiters().fault()?;
    let said = manifest.delimiters.take()?;
    Some(layers.error(MANIFEST, said.span(), TemplateFault::Syntax(fault)))
}

/// A template's files while they are being checked.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    layers: &'a Layers,
    /// The files of all layers.
    tree: &'a Tree,
}

impl Reader<'_> {
    /// An error at these bytes of a file of the template.
    pub(super) fn error(&self, path: &str, span: Range<usize>, fault: TemplateFault) -> Error {
        self.layers.error(path, span, fault)
    }

    /// Whether these bytes of the manifest are those of the extended template.
    pub(super) fn is_inherited(&self, span: &Range<usize>) -> bool {
        self.layers.is_inherited(span)
    }

    /// The components, and the ids of those that say nothing understandable.
    fn components(&self, problems: &mut Vec<Error>) -> (Vec<Component>, Vec<String>) {
        let (mut components, mut broken) = (Vec::new(), Vec::new());
        for (path, _) in self.tree {
            let path = path.as_str();
            let inside = path.strip_prefix("components/");
            let id = inside.and_then(|path| path.strip_suffix("/component.toml"));
            let Some(id) = id.filter(|id| !id.contains('/')).map(str::to_owned) else { continue };
            match self.layers.parse(path) {
                Ok(manifest) => components.push(Component { id, manifest }),
                Err(problem) => {
                    problems.push(problem);
                    broken.push(id);
                }
            }
        }
        (components, broken)
    }

    fn is_component(&self, id: &str) -> bool {
        self.tree.get(&format!("components/{id}/component.toml")).is_some()
    }

    fn raw(&self, manifest: &Manifest, problems: &mut Vec<Error>) -> Vec<Glob> {
        let mut globs = Vec::new();
        for pattern in &manifest.raw {
            match Glob::new(pattern.get_ref()) {
                Ok(glob) => globs.push(glob),
                Err(fault) => {
                    problems.push(self.error(MANIFEST, pattern.span(), TemplateFault::Glob(fault)));
                }
            }
        }
        globs
    }

    fn sources(&self, manifest: &Manifest, problems: &mut Vec<Error>) -> Vec<Source> {
        let delimiters = manifest.delimiters();
        let raw = self.raw(manifest, problems);
        let mut sources = Vec::new();
        for (path, file) in self.tree {
            let text = path.as_str();
            let (component, output) = if let Some(output) = text.strip_prefix("base/") {
                (None, output)
            } else if let Some((id, rest)) =
                text.strip_prefix("components/").and_then(|rest| rest.split_once('/'))
            {
                match rest.strip_prefix("files/") {
                    Some(output) if self.is_component(id) => (Some(id.to_owned()), output),
                    None if rest == "component.toml" => continue,
                    _ => {
                        problems.push(self.error(text, 0..0, TemplateFault::Stray));
                        continue;
                    }
                }
            } else {
                continue;
            };
            let raw = raw.iter().any(|glob| glob.matches(text));
            let stripped = output.strip_suffix(SUFFIX).filter(|_| !raw);
            sources.push(Source {
                component,
                path: path.clone(),
                output: stripped.unwrap_or(output).to_owned(),
                path_rendered: !raw && delimiters.open(output),
                rendered: match file {
                    File::Regular { .. } => stripped.is_some(),
                    File::Link { target } => !raw && delimiters.open(target),
                },
                each: None,
                file: file.clone(),
            });
        }
        sources
    }

    /// Every text of the template that tera will see, by the name an error shows.
    fn texts(
        &self,
        excerpts: &[Excerpt],
        sources: &[Source],
        problems: &mut Vec<Error>,
    ) -> BTreeMap<String, String> {
        let named = |excerpt: &Excerpt| (excerpt.name.clone(), excerpt.text.clone());
        let mut texts: BTreeMap<String, String> = excerpts.iter().map(named).collect();
        for source in sources {
            let path = source.path.as_str();
            if source.path_rendered {
                texts.insert(path_text(path), source.output.clone());
            }
            if source.rendered {
                let bytes = match &source.file {
                    File::Regular { bytes, .. } => bytes,
                    File::Link { target } => target.as_bytes(),
                };
                match str::from_utf8(bytes) {
                    Ok(text) => drop(texts.insert(path.to_owned(), text.to_owned())),
                    Err(_) => problems.push(self.error(path, 0..0, TemplateFault::Encoding)),
                }
            }
        }
        texts
    }
}
