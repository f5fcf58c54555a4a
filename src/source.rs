//! Where templates come from; whatever the place, a template becomes a tree at once.

mod address;
mod directory;
mod embedded;
mod git;
mod junk;
pub mod limits;
mod repository;

use std::fs;
use std::iter;
use std::path::{Component, Path, PathBuf};

use crate::error::{Error, GitFault, OverlayFault, Place, Result, TemplateFault};
use crate::path::RelPath;
use crate::report;
use crate::runaway::Watch;
use crate::template::{Layer, Layers, MANIFEST, Revision, Template};
use crate::words::Names;

pub use address::Address;
pub(crate) use directory::read_all;
pub use directory::tree as directory;
pub use embedded::names as embedded;
pub use embedded::skeleton;
pub use git::Fetched;
pub use repository::repository;

/// The template that is used when none is named.
pub const DEFAULT: &str = "python-service";

/// Loads the template that `name` means, with the one it extends: each an embedded one, one in a
/// git repository, or a directory.
///
/// # Errors
/// No such template, files that cannot be read, and everything that is wrong with it.
pub fn load(name: &str) -> Result<Template> {
    load_by(name, git::fetch)
}

/// The same without the network: a template in a git repository as it was fetched last.
///
/// # Errors
/// As [`load`], and one that has never been fetched.
pub fn load_offline(name: &str) -> Result<Template> {
    load_by(name, git::cached)
}

/// What makes files of an address.
type Fetch = fn(&Address) -> Result<Fetched>;

fn load_by(name: &str, fetch: Fetch) -> Result<Template> {
    let own = find(name, fetch)?.ok_or_else(|| Error::NoTemplate {
        name: name.to_owned(),
        known: embedded::names(),
        recorded: false,
    })?;
    layered(own, fetch)
}

/// The template of these files, wherever they are, with the one it extends.
///
/// # Errors
/// As [`load`].
pub fn overlay(own: Layer) -> Result<Template> {
    layered(own, git::fetch)
}

fn layered(own: Layer, fetch: Fetch) -> Result<Template> {
    let parent = parent(&own, fetch)?;
    let _watch = Watch::over(&own.label);
    Template::load(Layers { own, parent })
}

/// The files of the template that `name` means, if there is one.
fn find(name: &str, fetch: Fetch) -> Result<Option<Layer>> {
    if let Some(tree) = embedded::tree(name) {
        let label = name.to_owned();
        return Ok(Some(Layer { label, revision: None, embedded: true, tree: tree? }));
    }
    if let Some(address) = Address::parse(name.trim_end_matches('/')) {
        let address = address?;
        let Fetched { tree, commit, label, left_out } = fetch(&address)?;
        tell_left_out(&label, &left_out);
        let revision = Some(Revision { address: address.to_string(), commit });
        return Ok(Some(Layer { label, revision, embedded: false, tree }));
    }
    let path = Path::new(name);
    if !path.join(MANIFEST).is_file() {
        return Ok(None);
    }
    let label = name.trim_end_matches('/').to_owned();
    let (tree, left_out) = directory::template(path)?;
    tell_left_out(&label, &left_out);
    Ok(Some(Layer { label, revision: None, embedded: false, tree }))
}

/// Names some of what is not part of the template at `label`.
fn tell_left_out(label: &str, paths: &[String]) {
    const SOME: usize = 5;
    if paths.is_empty() {
        return;
    }
    let more = match paths.len().saturating_sub(SOME) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let some = Names(&paths[..paths.len().min(SOME)]);
    report::note(&format!("note: left out of `{}`: {some}{more}", label.trim_end_matches('/')));
}

/// The template that `own` extends. One level is enough: the templates in between would have to
/// agree on who replaces what.
fn parent(own: &Layer, fetch: Fetch) -> Result<Option<Layer>> {
    let Some(extends) = own.extends() else { return Ok(None) };
    let refuse = |fault| own.manifest_error(extends.span(), fault);
    let found = match seen_by(own, extends.get_ref())? {
        Seen::Named(name) => find(&name, fetch)?,
        Seen::Beside(address, commit) => beside(&address, &commit, fetch)?,
        Seen::Nowhere => {
            return Err(refuse(TemplateFault::Overlay(OverlayFault::OutOfReach(
                extends.get_ref().clone(),
            ))));
        }
    };
    let parent = found.ok_or_else(|| {
        refuse(TemplateFault::Overlay(OverlayFault::NoParent {
            name: extends.get_ref().clone(),
            known: embedded::names(),
        }))
    })?;
    if let Some(grandparent) = parent.extends() {
        let circle = seen_by(&parent, grandparent.get_ref())?.is(own);
        let (parent, grandparent) = (extends.get_ref().clone(), grandparent.into_inner());
        return Err(refuse(TemplateFault::Overlay(OverlayFault::Chain {
            parent,
            grandparent,
            circle,
        })));
    }
    Ok(Some(Layer { label: tidy(&parent.label), ..parent }))
}

/// A path as a reader would write it: `a/../b` is `b`.
fn tidy(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            ".." if parts.last().is_some_and(|last| !["", ".", ".."].contains(last)) => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// What a template means by the name of another one.
enum Seen {
    /// What a user calls it here.
    Named(String),
    /// A directory of the same commit of the same repository.
    Beside(Address, String),
    /// What a template that came from elsewhere shall not reach: this disk.
    Nowhere,
}

/// A path that `layer` says is seen from its directory. One in a git repository stays in that.
fn seen_by(layer: &Layer, name: &str) -> Result<Seen> {
    let named = Seen::Named(name.to_owned());
    if embedded::names().iter().any(|known| known == name) {
        return Ok(named);
    }
    let address = Address::parse(name).transpose()?;
    let Some(revision) = &layer.revision else {
        return Ok(if address.is_some() { named } else { Seen::Named(path_from(layer, name)) });
    };
    if let Some(address) = address {
        return Ok(if address.is_local() { Seen::Nowhere } else { named });
    }
    let own = Address::parse(&revision.address).transpose()?;
    let beside = own.and_then(|own| own.beside(name).ok());
    Ok(beside.map_or(Seen::Nowhere, |address| Seen::Beside(address, revision.commit.clone())))
}

fn path_from(layer: &Layer, name: &str) -> String {
    let path = Path::new(&layer.label).join(name).display().to_string();
    // The directory of a template that is not written yet leads nowhere.
    if Path::new(&layer.label).exists() { path } else { tidy(&path) }
}

/// The template at `address`, at a commit that another one of the repository was fetched with.
fn beside(address: &Address, commit: &str, fetch: Fetch) -> Result<Option<Layer>> {
    let Fetched { tree, commit, label, .. } = match fetch(&address.pinned(commit)) {
        Err(Error::Git { fault: GitFault::NoTemplate { .. }, .. }) => return Ok(None),
        fetched => fetched?,
    };
    let revision = Some(Revision { address: address.to_string(), commit });
    Ok(Some(Layer { label, revision, embedded: false, tree }))
}

impl Seen {
    /// Whether it is `layer`.
    fn is(&self, layer: &Layer) -> bool {
        let real = |path: &str| fs::canonicalize(path).ok();
        match (self, &layer.revision) {
            (Self::Named(name), Some(revision)) => revision.address == *name,
            (Self::Named(name), None) => {
                real(name).is_some_and(|name| Some(name) == real(&layer.label))
            }
            (Self::Beside(address, commit), Some(revision)) => {
                revision.address == address.to_string() && revision.commit == *commit
            }
            (Self::Beside(..), None) | (Self::Nowhere, _) => false,
        }
    }
}

/// How a project at `project` names `template`, so that its record means the same wherever both
/// are moved together: the path between them for one typed as a relative path, a git address as
/// typed; nothing for an embedded one.
///
/// # Errors
/// There is no current directory.
pub fn seen_from(project: &Path, template: &Template) -> Result<Option<String>> {
    if template.embedded {
        return Ok(None);
    }
    if let Some(revision) = &template.revision {
        return Ok(Some(revision.address.clone()));
    }
    let label = Path::new(&template.label);
    if label.is_absolute() {
        return Ok(Some(template.label.clone()));
    }
    // `..` leads up from where a directory is, and not from a link to it.
    let to = match (label.parent(), label.file_name()) {
        (Some(above), Some(name)) => real(above)?.join(name),
        _ => real(label)?,
    };
    let (from, to) = (parts(&real(project)?)?, parts(&to)?);
    let common = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
    let up = iter::repeat_n("..".to_owned(), from.len() - common);
    let path: Vec<String> = up.chain(to[common..].iter().cloned()).collect();
    Ok(Some(if path.is_empty() { ".".to_owned() } else { path.join("/") }))
}

/// Where `path` really is, as far as there is something.
fn real(path: &Path) -> Result<PathBuf> {
    let path = if path == Path::new("") { Path::new(".") } else { path };
    let absolute = std::path::absolute(path).map_err(Error::io("find", path))?;
    let real = absolute.ancestors().find_map(|above| {
        Some(above.canonicalize().ok()?.join(absolute.strip_prefix(above).ok()?))
    });
    Ok(real.unwrap_or(absolute))
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
        place: Place { file: format!("{label}/{text}"), text: "".into(), span: 0..0 },
        embedded,
    })
}
