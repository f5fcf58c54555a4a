//! `template.toml` and `component.toml`: the data a template is described by.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

use crate::error::{Place, TemplateFault};
use crate::question::{Question, line};
use crate::quote;
use crate::words::printable;

pub use semver::{Version, VersionReq};

/// `template.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The template's name.
    #[serde(deserialize_with = "line")]
    pub name: String,
    /// Its version, by semantic versioning.
    pub version: Version,
    /// One line for `scaffold list`.
    #[serde(deserialize_with = "line")]
    pub description: String,
    /// The versions of scaffold that can render it, as Cargo writes requirements.
    pub requires: Option<Spanned<VersionReq>>,
    /// In the order they are asked.
    #[serde(default, rename = "question")]
    pub questions: Vec<Question>,
    /// In the order they run.
    #[serde(default, rename = "task")]
    pub tasks: Vec<Spanned<Task>>,
    /// Shown when a project has been written.
    #[serde(default, rename = "next_step")]
    pub next_steps: Vec<NextStep>,
    /// What projects of older versions need, in the order they are applied.
    #[serde(default, rename = "migration")]
    pub migrations: Vec<Migration>,
}

/// How projects of older versions follow the template, as data.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Migration {
    /// The versions of the template whose projects need it, as Cargo writes requirements.
    pub from: VersionReq,
    /// Questions and components that have a new id, by the old one.
    #[serde(default)]
    pub rename: BTreeMap<Spanned<String>, Spanned<String>>,
    /// Files of the template that are elsewhere in it, by where they were. The project's files
    /// move along, with what the team did to them.
    #[serde(default, rename = "move")]
    pub moves: BTreeMap<Spanned<String>, Spanned<String>>,
    /// Questions whose new default reaches projects that have the old one, and did not choose
    /// it. Other projects keep the default they were written with.
    #[serde(default)]
    pub default: Vec<Spanned<String>>,
}

/// Something done in the project once it is written. What it makes is never part of the
/// rendering.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// A program and its arguments; no shell.
    #[serde(default)]
    pub run: Vec<String>,
    /// Two paths of the project: a file, and where a first copy of it is put.
    pub copy: Option<[String; 2]>,
    /// The program without which the task is a next step instead.
    pub needs: Option<String>,
    /// The expression that must hold.
    pub when: Option<Spanned<String>>,
    /// When it runs; always, if nothing is said.
    #[serde(default = "every_occasion")]
    pub on: Vec<Occasion>,
    /// Whether a failure is the failure of the whole run.
    #[serde(default)]
    pub required: bool,
}

/// What a task may be run for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Occasion {
    /// The project was written a moment ago.
    New,
    /// Files of the template have changed in it.
    Update,
}

fn every_occasion() -> Vec<Occasion> {
    vec![Occasion::New, Occasion::Update]
}

impl Task {
    /// The command line as a user would type it.
    #[must_use]
    pub fn command(&self) -> String {
        match &self.copy {
            Some(paths) => words(&[&["cp".to_owned()], &paths[..]].concat()),
            None => words(&self.run),
        }
    }
}

/// A command line that shows where each word ends, and nothing that a terminal would obey: it
/// is what a user reads before they trust a template.
fn words(argv: &[String]) -> String {
    let line = argv.iter().map(|word| quote::shell_word(word)).collect::<Vec<_>>().join(" ");
    printable(&line)
}

/// A command the user may run next.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NextStep {
    /// The command line, run inside the project.
    pub run: Spanned<String>,
    /// What it does.
    #[serde(deserialize_with = "line")]
    pub about: String,
    /// The expression that must hold.
    pub when: Option<Spanned<String>>,
}

/// `component.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComponentManifest {
    /// One line for the picker.
    #[serde(deserialize_with = "line")]
    pub title: String,
    /// Whether a user who says nothing gets it.
    pub default: Option<bool>,
    /// Components that come with it.
    #[serde(default)]
    pub needs: Vec<Spanned<String>>,
    /// The expression that alone decides; such a component is not offered.
    pub when: Option<Spanned<String>>,
}

/// Parses `text`, the content of `file`.
///
/// # Errors
/// The first thing the format does not allow, with its place.
pub fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, (TemplateFault, Place)> {
    toml::from_str(text).map_err(|error| {
        let place =
            Place { file: file.into(), text: text.into(), span: error.span().unwrap_or(0..0) };
        (fault(error.message()), place)
    })
}

/// What serde says, in our words.
fn fault(message: &str) -> TemplateFault {
    if let Some(unknown) = message.strip_prefix("unknown field ") {
        let mut names = unknown.split('`').skip(1).step_by(2).map(str::to_owned);
        let key = names.next().unwrap_or_default();
        return TemplateFault::UnknownKey { key, known: names.collect() };
    }
    TemplateFault::Syntax(if message.ends_with("untagged enum Value") {
        "a default is a text, a whole number, `true`, `false` or a list of texts".to_owned()
    } else {
        message.to_owned()
    })
}
