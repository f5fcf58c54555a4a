//! Quantities by the grammar of Kubernetes, stricter than its JSON schemas, which take any text.

/// Whether `text` is a quantity: a signed decimal number and a binary, decimal or exponent suffix.
pub fn is_quantity(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(unsigned.len());
    let (number, suffix) = unsigned.split_at(digits);
    let number = number.chars().any(|c| c.is_ascii_digit()) && number.matches('.').count() <= 1;
    number && is_suffix(suffix)
}

fn is_suffix(suffix: &str) -> bool {
    const SUFFIXES: [&str; 15] =
        ["", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi"];
    let exponent = suffix.strip_prefix(['e', 'E']).is_some_and(|power| {
        let power = power.strip_prefix(['+', '-']).unwrap_or(power);
        !power.is_empty() && power.chars().all(|c| c.is_ascii_digit())
    });
    SUFFIXES.contains(&suffix) || suffix == "Ei" || exponent
}

#[test]
fn quantities_are_told_from_other_texts() {
    for good in ["2", "2000m", "0.5", "512Mi", "1Gi", "1e3", "12E-2", "+1", "-1", "3E", ".5", "5."]
    {
        assert!(is_quantity(good), "{good}");
    }
    for bad in ["2s", "", "Mi", "1 Gi", "1.2.3", "512MB", "1gi", "0x1", "1e", "half", "--1"] {
        assert!(!is_quantity(bad), "{bad}");
    }
}
