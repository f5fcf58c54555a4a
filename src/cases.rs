//! The cases by which a template is tested: what is answered, and what must come of it.

use std::collections::BTreeMap;
use std::str;

use serde::Deserialize;

use crate::answers::{self, Answers, Given};
use crate::error::{Error, Missing, Place, Result, TemplateFault};
use crate::manifest;
use crate::path::RelPath;
use crate::template::Template;
use crate::tree::{File, Tree};

/// Where a template keeps its cases.
pub const DIRECTORY: &str = "tests";
/// Where a case keeps what must come of it.
pub const EXPECTED: &str = "expected";
const ANSWERS: &str = "answers.toml";
const COMMANDS: &str = "commands.toml";

/// One case, `tests/<name>/` of a template.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its directory's name.
    pub name: String,
    /// What `answers.toml` comes to.
    pub answers: Answers,
    /// What must be rendered of the template's own files; what comes from an extended one is that
    /// one's to test, and may change under it.
    pub expected: Option<Tree>,
    /// The command lines that must succeed in the rendering, in their order.
    pub commands: Vec<Vec<String>>,
}

/// `commands.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Commands {
    run: Vec<Vec<String>>,
}

/// The files of one case.
#[derive(Default)]
struct Files<'a> {
    answers: Option<&'a str>,
    commands: Option<&'a str>,
    expected: Option<Tree>,
}

impl Case {
    /// The cases of `template`, sorted by name; `tree` is its directory of cases.
    ///
    /// # Errors
    /// Everything that is wrong with them: files that no case has, answers that are refused.
    pub fn all(template: &Template, tree: &Tree) -> Result<Vec<Self>> {
        let mut problems = Vec::new();
        let mut found: BTreeMap<&str, Files> = BTreeMap::new();
        for (path, file) in tree {
            let (name, inside) = path.as_str().split_once('/').unwrap_or(("", path.as_str()));
            let kept = !name.is_empty() && found.entry(name).or_default().keep(inside, file);
            if !kept {
                problems.push(fault(template, path.as_str(), "", TemplateFault::StrayCase));
            }
        }
        let mut cases = Vec::new();
        for (name, files) in found {
            match files.case(template, name) {
                Ok(case) => cases.push(case),
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() { Ok(cases) } else { Err(Error::many(problems)) }
    }
}

impl<'a> Files<'a> {
    /// Takes the file at `path` inside the case; says whether a case has such a file.
    fn keep(&mut self, path: &str, file: &'a File) -> bool {
        let text = match file {
            File::Regular { bytes, .. } => str::from_utf8(bytes).ok(),
            File::Link { .. } => None,
        };
        match path {
            ANSWERS => self.answers = text,
            COMMANDS => self.commands = text,
            _ => {
                let inside = path.strip_prefix(EXPECTED).and_then(|path| path.strip_prefix('/'));
                let Some(Ok(path)) = inside.map(RelPath::new) else { return false };
                let expected = self.expected.get_or_insert_default();
                return expected.insert(path, file.clone()).is_ok();
            }
        }
        text.is_some()
    }

    fn case(self, template: &Template, name: &str) -> Result<Case> {
        let answers =
            self.answers.ok_or_else(|| fault(template, name, "", TemplateFault::NoAnswers))?;
        let answers = settle(template, &format!("{name}/{ANSWERS}"), answers)?;
        let commands = match self.commands {
            Some(text) => commands(template, &format!("{name}/{COMMANDS}"), text)?,
            None => Vec::new(),
        };
        Ok(Case { name: name.to_owned(), answers, expected: self.expected, commands })
    }
}

fn settle(template: &Template, path: &str, text: &str) -> Result<Answers> {
    let mut given = Given::default();
    answers::file::read(&shown(template, path), text, &mut given)?;
    answers::resolve(template, &given).map_err(|error| {
        let place = |error| match error {
            Error::MissingAnswers(missing) => {
                let ids = missing.into_iter().map(|Missing { id, .. }| id).collect();
                fault(template, path, "", TemplateFault::Unanswered(ids))
            }
            error => error,
        };
        match error {
            Error::Many(errors) => Error::Many(errors.into_iter().map(place).collect()),
            error => place(error),
        }
    })
}

fn commands(template: &Template, path: &str, text: &str) -> Result<Vec<Vec<String>>> {
    let Commands { run } = manifest::parse(text, 0).map_err(|(fault, span)| {
        let place = Place { file: shown(template, path), text: text.into(), span };
        Error::Template { fault, place, embedded: template.embedded }
    })?;
    if run.iter().any(|argv| argv.first().is_none_or(String::is_empty)) {
        return Err(fault(template, path, text, TemplateFault::NoProgram));
    }
    Ok(run)
}

fn shown(template: &Template, path: &str) -> String {
    format!("{}/{DIRECTORY}/{path}", template.label)
}

fn fault(template: &Template, path: &str, text: &str, fault: TemplateFault) -> Error {
    let place = Place { file: shown(template, path), text: text.into(), span: 0..0 };
    Error::Template { fault, place, embedded: template.embedded }
}
