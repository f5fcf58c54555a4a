//! What one element of an array of requirements is about.

/// A requirement of a distribution, or an inline table such as `{include-group = "test"}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Requirement {
    /// The distribution, spelt as indexes compare it; a table's whole text.
    pub name: String,
    /// The condition of the environment, without its spaces: the same distribution may be
    /// required once for each.
    pub marker: String,
    /// What is required, unquoted.
    pub text: String,
}

impl Requirement {
    /// Reads a requirement in the notation of pyproject.toml; `None` if it has no name.
    pub fn parse(text: &str) -> Option<Self> {
        let trimmed = text.trim();
        let spelling = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let (name, rest) =
            trimmed.split_at(trimmed.find(|c| !spelling(c)).unwrap_or(trimmed.len()));
        let rest = rest.trim_start();
        let continues = rest.is_empty() || rest.starts_with(|c| "[(<>=!~;@".contains(c));
        if !name.starts_with(|c: char| c.is_ascii_alphanumeric()) || !continues {
            return None;
        }
        let extras = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        let direct = extras.map_or(rest, |(_, rest)| rest.trim_start()).starts_with('@');
        // An address may hold semicolons: its marker needs a space before its own.
        let marker =
            rest.split_once(if direct { " ;" } else { ";" }).map_or("", |(_, marker)| marker);
        let marker = marker.replace('\'', "\"").split_whitespace().collect();
        Some(Self { name: normalised(name), marker, text: text.to_owned() })
    }

    /// An inline table, which is known by all of its text.
    pub fn table(text: &str) -> Self {
        let name: String = text.split_whitespace().collect();
        Self { text: name.clone(), name, marker: String::new() }
    }

    /// Whether `other` is the same requirement, maybe of another version.
    pub fn same_key(&self, other: &Self) -> bool {
        self.name == other.name && self.marker == other.marker
    }
}

fn normalised(name: &str) -> String {
    let words = name.split(['-', '_', '.']).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requirement_is_known_by_name_and_marker() {
        let table = [
            ("fastapi", "fastapi", ""),
            ("FastAPI[standard, all] >= 0.1,<1", "fastapi", ""),
            ("Zope__.-Interface==1.*", "zope-interface", ""),
            ("a (>=1)", "a", ""),
            ("a>=1; python_version < '3.13'", "a", "python_version<\"3.13\""),
            ("a; python_version<\"3.13\"", "a", "python_version<\"3.13\""),
            ("a @ https://x.test/a;b.whl", "a", ""),
            ("a[b] @ https://x.test/a;b.whl ; os_name == 'nt'", "a", "os_name==\"nt\""),
            ("a>=1; x == '@'", "a", "x==\"@\""),
        ];
        for (text, name, marker) in table {
            let requirement = Requirement::parse(text).unwrap();
            assert_eq!((&*requirement.name, &*requirement.marker), (name, marker), "{text}");
            assert_eq!(requirement.text, text);
        }
    }

    #[test]
    fn what_names_nothing_is_no_requirement() {
        for text in ["", ">=1", "./here", "-a", "a/b", "{x}"] {
            assert_eq!(Requirement::parse(text), None, "{text}");
        }
    }
}
