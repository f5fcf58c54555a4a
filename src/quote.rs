//! Filters that turn an answer of any type into a literal of the language of the file it goes to.

mod literal;

use serde_json::Value;

use crate::words::{is_obeyed, is_unseen};

/// From a text to another spelling of it.
pub type Filter = fn(&str) -> String;

/// From a value to its literal, or to why the language has none.
pub type Literal = fn(&Value) -> Result<String, String>;

/// The filter that writes text of Markdown, which knows no lists.
pub const MARKDOWN: &str = "md";

/// The filters by their names in templates.
pub const FILTERS: &[(&str, Literal)] = &[
    ("toml", literal::of_toml),
    ("yaml", literal::of_json),
    ("json", literal::of_json),
    ("py", literal::of_python),
    ("sh", shell_words),
    (MARKDOWN, paragraph),
];

/// The texts of a JSON array, if `text` is one of texts alone.
#[must_use]
pub fn texts(text: &str) -> Option<Vec<String>> {
    serde_json::from_str(text).ok()
}

/// A JSON string is a string of TOML and YAML too once what they call unprintable is
/// escaped.
#[must_use]
pub fn json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    let escape = |c: char| matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}');
    quoted
        .chars()
        .map(|c| if escape(c) { format!("\\u{:04x}", c as u32) } else { c.to_string() })
        .collect()
}

/// With the quotes a formatter would choose: double ones unless single ones escape less.
fn python(text: &str) -> String {
    let quoted = json(text);
    let inner = &quoted[1..quoted.len() - 1];
    if text.matches('"').count() > text.matches('\'').count() {
        format!("'{}'", inner.replace("\\\"", "\"").replace('\'', "\\'"))
    } else {
        quoted
    }
}

/// A word of a POSIX shell; of a list, a word for each item.
fn shell_words(value: &Value) -> Result<String, String> {
    match value {
        Value::Array(items) => {
            let words: Result<Vec<_>, _> = items.iter().map(single).collect();
            Ok(words?.iter().map(|word| shell(word)).collect::<Vec<_>>().join(" "))
        }
        Value::String(text) => Ok(shell(text)),
        value => single(value),
    }
}

/// Text of Markdown, as [`markdown`] writes it.
fn paragraph(value: &Value) -> Result<String, String> {
    if matches!(value, Value::Array(_)) {
        return Err("a list is no text: write a loop over it, or `join` it first".to_owned());
    }
    single(value).map(|text| markdown(&text))
}

/// The text of what has no parts.
fn single(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(_) | Value::Number(_) => Ok(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => {
            Err("only texts, numbers, yes and no are written like this".to_owned())
        }
    }
}

/// A text as a word of a POSIX shell.
#[must_use]
pub fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A word of a command line, quoted only where it must be.
#[must_use]
pub fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_=./,:@+".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.to_owned() } else { shell(word) }
}

/// A command line that a shell reads as `words`, and that a screen shows as it is: a character that
/// nobody would see is made by `printf`.
#[must_use]
pub fn command_line(words: &[String]) -> String {
    let shown = |c: char| {
        if c == '\n' || !(is_obeyed(c) || is_unseen(c)) {
            return c.to_string();
        }
        let bytes = c.to_string().into_bytes();
        let bytes: Vec<String> = bytes.iter().map(|byte| format!("\\{byte:03o}")).collect();
        format!("'\"$(printf '{}')\"'", bytes.concat())
    };
    let word = |word: &String| shell_word(word).chars().map(shown).collect::<String>();
    words.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// Text of a paragraph or heading: on one line, every mark taken literally.
fn markdown(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    one_line.chars().fold(String::new(), |mut out, c| {
        if r"\`*_{}[]<>()#+-.!|~&".contains(c) && needs_escape(c, &out) {
            out.push('\\');
        }
        out.push(c);
        out
    })
}

/// `#`, `+` and `-` mean something only at the start of a line, `.` and `)` there after a
/// number; `(`, `{`, `}` and `!` only beside brackets, which are escaped themselves.
fn needs_escape(c: char, before: &str) -> bool {
    match c {
        '#' | '+' | '-' => before.is_empty(),
        '.' | ')' => !before.is_empty() && before.chars().all(|c| c.is_ascii_digit()),
        '(' | '{' | '}' | '!' => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_language_gets_its_own_literal() {
        let text = "it's \"x\": # {{ y }}\n🚀";
        assert_eq!(python(text), r#"'it\'s "x": # {{ y }}\n🚀'"#);
        assert_eq!(json(text), r#""it's \"x\": # {{ y }}\n🚀""#);
        assert_eq!(shell("it's"), r"'it'\''s'");
        assert_eq!(markdown("# a_b <c>\n*d*"), r"\# a\_b \<c\> \*d\*");
        assert_eq!(markdown("1. a. b"), r"1\. a. b");
        assert_eq!(json("\u{85}"), r#""\u0085""#);
    }

    #[test]
    fn a_command_line_can_be_read_and_typed() {
        let words = ["new", "a b", "--x=a\tb\u{202e}c", "two\nlines"].map(str::to_owned);
        assert_eq!(
            command_line(&words),
            "new 'a b' '--x=a'\"$(printf '\\011')\"'b'\"$(printf '\\342\\200\\256')\"'c' 'two\nlines'"
        );
    }

    /// What each filter writes of `value`, in the order of [`FILTERS`] without `yaml`.
    fn written(value: &Value) -> Vec<String> {
        let filters = FILTERS.iter().filter(|(name, _)| *name != "yaml");
        filters.map(|(_, filter)| filter(value).unwrap_or_else(|_| "none".to_owned())).collect()
    }

    #[test]
    fn every_type_has_its_literal_where_the_language_has_one() {
        let list = serde_json::json!(["en", "d\"e", "it's"]);
        for (value, expected) in [
            (true.into(), ["true", "true", "True", "true", "true"]),
            ((-3).into(), ["-3", "-3", "-3", "-3", "\\-3"]),
            ("a_b".into(), ["\"a_b\"", "\"a_b\"", "\"a_b\"", "'a_b'", "a\\_b"]),
            (
                list,
                [
                    r#"["en", "d\"e", "it's"]"#,
                    r#"["en", "d\"e", "it's"]"#,
                    r#"["en", 'd"e', "it's"]"#,
                    r#"'en' 'd"e' 'it'\''s'"#,
                    "none",
                ],
            ),
            (serde_json::json!([]), ["[]", "[]", "[]", "", "none"]),
            (
                serde_json::json!({ "a b": [1, null] }),
                ["none", r#"{"a b": [1, null]}"#, r#"{"a b": [1, None]}"#, "none", "none"],
            ),
            (
                serde_json::json!({ "a b": { "c": 1.5 } }),
                [
                    r#"{"a b" = {"c" = 1.5}}"#,
                    r#"{"a b": {"c": 1.5}}"#,
                    r#"{"a b": {"c": 1.5}}"#,
                    "none",
                    "none",
                ],
            ),
        ] {
            assert_eq!(written(&value), expected, "{value}");
        }
    }

    proptest! {
        #[test]
        fn a_list_is_the_same_list_in_toml_and_json(
            items in prop::collection::vec("[a\"'\n\\\\,\u{85}\u{202e}é]{0,5}", 0..4)
        ) {
            let value = Value::from(items.clone());
            let toml: toml::Table =
                format!("x = {}", literal::of_toml(&value).unwrap()).parse().unwrap();
            prop_assert_eq!(&toml["x"], &toml::Value::from(items.clone()));
            prop_assert_eq!(texts(&literal::of_json(&value).unwrap()), Some(items));
        }

        #[test]
        fn toml_and_json_give_the_text_back(text in "\\PC*[\"'\n\\\\]*\\PC*") {
            let table: toml::Table = format!("x = {}", json(&text)).parse().unwrap();
            prop_assert_eq!(table["x"].as_str(), Some(text.as_str()));
            let value: String = serde_json::from_str(&json(&text)).unwrap();
            prop_assert_eq!(value, text);
        }
    }
}
