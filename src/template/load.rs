//! From a template's files to a checked template.

use std::collections::BTreeMap;
use std::ops::Range;
use std::str;

use serde::de::DeserializeOwned;

use crate::error::{Error, Place, Result, TemplateFault, shown};
use crate::manifest::{self, Manifest, Version};
use crate::render::{self, Engine};
use crate::tree::{File, Tree};

use super::expression::{Excerpt, Places, excerpts};
use super::{Component, SUFFIX, Source, Template, lint, migrations, path_text};

impl Template {
    /// Checks a template's files.
    ///
    /// # Errors
    /// Everything that is wrong with them, at once.
    pub fn load(tree: &Tree, label: &str, embedded: bool) -> Result<Self> {
        let reader = Reader { label, embedded, tree };
        let manifest: Manifest = reader.parse("template.toml")?;
        reader.require(&manifest)?;
        let pins = if tree.get("pins.toml").is_some() {
            reader.parse("pins.toml")?
        } else {
            toml::Table::new()
        };
        let components = reader.components()?;
        let mut problems = lint::declarations(&reader, &manifest, &components);
        let sources = reader.sources(&mut problems);
        let faults = migrations::faults(&manifest, &components, &sources);
        problems.extend(faults.into_iter().map(|(at, it)| reader.error("template.toml", at, it)));
        let excerpts = excerpts(&manifest, &components);
        let texts = reader.texts(&excerpts, &sources, &mut problems);
        let text = |path: &str| reader.text(path).unwrap_or_default().to_owned();
        let places = Places::new(label, embedded, excerpts, text);
        let engine = match Engine::new(texts) {
            Ok(engine) => engine,
            Err(faults) => {
                problems.extend(faults.into_iter().map(|fault| places.fault(fault)));
                return Err(Error::many(problems));
            }
        };
        let label = label.to_owned();
        let revision = None;
        let template =
            Self { label, revision, embedded, manifest, components, pins, sources, engine, places };
        problems.extend(lint::names(&template));
        if problems.is_empty() { Ok(template) } else { Err(Error::many(problems)) }
    }
}

/// A template's files while they are being checked.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    label: &'a str,
    embedded: bool,
    tree: &'a Tree,
}

impl Reader<'_> {
    fn parse<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        let text = self.text(path)?;
        let file = format!("{}/{path}", self.label);
        manifest::parse(&file, text).map_err(|(fault, place)| Error::Template {
            fault,
            place,
            embedded: self.embedded,
        })
    }

    /// The text of a file of the template; empty if there is none.
    fn text(&self, path: &str) -> Result<&str> {
        match self.tree.get(path) {
            Some(File::Regular { bytes, .. }) => {
                str::from_utf8(bytes).map_err(|_| self.error(path, 0..0, TemplateFault::Encoding))
            }
            _ => Ok(""),
        }
    }

    /// An error at these bytes of a file of the template.
    pub(super) fn error(&self, path: &str, span: Range<usize>, fault: TemplateFault) -> Error {
        let text = match self.tree.get(path) {
            Some(File::Regular { bytes, .. }) => str::from_utf8(bytes).unwrap_or_default(),
            _ => "",
        };
        let text = text.to_owned();
        let place = Place { file: format!("{}/{path}", self.label), text, span };
        Error::Template { fault, place, embedded: self.embedded }
    }

    fn require(&self, manifest: &Manifest) -> Result<()> {
        let ours = Version::parse(env!("CARGO_PKG_VERSION")).expect("Cargo checks its version");
        match &manifest.requires {
            Some(wanted) if !wanted.get_ref().matches(&ours) => {
                let fault = TemplateFault::Requires(wanted.get_ref().to_string());
                Err(self.error("template.toml", wanted.span(), fault))
            }
            _ => Ok(()),
        }
    }

    fn components(&self) -> Result<Vec<Component>> {
        let parts = self.tree.iter().filter_map(|(path, _)| {
            let id = path.as_str().strip_prefix("components/")?.strip_suffix("/component.toml")?;
            (!id.contains('/')).then_some((id, path))
        });
        parts
            .map(|(id, path)| {
                Ok(Component { id: id.to_owned(), manifest: self.parse(path.as_str())? })
            })
            .collect()
    }

    fn is_component(&self, id: &str) -> bool {
        self.tree.get(&format!("components/{id}/component.toml")).is_some()
    }

    fn sources(&self, problems: &mut Vec<Error>) -> Vec<Source> {
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
            let output = output.strip_suffix(SUFFIX).unwrap_or(output).to_owned();
            sources.push(Source { component, path: path.clone(), output, file: file.clone() });
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
            if render::is_template(&source.output) {
                texts.insert(path_text(self.label, source), source.output.clone());
            }
            if source.path.as_str().ends_with(SUFFIX) {
                match self.text(source.path.as_str()) {
                    Ok(text) => {
                        texts.insert(shown(self.label, &source.path), text.to_owned());
                    }
                    Err(problem) => problems.push(problem),
                }
            }
        }
        texts
    }
}
