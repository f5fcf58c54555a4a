//! Every pair of answers of a template, each in some rendering.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::answers::{self, Answers, Given, Listed, Raw};
use crate::cases::Case;
use crate::commands::given::NAME;
use crate::commands::said;
use crate::error::{Origin, Result};
use crate::manifest::Occasion;
use crate::matrix::{self, Cell, Cover, Row, Space};
use crate::question::{Question, Value};
use crate::runaway::Watch;
use crate::template::Template;
use crate::words::Count;
use crate::{interrupt, quote, report, tasks};

/// What a question without a default is answered where no case answers it.
const EXAMPLE: &str = "example";
const ON: usize = 1;

/// What is varied: questions with few answers, and components; each with its levels.
struct Factor<'t> {
    what: What<'t>,
    levels: Vec<Value>,
}

enum What<'t> {
    Question(&'t Question),
    Component(&'t str),
}

/// The combinations of one template.
pub struct Combinations<'t> {
    template: &'t Template,
    factors: Vec<Factor<'t>>,
    /// The answers of all rows: to questions without a default.
    fixed: Given,
}

/// What came of them.
pub struct Outcome {
    cover: Cover,
    /// By what went wrong.
    failures: BTreeMap<String, Failure>,
}

struct Failure {
    /// Repeats the first rendering that failed so.
    command: String,
    times: usize,
}

impl<'t> Combinations<'t> {
    /// The combinations of `template`; what has no default is answered as in the first of
    /// `cases` that answers it.
    pub fn new(template: &'t Template, cases: &[Case]) -> Self {
        let mut fixed = Given::default();
        for question in template.manifest.questions.iter().filter(|it| it.default.is_none()) {
            let id = question.id();
            let first = cases.iter().find(|case| case.answers.said.contains(id));
            let value = first.map(|case| case.answers.values[id].clone());
            let value = value.unwrap_or_else(|| Value::Text(EXAMPLE.to_owned()));
            if question.choices.is_empty() {
                fixed.add(id, Raw::Value(value), Origin::Combination);
            }
        }
        let questions = template.manifest.questions.iter().filter_map(|question| {
            let levels = if template.is_looped_over(question) {
                some_items(question)
            } else {
                levels(question)
            };
            (!levels.is_empty()).then_some(Factor { what: What::Question(question), levels })
        });
        let components = template.selectable().map(|component| Factor {
            what: What::Component(&component.id),
            levels: vec![Value::Bool(false), Value::Bool(true)],
        });
        Self { template, factors: questions.chain(components).collect(), fixed }
    }

    /// Renders them all.
    ///
    /// # Errors
    /// An interrupt.
    pub fn run(&self) -> Result<Outcome> {
        let space = self.space();
        let size = space.levels.len().min(2);
        let cover = space.cover(size, matrix::SEED, |row| {
            let _watch = Watch::over(&self.template.label);
            self.settle(row)
        });
        let mut failures = BTreeMap::new();
        for row in &cover.rows {
            interrupt::check()?;
            if let Err(error) = self.render(row) {
                let failure = failures
                    .entry(report::error(&error))
                    .or_insert_with(|| Failure { command: self.command(row), times: 0 });
                failure.times += 1;
            }
        }
        Ok(Outcome { cover, failures })
    }

    /// No row has a component without one that it needs.
    fn space(&self) -> Space {
        let at = |id: &str| {
            let is = |factor: &Factor| matches!(factor.what, What::Component(it) if it == id);
            self.factors.iter().position(is)
        };
        let mut forbidden: Vec<[Cell; 2]> = Vec::new();
        for component in self.template.selectable() {
            for needed in answers::with_needs(self.template, &component.id) {
                if let (Some(this), Some(other)) = (at(&component.id), at(&needed))
                    && this != other
                {
                    forbidden.push([(this, ON), (other, 1 - ON)]);
                }
            }
        }
        let levels = self.factors.iter().map(|factor| factor.levels.len()).collect();
        Space { levels, forbidden }
    }

    fn given(&self, row: &Row) -> Given {
        let mut given = self.fixed.clone();
        let mut listed = Listed::default();
        for (at, level) in row {
            match self.factors[*at].what {
                What::Question(question) => {
                    let value = self.factors[*at].levels[*level].clone();
                    given.add(question.id(), Raw::Value(value), Origin::Combination);
                }
                What::Component(id) if *level == ON => _ = listed.components.insert(id.to_owned()),
                What::Component(_) => {}
            }
        }
        given.exactly = Some(listed);
        given
    }

    fn answers(&self, row: &Row) -> Result<Answers> {
        answers::resolve(self.template, &self.given(row))
    }

    /// The row without the questions that are not asked.
    fn settle(&self, mut row: Row) -> Row {
        if let Ok(answers) = self.answers(&row) {
            row.retain(|at, _| match self.factors[*at].what {
                What::Question(question) => !answers.inactive.contains(question.id()),
                What::Component(_) => true,
            });
        }
        row
    }

    fn render(&self, row: &Row) -> Result<()> {
        let answers = self.answers(row)?;
        for occasion in [Occasion::New, Occasion::Update] {
            tasks::wanted(self.template, &answers, occasion)?;
        }
        super::render(self.template, &answers).map(drop)
    }

    /// The command line that repeats a row. Where its answers are refused, the row says them.
    fn command(&self, row: &Row) -> String {
        let mut words = vec!["scaffold".to_owned(), "new".to_owned(), EXAMPLE.to_owned()];
        words.extend(["--template", &self.template.label, "--defaults"].map(str::to_owned));
        let answers = self.answers(row).unwrap_or_else(|_| self.as_typed(row));
        let implied = |id: &str| id == NAME && answers.values[id].to_string() == EXAMPLE;
        words.extend(said::words(self.template, &answers, implied).unwrap_or_default());
        quote::command_line(&words)
    }

    fn as_typed(&self, row: &Row) -> Answers {
        let given = self.given(row);
        let ids = self.template.manifest.questions.iter().map(Question::id);
        let values: BTreeMap<String, Value> =
            ids.filter_map(|id| Some((id.to_owned(), given.value(id)?.clone()))).collect();
        let said = values.keys().cloned().collect();
        let components = given.exactly.unwrap_or_default().components;
        Answers { values, components, said, ..Answers::default() }
    }
}

/// The answers that are tried; none for a question that takes any text.
fn levels(question: &Question) -> Vec<Value> {
    match question.nothing() {
        Value::Bool(_) if question.choices.is_empty() => {
            vec![Value::Bool(false), Value::Bool(true)]
        }
        Value::List(_) if !question.choices.is_empty() => {
            let all = question.choices.iter().map(|choice| choice.value.clone()).collect();
            vec![Value::List(Vec::new()), Value::List(all)]
        }
        _ => question.choice_values(),
    }
}

/// No item, and two, for a question whose items write files each; fewer if it refuses these.
fn some_items(question: &Question) -> Vec<Value> {
    let two = match &question.choices[..] {
        [one, other, ..] => [one.value.clone(), other.value.clone()],
        _ => ["one".to_owned(), "two".to_owned()],
    };
    let lists = [Vec::new(), two.to_vec()].map(Value::List);
    lists.into_iter().filter_map(|list| question.check(list).ok()).collect()
}

impl Outcome {
    /// Whether all of them were rendered.
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }

    /// The report for a reader.
    pub fn tell(&self) {
        let renderings = Count(self.cover.rows.len(), "rendering");
        if self.passed() {
            let pairs = match self.cover.held {
                // What is not varied has no pairs.
                0 | 1 => String::new(),
                pairs => format!("{} of answers in ", Count(pairs, "pair")),
            };
            report::note(&format!("combinations: passed, {pairs}{renderings}"));
            return;
        }
        let failed: usize = self.failures.values().map(|failure| failure.times).sum();
        report::note(&format!("combinations: {failed} of {renderings} failed"));
        for (error, failure) in &self.failures {
            let times = Count(failure.times, "rendering");
            report::note(&format!(
                "\n{error}\n\n{times}, the first of them:\n  {}",
                failure.command
            ));
        }
    }

    /// The report as data.
    pub fn object(&self) -> Json {
        let failures = self.failures.iter().map(|(error, failure)| {
            json!({ "error": error, "renderings": failure.times, "command": failure.command })
        });
        json!({
            "status": if self.passed() { "passed" } else { "failed" },
            "renderings": self.cover.rows.len(),
            "pairs": self.cover.held,
            "unreached_pairs": self.cover.unreached,
            "failures": failures.collect::<Vec<_>>(),
        })
    }
}
