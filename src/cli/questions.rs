//! Questions as flags.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::error::AnswerFault;
use crate::question::{Choice, Question, Value};
use crate::template::Template;
use crate::words::{Names, printable};

/// What a command line says with the questions' own flags, by question. A flag that is repeated
/// adds to a list.
pub fn said(template: &Template, matches: &ArgMatches) -> Vec<(String, Value)> {
    let said = template.manifest.questions.iter().filter_map(|question| {
        let values = matches.get_many::<Value>(question.id())?.cloned();
        let all = values.reduce(|before, value| match (before, value) {
            (Value::List(items), Value::List(more)) => Value::List([items, more].concat()),
            (_, value) => value,
        });
        Some((question.id().to_owned(), all?))
    });
    said.collect()
}

/// The flag of a question.
pub fn flag(question: &Question) -> Arg {
    let arg = Arg::new(question.id().to_owned()).long(question.flag());
    let arg = match question.nothing() {
        Value::Bool(_) => arg.num_args(0..=1).require_equals(true).default_missing_value("true"),
        Value::List(_) => arg.action(ArgAction::Append),
        Value::Integer(_) => arg.allow_negative_numbers(true),
        Value::Text(_) => arg,
    };
    let name = match (question.nothing(), &question.choices[..]) {
        (Value::Bool(_), _) => "true|false",
        (_, []) => "VALUE",
        (Value::List(_), _) => "CHOICES",
        _ => "CHOICE",
    };
    arg.value_name(name).value_parser(Answer(question.clone()))
}

/// Reads an answer as its question does.
#[derive(Clone)]
struct Answer(Question);

impl TypedValueParser for Answer {
    type Value = Value;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        text: &OsStr,
    ) -> Result<Value, clap::Error> {
        let Self(question) = self;
        let Some(text) = text.to_str() else {
            return Err(clap::Error::new(ErrorKind::InvalidUtf8).with_cmd(command));
        };
        let fault = match question.parse(text) {
            Ok(value) => return Ok(value),
            Err(fault) => fault,
        };
        // For what is none of the choices, clap has a sentence of its own, with the nearest one.
        let item = match &fault {
            AnswerFault::Choice(_) => Some(text),
            AnswerFault::Item { item, fault } if matches!(**fault, AnswerFault::Choice(_)) => {
                Some(item.as_str())
            }
            _ => None,
        };
        if let Some(item) = item {
            let choices = PossibleValuesParser::new(question.choices.iter().map(possible));
            choices.parse_ref(command, arg, item.as_ref())?;
        }
        let message = match &question.help {
            Some(help) => format!("{fault} ({help})"),
            None => fault.to_string(),
        };
        let refuse = move |_: &str| Err::<Value, _>(message.clone());
        refuse.parse_ref(command, arg, text.as_ref())
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let choices = &self.0.choices;
        (!choices.is_empty()).then(|| Box::new(choices.iter().map(possible)) as Box<_>)
    }
}

fn possible(choice: &Choice) -> PossibleValue {
    PossibleValue::new(choice.value.clone()).help(choice.help.clone())
}

/// What a question asks, its default and its condition, on one line.
#[must_use]
pub fn help(question: &Question, template: &Template) -> String {
    let default = question.default.as_ref().map(|default| default.get_ref().to_string());
    let sources: Vec<&str> = template.default_sources(question).into_iter().collect();
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
