//! The program as its users meet it: every test runs the binary and compares all it says.

mod adopt;
mod adopt_guards;
mod agreement;
mod answer_laws;
mod answers;
mod branches;
mod builds;
#[cfg(unix)]
mod case_prompts;
mod case_refusals;
mod cases;
mod changes;
mod check;
#[cfg(unix)]
mod checkouts;
mod combinations;
mod conflicts;
mod delimiters;
mod describe;
mod diff;
mod edits;
mod embedded;
mod escapes;
mod extends;
mod fidelity;
#[cfg(unix)]
mod files;
mod formats;
mod git;
mod git_cache;
mod git_records;
mod git_references;
mod git_sources;
mod guards;
mod histories;
mod hostile;
mod ignored;
#[cfg(unix)]
mod interrupted;
mod interrupts;
#[cfg(unix)]
mod interview;
mod laws;
mod loops;
mod manifests;
mod markers;
mod meanwhile;
mod migrations;
mod new;
mod overlay_refusals;
mod partials;
mod places;
mod programs;
mod project;
mod records;
mod refusals;
mod released;
mod renderings;
mod repeat;
mod repository;
mod reviews;
mod run;
mod schemas;
#[cfg(unix)]
mod screens;
mod security_page;
mod sources;
mod starter_refusals;
mod starters;
mod starts;
mod streams;
mod summaries;
#[path = "../support/mod.rs"]
mod support;
mod surroundings;
mod targets;
mod tasks;
mod team_template;
mod templates;
#[cfg(unix)]
mod terminal;
mod typed;
#[cfg(unix)]
mod typed_prompts;
#[cfg(unix)]
mod unfinished;
mod update;
mod update_answers;
mod update_laws;
#[cfg(unix)]
mod update_prompts;
#[cfg(unix)]
mod update_tasks;
