//! The program as its users meet it: every test runs the binary and compares all it says.

mod answers;
mod describe;
mod embedded;
mod escapes;
mod fidelity;
mod git;
#[cfg(unix)]
mod interrupts;
#[cfg(unix)]
mod interview;
mod laws;
mod manifests;
mod new;
mod refusals;
mod released;
mod repeat;
mod run;
mod streams;
#[path = "../support/mod.rs"]
mod support;
mod targets;
mod tasks;
mod templates;
#[cfg(unix)]
mod terminal;
