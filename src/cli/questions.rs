//! Questions as flags.

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, ArgMatches};

use crate::question::{Question, Value};
use crate::template::Template;
use crate::words::{Names, printable};

/// What a command line says with the questions' own flags, by question.
pub fn said(template: &Template, matches: &ArgMatches) -> Vec<(String, String)> {
    let said = template.manifest.questions.iter().filter_map(|question| {
        let values = matches.get_many::<String>(question.id())?;
        Some((question.id().to_owned(), values.cloned().collect::<Vec<_>>().join(",")))
    });
    said.collect()
}

/// The flag of a question.
pub fn flag(question: &Question) -> Arg {
    let arg = Arg::new(question.id().to_owned()).long(question.flag());
    let arg = match question.nothing() {
        Value::Bool(_) => arg
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .value_name("true|false"),
        Value::List(_) => arg.action(ArgAction::Append),
        Value::Integer(_) => arg.allow_negative_numbers(true),
        Value::Text(_) => arg,
    };
    if !question.choices.is_empty() {
        let values = question
            .choices
            .iter()
            .map(|choice| PossibleValue::new(choice.value.clone()).help(choice.help.clone()));
        return arg.value_name("CHOICE").value_parser(PossibleValuesParser::new(values));
    }
    let question = question.clone();
    let arg =
        if matches!(question.nothing(), Value::Bool(_)) { arg } else { arg.value_name("VALUE") };
    arg.value_parser(move |text: &str| match question.parse(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(fault) => Err(question
            .help
            .as_ref()
            .map_or(fault.to_string(), |help| format!("{fault} ({help})"))),
    })
}

/// What a question asks, its default and its condition, on one line.
#[must_use]
pub fn help(question: &Question, template: &Template) -> String {
    let default = question.default.as_ref().map(|default| default.get_ref().to_string());
    let sources = template.default_sources(question);
    let note = match default {
        Some(_) if !sources.is_empty() => format!(" [default: follows {}]", Names(&sources)),
        Some(text) if !text.is_empty() => format!(" [default: {}]", printable(&text)),
        _ => String::new(),
    };
    format!("{}{note}{}", question.prompt, condition(question))
}

/// The same for a project that has answers already: it keeps them, whatever the defaults are.
#[must_use]
pub fn help_of_change(question: &Question) -> String {
    format!("{}{}", question.prompt, condition(question))
}

fn condition(question: &Question) -> String {
    let when = question.when.as_ref();
    when.map(|when| format!(" [only when: {}]", printable(when.get_ref()))).unwrap_or_default()
}
