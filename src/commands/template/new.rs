//! `scaffold template new`: a template to start from, which works as it is.

use std::path::Path;

use crate::cases::{self, Case};
use crate::cli::NewTemplate;
use crate::commands::given;
use crate::error::{Error, Result};
use crate::path::RelPath;
use crate::template::{Layer, Template};
use crate::tree::{File, Tree};
use crate::words::Count;
use crate::write::{self, Staging};
use crate::{quote, report, source};

const MANIFEST: &str = "template.toml";
/// The skeleton's own line, which gets the name.
const NAME: &str = "name = \"skeleton\"\n";

/// Writes the template.
///
/// # Errors
/// A directory that holds something, or whose name is none of a template.
pub fn run(new: &NewTemplate) -> Result<()> {
    write::check_target(&new.dir)?;
    let name = name(&new.dir)?;
    let mut tree = Tree::default();
    for (path, file) in source::skeleton("plain")? {
        let file = match file {
            File::Regular { bytes, .. } if path.as_str() == MANIFEST => {
                let text = String::from_utf8_lossy(&bytes).replacen(NAME, &line(&name), 1);
                File::regular(text.into_bytes())
            }
            file => file,
        };
        tree.insert(path, file).expect("a skeleton holds a path once");
    }
    expect(&mut tree, &name)?;
    let staging = Staging::beside(&new.dir)?;
    staging.write(&tree)?;
    staging.publish()?;
    tell(&new.dir, tree.len());
    Ok(())
}

fn line(name: &str) -> String {
    format!("name = \"{name}\"\n")
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
fn expect(tree: &mut Tree, name: &str) -> Result<()> {
    let own = Layer { label: name.to_owned(), revision: None, embedded: true, tree: tree.clone() };
    let template = Template::load(own.into())?;
    let mut own = Tree::default();
    for (path, file) in &*tree {
        let inside = path.as_str().strip_prefix(cases::DIRECTORY);
        if let Some(Ok(path)) = inside.and_then(|path| path.strip_prefix('/')).map(RelPath::new) {
            own.insert(path, file.clone()).expect("a skeleton holds a path once");
        }
    }
    for case in Case::all(&template, &own)? {
        let place = format!("{}/{}/{}", cases::DIRECTORY, case.name, cases::EXPECTED);
        for (path, file) in template.render(&case.answers)?.tree {
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
