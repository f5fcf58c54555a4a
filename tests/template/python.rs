//! What the rules ask of Python: imports, names, the fields of Settings.

use std::collections::BTreeSet;
use std::sync::Arc;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{
    Alias, ExceptHandler, Expr, ExprContext, MatchCase, ModModule, Parameter, Pattern, Stmt,
    TypeParam,
};

use crate::memo::Memo;
use crate::project::Project;

/// Parses a module; an empty one if it does not parse, which a rule of its own reports.
pub fn module(text: &str) -> ModModule {
    let parsed = ruff_python_parser::parse_module(text).ok();
    let empty = || ruff_python_parser::parse_module("").expect("nothing parses");
    parsed.unwrap_or_else(empty).into_syntax()
}

/// An absolute import: the module, and the name taken from it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    pub module: String,
    pub name: Option<String>,
}

/// The names of a module.
#[derive(Debug, Default)]
pub struct Names {
    /// Read somewhere.
    pub read: BTreeSet<String>,
    /// Bound somewhere, in whatever scope.
    pub bound: BTreeSet<String>,
    /// Imported.
    pub imports: BTreeSet<Import>,
}

impl Names {
    /// The names in `text`.
    pub fn of(text: &str) -> Arc<Self> {
        static MEMO: Memo<Arc<Names>> = Memo::new();
        MEMO.get(text, || Arc::new(Self::within(&module(text).body)))
    }

    /// The names in these statements.
    pub fn within(body: &[Stmt]) -> Self {
        let mut names = Self::default();
        names.visit_body(body);
        names
    }

    fn bind(&mut self, name: &str) {
        self.bound.insert(name.to_owned());
    }

    fn import(&mut self, module: &str, name: Option<&str>, alias: &Alias) {
        let name = name.map(str::to_owned);
        self.imports.insert(Import { module: module.to_owned(), name });
        let bound = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
        self.bind(bound.split('.').next().unwrap_or(bound));
    }
}

impl<'a> Visitor<'a> for Names {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(def) => self.bind(&def.name),
            Stmt::ClassDef(def) => self.bind(&def.name),
            Stmt::Import(import) => {
                for alias in &import.names {
                    self.import(&alias.name, None, alias);
                }
            }
            Stmt::ImportFrom(import) => {
                let module = import.module.as_ref().map_or("", |module| module.as_str());
                for alias in &import.names {
                    self.import(module, Some(&alias.name), alias);
                }
            }
            _ => {}
        }
        visitor::walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Name(name) = expr {
            match name.ctx {
                ExprContext::Load => _ = self.read.insert(name.id.to_string()),
                _ => self.bind(&name.id),
            }
        }
        visitor::walk_expr(self, expr);
    }

    fn visit_parameter(&mut self, parameter: &'a Parameter) {
        self.bind(&parameter.name);
        visitor::walk_parameter(self, parameter);
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(inner) = handler;
        if let Some(name) = &inner.name {
            self.bind(name);
        }
        visitor::walk_except_handler(self, handler);
    }

    fn visit_type_param(&mut self, parameter: &'a TypeParam) {
        self.bind(parameter.name());
        visitor::walk_type_param(self, parameter);
    }

    fn visit_match_case(&mut self, case: &'a MatchCase) {
        visitor::walk_match_case(self, case);
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        let name = match pattern {
            Pattern::MatchAs(pattern) => pattern.name.as_ref(),
            Pattern::MatchStar(pattern) => pattern.name.as_ref(),
            Pattern::MatchMapping(pattern) => pattern.rest.as_ref(),
            _ => None,
        };
        if let Some(name) = name {
            self.bind(name);
        }
        visitor::walk_pattern(self, pattern);
    }
}

/// A field of Settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The variable that sets it.
    pub variable: String,
    /// Whether it is a `SecretStr` without a default.
    pub secret: bool,
}

/// The settings of the service, in order.
pub fn settings(project: &Project) -> Vec<Setting> {
    let path = format!("src/{}/settings.py", project.package());
    let module = module(project.text(&path));
    let classes = module.body.iter().filter_map(Stmt::as_class_def_stmt);
    let settings = classes.filter(|class| class.name.as_str().ends_with("Settings"));
    let fields = settings.flat_map(|class| class.body.iter()).filter_map(|stmt| {
        let field = stmt.as_ann_assign_stmt()?;
        let name = field.target.as_name_expr()?.id.as_str();
        let annotation = field.annotation.as_name_expr().map(|name| name.id.as_str());
        let secret = annotation == Some("SecretStr") && field.value.is_none();
        Some(Setting { variable: name.to_uppercase(), secret })
    });
    fields.filter(|field| field.variable != "MODEL_CONFIG").collect()
}

#[test]
fn names_imports_and_patterns_are_found() {
    let names = Names::of(
        "import a.b as c\nfrom d import e\ndef f[T](x: T) -> None:\n    try: pass\n    except E as y: z(y)\n\
         match x:\n    case [g, *h]: pass\n    case {'k': v, **w}: pass\n",
    );
    for bound in ["c", "e", "f", "T", "x", "y", "g", "h", "v", "w"] {
        assert!(names.bound.contains(bound), "{bound} in {:?}", names.bound);
    }
    assert!(names.read.contains("z") && names.read.contains("E"));
    let import = Import { module: "d".into(), name: Some("e".into()) };
    assert!(names.imports.contains(&import));
}
