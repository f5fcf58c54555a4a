//! What the program of the infrastructure reads is described, and set in every stack.

use std::collections::BTreeSet;

use ruff_python_ast::Stmt;
use serde_json::Value;

use crate::kube::entries;
use crate::project::Project;
use crate::python;
use crate::rules::{Rule, rule};

pub const RULES: &[Rule] = &[
    rule("every stack sets what the infrastructure reads", set),
    rule("inputs of the infrastructure are described and read", described),
];

const DIRECTORY: &str = "infra/pulumi";
const STACKS: [&str; 2] = ["staging", "production"];
/// What the stack itself says, by its name and project.
const IMPLIED: [&str; 2] = ["environment", "project"];

/// The inputs that the program takes from its configuration.
fn inputs(project: &Project) -> BTreeSet<String> {
    let module = python::module(project.text(&format!("{DIRECTORY}/config.py")));
    let classes = module.body.iter().filter_map(Stmt::as_class_def_stmt);
    let inputs = classes.filter(|class| class.name.as_str() == "Inputs");
    let fields = inputs.flat_map(|class| class.body.iter()).filter_map(Stmt::as_ann_assign_stmt);
    let names = fields.filter_map(|field| Some(field.target.as_name_expr()?.id.to_string()));
    names.filter(|name| !IMPLIED.contains(&name.as_str())).collect()
}

/// The configuration in a file, without the namespace of the project's own.
fn configuration(project: &Project, file: &str) -> Vec<(String, Value)> {
    let own = format!("{}:", project.answer("name"));
    let documents = project.yaml(&format!("{DIRECTORY}/{file}"));
    let all = documents.iter().flat_map(|document| entries(document, "/config"));
    all.map(|(key, value)| (key.strip_prefix(&own).unwrap_or(key).to_owned(), value.clone()))
        .filter(|(key, _)| !key.contains(':'))
        .collect()
}

fn set(project: &Project) -> Vec<String> {
    let inputs = inputs(project);
    let shared = configuration(project, "Pulumi.yaml").into_iter();
    let shared: BTreeSet<String> =
        shared.filter(|(_, it)| it.get("default").is_some()).map(|(key, _)| key).collect();
    let mut found = Vec::new();
    for stack in STACKS.into_iter().filter(|_| project.exists(DIRECTORY)) {
        let file = format!("Pulumi.{stack}.yaml");
        let own: BTreeSet<String> =
            configuration(project, &file).into_iter().map(|(key, _)| key).collect();
        let lacking = inputs.iter().filter(|key| !own.contains(*key) && !shared.contains(*key));
        found.extend(lacking.map(|key| format!("{file} does not set {key}")));
        found.extend(own.difference(&inputs).map(|key| format!("{file}: nothing reads {key}")));
    }
    found
}

fn described(project: &Project) -> Vec<String> {
    let inputs = inputs(project);
    let mut described = BTreeSet::new();
    let mut found = Vec::new();
    for (key, input) in configuration(project, "Pulumi.yaml") {
        if ["type", "description"].iter().any(|part| input.get(part).is_none()) {
            found.push(format!("Pulumi.yaml does not say what {key} is"));
        }
        described.insert(key);
    }
    let dark = inputs.difference(&described);
    found.extend(dark.map(|key| format!("Pulumi.yaml says nothing about {key}")));
    found.extend(described.difference(&inputs).map(|key| format!("nothing reads {key}")));
    found
}
