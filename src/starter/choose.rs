//! Which spelling is meant where a text is several: the name of one word is all of them.

use super::kind::Kind;
use super::paths::Names;
use super::scan::Hit;

/// What the surroundings of a name ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// A name in a program, a module, a package's directory.
    Identifier,
    /// A part of an identifier of several words without marks between them.
    Hump,
    /// A host, an image, a URL, a repository, a command.
    Host,
    /// A word of a sentence.
    Prose,
}

impl Style {
    /// The expression for it among those that give the text that was found.
    pub fn expression(self, hit: &Hit<'_>, found: &str) -> Option<&'static str> {
        let wanted = match self {
            Self::Identifier => ["snake", "pascal", "screaming"],
            Self::Hump => ["camel", "pascal", "screaming"],
            Self::Host => ["kebab", "train", "kebab | upper"],
            Self::Prose => ["kebab", "title", "screaming"],
        };
        let possible = || hit.replacement.expressions(found);
        possible().find(|it| wanted.contains(it)).or_else(|| possible().next())
    }
}

/// What stands round a name.
pub(super) struct Spot<'t> {
    pub before: &'t str,
    pub found: &'t str,
    pub after: &'t str,
}

impl<'t> Spot<'t> {
    pub fn new(text: &'t str, hit: &Hit<'_>) -> Self {
        let (before, rest) = text.split_at(hit.span.start);
        let (found, after) = rest.split_at(hit.span.len());
        Self { before, found, after }
    }

    /// What the characters right beside the name say for certain.
    pub fn neighbours(&self) -> Option<Style> {
        let (mut back, mut ahead) = (self.before.chars().rev(), self.after.chars());
        let (previous, before_it) = (back.next(), back.next());
        let (next, after_it) = (ahead.next(), ahead.next());
        let is = |c: Option<char>, test: fn(char) -> bool| c.is_some_and(test);
        let joins = |c: Option<char>| is(c, char::is_alphanumeric);
        if is(next, char::is_uppercase) || is(previous, char::is_lowercase) && !self.is_escaped() {
            return Some(Style::Hump);
        }
        if next == Some('-') && joins(after_it)
            || previous == Some('-') && (joins(before_it) || before_it == Some('-'))
        {
            return Some(Style::Host);
        }
        // Cargo names the variable after the program.
        if self.before.ends_with("CARGO_BIN_EXE_") {
            return Some(Style::Host);
        }
        let identifier = [previous, next].contains(&Some('_'))
            || self.after.starts_with("::")
            || self.before.ends_with("::")
            || next == Some('(')
            || previous == Some('$')
            || self.before.ends_with("${");
        if identifier {
            return Some(Style::Identifier);
        }
        let address =
            previous == Some('@') && joins(before_it) || next == Some('@') && joins(after_it);
        address.then_some(Style::Host)
    }

    fn is_escaped(&self) -> bool {
        self.before.rfind('\\').is_some_and(|at| at + 2 == self.before.len())
    }

    /// The longest run round the name of characters that `belong`, and where the name is in it.
    pub fn run(&self, belongs: impl Fn(char) -> bool) -> (String, usize) {
        let start = self.before.trim_end_matches(&belongs).len();
        let end = self.after.len() - self.after.trim_start_matches(&belongs).len();
        let before = &self.before[start..];
        (format!("{before}{}{}", self.found, &self.after[..end]), before.len())
    }

    /// The line up to the name, and from it.
    fn line(&self) -> (&'t str, &'t str) {
        let start = self.before.rfind('\n').map_or(0, |at| at + 1);
        let end = self.after.find(['\n', '\r']).unwrap_or(self.after.len());
        (&self.before[start..], &self.after[..end])
    }

    fn is_whole_literal(&self) -> bool {
        self.before.ends_with(['"', '\'']) && self.after.starts_with(['"', '\''])
    }
}

/// What a name in the content of a file is.
pub(super) fn in_content(spot: &Spot<'_>, kind: Kind, names: &Names) -> Style {
    if let Some(style) = spot.neighbours() {
        return style;
    }
    if let Some(style) = names.reference(spot) {
        return style;
    }
    let url = |c: char| c.is_alphanumeric() || "-_.@+~/:%$#?&=".contains(c);
    if spot.run(url).0.contains("://") || is_host(spot) {
        return Style::Host;
    }
    if is_imported(spot) {
        return Style::Identifier;
    }
    match kind {
        Kind::Code { literals } if spot.is_whole_literal() => {
            names.style(spot.found).unwrap_or(literals)
        }
        Kind::Code { .. } => Style::Identifier,
        Kind::Manifest if is_title_of_manifest(spot) => Style::Host,
        Kind::Manifest => names.style(spot.found).unwrap_or(Style::Identifier),
        Kind::Prose | Kind::Other if is_attribute(spot, kind) => Style::Identifier,
        Kind::Prose | Kind::Other => Style::Prose,
    }
}

/// `starter.example.com`, `starter.svc`
fn is_host(spot: &Spot<'_>) -> bool {
    const TOPS: [&str; 12] = [
        "com",
        "org",
        "net",
        "io",
        "dev",
        "app",
        "local",
        "svc",
        "internal",
        "example",
        "test",
        "localhost",
    ];
    let host = |c: char| c.is_alphanumeric() || "-.".contains(c);
    let (run, at) = spot.run(host);
    let after = &run[at + spot.found.len()..];
    after.split('.').skip(1).any(|part| TOPS.contains(&part))
}

/// `import starter`, `from starter.x import`, `python -m starter`, `--cov=starter`
fn is_imported(spot: &Spot<'_>) -> bool {
    let (before, after) = spot.line();
    let words: Vec<&str> = before
        .split([' ', '\t', '=', '"', '\'', '`', '[', ','])
        .filter(|it| !it.is_empty())
        .collect();
    match words.last() {
        Some(&("import" | "-m" | "--cov" | "--pyargs" | "use" | "mod")) => true,
        Some(&"from") => after.contains(" import"),
        _ => false,
    }
}

/// The name of the whole in a manifest, of a command it installs, and of what it depends on.
fn is_title_of_manifest(spot: &Spot<'_>) -> bool {
    let (before, after) = spot.line();
    let mut headers = spot.before.lines().rev().filter(|line| line.starts_with('['));
    let table = if before.starts_with('[') { before } else { headers.next().unwrap_or_default() };
    let is_key = before.trim().is_empty() && after.trim_start().starts_with(['=', '.']);
    let is_name = before.split(['=', ':']).next().is_some_and(|key| key.trim() == "name")
        && before.trim_end_matches(['"', '\'', ' ']).ends_with(['=', ':']);
    let of_module = ["lib", "test", "bench", "example", "module"];
    let listed = ["scripts", "dependencies", "entry_points"];
    is_name && !of_module.iter().any(|it| table.contains(it))
        || (is_key || before.starts_with('[')) && listed.iter().any(|it| table.contains(it))
}

/// `starter.main:app`; in prose also `starter.run` and `` `Starter` ``.
fn is_attribute(spot: &Spot<'_>, kind: Kind) -> bool {
    let capital = spot.found.starts_with(char::is_uppercase);
    let quoted = spot.before.ends_with('`') && spot.after.starts_with('`');
    let Some(rest) = spot.after.strip_prefix('.') else {
        return kind == Kind::Prose && capital && quoted;
    };
    let name = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let end = rest.trim_start_matches(name);
    let starts = rest.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let target = end.strip_prefix(':').is_some_and(|it| it.starts_with(char::is_alphabetic));
    starts && (target || capital || kind == Kind::Prose)
}

#[cfg(test)]
mod tests {
    use super::super::Replacement;
    use super::super::scan::hits;
    use super::*;
    use crate::tree::Tree;

    /// How each name in a file is written, in a repository of these files.
    fn spelt(files: &[&str], file: &str, text: &str) -> String {
        let tree = Tree::of(&files.iter().map(|path| (*path, "")).collect::<Vec<_>>());
        let replacements = [Replacement::new("starter", "x")];
        let names = Names::of(&tree, &replacements);
        let of = |hit: &Hit<'_>| {
            let spot = Spot::new(text, hit);
            let style = in_content(&spot, Kind::of(file), &names);
            style.expression(hit, spot.found).unwrap().to_owned()
        };
        hits(text, &replacements).iter().map(of).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn the_surroundings_decide() {
        for (file, text, expected) in [
            ("x.py", "import starter", "snake"),
            (
                "x.py",
                "starterConfig getStarter Starter STARTER_URL",
                "camel, pascal, pascal, screaming",
            ),
            ("x.py", "'starter-db' 'starter_db' 'starter'", "kebab, snake, snake"),
            ("x.py", "'https://example.com/acme/starter'", "kebab"),
            ("x.rs", "use starter::x", "snake"),
            ("x.rs", "env!(\"CARGO_BIN_EXE_starter\")", "kebab"),
            ("x.yaml", "name: starter", "kebab"),
            ("x.yaml", "ghcr.io/acme/starter:1 starter.example.com", "kebab, kebab"),
            ("x.yaml", "uvicorn starter.main:app -m starter --cov=starter", "snake, snake, snake"),
            (
                "x.yaml",
                "src/starter ./starter /app/starter acme/starter",
                "snake, snake, snake, kebab",
            ),
            ("x.yaml", "X-Starter-Id Starter STARTER-1", "train, title, kebab | upper"),
            ("Dockerfile", "COPY starter.conf /etc/starter.conf", "kebab, kebab"),
            ("x.sh", "${starter} $starter", "snake, snake"),
            ("x.md", "# Starter\nstarter.run() `Starter` Starter(", "title, snake, pascal, pascal"),
            ("pyproject.toml", "[project]\nname = \"starter\"", "kebab"),
            ("pyproject.toml", "[project.scripts]\nstarter = \"starter.x:y\"", "kebab, snake"),
            ("Cargo.toml", "[lib]\nname = \"starter\"", "snake"),
            ("Cargo.toml", "[dependencies]\nstarter = { path = \"../x\" }", "kebab"),
        ] {
            let files = ["src/starter/main.py", "charts/app/starter.conf"];
            assert_eq!(spelt(&files, file, text), expected, "{file}: {text}");
        }
    }

    #[test]
    fn a_literal_is_the_directory_of_its_name() {
        let literal = |files: &[&str], file| spelt(files, file, "f(\"starter\")");
        assert_eq!(literal(&[], "x.rs"), "kebab");
        assert_eq!(literal(&["starter/lib.rs"], "x.rs"), "snake");
        assert_eq!(literal(&["starter/src/lib.rs", "starter/Cargo.toml"], "x.rs"), "kebab");
        assert_eq!(literal(&[], "x.py"), "snake");
        assert_eq!(literal(&["data/starter/x.csv"], "x.py"), "kebab");
    }
}
