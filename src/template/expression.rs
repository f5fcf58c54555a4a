//! The expressions of the manifests.

use crate::manifest::Manifest;
use crate::question::Value;
use crate::render;

use super::Component;

/// An expression of the manifest. Its name is the text's name in the engine, and so what an
/// error shows as the file.
#[derive(Clone, Copy, Debug)]
pub enum Expression<'a> {
    /// The `when` of a question.
    When(&'a str),
    /// The text default of a question.
    Default(&'a str),
    /// The `when` of a component.
    Component(&'a str),
    /// The `when` of a task, by its index.
    Task(usize),
    /// The `run` of a next step.
    Step(usize),
    /// The `when` of a next step.
    StepWhen(usize),
}

impl Expression<'_> {
    pub(super) fn name(&self, label: &str) -> String {
        match self {
            Self::When(id) => format!("{label}/template.toml: `when` of `{id}`"),
            Self::Default(id) => format!("{label}/template.toml: `default` of `{id}`"),
            Self::Component(id) => format!("{label}/components/{id}/component.toml: `when`"),
            Self::Task(index) => format!("{label}/template.toml: `when` of task {}", index + 1),
            Self::Step(index) => format!("{label}/template.toml: `run` of next step {}", index + 1),
            Self::StepWhen(index) => {
                format!("{label}/template.toml: `when` of next step {}", index + 1)
            }
        }
    }
}

/// The expressions of the manifests, each as a text to render.
pub(super) fn expressions<'a>(
    manifest: &'a Manifest,
    components: &'a [Component],
) -> impl Iterator<Item = (Expression<'a>, String)> {
    let condition = |expression: &toml::Spanned<String>| render::condition(expression.get_ref());
    let whens = manifest.questions.iter().filter_map(move |question| {
        Some((Expression::When(question.id()), condition(question.when.as_ref()?)))
    });
    let defaults = manifest.questions.iter().filter_map(|question| {
        match question.default.as_ref()?.get_ref() {
            Value::Text(text) if render::is_template(text) => {
                Some((Expression::Default(question.id()), text.clone()))
            }
            _ => None,
        }
    });
    let derived = components.iter().filter_map(move |c| {
        Some((Expression::Component(&c.id), condition(c.manifest.when.as_ref()?)))
    });
    let tasks = manifest.tasks.iter().enumerate();
    let tasks = tasks
        .filter_map(move |(i, task)| Some((Expression::Task(i), condition(task.when.as_ref()?))));
    let steps = manifest.next_steps.iter().enumerate();
    let step_whens = steps.clone().filter_map(move |(i, step)| {
        Some((Expression::StepWhen(i), condition(step.when.as_ref()?)))
    });
    let runs = steps
        .filter(|(_, step)| render::is_template(&step.run))
        .map(|(i, step)| (Expression::Step(i), step.run.clone()));
    whens.chain(defaults).chain(derived).chain(tasks).chain(step_whens).chain(runs)
}
