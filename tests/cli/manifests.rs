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
