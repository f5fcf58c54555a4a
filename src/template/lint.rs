//! What is checked in a template beyond its syntax.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;

use crate::error::{AnswerFault, CopyFault, Error, TemplateFault};
use crate::manifest::{Manifest, Task};
use crate::path::RelPath;
use crate::question::{self, Infer, Question};
use crate::record;
use crate::render::Delimiters;
use crate::tree::File;

use crate::answers::file::COMPONENTS;

use super::expression::default_texts;
use super::layers::MANIFEST;
use super::load::Reader;
use super::{Component, Expression, PINS, Source, Template, filters, loops, partials};

/// Flags of the commands that take answers: no question may have them.
pub const BUILT_IN_FLAGS: [&str; 17] = [
    "template",
    "set",
    "with",
    "without",
    "answers",
    "defaults",
    "dry-run",
    "json",
    "pr-body",
    "allow-dirty",
    "no-git",
    "no-tasks",
    "trust",
    "quiet",
    "verbose",
    "help",
    "version",
];

/// Problems of ids, patterns, defaults and needs.
pub(super) fn declarations(
    reader: &Reader<'_>,
    manifest: &Manifest,
    components: &[Component],
) -> Vec<Error> {
    let delimiters = manifest.delimiters();
    let mut problems = Vec::new();
    let mut taken: BTreeSet<String> = BTreeSet::from([PINS.to_owned(), COMPONENTS.to_owned()]);
    for question in &manifest.questions {
        let at = |fault| reader.error(MANIFEST, question.id.span(), fault);
        let id = question.id().to_owned();
        let fault = question_id_fault(&id);
        if !taken.insert(id.clone()) && fault.is_none() {
            problems.push(at(TemplateFault::Taken { id, by: "another question" }));
        }
        problems.extend(fault.map(at));
        problems.extend(
            question_faults(question, &delimiters)
                .chain(question.infer.iter().flat_map(|infer| infer_faults(infer, question)))
                .map(|(span, fault)| reader.error(MANIFEST, span, fault)),
        );
    }
    for component in components {
        let file = format!("components/{}/component.toml", component.id);
        let faults = component_faults(component, components, &mut taken);
        problems.extend(faults.into_iter().map(|(span, fault)| reader.error(&file, span, fault)));
    }
    let faults = manifest.tasks.iter().filter_map(task_fault);
    problems.extend(faults.map(|(span, fault)| reader.error(MANIFEST, span, fault)));
    problems
}

/// A fault and the bytes of the manifest that are at fault.
pub(super) type Found = (std::ops::Range<usize>, TemplateFault);

fn question_faults(
    question: &Question,
    delimiters: &Delimiters,
) -> impl Iterator<Item = Found> + use<> {
    let pattern = question.matches.as_ref().and_then(|pattern| {
        question.pattern_fault().map(|fault| (pattern.span(), TemplateFault::Pattern(fault)))
    });
    // By a pattern that is none itself, no text can be judged.
    let choice = question.choice_fault().filter(|_| pattern.is_none()).map(|(choice, fault)| {
        let (id, value) = (question.id().to_owned(), choice.value.clone());
        (question.id.span(), TemplateFault::Choice { id, value, fault })
    });
    let default = question.default.as_ref().and_then(|default| {
        let texts = default_texts(question.id(), default.get_ref());
        let rendered = texts.iter().any(|(_, text)| delimiters.open(text));
        if rendered || pattern.is_some() || choice.is_some() {
            return None;
        }
        let fault: AnswerFault = question.check(default.get_ref().clone()).err()?;
        Some((default.span(), TemplateFault::Default { id: question.id().to_owned(), fault }))
    });
    pattern.into_iter().chain(choice).chain(default)
}

fn infer_faults(infer: &Infer, question: &Question) -> Vec<Found> {
    let mut faults = Vec::new();
    let path = infer.file.get_ref();
    if let Err(fault) = RelPath::new(path) {
        faults.push((infer.file.span(), TemplateFault::Path { path: path.clone(), fault }));
    }
    match (&infer.matches, &infer.value) {
        (None, None) => faults.push((infer.file.span(), TemplateFault::Infer)),
        (Some(pattern), value) => match question::groups(pattern.get_ref()) {
            Err(message) => faults.push((pattern.span(), TemplateFault::Pattern(message))),
            Ok(0) if value.is_none() => faults.push((pattern.span(), TemplateFault::Group)),
            Ok(_) => {}
        },
        (None, Some(_)) => {}
    }
    // An answer cannot be judged by a pattern that is none itself.
    if let Some(value) = &infer.value
        && question.pattern_fault().is_none()
        && let Err(fault) = question.parse(value.get_ref())
    {
        let id = question.id().to_owned();
        let value_text = value.get_ref().clone();
        faults.push((value.span(), TemplateFault::Inferred { id, value: value_text, fault }));
    }
    faults
}

fn task_fault(task: &Spanned<Task>) -> Option<Found> {
    let fault = match (&task.get_ref().copy, task.get_ref().run.is_empty()) {
        (None, false) => return None,
        (Some(paths), true) => {
            return paths.iter().find_map(|path| Some((task.span(), path_fault(path)?)));
        }
        (Some(_), false) | (None, true) => TemplateFault::Task,
    };
    Some((task.span(), fault))
}

fn path_fault(path: &str) -> Option<TemplateFault> {
    match RelPath::new(path) {
        Err(fault) => Some(TemplateFault::Path { path: path.to_owned(), fault }),
        Ok(path) if record::owns(&path) => Some(TemplateFault::Record(path.to_string())),
        Ok(_) => None,
    }
}

/// A `copy` task copies a file of the template, to where the template has none. What depends on
/// answers is seen once there are some.
pub(super) fn copies(reader: &Reader<'_>, manifest: &Manifest, sources: &[Source]) -> Vec<Error> {
    let fault = |[from, to]: &[String; 2]| {
        let at = |path: &str| {
            sources.iter().find(|source| !source.path_rendered && source.output == path)
        };
        let anywhere = sources.iter().any(|source| source.path_rendered);
        match at(from) {
            None if !anywhere => return Some(TemplateFault::NoFile(from.clone())),
            Some(Source { file: File::Link { .. }, .. }) => {
                return Some(TemplateFault::Copy(CopyFault::Link(from.clone())));
            }
            _ => {}
        }
        at(to).filter(|source| source.component.is_none())?;
        Some(TemplateFault::Copy(CopyFault::Over(to.clone())))
    };
    let tasks = manifest.tasks.iter().filter(|task| task_fault(task).is_none());
    let faults =
        tasks.filter_map(|task| Some((task.span(), fault(task.get_ref().copy.as_ref()?)?)));
    faults.map(|(span, fault)| reader.error(MANIFEST, span, fault)).collect()
}

fn component_faults(
    component: &Component,
    all: &[Component],
    taken: &mut BTreeSet<String>,
) -> Vec<Found> {
    let mut faults = Vec::new();
    if !is_id(&component.id, "-") {
        faults.push((0..0, TemplateFault::Id(component.id.clone())));
    }
    if !taken.insert(component.variable()) {
        faults.push((0..0, TemplateFault::Taken { id: component.variable(), by: "a question" }));
    }
    let manifest = &component.manifest;
    if let Some(when) = &manifest.when
        && (manifest.default.is_some() || !manifest.needs.is_empty())
    {
        faults.push((when.span(), TemplateFault::Derived(component.id.clone())));
    }
    for needed in &manifest.needs {
        if !all.iter().any(|other| &other.id == needed.get_ref() && other.selectable()) {
            let known = all.iter().filter(|other| other.selectable()).map(|c| c.id.clone());
            let (id, known) = (needed.get_ref().clone(), known.collect());
            faults.push((needed.span(), TemplateFault::Needs { id, known }));
        }
    }
    faults
}

/// Why no question can have this id.
#[must_use]
pub fn question_id_fault(id: &str) -> Option<TemplateFault> {
    let by = if BUILT_IN_FLAGS.contains(&id.replace('_', "-").as_str()) {
        "a flag of scaffold"
    } else if id == PINS || id == COMPONENTS {
        "scaffold"
    } else {
        return (!is_id(id, "_")).then(|| TemplateFault::Id(id.to_owned()));
    };
    Some(TemplateFault::Taken { id: id.to_owned(), by })
}

pub(super) fn is_id(id: &str, joint: &str) -> bool {
    let word = |part: &str| part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.split(joint).all(|part| !part.is_empty() && word(part))
}

/// Names that a file, a path or an expression uses and nothing declares. Tera would take
/// them for false in a condition, silently.
pub(super) fn names(template: &Template) -> Vec<Error> {
    let declared: Vec<String> = template.declared().collect();
    let items = partials::items(template);
    let mut visible = early_expressions(template);
    visible.extend(loops::known(template, &declared));
    visible.extend(partials::known(template, &declared));
    let visible = |text: &str| visible.get(text).unwrap_or(&declared);
    let is = |name: &str, names: &[String]| names.iter().any(|known| known == name);
    let uses = template.engine.uses();
    let mut problems = filters::faults(template, &uses);
    for (text, used) in &uses {
        for name in used.names.iter().filter(|name| !is(name, visible(text))) {
            let fault = if is(name, &declared) {
                TemplateFault::Later(name.to_owned())
            } else if is(name, &items) {
                TemplateFault::NoItem(name.to_owned())
            } else {
                let declared = visible(text).clone();
                TemplateFault::Undeclared { name: name.to_owned(), declared }
            };
            problems.push(template.fault_at(text, name, fault));
        }
    }
    problems.extend(partials::unseen(template, &uses, |text, name| is(name, visible(text))));
    problems
}

/// The expressions that are evaluated before everything is settled, with the names they can
/// know: a question sees the ones before it, a derived component all of them, and both only
/// the components that the user chooses.
fn early_expressions(template: &Template) -> BTreeMap<String, Vec<String>> {
    let mut known: Vec<String> = template.selectable().map(Component::variable).collect();
    known.extend(template.absent.iter().cloned());
    known.push(PINS.to_owned());
    let mut early = BTreeMap::new();
    for question in &template.manifest.questions {
        let default = question.default.as_ref().map(Spanned::get_ref);
        let texts = default.map(|default| default_texts(question.id(), default));
        let texts = texts.into_iter().flatten().map(|(expression, _)| expression);
        for expression in texts.chain([Expression::When(question.id())]) {
            early.insert(expression.name(), known.clone());
        }
        known.push(question.id().to_owned());
    }
    for component in &template.components {
        early.insert(Expression::Component(&component.id).name(), known.clone());
    }
    early
}
