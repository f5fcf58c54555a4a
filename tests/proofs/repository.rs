//! This repository's own scripts and workflows, by the linters that those of a service are held to.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{require, succeed};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The files of a directory, sorted.
fn files(dir: &str) -> Vec<PathBuf> {
    let entries = Path::new(ROOT).join(dir).read_dir().expect("a directory of the repository");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.is_file());
    files.sort();
    files
}

#[test]
#[ignore = "needs actionlint, check-jsonschema and zizmor"]
fn workflows_and_forms_have_no_findings() {
    require(&["actionlint", "check-jsonschema", "zizmor"], &[]);
    succeed(Command::new("actionlint").args(files(".github/workflows")));
    let auditor = ["--offline", "--quiet", "--persona", "auditor", ".github"];
    succeed(Command::new("zizmor").current_dir(ROOT).args(auditor));
    let (configuration, forms): (Vec<_>, Vec<_>) =
        files(".github/ISSUE_TEMPLATE").into_iter().partition(|file| file.ends_with("config.yml"));
    for (schema, files) in [
        ("vendor.github-workflows", files(".github/workflows")),
        ("vendor.github-issue-config", configuration),
        ("vendor.github-issue-forms", forms),
        ("vendor.dependabot", vec![Path::new(ROOT).join(".github/dependabot.yml")]),
    ] {
        let schema = ["--builtin-schema", schema];
        succeed(Command::new("check-jsonschema").args(schema).args(files));
    }
}

#[test]
#[ignore = "needs shellcheck"]
fn scripts_have_no_findings() {
    require(&["shellcheck"], &[]);
    let mut scripts = files(".ci");
    scripts.retain(|script| script.extension().is_none_or(|extension| extension == "sh"));
    assert!(scripts.len() >= 5, "{scripts:?}");
    let options = ["--external-sources", "--source-path=SCRIPTDIR"];
    succeed(Command::new("shellcheck").args(options).args(scripts));
}
