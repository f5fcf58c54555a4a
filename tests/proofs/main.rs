//! Proofs that what is generated works: each needs tools that `cargo test` alone does not, and
//! is ignored there. `.ci/run` prepares the tools and runs all of them.

mod cluster;
mod components;
mod containers;
mod copier;
mod delivery;
mod deployments;
mod e2e;
mod external_secrets;
mod identity;
mod infrastructure;
mod kills;
mod kills_new;
mod manifests;
mod migrations;
mod prometheus;
mod pulumi;
mod reach;
mod releases;
mod renderings;
mod replica;
mod repository;
mod secret_keys;
mod secrets;
mod servers;
mod service;
mod starters;
mod static_checks;
#[path = "../support/mod.rs"]
mod support;
mod team_template;
mod updates;
mod wheel;
mod workflows;
