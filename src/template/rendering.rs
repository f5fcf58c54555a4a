//! From a template and answers to the files of a project.

use std::collections::BTreeMap;

use super::{Source, Template, loops, path_text};
use crate::answers::Answers;
use crate::error::{Error, Result, TemplateFault};
use crate::path::RelPath;
use crate::question::Value;
use crate::record;
use crate::render::Scope;
use crate::tree::{File, Tree};

/// A rendered project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendering {
    /// The project's files.
    pub tree: Tree,
    /// For each file the one of the template it came from, and below it the item that it was
    /// written for: by this a later update knows a renamed file.
    pub sources: BTreeMap<RelPath, RelPath>,
}

impl Template {
    pub(super) fn render_text(&self, name: &str, scope: &Scope) -> Result<String> {
        self.engine.render(name, scope).map_err(|fault| self.places.fault(fault))
    }

    /// What of `rendering` comes from the template's own files; from all of them, if it extends
    /// none.
    #[must_use]
    pub fn own_files(&self, rendering: &Rendering) -> Tree {
        let mut own = Tree::default();
        for (path, file) in &rendering.tree {
            let source = rendering.sources.get(path);
            if source.is_some_and(|source| self.places.is_own(source.as_str())) {
                own.insert(path.clone(), file.clone()).expect("a part of a tree is one");
            }
        }
        own
    }

    /// The project these answers ask for.
    ///
    /// # Errors
    /// Everything that cannot be rendered, two files at one path, an item that makes no path, a
    /// path that is none, a link that leaves the project.
    pub fn render(&self, answers: &Answers) -> Result<Rendering> {
        let (rendering, problems) = self.compose(answers, |_, _| true);
        if problems.is_empty() { Ok(rendering) } else { Err(Error::many(problems)) }
    }

    /// The project and all that is wrong with it. The content of a file that is not `wanted` stays
    /// as it is in the template.
    pub(super) fn compose(
        &self,
        answers: &Answers,
        mut wanted: impl FnMut(&Source, &Scope) -> bool,
    ) -> (Rendering, Vec<Error>) {
        let scope = answers.scope(self);
        let mut rendering = Rendering::default();
        let mut problems = Vec::new();
        let mut render = |source: &Source, known, scope: &Scope| {
            let is_text = matches!(source.file, File::Regular { .. }) && source.rendered;
            if is_text && !wanted(source, scope) {
                let unread = Source { rendered: false, ..source.clone() };
                return self.render_source(&unread, known, scope, &mut rendering);
            }
            self.render_source(source, known, scope, &mut rendering)
        };
        let chosen = |source: &&Source| source.component.as_ref().is_none_or(|id| answers.has(id));
        for source in self.sources.iter().filter(chosen) {
            let Some(each) = &source.each else {
                let known = source.path.clone();
                problems.extend(render(source, known, &scope).err());
                continue;
            };
            for item in each.items(answers) {
                let mut scope = scope.clone();
                scope.set(&each.name, &Value::Text(item.clone()));
                let known = loops::known_as(&source.path, item);
                let rendered = render(source, known, &scope);
                problems.extend(rendered.err().map(|error| each.error(source, item, error)));
            }
        }
        for at in rendering.tree.twins() {
            let source = |path| rendering.sources.get(path).unwrap_or(path);
            let first = source(&at.first).to_string();
            let fault = TemplateFault::Twins { first, at: at.clone() };
            problems.push(self.source_error(source(&at.second), fault));
        }
        for (path, fault) in rendering.tree.bad_links() {
            let source = rendering.sources.get(path).unwrap_or(path);
            problems.push(self.source_error(source, TemplateFault::Link(fault)));
        }
        (rendering, problems)
    }

    /// `known` is what the record calls the source.
    fn render_source(
        &self,
        source: &Source,
        known: RelPath,
        scope: &Scope,
        into: &mut Rendering,
    ) -> Result<()> {
        let output = if source.path_rendered {
            self.render_text(&path_text(source.path.as_str()), scope)?
        } else {
            source.output.clone()
        };
        let path = RelPath::new(&output).map_err(|fault| {
            self.source_error(&source.path, TemplateFault::Path { path: output, fault })
        })?;
        if record::owns(&path) {
            let fault = TemplateFault::Record(path.to_string());
            return Err(self.source_error(&source.path, fault));
        }
        let file = match &source.file {
            File::Regular { executable, .. } if source.rendered => {
                let text = self.render_text(source.path.as_str(), scope)?;
                File::Regular { bytes: text.into_bytes().into(), executable: *executable }
            }
            File::Link { .. } if source.rendered => {
                File::Link { target: self.render_text(source.path.as_str(), scope)? }
            }
            file => file.clone(),
        };
        into.tree.insert(path.clone(), file).map_err(|at| {
            let first = into.sources.get(&at.first).unwrap_or(&at.first);
            let first = self.places.file_of(first.as_str()).to_owned();
            self.source_error(&source.path, TemplateFault::Collision { first, at })
        })?;
        into.sources.insert(path, known);
        Ok(())
    }

    pub(super) fn source_error(&self, source: &RelPath, fault: TemplateFault) -> Error {
        self.places.file_error(source.as_str(), fault)
    }
}
