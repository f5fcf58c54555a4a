//! A project's record, `.scaffold/`: which template wrote it, with which answers, and what it
//! wrote last.

mod archive;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use semver::Version;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::answers::Answers;
use crate::error::{Error, Place, RecordFault, Result};
use crate::path::RelPath;
use crate::question::Value;
use crate::template::{Rendering, Template};
use crate::tree::{File, Tree};

/// The directory of the record, which no template writes to.
pub const DIRECTORY: &str = ".scaffold";
/// The answers, as a user may read and edit them.
pub const ANSWERS: &str = ".scaffold/answers.toml";
/// The last rendering: what the template wrote, without what the team and the tasks did to it.
pub const RENDERING: &str = ".scaffold/rendering.tar";
/// Keeps git from merging the rendering by lines, and from showing it in diffs. In a file of its
/// own, so that it holds whatever the template and the team have in theirs.
const ATTRIBUTES: &str = ".scaffold/.gitattributes";

/// The newest format of `answers.toml`.
const FORMAT: i64 = 1;
const HEADER: &str = "\
# Written by scaffold. Edit an answer, then run `scaffold update`.
# [answers] were chosen; [defaults] were not, and follow the answers they are made of.
";

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
    text: String,
}

/// The template that wrote a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Version,
    /// Where it is, seen from the project, unless it is embedded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
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
    /// Reads `bytes`, the content of `rendering.tar`.
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

/// `answers.toml` as it is written.
#[derive(Serialize)]
struct Text<'a> {
    format: i64,
    scaffold: &'a Version,
    components: &'a BTreeSet<String>,
    template: &'a Written,
    answers: BTreeMap<&'a str, &'a Value>,
    defaults: BTreeMap<&'a str, &'a Value>,
}

/// `answers.toml` as it is read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parsed {
    #[expect(dead_code, reason = "read before, from any format")]
    format: i64,
    scaffold: Version,
    components: BTreeSet<String>,
    template: Written,
    #[serde(default)]
    answers: BTreeMap<Spanned<String>, Spanned<Value>>,
    #[serde(default)]
    defaults: BTreeMap<Spanned<String>, Spanned<Value>>,
}

/// The one key that every format has.
#[derive(Deserialize)]
struct Format {
    format: Spanned<i64>,
}

impl Record {
    /// The record of a project that `template` writes from `answers`; `source` says where a
    /// template is that is not embedded.
    #[must_use]
    pub fn new(template: &Template, answers: &Answers, source: Option<String>) -> Self {
        let manifest = &template.manifest;
        let asked = answers.values.iter().filter(|(id, _)| !answers.inactive.contains(*id));
        let recorded = asked.map(|(id, value)| {
            let chosen = answers.said.contains(id);
            (id.clone(), Recorded { value: value.clone(), chosen, span: 0..0 })
        });
        let version = manifest.version.clone();
        let mut record = Self {
            scaffold: Version::parse(env!("CARGO_PKG_VERSION")).expect("Cargo checks versions"),
            template: Written { name: manifest.name.clone(), version, source },
            components: template
                .selectable()
                .map(|component| component.id.clone())
                .filter(|id| answers.has(id))
                .collect(),
            answers: recorded.collect(),
            text: String::new(),
        };
        record.text = record.to_text();
        record
    }

    fn to_text(&self) -> String {
        let table = |chosen: bool| -> BTreeMap<&str, &Value> {
            let answers = self.answers.iter().filter(|(_, recorded)| recorded.chosen == chosen);
            answers.map(|(id, recorded)| (id.as_str(), &recorded.value)).collect()
        };
        let text = Text {
            format: FORMAT,
            scaffold: &self.scaffold,
            components: &self.components,
            template: &self.template,
            answers: table(true),
            defaults: table(false),
        };
        // One component a line: two branches that add different ones seldom collide.
        HEADER.to_owned() + &toml::to_string_pretty(&text).expect("every answer is a TOML value")
    }

    /// Reads `text`, the content of `file`.
    ///
    /// # Errors
    /// [`Error::Record`], with the place.
    pub fn parse(file: &str, text: &str) -> Result<Self> {
        let fault = |fault, span| Error::Record {
            fault,
            place: Place { file: file.into(), text: text.into(), span },
        };
        if let Some(at) = markers(text) {
            return Err(fault(RecordFault::Markers, at));
        }
        let syntax = |error: toml::de::Error| {
            fault(record_fault(error.message()), error.span().unwrap_or(0..0))
        };
        let Format { format } = toml::from_str(text).map_err(syntax)?;
        if *format.get_ref() != FORMAT {
            return Err(fault(RecordFault::Format(*format.get_ref()), format.span()));
        }
        let parsed: Parsed = toml::from_str(text).map_err(syntax)?;
        let mut answers = BTreeMap::new();
        for (chosen, table) in [(true, parsed.answers), (false, parsed.defaults)] {
            for (id, value) in table {
                let span = id.span().start..value.span().end;
                let recorded = Recorded { value: value.into_inner(), chosen, span: span.clone() };
                if answers.insert(id.get_ref().clone(), recorded).is_some() {
                    return Err(fault(RecordFault::Twice(id.into_inner()), span));
                }
            }
        }
        let Parsed { scaffold, components, template, .. } = parsed;
        Ok(Self { scaffold, template, components, answers, text: text.to_owned() })
    }

    /// Whether both say the same of everything but versions.
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
        Place { file: ANSWERS.to_owned(), text: self.text.clone(), span: recorded.span.clone() }
    }

    /// Where the list of components names `id`.
    #[must_use]
    pub fn place_of_component(&self, id: &str) -> Place {
        let quoted = format!("\"{id}\"");
        let at = self.text.find(&quoted).map_or(0..0, |at| at..at + quoted.len());
        Place { file: ANSWERS.to_owned(), text: self.text.clone(), span: at }
    }

    /// The files of the record, with `rendering` as the last one.
    #[must_use]
    pub fn files(&self, rendering: &Rendering) -> Tree {
        let mut tree = Tree::default();
        let attributes = "rendering.tar binary linguist-generated\n";
        for (path, bytes) in [
            (ANSWERS, self.text.clone().into_bytes()),
            (RENDERING, archive::pack(rendering, &self.text)),
            (ATTRIBUTES, attributes.as_bytes().to_vec()),
        ] {
            let path = RelPath::new(path).expect("a path of ours is portable");
            tree.insert(path, File::regular(bytes)).expect("no two of them are the same");
        }
        tree
    }
}

fn markers(text: &str) -> Option<Range<usize>> {
    let marked = ["<<<<<<< ", ">>>>>>> "];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if marked.iter().any(|marker| line.starts_with(marker)) {
            return Some(at..at + line.trim_end().len());
        }
        at += line.len();
    }
    None
}

/// What serde says, in our words.
fn record_fault(message: &str) -> RecordFault {
    let Some(unknown) = message.strip_prefix("unknown field ") else {
        return RecordFault::Syntax(if message.ends_with("untagged enum Value") {
            "an answer is a text, a whole number, `true`, `false` or a list of texts".to_owned()
        } else {
            message.to_owned()
        });
    };
    let mut names = unknown.split('`').skip(1).step_by(2).map(str::to_owned);
    let key = names.next().unwrap_or_default();
    RecordFault::UnknownKey { key, known: names.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "\
format = 1
scaffold = \"0.2.0\"
components = [\"docker\"]

[template]
name = \"python-service\"
version = \"0.2.0\"

[answers]
name = \"x\"

[defaults]
python = \"3.13\"
";

    fn fault(text: &str) -> (RecordFault, String) {
        match Record::parse(ANSWERS, text).unwrap_err() {
            Error::Record { fault, place } => (fault, place.text[place.span].to_owned()),
            error => panic!("{error}"),
        }
    }

    #[test]
    fn a_fault_points_at_what_is_wrong() {
        let edit = |old: &str, new: &str| fault(&TEXT.replace(old, new));
        assert_eq!(edit("format = 1", "format = 2"), (RecordFault::Format(2), "2".into()));
        // A newer format may have keys that this one does not know.
        let newer = edit("format = 1", "format = 2\nnew = 1");
        assert_eq!(newer, (RecordFault::Format(2), "2".into()));
        assert_eq!(
            edit("name = \"x\"", "<<<<<<< HEAD\nname = \"x\""),
            (RecordFault::Markers, "<<<<<<< HEAD".into())
        );
        let (unknown, at) = edit("[answers]", "[answer]");
        assert!(matches!(unknown, RecordFault::UnknownKey { key, .. } if key == "answer"));
        assert_eq!(at, "answer");
        let (twice, at) = edit("[defaults]", "[defaults]\nname = \"y\"");
        assert_eq!(twice, RecordFault::Twice("name".into()));
        assert_eq!(at, "name = \"y\"");
        assert_eq!(edit("\"x\"", "1.5").1, "1.5");
        assert_eq!(edit("version = \"0.2.0\"", "version = \"new\"").1, "\"new\"");
        assert!(matches!(edit("format = 1\n", ""), (RecordFault::Syntax(_), _)));
    }

    #[test]
    fn what_is_read_knows_where_it_stands() {
        let record = Record::parse(ANSWERS, TEXT).unwrap();
        let place = record.place(&record.answers["python"]);
        assert_eq!(&place.text[place.span], "python = \"3.13\"");
        let place = record.place_of_component("docker");
        assert_eq!(&place.text[place.span], "\"docker\"");
    }

    proptest! {
        #[test]
        fn every_record_is_read_as_it_was_written(
            answers in prop::collection::btree_map("[a-z_]{1,8}", (value(), any::<bool>()), 0..6),
            components in prop::collection::btree_set("[a-z-]{1,8}", 0..4),
            source in prop::option::of("\\PC{1,20}"),
        ) {
            let answers = answers.into_iter()
                .map(|(id, (value, chosen))| (id, Recorded { value, chosen, span: 0..0 }))
                .collect();
            let template = Written { name: "t".into(), version: Version::new(1, 2, 3), source };
            let scaffold = Version::new(0, 2, 0);
            let record = Record { scaffold, template, components, answers, text: String::new() };
            let back = Record::parse(ANSWERS, &record.to_text()).unwrap();
            prop_assert_eq!(&back.template, &record.template);
            prop_assert_eq!(&back.components, &record.components);
            prop_assert_eq!(back.to_text(), record.to_text());
        }
    }

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(Value::Integer),
            "\\PC{0,20}|a\nb|'''|\"\"\"|\\\\".prop_map(Value::Text),
            prop::collection::vec("\\PC{0,8}", 0..3).prop_map(Value::List),
        ]
    }
}
