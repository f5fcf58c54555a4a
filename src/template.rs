//! A template: checked when it is loaded, then only selected from and rendered.

mod expression;
mod extend;
mod filters;
#[cfg(test)]
mod laws;
mod layers;
mod lint;
mod load;
mod loops;
mod migrations;
mod partials;
mod places;
mod rendering;
mod review;

use std::collections::BTreeSet;

use toml::Spanned;

use crate::error::{Error, Result, TemplateFault};
use crate::manifest::{ComponentManifest, Manifest, Migration, Version};
use crate::path::RelPath;
use crate::question::{Question, Value};
use crate::render::{Engine, Scope};
use crate::tree::File;

use expression::default_texts;
use loops::Each;
use places::Places;

pub use expression::Expression;
pub use layers::{Layer, Layers, MANIFEST};
pub use lint::{BUILT_IN_FLAGS, question_id_fault};
pub use rendering::Rendering;

/// The name under which `pins.toml` is known to templates.
const PINS: &str = "pins";
const SUFFIX: &str = ".tera";
/// Behind a file's path in the engine: the path itself is meant.
const PATH: &str = ": its path";

/// A template that has passed every check that needs no answers.
#[derive(Debug)]
pub struct Template {
    /// What errors call it: an embedded name, the path as typed, or an address without its ref.
    pub label: String,
    /// Where it was fetched from, if it is in a git repository.
    pub revision: Option<Revision>,
    /// Whether it is part of this program.
    pub embedded: bool,
    /// `template.toml`, with what the extended template says.
    pub manifest: Manifest,
    /// The template that it extends.
    pub parent: Option<Parent>,
    /// The components, sorted by id.
    pub components: Vec<Component>,
    /// The names of the parent's components that are removed.
    absent: Vec<String>,
    pins: toml::Table,
    sources: Vec<Source>,
    engine: Engine,
    places: Places,
}

/// What a template that another one extends is to that one's projects.
#[derive(Clone, Debug)]
pub struct Parent {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Version,
    /// Where it was fetched from, if it is in a git repository.
    pub revision: Option<Revision>,
    /// What projects of older versions of it need.
    pub migrations: Vec<Migration>,
}

/// A commit of a git repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// The address that led to it, as typed.
    pub address: String,
    /// Its full id.
    pub commit: String,
}

/// Files that are written together.
#[derive(Clone, Debug)]
pub struct Component {
    /// Its name on the command line.
    pub id: String,
    /// `component.toml`.
    pub manifest: ComponentManifest,
}

impl Component {
    /// Its name in templates.
    #[must_use]
    pub fn variable(&self) -> String {
        self.id.replace('-', "_")
    }

    /// Whether the user may choose it.
    #[must_use]
    pub fn selectable(&self) -> bool {
        self.manifest.when.is_none()
    }
}

/// A file of the template and where it goes.
#[derive(Clone, Debug)]
struct Source {
    /// The component it belongs to; none for `base/`.
    component: Option<String>,
    /// Inside the template.
    path: RelPath,
    /// Inside the project, expressions unrendered.
    output: String,
    /// Whether the path has expressions.
    path_rendered: bool,
    /// Whether the content has.
    rendered: bool,
    /// The items it is written for; once if none.
    each: Option<Each>,
    file: File,
}

impl Template {
    /// Whether it is what a user calls `name`.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        let own = self.revision.as_ref().map_or(&self.label, |revision| &revision.address);
        own == name.trim_end_matches('/')
    }

    /// Its name and version, and those of the template that it extends.
    pub fn versions(&self) -> impl Iterator<Item = (&str, &Version)> {
        let parent = self.parent.iter().map(|parent| (parent.name.as_str(), &parent.version));
        [(self.manifest.name.as_str(), &self.manifest.version)].into_iter().chain(parent)
    }

    /// The migrations of the template and of the one that it extends, each with whose it is.
    pub fn migrations(&self) -> impl Iterator<Item = (&str, &Migration)> {
        let manifest = &self.manifest;
        let own = manifest.migrations.iter().map(|it| (manifest.name.as_str(), it));
        let inherited = self
            .parent
            .iter()
            .flat_map(|parent| parent.migrations.iter().map(|it| (parent.name.as_str(), it)));
        inherited.chain(own)
    }

    /// The names a template may use.
    pub fn declared(&self) -> impl Iterator<Item = String> {
        let questions = self.manifest.questions.iter().map(|question| question.id().to_owned());
        let components = self.components.iter().map(Component::variable);
        questions.chain(components).chain(self.absent.iter().cloned()).chain([PINS.to_owned()])
    }

    /// An error at the first use of `word` in the text `name`.
    fn fault_at(&self, name: &str, word: &str, fault: TemplateFault) -> Error {
        self.places.error(fault, self.engine.place_of(name, word))
    }

    /// The question with this id.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.manifest.questions.iter().find(|question| question.id() == id)
    }

    /// Whether files are written for each item of the question's answer.
    #[must_use]
    pub fn is_looped_over(&self, question: &Question) -> bool {
        self.manifest.loops.iter().any(|entry| entry.for_each.get_ref() == question.id())
    }

    /// The component with this id.
    #[must_use]
    pub fn component(&self, id: &str) -> Option<&Component> {
        self.components.iter().find(|component| component.id == id)
    }

    /// The components a user may choose.
    pub fn selectable(&self) -> impl Iterator<Item = &Component> {
        self.components.iter().filter(|component| component.selectable())
    }

    /// The files it can write: the component each belongs to, none for those always written,
    /// and its path in the project with the expressions unrendered.
    pub fn files(&self) -> impl Iterator<Item = (Option<&str>, &str)> {
        self.sources.iter().map(|source| (source.component.as_deref(), source.output.as_str()))
    }

    /// The paths in the project that need no answers, each with the component it belongs to.
    pub fn fixed_files(&self) -> impl Iterator<Item = (Option<&str>, &str)> {
        let fixed = self.sources.iter().filter(|source| !source.path_rendered);
        fixed.map(|source| (source.component.as_deref(), source.output.as_str()))
    }

    /// A scope that knows the pins and no answers.
    #[must_use]
    pub fn scope(&self) -> Scope {
        let mut scope = Scope::default();
        self.absent.iter().for_each(|name| scope.set(name, &Value::Bool(false)));
        scope.set_table(PINS, &self.pins);
        scope
    }

    /// Whether the condition of `owner` holds; a missing condition does.
    ///
    /// # Errors
    /// A condition that cannot be evaluated.
    pub fn holds(&self, owner: &Expression, scope: &Scope) -> Result<bool> {
        let name = owner.name();
        if !self.engine.knows(&name) {
            return Ok(true);
        }
        Ok(self.render_text(&name, scope)? == "true")
    }

    /// The default of a question over the answers in `scope`.
    ///
    /// # Errors
    /// A default that cannot be rendered.
    pub fn default_of(&self, question: &Question, scope: &Scope) -> Result<Option<Value>> {
        let Some(default) = question.default.as_ref().map(Spanned::get_ref) else {
            return Ok(None);
        };
        let mut texts = Vec::new();
        for (expression, text) in default_texts(question.id(), default) {
            let name = expression.name();
            let rendered = self.engine.knows(&name).then(|| self.render_text(&name, scope));
            texts.push(rendered.unwrap_or_else(|| Ok(text.to_owned()))?);
        }
        Ok(Some(match default {
            Value::Text(_) => Value::Text(texts.concat()),
            Value::List(_) => Value::List(texts),
            other => other.clone(),
        }))
    }

    /// The names that the default of a question is made of; none if it stands in the manifest.
    #[must_use]
    pub fn default_sources(&self, question: &Question) -> BTreeSet<&str> {
        let default = question.default.as_ref().map(Spanned::get_ref);
        let texts = default.map(|default| default_texts(question.id(), default));
        let names = texts.into_iter().flatten().map(|(expression, _)| expression.name());
        names.filter(|name| self.engine.knows(name)).flat_map(|it| self.engine.names(&it)).collect()
    }

    /// The command line of the task or step at `index`, with its expressions rendered.
    ///
    /// # Errors
    /// A text that cannot be rendered.
    pub fn step_command(&self, index: usize, scope: &Scope) -> Result<String> {
        let name = Expression::Step(index).name();
        if self.engine.knows(&name) {
            return self.render_text(&name, scope);
        }
        Ok(self.manifest.next_steps[index].run.get_ref().clone())
    }
}

fn path_text(path: &str) -> String {
    format!("{path}{PATH}")
}
