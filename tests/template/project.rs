//! A rendering as the rules look at it: texts by path, parsed on demand, and the answers behind it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use scaffold::answers::{Answers, Given, Listed, resolve};
use scaffold::error::Origin;
use scaffold::source;
use scaffold::template::Template;
use scaffold::tree::File;
use serde_json::Value;

use crate::dockerfile::Stage;
use crate::memo::Memo;

/// The embedded template, loaded once.
pub static TEMPLATE: LazyLock<Template> =
    LazyLock::new(|| source::load(source::DEFAULT).unwrap_or_else(|error| panic!("{error:?}")));

/// The name of every service that is rendered here; its package is another word.
pub const NAME: &str = "my-service";

/// Without an answer to `scaffold_install` one component is never written.
pub const INSTALL: &str = "cargo install --locked --git https://example.com/scaffold --tag v0.2.0";

/// What is asked of one rendering: answers by id, and exactly these selectable components.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    pub answers: BTreeMap<String, String>,
    pub components: BTreeSet<String>,
}

impl Choice {
    /// Every component, all answers left to their defaults but the one that a component needs.
    pub fn full() -> Self {
        let components = TEMPLATE.selectable().map(|c| c.id.clone()).collect();
        Self { components, ..Self::default() }.answer("scaffold_install", INSTALL)
    }

    /// With another answer.
    pub fn answer(mut self, id: &str, value: &str) -> Self {
        self.answers.insert(id.to_owned(), value.to_owned());
        self
    }
}

/// One file of a rendering.
#[derive(Clone, Debug)]
pub struct Entry {
    pub text: String,
    pub executable: bool,
}

/// A rendering and its answers.
#[derive(Clone, Debug)]
pub struct Project {
    pub label: String,
    answers: Answers,
    files: BTreeMap<String, Entry>,
}

impl Project {
    /// Renders what `choice` asks for.
    pub fn render(choice: &Choice) -> Self {
        let label = format!("{:?} {:?}", choice.answers, choice.components);
        let mut given = Given::default();
        given.exactly = Some(Listed { components: choice.components.clone(), place: None });
        let name = ("name".to_owned(), NAME.to_owned());
        for (id, value) in choice.answers.clone().into_iter().chain([name]) {
            given.add_text(&id, value, Origin::Set);
        }
        let answers = resolve(&TEMPLATE, &given).unwrap_or_else(|e| panic!("{label}: {e:?}"));
        let rendering = TEMPLATE.render(&answers).unwrap_or_else(|e| panic!("{label}: {e:?}"));
        let files = rendering.tree.into_iter().map(|(path, file)| {
            let File::Regular { bytes, executable } = file else {
                panic!("{path} is a link");
            };
            let text = String::from_utf8(bytes.to_vec()).expect("the template holds text only");
            (path.as_str().to_owned(), Entry { text, executable })
        });
        Self { label, files: files.collect(), answers }
    }

    /// The fully-featured service.
    pub fn full() -> Self {
        Self::render(&Choice::full())
    }

    /// The files with their paths.
    pub fn files(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.files.iter().map(|(path, entry)| (path.as_str(), entry))
    }

    /// Paths and texts of the files for whose path `wanted` holds.
    pub fn texts(&self, wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = (&str, &str)> {
        self.files().filter(move |(path, _)| wanted(path)).map(|(path, e)| (path, e.text.as_str()))
    }

    /// The text of a file; empty if there is none.
    pub fn text(&self, path: &str) -> &str {
        self.files.get(path).map_or("", |entry| &entry.text)
    }

    /// Whether a file, or a directory with files, stands at `path`.
    pub fn exists(&self, path: &str) -> bool {
        let dir = format!("{}/", path.trim_end_matches('/'));
        self.files.contains_key(path) || self.files.keys().any(|file| file.starts_with(&dir))
    }

    /// Puts another text at `path`.
    pub fn write(&mut self, path: &str, text: String) {
        let executable = text.starts_with("#!");
        self.files.insert(path.to_owned(), Entry { text, executable });
    }

    /// Takes the file at `path` away.
    pub fn remove(&mut self, path: &str) -> Option<Entry> {
        self.files.remove(path)
    }

    /// The answer to a question, as text.
    pub fn answer(&self, id: &str) -> String {
        self.answers.values.get(id).map(ToString::to_string).unwrap_or_default()
    }

    /// Whether a component is part of it.
    pub fn has(&self, component: &str) -> bool {
        self.answers.has(component)
    }

    /// The package's name.
    pub fn package(&self) -> String {
        self.answer("package")
    }

    /// The minor version of Python 3.
    pub fn python_minor(&self) -> u8 {
        self.answer("python").trim_start_matches("3.").parse().expect("a minor version")
    }

    /// The documents of a YAML file; none if it does not parse, which a rule of its own reports.
    pub fn yaml(&self, path: &str) -> Vec<Value> {
        static MEMO: Memo<Vec<Value>> = Memo::new();
        let text = self.text(path);
        MEMO.get(text, || serde_saphyr::from_multiple(text).unwrap_or_default())
    }

    /// The YAML files below `dir`.
    pub fn yaml_files(&self, dir: &str) -> impl Iterator<Item = (&str, Value)> {
        let wanted = self.files.keys().filter(move |path| {
            path.starts_with(dir) && [".yaml", ".yml"].iter().any(|end| path.ends_with(end))
        });
        wanted.flat_map(|path| self.yaml(path).into_iter().map(move |value| (path.as_str(), value)))
    }

    /// A TOML file; empty if there is none.
    pub fn toml(&self, path: &str) -> toml::Table {
        self.text(path).parse().unwrap_or_default()
    }

    /// The stages of a Dockerfile; none if it does not parse.
    pub fn stages(&self, path: &str) -> Vec<Stage> {
        crate::dockerfile::parse(self.text(path)).unwrap_or_default()
    }

    /// The Python files with their paths.
    pub fn python_files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts(|path| path.ends_with(".py"))
    }
}
