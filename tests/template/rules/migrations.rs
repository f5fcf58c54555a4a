//! Migrations of the template itself; the repository's own check judges those that follow.

use super::{Rule, rule};
use crate::project::Project;

pub const RULES: &[Rule] = &[
    rule("migrations only add", adding),
    rule("migrations can be undone", undone),
    rule("a downgrade is the migration Job with another command", downgrade),
];

/// What the release before does not survive.
const TAKES: [&str; 5] =
    ["op.drop_table", "op.drop_column", "op.rename_table", "new_column_name", "op.alter_column"];

/// The bodies of `upgrade` and `downgrade` of every migration.
fn migrations(project: &Project) -> impl Iterator<Item = (&str, &str, &str)> {
    let versions = project.texts(|path| path.contains("/versions/0"));
    versions.map(|(path, text)| {
        let (_, upgrade) = text.split_once("def upgrade()").unwrap_or_default();
        let (upgrade, downgrade) = upgrade.split_once("def downgrade()").unwrap_or_default();
        (path, upgrade, downgrade)
    })
}

fn adding(project: &Project) -> Vec<String> {
    let takes = migrations(project).flat_map(|(path, upgrade, _)| {
        let takes = TAKES.iter().filter(|word| upgrade.contains(**word));
        takes.map(move |word| format!("{path}: {word}"))
    });
    takes.collect()
}

fn undone(project: &Project) -> Vec<String> {
    let found = migrations(project).filter(|(_, _, down)| !down.contains("    op."));
    found.map(|(path, ..)| format!("{path} cannot be undone")).collect()
}

/// Two descriptions of one pod would drift apart.
fn downgrade(project: &Project) -> Vec<String> {
    let script = project.text("scripts/downgrade.sh");
    let patched = [
        "path: /metadata/name,",
        "path: /spec/template/spec/containers/0/command,",
        "path: /metadata/labels/app.kubernetes.io~1component,",
    ];
    let lines = script.lines().filter(|line| line.contains("op: "));
    let more = lines.filter(|line| !patched.iter().any(|path| line.contains(path)));
    more.map(|line| format!("scripts/downgrade.sh changes more: {}", line.trim())).collect()
}
