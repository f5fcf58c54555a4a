//! How texts look, whatever they say.

use super::{Rule, rule};
use crate::project::Project;

pub const RULES: &[Rule] = &[
    rule("delimiters are rendered", delimiters),
    rule("whitespace is tidy", whitespace),
    rule("no file is empty", empty),
    rule("nothing is left to do", unfinished),
    rule("no path of another machine", machine_paths),
    rule("what starts with #! is executable", executables),
    rule("no inline ignores", ignores),
];

fn delimiters(project: &Project) -> Vec<String> {
    let left =
        |text: &str| ["{%", "%}", "{=", "=}", "{;", ";}"].into_iter().find(|d| text.contains(d));
    // The one text that may hold them is the user's own.
    let own = project.answer("description").contains("{%");
    let found = project.texts(|_| !own).filter_map(|(path, text)| {
        left(text).or(left(path)).map(|delimiter| format!("{path} holds {delimiter}"))
    });
    found.collect()
}

fn whitespace(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in project.texts(|path| path != "LICENSE").filter(|(_, text)| !text.is_empty())
    {
        let mut report = |what: &str| found.push(format!("{path}: {what}"));
        if text.lines().any(|line| line.ends_with([' ', '\t', '\r'])) {
            report("a line ends in whitespace");
        }
        if path != "Makefile" && text.contains('\t') {
            report("a tab");
        }
        if !text.ends_with('\n') || text.ends_with("\n\n") || text.starts_with('\n') {
            report("it does not start with a line and end with one newline");
        }
        let python = path.ends_with(".py") || path.ends_with(".mako");
        if text.contains(if python { "\n\n\n\n" } else { "\n\n\n" }) {
            report("too many blank lines");
        }
    }
    found
}

fn empty(project: &Project) -> Vec<String> {
    let marker = |path: &str| path.ends_with("__init__.py") || path.ends_with("py.typed");
    let files = project.texts(|path| !marker(path));
    files.filter(|(_, text)| text.trim().is_empty()).map(|(path, _)| path.to_owned()).collect()
}

fn unfinished(project: &Project) -> Vec<String> {
    let words = ["TODO", "FIXME", "XXX:", "lorem ipsum", "changeme", "CHANGEME"];
    find_words(project, &words)
}

fn machine_paths(project: &Project) -> Vec<String> {
    let mut found = find_words(project, &["/Users/", "C:\\"]);
    // Images have users of their own.
    let host = |path: &str| !path.contains("Dockerfile") && !path.starts_with(".devcontainer/");
    for word in ["/root", "/home/"] {
        let files = project.texts(host).filter(|(_, text)| text.contains(word));
        found.extend(files.map(|(path, _)| format!("{path} holds {word}")));
    }
    found
}

fn executables(project: &Project) -> Vec<String> {
    let wrong =
        project.files().filter(|(_, entry)| entry.text.starts_with("#!") != entry.executable);
    let scripts = project.texts(|path| path.starts_with("scripts/") && path.ends_with(".sh"));
    let plain = scripts.filter(|(_, text)| !text.starts_with("#!"));
    wrong.map(|(path, _)| path.to_owned()).chain(plain.map(|(path, _)| path.to_owned())).collect()
}

fn ignores(project: &Project) -> Vec<String> {
    let words = [
        "# noqa",
        "type: ignore",
        "checkov:skip",
        "hadolint ignore",
        "zizmor: ignore",
        "# nosec",
        "pragma: no cover",
        "shellcheck disable",
        "trivy:ignore",
        "pylint: disable",
        "gitleaks:allow",
    ];
    find_words(project, &words)
}

fn find_words(project: &Project, words: &[&str]) -> Vec<String> {
    let found = project.texts(|_| true).flat_map(|(path, text)| {
        let words = words.iter().filter(move |word| text.contains(**word));
        words.map(move |word| format!("{path} holds {word}"))
    });
    found.collect()
}
