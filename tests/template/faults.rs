//! Each fault of `tests/faults/`, brought back into a rendering, is noticed by its rule.

use std::collections::BTreeSet;

use crate::patch;
use crate::project::{Choice, Project};
use crate::rules;

/// How many mistakes are known; `NN.patch` brings back the one with that number.
const KNOWN: usize = 39;

/// A fault that breaks the syntax is noticed for the wrong reason.
const PARSES: &str = "every file parses";

#[test]
fn every_fault_is_noticed_by_its_rule() {
    let rules = rules::all();
    let mut renderings: Vec<(Choice, Project)> = Vec::new();
    let mut wrong = Vec::new();
    for patch in patch::all() {
        let choice = patch.choice();
        if !renderings.iter().any(|(made, _)| *made == choice) {
            renderings.push((choice.clone(), Project::render(&choice)));
        }
        let (_, full) = renderings.iter().find(|(made, _)| *made == choice).expect("just made");
        let mut broken = full.clone();
        if let Err(fault) = patch.apply(&mut broken) {
            wrong.push(format!("{} no longer applies: {fault}", patch.name));
            continue;
        }
        let Some(rule) = rules.iter().find(|rule| rule.name == patch.rule) else {
            wrong.push(format!("{}: there is no rule `{}`", patch.name, patch.rule));
            continue;
        };
        if patch.rule != PARSES {
            let parses = rules.iter().find(|rule| rule.name == PARSES).expect("a rule");
            wrong.extend(
                (parses.check)(&broken).iter().map(|fault| format!("{}: {fault}", patch.name)),
            );
        }
        let before: BTreeSet<String> = (rule.check)(full).into_iter().collect();
        if (rule.check)(&broken).into_iter().all(|finding| before.contains(&finding)) {
            wrong.push(format!("{}: `{}` does not see: {}", patch.name, rule.name, patch.fault));
        }
    }
    assert!(wrong.is_empty(), "{} faults\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_known_mistake_has_its_patch() {
    let names: Vec<String> = patch::all().into_iter().map(|patch| patch.name).collect();
    let lacking = (1..=KNOWN).map(|number| format!("{number:02}"));
    let lacking: Vec<String> = lacking
        .filter(|number| !names.iter().any(|name| name.starts_with(number.as_str())))
        .collect();
    assert!(lacking.is_empty(), "no patch for {lacking:?}");
}

#[test]
fn every_rule_has_a_fault_that_it_notices() {
    let tried: BTreeSet<String> = patch::all().into_iter().map(|patch| patch.rule).collect();
    let rules = rules::all();
    let untried: Vec<&str> =
        rules.iter().map(|rule| rule.name).filter(|name| !tried.contains(*name)).collect();
    assert!(untried.is_empty(), "nothing in tests/faults/ tries {untried:#?}");
    let names: BTreeSet<&str> = rules.iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), rules.len(), "two rules have one name");
}
