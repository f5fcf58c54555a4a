//! `scaffold diff`: what the team has changed since the last rendering.

use serde_json::json;

use super::{Finish, difference};
use crate::cli::Diff;
use crate::error::Result;
use crate::git;
use crate::path::RelPath;
use crate::project;
use crate::report;
use crate::session::Session;
use crate::tree::{File, Tree};

/// Prints the changes. Files of the team's own are none of the template's, and not listed.
///
/// # Errors
/// No project, or one whose last rendering cannot be read.
pub fn run(diff: &Diff) -> Result<Finish> {
    let session = Session::look(project::find(diff.path.as_deref())?)?;
    let project = session.project()?;
    let last = project.last()?.rendering;
    let mut yours = project::files(&project.root, last.tree.iter().map(|(path, _)| path))?;
    if yours != last.tree
        && let Some(checkout) = git::Checkout::of(&project.root)?
    {
        yours = checkout.yours(&yours, [&last.tree, &last.tree])?;
    }
    let changed: Vec<Changed> =
        last.tree.iter().filter_map(|(path, was)| Changed::between(path, was, &yours)).collect();
    if diff.json {
        let each = |it: &Changed| json!({ "path": it.path.as_str(), "change": it.word() });
        report::json(&json!({ "changes": changed.iter().map(each).collect::<Vec<_>>() }));
    } else {
        changed.iter().for_each(|it| report::data(&it.text()));
    }
    Ok(Finish::attention_if(diff.exit_code && !changed.is_empty()))
}

/// A file of the template that is not as it was written.
struct Changed<'a> {
    path: &'a RelPath,
    was: &'a File,
    is: Option<&'a File>,
}

impl<'a> Changed<'a> {
    fn between(path: &'a RelPath, was: &'a File, yours: &'a Tree) -> Option<Self> {
        let is = yours.get(path.as_str());
        (is != Some(was)).then_some(Self { path, was, is })
    }

    fn word(&self) -> &'static str {
        if self.is.is_some() { "modified" } else { "deleted" }
    }

    fn text(&self) -> Vec<u8> {
        difference::text(self.path, Some(self.was), self.is)
    }
}
