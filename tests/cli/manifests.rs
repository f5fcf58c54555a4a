//! Templates that are refused, every file of `tests/manifests`, or questionable, every file of
//! `tests/lints`; and the exact message.
//!
//! Such a file is a `template.toml`; a line `#= path` starts another file of the template.

use std::fs;
use std::path::Path;

use insta::{assert_snapshot, glob};

use crate::run::Sandbox;

#[test]
fn a_broken_manifest_is_refused_with_its_place() {
    glob!("../manifests", "*.toml", |path| {
        let sandbox = Sandbox::new();
        write(&sandbox, path);
        assert_snapshot!(sandbox.scaffold().line("show ../own").run());
    });
}

#[test]
fn an_author_is_told_what_is_questionable() {
    glob!("../lints", "*.toml", |path| {
        let sandbox = Sandbox::new();
        write(&sandbox, path);
        assert_snapshot!(sandbox.scaffold().line("template check ../own").run());
    });
}

/// A rule without a case is one that nobody has seen at work.
#[test]
fn every_sentence_about_a_template_is_in_some_test() {
    let sentences = include_str!("../../src/error/sentences/template.rs");
    let mut seen = String::new();
    let mut dirs = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli")];
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(dir).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                dirs.push(path);
            } else {
                seen += &fs::read_to_string(path).expect("a text");
            }
        }
    }
    let texts = sentences.split('"').skip(1).step_by(2);
    // What stands between two of its values, the longest.
    let said = |text: &str| {
        let parts = text.split('{').flat_map(|part| part.rsplit('}').next());
        parts.max_by_key(|part| part.len()).unwrap_or_default().trim_matches('`').to_owned()
    };
    let missing: Vec<String> =
        texts.map(said).filter(|said| said.len() > 8 && !seen.contains(said.as_str())).collect();
    assert_eq!(missing, Vec::<String>::new());
}

/// Writes the files that `path` holds as the template `../own`.
fn write(sandbox: &Sandbox, path: &Path) {
    let text = fs::read_to_string(path).expect("a readable fixture");
    let mut files = text.split("\n#= ");
    sandbox.write("own/template.toml", files.next().unwrap_or_default());
    for file in files {
        let (name, text) = file.split_once('\n').expect("a line with the path");
        sandbox.write(&format!("own/{name}"), text);
    }
}
