//! Conditions that hold for no answers.

use super::worlds;
use crate::error::{Error, ReviewFault};
use crate::template::{Expression, MANIFEST, Template};

pub fn find(template: &Template) -> Vec<Error> {
    let questions = template.manifest.questions.iter().filter_map(|question| {
        let when = question.when.as_ref()?;
        Some((Expression::When(question.id()), MANIFEST.to_owned(), when))
    });
    let components = template.components.iter().filter_map(|component| {
        let when = component.manifest.when.as_ref()?;
        let file = format!("components/{}/component.toml", component.id);
        Some((Expression::Component(&component.id), file, when))
    });
    let never = |condition: &Expression<'_>| {
        let worlds = worlds::of(template, std::slice::from_ref(condition))?;
        let holds = |scope| template.holds(condition, scope).unwrap_or(true);
        (!worlds.iter().any(holds)).then_some(ReviewFault::Never)
    };
    questions
        .chain(components)
        .filter(|(_, file, when)| template.places.is_ours(file, &when.span()))
        .filter_map(|(condition, file, when)| {
            Some(template.places.at(&file, when.span(), never(&condition)?.into()))
        })
        .collect()
}
