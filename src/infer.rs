//! What an existing repository tells about the answers a template wants.

use std::collections::{BTreeMap, BTreeSet};
use std::str;

use crate::path::RelPath;
use crate::question::{Question, Value};
use crate::template::Template;
use crate::tree::{File, Tree};

/// What was found out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inferred {
    /// Answers by question; only those the question accepts.
    pub answers: BTreeMap<String, Value>,
    /// The components a user may choose of which a file is there.
    pub components: BTreeSet<String>,
}

/// The paths that [`infer`] looks at.
#[must_use]
pub fn files(template: &Template) -> BTreeSet<RelPath> {
    let told = template.manifest.questions.iter().flat_map(|question| &question.infer);
    let told = told.map(|infer| infer.file.get_ref().as_str());
    let owned = owned(template).map(|(_, path)| path);
    told.chain(owned).filter_map(|path| RelPath::new(path).ok()).collect()
}

/// Infers answers from the [`files`] of a repository.
#[must_use]
pub fn infer(template: &Template, project: &Tree) -> Inferred {
    let questions = template.manifest.questions.iter();
    let told = |question: &Question| Some((question.id().to_owned(), answer(question, project)?));
    let present = owned(template).filter(|(_, path)| project.get(path).is_some());
    Inferred {
        answers: questions.filter_map(told).collect(),
        components: present.map(|(component, _)| component.to_owned()).collect(),
    }
}

/// The components a user may choose, each with the files whose paths need no answers.
fn owned(template: &Template) -> impl Iterator<Item = (&str, &str)> {
    template.fixed_files().filter_map(|(component, path)| {
        let component = template.component(component?)?;
        component.selectable().then_some((component.id.as_str(), path))
    })
}

fn answer(question: &Question, project: &Tree) -> Option<Value> {
    question.infer.iter().find_map(|infer| {
        let text = match project.get(infer.file.get_ref())? {
            File::Regular { bytes, .. } => str::from_utf8(bytes).unwrap_or_default(),
            File::Link { .. } => "",
        };
        question.parse(infer.answer(text)?).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::Layer;

    const MANIFEST: &str = r#"
name = "own"
version = "1.0.0"
description = "A template"

[[question]]
id = "name"
prompt = "Name"
matches = '^[a-z]+$'
infer = [
    { file = "setup.cfg", matches = '(?m)^name *= *(\S+)' },
    { file = "pyproject.toml", matches = '(?m)^name = "(.*)"' },
]

[[question]]
id = "store"
prompt = "Store"
choices = [{ value = "s3" }, { value = "disk" }]
infer = [
    { file = "data/store.bin", value = "disk" },
    { file = "pyproject.toml", matches = '"boto3', value = "s3" },
]

[[question]]
id = "workers"
prompt = "Workers"
default = 1
infer = [{ file = "Procfile", matches = '--workers=(\d+)' }]

[[question]]
id = "region"
prompt = "Region"
default = "eu"
"#;

    fn template() -> Template {
        let files = Tree::of(&[
            ("template.toml", MANIFEST),
            ("base/README.md", ""),
            ("components/docker/component.toml", "title = 'Docker'"),
            ("components/docker/files/Dockerfile.tera", ""),
            ("components/docker/files/{= name =}.env", ""),
            ("components/docs/component.toml", "title = 'Docs'"),
            ("components/docs/files/docs/index.md", ""),
            ("components/disk/component.toml", "title = 'Disk'\nwhen = 'store == \"disk\"'"),
            ("components/disk/files/disk.md", ""),
        ]);
        let own = Layer { label: "own".to_owned(), revision: None, embedded: false, tree: files };
        Template::load(own.into()).unwrap()
    }

    fn told(files: &[(&str, &str)]) -> Vec<String> {
        let Inferred { answers, components } = infer(&template(), &Tree::of(files));
        let answers = answers.iter().map(|(id, value)| format!("{id}={value}"));
        answers.chain(components).collect()
    }

    #[test]
    fn a_repository_tells_answers_and_components() {
        let repository = [
            ("pyproject.toml", "[project]\nname = \"shop\"\ndependencies = [\"boto3>=1\"]\n"),
            ("Procfile", "web: serve --workers=4\n"),
            ("Dockerfile", "FROM scratch\n"),
            ("disk.md", ""),
            ("README.md", "name = readme"),
            ("docs/other.md", ""),
            ("{= name =}.env", ""),
        ];
        assert_eq!(told(&repository), ["name=shop", "store=s3", "workers=4", "docker"]);
        assert_eq!(told(&[]), [""; 0]);
    }

    #[test]
    fn the_first_file_that_tells_an_answer_counts() {
        let project = ("pyproject.toml", "name = \"shop\"\n\"boto3\"");
        let name = |setup: &str| told(&[("setup.cfg", setup), project])[0].clone();
        assert_eq!(name("name = first"), "name=first");
        assert_eq!(name("title = first"), "name=shop");
        // A name that is no answer.
        assert_eq!(name("name = First"), "name=shop");
        assert_eq!(told(&[("data/store.bin", ""), project]), ["name=shop", "store=disk"]);
        assert_eq!(told(&[("Procfile", "--workers=99999999999999999999")]), [""; 0]);
    }

    #[test]
    fn what_is_no_text_only_exists() {
        let mut project = Tree::of(&[]);
        let file = |path: &str| RelPath::new(path).unwrap();
        let link = File::Link { target: "pyproject.toml".to_owned() };
        project.insert(file("data/store.bin"), link).unwrap();
        let bytes = b"name = \"shop\"\n\xff".to_vec();
        project.insert(file("pyproject.toml"), File::regular(bytes)).unwrap();
        let answers = infer(&template(), &project).answers;
        assert_eq!(answers, BTreeMap::from([("store".into(), Value::Text("disk".into()))]));
    }

    #[test]
    fn only_files_that_tell_something_are_looked_at() {
        let files: Vec<String> = files(&template()).iter().map(ToString::to_string).collect();
        let expected = [
            "Dockerfile",
            "Procfile",
            "data/store.bin",
            "docs/index.md",
            "pyproject.toml",
            "setup.cfg",
        ];
        assert_eq!(files, expected);
    }
}
