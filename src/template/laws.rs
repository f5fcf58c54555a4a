//! What holds for every template, however broken.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;
use crate::report;
use crate::tree::Tree;

const FULL: &str = r#"name = "own"
version = "1.0.0"
description = "Tést"
requires = ">=0.1"
raw = ["base/raw/**"]
[delimiters]
tag = ["{%", "%}"]
[[question]]
id = "name"
prompt = "Name"
default = "{= pins.x | upper =}é"
[[question]]
id = "kind"
prompt = "Kind"
choices = ["a", "b"]
default = "a"
[[question]]
id = "open"
prompt = "Open"
default = true
when = "kind == 'a' and extra"
[[task]]
run = ["git", "init"]
when = "extra"
[[next_step]]
run = "cd {= name =}"
about = "Go"
[[migration]]
from = "<1.0"
rename = { "old" = "name" }
move = { "gone" = "a" }
"#;
const COMPONENT: &str = "title = \"Extra\"\ndefault = true\nneeds = [\"other\"]\nwhen = \"open\"\n";
const TEXT: &str = "é\n  {% if extra %}\n{= name | kebab =}\n  {% endif %}\n{; note ;}\n";
const WORDS: &str = "é|𝄞|\"|'''|[|]|{=|=}|{%|%}|{;|\n|\r\n|= |#|\0|name|open|kind|{= nope =}|when = \"kind ==\"|{% if é %}|..|extends = \"x\"|default = 1";

/// A change of a text: at a place, so many bytes are replaced by a word.
type Edit = (Index, usize, &'static str);

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let word = select(WORDS.split('|').collect::<Vec<_>>());
    prop::collection::vec((any::<Index>(), 0_usize..12, word), 0..4)
}

fn edited(text: &str, edits: &[Edit]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (at, length, word) in edits {
        let at = at.index(bytes.len() + 1);
        let end = (at + length).min(bytes.len());
        bytes.splice(at..end, word.bytes());
    }
    bytes
}

/// The lines of a text, some of them left out or repeated.
fn relined(text: &str, times: &[usize]) -> String {
    let lines = text.split_inclusive('\n').zip(times.iter().chain(std::iter::repeat(&1)));
    lines.map(|(line, times)| line.repeat(*times)).collect()
}

prop_compose! {
    fn layer(label: &'static str)(
        times in prop::collection::vec(select(vec![0_usize, 1, 1, 1, 1, 1, 1, 2]), 0..40),
        manifest in edits(),
        component in edits(),
        text in edits(),
        path in "(base|components/extra/files|components|base/raw)/([a-cA-C{=% ]|name|é|\\{= name =\\}|/){0,6}(\\.tera)?",
        link in prop::option::of("[a/.{= }]{0,4}"),
    ) -> Layer {
        let mut tree = Tree::default();
        let mut put = |path: &str, file: File| {
            let _ = RelPath::new(path).map(|path| tree.insert(path, file));
        };
        put(MANIFEST, File::regular(edited(&relined(FULL, &times), &manifest)));
        put("pins.toml", File::regular("x = 'y'\n"));
        put("components/extra/component.toml", File::regular(edited(COMPONENT, &component)));
        put("components/other/component.toml", File::regular("title = 'Other'\n"));
        put("base/a.tera", File::regular(edited(TEXT, &text)));
        put(&path, File::regular(edited(TEXT, &text)));
        if let Some(target) = link {
            put("base/link", File::Link { target });
        }
        Layer { label: label.to_owned(), revision: None, embedded: false, tree }
    }
}

/// Every error can be shown, and says a place in the file that it names.
fn check(layers: &Layers, error: &Error) -> Result<(), TestCaseError> {
    let _ = report::error(error);
    for error in error.each() {
        let Some(place) = error.place() else { continue };
        prop_assert!(place.text.get(place.span.clone()).is_some(), "{error}: {place:?}");
        let (label, path) = place.file.split_once('/').expect("a label and a path");
        let mut layer = [Some(&layers.own), layers.parent.as_ref()].into_iter().flatten();
        let layer = layer.find(|layer| layer.label == label);
        let text = layer.expect("a layer of ours").text(path);
        // A path and a link's target are texts of their own.
        let shown = place.text.is_empty()
            || *place.text == *text
            || text.is_empty()
            || *place.text == *path;
        prop_assert!(shown, "{error}: {place:?}\n{text}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn a_broken_template_is_refused_with_a_place(layer in layer("own")) {
        let layers = Layers::from(layer);
        match Template::load(layers.clone()) {
            Err(error) => check(&layers, &error)?,
            Ok(template) => {
                for error in template.review() {
                    check(&layers, &error)?;
                }
            }
        }
    }

    #[test]
    fn a_fault_of_two_layers_is_in_the_file_it_names(
        own in layer("own"),
        parent in layer("parent"),
        head in select(vec![
            "extends = 'parent'\n",
            "extends = 'parent'\nreplaces = ['base/a.tera', 'name', 'é']\n",
            "extends = 'parent'\nremoves = ['components/extra', 'base/a.tera']\n",
            "extends = 'parent'\ndefaults = { kind = 'b', é = 1 }\n",
        ]),
        whole in any::<bool>(),
    ) {
        let text = if whole {
            format!("{head}name = 'own'\nversion = '1.0.0'\ndescription = 'x'\n")
        } else {
            format!("{head}{}", own.text(MANIFEST))
        };
        let mut tree = Tree::default();
        tree.insert(RelPath::new(MANIFEST).unwrap(), File::regular(text)).unwrap();
        for (path, file) in &own.tree {
            let _ = tree.insert(path.clone(), file.clone());
        }
        let layers = Layers { own: Layer { tree, ..own }, parent: Some(parent) };
        if let Err(error) = Template::load(layers.clone()) {
            check(&layers, &error)?;
        }
    }
}
