//! The rules: each looks at one rendering and names what it finds. `tests/faults/` holds for every
//! rule at least one change of a rendering that it must notice.

mod absent;
mod access;
mod app;
mod ci;
mod compose;
mod data;
mod delivery;
mod docker;
mod form;
mod infrastructure;
mod kubernetes;
mod migrations;
mod monitoring;
mod parse;
mod rollout;
mod secrets;
mod size;
mod terraform;
mod updates;

use crate::project::Project;
use crate::references;

/// A property of a rendering.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// By which `tests/faults/` names it.
    pub name: &'static str,
    /// What breaks it; nothing in a good rendering.
    pub check: fn(&Project) -> Vec<String>,
}

/// Every rule.
pub fn all() -> Vec<Rule> {
    let parts = [
        form::RULES,
        parse::RULES,
        size::RULES,
        absent::RULES,
        docker::RULES,
        compose::RULES,
        ci::RULES,
        delivery::RULES,
        updates::RULES,
        infrastructure::RULES,
        terraform::RULES,
        kubernetes::RULES,
        access::RULES,
        migrations::RULES,
        monitoring::RULES,
        rollout::RULES,
        app::RULES,
        data::RULES,
        secrets::RULES,
    ];
    let mut all: Vec<Rule> = parts.iter().flat_map(|rules| rules.iter().copied()).collect();
    all.extend(references::all());
    all
}

/// A rule from its name and check.
pub const fn rule(name: &'static str, check: fn(&Project) -> Vec<String>) -> Rule {
    Rule { name, check }
}
