//! Imports resolve, inside the repository or to a dependency that is declared.

use std::collections::BTreeSet;

use ruff_python_stdlib::sys::is_known_standard_library;

use crate::project::Project;
use crate::python::{Import, Names};
use crate::rules::{Rule, rule};

pub const RULES: &[Rule] = &[
    rule("imports resolve", imports),
    rule("every dependency is used", dependencies),
    rule("settings of tools name modules that exist", configured),
];

/// Modules that belong to a distribution of another name.
const DISTRIBUTIONS: [(&str, &str); 8] = [
    ("pydantic_ai", "pydantic-ai-slim"),
    ("prometheus_client", "prometheus-client"),
    ("pydantic_settings", "pydantic-settings"),
    ("pytest_asyncio", "pytest-asyncio"),
    ("openai", "pydantic-ai-slim"),
    ("anthropic", "pydantic-ai-slim"),
    ("pulumi_aws", "pulumi-aws"),
    ("yaml", "pyyaml"),
];
/// Come with another dependency, which declares them.
const BROUGHT: [(&str, &str); 3] =
    [("starlette", "fastapi"), ("httpx2", "pydantic-ai-slim"), ("anyio", "fastapi")];
/// Used by name, not by import: drivers, plugins and programs.
const BY_NAME: [(&str, &str); 7] = [
    ("asyncpg", "postgresql+asyncpg"),
    ("mypy", "uv run mypy"),
    ("ruff", "uv run ruff"),
    ("pytest-asyncio", "asyncio_mode"),
    ("pytest-cov", "--cov"),
    ("pre-commit", ".pre-commit-config.yaml"),
    ("uvicorn", "uvicorn"),
];

/// Where a project of Python has its own dependencies, beside the service's own at the root.
const PULUMI: &str = "infra/pulumi/";

/// The projects of Python, by their directories.
fn homes(project: &Project) -> Vec<&'static str> {
    let homes = ["", PULUMI].into_iter();
    homes.filter(|home| project.exists(&format!("{home}pyproject.toml"))).collect()
}

/// The modules of one of them.
fn modules<'a>(project: &'a Project, home: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let nested = home == PULUMI;
    project.python_files().filter(move |(path, _)| path.starts_with(PULUMI) == nested)
}

/// The names of its declared dependencies.
fn declared(project: &Project, home: &str) -> BTreeSet<String> {
    let pyproject = project.toml(&format!("{home}pyproject.toml"));
    let main = pyproject.get("project").and_then(|table| table.get("dependencies"));
    let dev = pyproject.get("dependency-groups").and_then(|groups| groups.get("dev"));
    let lists = [main, dev].into_iter().flatten().filter_map(|list| list.as_array());
    let named = lists.flatten().filter_map(|dependency| dependency.as_str());
    let end = |c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_' || c == '.');
    named.map(|text| text.split(end).next().unwrap_or_default().to_lowercase()).collect()
}

fn distribution(module: &str) -> &str {
    let known = DISTRIBUTIONS.iter().find(|(name, _)| *name == module);
    known.map_or(module, |(_, distribution)| distribution)
}

/// Whether `module` is a file or package of the repository, or a name inside one.
fn is_ours(project: &Project, root: &str, import: &Import) -> bool {
    let path = format!("{root}{}", import.module.replace('.', "/"));
    let (file, package) = (format!("{path}.py"), format!("{path}/__init__.py"));
    let Some(name) = &import.name else { return project.exists(&file) || project.exists(&package) };
    let home = if project.exists(&file) { file } else { package };
    let inner = project.exists(&format!("{path}/{name}.py"))
        || project.exists(&format!("{path}/{name}/__init__.py"));
    inner || (project.exists(&home) && Names::of(project.text(&home)).bound.contains(name))
}

/// Where the modules lie that an import of `top` must mean; `None` for those of others.
fn root(project: &Project, home: &'static str, top: &str) -> Option<&'static str> {
    let file = |end: &str| project.exists(&format!("{home}{top}{end}"));
    if home.is_empty() {
        if top == project.package() { Some("src/") } else { (top == "tests").then_some("") }
    } else {
        (top == "tests" || file(".py") || file("/__init__.py")).then_some(home)
    }
}

fn imports(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for home in homes(project) {
        let declared = declared(project, home);
        let of_others = |top: &str| {
            is_known_standard_library(project.python_minor(), top)
                || BROUGHT.iter().any(|(module, by)| *module == top && declared.contains(*by))
                || declared.contains(distribution(top))
        };
        for (path, text) in modules(project, home) {
            for import in &Names::of(text).imports {
                let top = import.module.split('.').next().unwrap_or_default();
                let resolves = match root(project, home, top) {
                    Some(root) => is_ours(project, root, import),
                    None => of_others(top),
                };
                if !resolves {
                    let name = import.name.as_deref().unwrap_or_default();
                    found.push(format!("{path} imports {} {name}", import.module));
                }
            }
        }
    }
    found
}

fn dependencies(project: &Project) -> Vec<String> {
    let texts: Vec<(&str, &str)> = project.texts(|_| true).collect();
    let by_name = |dependency: &str| {
        BY_NAME.iter().any(|(name, trace)| {
            *name == dependency
                && texts.iter().any(|(path, text)| path.contains(trace) || text.contains(trace))
        })
    };
    let mut found = Vec::new();
    for home in homes(project) {
        let mut used: BTreeSet<String> = BTreeSet::new();
        for (_, text) in modules(project, home) {
            used.extend(Names::of(text).imports.iter().filter_map(|import| {
                import.module.split('.').next().map(|top| distribution(top).to_owned())
            }));
        }
        let unused = declared(project, home);
        let unused = unused.into_iter().filter(|name| !used.contains(name) && !by_name(name));
        found.extend(unused.map(|name| format!("{home}pyproject.toml: nothing uses {name}")));
    }
    found
}

/// Paths and modules in pyproject.toml.
fn configured(project: &Project) -> Vec<String> {
    let package = project.package();
    let text = project.text("pyproject.toml");
    let quoted = text.split('"').skip(1).step_by(2);
    let mut found = Vec::new();
    for word in quoted {
        let (ours, rest) = (format!("{package}."), word.strip_prefix(&format!("src/{package}/")));
        if word.starts_with(&ours)
            && word.chars().all(|c| c.is_ascii_alphanumeric() || "._".contains(c))
        {
            let path = format!("src/{}", word.replace('.', "/"));
            if !project.exists(&format!("{path}.py")) && !project.exists(&path) {
                found.push(format!("pyproject.toml: no module {word}"));
            }
        } else if let Some(rest) = rest {
            let names: Vec<&str> =
                match rest.split_once('{').and_then(|(_, rest)| rest.split_once('}')) {
                    Some((names, _)) => names.split(',').collect(),
                    None => vec![
                        rest.split(['*', '.']).next().unwrap_or_default().trim_end_matches('/'),
                    ],
                };
            let lacking = names.into_iter().filter(|name| {
                let path = format!("src/{package}/{name}");
                !project.exists(&format!("{path}.py")) && !project.exists(&path)
            });
            found.extend(lacking.map(|name| format!("pyproject.toml: no {name} in src/{package}")));
        }
    }
    found
}
