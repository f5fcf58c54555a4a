//! Wherever secrets live, every place that lists them lists those of the settings.

use std::collections::BTreeSet;
use std::fs;

use crate::renderings::ANSWERS;
use crate::support::Project;

type Keys = BTreeSet<String>;

const VAULT: &str = "--secrets=external-secrets";

#[test]
fn the_secrets_are_those_of_the_settings() {
    for (name, arguments) in ANSWERS {
        let others = arguments.iter().copied().filter(|it| !it.starts_with("--secrets="));
        for (home, own) in [("--secrets=sops", 1), ("--secrets=manual", 0), (VAULT, 1)] {
            let project = Project::new(&others.clone().chain([home]).collect::<Vec<_>>());
            let required = required(&project);
            let places = places(&project);
            for (place, keys) in &places {
                assert_eq!(*keys, required, "{name}, {home}: {place}");
            }
            // The files of the environment and the page, and what the secrets come from.
            let own =
                if home == VAULT && !project.path().join("deploy").exists() { 0 } else { own };
            let expected = if required.is_empty() { 2 } else { 3 + own };
            assert_eq!(places.len(), expected, "{name}, {home}: {places:?}");
            let overridden = overridden(&project);
            assert!(overridden.is_subset(&required), "{name}: CI sets {overridden:?}");
        }
    }
}

/// The settings that are secret and have no default, by the names of their variables.
fn required(project: &Project) -> Keys {
    let settings = project.read("src/myservice/settings.py");
    let fields =
        settings.lines().filter_map(|line| line.strip_prefix("    ")?.split_once(": SecretStr"));
    fields.filter(|(_, rest)| !rest.contains('=')).map(|(name, _)| name.to_uppercase()).collect()
}

/// The files of a project that list secrets, and the names there.
fn places(project: &Project) -> Vec<(&'static str, Keys)> {
    let text = |file: &str| fs::read_to_string(project.path().join(file)).ok();
    let store = "deploy/components/external-secrets/externalsecret.yaml";
    let mut places = Vec::new();
    // Each stands below its heading, and the next one starts after an empty line.
    for file in [".env.example", ".env.test"] {
        let text = project.read(file);
        let part = text.split("\n\n").find(|part| part.starts_with("# Secrets"));
        let part = part.unwrap_or_default().lines().filter_map(|line| line.split_once('='));
        places.push((file, part.map(|(key, _)| key.to_owned()).collect()));
    }
    for (file, start, end) in [("docs/secrets.md", "| `", '`'), (store, "property: ", '}')] {
        let Some(text) = text(file) else { continue };
        let parts = text.lines().filter_map(|line| line.split_once(start));
        let keys = parts.filter_map(|(_, rest)| rest.split_once(end));
        places.push((file, keys.map(|(key, _)| key.to_owned()).collect()));
    }
    if let Some(script) = text("scripts/secrets.sh") {
        let list = script.split("keys=\"").nth(1).and_then(|rest| rest.split('"').next());
        let keys = list.expect("a list of keys").split_whitespace().map(str::to_owned);
        places.push(("scripts/secrets.sh", keys.collect()));
    }
    places
}

/// What the tests of CI set in the place of `.env.test`.
fn overridden(project: &Project) -> Keys {
    let workflow = project.path().join(".github/workflows/ci.yml");
    let text = fs::read_to_string(workflow).unwrap_or_default();
    let job = text.split("\n  test:\n").nth(1).unwrap_or_default();
    let env = job.split("\n    env:\n").nth(1).unwrap_or_default();
    let lines = env.lines().map_while(|line| line.strip_prefix("      "));
    lines.filter_map(|line| line.split_once(':')).map(|(key, _)| key.to_owned()).collect()
}
