//! What pages, scripts and workflows tell a reader to run or open is there.

use std::collections::BTreeSet;

use scaffold::cli;

use crate::project::Project;
use crate::rules::{Rule, rule};

pub const RULES: &[Rule] = &[
    rule("make targets exist", targets),
    rule("every make target is described and phony", described),
    rule("links and paths in pages lead somewhere", links),
    rule("anchors of links lead to a heading", anchors),
    rule("scripts that are called exist", scripts),
    rule("commands of scaffold exist", commands),
];

fn is_target(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// The targets of the Makefile, in order.
fn known(project: &Project) -> Vec<&str> {
    let lines = project.text("Makefile").lines();
    let lines = lines.filter(|line| !line.starts_with(['\t', '.', '#']) && !line.contains("?="));
    let heads =
        lines.filter_map(|line| line.split_once(':')).filter(|(_, rest)| !rest.starts_with('='));
    heads.flat_map(|(names, _)| names.split_whitespace()).filter(|name| is_target(name)).collect()
}

fn targets(project: &Project) -> Vec<String> {
    let known = known(project);
    let mut found = Vec::new();
    for (path, text) in project.texts(|path| path != "LICENSE" && !path.ends_with(".py")) {
        // Prose says "make sure"; commands stand in code, at the start of a line or after a key.
        for (at, _) in text.match_indices("make ") {
            let before = text[..at].chars().next_back();
            let line = &text[text[..at].rfind('\n').map_or(0, |start| start + 1)..at];
            let command = matches!(before, None | Some('\n' | '`' | '"'))
                || line.ends_with("run: ")
                || line.ends_with("entry: ")
                || line.ends_with("&& ")
                || line.ends_with(": ");
            let name: &str = text[at + 5..]
                .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
                .next()
                .unwrap_or_default();
            if command && is_target(name) && !known.contains(&name) {
                found.push(format!("{path}: make {name}"));
            }
        }
    }
    found
}

fn described(project: &Project) -> Vec<String> {
    let makefile = project.text("Makefile");
    let phony = makefile.lines().find_map(|line| line.strip_prefix(".PHONY:")).unwrap_or_default();
    // Either the list, or the command that takes it from the file itself.
    let computed = phony.contains("$(shell sed ") && phony.ends_with("Makefile)");
    let listed: BTreeSet<&str> = phony.split_whitespace().collect();
    let known: BTreeSet<&str> = known(project).into_iter().collect();
    let mut found = Vec::new();
    if !computed {
        let differ = known.symmetric_difference(&listed);
        found.extend(differ.map(|name| format!("{name} is not both target and phony")));
    }
    for (what, tool) in [("phony", "sed"), ("listed", "awk")] {
        let mut lines = makefile.lines().filter(|line| line.contains(&format!("{tool} -")));
        if !lines.any(|line| line.contains("[a-z0-9-]")) {
            found.push(format!("a target with a digit in its name is not {what}"));
        }
    }
    for name in known {
        let described = makefile
            .lines()
            .any(|line| line.starts_with(&format!("{name}:")) && line.contains("## "));
        if !described {
            found.push(format!("{name} says nothing about itself"));
        }
    }
    found
}

/// `dir/page` and `../x` give `x`.
fn resolve(page: &str, target: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            ".." => _ = parts.pop(),
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn links(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in project.texts(|path| path.ends_with(".md")) {
        let brackets = text.match_indices("](").filter(|(at, _)| !text[..*at].ends_with('\\'));
        let targets = brackets.filter_map(|(at, _)| text[at + 2..].split(')').next());
        for target in targets.filter(|target| !target.contains("://") && !target.starts_with('#')) {
            let file = resolve(path, target.split('#').next().unwrap_or_default());
            if !project.exists(&file) {
                found.push(format!("{path}: no {file}"));
            }
        }
        for code in text.split('`').skip(1).step_by(2) {
            let code = code.trim_end_matches('/');
            let roots = [
                "src/",
                "tests/",
                "deploy/",
                "docs/",
                "scripts/",
                ".github/",
                "base/",
                "overlays/",
            ];
            let plain = !code.contains(['*', ' ', '<', '…', '\n', '$']) && !code.contains("ENV");
            let near = resolve(path, code);
            if roots.iter().any(|root| code.starts_with(root))
                && plain
                && !project.exists(code)
                && !project.exists(&near)
            {
                found.push(format!("{path}: no {code}"));
            }
        }
    }
    found
}

/// The anchors that GitHub gives the headings of a page.
fn headings(page: &str) -> BTreeSet<String> {
    let mut fenced = false;
    let lines = page.lines().filter(|line| {
        fenced ^= line.trim_start().starts_with("```");
        !fenced && line.starts_with('#')
    });
    let kept = |c: &char| c.is_alphanumeric() || [' ', '-', '_'].contains(c);
    let anchor = |line: &str| -> String {
        line.trim_start_matches('#').trim().to_lowercase().chars().filter(kept).collect()
    };
    lines.map(|line| anchor(line).replace(' ', "-")).collect()
}

fn anchors(project: &Project) -> Vec<String> {
    let own = format!(
        "https://github.com/{}/{}/blob/main/",
        project.answer("owner"),
        project.answer("name")
    );
    let mut found = Vec::new();
    for (path, text) in project.texts(|path| path != "LICENSE") {
        let links = text.match_indices("](").filter(|_| path.ends_with(".md"));
        let links = links.filter_map(|(at, _)| text[at + 2..].split(')').next());
        let near = links.filter(|target| !target.contains("://")).filter_map(|target| {
            let (file, anchor) = target.split_once('#')?;
            Some((if file.is_empty() { path.to_owned() } else { resolve(path, file) }, anchor))
        });
        // Alerts name pages by their address.
        let far = text.match_indices(&own).filter_map(|(at, _)| {
            let end = |c: char| c.is_whitespace() || "\"'`)>".contains(c);
            let (file, anchor) = text[at + own.len()..].split(end).next()?.split_once('#')?;
            Some((file.to_owned(), anchor))
        });
        for (file, anchor) in near.chain(far) {
            if !headings(project.text(&file)).contains(anchor) {
                found.push(format!("{path}: {file} has no heading #{anchor}"));
            }
        }
    }
    found
}

fn scripts(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in project.texts(|path| path != "LICENSE") {
        for rest in text.split("scripts/").skip(1) {
            let name =
                rest.split(|c: char| !(c.is_ascii_alphanumeric() || "._-".contains(c))).next();
            let name = name.unwrap_or_default().trim_end_matches('.');
            if name.contains('.') && !project.exists(&format!("scripts/{name}")) {
                found.push(format!("{path}: scripts/{name}"));
            }
        }
    }
    found
}

/// Command lines of `scaffold`: in code of a page, or on a line of a script.
fn commands(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in project.texts(|path| path != "LICENSE" && !path.ends_with(".py")) {
        for (at, _) in text.match_indices("scaffold ") {
            let line = &text[text[..at].rfind('\n').map_or(0, |start| start + 1)..at];
            if !line.trim().is_empty()
                && !line.ends_with(['`', '(', '|'])
                && !line.ends_with("run: ")
            {
                continue;
            }
            let end = |c: char| "`\n>|&;#)".contains(c);
            let command = text[at..].split(end).next().unwrap_or_default();
            let known = cli::command(None).try_get_matches_from(command.split_whitespace());
            if known.is_err() {
                found.push(format!("{path}: {}", command.trim()));
            }
        }
    }
    found
}
