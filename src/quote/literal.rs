//! Literals of every type, in the languages that write all of them alike but for a few words.

use serde_json::Value;

use super::{json, python};

/// How a language writes what is no text.
struct Language {
    name: &'static str,
    /// A text in quotes.
    text: fn(&str) -> String,
    /// Nothing at all, if there is a word for it.
    null: Option<&'static str>,
    /// No and yes.
    bools: [&'static str; 2],
    /// Between a key and its value.
    is: &'static str,
}

const JSON: Language =
    Language { name: "JSON", text: json, null: Some("null"), bools: ["false", "true"], is: ": " };
const TOML: Language = Language { name: "TOML", null: None, is: " = ", ..JSON };
const PYTHON: Language =
    Language { name: "Python", text: python, null: Some("None"), bools: ["False", "True"], ..JSON };

/// A literal of JSON, and of YAML.
pub fn of_json(value: &Value) -> Result<String, String> {
    JSON.literal(value)
}

/// A value of TOML, on one line.
pub fn of_toml(value: &Value) -> Result<String, String> {
    TOML.literal(value)
}

/// An expression of Python.
pub fn of_python(value: &Value) -> Result<String, String> {
    PYTHON.literal(value)
}

impl Language {
    fn literal(&self, value: &Value) -> Result<String, String> {
        Ok(match value {
            Value::Null => {
                let null =
                    self.null.ok_or_else(|| format!("{} has no word for nothing", self.name));
                null?.to_owned()
            }
            Value::Bool(value) => self.bools[usize::from(*value)].to_owned(),
            Value::Number(number) => number.to_string(),
            Value::String(text) => (self.text)(text),
            Value::Array(items) => {
                let items: Result<Vec<_>, _> = items.iter().map(|it| self.literal(it)).collect();
                format!("[{}]", items?.join(", "))
            }
            Value::Object(table) => {
                let pair = |(key, value): (&String, &Value)| {
                    Ok::<_, String>((self.text)(key) + self.is + &self.literal(value)?)
                };
                let pairs: Result<Vec<_>, _> = table.iter().map(pair).collect();
                format!("{{{}}}", pairs?.join(", "))
            }
        })
    }
}
