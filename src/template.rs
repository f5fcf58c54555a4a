//! A template: checked when it is loaded, then only selected from and rendered.

use std::collections::{BTreeMap, BTreeSet};
use std::str;

use crate::answers::Answers;
use crate::error::{Error, Place, Result, TemplateFault, shown};
use crate::manifest::{self, ComponentManifest, Manifest};
use crate::path::RelPath;
use crate::question::{Question, Value};
use crate::render::{self, Engine, Fault, Scope};
use crate::tree::{File, Tree};

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
#[derive(Clone, Debug, Default)]
pub struct Rendering {
    /// The project's files.
    pub tree: Tree,
    /// For each file the one of the template it came from, by which a later update knows a
    /// renamed file.
    pub sources: BTreeMap<RelPath, RelPath>,
}

impl Template {
    /// Checks a template's files.
    ///
    /// # Errors
    /// Everything that is wrong with them, at once.
    pub fn load(tree: Tree, label: &str, embedded: bool) -> Result<Self> {
        let reader = Reader { label, embedded, tree: &tree };
        let manifest: Manifest = reader.parse("template.toml")?;
        reader.require(&manifest)?;
        let pins = if tree.get("pins.toml").is_some() { reader.parse("pins.toml")? } else { toml::Table::new() };
        let components = reader.components()?;
        let mut problems = crate::lint::declarations(&reader, &manifest, &components);
        let sources = reader.sources(&mut problems);
        let texts = reader.texts(&manifest, &components, &sources, &mut problems);
        let engine = match Engine::new(texts) {
            Ok(engine) => engine,
            Err(faults) => {
                problems.extend(faults.into_iter().map(|fault| reader.fault(fault)));
                return Err(Error::many(problems));
            }
        };
        let label = label.to_owned();
        let template = Self { label, embedded, manifest, components, pins, sources, engine };
        problems.extend(crate::lint::names(&template));
        if problems.is_empty() { Ok(template) } else { Err(Error::many(problems)) }
    }

    /// The names a template may use.
    pub fn declared(&self) -> impl Iterator<Item = String> {
        let questions = self.manifest.questions.iter().map(|question| question.id().to_owned());
        questions.chain(self.components.iter().map(Component::variable)).chain([PINS.to_owned()])
    }

    /// The parsed texts by name, each with the names it uses.
    pub(crate) fn uses(&self) -> impl Iterator<Item = (&str, BTreeSet<&str>)> {
        self.engine.text_names().map(|name| (name, self.engine.names(name)))
    }

    /// An error at the first use of `word` in the text `name`.
    pub(crate) fn fault_at(&self, name: &str, word: &str, fault: TemplateFault) -> Error {
        Error::Template { fault, place: self.engine.place_of(name, word), embedded: self.embedded }
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
        let name = owner.name(&self.label);
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
        let name = Expression::Default(question.id()).name(&self.label);
        if self.engine.knows(&name) {
            return Ok(Some(Value::Text(self.render_text(&name, scope)?)));
        }
        Ok(question.default.as_ref().map(|default| default.get_ref().clone()))
    }

    /// The command line of the task or step at `index`, with its expressions rendered.
    ///
    /// # Errors
    /// A text that cannot be rendered.
    pub fn step_command(&self, index: usize, scope: &Scope) -> Result<String> {
        let name = Expression::Step(index).name(&self.label);
        if self.engine.knows(&name) {
            return self.render_text(&name, scope);
        }
        Ok(self.manifest.next_steps[index].run.clone())
    }

    fn render_text(&self, name: &str, scope: &Scope) -> Result<String> {
        self.engine.render(name, scope).map_err(|fault| self.template_error(fault))
    }

    fn template_error(&self, fault: Fault) -> Error {
        let Fault { message, place } = fault;
        Error::Template { fault: TemplateFault::Syntax(message), place, embedded: self.embedded }
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
        let output = if self.engine.knows(&name) { self.render_text(&name, scope)? } else { source.output.clone() };
        let path = RelPath::new(&output)
            .map_err(|fault| self.source_error(&source.path, TemplateFault::Path { path: output, fault }))?;
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

/// An expression of the manifest. Its name is the text's name in the engine, and so what an
/// error shows as the file.
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
    fn name(&self, label: &str) -> String {
        match self {
            Self::When(id) => format!("{label}/template.toml: `when` of `{id}`"),
            Self::Default(id) => format!("{label}/template.toml: `default` of `{id}`"),
            Self::Component(id) => format!("{label}/components/{id}/component.toml: `when`"),
            Self::Task(index) => format!("{label}/template.toml: `when` of task {}", index + 1),
            Self::Step(index) => format!("{label}/template.toml: `run` of next step {}", index + 1),
            Self::StepWhen(index) => format!("{label}/template.toml: `when` of next step {}", index + 1),
        }
    }
}

fn path_text(label: &str, source: &Source) -> String {
    format!("{}: its path", shown(label, &source.path))
}

/// A template's files while they are being checked.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    label: &'a str,
    embedded: bool,
    tree: &'a Tree,
}

impl Reader<'_> {
    fn parse<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<T> {
        let text = self.text(path)?;
        let file = format!("{}/{path}", self.label);
        manifest::parse(&file, text)
            .map_err(|(fault, place)| Error::Template { fault, place, embedded: self.embedded })
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
    pub(crate) fn error(&self, path: &str, span: std::ops::Range<usize>, fault: TemplateFault) -> Error {
        let text = self.text(path).unwrap_or_default().to_owned();
        let place = Place { file: format!("{}/{path}", self.label), text, span };
        Error::Template { fault, place, embedded: self.embedded }
    }

    fn fault(&self, fault: Fault) -> Error {
        let Fault { message, place } = fault;
        Error::Template { fault: TemplateFault::Syntax(message), place, embedded: self.embedded }
    }

    fn require(&self, manifest: &Manifest) -> Result<()> {
        let ours = semver::Version::parse(env!("CARGO_PKG_VERSION")).expect("Cargo checks its version");
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
            .map(|(id, path)| Ok(Component { id: id.to_owned(), manifest: self.parse(path.as_str())? }))
            .collect()
    }

    fn sources(&self, problems: &mut Vec<Error>) -> Vec<Source> {
        let mut sources = Vec::new();
        for (path, file) in self.tree {
            let text = path.as_str();
            let (component, output) = if let Some(output) = text.strip_prefix("base/") {
                (None, output)
            } else if let Some((id, rest)) = text.strip_prefix("components/").and_then(|rest| rest.split_once('/')) {
                match rest.strip_prefix("files/") {
                    Some(output) => (Some(id.to_owned()), output),
                    None if rest == "component.toml" => continue,
                    None => {
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
        manifest: &Manifest,
        components: &[Component],
        sources: &[Source],
        problems: &mut Vec<Error>,
    ) -> BTreeMap<String, String> {
        let mut texts: BTreeMap<String, String> =
            expressions(manifest, components).map(|(e, text)| (e.name(self.label), text)).collect();
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

/// The expressions of the manifests, each as a text to render.
fn expressions<'a>(
    manifest: &'a Manifest,
    components: &'a [Component],
) -> impl Iterator<Item = (Expression<'a>, String)> {
    let condition = |expression: &toml::Spanned<String>| render::condition(expression.get_ref());
    let whens = manifest.questions.iter().filter_map(move |question| {
        Some((Expression::When(question.id()), condition(question.when.as_ref()?)))
    });
    let defaults = manifest.questions.iter().filter_map(|question| match question.default.as_ref()?.get_ref() {
        Value::Text(text) if render::is_template(text) => Some((Expression::Default(question.id()), text.clone())),
        _ => None,
    });
    let derived = components
        .iter()
        .filter_map(move |c| Some((Expression::Component(&c.id), condition(c.manifest.when.as_ref()?))));
    let tasks = manifest.tasks.iter().enumerate();
    let tasks = tasks.filter_map(move |(i, task)| Some((Expression::Task(i), condition(task.when.as_ref()?))));
    let steps = manifest.next_steps.iter().enumerate();
    let step_whens = steps.clone().filter_map(move |(i, step)| Some((Expression::StepWhen(i), condition(step.when.as_ref()?))));
    let runs = steps.filter(|(_, step)| render::is_template(&step.run)).map(|(i, step)| (Expression::Step(i), step.run.clone()));
    whens.chain(defaults).chain(derived).chain(tasks).chain(step_whens).chain(runs)
}
