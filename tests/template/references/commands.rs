//! What pages tell a reader to run is there: workflows with their inputs, settings, objects.

use serde_json::Value;

use crate::kube::{entries, items, of_kind, scalar, text};
use crate::project::Project;
use crate::rules::{Rule, rule};

pub const RULES: &[Rule] = &[
    rule("workflows that are started take what they are given", started),
    rule("what a page sets on GitHub is read by a workflow", set),
    rule("kubectl in pages asks for what is there", asked),
    rule("whoever is on call may do what the runbook says", allowed),
    rule("every alert has its section in the runbook", alerts),
];

/// Kinds that controllers and people make, whatever the manifests hold.
const MADE: [&str; 6] = ["pod", "event", "replicaset", "node", "secret", "configmap"];
/// What people type for a kind.
const SHORT: [(&str, &str); 2] = [("hpa", "horizontalpodautoscaler"), ("deploy", "deployment")];
/// Options of kubectl that take no value.
const SWITCHES: [&str; 6] =
    ["--prefix", "--previous", "--follow", "--watch", "--ignore-not-found", "--all-containers"];

/// The commands of `program` in `text`, word by word: in code, or at the start of a line.
pub fn commands(text: &str, program: &str) -> Vec<Vec<String>> {
    let text = text.replace("\\\n", " ");
    let mut found = Vec::new();
    for (at, _) in text.match_indices(&format!("{program} ")) {
        let line = &text[text[..at].rfind('\n').map_or(0, |start| start + 1)..at];
        if line.trim().is_empty() || line.ends_with(['`', '(']) {
            let end = if line.ends_with('`') { '`' } else { '\n' };
            found.push(words(text[at..].split(end).next().unwrap_or_default()));
        }
    }
    found
}

/// The words of a command line; quotes hold words together, a comment or another command ends it.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in line.chars() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (None, ' ') => words.push(std::mem::take(&mut word)),
            (None, '#' | '|' | ';' | '<' | '>') => break,
            _ => word.push(c),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// The values that these options have in a command: `-f x` and `--field=x`.
fn options<'a>(command: &'a [String], names: &[&str]) -> Vec<&'a str> {
    let apart = command.windows(2).filter(|pair| names.contains(&pair[0].as_str()));
    let joined = command.iter().filter_map(|word| {
        let (name, value) = word.split_once('=')?;
        names.contains(&name).then_some(value)
    });
    apart.map(|pair| pair[1].as_str()).chain(joined).collect()
}

/// A word that the reader replaces: `ENV`, `REVISION`, `…`.
fn is_placeholder(word: &str) -> bool {
    !word.chars().any(char::is_lowercase) || word.contains(['$', '…'])
}

fn pages(project: &Project) -> impl Iterator<Item = (&str, &str)> {
    project.texts(|path| path.ends_with(".md"))
}

fn workflow(project: &Project, file: &str) -> Option<Value> {
    project.yaml(&format!(".github/workflows/{file}")).into_iter().next()
}

fn started(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, page) in project.texts(|path| path != "LICENSE") {
        for command in commands(page, "gh run") {
            let named = options(&command, &["--workflow", "-w"]);
            let lacking = named.into_iter().filter(|file| workflow(project, file).is_none());
            found.extend(lacking.map(|file| format!("{path}: no workflow {file}")));
        }
        for command in commands(page, "gh workflow run") {
            let file = command.get(3).map_or("", String::as_str);
            let given = options(&command, &["-f", "--raw-field", "-F", "--field"]);
            let faults = match workflow(project, file) {
                Some(workflow) => unfit(&workflow, &given),
                None => vec!["there is no such workflow".to_owned()],
            };
            found.extend(faults.into_iter().map(|fault| format!("{path}: {file}: {fault}")));
        }
    }
    found
}

/// What `workflow` does not take of `given`, and what it needs besides.
fn unfit(workflow: &Value, given: &[&str]) -> Vec<String> {
    if workflow.pointer("/on/workflow_dispatch").is_none() {
        return vec!["nobody can start it".to_owned()];
    }
    let inputs = entries(workflow, "/on/workflow_dispatch/inputs");
    let given: Vec<(&str, &str)> =
        given.iter().map(|pair| pair.split_once('=').unwrap_or((pair, ""))).collect();
    let mut found = Vec::new();
    for (key, value) in &given {
        let Some((_, input)) = inputs.iter().find(|(name, _)| name == key) else {
            found.push(format!("it takes no {key}"));
            continue;
        };
        let choices: Vec<String> = items(input, "/options").into_iter().map(scalar).collect();
        if !choices.is_empty() && !choices.iter().any(|it| it == value) && !is_placeholder(value) {
            found.push(format!("{key} is never {value}"));
        }
    }
    let needed =
        inputs.iter().filter(|(_, it)| it["required"] == true && it.get("default").is_none());
    let lacking = needed.filter(|(name, _)| !given.iter().any(|(key, _)| key == name));
    found.extend(lacking.map(|(name, _)| format!("it needs {name}")));
    found
}

fn set(project: &Project) -> Vec<String> {
    let github: String =
        project.texts(|path| path.starts_with(".github/")).map(|(_, t)| t).collect();
    let mut found = Vec::new();
    for (path, page) in pages(project) {
        for (program, context) in [("gh variable set", "vars"), ("gh secret set", "secrets")] {
            for command in commands(page, program) {
                let name = command.get(3).map_or("", String::as_str);
                if !github.contains(&format!("{context}.{name}")) {
                    found.push(format!("{path}: no workflow reads {context}.{name}"));
                }
                let environments = options(&command, &["--env", "-e"]);
                let lacking = environments.into_iter().filter(|name| !github.contains(name));
                found.extend(
                    lacking.map(|name| format!("{path}: no job of the environment {name}")),
                );
            }
        }
    }
    found
}

/// Whether a manifest describes an object of this kind, and of this name if there is one. What a
/// script makes, it names.
fn described(project: &Project, kind: &str, name: Option<&str>) -> bool {
    let manifest = |text: &str| {
        let text = text.to_lowercase();
        let ends = ["\n", ",", "}", " "];
        ends.iter().any(|end| text.contains(&format!("kind: {kind}{end}")))
            && name.is_none_or(|name| text.contains(&format!("name: {name}")))
    };
    let ours = format!("{}-", project.answer("name"));
    let made = name.and_then(|name| name.strip_prefix(&ours));
    let script = |text: &str| made.is_some_and(|name| text.contains(name));
    project.texts(|path| path.starts_with("deploy/")).any(|(_, text)| manifest(text))
        || project.texts(|path| path.starts_with("scripts/")).any(|(_, text)| script(text))
        || (kind == "secret" && name == Some(&format!("{ours}secrets")))
}

/// `pods` → `pod`, `hpa` → its long name.
fn singular(kind: &str) -> String {
    let long = SHORT.iter().find(|(short, _)| *short == kind).map_or(kind, |(_, long)| long);
    let stem = long.strip_suffix("ies").map(|stem| format!("{stem}y"));
    stem.unwrap_or_else(|| long.strip_suffix('s').unwrap_or(long).to_owned())
}

/// Whether there can be something of this kind, be it that a controller makes it.
fn known(project: &Project, kind: &str) -> bool {
    let made_by = match kind {
        "analysisrun" => "rollout",
        "horizontalpodautoscaler" => "scaledobject",
        kind => kind,
    };
    MADE.contains(&kind) || [kind, made_by].iter().any(|kind| described(project, kind, None))
}

fn asked(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, page) in pages(project) {
        for command in commands(page, "kubectl") {
            let mut report = |fault: String| found.push(format!("{path}: kubectl: {fault}"));
            let namespaces = options(&command, &["--namespace", "-n"]).into_iter();
            for namespace in namespaces.filter(|it| !is_placeholder(it)) {
                let ours = namespace.strip_prefix(&format!("{}-", project.answer("name")));
                if ours.is_some_and(|env| !project.exists(&format!("deploy/overlays/{env}"))) {
                    report(format!("no namespace {namespace}"));
                }
            }
            let files = options(&command, &["--filename", "-f", "--kustomize", "-k"]).into_iter();
            for file in files.filter(|it| !is_placeholder(it) && !project.exists(it)) {
                report(format!("no {file}"));
            }
            for (kind, name) in subjects(&command) {
                let kind = singular(&kind);
                if !known(project, &kind) {
                    report(format!("no {kind}"));
                } else if let Some(name) = name.filter(|name| !is_placeholder(name))
                    && !described(project, &kind, Some(&name))
                {
                    report(format!("no {kind} {name}"));
                }
            }
        }
    }
    found
}

/// What the role of whoever is on call lacks for the commands of the pages it works by.
fn allowed(project: &Project) -> Vec<String> {
    let roles = of_kind(project, "ClusterRole").into_iter().chain(of_kind(project, "Role"));
    let own = roles.filter(|it| it.name().ends_with("-on-call")).collect::<Vec<_>>();
    let may = |verb: &str, resource: &str| {
        let mut grants = own.iter().flat_map(|it| items(&it.value, "/rules"));
        let holds = |rule: &Value, list: &str, word: &str| {
            items(rule, list).into_iter().any(|it| it.as_str() == Some(word))
        };
        grants.any(|rule| holds(rule, "/resources", resource) && holds(rule, "/verbs", verb))
    };
    let mut found = Vec::new();
    for page in ["docs/runbook.md", "docs/rollback.md"] {
        for command in commands(project.text(page), "kubectl") {
            let verb = match command.get(1).map_or("", String::as_str) {
                "get" | "describe" | "logs" => "get",
                "patch" | "rollout" => "patch",
                other => other,
            };
            for (kind, _) in subjects(&command) {
                let kind = singular(&kind);
                let plural =
                    kind.strip_suffix('y').map_or(format!("{kind}s"), |it| format!("{it}ies"));
                if !may(verb, &plural) {
                    found.push(format!("{page}: nobody on call may {verb} {plural}"));
                }
            }
        }
    }
    found
}

/// The kinds and names that a command of kubectl is about.
fn subjects(command: &[String]) -> Vec<(String, Option<String>)> {
    let mut plain = Vec::new();
    let mut rest = command.iter().skip(1);
    while let Some(word) = rest.next() {
        if !word.starts_with('-') {
            plain.push(word.as_str());
        } else if !word.contains('=') && !SWITCHES.contains(&word.as_str()) {
            rest.next();
        }
    }
    let about: &[&str] = match plain[..] {
        ["rollout", _, ..] => &plain[2..],
        ["get" | "describe" | "delete" | "patch" | "scale" | "wait" | "logs", ..] => &plain[1..],
        _ => &[],
    };
    match about {
        [] => Vec::new(),
        [one, ..] if one.contains('/') => {
            let pairs = about.iter().filter_map(|it| it.split_once('/'));
            pairs.map(|(kind, name)| (kind.to_owned(), Some(name.to_owned()))).collect()
        }
        _ if plain[0] == "logs" => Vec::new(),
        [kinds, names @ ..] => {
            let name = names.first().map(|&name| name.to_owned());
            kinds.split(',').map(|kind| (kind.to_owned(), name.clone())).collect()
        }
    }
}

/// Sections of the runbook that are named as alerts are, and the alerts.
fn alerts(project: &Project) -> Vec<String> {
    let is_alert = |name: &&str| {
        name.chars().all(char::is_alphanumeric)
            && name.chars().filter(|c| c.is_uppercase()).count() > 1
    };
    let runbook = project.text("docs/runbook.md");
    let sections: Vec<&str> =
        runbook.lines().filter_map(|line| line.strip_prefix("## ")).filter(is_alert).collect();
    let rules = of_kind(project, "PrometheusRule");
    let groups = rules.iter().flat_map(|rule| items(&rule.value, "/spec/groups"));
    let rules = groups.flat_map(|group| items(group, "/rules"));
    let alerts: Vec<&str> =
        rules.map(|it| text(it, "/alert")).filter(|it| !it.is_empty()).collect();
    let silent = alerts.iter().filter(|name| !sections.contains(name));
    let dead = sections.iter().filter(|name| !alerts.contains(name));
    silent
        .map(|name| format!("the runbook says nothing about {name}"))
        .chain(dead.map(|name| format!("the runbook explains {name}, which is no alert")))
        .collect()
}
