//! `scaffold template new`: a template to start from, which works as it is.

use std::path::Path;

use crate::cases::{self, Case};
use crate::cli::NewTemplate;
use crate::commands::given;
use crate::error::{Error, Result};
use crate::path::RelPath;
use crate::runaway::Watch;
use crate::template::{Layer, MANIFEST, Template};
use crate::tree::{File, Tree};
use crate::words::Count;
use crate::write::{self, Staging};
use crate::{quote, report, source};

/// The lines of the skeletons that are written anew.
const NAME: &str = "name = \"skeleton\"\n";
const EXTENDS: &str = "extends = \"parent\"\n";
/// The answers of the skeletons' case.
const ANSWERS: &str = "tests/plain/answers.toml";

/// Writes the template.
///
/// # Errors
/// A directory that holds something, or whose name is none of a template; a template to extend
/// that cannot be.
pub fn run(new: &NewTemplate) -> Result<()> {
    write::check_target(&new.dir)?;
    let name = name(&new.dir)?;
    let parent = new.extends.as_deref().map(source::load).transpose()?;
    let mut tree = match &parent {
        None => start("plain", &[(MANIFEST, NAME, line("name", &name))])?,
        Some(parent) => {
            let place = source::seen_from(&new.dir, parent)?;
            let extends = line("extends", place.as_ref().unwrap_or(&parent.label));
            let manifest = [(MANIFEST, NAME, line("name", &name)), (MANIFEST, EXTENDS, extends)];
            start("extending", &[&manifest[..], &[(ANSWERS, "", examples(parent))]].concat())?
        }
    };
    expect(&mut tree, &new.dir, parent.is_none())?;
    let staging = Staging::beside(&new.dir)?;
    staging.write(&tree)?;
    staging.publish()?;
    tell(&new.dir, tree.len());
    Ok(())
}

/// A skeleton with other texts: in which file, instead of what, which.
fn start(kind: &str, edits: &[(&str, &str, String)]) -> Result<Tree> {
    let mut tree = Tree::default();
    for (path, file) in source::skeleton(kind)? {
        let edited = edits.iter().filter(|(edited, ..)| path.as_str() == *edited);
        let file = edited.fold(file, |file, (_, old, new)| match file {
            File::Regular { bytes, .. } => {
                let text = String::from_utf8_lossy(&bytes).replacen(old, new, 1);
                File::regular(text.into_bytes())
            }
            file @ File::Link { .. } => file,
        });
        tree.insert(path, file).expect("a skeleton holds a path once");
    }
    Ok(tree)
}

fn line(key: &str, value: &str) -> String {
    format!("{key} = {}\n", quote::json(value))
}

/// Answers to the questions of `parent` that have no default.
fn examples(parent: &Template) -> String {
    let open = parent.manifest.questions.iter().filter(|question| question.default.is_none());
    open.map(|question| line(question.id(), "example")).collect()
}

/// The name that the directory gives to its template: it needs no quotes anywhere.
fn name(dir: &Path) -> Result<String> {
    let name = given::last_part(dir).unwrap_or_default();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(plain) {
        Ok(name)
    } else {
        Err(Error::TemplateName(name))
    }
}

/// Adds what each case must come to: what it comes to now.
fn expect(tree: &mut Tree, dir: &Path, embedded: bool) -> Result<()> {
    let label = dir.display().to_string();
    let own = Layer { label, revision: None, embedded, tree: tree.clone() };
    let template = source::overlay(own)?;
    let mut own = Tree::default();
    for (path, file) in &*tree {
        let inside = path.as_str().strip_prefix(cases::DIRECTORY);
        if let Some(Ok(path)) = inside.and_then(|path| path.strip_prefix('/')).map(RelPath::new) {
            own.insert(path, file.clone()).expect("a skeleton holds a path once");
        }
    }
    let _watch = Watch::over(&template.label);
    for case in Case::all(&template, &own)? {
        let place = format!("{}/{}/{}", cases::DIRECTORY, case.name, cases::EXPECTED);
        for (path, file) in template.own_files(&template.render(&case.answers)?) {
            let path = RelPath::new(&format!("{place}/{path}")).expect("parts of paths");
            tree.insert(path, file).expect("a skeleton expects nothing yet");
        }
    }
    Ok(())
}

fn tell(dir: &Path, files: usize) {
    report::note(&format!("wrote {} to {}", Count(files, "file"), dir.display()));
    report::note("\nnext steps:");
    if dir != Path::new(".") {
        report::note(&format!("  cd {}", quote::shell_word(&dir.display().to_string())));
    }
    for (run, about) in [
        ("scaffold template check", "find what is wrong with it"),
        ("scaffold template test", "render its case and every pair of its answers"),
        ("scaffold new ../example --template .", "write a project"),
    ] {
        report::note(&format!("  {run:37} {about}"));
    }
}
