//! The JSON Schemas of a template's files: what is printed, what is committed, and whether they
//! and the program judge alike.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use insta::assert_snapshot;
use jsonschema::Validator;
use scaffold::manifest::{self, ComponentManifest, Manifest};

use crate::run::Sandbox;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn committed(format: &str) -> String {
    let path = Path::new(ROOT).join(format!("docs/{format}.schema.json"));
    fs::read_to_string(path).expect("a committed schema")
}

fn validator(format: &str) -> Validator {
    let schema = serde_json::from_str(&committed(format)).expect("JSON");
    jsonschema::meta::validate(&schema).expect("a JSON Schema");
    jsonschema::validator_for(&schema).expect("a JSON Schema")
}

#[test]
fn the_committed_schemas_are_what_is_printed() {
    for format in ["template", "component"] {
        let printed = Sandbox::new().scaffold().line("template schema").args([format]).data();
        let update = format!("scaffold template schema {format} > docs/{format}.schema.json");
        assert_eq!(committed(format), printed, "run `{update}`");
    }
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.scaffold().line("template schema").data(), committed("template"));
}

/// Whether the schema and the program accept a file.
struct Verdicts {
    schema: bool,
    program: bool,
}

fn verdicts(path: &str, text: &str) -> Option<Verdicts> {
    let component = path.ends_with("component.toml");
    if !component && !path.ends_with("template.toml") {
        return None;
    }
    // What is no TOML never reaches a schema.
    let json: serde_json::Value = toml::from_str(text).ok()?;
    let program = if component {
        manifest::parse::<ComponentManifest>(text, 0).is_ok()
    } else {
        manifest::parse::<Manifest>(text, 0).is_ok()
    };
    let format = if component { "component" } else { "template" };
    Some(Verdicts { schema: validator(format).is_valid(&json), program })
}

fn manifests(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a directory") {
        let path = entry.expect("an entry").path();
        match path.file_name().and_then(|name| name.to_str()) {
            _ if path.is_dir() => manifests(&path, found),
            Some("template.toml" | "component.toml") => found.push(path),
            _ => {}
        }
    }
}

#[test]
fn every_template_here_is_accepted() {
    let mut found = Vec::new();
    for dir in ["templates", "tests/templates"] {
        manifests(&Path::new(ROOT).join(dir), &mut found);
    }
    assert!(found.len() > 10, "{found:?}");
    for path in found {
        let text = fs::read_to_string(&path).expect("a manifest");
        let name = path.display().to_string();
        let verdicts = verdicts(&name, &text).expect("TOML");
        assert!(verdicts.schema && verdicts.program, "{name}");
    }
}

#[test]
fn a_schema_refuses_what_the_program_cannot_read() {
    let mut refused = BTreeSet::new();
    let fixtures = fs::read_dir(Path::new(ROOT).join("tests/manifests")).expect("fixtures");
    let fixtures = fixtures.map(|fixture| fixture.expect("a fixture").path());
    let fixtures: Vec<(String, PathBuf)> = fixtures
        .map(|path| (path.file_stem().expect("a name").to_string_lossy().into_owned(), path))
        .collect();
    for (name, path) in &fixtures {
        let text = fs::read_to_string(path).expect("a fixture");
        for file in format!("template.toml\n{text}").split("\n#= ") {
            let (path, text) = file.split_once('\n').expect("a line with the path");
            let Some(verdicts) = verdicts(path, text) else { continue };
            if !verdicts.schema {
                assert!(!verdicts.program, "{name}: the program accepts {path}");
                refused.insert(name);
            }
        }
    }
    let is_of_the_format =
        |name: &&String| name.starts_with("unknown_key") || name.starts_with("wrong_type");
    let expected: BTreeSet<&String> =
        fixtures.iter().map(|(name, _)| name).filter(is_of_the_format).collect();
    assert!(expected.len() >= 8 && expected.is_subset(&refused), "{expected:?} {refused:?}");
}

#[test]
fn a_file_without_a_schema_is_refused() {
    assert_snapshot!(Sandbox::new().scaffold().line("template schema pins").run(), @"
    exit 2
    --- stderr
    error: invalid value 'pins' for '[FILE]'
      [possible values: template, component]

    For more information, try '--help'.
    ");
}
