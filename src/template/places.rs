//! From the texts that tera sees to the files that their authors wrote.

use std::ops::Range;

use crate::error::{Error, Place, TemplateFault};
use crate::render::Fault;

use super::PATH;
use super::expression::Excerpt;
use super::layers::{Layers, MANIFEST};

/// Where the engine's texts really stand, so that an error points into a file.
#[derive(Clone, Debug)]
pub(super) struct Places {
    layers: Layers,
    excerpts: Vec<Excerpt>,
}

impl Places {
    /// Over the excerpts of a template of these layers.
    pub fn new(layers: Layers, excerpts: Vec<Excerpt>) -> Self {
        Self { layers, excerpts }
    }

    /// An error at a place of one of the engine's texts.
    pub fn error(&self, fault: TemplateFault, place: Place) -> Error {
        if let Some(excerpt) = self.excerpts.iter().find(|excerpt| excerpt.name == place.file) {
            let text = match excerpt.file.as_str() {
                MANIFEST => self.layers.manifest_text(),
                file => self.layers.text(file).to_owned(),
            };
            let span = excerpt.span_in(&text, &place.span);
            return self.layers.error(&excerpt.file, span, fault);
        }
        let file = match place.file.strip_suffix(PATH) {
            Some(path) => self.layers.shown(path) + PATH,
            None => self.layers.shown(&place.file),
        };
        let place = Place { file, ..place };
        Error::Template { fault, place, embedded: self.layers.own.embedded }
    }

    /// What tera refused, as an error.
    pub fn fault(&self, fault: Fault) -> Error {
        self.error(TemplateFault::Syntax(fault.message), fault.place)
    }

    /// Whether a source is the template's own, and not the extended one's.
    pub fn is_own(&self, source: &str) -> bool {
        self.layers.own.tree.get(self.file_of(source)).is_some()
    }

    /// The file of a source: the one that it is, or that it is below, if it names an item.
    pub fn file_of<'s>(&self, source: &'s str) -> &'s str {
        let above = source.match_indices('/').map(|(at, _)| &source[..at]);
        [source].into_iter().chain(above).find(|path| self.layers.has(path)).unwrap_or(source)
    }

    /// Whether these bytes of a manifest are the template's own.
    pub fn is_ours(&self, path: &str, span: &Range<usize>) -> bool {
        if path == MANIFEST { !self.layers.is_inherited(span) } else { self.is_own(path) }
    }

    /// Whether the text of this name in the engine is the template's own.
    pub fn is_own_text(&self, name: &str) -> bool {
        match self.excerpts.iter().find(|excerpt| excerpt.name == name) {
            Some(excerpt) => self.is_ours(&excerpt.file, &excerpt.span),
            None => self.is_own(name.strip_suffix(PATH).unwrap_or(name)),
        }
    }

    /// The paths of the template's own files.
    pub fn own_paths(&self) -> impl Iterator<Item = &str> {
        self.layers.own.tree.iter().map(|(path, _)| path.as_str())
    }

    /// The text of one of the template's own files; empty if there is none.
    pub fn own_text(&self, path: &str) -> &str {
        self.layers.own.text(path)
    }

    /// The same of the extended template.
    pub fn parent_text(&self, path: &str) -> &str {
        self.layers.parent.as_ref().map_or("", |parent| parent.text(path))
    }

    /// An error at bytes of a manifest.
    pub fn at(&self, path: &str, span: Range<usize>, fault: TemplateFault) -> Error {
        self.layers.error(path, span, fault)
    }

    /// An error about a file as a whole.
    pub fn file_error(&self, path: &str, fault: TemplateFault) -> Error {
        let file = self.layers.shown(self.file_of(path));
        let place = Place { file, text: "".into(), span: 0..0 };
        Error::Template { fault, place, embedded: self.layers.own.embedded }
    }
}
