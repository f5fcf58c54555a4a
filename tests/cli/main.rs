//! The program as its users meet it: every test runs the binary and compares all it says.

mod adopt;
mod adopt_guards;
mod answers;
mod branches;
mod changes;
mod check;
mod conflicts;
mod describe;
mod diff;
mod edits;
mod embedded;
mod escapes;
mod fidelity;
#[cfg(unix)]
mod files;
mod git;
mod guards;
mod histories;
mod hostile;
#[cfg(unix)]
mod interrupts;
#[cfg(unix)]
mod interview;
mod laws;
mod manifests;
mod markers;
mod migrations;
mod new;
mod project;
mod records;
mod refusals;
mod released;
mod renderings;
mod repeat;
mod run;
mod sources;
mod streams;
mod summaries;
#[path = "../support/mod.rs"]
mod support;
mod targets;
mod tasks;
mod templates;
#[cfg(unix)]
mod terminal;
mod update;
mod update_laws;
#[cfg(unix)]
mod update_prompts;
#[cfg(unix)]
mod update_tasks;
