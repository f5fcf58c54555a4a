//! Secrets: encrypted, complete, never plain.

use std::collections::BTreeSet;

use super::{Rule, rule};
use crate::kube::{deep, every_value, items, kustomizations, of_kind, scalar, text};
use crate::project::Project;
use crate::python;

pub const RULES: &[Rule] = &[
    rule("recipients are keys or nothing", recipients),
    rule("sops encrypts values, in files of their own", encryption),
    rule("nobody deploys by hand", by_hand),
    rule("every required secret is provided", provided),
    rule("no secret is in the repository", plain),
    rule("secrets from a store come from one that is there, to where pods read", stored),
    rule("each environment reads an entry of its own", entry),
    rule("a changed secret reaches the pods", rotated),
];

const EXTERNAL: &str = "deploy/components/external-secrets";

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
    for object in of_kind(project, "ExternalSecret") {
        let data = items(&object.value, "/spec/data");
        let mapped: BTreeSet<String> =
            data.iter().map(|it| text(it, "/secretKey").to_owned()).collect();
        if mapped != required || mapped.len() != data.len() {
            found.push(format!("{}: maps {mapped:?} of {required:?}", object.path));
        }
        let other = data.iter().filter(|it| it["secretKey"] != it["remoteRef"]["property"]).count();
        if other > 0 {
            found.push(format!("{}: {other} keys have another name in the store", object.path));
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

fn stored(project: &Project) -> Vec<String> {
    let named = |kind: &str, name: &str| of_kind(project, kind).iter().any(|it| it.name() == name);
    let mut found = Vec::new();
    let external = of_kind(project, "ExternalSecret");
    if (external.len() == 1) != project.has("kubernetes-external-secrets") {
        found.push(format!("{} ExternalSecrets", external.len()));
    }
    let read: Vec<String> = every_value(project)
        .iter()
        .flat_map(|it| deep(&it.value, "secretRef"))
        .map(|it| text(it, "/name").to_owned())
        .collect();
    for it in &external {
        let (spec, path) = (&it.value["spec"], &it.path);
        let mut wants = |holds: bool, what: &str| {
            if !holds {
                found.push(format!("{path}: {what}"));
            }
        };
        let store = &spec["secretStoreRef"];
        wants(named(text(store, "/kind"), text(store, "/name")), &format!("no store {store}"));
        let target = text(spec, "/target/name");
        wants(read.iter().any(|name| name == target), &format!("no pod reads {target}"));
        wants(text(spec, "/target/creationPolicy") == "Owner", "does not own its Secret");
        wants(text(spec, "/target/deletionPolicy") == "Retain", "takes the Secret from pods");
    }
    for it in of_kind(project, "SecretStore") {
        let vault = &it.value["spec"]["provider"]["vault"];
        let account = text(vault, "/auth/kubernetes/serviceAccountRef/name");
        if !named("ServiceAccount", account) {
            found.push(format!("{}: no ServiceAccount {account:?}", it.path));
        }
        if !text(vault, "/server").starts_with("https://") {
            found.push(format!("{}: values are sent in the clear", it.path));
        }
    }
    found
}

/// Role and keys end in a word that one replacement turns into the environment's name, everywhere.
fn entry(project: &Project) -> Vec<String> {
    const FIELDS: [(&str, &str); 2] = [
        ("SecretStore", "spec.provider.vault.auth.kubernetes.role"),
        ("ExternalSecret", "spec.data.*.remoteRef.key"),
    ];
    if !project.has("kubernetes-external-secrets") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let all = kustomizations(project);
    for (dir, overlay) in all.iter().filter(|(dir, _)| dir.contains("/overlays/")) {
        let used = items(overlay, "/components").into_iter().map(scalar);
        if used.filter(|it| it == "../../components/external-secrets").count() != 1 {
            found.push(format!("{dir}: without {EXTERNAL}"));
        }
    }
    let component = all.iter().find(|(dir, _)| dir == EXTERNAL).map(|(_, it)| it);
    let replaced = component.map(|it| items(it, "/replacements")).unwrap_or_default();
    let source = replaced.iter().map(|it| text(it, "/source/fieldPath"));
    if !source.eq(["data.ENVIRONMENT"]) {
        found.push(format!("{EXTERNAL}: what is the environment?"));
    }
    let targets = replaced.iter().flat_map(|it| items(it, "/targets"));
    let mut names = BTreeSet::new();
    for target in targets.clone() {
        let kind = text(target, "/select/kind");
        for object in of_kind(project, kind) {
            let keys = deep(&object.value["spec"], "key").into_iter();
            names.extend(keys.chain(deep(&object.value["spec"], "role")).map(scalar));
        }
    }
    let set = targets.clone().map(|it| {
        let paths = items(it, "/fieldPaths").into_iter().map(scalar).collect::<Vec<_>>();
        (text(it, "/select/kind").to_owned(), paths.join(" "))
    });
    if !set.eq(FIELDS.map(|(kind, path)| (kind.to_owned(), path.to_owned()))) {
        found.push(format!("{EXTERNAL}: an environment reads what is another's"));
    }
    for delimiter in targets.map(|it| text(it, "/options/delimiter")) {
        let parts = |name: &String| name.split(delimiter).map(str::is_empty).eq([true, false]);
        if delimiter.is_empty() || names.len() != 1 || !names.iter().all(parts) {
            found.push(format!("{EXTERNAL}: {names:?} are cut at {delimiter:?}"));
        }
    }
    found
}

/// Pods read the environment at start: where the Secret changes by itself, something starts others.
fn rotated(project: &Project) -> Vec<String> {
    const RELOAD: &str = "/metadata/annotations/secret.reloader.stakater.com~1reload";
    let reloaded: Vec<String> = every_value(project)
        .iter()
        .filter(|it| it.kind() == "Deployment")
        .map(|it| text(&it.value, RELOAD).to_owned())
        .collect();
    let mut found = Vec::new();
    for object in of_kind(project, "ExternalSecret") {
        let target = text(&object.value, "/spec/target/name");
        if !reloaded.iter().any(|name| name == target) {
            found.push(format!("pods keep what {target} was"));
        }
        let interval = text(&object.value, "/spec/refreshInterval");
        if interval.is_empty() || interval.starts_with('0') {
            found.push(format!("{}: Vault is asked once", object.path));
        }
    }
    let script = project.text("scripts/deploy.sh");
    let applied = script.lines().any(|line| line.contains("secrets.sh decrypt"));
    if applied && !script.contains("secrets-sha256: ") {
        found.push("scripts/deploy.sh: a changed file leaves the pods as they are".to_owned());
    }
    found
}
