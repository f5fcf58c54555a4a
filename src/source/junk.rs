//! What editors, systems and programs leave in a directory, and nobody means to be in a template.

/// Names of files and directories.
const NAMES: [&str; 9] = [
    ".DS_Store",
    "Thumbs.db",
    "desktop.ini",
    "__pycache__",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".directory",
    ".Spotlight-V100",
];
/// What such names start with, and end in.
const ENDS: [(&str, &str); 8] = [
    ("", ".pyc"),
    ("", ".pyo"),
    (".", ".swp"),
    (".", ".swo"),
    (".", ".swx"),
    ("", "~"),
    (".#", ""),
    ("#", "#"),
];

/// Whether the last part of `path` is such a name.
pub fn is_junk(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    NAMES.contains(&name)
        || ENDS.iter().any(|(start, end)| {
            name.len() > start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn junk_is_known_by_its_name() {
        for path in
            [".DS_Store", "base/a/__pycache__", "a/b.pyc", "a/.b.py.swp", "a~", "#a#", ".#a"]
        {
            assert!(is_junk(path), "{path}");
        }
        for path in ["DS_Store", "a/pyc", "a.swp", "~", "##", "#a", "~a", ".gitignore", "a/.pyc"] {
            assert!(!is_junk(path), "{path}");
        }
    }
}
