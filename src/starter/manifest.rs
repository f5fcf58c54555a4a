//! What describes the template that was made.

use crate::quote::json as quoted;
use crate::render::Delimiters;
use crate::spelling;

use super::Replacement;

/// Letters and digits in words, so that every spelling is a name.
const NAMES: &str = "^[A-Za-z][A-Za-z0-9]*([-_ ][A-Za-z0-9]+)*$";
const NUMBERED_NAMES: &str = "^[A-Za-z0-9]+([-_ ][A-Za-z0-9]+)*$";

/// The manifest; the defaults of its questions give the repository back. There is no case for that:
/// what it would expect is a second copy of the repository.
pub(super) fn text(
    name: &str,
    delimiters: &Delimiters,
    raw: &[String],
    replacements: &[Replacement],
) -> String {
    let mut manifest = format!(
        "name = {}\nversion = \"0.1.0\"\ndescription = {}\n",
        quoted(name),
        quoted(&format!("What the repository {name} was made into")),
    );
    if !raw.is_empty() {
        manifest += "# They end like templates and are none.\nraw = [\n";
        manifest.extend(raw.iter().map(|path| format!("  {},\n", quoted(&pattern(path)))));
        manifest += "]\n";
    }
    manifest += &changed(delimiters);
    manifest.extend(replacements.iter().map(question));
    manifest
}

fn changed(delimiters: &Delimiters) -> String {
    let usual = Delimiters::default();
    let pairs = [
        ("tag", &delimiters.tag, &usual.tag),
        ("value", &delimiters.value, &usual.value),
        ("comment", &delimiters.comment, &usual.comment),
    ];
    let lines: Vec<String> = pairs
        .iter()
        .filter(|(_, pair, usual)| pair != usual)
        .map(|(key, [open, close], _)| format!("{key} = [{}, {}]\n", quoted(open), quoted(close)))
        .collect();
    if lines.is_empty() { String::new() } else { format!("\n[delimiters]\n{}", lines.concat()) }
}

fn question(replacement: &Replacement) -> String {
    let starts_with_letter = replacement.words[0].starts_with(|c: char| c.is_ascii_alphabetic());
    format!(
        "\n[[question]]\nid = {}\nprompt = {}\nhelp = {}\ndefault = {}\nmatches = '{}'\n",
        quoted(&replacement.id),
        quoted(&spelling::title(&replacement.id)),
        quoted("Words of letters and digits, with `-`, `_` or a blank between them"),
        quoted(&default(replacement)),
        if starts_with_letter { NAMES } else { NUMBERED_NAMES },
    )
}

/// The name as typed, or in kebab case, which has the same words.
fn default(replacement: &Replacement) -> String {
    let belongs = |c: char| c.is_ascii_alphanumeric() || "-_ ".contains(c);
    let inside =
        replacement.name.trim_matches(|c: char| !c.is_ascii_alphanumeric()) == replacement.name;
    let marks = |pair: &[u8]| pair.iter().all(|byte| !byte.is_ascii_alphanumeric());
    if inside
        && replacement.name.chars().all(belongs)
        && !replacement.name.as_bytes().windows(2).any(marks)
    {
        replacement.name.clone()
    } else {
        spelling::kebab(&replacement.name)
    }
}

/// A pattern that stands for one path.
fn pattern(path: &str) -> String {
    path.chars().map(|c| if "[]".contains(c) { format!("[{c}]") } else { c.to_string() }).collect()
}
