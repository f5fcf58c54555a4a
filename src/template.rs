//! A template: checked when it is loaded, then only selected from and rendered.

mod expression;
mod lint;
mod load;
mod migrations;

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::Answers;
use crate::error::{Error, Place, Result, TemplateFault, shown};
use crate::manifest::{ComponentManifest, Manifest};
use crate::path::{RelPath, folded};
use crate::question::{Question, Value};
use crate::record;
use crate::render::{Engine, Scope};
use crate::tree::{File, Tree};

use expression::Places;

pub use expression::Expression;
pub use lint::BUILT_IN_FLAGS;

/// The name under which `pins.toml` is known to templates.
const PINS: &str = "pins";
const SUFFIX: &str = ".tera";

/// A template that has passed every check that needs no answers.
#[derive(Debug)]
pub struct Template {
    /// What errors call it: an embedded name or the path as typed.
    pub label: String,
    /// Whether it is part of this program.
    pub embedded: bool,
    /// `template.toml`.
    pub manifest: Manifest,
    /// The components, sorted by id.
    pub components: Vec<Component>,
    pins: toml::Table,
    sources: Vec<Source>,
    engine: Engine,
    places: Places,
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
    file: File,
}

/// A rendered project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendering {
    /// The project's files.
    pub tree: Tree,
    /// For each file the one of the template it came from, by which a later update knows a
    /// renamed file.
    pub sources: BTreeMap<RelPath, RelPath>,
}

impl Template {
    /// The names a template may use.
    pub fn declared(&self) -> impl Iterator<Item = String> {
        let questions = self.manifest.questions.iter().map(|question| question.id().to_owned());
        questions.chain(self.components.iter().map(Component::variable)).chain([PINS.to_owned()])
    }

    /// The parsed texts by name, each with the names it uses.
    fn uses(&self) -> impl Iterator<Item = (&str, BTreeSet<&str>)> {
        self.engine.text_names().map(|name| (name, self.engine.names(name)))
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

    /// A scope that knows the pins and no answers.
    #[must_use]
    pub fn scope(&self) -> Scope {
        let mut scope = Scope::default();
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
        let name = Expression::Default(question.id()).name();
        if self.engine.knows(&name) {
            return Ok(Some(Value::Text(self.render_text(&name, scope)?)));
        }
        Ok(question.default.as_ref().map(|default| default.get_ref().clone()))
    }

    /// The names that the default of a question is made of; none if it stands in the manifest.
    #[must_use]
    pub fn default_sources(&self, question: &Question) -> Vec<&str> {
        let name = Expression::Default(question.id()).name();
        if self.engine.knows(&name) {
            self.engine.names(&name).into_iter().collect()
        } else {
            Vec::new()
        }
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

    fn render_text(&self, name: &str, scope: &Scope) -> Result<String> {
        self.engine.render(name, scope).map_err(|fault| self.places.fault(fault))
    }

    /// The project these answers ask for.
    ///
    /// # Errors
    /// Everything that cannot be rendered, two files at one path, a path that is none, a
    /// link that leaves the project.
    pub fn render(&self, answers: &Answers) -> Result<Rendering> {
        let scope = answers.scope(self);
        let mut rendering = Rendering::default();
        let mut problems = Vec::new();
        let chosen = |source: &&Source| source.component.as_ref().is_none_or(|id| answers.has(id));
        for source in self.sources.iter().filter(chosen) {
            if let Err(problem) = self.render_source(source, &scope, &mut rendering) {
                problems.push(problem);
            }
        }
        for (path, fault) in rendering.tree.bad_links() {
            let source = rendering.sources.get(path).unwrap_or(path);
            problems.push(self.source_error(source, TemplateFault::Link(fault)));
        }
        if problems.is_empty() { Ok(rendering) } else { Err(Error::many(problems)) }
    }

    fn render_source(&self, source: &Source, scope: &Scope, into: &mut Rendering) -> Result<()> {
        let name = path_text(&self.label, source);
        let output = if self.engine.knows(&name) {
            self.render_text(&name, scope)?
        } else {
            source.output.clone()
        };
        let path = RelPath::new(&output).map_err(|fault| {
            self.source_error(&source.path, TemplateFault::Path { path: output, fault })
        })?;
        // Some file systems do not tell capitals from small letters.
        let is_record = |dir: &str| folded(dir) == record::DIRECTORY;
        if is_record(path.as_str()) || path.ancestors().any(is_record) {
            let fault = TemplateFault::Record(path.to_string());
            return Err(self.source_error(&source.path, fault));
        }
        let file = match &source.file {
            File::Regular { executable, .. } if source.path.as_str().ends_with(SUFFIX) => {
                let text = self.render_text(&shown(&self.label, &source.path), scope)?;
                File::Regular { bytes: text.into_bytes().into(), executable: *executable }
            }
            file => file.clone(),
        };
        into.tree.insert(path.clone(), file).map_err(|at| {
            let first = into.sources.get(&at.first).unwrap_or(&at.first).to_string();
            self.source_error(&source.path, TemplateFault::Collision { first, at })
        })?;
        into.sources.insert(path, source.path.clone());
        Ok(())
    }

    fn source_error(&self, source: &RelPath, fault: TemplateFault) -> Error {
        let place = Place { file: shown(&self.label, source), text: String::new(), span: 0..0 };
        Error::Template { fault, place, embedded: self.embedded }
    }
}

fn path_text(label: &str, source: &Source) -> String {
    format!("{}: its path", shown(label, &source.path))
}
