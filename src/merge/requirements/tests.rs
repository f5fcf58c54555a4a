mod cases;
mod laws;

use super::*;

fn project(array: &str) -> String {
    format!("# top\n[project]\nname = 'x'\ndependencies = {array}\n\n[tool.x]\ny = 1 # z\n")
}

/// The merged array; `None` if it was left alone.
#[track_caller]
fn merged(base: &str, yours: &str, new: &str) -> Option<String> {
    let [base, yours, new] = [base, yours, new].map(project);
    let aligned = align(&base, &yours, &new)?;
    let spans = aligned.each_ref().map(|text| arrays(text).unwrap().into_values().next().unwrap());
    let texts: Vec<_> =
        aligned.iter().zip(&spans).map(|(text, (span, _))| &text[span.clone()]).collect();
    assert!(texts.iter().all(|text| *text == texts[0]), "{texts:?}");
    for text in &aligned {
        assert_eq!(*text, project(texts[0]));
    }
    Some(texts[0].to_owned())
}

/// An array with a line for each of these.
fn lines(lines: &[&str]) -> String {
    format!("[\n  {}\n]", lines.join("\n  "))
}

#[test]
fn the_line_style_stays() {
    let table = [
        ("['a']", "['a', 'z']", "['a', 'b']", "['a', 'b', 'z']"),
        ("['b']", "['b', 'z']", "['a', 'b']", "['a', 'b', 'z']"),
        ("['b']", "[ 'b', 'z' ]", "['a', 'b']", "[ 'a', 'b', 'z' ]"),
        ("['a']", "['z', 'a']", "['a', 'b']", "['z', 'a', 'b']"),
        ("['a']", "['z', 'a',]", "['a', 'b']", "['z', 'a', 'b',]"),
        ("['a', 'b']", "['a', 'b', 'z']", "['b']", "['b', 'z']"),
        ("['a', 'b']", "['z', 'a', 'b']", "['a']", "['z', 'a']"),
        ("['a']", "['z', 'a' , 'y']", "['a>=1']", "['z', 'a>=1' , 'y']"),
        // It had a line for each, you have one for all.
        ("[\n  'a',\n]", "['a', 'z']", "[\n  'a',\n  # n\n  'b', # m\n]", "['a', 'b', 'z']"),
        ("['a']", "[\n\t'a',\n\t'z',\n]", "['a', 'b']", "[\n\t'a',\n\t'b',\n\t'z',\n]"),
        // Some in one line.
        ("['a']", "[\n 'a', 'z',\n]", "['a', 'b']", "[\n 'a', 'b', 'z',\n]"),
        ("['b']", "[\n 'b', 'z',\n]", "['a', 'b']", "[\n 'a',\n 'b', 'z',\n]"),
        ("['a', 'b']", "[\n 'a', 'b',\n 'z',\n]", "['b']", "[\n 'b',\n 'z',\n]"),
        ("['a', 'b']", "['z', # c\n 'a', 'b']", "['b']", "['z', # c\n 'b']"),
        ("['a', 'b']", "['b', 'z', # c\n 'a']", "['b']", "['b', 'z' # c\n]"),
        ("['a']", "['z', 'a' # c\n]", "['a', 'b']", "['z', 'a', # c\n'b'\n]"),
        ("['a']", "[ # c\n 'a', 'z']", "[]", "[ # c\n 'z']"),
        // Nothing left, nothing yet.
        ("['a']", "[]", "['a', 'b']", "['b']"),
        ("['a']", "[]", "[\n 'a',\n 'b',\n]", "[\n 'b',\n]"),
        ("['a', 'b']", "['a']", "['b']", "[]"),
        ("['a', 'b']", "[\n  'a',\n]", "['b']", "[]"),
        ("['a', 'b']", "[ # c\n  'a',\n]", "['b']", "[ # c\n]"),
    ];
    for (base, yours, new, expected) in table {
        let result = merged(base, yours, new);
        assert_eq!(result.as_deref(), Some(expected), "{base} {yours} {new}");
    }
}

#[test]
fn what_cannot_be_read_is_left_alone() {
    let table = [
        // A comma on a line of its own.
        ("['a']", "['a'\n  , 'z']", "['a', 'b']"),
        ("['a']", "['a', 'z'\n,]", "['a', 'b']"),
        // No requirement.
        ("['a']", "['a', 1]", "['a', 'b']"),
        ("['a']", "['a', './here']", "['a', 'b']"),
        ("['a']", "['a', '''z\n''']", "['a', 'b']"),
        ("['a']", "'a'", "['a', 'b']"),
        // An empty array that says why.
        ("['a']", "[ # none\n]", "['a', 'b']"),
    ];
    for (base, yours, new) in table {
        assert_eq!(merged(base, yours, new), None, "{yours}");
    }
    assert_eq!(align("a = ", "", ""), None);
    assert_eq!(align("", "a = ", ""), None);
    assert_eq!(align("", "", "a = "), None);
    let text = project("['a']");
    assert_eq!(align(&text, &text, &text), None);
    assert_eq!(align("", &project("['a', 'z']"), &project("['a', 'b']")), None);
}

#[test]
fn every_array_of_requirements_is_merged() {
    let file = |names: &str, other: &str| {
        format!(
            "\u{feff}[project]\r\nkeywords = [{names}]\ndependencies=[{names}] # {other}\r\n\
             optional-dependencies.all = [{names}]\n[dependency-groups]\ndev = [{names}]\n\
             'x y' = [{names}]\nonly-{other} = [{names}]\n[build-system]\nrequires = [{names}]\n"
        )
    };
    let [base, yours, new] = [("'a'", "base"), ("'a', 'z'", "yours"), ("'a', 'b'", "new")];
    let aligned =
        align(&file(base.0, base.1), &file(yours.0, yours.1), &file(new.0, new.1)).unwrap();
    for (text, (names, other)) in aligned.iter().zip([base, yours, new]) {
        let own = |text: &str| text.replace("['a', 'b', 'z']", &format!("[{names}]"));
        assert_eq!(own(text), file(names, other));
        assert_eq!(text.matches("['a', 'b', 'z']").count(), 5);
    }
}
