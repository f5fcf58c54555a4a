//! Whether a command that locks a Python project would run code that the project brings along.
//!
//! `uv lock` asks a build backend for what a `pyproject.toml` does not say itself, of the project and
//! of all that it takes from a path; that backend may stand in the project. It also runs the Python
//! of the project's `.venv`, and the one that `.python-version` names. So a manifest must say all
//! itself, and may have only what is known to lead to a package index, or nowhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use toml::{Table, Value};

use crate::error::Result;
use crate::path::RelPath;
use crate::project;
use crate::source::limits;
use crate::tree::File;

/// What keeps such a command from that, where it is not seen beforehand: no Python of the project's,
/// and nothing is built.
pub const ENVIRONMENT: [(&str, &str); 2] =
    [("UV_PROJECT_ENVIRONMENT", "/nonexistent/environment"), ("UV_NO_BUILD", "1")];

/// Settings of uv that neither name a place nor ask for a build.
const HARMLESS: [&str; 19] = [
    "conflicts",
    "constraint-dependencies",
    "default-groups",
    "dependency-groups",
    "dev-dependencies",
    "environments",
    "exclude-dependencies",
    "exclude-newer",
    "exclude-newer-package",
    "fork-strategy",
    "index-strategy",
    "link-mode",
    "managed",
    "override-dependencies",
    "package",
    "prerelease",
    "required-environments",
    "required-version",
    "resolution",
];

/// Why locking by the `manifest` of the project at `root` could run code of the project; none if it
/// cannot.
///
/// # Errors
/// What cannot be read.
pub fn reason(root: &Path, manifest: &str) -> Result<Option<String>> {
    let beside = |name: &str| {
        let dir = manifest.rsplit_once('/').map_or(String::new(), |(dir, _)| format!("{dir}/"));
        RelPath::new(&format!("{dir}{name}"))
    };
    let versions = [".python-version", ".python-versions"];
    let versions = versions.iter().flat_map(|name| [beside(name), RelPath::new(name)]);
    let paths = [RelPath::new(manifest)].into_iter().chain(versions);
    let paths: BTreeSet<RelPath> = paths.flatten().collect();
    let files = project::files(root, &paths)?;
    for path in &paths {
        let found = match files.get(path.as_str()) {
            None if path.as_str() == manifest => Some("is not there".to_owned()),
            None => None,
            Some(File::Link { .. }) => Some("is a link".to_owned()),
            Some(File::Regular { bytes, .. }) => {
                let text = String::from_utf8_lossy(bytes);
                if path.as_str() == manifest { of_manifest(&text) } else { of_version(&text) }
            }
        };
        if let Some(found) = found {
            return Ok(Some(format!("`{path}` {found}")));
        }
    }
    Ok(around(root, manifest))
}

/// What the manifest has that may need a build.
fn of_manifest(text: &str) -> Option<String> {
    let Ok(table) = text.parse::<Table>() else { return Some("is no TOML".to_owned()) };
    let project = table.get("project").and_then(Value::as_table);
    let Some(project) = project.filter(|it| it.contains_key("name") && it.contains_key("version"))
    else {
        return Some("does not say its name and version".to_owned());
    };
    if project.get("dynamic").is_some_and(|it| it.as_array().is_none_or(|it| !it.is_empty())) {
        return Some("has `dynamic` metadata".to_owned());
    }
    let uv = match table.get("tool").and_then(|tool| tool.get("uv")) {
        Some(uv) => uv.as_table().cloned().unwrap_or_default(),
        None => Table::new(),
    };
    let unknown = |(key, value): (&String, &Value)| {
        let harmless = HARMLESS.contains(&key.as_str())
            || match key.as_str() {
                "sources" => value.as_table().is_some_and(|it| it.values().all(is_index)),
                "index" => value.as_array().is_some_and(|it| it.iter().all(is_remote)),
                _ => false,
            };
        (!harmless).then(|| format!("has `tool.uv.{key}`"))
    };
    let lists = [project.get("dependencies"), project.get("optional-dependencies")];
    let lists = lists.into_iter().chain([table.get("dependency-groups")]).flatten();
    let direct = lists.chain(uv.values()).any(has_direct);
    uv.iter()
        .find_map(unknown)
        .or_else(|| direct.then(|| "has a dependency that is no package of an index".to_owned()))
}

/// Whether a requirement says where it is, as `name @ file:…` does.
fn has_direct(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('@'),
        Value::Array(values) => values.iter().any(has_direct),
        // Indices are looked at by themselves, and may have an `@` in their address.
        Value::Table(table) => table.iter().any(|(key, value)| key != "url" && has_direct(value)),
        _ => false,
    }
}

/// Whether a source is an index, by its name.
fn is_index(source: &Value) -> bool {
    match source {
        Value::Array(sources) => sources.iter().all(is_index),
        Value::Table(table) => {
            table.keys().all(|key| matches!(key.as_str(), "index" | "marker" | "extra" | "group"))
        }
        _ => false,
    }
}

/// Whether an index is elsewhere, and no directory.
fn is_remote(index: &Value) -> bool {
    let url = index.get("url").and_then(Value::as_str).unwrap_or_default();
    url.starts_with("https://") || url.starts_with("http://")
}

/// A version, and not the path of a program.
fn of_version(text: &str) -> Option<String> {
    let is_version = |line: &str| line.chars().all(|c| c.is_ascii_digit() || c == '.');
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let other = lines.into_iter().any(|line| !is_version(line) || line.starts_with('.'));
    other.then(|| "names more than a version".to_owned())
}

/// What uv would find beside the manifest and above it: settings, a workspace that it belongs to.
fn around(root: &Path, manifest: &str) -> Option<String> {
    let manifest = root.canonicalize().ok()?.join(manifest);
    manifest.ancestors().skip(1).find_map(|dir| {
        let settings = dir.join("uv.toml");
        if fs::symlink_metadata(&settings).is_ok() {
            return Some(format!("`{}` is there", settings.display()));
        }
        let other = dir.join("pyproject.toml");
        let may_be_workspace = other != manifest
            && match limits::read(&other, limits::TEXT) {
                Ok(None) => false,
                Ok(Some(bytes)) => String::from_utf8_lossy(&bytes).contains("workspace"),
                Err(_) => true,
            };
        may_be_workspace.then(|| format!("`{}` may make it part of a workspace", other.display()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROJECT: &str = "[project]\nname = 'a'\nversion = '1'\n";

    #[test]
    fn what_leads_to_an_index_or_nowhere_needs_no_build() {
        for more in [
            "",
            "dynamic = []",
            "dependencies = ['b>=1', 'c[d]; python_version < \"3.9\"']\n[dependency-groups]\ndev = ['e']",
            "[build-system]\nrequires = []\nbuild-backend = 'b'\nbackend-path = ['.']",
            "[tool.uv]\nrequired-version = '>=1'\nexclude-newer = '1 week'",
            "[tool.uv.sources]\nb = { index = 'ours' }\n[[tool.uv.index]]\nname = 'ours'\nurl = 'https://u@host'",
        ] {
            assert_eq!(of_manifest(&format!("{PROJECT}{more}")), None, "{more}");
        }
    }

    #[test]
    fn what_may_need_one_is_found() {
        for more in [
            "dynamic = ['dependencies']",
            "dynamic = 'version'",
            "dependencies = ['b @ file:./b']",
            "dependencies = ['b@https://host/b.tar.gz']",
            "[project.optional-dependencies]\nx = ['b @ file:b']",
            "[dependency-groups]\ndev = ['b @ ./b']",
            "[tool.uv]\ndev-dependencies = ['b @ ./b']",
            "[tool.uv]\nfind-links = ['wheels']",
            "[tool.uv]\nindex-url = 'wheels'",
            "[tool.uv]\nno-binary = true",
            "[[tool.uv.index]]\nurl = './wheels'",
            "[tool.uv.sources]\nb = { path = 'b' }",
            "[tool.uv.sources]\nb = [{ index = 'x' }, { workspace = true }]",
            "[tool.uv.sources]\nb = { git = 'https://host/b' }",
            "[tool.uv.workspace]\nmembers = ['*']",
        ] {
            assert!(of_manifest(&format!("{PROJECT}{more}")).is_some(), "{more}");
        }
        assert!(of_manifest("nonsense").is_some());
        assert!(of_manifest("[project]\nname = 'a'\n").is_some());
    }

    #[test]
    fn a_version_is_no_program() {
        for (text, is_version) in [
            ("3.13\n", true),
            ("# it\n3.13.1\n3.12\n", true),
            ("./py\n", false),
            ("py", false),
            ("..", false),
        ] {
            assert_eq!(of_version(text).is_none(), is_version, "{text}");
        }
    }
}
