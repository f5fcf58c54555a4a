//! `scaffold show`: a template's questions, components and files.

use serde_json::{Map, Value as Json, json};

use crate::cli::{self, Show};
use crate::error::Result;
use crate::question::{Question, Value};
use crate::template::{Component, Template};
use crate::{report, source};

/// Prints the description.
///
/// # Errors
/// The template cannot be loaded.
pub fn run(show: &Show) -> Result<()> {
    let template = source::load(&show.template)?;
    if show.json {
        report::json(&machine(&template));
    } else {
        report::data(&human(&template));
    }
    Ok(())
}

fn human(template: &Template) -> String {
    let manifest = &template.manifest;
    let mut lines = vec![
        format!("{} {}: {}", manifest.name, manifest.version, manifest.description),
        String::new(),
    ];
    lines.push("Questions".to_owned());
    for question in &manifest.questions {
        lines.push(format!("  --{:<20} {}", question.flag(), cli::help(question, template)));
        for choice in &question.choices {
            lines.push(format!("      {:<18} {}", choice.value, choice.help));
        }
    }
    lines.extend([String::new(), "Components (--with, --without)".to_owned()]);
    for component in template.selectable() {
        let on = if component.manifest.default == Some(true) { "" } else { " (off by default)" };
        lines.push(format!("  {:<22} {}{on}", component.id, component.manifest.title));
    }
    lines.join("\n")
}

fn machine(template: &Template) -> Json {
    let manifest = &template.manifest;
    let file = |(component, path)| json!({ "component": component, "path": path });
    let mut object = super::identity(template);
    object["description"] = json!(manifest.description);
    object["questions"] = manifest.questions.iter().map(question).collect();
    object["components"] = template.components.iter().map(component).collect();
    object["files"] = template.files().map(file).collect();
    object
}

fn question(question: &Question) -> Json {
    json!({
        "id": question.id(),
        "flag": format!("--{}", question.flag()),
        "prompt": question.prompt,
        "help": question.help,
        "when": question.when.as_ref().map(toml::Spanned::get_ref),
        "advanced": question.advanced,
        "schema": schema(question),
    })
}

/// A JSON Schema that accepts what the question accepts, but for reserved words, which it
/// lists under `not`.
fn schema(question: &Question) -> Json {
    let mut text = Map::new();
    text.insert("type".into(), "string".into());
    if !question.choices.is_empty() {
        text.insert(
            "enum".into(),
            question.choices.iter().map(|choice| choice.value.clone()).collect(),
        );
    }
    if let Some(pattern) = &question.matches {
        text.insert("pattern".into(), pattern.get_ref().as_str().into());
    }
    let reserved: Vec<String> = question.reserved.values().flatten().cloned().collect();
    if !reserved.is_empty() {
        text.insert("not".into(), json!({ "enum": reserved }));
    }
    let one_of = |kind| match &question.choice_values()[..] {
        [] => json!({ "type": kind }),
        values => json!({ "type": kind, "enum": values }),
    };
    let mut schema = match question.nothing() {
        Value::Bool(_) => one_of("boolean"),
        Value::Integer(_) => one_of("integer"),
        Value::Text(_) => Json::Object(text),
        Value::List(_) => json!({ "type": "array", "items": text }),
    };
    if let Some(default) = &question.default {
        schema["default"] = json!(default.get_ref());
    }
    schema
}

fn component(component: &Component) -> Json {
    let manifest = &component.manifest;
    json!({
        "id": component.id,
        "title": manifest.title,
        "selectable": component.selectable(),
        "default": manifest.default.unwrap_or(false),
        "needs": manifest.needs.iter().map(toml::Spanned::get_ref).collect::<Vec<_>>(),
        "when": manifest.when.as_ref().map(toml::Spanned::get_ref),
    })
}
