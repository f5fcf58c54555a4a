//! Templates that are refused, every file of `tests/manifests`, or questionable, every file of
//! `tests/lints`; and the exact message.
//!
//! Such a file is a `template.toml`; a line `#= path` starts another file of the template.

use std::fs;
use std::path::Path;

use insta::{Settings, assert_snapshot};

use crate::run::Sandbox;

#[test]
fn a_broken_manifest_is_refused_with_its_place() {
    each("tests/manifests", |path| {
        let sandbox = Sandbox::new();
        write(&sandbox, path);
        assert_snapshot!(sandbox.scaffold().line("show ../own").run());
    });
}

#[test]
fn an_author_is_told_what_is_questionable() {
    each("tests/lints", |path| {
        let sandbox = Sandbox::new();
        write(&sandbox, path);
        assert_snapshot!(sandbox.scaffold().line("template check ../own").run());
    });
}

/// Does it with every file of `dir`, each with snapshots of its own. insta's own loop would collect
/// what other tests find at the same time, too.
fn each(dir: &str, test: impl Fn(&Path)) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = fs::read_dir(root.join(dir)).expect("a directory of fixtures");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    assert!(paths.len() > 10, "{dir}: {}", paths.len());
    for path in paths {
        let mut settings = Settings::clone_current();
        settings.set_snapshot_suffix(path.file_name().unwrap_or_default().to_string_lossy());
        settings.set_input_file(&path);
        settings.bind(|| test(&path));
    }
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
