//! Answers in a TOML file: questions by id, and `components`, the exact list of them; or the record
//! of a project, whose answers another one shall have.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::Spanned;

use super::{Given, Listed, Raw};
use crate::error::{AnswerFault, Error, Origin, Place, Result};
use crate::question::{NAME, Value};
use crate::record::Record;

/// The key of the list of components.
pub const COMPONENTS: &str = "components";

/// The key of a record that says which template wrote the project. No question can have this id.
const TEMPLATE: &str = "template";

/// Adds the answers of `text`, the content of `file`.
///
/// # Errors
/// It is no TOML, or holds a value that no question can have.
pub fn read(file: &str, text: &str, given: &mut Given) -> Result<()> {
    let whole: Arc<str> = text.into();
    let place = |span| Place { file: file.into(), text: Arc::clone(&whole), span };
    let table: BTreeMap<Spanned<String>, Spanned<toml::Value>> =
        toml::from_str(text).map_err(|error| {
            let span = error.span().unwrap_or(0..0);
            Error::AnswersSyntax { message: error.message().to_owned(), place: place(span) }
        })?;
    if table.iter().any(|(id, value)| id.get_ref() == TEMPLATE && value.get_ref().is_table()) {
        record(&Record::parse(file, text)?, file, given);
        return Ok(());
    }
    for (id, value) in table {
        let origin = Origin::File(place(id.span().start..value.span().end));
        let shown = value.get_ref().to_string();
        let refuse = |id: &str, fault, origin| Error::Answer {
            id: id.to_owned(),
            value: shown,
            fault,
            origin,
        };
        let id = id.into_inner();
        match value.into_inner().try_into() {
            Ok(Value::List(components)) if id == COMPONENTS => {
                let Origin::File(place) = origin else { continue };
                let components = components.into_iter().collect();
                given.exactly = Some(Listed { components, place: Some(place) });
            }
            Ok(_) if id == COMPONENTS => {
                return Err(refuse(&id, AnswerFault::Type("a list of texts"), origin));
            }
            Ok(value) => given.add(&id, Raw::Value(value), origin),
            Err(_) => {
                let fault =
                    AnswerFault::Type("a text, a whole number, `true`, `false` or a list of texts");
                return Err(refuse(&id, fault, origin));
            }
        }
    }
    Ok(())
}

/// Adds what was chosen for the project that has this record. What it is called is its own, and where
/// nobody chose, the template decides anew.
fn record(record: &Record, file: &str, given: &mut Given) {
    let place = |place: Place| Place { file: file.to_owned(), ..place };
    let chosen = record.answers.iter().filter(|(id, it)| it.chosen && id.as_str() != NAME);
    for (id, recorded) in chosen {
        let origin = Origin::File(place(record.place(recorded)));
        given.add(id, Raw::Value(recorded.value.clone()), origin);
    }
    let first = record.components.iter().next();
    let at = first.map(|component| place(record.place_of_component(component)));
    given.exactly = Some(Listed { components: record.components.clone(), place: at });
}
