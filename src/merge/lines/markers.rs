//! The markers around lines that both sides have changed.

/// What the team's side starts with.
pub const YOURS: &str = "<<<<<<< yours";
/// What stands between both sides.
pub const BETWEEN: &str = "=======";
/// What the template's side ends with; its name follows.
pub const NEW: &str = ">>>>>>> scaffold: ";

/// Whether an update has left markers that nobody has taken away.
#[must_use]
pub fn has_markers(bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    lines.any(|line| line.trim_ascii_end() == YOURS.as_bytes())
        && lines.any(|line| line.starts_with(NEW.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_ours_and_a_pair() {
        let marked = "a\n<<<<<<< yours\nb\n=======\nc\n>>>>>>> scaffold: t 1.0.0\n";
        assert!(has_markers(marked.as_bytes()));
        assert!(has_markers(marked.replace('\n', "\r\n").as_bytes()));
        for text in [
            "<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> main\n",
            "<<<<<<< yours\nb\n",
            ">>>>>>> scaffold: t\n<<<<<<< yours\n",
            " <<<<<<< yours\n=======\n >>>>>>> scaffold: t\n",
            "",
        ] {
            assert!(!has_markers(text.as_bytes()), "{text}");
        }
    }
}
