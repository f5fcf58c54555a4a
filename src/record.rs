//! A project's record, `.scaffold/`: which template wrote it, with which answers, and what it
//! wrote last.

mod archive;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::answers::Answers;
use crate::error::{Place, Result};
use crate::manifest::Version;
use crate::path::{RelPath, folded};
use crate::question::Value;
use crate::template::{Rendering, Revision, Template};
use crate::tree::{File, Tree};

/// The directory of the record, which no template writes to.
pub const DIRECTORY: &str = ".scaffold";
/// The answers, as a user may read and edit them.
pub const ANSWERS: &str = ".scaffold/answers.toml";
/// The last rendering: what the template wrote, without what the team and the tasks did to it.
/// A name without an ending: rules like `*.tar` in a `.gitignore` shall not keep it out of git.
pub const RENDERING: &str = ".scaffold/rendering";
/// Where the last rendering of a record of format 1 is.
pub const RENDERING_1: &str = ".scaffold/rendering.tar";
/// Keeps git from merging the rendering by lines, and from showing it in diffs. In a file of its
/// own, so that it holds whatever the template and the team have in theirs.
const ATTRIBUTES: &str = ".scaffold/.gitattributes";

/// Whether `path` lies in the record's directory, also where capitals and small letters are one.
#[must_use]
pub fn owns(path: &RelPath) -> bool {
    let is_record = |dir: &str| folded(dir) == DIRECTORY;
    is_record(path.as_str()) || path.ancestors().any(is_record)
}

/// What `answers.toml` says.
#[derive(Clone, Debug)]
pub struct Record {
    /// The version of the program that wrote it.
    pub scaffold: Version,
    /// What the project was written from.
    pub template: Written,
    /// The components that were chosen, and those only.
    pub components: BTreeSet<String>,
    /// The answers to the questions that were asked.
    pub answers: BTreeMap<String, Recorded>,
    format: i64,
    text: Arc<str>,
}

/// The template that wrote a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Version,
    /// Where it is, seen from the project, unless it is embedded; or its git address as typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The full id of the commit, if it is in a git repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// The template that it extends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extends: Option<Extended>,
}

/// The template that the one that wrote a project extends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extended {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Version,
    /// The full id of the commit, if it is in a git repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
}

impl Written {
    /// What `template` is to a project that finds it at `source`.
    fn by(template: &Template, source: Option<String>) -> Self {
        let commit = |revision: &Option<Revision>| Some(revision.as_ref()?.commit.clone());
        let extends = template.parent.as_ref().map(|parent| Extended {
            name: parent.name.clone(),
            version: parent.version.clone(),
            commit: commit(&parent.revision),
        });
        let (name, version) = (template.manifest.name.clone(), template.manifest.version.clone());
        Self { name, version, source, commit: commit(&template.revision), extends }
    }

    /// The template that `template` extends, where it has another version now: from which version
    /// to which.
    #[must_use]
    pub fn step_below(&self, template: &Template) -> Option<String> {
        let parent = template.parent.as_ref()?;
        let before = self.version_of(&parent.name).filter(|before| **before != parent.version)?;
        Some(format!("{} {before} → {}", parent.name, parent.version))
    }

    /// The version of the template called `name` that has a part in the project, were it as the
    /// one that another extends.
    #[must_use]
    pub fn version_of(&self, name: &str) -> Option<&Version> {
        let extends = self.extends.as_ref().filter(|extends| extends.name == name);
        let own = (self.name == name).then_some(&self.version);
        own.or(extends.map(|extends| &extends.version))
    }
}

/// A recorded answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The answer.
    pub value: Value,
    /// Whether somebody chose it; it was the default otherwise.
    pub chosen: bool,
    /// Where it stands in the text of the record.
    span: Range<usize>,
}

/// What a project was written as: its last rendering, and the record of that time.
#[derive(Clone, Debug)]
pub struct Last {
    /// What the template wrote.
    pub rendering: Rendering,
    /// What was answered then, without what has been edited since.
    pub record: Record,
}

impl Last {
    /// Reads `bytes`, the content of the file at [`RENDERING`].
    ///
    /// # Errors
    /// Why it is none, in words.
    pub fn unpack(bytes: &[u8]) -> Result<Self, String> {
        let (rendering, text) = archive::unpack(bytes)?;
        let record = Record::parse("answers.toml", &text)
            .map_err(|error| format!("the answers in it are none: {error}"))?;
        Ok(Self { rendering, record })
    }
}

impl Record {
    /// The record of a project that `template` writes from `answers`; `source` says where a
    /// template is that is not embedded.
    #[must_use]
    pub fn new(template: &Template, answers: &Answers, source: Option<String>) -> Self {
        let asked = answers.values.iter().filter(|(id, _)| !answers.inactive.contains(*id));
        let recorded = asked.map(|(id, value)| {
            let chosen = answers.said.contains(id);
            (id.clone(), Recorded { value: value.clone(), chosen, span: 0..0 })
        });
        let mut record = Self {
            scaffold: Version::parse(env!("CARGO_PKG_VERSION")).expect("Cargo checks versions"),
            template: Written::by(template, source),
            components: template
                .selectable()
                .map(|component| component.id.clone())
                .filter(|id| answers.has(id))
                .collect(),
            answers: recorded.collect(),
            format: text::FORMAT,
            text: "".into(),
        };
        record.text = record.to_text().into();
        record
    }

    /// Where its last rendering is, the likelier place first: git may have merged records of two
    /// formats.
    #[must_use]
    pub fn renderings(&self) -> [&'static str; 2] {
        if self.format < text::FORMAT { [RENDERING_1, RENDERING] } else { [RENDERING, RENDERING_1] }
    }

    /// Whether both say the same of everything but versions and commits.
    #[must_use]
    pub fn says_what(&self, other: &Self) -> bool {
        let answers = |record: &Self| -> Vec<(String, Value, bool)> {
            let each = record.answers.iter();
            each.map(|(id, it)| (id.clone(), it.value.clone(), it.chosen)).collect()
        };
        self.template.name == other.template.name
            && self.template.source == other.template.source
            && self.components == other.components
            && answers(self) == answers(other)
    }

    /// Where an answer stands.
    #[must_use]
    pub fn place(&self, recorded: &Recorded) -> Place {
        Place {
            file: ANSWERS.to_owned(),
            text: Arc::clone(&self.text),
            span: recorded.span.clone(),
        }
    }

    /// Where the list of components names `id`.
    #[must_use]
    pub fn place_of_component(&self, id: &str) -> Place {
        let quoted = format!("\"{id}\"");
        let at = self.text.find(&quoted).map_or(0..0, |at| at..at + quoted.len());
        Place { file: ANSWERS.to_owned(), text: Arc::clone(&self.text), span: at }
    }

    /// The files of the record, with `rendering` as the last one.
    #[must_use]
    pub fn files(&self, rendering: &Rendering) -> Tree {
        let mut tree = Tree::default();
        let attributes = "rendering binary linguist-generated\n";
        for (path, bytes) in [
            (ANSWERS, self.text.as_bytes().to_vec()),
            (RENDERING, archive::pack(rendering, &self.text)),
            (ATTRIBUTES, attributes.as_bytes().to_vec()),
        ] {
            let path = RelPath::new(path).expect("a path of ours is portable");
            tree.insert(path, File::regular(bytes)).expect("no two of them are the same");
        }
        tree
    }
}
