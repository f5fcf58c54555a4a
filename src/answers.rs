//! From what was said to what is rendered: answers, their sources and their conditions.

mod components;
pub mod file;
mod given;
mod recorded;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::error::{Error, Missing, Origin, Result};
use crate::question::{Question, Value};
use crate::render::Scope;
use crate::template::{Expression, Template};

use components::chosen_components;
pub use components::{default_components, with_needs};
pub use given::{Given, Listed, Raw};
pub use recorded::recall;

/// The settled answers of one run.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Answers {
    /// Every question of the template; one that is not asked has nothing in it.
    pub values: BTreeMap<String, Value>,
    /// The components that are written.
    pub components: BTreeSet<String>,
    /// The questions whose condition does not hold.
    #[serde(skip)]
    pub inactive: BTreeSet<String>,
    /// The questions whose answer was said and not taken from the default.
    #[serde(skip)]
    pub said: BTreeSet<String>,
}

impl Answers {
    /// Whether the component is written.
    #[must_use]
    pub fn has(&self, component: &str) -> bool {
        self.components.contains(component)
    }

    /// The names a template may use, with these answers.
    #[must_use]
    pub fn scope(&self, template: &Template) -> Scope {
        let mut scope = template.scope();
        self.values.iter().for_each(|(id, value)| scope.set(id, value));
        for component in &template.components {
            scope.set(&component.variable(), &Value::Bool(self.has(&component.id)));
        }
        scope
    }
}

/// Where a question stands while answers come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Its condition does not hold.
    Inactive,
    /// Somebody answered it.
    Answered(Value),
    /// Nobody did; this is its default.
    Open(Option<Value>),
}

/// Settles the questions of a template one after the other.
#[derive(Debug)]
pub struct Resolver<'t> {
    template: &'t Template,
    given: &'t Given,
    scope: Scope,
    answers: Answers,
}

impl<'t> Resolver<'t> {
    /// Starts with the components, which may decide whether a question is asked.
    ///
    /// # Errors
    /// Answers to questions that do not exist, components that do not exist or contradict.
    pub fn new(template: &'t Template, given: &'t Given) -> Result<Self> {
        let mut problems: Vec<Error> = unknown_answers(template, given).collect();
        let components = match chosen_components(template, given) {
            Ok(components) => components,
            Err(problem) => {
                problems.push(problem);
                BTreeSet::new()
            }
        };
        if !problems.is_empty() {
            return Err(Error::many(problems));
        }
        let answers = Answers { components, ..Answers::default() };
        let mut scope = template.scope();
        for component in template.selectable() {
            scope.set(&component.variable(), &Value::Bool(answers.has(&component.id)));
        }
        Ok(Self { template, given, scope, answers })
    }

    /// Where `question` stands after the ones before it.
    ///
    /// # Errors
    /// An answer that is refused, or given to a question that is not asked.
    pub fn state(&self, question: &Question) -> Result<State> {
        let id = question.id();
        let given = self.given.answers.get(id);
        let refuse = |value: &str, fault, origin: &Origin| Error::Answer {
            id: id.to_owned(),
            value: value.to_owned(),
            fault,
            origin: origin.clone(),
        };
        if !self.template.holds(&Expression::When(id), &self.scope)? {
            let when =
                question.when.as_ref().map(|when| when.get_ref().clone()).unwrap_or_default();
            return match given {
                // It was asked when the record was written; and a repository or a combination may
                // tell more than is asked for.
                Some((_, Origin::Record(_) | Origin::Inferred | Origin::Combination)) | None => {
                    Ok(State::Inactive)
                }
                Some((_, origin)) => {
                    Err(Error::Inactive { id: id.to_owned(), when, origin: origin.clone() })
                }
            };
        }
        match given {
            Some((Raw::Texts(texts), origin)) => question
                .parse_all(texts)
                .map(State::Answered)
                .map_err(|fault| refuse(&texts.join(","), fault, origin)),
            Some((Raw::Value(value), origin)) => question
                .check(value.clone())
                .map(State::Answered)
                .map_err(|fault| refuse(&value.to_string(), fault, origin)),
            None => Ok(State::Open(match self.kept_default(question) {
                Some(kept) => Some(kept.clone()),
                None => self.template.default_of(question, &self.scope)?,
            })),
        }
    }

    /// Settles `question` with `value`.
    pub fn settle(&mut self, question: &Question, value: Value, said: bool) {
        let id = question.id();
        self.scope.set(id, &value);
        self.answers.values.insert(id.to_owned(), value);
        if said {
            self.answers.said.insert(id.to_owned());
        }
    }

    /// Settles `question` with what was typed at its prompt. Whoever takes the default there has
    /// chosen nothing.
    ///
    /// # Errors
    /// A default that cannot be rendered.
    pub fn settle_typed(&mut self, question: &Question, value: Value) -> Result<()> {
        let default = self.template.default_of(question, &self.scope)?;
        let said = default.as_ref() != Some(&value);
        self.settle(question, value, said);
        Ok(())
    }

    /// Settles `question` as it stands; gives back whether that was possible.
    ///
    /// # Errors
    /// As [`Resolver::state`], and a default that its own question refuses.
    pub fn settle_unasked(&mut self, question: &Question) -> Result<bool> {
        match self.state(question)? {
            State::Inactive => {
                self.answers.inactive.insert(question.id().to_owned());
                self.settle(question, question.nothing(), false);
            }
            State::Answered(value) if self.typed(question) => {
                self.settle_typed(question, value)?;
            }
            State::Answered(value) => self.settle(question, value, true),
            State::Open(None) => return Ok(false),
            State::Open(Some(value)) => {
                let text = value.to_string();
                let value = question.check(value).map_err(|fault| Error::Answer {
                    id: question.id().to_owned(),
                    value: text,
                    fault,
                    origin: Origin::Default,
                })?;
                self.settle(question, value, false);
            }
        }
        Ok(true)
    }

    fn typed(&self, question: &Question) -> bool {
        self.given.origin(question.id()) == Some(&Origin::Prompt)
    }

    /// The answers, once every question is settled, with the components that follow from
    /// them.
    ///
    /// # Errors
    /// A condition that cannot be evaluated.
    pub fn finish(mut self) -> Result<Answers> {
        for component in &self.template.components {
            let id = &component.id;
            if !component.selectable()
                && self.template.holds(&Expression::Component(id), &self.scope)?
            {
                self.answers.components.insert(id.clone());
            }
        }
        Ok(self.answers)
    }
}

/// Settles everything without asking anybody.
///
/// # Errors
/// All answers that are refused; if there are none, all that are missing.
pub fn resolve(template: &Template, given: &Given) -> Result<Answers> {
    let mut resolver = Resolver::new(template, given)?;
    let (mut problems, mut missing) = (Vec::new(), Vec::new());
    for question in &template.manifest.questions {
        match resolver.settle_unasked(question) {
            Ok(true) => continue,
            Ok(false) => missing
                .push(Missing { id: question.id().to_owned(), prompt: question.prompt.clone() }),
            Err(problem) => problems.push(problem),
        }
        resolver.settle(question, question.nothing(), false);
    }
    if !missing.is_empty() {
        problems.push(Error::MissingAnswers(missing));
    }
    if problems.is_empty() { resolver.finish() } else { Err(Error::many(causes(problems))) }
}

/// The problems without those that only follow from them: where an answer is refused or
/// missing, the defaults and conditions that depend on it cannot be judged.
fn causes(mut problems: Vec<Error>) -> Vec<Error> {
    let refused_default =
        |problem: &Error| matches!(problem, Error::Answer { origin: Origin::Default, .. });
    let follows =
        |problem: &Error| refused_default(problem) || matches!(problem, Error::Inactive { .. });
    if !problems.iter().all(follows) {
        problems.retain(|problem| !follows(problem));
    } else if let Some(first) = problems.iter().position(refused_default) {
        problems.truncate(first + 1);
    }
    problems
}

fn unknown_answers<'a>(template: &'a Template, given: &'a Given) -> impl Iterator<Item = Error> {
    let known: Vec<String> =
        template.manifest.questions.iter().map(|q| q.id().to_owned()).collect();
    given.answers.iter().filter(|(id, _)| template.question(id).is_none()).map(
        move |(id, (_, origin))| Error::UnknownQuestion {
            id: id.clone(),
            origin: origin.clone(),
            known: known.clone(),
        },
    )
}
