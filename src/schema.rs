//! The formats of a template's files as JSON Schema, for editors that complete and check TOML.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use crate::manifest::{ComponentManifest, Manifest};

/// The schema of `template.toml`.
#[must_use]
pub fn template() -> Value {
    schema::<Manifest>()
}

/// The schema of `component.toml`.
#[must_use]
pub fn component() -> Value {
    schema::<ComponentManifest>()
}

fn schema<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with_transform(RecursiveTransform(without_null));
    settings.into_generator().into_root_schema_for::<T>().into()
}

/// TOML has no null: what may be left out is left out.
fn without_null(schema: &mut Schema) {
    let is_null = |value: &Value| *value == "null" || value["type"] == "null";
    for key in ["type", "anyOf"] {
        let Some(Value::Array(kinds)) = schema.get_mut(key) else { continue };
        kinds.retain(|kind| !is_null(kind));
        let [only] = &kinds[..] else { continue };
        let only = only.clone();
        match (key, only) {
            ("anyOf", Value::Object(only)) => {
                schema.remove(key);
                for (key, value) in only {
                    schema.ensure_object().entry(key).or_insert(value);
                }
            }
            (key, only) => _ = schema.insert(key.to_owned(), only),
        }
    }
}
