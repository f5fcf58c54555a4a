//! Answers, and how a line of text gives one: on a command line, in the environment, at a prompt.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::AnswerFault;
use crate::quote;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(String),
    /// Several texts.
    List(Vec<String>),
}

/// The text that [`Value::parse`] reads as this value.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => write!(f, "{value}"),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Text(value) => f.write_str(value),
            Self::List(items) => f.write_str(&list_text(items)),
        }
    }
}

impl Value {
    /// Reads a value of the type that `self` has.
    ///
    /// # Errors
    /// `text` is none of that type.
    pub fn parse(&self, text: &str) -> Result<Self, AnswerFault> {
        match self {
            Self::Bool(_) => match text.to_lowercase().as_str() {
                "true" | "yes" => Ok(Self::Bool(true)),
                "false" | "no" => Ok(Self::Bool(false)),
                _ => Err(self.another_type()),
            },
            Self::Integer(_) => text.parse().map(Self::Integer).map_err(|_| self.another_type()),
            Self::Text(_) => Ok(Self::Text(text.to_owned())),
            Self::List(_) => list(text).map(Self::List).ok_or(AnswerFault::List),
        }
    }

    /// Whether `other` is of the same type.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// The fault of a value that is not of this type.
    #[must_use]
    pub fn another_type(&self) -> AnswerFault {
        AnswerFault::Type(match self {
            Self::Bool(_) => "`true` or `false`",
            Self::Integer(_) => "a whole number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list of texts",
        })
    }
}

/// The items of a list: separated by commas, without the spaces around each and without empty
/// ones; or, for items that need more, a JSON array.
fn list(text: &str) -> Option<Vec<String>> {
    if text.trim_start().starts_with('[') {
        return quote::texts(text);
    }
    let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
    Some(items.map(str::to_owned).collect())
}

/// The shortest text that [`list`] reads as `items`, on one line.
fn list_text(items: &[String]) -> String {
    let plain = items.join(",");
    if !plain.contains(char::is_control) && list(&plain).as_deref() == Some(items) {
        return plain;
    }
    let items: Vec<String> = items.iter().map(|item| quote::json(item)).collect();
    format!("[{}]", items.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn items(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn a_list_is_its_items_or_a_json_array() {
        for (text, expected) in [
            ("a, b", Some(items(&["a", "b"]))),
            (" a ,, b,", Some(items(&["a", "b"]))),
            ("", Some(items(&[]))),
            ("[]", Some(items(&[]))),
            (r#"["a,b", "c"]"#, Some(items(&["a,b", "c"]))),
            (r#" [" a", "", "\n"]"#, Some(items(&[" a", "", "\n"]))),
            ("[a]", None),
            ("[1]", None),
            (r#"["a"] b"#, None),
            (r#"a["b"]"#, Some(items(&[r#"a["b"]"#]))),
        ] {
            assert_eq!(list(text), expected, "{text}");
        }
    }

    #[test]
    fn a_list_is_written_plainly_where_that_says_it() {
        for (list, text) in [
            (items(&["a", "b c"]), "a,b c"),
            (items(&["\"", "\\", "é"]), "\",\\,é"),
            (items(&[]), ""),
            (items(&[""]), r#"[""]"#),
            (items(&["a,b", "c"]), r#"["a,b", "c"]"#),
            (items(&["a "]), r#"["a "]"#),
            (items(&["[a"]), r#"["[a"]"#),
            (items(&["a\nb"]), r#"["a\nb"]"#),
        ] {
            assert_eq!(list_text(&list), text);
        }
    }

    fn value() -> impl Strategy<Value = Value> {
        let text = "[ a,\\[\\]\"'\\\\\n\té\u{202e}-]{0,6}";
        prop_oneof![
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(Value::Integer),
            text.prop_map(Value::Text),
            prop::collection::vec(text, 0..4).prop_map(Value::List),
        ]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_as_the_same_value(value in value()) {
            prop_assert_eq!(value.parse(&value.to_string()), Ok(value));
        }

        #[test]
        fn a_list_is_one_line(items in prop::collection::vec("[a,\n\t\r]{0,3}", 0..4)) {
            prop_assert!(!Value::List(items).to_string().contains(char::is_control));
        }
    }
}
