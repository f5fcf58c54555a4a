//! Writes Python + LLM service repositories from templates.
//!
//! A generator is a function from tree to tree:
//!
//! ```text
//! clap args ─┐
//! answers ───┼→ Given ──→ Answers ─┐                              ┌→ new:    Staging → project
//! prompts ───┤                     ├→ Template::render → Rendering ┼→ check:  differs from the last?
//! record ────┘                     │                              └→ update: merge → Journal → project
//! embedded, directory or git → Tree → Template (checked)
//! ```
//!
//! `path`, `tree`, `question`, `manifest`, `schema`, `template`, `answers`, `cases`, `matrix`,
//! `render`, `spelling`, `starter`, `record`, `migrate`, `infer` and `merge` are pure: they never
//! print, prompt, or read the clock, the environment or the network. Only `commands` combine them
//! with the edges: `cli`, `dir`, `source`, `project`, `session`, `prompt`, `write`, `journal`, `tasks`, `git`, `report`,
//! `runaway`.

pub mod answers;
pub mod cases;
pub mod cli;
pub mod commands;
pub mod config;
pub mod dir;
pub mod error;
pub mod git;
pub mod glob;
pub mod infer;
pub mod interrupt;
pub mod interview;
pub mod journal;
pub mod manifest;
pub mod matrix;
pub mod merge;
pub mod migrate;
pub mod path;
pub mod project;
pub mod prompt;
pub mod question;
pub mod quote;
pub mod record;
pub mod render;
pub mod report;
pub mod run;
pub mod runaway;
pub mod schema;
pub mod session;
pub mod source;
pub mod spelling;
pub mod starter;
pub mod tasks;
pub mod template;
pub mod tree;
pub mod words;
pub mod write;
