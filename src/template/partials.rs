//! Texts that other texts include, and that are never written themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::str;

use crate::error::{Error, PartialFault, TemplateFault};
use crate::render::{PARTIALS, Uses};
use crate::tree::{File, Tree};

use super::load::Reader;
use super::{SUFFIX, Template};

/// The partials among these files, by path.
pub(super) fn texts(
    reader: &Reader<'_>,
    tree: &Tree,
    problems: &mut Vec<Error>,
) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for (path, file) in tree {
        let path = path.as_str();
        if !path.starts_with(PARTIALS) {
            continue;
        }
        let text = match file {
            File::Regular { bytes, executable: false } if path.ends_with(SUFFIX) => {
                str::from_utf8(bytes).map_err(|_| TemplateFault::Encoding)
            }
            _ => Err(TemplateFault::Partial(PartialFault::Form)),
        };
        match text {
            Ok(text) => _ = texts.insert(path.to_owned(), text.to_owned()),
            Err(fault) => problems.push(reader.error(path, 0..0, fault)),
        }
    }
    texts
}

/// The names that partials know, by partial: those of all texts, and those of items. Whether
/// what includes them knows these, too, is for [`unseen`] to find.
pub(super) fn known(template: &Template, declared: &[String]) -> BTreeMap<String, Vec<String>> {
    let partials = template.engine.text_names().filter(|name| name.starts_with(PARTIALS));
    let names = [declared, &items(template)].concat();
    partials.map(|name| (name.to_owned(), names.clone())).collect()
}

/// What items are called.
pub(super) fn items(template: &Template) -> Vec<String> {
    template.manifest.loops.iter().map(|entry| entry.name().to_owned()).collect()
}

/// Names in partials that a text which includes them does not know; `knows` says what does.
pub(super) fn unseen(
    template: &Template,
    uses: &BTreeMap<String, Uses>,
    knows: impl Fn(&str, &str) -> bool,
) -> Vec<Error> {
    let mut errors = BTreeMap::new();
    for text in uses.keys().filter(|text| !text.starts_with(PARTIALS)) {
        for partial in included(uses, text) {
            // What no text at all knows is told of the partial alone.
            let names = uses[partial].names.iter().filter(|name| knows(partial, name));
            for name in names.filter(|name| !knows(text, name)) {
                let fault = PartialFault::Unseen { name: name.clone(), by: text.clone() };
                let fault = TemplateFault::Partial(fault);
                let error = || template.fault_at(partial, name, fault);
                errors.entry((partial, name)).or_insert_with(error);
            }
        }
    }
    errors.into_values().collect()
}

/// The partials that a text includes, were it by way of others.
pub(super) fn included<'u>(uses: &'u BTreeMap<String, Uses>, text: &str) -> BTreeSet<&'u str> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = uses[text].partials.iter().map(String::as_str).collect();
    while let Some(partial) = open.pop() {
        if found.insert(partial) {
            open.extend(uses[partial].partials.iter().map(String::as_str));
        }
    }
    found
}
