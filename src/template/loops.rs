//! Files that are written once for each item of an answer.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::answers::Answers;
use crate::error::{Error, LoopFault, TemplateFault};
use crate::glob::Glob;
use crate::manifest::{Loop, Manifest};
use crate::path::RelPath;
use crate::question::{Question, Value};

use super::layers::MANIFEST;
use super::lint::is_id;
use super::load::Reader;
use super::{Component, PINS, Source, Template, path_text};

/// The items that a file is written for.
#[derive(Clone, Debug)]
pub(super) struct Each {
    /// The question that they answer.
    pub question: String,
    /// What each of them is called in the file and its path.
    pub name: String,
}

impl Each {
    /// The items of these answers.
    pub fn items<'a>(&self, answers: &'a Answers) -> &'a [String] {
        match answers.values.get(&self.question) {
            Some(Value::List(items)) => items,
            _ => &[],
        }
    }

    /// What is wrong with a path is wrong with the item that it is made of.
    pub fn error(&self, source: &Source, item: &str, error: Error) -> Error {
        match error {
            Error::Template {
                fault:
                    fault @ (TemplateFault::Path { .. }
                    | TemplateFault::Record(_)
                    | TemplateFault::Collision { .. }),
                ..
            } => {
                let (id, file) = (self.question.clone(), source.path.to_string());
                Error::Item { id, item: item.to_owned(), file, fault }
            }
            error => error,
        }
    }
}

/// What the record calls the source of a file that is written for an item: the item below the
/// file of the template, where no other can be. So an update tells a file that the template has
/// moved from one that is another item's. An item that can be no part of a path is left out.
pub(super) fn known_as(path: &RelPath, item: &str) -> RelPath {
    RelPath::new(&format!("{path}/{item}")).unwrap_or_else(|_| path.clone())
}

/// Tells each file the loop that it is in; finds what is wrong with the loops.
pub(super) fn assign(
    reader: &Reader<'_>,
    manifest: &Manifest,
    components: &[Component],
    sources: &mut [Source],
) -> Vec<Error> {
    let mut faults = Vec::new();
    let raw: Vec<Glob> =
        manifest.raw.iter().filter_map(|it| Glob::new(it.get_ref()).ok()).collect();
    for entry in &manifest.loops {
        faults.extend(question_fault(entry, manifest));
        faults.extend(name_fault(entry, manifest, components));
        let glob = match Glob::new(entry.path.get_ref()) {
            Ok(glob) => glob,
            Err(fault) => {
                faults.push((entry.path.span(), TemplateFault::Glob(fault)));
                continue;
            }
        };
        let mut matched = sources.iter_mut().filter(|it| glob.matches(it.path.as_str())).peekable();
        // An overlay may remove the files of a loop that it inherits.
        if matched.peek().is_none() && !reader.is_inherited(&entry.path.span()) {
            let pattern = entry.path.get_ref().clone();
            faults.push((entry.path.span(), TemplateFault::Loop(LoopFault::NoMatch(pattern))));
        }
        for source in matched {
            let path = source.path.to_string();
            if raw.iter().any(|glob| glob.matches(&path)) {
                faults.push((entry.path.span(), TemplateFault::Loop(LoopFault::Raw(path))));
            } else if source.each.is_some() {
                faults.push((entry.path.span(), TemplateFault::Loop(LoopFault::Twice(path))));
            } else {
                let (question, name) = (entry.for_each.get_ref().clone(), entry.name().to_owned());
                source.each = Some(Each { question, name });
            }
        }
    }
    faults.into_iter().map(|(span, fault)| reader.error(MANIFEST, span, fault)).collect()
}

fn question_fault(entry: &Loop, manifest: &Manifest) -> Option<(Range<usize>, TemplateFault)> {
    let takes_a_list = |question: &&Question| matches!(question.nothing(), Value::List(_));
    let lists = manifest.questions.iter().filter(takes_a_list);
    let known: Vec<String> = lists.map(|question| question.id().to_owned()).collect();
    let id = entry.for_each.get_ref();
    let fault = || TemplateFault::Loop(LoopFault::NoList { id: id.clone(), known: known.clone() });
    (!known.contains(id)).then(|| (entry.for_each.span(), fault()))
}

fn name_fault(
    entry: &Loop,
    manifest: &Manifest,
    components: &[Component],
) -> Option<(Range<usize>, TemplateFault)> {
    let id = entry.name().to_owned();
    let by = if manifest.questions.iter().any(|question| question.id() == id) {
        Some("a question")
    } else if components.iter().any(|component| component.variable() == id) {
        Some("a component")
    } else {
        (id == PINS).then_some("what `pins.toml` holds")
    };
    let span = entry.name.as_ref().map_or(entry.for_each.span(), toml::Spanned::span);
    match by {
        Some(by) => Some((span, TemplateFault::Loop(LoopFault::Taken { name: id, by }))),
        None => (!is_id(&id, "_")).then_some((span, TemplateFault::Id(id))),
    }
}

/// The names that files written for each item know, by the name of their texts.
pub(super) fn known(template: &Template, declared: &[String]) -> BTreeMap<String, Vec<String>> {
    let looped = template.sources.iter().filter_map(|it| Some((it, it.each.as_ref()?)));
    let known = looped.flat_map(|(source, each)| {
        let names = [declared, std::slice::from_ref(&each.name)].concat();
        [(source.path.to_string(), names.clone()), (path_text(source.path.as_str()), names)]
    });
    known.collect()
}

/// Files that every item would be written to.
pub(super) fn without_the_name(template: &Template) -> Vec<Error> {
    let looped = template.sources.iter().filter_map(|it| Some((it, it.each.as_ref()?)));
    let fixed = looped.filter(|(source, each)| {
        let path = path_text(source.path.as_str());
        !template.engine.names(&path).contains(each.name.as_str())
    });
    fixed
        .map(|(source, each)| {
            let fault = TemplateFault::Loop(LoopFault::OnePath(each.name.clone()));
            template.source_error(&source.path, fault)
        })
        .collect()
}
