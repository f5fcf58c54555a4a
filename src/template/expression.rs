//! The expressions of the manifests.

use std::ops::Range;

use toml::Spanned;

use crate::error::{Error, Place, TemplateFault};
use crate::manifest::Manifest;
use crate::question::Value;
use crate::render::Fault;

use super::layers::{Layers, MANIFEST};
use super::{Component, PATH};

/// An expression of a manifest.
#[derive(Clone, Copy, Debug)]
pub enum Expression<'a> {
    /// The `when` of a question.
    When(&'a str),
    /// The text default of a question.
    Default(&'a str),
    /// The `when` of a component.
    Component(&'a str),
    /// The `when` of a task, by its index.
    Task(usize),
    /// The `run` of a next step.
    Step(usize),
    /// The `when` of a next step.
    StepWhen(usize),
}

impl Expression<'_> {
    /// The name of the expression's text in the engine.
    pub(super) fn name(&self) -> String {
        match self {
            Self::When(id) => format!("when of {id}"),
            Self::Default(id) => format!("default of {id}"),
            Self::Component(id) => format!("when of component {id}"),
            Self::Task(index) => format!("when of task {index}"),
            Self::Step(index) => format!("run of step {index}"),
            Self::StepWhen(index) => format!("when of step {index}"),
        }
    }
}

/// A text for the engine that is part of a manifest.
#[derive(Clone, Debug)]
pub(super) struct Excerpt {
    /// Its name in the engine.
    pub name: String,
    /// What is rendered.
    pub text: String,
    /// The manifest, inside the template.
    pub file: String,
    /// The bytes of the TOML string in it.
    span: Range<usize>,
    /// How many bytes of `text` come before the expression itself.
    wrapped: usize,
}

impl Excerpt {
    /// The bytes of the manifest that are meant by bytes of the rendered text.
    fn span_in(&self, manifest: &str, span: &Range<usize>) -> Range<usize> {
        let literal = manifest.get(self.span.clone()).unwrap_or_default();
        let quotes =
            if literal.starts_with("'''") || literal.starts_with("\"\"\"") { 3 } else { 1 };
        let at = |byte: usize| {
            let inside = self.span.start + quotes + byte.saturating_sub(self.wrapped);
            inside.min(self.span.end.saturating_sub(quotes))
        };
        at(span.start)..at(span.end)
    }
}

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
        let place = Place { file, text: String::new(), span: 0..0 };
        Error::Template { fault, place, embedded: self.layers.own.embedded }
    }
}

/// The expressions of the manifests.
pub(super) fn excerpts(manifest: &Manifest, components: &[Component]) -> Vec<Excerpt> {
    let delimiters = manifest.delimiters();
    let mut excerpts = Vec::new();
    let mut condition = |expression: Expression<'_>, file: &str, when: Option<&Spanned<String>>| {
        if let Some(when) = when {
            let (text, wrapped) = delimiters.condition(when.get_ref());
            let (name, file) = (expression.name(), file.to_owned());
            excerpts.push(Excerpt { name, text, file, span: when.span(), wrapped });
        }
    };
    let file = MANIFEST;
    for question in &manifest.questions {
        condition(Expression::When(question.id()), file, question.when.as_ref());
    }
    for component in components {
        let file = format!("components/{}/component.toml", component.id);
        condition(Expression::Component(&component.id), &file, component.manifest.when.as_ref());
    }
    for (index, task) in manifest.tasks.iter().enumerate() {
        condition(Expression::Task(index), file, task.get_ref().when.as_ref());
    }
    for (index, step) in manifest.next_steps.iter().enumerate() {
        condition(Expression::StepWhen(index), file, step.when.as_ref());
    }
    excerpts.extend(texts(manifest).map(|(expression, text, span)| {
        let (name, text) = (expression.name(), text.to_owned());
        Excerpt { name, text, file: file.to_owned(), span, wrapped: 0 }
    }));
    excerpts
}

/// The texts of the manifest that are rendered as they stand.
fn texts(manifest: &Manifest) -> impl Iterator<Item = (Expression<'_>, &str, Range<usize>)> {
    let delimiters = manifest.delimiters();
    let rendered = delimiters.clone();
    let defaults = manifest.questions.iter().filter_map(move |question| {
        let default = question.default.as_ref()?;
        match default.get_ref() {
            Value::Text(text) if delimiters.open(text) => {
                Some((Expression::Default(question.id()), text.as_str(), default.span()))
            }
            _ => None,
        }
    });
    let steps = manifest.next_steps.iter().enumerate().filter_map(move |(index, step)| {
        let run = step.run.get_ref();
        rendered.open(run).then_some((Expression::Step(index), run.as_str(), step.run.span()))
    });
    defaults.chain(steps)
}
