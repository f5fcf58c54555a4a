//! What holds of every template, however broken: it is refused with places that exist.

use proptest::prelude::*;

use super::{Layer, Layers, Template};
use crate::error::Error;
use crate::path::RelPath;
use crate::report;
use crate::tree::{File, Tree};

const MANIFEST: &str = include_str!("../../tests/templates/small/template.toml");
const TEXT: &str = "# {= name =}\n{% if store == \"disk\" %}\n{= data_dir | md =}\n{% endif %}\n";

/// A text with some of its parts gone, doubled, or overwritten.
fn mutated(text: &'static str) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z]{1,2}".boxed(),
        "[\\[\\]{}=%;\"'.|#\\n]{1,4}".boxed(),
        "\\PC{1,3}".boxed(),
        Just("[[question]]\n".to_owned()).boxed(),
        Just("{% for x in y %}".to_owned()).boxed(),
        Just("extends = '.'\n".to_owned()).boxed(),
    ];
    let edit = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), piece);
    // Most edits break the syntax, and whatever else is wrong is not looked at then.
    prop::collection::vec(edit, 0..3).prop_map(move |edits| {
        edits.into_iter().fold(text.to_owned(), |text, (at, length, piece)| {
            let mut chars: Vec<char> = text.chars().collect();
            let at = at.index(chars.len() + 1);
            let end = at + length.index(8).min(chars.len() - at);
            chars.splice(at..end, piece.chars());
            chars.into_iter().collect()
        })
    })
}

fn layer(label: &str, files: &[(&str, &str)]) -> Layer {
    let mut tree = Tree::default();
    for (path, text) in files {
        if let Ok(path) = RelPath::new(path) {
            let _ = tree.insert(path, File::regular(text.as_bytes().to_vec()));
        }
    }
    Layer { label: label.to_owned(), revision: None, embedded: false, tree }
}

/// Every place lies in its text, and the report can be written.
fn is_reported(error: &Error, texts: &[&str]) -> Result<(), TestCaseError> {
    for place in error.each().filter_map(Error::place) {
        prop_assert!(place.text.get(place.span.clone()).is_some(), "{error:?}");
        prop_assert!(place.text.is_empty() || texts.contains(&place.text.as_str()), "{place:?}");
    }
    prop_assert!(report::error(error).contains("error"));
    Ok(())
}

proptest! {
    #[test]
    fn a_broken_manifest_is_shown_where_it_is_broken(
        manifest in mutated(MANIFEST),
        text in mutated(TEXT),
        component in mutated("title = \"Docs\"\nneeds = [\"more\"]\n"),
        path in "(base|components/docs/files|partials)/[a-z{=}%. ]{1,12}(\\.tera)?",
    ) {
        let files = [
            ("template.toml", manifest.as_str()),
            ("components/docs/component.toml", &component),
            ("components/more/component.toml", "title = \"More\"\n"),
            (&path, &text),
        ];
        let loaded = Template::load(layer("own", &files).into());
        // Of a path, what is rendered.
        let output = path.split_once("files/").or(path.split_once('/')).map_or("", |it| it.1);
        let output = output.strip_suffix(".tera").unwrap_or(output);
        let texts = [&manifest, &component, &text, "title = \"More\"\n", output];
        match loaded {
            Err(error) => is_reported(&error, &texts)?,
            Ok(template) => {
                let found = template.review();
                if !found.is_empty() {
                    is_reported(&Error::many(found), &texts)?;
                }
            }
        }
    }

    #[test]
    fn a_place_in_a_layer_is_in_the_text_of_that_layer(
        parent in mutated(MANIFEST),
        own in mutated("name = \"own\"\nversion = \"1.0.0\"\ndescription = \"An overlay\"\nremoves = [\"base/a\"]\n[defaults]\nport = 1\n[[question]]\nid = \"team\"\nprompt = \"Team\"\ndefault = \"{= name =}\"\n"),
        text in mutated(TEXT),
    ) {
        let layers = Layers {
            parent: Some(layer("parent", &[("template.toml", &parent), ("base/a", ""), ("base/b.tera", TEXT)])),
            own: layer("own", &[("template.toml", &own), ("base/c.tera", &text)]),
        };
        if let Err(error) = Template::load(layers) {
            is_reported(&error, &[&parent, &own, &text, TEXT])?;
            for place in error.each().filter_map(Error::place).filter(|it| !it.text.is_empty()) {
                let text = match place.file.as_str() {
                    "parent/template.toml" => &parent,
                    "own/template.toml" => &own,
                    "own/base/c.tera" => &text,
                    _ => TEXT,
                };
                prop_assert_eq!(&place.text, text, "{}", place.file);
            }
        }
    }
}
