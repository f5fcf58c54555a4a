//! Templates of which one file is broken: its manifest, a component's, the pins, or a text.

use scaffold::answers::{self, Given};
use scaffold::error::Origin;
use scaffold::path::RelPath;
use scaffold::template::{Layer, Layers, Rendering, Template};
use scaffold::tree::{File, Tree};

use crate::fuzz;
use crate::mutate::Mutator;
use crate::texts::shown;

pub const MANIFEST: &str = include_str!("../templates/small/template.toml");
const COMPONENT: &str = "title = \"Docs\"\ndefault = true\nneeds = [\"other\"]\n";
const PINS: &str = "[images]\npython = \"3.13@sha256:abc\"\n[a.b]\nc = \"1\"\n";
const TEXT: &str = "{% if name == 'x' %}\n{= name | kebab | toml =}\n{% elif docs %}{; no ;}{% else %}\n\
    {% for tag in tags %}{= loop.index =}: {= tag =}{% endfor %}{% endif %}{= pins.images.python =}\n";
const WORDS: &str = "[[question]]\n|[[task]]\n|[[files]]\n|[[migration]]\n|[[next_step]]\n|id = 'x'\n|\
    default = |choices = |when = |matches = |reserved = |infer = |prompt = 'x'\n|[delimiters]\n|tag = |\
    extends = 'y'\n|requires = |for_each = |path = |rename = |move = |run = |copy = |raw = |{= |=}|{% |%}|\
    {; |;}| | kebab| and |'|\"|'''|[|]|{|}|(|)|name|pins|.|..|*|**|\\|\n|if |endif|else|elif |set a = |\
    = |true|-1|>=1|block x|include 'x'|include|macro|import|filter|\\u{202e}|^(a+)+$";

/// A template of which some files are others.
fn layers(edits: &[(&str, &[u8])]) -> Layers {
    let mut tree = Tree::default();
    let files = [
        ("template.toml", MANIFEST),
        ("pins.toml", PINS),
        ("components/docs/component.toml", COMPONENT),
        ("components/docs/files/docs/index.md.tera", "{= name =}\n"),
        ("components/other/component.toml", "title = 'Other'\n"),
        ("components/storage/component.toml", "title = 'Storage'\nwhen = \"store == 'disk'\"\n"),
        ("base/{= name =}.txt.tera", TEXT),
    ];
    for (path, text) in files {
        let edit = edits.iter().find(|(edited, _)| *edited == path);
        let bytes = edit.map_or(text.as_bytes(), |(_, bytes)| bytes);
        let path = RelPath::new(path).expect("a path");
        tree.insert(path, File::regular(bytes.to_vec())).expect("another path");
    }
    Layer { label: "own".to_owned(), revision: None, embedded: false, tree }.into()
}

/// Loads, reviews and renders it.
pub fn rendered(edits: &[(&str, &[u8])]) -> Option<(Template, answers::Answers, Rendering)> {
    let template = Template::load(layers(edits)).map_err(|error| shown(&error)).ok()?;
    template.review().iter().for_each(shown);
    let mut given = Given::default();
    if template.question("name").is_some() {
        given.add_text("name", "x".to_owned(), Origin::Flag);
    }
    let answers = answers::resolve(&template, &given).map_err(|error| shown(&error)).ok()?;
    let rendering = template.render(&answers).map_err(|error| shown(&error)).ok()?;
    Some((template, answers, rendering))
}

fn file(target: &str, path: &str, text: &str) {
    assert!(rendered(&[]).is_some(), "the template is right as it is");
    fuzz(target, 400, &Mutator::new(&[text.as_bytes()], WORDS), |input| {
        let _ = rendered(&[(path, input)]);
    });
}

#[test]
fn manifests() {
    file("manifests", "template.toml", MANIFEST);
}

#[test]
fn components() {
    file("components", "components/docs/component.toml", COMPONENT);
}

#[test]
fn pins() {
    file("pins", "pins.toml", PINS);
}

#[test]
fn texts() {
    file("texts", "base/{= name =}.txt.tera", TEXT);
}
