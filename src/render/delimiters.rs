//! What opens and closes an expression.

use schemars::JsonSchema;
use serde::Deserialize;

/// What opens and closes a tag, a value and a comment; what a manifest leaves out is as in
/// [`Delimiters::default`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Delimiters {
    /// Round conditions and loops.
    pub tag: [String; 2],
    /// Round what is written.
    pub value: [String; 2],
    /// Round what is not.
    pub comment: [String; 2],
}

impl Default for Delimiters {
    /// `{{ }}` belongs to Actions, Helm and Prometheus, `{#` to Bash, `{~` to Terraform: none of
    /// these is ever special.
    fn default() -> Self {
        let pair = |opening: &str, closing: &str| [opening.to_owned(), closing.to_owned()];
        Self { tag: pair("{%", "%}"), value: pair("{=", "=}"), comment: pair("{;", ";}") }
    }
}

impl Delimiters {
    /// Whether `text` has anything to render.
    #[must_use]
    pub fn open(&self, text: &str) -> bool {
        self.pairs().iter().any(|[opening, _]| text.contains(opening.as_str()))
    }

    /// An expression as a template that renders to `true` or to nothing, and how many bytes come
    /// before it there.
    #[must_use]
    pub fn condition(&self, expression: &str) -> (String, usize) {
        let [open, close] = &self.tag;
        let opening = format!("{open} if ");
        let wrapped = opening.len();
        (format!("{opening}{expression} {close}true{open} endif {close}"), wrapped)
    }

    /// Why they cannot be told apart from each other or from text.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let pairs = self.pairs();
        let all = || pairs.iter().flat_map(|pair| pair.iter());
        let is_mark = |c: char| c.is_ascii_punctuation() && !r#"'"_"#.contains(c);
        if let Some(other) = all().find(|it| it.len() != 2 || !it.chars().all(is_mark)) {
            return Some(format!("the delimiter `{other}` is not two punctuation marks"));
        }
        let mut seen = Vec::new();
        for delimiter in all() {
            if seen.contains(&delimiter) {
                return Some(format!("the delimiter `{delimiter}` stands for two things"));
            }
            seen.push(delimiter);
        }
        None
    }

    fn pairs(&self) -> [&[String; 2]; 3] {
        [&self.tag, &self.value, &self.comment]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_marks_that_differ() {
        let fault = |toml: &str| toml::from_str::<Delimiters>(toml).unwrap().fault();
        assert_eq!(fault(""), None);
        assert_eq!(fault("tag = ['<%', '%>']"), None);
        let long = fault("value = ['{{{', '}}}']").unwrap();
        assert_eq!(long, "the delimiter `{{{` is not two punctuation marks");
        assert!(fault("value = ['ab', 'cd']").is_some());
        let twice = fault("value = ['{%', '=}']").unwrap();
        assert_eq!(twice, "the delimiter `{%` stands for two things");
    }
}
