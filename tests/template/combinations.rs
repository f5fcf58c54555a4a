//! The renderings that every rule is held against: all triples of answers, each component alone,
//! all together, none, and answers that a choice cannot state.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use scaffold::matrix::{self, Cell, Row, Space, Tuple};

use crate::project::{Choice, INSTALL, Project, TEMPLATE};
use crate::rules;

const OFF: usize = 0;
const ON: usize = 1;

/// Every rendering, made once.
static RENDERINGS: LazyLock<Vec<Project>> =
    LazyLock::new(|| choices().iter().map(Project::render).collect());

/// Something that has one of several levels in each row.
struct Factor {
    name: String,
    levels: usize,
}

/// The questions with choices and the selectable components.
fn factors() -> Vec<Factor> {
    let questions = TEMPLATE.manifest.questions.iter().filter(|q| !q.choices.is_empty());
    let questions = questions.map(|q| Factor { name: q.id().to_owned(), levels: q.choices.len() });
    let components = TEMPLATE.selectable().map(|c| Factor { name: c.id.clone(), levels: 2 });
    questions.chain(components).collect()
}

/// Every component that one needs, and that those need.
fn needs(id: &str) -> Vec<String> {
    let component = TEMPLATE.component(id).expect("a component");
    let direct = component.manifest.needs.iter().map(|needed| needed.get_ref().clone());
    direct.flat_map(|needed| [vec![needed.clone()], needs(&needed)].concat()).collect()
}

/// A component without one that it needs, and an answer to what is not asked.
fn forbidden(factors: &[Factor]) -> Vec<[Cell; 2]> {
    let index = |id: &str| factors.iter().position(|factor| factor.name == id).expect("a factor");
    let without = |factor: usize, needed: &str| [(factor, ON), (index(needed), OFF)];
    let components = TEMPLATE.selectable().flat_map(|component| {
        let needs = needs(&component.id);
        needs.into_iter().map(|needed| without(index(&component.id), &needed)).collect::<Vec<_>>()
    });
    let latency = index("autoscaling");
    let mut all: Vec<[Cell; 2]> = components.collect();
    all.extend(["monitoring", "kubernetes", "docker"].map(|needed| without(latency, needed)));
    all.push([(latency, ON), (index("keda"), ON)]);
    let iac = index("iac");
    for tool in [1, 2] {
        all.extend(["kubernetes", "docker"].map(|needed| [(iac, tool), (index(needed), OFF)]));
    }
    all
}

fn space(factors: &[Factor]) -> Space {
    let levels = factors.iter().map(|factor| factor.levels).collect();
    Space { levels, forbidden: forbidden(factors) }
}

fn choice(factors: &[Factor], row: &Row) -> Choice {
    let mut choice = Choice::default();
    for (factor, level) in factors.iter().zip(row.values()) {
        match TEMPLATE.question(&factor.name) {
            // The first one is the default, and may always be left out.
            Some(_) if *level == OFF => {}
            Some(question) => {
                let value = question.choices[*level].value.clone();
                choice.answers.insert(factor.name.clone(), value);
            }
            None if *level == ON => _ = choice.components.insert(factor.name.clone()),
            None => {}
        }
    }
    choice
}

fn choices() -> Vec<Choice> {
    let factors = factors();
    let rows = space(&factors).cover(3, matrix::SEED, |row| row).rows;
    println!("seed {}: {} rows for {} factors", matrix::SEED, rows.len(), factors.len());
    let mut choices: Vec<Choice> = rows.iter().map(|row| choice(&factors, row)).collect();
    let full = Choice::full();
    choices.extend(
        full.components
            .iter()
            .map(|id| Choice { components: BTreeSet::from([id.clone()]), ..Choice::default() }),
    );
    choices.push(Choice::default());
    // No row can state these: free texts, names that are none of the defaults, real recipients.
    choices.push(full.clone().answer("description", HOSTILE).answer("owner", "Acme-Org"));
    choices.push(full.clone().answer("scaffold_install", HOSTILE_SHELL));
    let ci = Choice { components: BTreeSet::from(["ci".to_owned()]), ..Choice::default() };
    choices.push(ci.answer("scaffold_install", INSTALL));
    choices.push(full.clone().answer("registry", "registry.example.com:5000/team"));
    choices.push(full.clone().answer("age_recipients", RECIPIENTS).answer("package", "service"));
    // The full one has the autoscaler and the releases of its own.
    let plain: BTreeSet<String> = full
        .components
        .iter()
        .filter(|id| !["keda", "blue-green"].contains(&id.as_str()))
        .cloned()
        .collect();
    let plain = Choice { components: plain, ..full.clone() };
    choices.push(plain.clone().answer("autoscaling", "latency"));
    choices.push(plain);
    choices.push(full.clone().answer("iac", "terraform").answer("owner", "Acme-Org"));
    choices.push(full.clone().answer("iac", "pulumi"));
    choices.push(full);
    choices
}

/// Everything that a careless template would take for its own.
const HOSTILE: &str = r#"It's "quoted": # {{ x }} ${HOME} `id` \n <b> | 100% 🚀 - [a](b) {% if %}"#;
/// The same as far as it may be an answer: GitHub's own braces are refused.
const HOSTILE_SHELL: &str =
    r#"It's "quoted": # ${HOME} `id` $(id) \n <b> | 100% 🚀 - [a](b) && {a,b}; }}"#;
const RECIPIENTS: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p,\
    age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";

#[test]
fn the_array_holds_every_triple() {
    let factors = factors();
    let space = space(&factors);
    let rows = space.cover(3, matrix::SEED, |row| row).rows;
    let held: BTreeSet<Tuple> = rows.iter().flat_map(|row| matrix::held(row, 3)).collect();
    assert_eq!(held, space.tuples(3), "seed {}", matrix::SEED);
    let names: Vec<&str> = factors.iter().map(|factor| factor.name.as_str()).collect();
    for expected in ["llm", "database", "cache", "secrets", "license", "python", "kubernetes"] {
        assert!(names.contains(&expected), "{expected} is no factor of {names:?}");
    }
}

#[test]
fn two_renderings_of_one_choice_are_equal() {
    let texts = |project: &Project| -> Vec<(String, String)> {
        project.files().map(|(path, entry)| (path.to_owned(), entry.text.clone())).collect()
    };
    assert_eq!(texts(&Project::full()), texts(&Project::full()));
}

#[test]
fn every_rendering_keeps_every_rule() {
    let mut found: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for rule in rules::all() {
        for project in RENDERINGS.iter() {
            for finding in (rule.check)(project) {
                let places = found.entry(format!("{}: {finding}", rule.name)).or_default();
                places.push(&project.label);
            }
        }
    }
    let lines: Vec<String> = found
        .iter()
        .map(|(finding, places)| {
            format!("{finding}\n    {} times, first {}", places.len(), places[0])
        })
        .collect();
    assert!(lines.is_empty(), "{} findings\n{}", lines.len(), lines.join("\n"));
}
