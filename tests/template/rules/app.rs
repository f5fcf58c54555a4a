//! The application.

use std::collections::BTreeSet;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, Stmt};
use ruff_python_stdlib::builtins::is_python_builtin;

use super::{Rule, rule};
use crate::project::Project;
use crate::python::{self, Names};

pub const RULES: &[Rule] = &[
    rule("every name is defined or imported", names),
    rule("settings take what is theirs from one file", one_file),
    rule("settings are built where the type checker knows them", built),
    rule("no secret has a default", no_default),
    rule("readiness is bounded and never breaks", readiness),
    rule("only what nothing works without keeps traffic out", critical),
    rule("liveness touches nothing", liveness),
    rule("test settings are committed, private ones are not", committed),
];

fn names(project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in project.python_files() {
        let names = Names::of(text);
        let known = |name: &&String| {
            names.bound.contains(*name)
                || is_python_builtin(name, project.python_minor(), false)
                || ["__name__", "__file__", "__doc__"].contains(&name.as_str())
        };
        let unknown = names.read.iter().filter(|name| !known(name));
        found.extend(unknown.map(|name| format!("{path}: nothing defines {name}")));
    }
    found
}

fn settings_path(project: &Project) -> String {
    format!("src/{}/settings.py", project.package())
}

fn one_file(project: &Project) -> Vec<String> {
    let path = settings_path(project);
    let module = python::module(project.text(&path));
    let mut found = Vec::new();
    for class in module.body.iter().filter_map(Stmt::as_class_def_stmt) {
        let base = class
            .bases()
            .iter()
            .any(|base| base.as_name_expr().is_some_and(|name| name.id.as_str() == "BaseSettings"));
        if !base {
            continue;
        }
        let config = class
            .body
            .iter()
            .filter_map(Stmt::as_assign_stmt)
            .find_map(|it| it.value.as_call_expr());
        let text = |key: &str| {
            let value = config?.arguments.find_keyword(key)?.value.as_string_literal_expr()?;
            Some(value.value.to_str().to_owned())
        };
        if text("extra").as_deref() != Some("ignore") {
            found.push(format!("{path}: {} refuses the settings of others", class.name));
        }
        if text("env_file").is_none() {
            found.push(format!("{path}: {} does not read .env", class.name));
        }
    }
    found
}

/// Calls of `Settings` without arguments, by the names of the functions around them.
#[derive(Default)]
struct Calls {
    inside: Vec<String>,
    bare: Vec<String>,
}

impl<'a> Visitor<'a> for Calls {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if let Stmt::FunctionDef(def) = stmt {
            self.inside.push(def.name.to_string());
            visitor::walk_stmt(self, stmt);
            self.inside.pop();
        } else {
            visitor::walk_stmt(self, stmt);
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Call(call) = expr {
            let name = call.func.as_name_expr().map(|name| name.id.as_str());
            if name == Some("Settings") && call.arguments.is_empty() {
                self.bare
                    .push(self.inside.last().cloned().unwrap_or_else(|| "the module".to_owned()));
            }
        }
        visitor::walk_expr(self, expr);
    }
}

fn built(project: &Project) -> Vec<String> {
    let plugin = project.text("pyproject.toml").contains("\"pydantic.mypy\"");
    let mut found = Vec::new();
    for (path, text) in project.texts(|path| path.starts_with("src/") && path.ends_with(".py")) {
        let mut calls = Calls::default();
        calls.visit_body(&python::module(text).body);
        for place in calls.bare {
            if !plugin {
                found.push(format!("{path}: mypy misses the arguments of Settings() in {place}"));
            }
            if place == "the module" {
                found.push(format!("{path}: an import needs the environment"));
            }
        }
    }
    found
}

fn no_default(project: &Project) -> Vec<String> {
    let module = python::module(project.text(&settings_path(project)));
    let classes = module.body.iter().filter_map(Stmt::as_class_def_stmt);
    let fields = classes.flat_map(|class| class.body.iter()).filter_map(Stmt::as_ann_assign_stmt);
    let mut found = Vec::new();
    for field in fields {
        let name = field.target.as_name_expr().map_or("", |name| name.id.as_str());
        let annotation = field.annotation.as_name_expr().map(|name| name.id.as_str());
        let sensitive = ["_key", "_token", "_password", "database_url", "replica_url", "redis_url"];
        if sensitive.iter().any(|end| name.ends_with(end)) && annotation != Some("SecretStr") {
            found.push(format!("{name} is not kept out of logs"));
        }
        if annotation == Some("SecretStr") && field.value.is_some() {
            found.push(format!("{name} has a default"));
        }
    }
    found
}

/// The code that `/ready` rests on.
fn ready_code(project: &Project) -> String {
    let files = ["readiness.py", "api/health.py"];
    let paths = files.map(|file| format!("src/{}/{file}", project.package()));
    let lines = paths.iter().flat_map(|path| project.text(path).lines());
    lines.filter(|line| !line.trim_start().starts_with('#')).collect()
}

fn readiness(project: &Project) -> Vec<String> {
    let text = ready_code(project);
    let mut found = Vec::new();
    let mut wants = |any: &[&str], what: &str| {
        if !any.iter().any(|word| text.contains(word)) {
            found.push(what.to_owned());
        }
    };
    wants(&["\"/ready\""], "no /ready");
    wants(
        &["asyncio.timeout(", "asyncio.wait(", "wait_for(", "move_on_after(", "fail_after("],
        "a check may hang",
    );
    wants(
        &["except Exception", "return_exceptions=True", ".exception()"],
        "a check that raises answers 500",
    );
    wants(&["gather(", "TaskGroup(", "create_task_group("], "checks wait for one another");
    wants(&["503"], "it never answers 503");
    found
}

/// The calls of `Check` in `resources.py`: the name, and whether it is critical.
#[derive(Default)]
struct Checks(Vec<(String, bool)>);

impl<'a> Visitor<'a> for Checks {
    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Call(call) = expr
            && call.func.as_name_expr().is_some_and(|name| name.id.as_str() == "Check")
            && let Some(name) = call.arguments.args.first().and_then(Expr::as_string_literal_expr)
        {
            self.0.push((
                name.value.to_str().to_owned(),
                call.arguments.find_keyword("critical").is_some(),
            ));
        }
        visitor::walk_expr(self, expr);
    }
}

fn critical(project: &Project) -> Vec<String> {
    let path = format!("src/{}/resources.py", project.package());
    let mut checks = Checks::default();
    checks.visit_body(&python::module(project.text(&path)).body);
    let mut found = Vec::new();
    for (component, name) in [
        ("retrieval", "database"),
        ("redis", "cache"),
        ("chat", "model"),
        ("replica-routing", "replica"),
    ] {
        if project.has(component) != checks.0.iter().any(|(check, _)| check == name) {
            found.push(format!("{path}: {name} is asked without being there, or not asked"));
        }
    }
    let wrong = checks.0.iter().filter(|(name, critical)| *critical != (name == "database"));
    found.extend(wrong.map(|(name, critical)| format!("{path}: {name} is critical: {critical}")));
    found
}

fn liveness(project: &Project) -> Vec<String> {
    let path = format!("src/{}/api/health.py", project.package());
    let module = python::module(project.text(&path));
    let health = module
        .body
        .iter()
        .filter_map(Stmt::as_function_def_stmt)
        .find(|def| def.name.as_str() == "health");
    let Some(health) = health else { return vec![format!("{path}: no function health")] };
    let names = Names::within(&health.body);
    let called: BTreeSet<&String> = names.read.iter().collect();
    if called.is_empty() { Vec::new() } else { vec![format!("{path}: health asks {called:?}")] }
}

fn committed(project: &Project) -> Vec<String> {
    let lines: Vec<&str> = project.text(".gitignore").lines().collect();
    let mut found = Vec::new();
    if lines.iter().any(|line| [".env.test", ".env.*", ".env*"].contains(line)) {
        found.push(".gitignore hides .env.test".to_owned());
    }
    if !lines.contains(&".env") {
        found.push(".gitignore does not hide .env".to_owned());
    }
    let lacking = [".env.example", ".env.test"].into_iter().filter(|path| !project.exists(path));
    found.extend(lacking.map(|path| format!("{path} is not there")));
    if project.exists(".env") {
        found.push(".env is part of the repository".to_owned());
    }
    found
}
