//! `answers.toml`, written and read.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::{Record, Recorded, Written};
use crate::error::{Error, Place, RecordFault, Result};
use crate::manifest::Version;
use crate::question::Value;

/// The newest format of the record. The first one kept the rendering in a file that rules of a
/// `.gitignore` often hit; a program that knows only that one shall not look for it there.
pub(super) const FORMAT: i64 = 2;
const HEADER: &str = "\
# Written by scaffold. Edit an answer, then run `scaffold update`.
# [answers] were chosen; [defaults] were not, and follow the answers they are made of.
";

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
    pub(super) fn to_text(&self) -> String {
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
        let whole: Arc<str> = text.into();
        let fault = |fault, span| Error::Record {
            fault,
            place: Place { file: file.into(), text: Arc::clone(&whole), span },
        };
        if let Some(at) = markers(text) {
            return Err(fault(RecordFault::Markers, at));
        }
        let syntax = |error: toml::de::Error| {
            fault(record_fault(error.message()), error.span().unwrap_or(0..0))
        };
        let Format { format } = toml::from_str(text).map_err(syntax)?;
        if !(1..=FORMAT).contains(format.get_ref()) {
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
        let format = format.into_inner();
        Ok(Self { scaffold, template, components, answers, format, text: whole })
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
    use super::super::{ANSWERS, Extended};
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
        assert_eq!(edit("format = 1", "format = 3"), (RecordFault::Format(3), "3".into()));
        assert_eq!(edit("format = 1", "format = 0"), (RecordFault::Format(0), "0".into()));
        // A newer format may have keys that this one does not know.
        let newer = edit("format = 1", "format = 3\nnew = 1");
        assert_eq!(newer, (RecordFault::Format(3), "3".into()));
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
        /// Whatever is edited, it is a record or an error at bytes that are there.
        #[test]
        fn a_broken_record_is_shown_where_it_is_broken(
            at in any::<prop::sample::Index>(),
            length in 0_usize..12,
            piece in "[a-z]{0,3}|[\\[\\]{}=\"'.\n<>]{1,8}|\\PC{1,3}|format = 9\n",
        ) {
            let mut chars: Vec<char> = TEXT.chars().collect();
            let at = at.index(chars.len() + 1);
            chars.splice(at..(at + length).min(chars.len()), piece.chars());
            let text: String = chars.into_iter().collect();
            match Record::parse(ANSWERS, &text) {
                Ok(record) => {
                    let place = record.place_of_component("docker");
                    prop_assert!(place.text.get(place.span).is_some());
                }
                Err(error) => {
                    let place = error.place().expect("a place");
                    prop_assert_eq!(&*place.text, &text);
                    prop_assert!(text.get(place.span.clone()).is_some(), "{error:?}");
                }
            }
        }

        #[test]
        fn every_record_is_read_as_it_was_written(
            answers in prop::collection::btree_map("[a-z_]{1,8}", (value(), any::<bool>()), 0..6),
            components in prop::collection::btree_set("[a-z-]{1,8}", 0..4),
            source in prop::option::of("\\PC{1,20}"),
            commit in prop::option::of("[0-9a-f]{40}"),
        ) {
            let answers = answers.into_iter()
                .map(|(id, (value, chosen))| (id, Recorded { value, chosen, span: 0..0 }))
                .collect();
            let version = Version::new(1, 2, 3);
            let parent = (version.clone(), commit.clone());
            let extends = source.as_ref().map(|_| Extended { name: "p".into(), version: parent.0, commit: parent.1 });
            let template = Written { name: "t".into(), version, source, commit, extends };
            let scaffold = Version::new(0, 2, 0);
            let record = Record { scaffold, template, components, answers, format: FORMAT, text: "".into() };
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
