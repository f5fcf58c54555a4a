//! `template.toml` and `component.toml`: the data a template is described by.

use std::collections::BTreeMap;
use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

use crate::error::TemplateFault;
use crate::question::{Question, Value, line};
use crate::quote;
use crate::render::Delimiters;
use crate::words::printable;

pub use semver::{Version, VersionReq};

/// `template.toml`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
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
    #[schemars(with = "Option<String>")]
    pub requires: Option<Spanned<VersionReq>>,
    /// The template that this one is an overlay of: an embedded one, one in git, or a directory.
    #[schemars(with = "Option<String>")]
    pub extends: Option<Spanned<String>>,
    /// Files of that template, and ids of its questions, in whose place this one has its own.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub replaces: Vec<Spanned<String>>,
    /// Files, directories and components of that template that this one does without.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub removes: Vec<Spanned<String>>,
    /// Other defaults for that template's questions and components.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Value>")]
    pub defaults: BTreeMap<Spanned<String>, Spanned<Value>>,
    /// What opens and closes an expression.
    #[schemars(with = "Option<Delimiters>")]
    pub delimiters: Option<Spanned<Delimiters>>,
    /// Patterns over the template's paths: files that are copied as they are, whatever they and
    /// their names look like.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub raw: Vec<Spanned<String>>,
    /// Files that are written once for each item of an answer.
    #[serde(default, rename = "files")]
    pub loops: Vec<Loop>,
    /// In the order they are asked.
    #[serde(default, rename = "question")]
    pub questions: Vec<Question>,
    /// In the order they run.
    #[serde(default, rename = "task")]
    #[schemars(with = "Vec<Task>")]
    pub tasks: Vec<Spanned<Task>>,
    /// Shown when a project has been written.
    #[serde(default, rename = "next_step")]
    pub next_steps: Vec<NextStep>,
    /// What projects of older versions need, in the order they are applied.
    #[serde(default, rename = "migration")]
    pub migrations: Vec<Migration>,
}

impl Manifest {
    /// What opens and closes an expression.
    #[must_use]
    pub fn delimiters(&self) -> Delimiters {
        self.delimiters.as_ref().map(|said| said.get_ref().clone()).unwrap_or_default()
    }
}

/// Files of the template that are written once for each item of an answer.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Loop {
    /// A pattern over the template's paths.
    #[schemars(with = "String")]
    pub path: Spanned<String>,
    /// The question whose answer is a list.
    #[schemars(with = "String")]
    pub for_each: Spanned<String>,
    /// The item's name in these files and their paths; `item` if nothing is said.
    #[serde(rename = "as")]
    #[schemars(with = "Option<String>")]
    pub name: Option<Spanned<String>>,
}

impl Loop {
    /// The item's name in templates.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_ref().map_or("item", |name| name.get_ref())
    }
}

/// How projects of older versions follow the template, as data.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Migration {
    /// The versions of the template whose projects need it, as Cargo writes requirements.
    #[schemars(with = "String")]
    pub from: VersionReq,
    /// Questions and components that have a new id, by the old one.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub rename: BTreeMap<Spanned<String>, Spanned<String>>,
    /// Files of the template that are elsewhere in it, by where they were. The project's files
    /// move along, with what the team did to them.
    #[serde(default, rename = "move")]
    #[schemars(with = "BTreeMap<String, String>")]
    pub moves: BTreeMap<Spanned<String>, Spanned<String>>,
    /// Questions whose new default reaches projects that have the old one, and did not choose
    /// it. Other projects keep the default they were written with.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub default: Vec<Spanned<String>>,
}

/// Something done in the project once it is written. What it makes is never part of the
/// rendering.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// A program and its arguments; no shell.
    #[serde(default)]
    pub run: Vec<String>,
    /// Two paths of the project: a file that the template writes, and where a first copy of it is
    /// put unless something stands there.
    pub copy: Option<[String; 2]>,
    /// The program without which the task is a next step instead.
    pub needs: Option<String>,
    /// The `pyproject.toml` of the project that the command locks. It runs only where that cannot
    /// run code of the project, or with `--trust`.
    pub builds: Option<String>,
    /// The expression that must hold.
    #[schemars(with = "Option<String>")]
    pub when: Option<Spanned<String>>,
    /// When it runs; always, if nothing is said.
    #[serde(default = "every_occasion")]
    pub on: Vec<Occasion>,
    /// Whether a failure is the failure of the whole run.
    #[serde(default)]
    pub required: bool,
}

/// What a task may be run for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
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
            Some(paths) => command_line(&[&["cp".to_owned()], &paths[..]].concat()),
            None => command_line(&self.run),
        }
    }
}

/// A command line that shows where each word ends, and nothing that a terminal would obey: it
/// is what a user reads before they trust a template.
#[must_use]
pub fn command_line(argv: &[String]) -> String {
    let line = argv.iter().map(|word| quote::shell_word(word)).collect::<Vec<_>>().join(" ");
    printable(&line)
}

/// A command the user may run next.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NextStep {
    /// The command line, run inside the project.
    #[schemars(with = "String")]
    pub run: Spanned<String>,
    /// What it does.
    #[serde(deserialize_with = "line")]
    pub about: String,
    /// The expression that must hold.
    #[schemars(with = "Option<String>")]
    pub when: Option<Spanned<String>>,
}

/// `component.toml`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ComponentManifest {
    /// One line for the picker.
    #[serde(deserialize_with = "line")]
    pub title: String,
    /// Whether a user who says nothing gets it.
    pub default: Option<bool>,
    /// Components that come with it.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub needs: Vec<Spanned<String>>,
    /// The expression that alone decides; such a component is not offered.
    #[schemars(with = "Option<String>")]
    pub when: Option<Spanned<String>>,
}

/// Parses `text`. All positions in what it gives count from `from`.
///
/// # Errors
/// The first thing the format does not allow, with its bytes in `text`.
pub fn parse<T: DeserializeOwned>(
    text: &str,
    from: usize,
) -> Result<T, (TemplateFault, Range<usize>)> {
    let behind = "\n".repeat(from);
    toml::from_str(&(behind + text)).map_err(|error| {
        let span = error.span().unwrap_or(from..from);
        (fault(error.message()), span.start.saturating_sub(from)..span.end.saturating_sub(from))
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
