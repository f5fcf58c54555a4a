//! The conversation that fills in what nobody has said yet.

use std::collections::BTreeSet;

use crate::answers::{Answers, Given, Resolver, State};
use crate::error::Result;
use crate::prompt;
use crate::question::Question;
use crate::template::Template;

/// Asks the questions that are open and not advanced, then lets the user review and change
/// every answer until they agree.
///
/// # Errors
/// An answer given elsewhere is refused, or the user left.
pub fn hold(template: &Template, given: &mut Given) -> Result<Answers> {
    let mut answers = pass(template, given, false)?;
    if given.exactly.is_none() && given.with.is_empty() && given.without.is_empty() {
        ask_components(template, given, &answers)?;
        answers = pass(template, given, false)?;
    }
    loop {
        match review(template, &answers)? {
            Review::Agree => return Ok(answers),
            Review::Customise => answers = pass(template, given, true)?,
            Review::Components => {
                ask_components(template, given, &answers)?;
                answers = pass(template, given, false)?;
            }
            Review::Change(index) => {
                let question = &template.manifest.questions[index];
                let value = prompt::ask(question, answers.values.get(question.id()))?;
                given.replace(question.id(), value);
                answers = pass(template, given, false)?;
            }
        }
    }
}

/// Settles every question in order, asking those that are open; the advanced ones only if
/// `everything` is wanted or they have no default.
fn pass(template: &Template, given: &mut Given, everything: bool) -> Result<Answers> {
    let settled = given.clone();
    let mut resolver = Resolver::new(template, &settled)?;
    for question in &template.manifest.questions {
        let typed_before = typed_at_prompt(given, question.id());
        match resolver.state(question) {
            // An answer typed before may have lost its question when another one changed.
            Err(_) if typed_before => {
                given.forget(question.id());
                return pass(template, given, everything);
            }
            Err(error) => return Err(error),
            Ok(State::Open(default)) => {
                let refused =
                    default.as_ref().is_some_and(|value| question.check(value.clone()).is_err());
                let default = default.filter(|_| !refused);
                if everything || !question.advanced || default.is_none() {
                    let value = prompt::ask(question, default.as_ref())?;
                    given.replace(question.id(), value.clone());
                    resolver.settle(question, value, true);
                } else {
                    resolver.settle_unasked(question)?;
                }
            }
            Ok(State::Inactive | State::Answered(_)) => {
                resolver.settle_unasked(question)?;
            }
        }
    }
    resolver.finish()
}

fn typed_at_prompt(given: &Given, id: &str) -> bool {
    matches!(given.origin(id), Some(crate::error::Origin::Prompt))
}

fn ask_components(template: &Template, given: &mut Given, answers: &Answers) -> Result<()> {
    let offered: Vec<_> = template.selectable().collect();
    if offered.is_empty() {
        return Ok(());
    }
    let wide = offered.iter().map(|component| component.id.len()).max().unwrap_or(0);
    let lines: Vec<_> = offered
        .iter()
        .map(|c| (format!("{:wide$}  {}", c.id, c.manifest.title), answers.has(&c.id)))
        .collect();
    let ticked = prompt::tick("Components", &lines)?;
    given.with.clear();
    given.without.clear();
    given.exactly =
        Some(ticked.into_iter().map(|index| offered[index].id.clone()).collect::<BTreeSet<_>>());
    Ok(())
}

enum Review {
    Agree,
    Customise,
    Components,
    /// Of the question with this index.
    Change(usize),
}

/// Shows every answer; the user picks one to change, or goes on.
fn review(template: &Template, answers: &Answers) -> Result<Review> {
    let asked =
        |question: &Question| answers.values.get(question.id()) != Some(&question.nothing());
    let shown: Vec<(usize, &Question)> = template
        .manifest
        .questions
        .iter()
        .enumerate()
        .filter(|(_, q)| asked(q) || q.when.is_none())
        .collect();
    let wide = shown.iter().map(|(_, question)| question.id().len()).max().unwrap_or(0).max(10);
    let mut lines = vec!["Go on".to_owned()];
    lines.extend(shown.iter().map(|(_, question)| {
        let value = answers.values.get(question.id()).map(ToString::to_string).unwrap_or_default();
        format!("{:wide$}  {}", question.id(), value.replace('\n', " "))
    }));
    let components: Vec<&str> =
        template.selectable().map(|c| c.id.as_str()).filter(|id| answers.has(id)).collect();
    lines.push(format!("{:wide$}  {}", "components", components.join(",")));
    let open = template
        .manifest
        .questions
        .iter()
        .filter(|q| q.advanced && !answers.said.contains(q.id()))
        .count();
    if open > 0 {
        lines.push(format!("Customise: answer the {open} that have their defaults"));
    }
    let picked = prompt::select("Review; pick an answer to change it", &lines, 0)?;
    Ok(match picked {
        0 => Review::Agree,
        line if line <= shown.len() => Review::Change(shown[line - 1].0),
        line if line == shown.len() + 1 => Review::Components,
        _ => Review::Customise,
    })
}
