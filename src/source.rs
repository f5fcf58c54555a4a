//! Where templates come from; whatever the place, a template becomes a tree at once.

mod directory;
mod embedded;
pub mod limits;

use std::iter;
use std::path::{Component, Path};

use crate::error::{Error, Place, Result, TemplateFault};
use crate::path::RelPath;
use crate::runaway::Watch;
use crate::template::Template;

pub(crate) use directory::read_all;
pub use directory::tree as directory;
pub use embedded::names as embedded;

/// The template that is used when none is named.
pub const DEFAULT: &str = "python-service";

/// Loads the template that `name` means: an embedded one or a directory.
///
/// # Errors
/// No such template, files that cannot be read, and everything that is wrong with it.
pub fn load(name: &str) -> Result<Template> {
    let _watch = Watch::over(name);
    if let Some(tree) = embedded::tree(name) {
        return Template::load(&tree?, name, true);
    }
    let path = Path::new(name);
    if !path.join("template.toml").is_file() {
        return Err(Error::NoTemplate {
            name: name.to_owned(),
            known: embedded::names(),
            recorded: false,
        });
    }
    Template::load(&directory::tree(path)?, name.trim_end_matches('/'), false)
}

/// How a project at `project` names `template`, so that its record means the same wherever both
/// are moved together: the path between them for one typed as a relative path; nothing for an
/// embedded one.
///
/// # Errors
/// There is no current directory.
pub fn seen_from(project: &Path, template: &Template) -> Result<Option<String>> {
    if template.embedded {
        return Ok(None);
    }
    let label = Path::new(&template.label);
    if label.is_absolute() {
        return Ok(Some(template.label.clone()));
    }
    let (from, to) = (parts(project)?, parts(label)?);
    let common = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
    let up = iter::repeat_n("..".to_owned(), from.len() - common);
    let path: Vec<String> = up.chain(to[common..].iter().cloned()).collect();
    Ok(Some(if path.is_empty() { ".".to_owned() } else { path.join("/") }))
}

/// The names from the root down to `path`, without `.` and `..`.
fn parts(path: &Path) -> Result<Vec<String>> {
    let mut parts = Vec::new();
    let absolute = std::path::absolute(path).map_err(Error::io("find", path))?;
    for component in absolute.components() {
        match component {
            Component::ParentDir => drop(parts.pop()),
            Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
            _ => {}
        }
    }
    Ok(parts)
}

fn rel_path(label: &str, path: &Path, embedded: bool) -> Result<RelPath> {
    let text: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    let text = text.join("/");
    RelPath::new(&text).map_err(|fault| Error::Template {
        fault: TemplateFault::Path { path: text.clone(), fault },
        place: Place { file: format!("{label}/{text}"), text: String::new(), span: 0..0 },
        embedded,
    })
}
