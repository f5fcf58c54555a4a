//! What holds of every rendering of the embedded template: it parses, it refers to nothing that is
//! not there, it has none of the faults we know, and nothing of what was not chosen.

#![expect(
    clippy::case_sensitive_file_extension_comparisons,
    reason = "the paths are those of our own template, which are in lower case"
)]

mod combinations;
mod dockerfile;
mod examples;
mod faults;
mod inference;
mod kube;
mod laws;
mod memo;
mod patch;
mod project;
mod promql;
mod python;
mod quantity;
mod references;
mod rules;
mod standards;
