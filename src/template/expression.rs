//! The expressions of the manifests.

use std::ops::Range;

use toml::Spanned;

use crate::manifest::Manifest;
use crate::question::Value;

use super::Component;
use super::layers::MANIFEST;

/// An expression of a manifest.
#[derive(Clone, Copy, Debug)]
pub enum Expression<'a> {
    /// The `when` of a question.
    When(&'a str),
    /// The text default of a question.
    Default(&'a str),
    /// An item of the list that is a question's default, by its index.
    Item(&'a str, usize),
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
            Self::Item(id, index) => format!("item {index} of the default of {id}"),
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
    pub span: Range<usize>,
    /// How many bytes of `text` come before the expression itself.
    wrapped: usize,
}

impl Excerpt {
    /// The bytes of the manifest that are meant by bytes of the rendered text.
    pub fn span_in(&self, manifest: &str, span: &Range<usize>) -> Range<usize> {
        let literal = manifest.get(self.span.clone()).unwrap_or_default();
        let long = literal.starts_with("'''") || literal.starts_with("\"\"\"");
        let quotes = if long { 3 } else { 1 };
        let start = match literal.strip_prefix('[') {
            // An item of a list: where its text stands as it is, which escapes may prevent.
            Some(_) => literal.find(&self.text).unwrap_or(quotes),
            None => quotes,
        };
        let at = |byte: usize| {
            let inside = self.span.start + start + byte.saturating_sub(self.wrapped);
            inside.min(self.span.end.saturating_sub(quotes))
        };
        at(span.start)..at(span.end)
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
    let defaults = manifest.questions.iter().flat_map(move |question| {
        let default = question.default.as_ref();
        let texts = default.map(|default| default_texts(question.id(), default.get_ref()));
        let texts = texts.into_iter().flatten().filter(|(_, text)| delimiters.open(text));
        let span = default.map(Spanned::span).unwrap_or_default();
        texts.map(|(expression, text)| (expression, text, span.clone())).collect::<Vec<_>>()
    });
    let steps = manifest.next_steps.iter().enumerate().filter_map(move |(index, step)| {
        let run = step.run.get_ref();
        rendered.open(run).then_some((Expression::Step(index), run.as_str(), step.run.span()))
    });
    defaults.chain(steps)
}

/// The texts in the default of the question `id`, each of which may be an expression.
pub(super) fn default_texts<'a>(id: &'a str, default: &'a Value) -> Vec<(Expression<'a>, &'a str)> {
    match default {
        Value::Text(text) => vec![(Expression::Default(id), text)],
        Value::List(items) => {
            let items = items.iter().enumerate();
            items.map(|(index, item)| (Expression::Item(id, index), item.as_str())).collect()
        }
        Value::Bool(_) | Value::Integer(_) => Vec::new(),
    }
}
