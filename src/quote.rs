//! Filters that turn any text into a literal of the language of the file it goes to.

/// From a text to its literal, or to another spelling of it.
pub type Filter = fn(&str) -> String;

/// The filters by their names in templates.
pub const FILTERS: &[(&str, Filter)] = &[
    ("toml", json),
    ("yaml", json),
    ("json", json),
    ("py", python),
    ("sh", shell),
    ("md", markdown),
];

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

/// A word of a POSIX shell.
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

    proptest! {
        #[test]
        fn toml_and_json_give_the_text_back(text in "\\PC*[\"'\n\\\\]*\\PC*") {
            let table: toml::Table = format!("x = {}", json(&text)).parse().unwrap();
            prop_assert_eq!(table["x"].as_str(), Some(text.as_str()));
            let value: String = serde_json::from_str(&json(&text)).unwrap();
            prop_assert_eq!(value, text);
        }
    }
}
