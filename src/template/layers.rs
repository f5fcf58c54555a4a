//! A template and the one it extends.

use std::ops::Range;
use std::str;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

use crate::error::{Error, Place, Result, TemplateFault};
use crate::manifest;
use crate::source::limits;
use crate::tree::{File, Tree};

use super::Revision;

/// What describes a template.
pub const MANIFEST: &str = "template.toml";

/// The files of one template, before anything is checked.
#[derive(Clone, Debug)]
pub struct Layer {
    /// What errors call it: an embedded name, the path or the address as typed.
    pub label: String,
    /// Where it was fetched from, if it is in a git repository.
    pub revision: Option<Revision>,
    /// Whether it is part of this program.
    pub embedded: bool,
    /// Its files.
    pub tree: Tree,
}

impl Layer {
    /// The template that this one extends, as its manifest says; whatever else is wrong with the
    /// manifest is left to [`Template::load`](super::Template::load).
    #[must_use]
    pub fn extends(&self) -> Option<Spanned<String>> {
        #[derive(Deserialize)]
        struct Peek {
            extends: Option<Spanned<String>>,
        }
        let text = if self.is_too_large(MANIFEST) { "" } else { self.text(MANIFEST) };
        toml::from_str::<Peek>(text).ok()?.extends
    }

    /// Whether the file at `path` is larger than any that is parsed.
    fn is_too_large(&self, path: &str) -> bool {
        let len = |file: &File| matches!(file, File::Regular { bytes, .. } if bytes.len() as u64 > limits::TEXT);
        self.tree.get(path).is_some_and(len)
    }

    /// An error at bytes of its manifest.
    #[must_use]
    pub fn manifest_error(&self, span: Range<usize>, fault: TemplateFault) -> Error {
        let place = Place { file: self.shown(MANIFEST), text: self.text(MANIFEST).into(), span };
        Error::Template { fault, place, embedded: self.embedded }
    }

    fn shown(&self, path: &str) -> String {
        format!("{}/{path}", self.label)
    }

    /// The text of a file; empty if there is none or it is no text.
    pub(super) fn text(&self, path: &str) -> &str {
        text_in(&self.tree, path)
    }
}

/// A template on the one it extends, if it does.
#[derive(Clone, Debug)]
pub struct Layers {
    /// The template itself.
    pub own: Layer,
    /// The one that it extends.
    pub parent: Option<Layer>,
}

impl From<Layer> for Layers {
    fn from(own: Layer) -> Self {
        Self { own, parent: None }
    }
}

impl Layers {
    /// Parses the file at `path` of the parent.
    pub(super) fn parse_parent<T: DeserializeOwned>(&self, path: &str) -> Option<Result<T>> {
        let parent = self.parent.as_ref()?;
        parent.tree.get(path)?;
        Some(self.parse_in(parent, path, 0))
    }

    /// Parses the file at `path` of the template itself; one that is not there is empty.
    ///
    /// Both manifests become one, so the bytes of the second one are counted from the end of the
    /// first: a position then says which of them it is in.
    pub(super) fn parse_own<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        self.parse_in(&self.own, path, if path == MANIFEST { self.boundary() } else { 0 })
    }

    /// Parses the file at `path` of whichever layer has it.
    pub(super) fn parse<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        self.parse_in(self.layer_of(path), path, 0)
    }

    fn parse_in<T: DeserializeOwned>(&self, layer: &Layer, path: &str, from: usize) -> Result<T> {
        if layer.is_too_large(path) {
            return Err(Error::TooLarge { path: layer.shown(path).into(), limit: limits::TEXT });
        }
        let text = match layer.tree.get(path) {
            Some(File::Regular { bytes, .. }) => str::from_utf8(bytes).map_err(|_| {
                let fault = TemplateFault::Syntax("it is not UTF-8".to_owned());
                self.template_error(layer, path, 0..0, fault)
            })?,
            _ => "",
        };
        manifest::parse(text, from)
            .map_err(|(fault, span)| self.template_error(layer, path, span, fault))
    }

    /// An error at bytes of a file, counted as [`Layers::parse_own`] says.
    pub(super) fn error(&self, path: &str, span: Range<usize>, fault: TemplateFault) -> Error {
        let boundary = self.boundary();
        match &self.parent {
            Some(parent) if path == MANIFEST && span.start < boundary => {
                self.template_error(parent, path, span, fault)
            }
            _ if path == MANIFEST => {
                let span = span.start - boundary..span.end - boundary;
                self.template_error(&self.own, path, span, fault)
            }
            _ => self.template_error(self.layer_of(path), path, span, fault),
        }
    }

    /// An error in the file at `path` of the template itself.
    pub(super) fn own_error(&self, path: &str, span: Range<usize>, fault: TemplateFault) -> Error {
        self.template_error(&self.own, path, span, fault)
    }

    /// Only a template of ours that stands alone is our fault.
    fn template_error(
        &self,
        layer: &Layer,
        path: &str,
        span: Range<usize>,
        fault: TemplateFault,
    ) -> Error {
        let place = Place { file: layer.shown(path), text: layer.text(path).into(), span };
        Error::Template { fault, place, embedded: self.own.embedded }
    }

    /// A file as errors name it.
    pub(super) fn shown(&self, path: &str) -> String {
        self.layer_of(path).shown(path)
    }

    /// Both manifests, one after the other.
    pub(super) fn manifest_text(&self) -> String {
        let parent = self.parent.as_ref().map_or("", |parent| parent.text(MANIFEST));
        format!("{parent}{}", self.own.text(MANIFEST))
    }

    /// The text of a file that is no manifest of a template; empty if there is none.
    pub(super) fn text(&self, path: &str) -> &str {
        self.layer_of(path).text(path)
    }

    /// Whether there is a file at `path`.
    pub(super) fn has(&self, path: &str) -> bool {
        self.layer_of(path).tree.get(path).is_some()
    }

    /// Whether these bytes of both manifests are the parent's.
    pub(super) fn is_inherited(&self, span: &Range<usize>) -> bool {
        span.start < self.boundary()
    }

    fn boundary(&self) -> usize {
        self.parent.as_ref().map_or(0, |parent| parent.text(MANIFEST).len())
    }

    fn layer_of(&self, path: &str) -> &Layer {
        match &self.parent {
            Some(parent) if self.own.tree.get(path).is_none() => parent,
            _ => &self.own,
        }
    }
}

fn text_in<'t>(tree: &'t Tree, path: &str) -> &'t str {
    match tree.get(path) {
        Some(File::Regular { bytes, .. }) => str::from_utf8(bytes).unwrap_or_default(),
        _ => "",
    }
}
