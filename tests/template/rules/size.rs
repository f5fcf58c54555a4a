//! Files stay small enough to be read.

use super::{Rule, rule};
use crate::project::Project;

pub const RULES: &[Rule] = &[rule("files stay below their ceilings", ceilings)];

/// Start and end of the path, and how many lines the file may have. The first that fits counts.
const CEILINGS: &[(&str, &str, usize)] = &[
    (".python-version", "", 1),
    ("README.md", "", 120),
    ("AGENTS.md", "", 40),
    ("Makefile", "", 70),
    ("src/", "/app.py", 80),
    ("src/", "/settings.py", 120),
    ("src/", "/resources.py", 90),
    ("src/", "/errors.py", 60),
    ("src/", "/cache.py", 80),
    ("src/", ".py", 150),
    ("tests/fake_llm", ".py", 90),
    ("tests/", ".py", 200),
    (".github/workflows/delivery", "", 160), // one graph, to be read in one place
    (".github/workflows/", "", 150),
    ("deploy/overlays/", "", 40),
    ("deploy/base/", ".yaml", 80),
    ("deploy/components/", ".yaml", 80),
    ("deploy/access/", ".yaml", 80),
    (".github/actions/", ".yml", 80),
    ("compose", ".yaml", 150),
    ("Dockerfile", "", 80),
    ("infra/terraform/", ".tf", 120),
    ("infra/terraform/", ".hcl", 120),
    ("scripts/", "", 90),
    ("docs/", "", 120),
    ("infra/", "/__main__.py", 30),
    ("infra/pulumi/tests/", ".py", 150),
    ("infra/", ".py", 100),
    ("", "", 150),
];
/// All of `src/`, without blank lines and without migrations: they are history, which only grows.
const SOURCE: usize = 1_200;

fn ceilings(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    let mut source = 0;
    for (path, text) in project.texts(|path| path != "LICENSE") {
        let lines = text.lines().count();
        let fits =
            |(start, end, _): &&(&str, &str, usize)| path.starts_with(start) && path.ends_with(end);
        let (_, _, ceiling) = CEILINGS.iter().find(fits).expect("the last one fits all");
        if lines > *ceiling {
            found.push(format!("{path} has {lines} lines, more than {ceiling}"));
        }
        if path.starts_with("src/") && !path.contains("/db/migrations/") {
            source += text.lines().filter(|line| !line.trim().is_empty()).count();
        }
    }
    if source > SOURCE {
        found.push(format!("src/ has {source} lines, more than {SOURCE}"));
    }
    found
}
