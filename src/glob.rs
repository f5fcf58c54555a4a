//! Patterns over the paths of a tree.

use glob::{MatchOptions, Pattern};

/// A pattern: `*` and `?` stay within a part of the path, `**` stands for any number of parts.
#[derive(Clone, Debug)]
pub struct Glob(Pattern);

impl Glob {
    /// Parses `text`.
    ///
    /// # Errors
    /// Why it is no pattern.
    pub fn new(text: &str) -> Result<Self, String> {
        Pattern::new(text).map(Self).map_err(|error| error.msg.to_owned())
    }

    /// Whether it stands for `path`.
    #[must_use]
    pub fn matches(&self, path: &str) -> bool {
        let options = MatchOptions {
            case_sensitive: true,
            require_literal_separator: true,
            require_literal_leading_dot: false,
        };
        self.0.matches_with(path, options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stays_within_a_part() {
        let matches = |pattern: &str, path: &str| Glob::new(pattern).unwrap().matches(path);
        assert!(matches("base/charts/**", "base/charts/a/.b/c.tera"));
        assert!(matches("base/**/*.j2", "base/x/y.j2"));
        assert!(matches("base/*.j2", "base/.y.j2"));
        assert!(!matches("base/*.j2", "base/x/y.j2"));
        assert!(!matches("BASE/*", "base/y"));
        assert!(Glob::new("a[").is_err());
    }
}
