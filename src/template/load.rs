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

use super::expression::{Excerpt, Places, excerpts};
use super::extend::{self, Composed};
use super::layers::{Layers, MANIFEST};
use super::{Component, SUFFIX, Source, Template, lint, loops, migrations, partials, path_text};

impl Template {
    /// Checks a template's files.
    ///
    /// # Errors
    /// Everything that is wrong with them, at once.
    pub fn load(layers: Layers) -> Result<Self> {
        let own: Manifest = layers.parse_own(MANIFEST)?;
        require(&layers, own.requires.as_ref())?;
        let mut problems = Vec::new();
        let Composed { mut manifest, parent, pins, tree, removed } =
            extend::compose(&layers, own, &mut problems)?;
        problems.extend(refuse_delimiters(&layers, &mut manifest));
        let reader = Reader { layers: &layers, tree: &tree };
        let mut components = reader.components()?;
        problems.extend(extend::needed(&layers, &removed, &mut components));
        problems.extend(extend::component_defaults(&layers, &manifest, &mut components));
        problems.extend(lint::declarations(&reader, &manifest, &components));
        let mut sources = reader.sources(&manifest, &mut problems);
        problems.extend(loops::assign(&reader, &manifest, &components, &mut sources));
        let faults = migrations::faults(&manifest, &components, &sources);
        problems.extend(faults.into_iter().map(|(at, it)| reader.error(MANIFEST, at, it)));
        let excerpts = excerpts(&manifest, &components);
        let mut texts = reader.texts(&excerpts, &sources, &mut problems);
        texts.extend(partials::texts(&reader, &tree, &mut problems));
        let embedded = layers.own.embedded;
        let (label, revision) = (layers.own.label.clone(), layers.own.revision.clone());
        let places = Places::new(layers, excerpts);
        let engine = match Engine::new(&manifest.delimiters(), texts) {
            Ok(engine) => engine,
            Err(faults) => {
                problems.extend(faults.into_iter().map(|fault| places.fault(fault)));
                return Err(Error::many(problems));
            }
        };
        let absent = removed.iter().map(|id| id.get_ref().replace('-', "_")).collect();
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

    fn components(&self) -> Result<Vec<Component>> {
        let parts = self.tree.iter().filter_map(|(path, _)| {
            let id = path.as_str().strip_prefix("components/")?.strip_suffix("/component.toml")?;
            (!id.contains('/')).then_some((id, path))
        });
        parts
            .map(|(id, path)| {
                Ok(Component { id: id.to_owned(), manifest: self.layers.parse(path.as_str())? })
            })
            .collect()
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
