//! Secrets: encrypted, complete, never plain.

use std::collections::BTreeSet;

use super::{Rule, rule};
use crate::kube::{items, text};
use crate::project::Project;
use crate::python;

pub const RULES: &[Rule] = &[
    rule("recipients are keys or nothing", recipients),
    rule("sops encrypts values, in files of their own", encryption),
    rule("nobody deploys by hand", by_hand),
    rule("every required secret is provided", provided),
    rule("no secret is in the repository", plain),
];

fn recipients(project: &Project) -> Vec<String> {
    let key = |text: &str| {
        let data = text.strip_prefix("age1").unwrap_or_default();
        data.len() == 58 && data.chars().all(|c| "qpzry9x8gf2tvdw0s3jn54khce6mua7l".contains(c))
    };
    let mut found = Vec::new();
    for document in project.yaml(".sops.yaml") {
        let listed = items(&document, "/creation_rules").into_iter().map(|rule| text(rule, "/age"));
        let keys = listed.flat_map(|listed| listed.split(',')).map(str::trim);
        let bad = keys.filter(|text| !text.is_empty() && !key(text));
        found.extend(bad.map(|text| format!("{text} is no age recipient")));
    }
    found
}

fn encryption(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for document in project.yaml(".sops.yaml") {
        for rule in items(&document, "/creation_rules") {
            let path = text(rule, "/path_regex");
            if !path.ends_with(r"\.enc\.yaml$") {
                found.push(format!("{path} also means files that are not encrypted"));
            }
            if project.has("kubernetes") && text(rule, "/encrypted_regex") != "^(data|stringData)$"
            {
                found.push(format!("{path}: kind and name would be encrypted too"));
            }
        }
    }
    if project.exists(".sops.yaml") {
        let lines: Vec<&str> = project.text(".gitignore").lines().collect();
        for wanted in ["secrets/*", "!secrets/*.enc.yaml"] {
            if !lines.contains(&wanted) {
                found.push(format!(".gitignore lacks {wanted}"));
            }
        }
    }
    found
}

fn by_hand(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in project.texts(|path| path.ends_with(".md") || path == "Makefile") {
        for line in text.lines() {
            let decrypts = line.contains("decrypt") || line.contains("sops -d");
            let given = line.contains("create secret") || line.contains("-k deploy/access");
            let applies = line.contains("kubectl apply") && !given;
            if (decrypts && line.contains("kubectl")) || applies {
                found.push(format!("{path}: {}", line.trim()));
            }
        }
    }
    found
}

/// The names that a page or script lists as secrets.
fn listed(text: &str) -> BTreeSet<String> {
    let names = text.lines().filter_map(|line| {
        let line = line.trim();
        let cell =
            line.strip_prefix("| `").and_then(|rest| rest.split_once("` |")).map(|(name, _)| name);
        cell.or(Some(line)).filter(|name| {
            let upper = |c: char| c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit();
            name.len() > 3 && name.contains('_') && name.chars().all(upper)
        })
    });
    names.map(str::to_owned).collect()
}

fn provided(project: &Project) -> Vec<String> {
    let settings = python::settings(project);
    let required: BTreeSet<String> = settings
        .into_iter()
        .filter(|setting| setting.secret)
        .map(|setting| setting.variable)
        .collect();
    let mut found = Vec::new();
    for path in ["scripts/secrets.sh", "docs/secrets.md"] {
        let known = listed(project.text(path));
        if project.exists(path) && known != required {
            found.push(format!("{path} lists {known:?}, and {required:?} are required"));
        }
    }
    if !required.is_empty() && !project.exists("docs/secrets.md") {
        found.push(format!("nothing says where {required:?} come from"));
    }
    found
}

fn plain(project: &Project) -> Vec<String> {
    let secrets = crate::kube::of_kind(project, "Secret").into_iter();
    let mut found: Vec<String> =
        secrets.map(|it| format!("{} is a plain Secret", it.path)).collect();
    for (path, _) in
        project.texts(|path| path.starts_with("secrets/") && !path.ends_with(".enc.yaml"))
    {
        found.push(format!("{path} is not encrypted"));
    }
    for (path, text) in project.texts(|_| true) {
        let shapes = ["AGE-SECRET-KEY-1", "sk-proj-", "sk-ant-", "ghp_", "BEGIN PRIVATE KEY"];
        let held = shapes.iter().filter(|shape| text.contains(**shape));
        found.extend(held.map(|shape| format!("{path} holds {shape}")));
    }
    found
}
