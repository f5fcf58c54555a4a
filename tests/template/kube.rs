//! The Kubernetes objects of a rendering.

use serde_json::Value;

use crate::project::Project;

/// One object and the file it stands in.
#[derive(Clone, Debug)]
pub struct Object {
    pub path: String,
    pub value: Value,
}

impl Object {
    /// Its kind.
    pub fn kind(&self) -> &str {
        text(&self.value, "/kind")
    }

    /// Its name.
    pub fn name(&self) -> &str {
        text(&self.value, "/metadata/name")
    }

    /// The template of its pods, if it makes any.
    pub fn pod(&self) -> Option<&Value> {
        self.value.pointer("/spec/template").filter(|pod| pod.pointer("/spec/containers").is_some())
    }

    /// The containers of its pods, those that run first included.
    pub fn containers(&self) -> Vec<&Value> {
        let lists = ["/spec/containers", "/spec/initContainers"];
        let pod = self.pod();
        lists.iter().flat_map(|list| pod.map(|pod| items(pod, list)).unwrap_or_default()).collect()
    }
}

/// Every object below `deploy/`, without the kustomizations.
pub fn objects(project: &Project) -> Vec<Object> {
    let files = project.yaml_files("deploy/");
    let objects = files.map(|(path, value)| Object { path: path.to_owned(), value });
    objects.filter(|object| !matches!(object.kind(), "" | "Kustomization" | "Component")).collect()
}

/// Every document below `deploy/`, and the patches inside kustomizations as documents of their own.
pub fn every_value(project: &Project) -> Vec<Object> {
    let mut all = objects(project);
    for (dir, kustomization) in kustomizations(project) {
        for patch in items(&kustomization, "/patches") {
            if let Ok(value) = serde_saphyr::from_str::<Value>(text(patch, "/patch")) {
                all.push(Object { path: dir.clone(), value });
            }
        }
    }
    all
}

/// The objects of this kind.
pub fn of_kind(project: &Project, kind: &str) -> Vec<Object> {
    objects(project).into_iter().filter(|object| object.kind() == kind).collect()
}

/// The kustomizations with the directories they stand in.
pub fn kustomizations(project: &Project) -> Vec<(String, Value)> {
    let files =
        project.yaml_files("deploy/").filter(|(path, _)| path.ends_with("/kustomization.yaml"));
    files
        .map(|(path, value)| (path.trim_end_matches("/kustomization.yaml").to_owned(), value))
        .collect()
}

/// The text at `pointer`; empty if there is none.
pub fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// The items of the list at `pointer`.
pub fn items<'a>(value: &'a Value, pointer: &str) -> Vec<&'a Value> {
    value
        .pointer(pointer)
        .and_then(Value::as_array)
        .map(|list| list.iter().collect())
        .unwrap_or_default()
}

/// Keys and values of the table at `pointer`.
pub fn entries<'a>(value: &'a Value, pointer: &str) -> Vec<(&'a str, &'a Value)> {
    let table = value.pointer(pointer).and_then(Value::as_object);
    table
        .map(|table| table.iter().map(|(key, value)| (key.as_str(), value)).collect())
        .unwrap_or_default()
}

/// A scalar as text.
pub fn scalar(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Every value that stands under `key`, however deep.
pub fn deep<'a>(value: &'a Value, key: &str) -> Vec<&'a Value> {
    match value {
        Value::Object(table) => table
            .iter()
            .flat_map(|(name, inner)| {
                let here = (name == key).then_some(inner);
                here.into_iter().chain(deep(inner, key)).collect::<Vec<_>>()
            })
            .collect(),
        Value::Array(list) => list.iter().flat_map(|inner| deep(inner, key)).collect(),
        _ => Vec::new(),
    }
}
