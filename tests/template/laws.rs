//! What holds of `templates/` itself, before anything is rendered.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use scaffold::render::Delimiters;
use scaffold::source;
use scaffold::tree::{File, Tree};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// Filters that make a whole literal of any text.
const QUOTING: [&str; 6] = ["toml", "yaml", "json", "py", "sh", "md"];
/// Answers that may be any text.
const FREE: [&str; 2] = ["description", "scaffold_install"];

/// The files of every template on disk.
fn files() -> Tree {
    source::directory(&Path::new(ROOT).join("templates")).expect("readable templates")
}

/// The texts of the templates that are rendered, by path.
fn texts() -> Vec<(String, String)> {
    let rendered = files().into_iter().filter(|(path, _)| path.as_str().ends_with(".tera"));
    let texts = rendered.filter_map(|(path, file)| match file {
        File::Regular { bytes, .. } => {
            Some((path.as_str().to_owned(), String::from_utf8(bytes.to_vec()).expect("UTF-8")))
        }
        File::Link { .. } => None,
    });
    texts.collect()
}

#[track_caller]
fn none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

#[test]
fn every_file_is_tracked_and_no_link() {
    let git = Command::new("git").args(["ls-files", "-z", "templates"]).current_dir(ROOT).output();
    let listed = String::from_utf8(git.expect("git starts").stdout).expect("UTF-8");
    let tracked: Vec<PathBuf> = listed.split('\0').map(PathBuf::from).collect();
    // Without a repository, as in an unpacked archive, there is nothing to compare with.
    let repository = Path::new(ROOT).join(".git").exists();
    let files = files();
    let links = files.iter().filter(|(_, file)| matches!(file, File::Link { .. }));
    none(
        "links, which embedding loses",
        &links.map(|(path, _)| path.to_string()).collect::<Vec<_>>(),
    );
    let untracked = files.iter().map(|(path, _)| format!("templates/{path}"));
    let untracked = untracked.filter(|path| repository && !tracked.contains(&PathBuf::from(path)));
    none("files that git does not know", &untracked.collect::<Vec<_>>());
}

#[test]
fn a_file_is_executable_if_and_only_if_it_says_how() {
    let files = files();
    let wrong = files.iter().filter_map(|(path, file)| match file {
        File::Regular { bytes, executable } => {
            (bytes.starts_with(b"#!") != *executable).then(|| path.to_string())
        }
        File::Link { .. } => None,
    });
    none("modes that embedding changes", &wrong.collect::<Vec<_>>());
}

#[test]
fn a_file_is_rendered_if_and_only_if_it_has_something_to_render() {
    let files = files();
    let wrong = files.iter().filter_map(|(path, file)| {
        let File::Regular { bytes, .. } = file else { return None };
        let within = path.as_str().contains("/files/") || path.as_str().contains("/base/");
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        let rendered = path.as_str().ends_with(".tera");
        (within && Delimiters::default().open(text) != rendered).then(|| path.to_string())
    });
    none("a suffix too much or too little", &wrong.collect::<Vec<_>>());
}

/// The insides of the `{= … =}` of a text.
fn values(text: &str) -> impl Iterator<Item = &str> {
    text.split("{=").skip(1).filter_map(|rest| rest.split("=}").next()).map(str::trim)
}

/// Values of free texts that are not quoted for the language of their file.
fn unquoted(text: &str) -> Vec<String> {
    let free = values(text).filter(|value| {
        let names = |name: &&str| {
            value.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|w| w == *name)
        };
        FREE.iter().any(names)
    });
    let loose = free.filter(|value| {
        let last = value.rsplit('|').next().unwrap_or_default().trim();
        !value.contains('|') || !QUOTING.contains(&last)
    });
    loose.map(str::to_owned).collect()
}

#[test]
fn free_texts_are_quoted() {
    let mut found = Vec::new();
    for (path, text) in texts() {
        found.extend(unquoted(&text).into_iter().map(|value| format!("{path}: {value}")));
        if FREE.iter().any(|name| text.contains(&format!("if {name}"))) {
            found.push(format!("{path}: a condition on a free text"));
        }
    }
    none("free texts without a quoting filter", &found);
    assert_eq!(
        unquoted("{= description =} {= description | upper =} {= description | toml =}").len(),
        2
    );
}

/// Constructs that a tag, a value or a comment swallows, or that never close. A template that
/// parses may still lose text: a comment runs to the next closing mark, wherever that is.
fn swallowed(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for [open, close] in [["{%", "%}"], ["{=", "=}"], ["{;", ";}"]] {
        for (at, _) in text.match_indices(open) {
            let inner = text[at + 2..].split(close).next().unwrap_or_default();
            let other =
                ["{%", "{=", "{;", "{{", "{#", "{~"].iter().find(|mark| inner.contains(**mark));
            let long = inner.contains('\n') || inner.len() == text.len() - at - 2;
            if other.is_some() || long {
                let line = text[..at].lines().count();
                found.push(format!("line {line}: {}", inner.lines().next().unwrap_or_default()));
            }
        }
    }
    found
}

#[test]
fn nothing_is_swallowed() {
    let mut found = Vec::new();
    for (path, text) in texts() {
        found.extend(swallowed(&text).into_iter().map(|place| format!("{path} {place}")));
        if ["{%-", "-%}", "{=-", "-=}"].iter().any(|mark| text.contains(mark)) {
            found.push(format!("{path}: a tag that eats whitespace"));
        }
    }
    none("text inside of tags", &found);
    for bad in ["{; one\n${{ x }}\n;}", "{= a {{ b }} =}", "{% if a", "{; note"] {
        assert!(!swallowed(bad).is_empty(), "{bad}");
    }
    assert!(swallowed("{% if a %}\n${{ b }}\n{% endif %}\n{; note ;}\n").is_empty());
}

#[test]
fn what_is_embedded_is_what_lies_on_disk() {
    let dir = Path::new(ROOT).join("templates").join(source::DEFAULT);
    let on_disk = source::load(&dir.display().to_string()).expect("a good template");
    let listed = |template: &scaffold::template::Template| -> Vec<String> {
        template.files().map(|(component, path)| format!("{component:?} {path}")).collect()
    };
    assert_eq!(listed(&on_disk), listed(&crate::project::TEMPLATE));
}

/// A tag that stands alone on its line, as every tag on several lines must.
#[test]
fn blocks_over_several_lines_stand_alone() {
    let mut found = Vec::new();
    for (path, text) in texts() {
        for line in text.lines().filter(|line| line.contains("{%")) {
            let tags = line.matches("{%").count();
            let ends = line.matches("endif").count() + line.matches("endfor").count();
            let opens = line.matches("{% if").count() + line.matches("{% for").count();
            let alone = line.trim().starts_with("{%") && line.trim().ends_with("%}") && tags == 1;
            if !alone && opens != ends {
                found.push(format!("{path}: {}", line.trim()));
            }
        }
    }
    none("a block that starts or ends inside of a line", &found);
}

#[test]
fn every_text_of_the_pins_is_pinned() {
    let path = Path::new(ROOT).join("templates").join(source::DEFAULT).join("pins.toml");
    let pins: toml::Table = fs::read_to_string(path).expect("pins.toml").parse().expect("TOML");
    let of = |table: &str| -> Vec<&str> {
        let table = pins.get(table).and_then(toml::Value::as_table).expect("a table of pins");
        table.values().filter_map(toml::Value::as_str).collect()
    };
    let commit = |pin: &&str| {
        let at = pin.split_once('@').map_or("", |(_, at)| at);
        !(at.len() > 44
            && at[..40].chars().all(|c| c.is_ascii_hexdigit())
            && at[40..].starts_with(" # v"))
    };
    none(
        "actions",
        &of("actions").into_iter().filter(commit).map(str::to_owned).collect::<Vec<_>>(),
    );
    let digest = |pin: &&str| {
        pin.split_once("@sha256:").is_none_or(|(tag, hex)| hex.len() != 64 || !tag.contains(':'))
    };
    none("images", &of("images").into_iter().filter(digest).map(str::to_owned).collect::<Vec<_>>());
}
