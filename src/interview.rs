//! The conversation that fills in what nobody has said yet.

use crate::answers::{Answers, Given, Listed, Resolver, State};
use crate::error::{Error, Origin, Result};
use crate::question::{Question, Value};
use crate::runaway::Watch;
use crate::template::Template;
use crate::{prompt, report};

/// A conversation about one template.
#[derive(Debug)]
pub struct Interview<'t> {
    template: &'t Template,
    /// What prompts offer before the defaults.
    prefilled: Given,
}

impl<'t> Interview<'t> {
    /// Starts one whose prompts offer the answers in `prefilled`.
    #[must_use]
    pub fn new(template: &'t Template, prefilled: Given) -> Self {
        Self { template, prefilled }
    }

    /// Asks the question with this id, unless it is answered, until `accept` takes the answer.
    ///
    /// # Errors
    /// The user left.
    pub fn ask_first(
        &self,
        id: &str,
        given: &mut Given,
        accept: impl Fn(&Value) -> Result<()>,
    ) -> Result<()> {
        let question = self.template.question(id).filter(|question| question.when.is_none());
        let Some(question) = question else { return Ok(()) };
        while given.origin(id).is_none() {
            let answer = prompt::ask(question, self.prefilled(question).as_ref())?;
            match accept(&answer) {
                Ok(()) => given.replace(id, answer),
                Err(error) => report::note(&report::error(&error)),
            }
        }
        Ok(())
    }

    /// Asks the questions that are open and not advanced, then lets the user review and change
    /// every answer until they agree and `accept` does.
    ///
    /// # Errors
    /// An answer given elsewhere is refused, or the user left.
    pub fn hold(
        &self,
        given: &mut Given,
        accept: impl Fn(&Answers) -> Result<()>,
    ) -> Result<Answers> {
        let mut answers = self.pass(given, false)?;
        if given.exactly.is_none() && given.with.is_empty() && given.without.is_empty() {
            ask_components(self.template, given, &answers)?;
            answers = self.pass(given, false)?;
        }
        loop {
            match review(self.template, &answers)? {
                Review::Agree => match accept(&answers) {
                    Ok(()) => return Ok(answers),
                    Err(error) => report::note(&report::error(&error)),
                },
                Review::Customise => answers = self.pass(given, true)?,
                Review::Components => {
                    ask_components(self.template, given, &answers)?;
                    answers = self.pass(given, false)?;
                }
                Review::Change(question) => {
                    let value = prompt::edit(question, &answers.values[question.id()])?;
                    given.replace(question.id(), value);
                    answers = self.pass(given, false)?;
                }
            }
        }
    }

    fn prefilled(&self, question: &Question) -> Option<Value> {
        let value = self.prefilled.value(question.id())?.clone();
        question.check(value).ok()
    }

    /// Settles every question in order, asking those that are open; the advanced ones only if
    /// `everything` is wanted or they have no default.
    fn pass(&self, given: &mut Given, everything: bool) -> Result<Answers> {
        let settled = given.clone();
        let mut resolver = Resolver::new(self.template, &settled)?;
        for question in &self.template.manifest.questions {
            let watch = Watch::over(&self.template.label);
            let state = resolver.state(question);
            drop(watch);
            match state {
                // An answer typed before may have lost its question when another one changed.
                Err(_) if given.origin(question.id()) == Some(&Origin::Prompt) => {
                    given.forget(question.id());
                    return self.pass(given, everything);
                }
                Err(error) => return Err(error),
                Ok(State::Open(default)) => {
                    let default = default.and_then(|value| usable(question, value));
                    if everything || !question.advanced || default.is_none() {
                        let offered = self.prefilled(question).or(default);
                        let value = prompt::ask(question, offered.as_ref())?;
                        given.replace(question.id(), value.clone());
                        resolver.settle_typed(question, value)?;
                    } else {
                        resolver.settle_unasked(question)?;
                    }
                }
                Ok(State::Inactive | State::Answered(_)) => {
                    resolver.settle_unasked(question)?;
                }
            }
        }
        let _watch = Watch::over(&self.template.label);
        resolver.finish()
    }
}

/// The default of a question unless the question refuses it, as it refuses the name of a
/// dependency; then it says why it has to ask.
fn usable(question: &Question, default: Value) -> Option<Value> {
    let value = default.to_string();
    match question.check(default) {
        Ok(default) => Some(default),
        Err(fault) => {
            let (id, origin) = (question.id().to_owned(), Origin::Default);
            report::note(&Error::Answer { id, value, fault, origin }.to_string());
            None
        }
    }
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
    let components = ticked.into_iter().map(|index| offered[index].id.clone()).collect();
    given.exactly = Some(Listed { components, place: None });
    Ok(())
}

enum Review<'t> {
    Agree,
    Customise,
    Components,
    Change(&'t Question),
}

/// Shows every answer; the user picks one to change, or goes on.
fn review<'t>(template: &'t Template, answers: &Answers) -> Result<Review<'t>> {
    let asked = |question: &&Question| !answers.inactive.contains(question.id());
    let questions = || template.manifest.questions.iter();
    let mut rows = vec![("Go on".to_owned(), String::new(), Review::Agree)];
    rows.extend(questions().filter(asked).map(|question| {
        let answer = answers.values[question.id()].to_string();
        (question.id().to_owned(), answer, Review::Change(question))
    }));
    let chosen: Vec<&str> =
        template.selectable().map(|c| c.id.as_str()).filter(|id| answers.has(id)).collect();
    if template.selectable().next().is_some() {
        rows.push(("components".to_owned(), chosen.join(", "), Review::Components));
    }
    if questions().filter(asked).any(|q| q.advanced && !answers.said.contains(q.id())) {
        let text = "Customise: be asked the questions that have their defaults".to_owned();
        rows.push((text, String::new(), Review::Customise));
    }
    let wide = rows.iter().filter(|row| !row.1.is_empty()).map(|row| row.0.len()).max();
    let wide = wide.unwrap_or(0);
    let lines: Vec<String> = rows
        .iter()
        .map(|(title, answer, review)| match (review, answer.as_str()) {
            (Review::Agree | Review::Customise, _) => title.clone(),
            (_, "") => format!("{title:wide$}  (none)"),
            (_, answer) => format!("{title:wide$}  {}", answer.replace('\n', " ")),
        })
        .collect();
    let picked = prompt::select("Review; pick an answer to change it", &lines, 0)?;
    Ok(rows.swap_remove(picked).2)
}
