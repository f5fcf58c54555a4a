//! Nothing refers to what is not there.

mod build;
mod commands;
mod environment;
mod kubernetes;
mod modules;
mod monitoring;
mod pages;
mod stacks;

use crate::rules::Rule;

/// The rules about references.
pub fn all() -> Vec<Rule> {
    let parts = [
        kubernetes::RULES,
        monitoring::RULES,
        build::RULES,
        environment::RULES,
        modules::RULES,
        pages::RULES,
        commands::RULES,
        stacks::RULES,
    ];
    parts.iter().flat_map(|rules| rules.iter().copied()).collect()
}
