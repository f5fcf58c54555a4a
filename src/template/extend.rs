//! An overlay on another template: what it says goes before what that one says.

use toml::{Spanned, Table};

use crate::error::{AnswerFault, Error, OverlayFault, Result, TemplateFault};
use crate::manifest::Manifest;
use crate::question::{Question, Value};
use crate::tree::{File, Tree};

use super::layers::{Layers, MANIFEST};
use super::{Component, Parent, SUFFIX};

/// Where the pins stand.
const PINS_FILE: &str = "pins.toml";

/// A template as its layers say it together.
pub(super) struct Composed {
    pub manifest: Manifest,
    pub parent: Option<Parent>,
    pub pins: Table,
    /// The files of both.
    pub tree: Tree,
    /// The ids of the components that the parent has and this template has not.
    pub removed: Vec<Spanned<String>>,
}

/// Puts the template on its parent, if it has one.
pub(super) fn compose(
    layers: &Layers,
    mut own: Manifest,
    problems: &mut Vec<Error>,
) -> Result<Composed> {
    let own_pins: Table = layers.parse_own(PINS_FILE).unwrap_or_else(|problem| {
        problems.push(problem);
        Table::new()
    });
    let Some(parent) = layers.parse_parent::<Manifest>(MANIFEST).transpose()? else {
        problems.extend(not_extending(layers, &own));
        own.defaults.clear();
        let tree = layers.own.tree.clone();
        return Ok(Composed { manifest: own, parent: None, pins: own_pins, tree, removed: vec![] });
    };
    if let Some(delimiters) = &own.delimiters {
        let fault = TemplateFault::Overlay(OverlayFault::Inherited("delimiters"));
        problems.push(layers.error(MANIFEST, delimiters.span(), fault));
    }
    let removed = removed_components(layers, &own);
    let tree = files(layers, &own, problems);
    let mut pins = layers.parse_parent::<Table>(PINS_FILE).transpose()?.unwrap_or_default();
    let mut wrong = Vec::new();
    merge_pins(&mut pins, own_pins, "", &mut wrong);
    problems.extend(wrong.into_iter().map(|pin| pin_error(layers, pin)));
    let inherited = Parent {
        name: parent.name.clone(),
        version: parent.version.clone(),
        revision: layers.parent.as_ref().and_then(|layer| layer.revision.clone()),
        migrations: parent.migrations.clone(),
    };
    let manifest = manifest(layers, parent, own, problems);
    Ok(Composed { manifest, parent: Some(inherited), pins, tree, removed })
}

/// Keys that mean nothing in a template that stands alone.
fn not_extending(layers: &Layers, own: &Manifest) -> Vec<Error> {
    let listed = [("replaces", own.replaces.first()), ("removes", own.removes.first())];
    let listed = listed.into_iter().filter_map(|(key, first)| Some((key, first?.span())));
    let defaults = own.defaults.keys().next().map(|id| ("defaults", id.span()));
    let error = |(key, span)| {
        layers.error(MANIFEST, span, TemplateFault::Overlay(OverlayFault::NotExtending(key)))
    };
    listed.chain(defaults).map(error).collect()
}

fn removed_components(layers: &Layers, own: &Manifest) -> Vec<Spanned<String>> {
    let removed = own.removes.iter().filter_map(|path| {
        let id = path.get_ref().strip_prefix("components/")?.trim_end_matches('/');
        let there = layers.parent.as_ref()?.tree.get(&format!("components/{id}/component.toml"));
        there.map(|_| Spanned::new(path.span(), id.to_owned()))
    });
    removed.collect()
}

/// The files of both, with what is replaced and without what is removed.
fn files(layers: &Layers, own: &Manifest, problems: &mut Vec<Error>) -> Tree {
    let Some(parent) = &layers.parent else { return layers.own.tree.clone() };
    let mut tree = Tree::default();
    let is_described = |path: &str| path == MANIFEST || path == PINS_FILE;
    let hit = |path: &str| {
        let mut gone =
            own.removes.iter().chain(&own.replaces).filter(|it| it.get_ref().contains('/'));
        gone.any(|gone| covers(gone.get_ref(), path))
    };
    for (path, file) in &parent.tree {
        let text = path.as_str();
        if is_described(text) || hit(text) {
            continue;
        }
        if let Some(both) =
            layers.own.tree.iter().find(|(own, _)| output(own.as_str()) == output(text))
        {
            problems.push(layers.own_error(
                both.0.as_str(),
                0..0,
                TemplateFault::Overlay(OverlayFault::Both(text.to_owned())),
            ));
            continue;
        }
        tree.insert(path.clone(), file.clone()).expect("the parent is a tree");
    }
    for (path, file) in &layers.own.tree {
        if let Err(at) = tree.insert(path.clone(), file.clone()) {
            let first = at.first.to_string();
            let fault = TemplateFault::Collision { first, at };
            problems.push(layers.error(path.as_str(), 0..0, fault));
        }
    }
    problems.extend(missing(layers, own, &parent.tree));
    tree
}

/// What is written from `path`, were it rendered or copied.
fn output(path: &str) -> &str {
    path.strip_suffix(SUFFIX).unwrap_or(path)
}

/// Whether `listed` means the file at `path` or a directory above it.
fn covers(listed: &str, path: &str) -> bool {
    let rest = path.strip_prefix(listed.trim_end_matches('/'));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What is replaced or removed without being there, or without anything in its place.
fn missing(layers: &Layers, own: &Manifest, parent: &Tree) -> Vec<Error> {
    let mut errors = Vec::new();
    let paths = |listed: &str| parent.iter().any(|(path, _)| covers(listed, path.as_str()));
    let known = || parent.iter().map(|(path, _)| path.to_string()).collect();
    let replaced = own.replaces.iter().filter(|name| name.get_ref().contains('/'));
    for path in replaced.clone().chain(&own.removes).filter(|path| !paths(path.get_ref())) {
        let fault = TemplateFault::Overlay(OverlayFault::NotInherited {
            name: path.get_ref().clone(),
            known: known(),
        });
        errors.push(layers.error(MANIFEST, path.span(), fault));
    }
    for path in replaced.filter(|path| paths(path.get_ref())) {
        let wanted = output(path.get_ref());
        if !layers.own.tree.iter().any(|(own, _)| output(own.as_str()) == wanted) {
            let fault = TemplateFault::Overlay(OverlayFault::NoReplacement(path.get_ref().clone()));
            errors.push(layers.error(MANIFEST, path.span(), fault));
        }
    }
    errors
}

fn manifest(
    layers: &Layers,
    parent: Manifest,
    mut own: Manifest,
    problems: &mut Vec<Error>,
) -> Manifest {
    let mut questions = parent.questions;
    for name in own.replaces.iter().filter(|name| !name.get_ref().contains('/')) {
        let fault = match questions.iter_mut().find(|question| question.id() == name.get_ref()) {
            None => {
                let known = questions.iter().map(|question| question.id().to_owned()).collect();
                TemplateFault::Overlay(OverlayFault::NotInherited {
                    name: name.get_ref().clone(),
                    known,
                })
            }
            Some(question) => {
                if let Some(at) = own.questions.iter().position(|it| it.id() == name.get_ref()) {
                    *question = own.questions.remove(at);
                    continue;
                }
                TemplateFault::Overlay(OverlayFault::NoReplacement(name.get_ref().clone()))
            }
        };
        problems.push(layers.error(MANIFEST, name.span(), fault));
    }
    let faults = own.defaults.iter().filter_map(|(id, value)| {
        let question = questions.iter_mut().find(|question| question.id() == id.get_ref())?;
        let (span, fault) = set_default(question, value.clone()).err()?;
        Some(layers.error(MANIFEST, span, fault))
    });
    problems.extend(faults);
    Manifest {
        delimiters: parent.delimiters,
        questions: [questions, own.questions].concat(),
        tasks: [parent.tasks, own.tasks].concat(),
        next_steps: [parent.next_steps, own.next_steps].concat(),
        raw: [parent.raw, own.raw].concat(),
        loops: [parent.loops, own.loops].concat(),
        ..own
    }
}

/// A default keeps the type of the question, which is that of the default before it.
fn set_default(question: &mut Question, value: Spanned<Value>) -> Result<(), super::lint::Found> {
    let kind = std::mem::discriminant(&question.nothing());
    if std::mem::discriminant(value.get_ref()) != kind {
        let fault = match question.check(value.get_ref().clone()) {
            Err(fault) => fault,
            Ok(_) => AnswerFault::Type("of the question's type"),
        };
        let id = question.id().to_owned();
        return Err((value.span(), TemplateFault::Default { id, fault }));
    }
    question.default = Some(value);
    Ok(())
}

/// Gives components of the parent the defaults of the overlay, and finds those of nothing.
pub(super) fn component_defaults(
    layers: &Layers,
    manifest: &Manifest,
    components: &mut [Component],
) -> Vec<Error> {
    let mut errors = Vec::new();
    let is_question = |id: &str| manifest.questions.iter().any(|question| question.id() == id);
    let questions = manifest.questions.iter().map(|question| question.id().to_owned());
    let selectable = components.iter().filter(|it| it.selectable()).map(|it| it.id.clone());
    let known: Vec<String> = questions.chain(selectable).collect();
    for (id, value) in manifest.defaults.iter().filter(|(id, _)| !is_question(id.get_ref())) {
        let component = components.iter_mut().find(|component| component.id == *id.get_ref());
        let (span, fault) = match (component, value.get_ref()) {
            (Some(component), Value::Bool(on)) if component.selectable() => {
                component.manifest.default = Some(*on);
                continue;
            }
            (Some(component), Value::Bool(_)) => {
                (id.span(), TemplateFault::Derived(component.id.clone()))
            }
            (Some(component), _) => {
                let fault = AnswerFault::Type("`true` or `false`");
                (value.span(), TemplateFault::Default { id: component.id.clone(), fault })
            }
            (None, _) => {
                let name = id.get_ref().clone();
                (
                    id.span(),
                    TemplateFault::Overlay(OverlayFault::NotInherited {
                        name,
                        known: known.clone(),
                    }),
                )
            }
        };
        errors.push(layers.error(MANIFEST, span, fault));
    }
    errors
}

/// Removed components that others still need; they need them no more afterwards.
pub(super) fn needed(
    layers: &Layers,
    removed: &[Spanned<String>],
    components: &mut [Component],
) -> Vec<Error> {
    let mut errors = Vec::new();
    for Component { id: by, manifest } in components {
        manifest.needs.retain(|needed| {
            let Some(gone) = removed.iter().find(|gone| gone.get_ref() == needed.get_ref()) else {
                return true;
            };
            let fault = TemplateFault::Overlay(OverlayFault::Needed {
                id: gone.get_ref().clone(),
                by: by.clone(),
            });
            errors.push(layers.error(MANIFEST, gone.span(), fault));
            false
        });
    }
    errors
}

fn merge_pins(pins: &mut Table, own: Table, above: &str, wrong: &mut Vec<String>) {
    for (key, value) in own {
        let name = format!("{above}{key}");
        match (pins.get_mut(&key), value) {
            (Some(toml::Value::Table(pins)), toml::Value::Table(own)) => {
                merge_pins(pins, own, &format!("{name}."), wrong);
            }
            (Some(there), value) if there.is_table() != value.is_table() => wrong.push(name),
            (_, value) => drop(pins.insert(key, value)),
        }
    }
}

/// Tables of pins do not know where they stand: the key is searched for.
fn pin_error(layers: &Layers, pin: String) -> Error {
    let text = match layers.own.tree.get(PINS_FILE) {
        Some(File::Regular { bytes, .. }) => std::str::from_utf8(bytes).unwrap_or_default(),
        _ => "",
    };
    let key = pin.rsplit('.').next().unwrap_or(&pin);
    let at = text.find(key).map_or(0..0, |at| at..at + key.len());
    layers.own_error(PINS_FILE, at, TemplateFault::Overlay(OverlayFault::Pin(pin)))
}
