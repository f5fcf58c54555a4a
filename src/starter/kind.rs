//! What a file is, as far as the spelling of a name in it depends on that.

use super::choose::Style;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The source of a program, and what a literal that is a name alone means in it.
    Code { literals: Style },
    /// What describes a package: full of the names of modules and directories.
    Manifest,
    /// Sentences.
    Prose,
    /// Configuration, containers, scripts.
    Other,
}

const CODE: [&str; 28] = [
    "py", "pyi", "pyx", "pxd", "c", "h", "cc", "cpp", "hpp", "go", "rb", "php", "java", "kt",
    "kts", "scala", "swift", "cs", "ex", "exs", "erl", "hs", "lua", "pl", "r", "sql", "proto",
    "graphql",
];
/// Their literals name packages and programs rather than modules.
const KEBAB_LITERALS: [&str; 9] = ["rs", "js", "jsx", "mjs", "cjs", "ts", "tsx", "vue", "svelte"];
const MANIFESTS: [&str; 9] = [
    "pyproject.toml",
    "setup.cfg",
    "tox.ini",
    "pytest.ini",
    "mypy.ini",
    ".coveragerc",
    "MANIFEST.in",
    "Cargo.toml",
    "top_level.txt",
];
const PROSE: [&str; 6] = ["md", "mdx", "rst", "txt", "adoc", "html"];
const LOCKS: [&str; 17] = [
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "pylock.toml",
    "Pipfile.lock",
    "pixi.lock",
    "Cargo.lock",
    "package-lock.json",
    "npm-shrinkwrap.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "bun.lock",
    "go.sum",
    "Gemfile.lock",
    "composer.lock",
    "mix.lock",
    ".terraform.lock.hcl",
];

impl Kind {
    /// The kind of the file of this name.
    pub fn of(name: &str) -> Self {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        if MANIFESTS.contains(&name) {
            Self::Manifest
        } else if CODE.contains(&extension) {
            Self::Code { literals: Style::Identifier }
        } else if KEBAB_LITERALS.contains(&extension) {
            Self::Code { literals: Style::Host }
        } else if PROSE.contains(&extension) {
            Self::Prose
        } else {
            Self::Other
        }
    }

    pub fn is_code(self) -> bool {
        matches!(self, Self::Code { .. })
    }
}

/// Whether a directory that holds this file is a project, not a package.
pub(super) fn marks_project(name: &str) -> bool {
    [
        "pyproject.toml",
        "setup.py",
        "setup.cfg",
        "Cargo.toml",
        "package.json",
        "go.mod",
        "Chart.yaml",
    ]
    .contains(&name)
}

/// Whether a program writes the file, from what others say.
pub(super) fn is_lock(name: &str) -> bool {
    LOCKS.contains(&name)
}
