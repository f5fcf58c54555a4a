//! `scaffold template schema`: the format of a template's files, for editors.

use crate::cli::{Format, SchemaOf};
use crate::{report, schema};

/// Prints the JSON Schema.
pub fn run(of: &SchemaOf) {
    report::json(&match of.format {
        Format::Template => schema::template(),
        Format::Component => schema::component(),
    });
}
