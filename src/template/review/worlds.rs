//! The answers that conditions depend on, combination by combination.

use std::collections::BTreeSet;

use crate::answers;
use crate::question::{Question, Value};
use crate::render::Scope;
use crate::template::{Component, Expression, Template};

/// More combinations than this are left to the rendering of pairs.
const MOST: usize = 20_000;

/// Every combination of the answers that `conditions` depend on, and of those that these depend
/// on in turn. None if there is no end of them: a text may be anything.
pub fn of(template: &Template, conditions: &[Expression<'_>]) -> Option<Vec<Scope>> {
    let mut names = BTreeSet::new();
    for condition in conditions {
        collect(template, condition, &mut names);
    }
    let mut worlds = vec![template.scope()];
    let selectable: Vec<&Component> =
        template.selectable().filter(|it| names.contains(&it.variable())).collect();
    for component in &selectable {
        worlds = vary(&worlds, &component.variable(), &[Value::Bool(false), Value::Bool(true)])?;
    }
    worlds.retain(|scope| selectable.iter().all(|it| is_complete(template, it, scope, &names)));
    for question in &template.manifest.questions {
        if names.contains(question.id()) {
            worlds = answer(template, question, worlds)?;
        }
    }
    Some(worlds)
}

/// The names that a condition uses, and those that the questions and components behind them do.
fn collect(template: &Template, condition: &Expression<'_>, names: &mut BTreeSet<String>) {
    for name in template.engine.names(&condition.name()) {
        if !names.insert(name.to_owned()) {
            continue;
        }
        collect(template, &Expression::When(name), names);
        let component = template.selectable().find(|component| component.variable() == name);
        if let Some(component) = component {
            let needed = answers::with_needs(template, &component.id);
            names.extend(needed.iter().map(|id| id.replace('-', "_")));
        }
    }
}

/// Whether a component that is on comes with all that it needs.
fn is_complete(
    template: &Template,
    component: &Component,
    scope: &Scope,
    names: &BTreeSet<String>,
) -> bool {
    let needed = answers::with_needs(template, &component.id);
    let mut needed = needed.iter().map(|id| id.replace('-', "_")).filter(|id| names.contains(id));
    !scope.is_on(&component.variable()) || needed.all(|id| scope.is_on(&id))
}

fn answer(template: &Template, question: &Question, worlds: Vec<Scope>) -> Option<Vec<Scope>> {
    let levels: Vec<Value> = match question.nothing() {
        Value::Bool(_) => vec![Value::Bool(false), Value::Bool(true)],
        Value::Text(_) | Value::Integer(_) if !question.choices.is_empty() => {
            question.choice_values()
        }
        _ => return None,
    };
    let mut answered = Vec::new();
    for world in worlds {
        let asked = template.holds(&Expression::When(question.id()), &world).ok()?;
        let levels = if asked { levels.clone() } else { vec![question.nothing()] };
        answered.extend(vary(&[world], question.id(), &levels)?);
    }
    (answered.len() <= MOST).then_some(answered)
}

fn vary(worlds: &[Scope], name: &str, levels: &[Value]) -> Option<Vec<Scope>> {
    if worlds.len() * levels.len() > MOST {
        return None;
    }
    let with = |(world, value): (&Scope, &Value)| {
        let mut world = world.clone();
        world.set(name, value);
        world
    };
    let pairs = worlds.iter().flat_map(|world| levels.iter().map(move |value| (world, value)));
    Some(pairs.map(with).collect())
}
