//! Questions, and what counts as an answer to one.

mod value;

use std::collections::BTreeMap;

use regex_lite::Regex;
use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use crate::error::AnswerFault;
use crate::words::is_obeyed;

pub use value::Value;

/// The question that a project's directory answers.
pub const NAME: &str = "name";

/// One question of a template, as its manifest states it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The answer's name in templates; in kebab case its flag.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// What the interview asks; the flag's help.
    #[serde(deserialize_with = "line")]
    pub prompt: String,
    /// What a valid answer looks like, or what follows from it.
    #[serde(default, deserialize_with = "some_line")]
    pub help: Option<String>,
    /// The answer if none is given. A text is a template over earlier answers. Its type
    /// is the question's type; without a default the answer is a text.
    #[schemars(with = "Option<Value>")]
    pub default: Option<Spanned<Value>>,
    /// The only answers there are.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// The expression that must hold for the question to be asked.
    #[schemars(with = "Option<String>")]
    pub when: Option<Spanned<String>>,
    /// The regular expression that every text must match.
    #[schemars(with = "Option<String>")]
    pub matches: Option<Spanned<String>>,
    /// Texts that are taken, by the reason: `"a Python keyword" = ["and", …]`.
    #[serde(default)]
    pub reserved: BTreeMap<String, Vec<String>>,
    /// Asked only of those who want to customise.
    #[serde(default)]
    pub advanced: bool,
    /// Where an existing repository tells the answer; the first that gives one counts.
    #[serde(default)]
    pub infer: Vec<Infer>,
}

/// How a file of an existing repository tells an answer.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Infer {
    /// The file, a path inside the repository.
    #[schemars(with = "String")]
    pub file: Spanned<String>,
    /// The regular expression that its text must match. Without `value` the first group is the
    /// answer.
    #[schemars(with = "Option<String>")]
    pub matches: Option<Spanned<String>>,
    /// The answer, as a command line says it.
    #[schemars(with = "Option<String>")]
    pub value: Option<Spanned<String>>,
}

impl Infer {
    /// What a file with this text tells.
    #[must_use]
    pub fn answer<'a>(&'a self, text: &'a str) -> Option<&'a str> {
        let value = self.value.as_ref().map(|value| value.get_ref().as_str());
        let Some(pattern) = &self.matches else { return value };
        let found = Regex::new(pattern.get_ref()).ok()?.captures(text)?;
        value.or_else(|| found.get(1).map(|group| group.as_str()))
    }
}

/// One of the answers a question allows.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The answer.
    #[serde(deserialize_with = "line")]
    pub value: String,
    /// What it means.
    #[serde(default, deserialize_with = "line")]
    pub help: String,
}

impl Question {
    /// The question's id.
    #[must_use]
    pub fn id(&self) -> &str {
        self.id.get_ref()
    }

    /// The name of its flag, without the dashes.
    #[must_use]
    pub fn flag(&self) -> String {
        self.id().replace('_', "-")
    }

    /// What stands in templates while the question is not asked.
    #[must_use]
    pub fn nothing(&self) -> Value {
        match self.default.as_ref().map(Spanned::get_ref) {
            Some(Value::Bool(_)) => Value::Bool(false),
            Some(Value::Integer(_)) => Value::Integer(0),
            Some(Value::List(_)) => Value::List(Vec::new()),
            Some(Value::Text(_)) | None => Value::Text(String::new()),
        }
    }

    /// Reads an answer that a command line, the environment or a prompt gives as text.
    ///
    /// # Errors
    /// The reason why `text` is no answer.
    pub fn parse(&self, text: &str) -> Result<Value, AnswerFault> {
        self.check(self.nothing().parse(text)?)
    }

    /// Reads an answer that is given in several texts: each adds its items to a list.
    ///
    /// # Errors
    /// The reason why they are no answer.
    pub fn parse_all(&self, texts: &[String]) -> Result<Value, AnswerFault> {
        match (texts, self.nothing()) {
            ([text], _) => self.parse(text),
            (texts, Value::List(mut items)) => {
                for text in texts {
                    if let Value::List(more) = self.parse(text)? {
                        items.extend(more);
                    }
                }
                Ok(Value::List(items))
            }
            _ => Err(AnswerFault::Twice),
        }
    }

    /// Gives `value` back if it answers this question.
    ///
    /// # Errors
    /// The reason why it does not.
    pub fn check(&self, value: Value) -> Result<Value, AnswerFault> {
        if !value.is_like(&self.nothing()) {
            return Err(self.nothing().another_type());
        }
        match &value {
            Value::List(items) => {
                for item in items {
                    self.check_one(item).map_err(|fault| AnswerFault::Item {
                        item: item.clone(),
                        fault: Box::new(fault),
                    })?;
                }
            }
            one => self.check_one(&one.to_string())?,
        }
        Ok(value)
    }

    /// Judges a single value, or an item of a list, by its text.
    fn check_one(&self, text: &str) -> Result<(), AnswerFault> {
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return Err(AnswerFault::Control);
        }
        if !self.choices.is_empty() && self.choice(text).is_none() {
            return Err(AnswerFault::Choice(
                self.choices.iter().map(|c| c.value.clone()).collect(),
            ));
        }
        if let Some(pattern) = &self.matches
            && !Regex::new(pattern.get_ref()).is_ok_and(|regex| regex.is_match(text))
        {
            let pattern = pattern.get_ref().clone();
            return Err(AnswerFault::Pattern { pattern, help: self.help.clone() });
        }
        let taken = self.reserved.iter().find(|(_, texts)| texts.iter().any(|taken| taken == text));
        taken.map_or(Ok(()), |(reason, _)| Err(AnswerFault::Reserved(reason.clone())))
    }

    /// Which of the choices is meant by `text`: `01` is `1` where numbers are asked for.
    #[must_use]
    pub fn choice(&self, text: &str) -> Option<usize> {
        let value = self.single(text);
        self.choices.iter().position(|choice| self.single(&choice.value) == value)
    }

    /// The values of a question with choices that is answered by one of them; none for others.
    #[must_use]
    pub fn choice_values(&self) -> Vec<Value> {
        if matches!(self.nothing(), Value::List(_)) {
            return Vec::new();
        }
        self.choices.iter().filter_map(|choice| self.parse(&choice.value).ok()).collect()
    }

    /// What `text` stands for as the whole answer, or as one item of a list.
    fn single(&self, text: &str) -> Option<Value> {
        match self.nothing() {
            Value::List(_) => Some(Value::Text(text.to_owned())),
            other => other.parse(text).ok(),
        }
    }

    /// The first choice that is no answer itself, and why.
    #[must_use]
    pub fn choice_fault(&self) -> Option<(&Choice, AnswerFault)> {
        let judge = |choice: &Choice| match self.single(&choice.value) {
            Some(value) => self.check_one(&value.to_string()).err(),
            None => Some(self.nothing().another_type()),
        };
        self.choices.iter().find_map(|choice| Some((choice, judge(choice)?)))
    }

    /// What is wrong with the pattern, if it is no regular expression.
    #[must_use]
    pub fn pattern_fault(&self) -> Option<String> {
        groups(self.matches.as_ref()?.get_ref()).err()
    }
}

/// Reads a text that is shown on one line: nothing in it may break the line, or be obeyed by the
/// terminal that shows it.
pub(crate) fn line<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    match text.chars().find(|c| is_obeyed(*c)) {
        None => Ok(text),
        Some(c) => Err(D::Error::custom(format!("a line of text cannot hold the character {c:?}"))),
    }
}

fn some_line<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    line(deserializer).map(Some)
}

/// How many groups a regular expression has.
///
/// # Errors
/// Why it is none.
pub fn groups(pattern: &str) -> Result<usize, String> {
    let regex = Regex::new(pattern).map_err(|error| error.to_string())?;
    Ok(regex.captures_len() - 1)
}

#[cfg(test)]
mod tests;
