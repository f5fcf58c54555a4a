//! `scaffold list`: the embedded templates.

use serde_json::json;

use crate::cli::List;
use crate::error::Result;
use crate::{report, source};

/// Prints one line a template.
///
/// # Errors
/// An embedded template is broken.
pub fn run(list: &List) -> Result<()> {
    let names = source::embedded();
    let templates = names.iter().map(|name| source::load(name)).collect::<Result<Vec<_>>>()?;
    if list.json {
        let rows = templates.iter().map(|t| {
            let manifest = &t.manifest;
            json!({ "name": manifest.name, "version": manifest.version, "description": manifest.description })
        });
        report::json(&rows.collect());
    } else {
        for template in &templates {
            let manifest = &template.manifest;
            report::data(&format!(
                "{}  {}  {}",
                manifest.name, manifest.version, manifest.description
            ));
        }
    }
    Ok(())
}
