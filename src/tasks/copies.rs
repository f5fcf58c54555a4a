//! `copy` tasks: a file of the rendering once more, where nothing stands. They read nothing of the
//! project, so they need nobody's consent, and what they add is known before anything is written.

use crate::error::Result;
use crate::manifest::Task;
use crate::path::{RelPath, folded};
use crate::tree::{File, Tree};

use super::{Status, outcome};

/// What the `copy` tasks of a run add.
#[derive(Debug, Default)]
pub struct Copies {
    /// The files.
    pub files: Tree,
    /// What becomes of each task, in their order.
    statuses: Vec<Status>,
}

impl Copies {
    /// What the `copy` tasks among `tasks` add to a project of the files of `rendering`, where
    /// `there` is what stands at their [`targets`] already.
    ///
    /// # Errors
    /// A required one that is impossible.
    pub fn of(tasks: &[&Task], rendering: &Tree, there: &Tree) -> Result<Self> {
        let mut copies = Self::default();
        for task in tasks {
            let Some([from, to]) = &task.copy else { continue };
            let status = match copies.add(from, to, rendering, there) {
                Ok(()) => Status::Done,
                Err(reason) => Status::Failed { reason },
            };
            copies.statuses.push(outcome(task, status)?);
        }
        Ok(copies)
    }

    fn add(&mut self, from: &str, to: &str, rendering: &Tree, there: &Tree) -> Result<(), String> {
        let Some(file @ File::Regular { .. }) = rendering.get(from) else {
            return Err(format!("the template writes no file `{from}`"));
        };
        let to = RelPath::new(to).map_err(|fault| fault.to_string())?;
        let same = |path: &&RelPath| folded(path.as_str()) == folded(to.as_str());
        let rendered = rendering.claimant(&to);
        if let Some(path) = rendered.or_else(|| rendering.iter().map(|(it, _)| it).find(same)) {
            return Err(format!("the template itself writes `{path}`"));
        }
        match there.claimant(&to).or_else(|| self.files.claimant(&to)) {
            // It is what the task is for.
            Some(path) if *path == to => Ok(()),
            Some(path) => Err(format!("`{path}` is in its way")),
            None => {
                self.files.insert(to, file.clone()).expect("nothing claims the path");
                Ok(())
            }
        }
    }

    /// What becomes of each task, in their order.
    pub(super) fn statuses(&self) -> impl Iterator<Item = &Status> {
        self.statuses.iter()
    }
}

/// Where the `copy` tasks among `tasks` put their files.
#[must_use]
pub fn targets(tasks: &[&Task]) -> Vec<RelPath> {
    let paths = tasks.iter().filter_map(|task| task.copy.as_ref());
    paths.filter_map(|[_, to]| RelPath::new(to).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(from: &str, to: &str) -> Task {
        crate::manifest::parse(&format!("copy = ['{from}', '{to}']"), 0).unwrap()
    }

    /// The files that come of copies, or why there is none.
    fn copied(copies: &[(&str, &str)], there: &[&str]) -> (String, Vec<String>) {
        let mut rendering = Tree::of(&[("a", "1"), ("d/b", "2"), ("README", "3")]);
        let link = File::Link { target: "a".to_owned() };
        rendering.insert(RelPath::new("link").unwrap(), link).unwrap();
        let there: Vec<_> = there.iter().map(|path| (*path, "theirs")).collect();
        let tasks: Vec<Task> = copies.iter().map(|(from, to)| task(from, to)).collect();
        let tasks: Vec<&Task> = tasks.iter().collect();
        let copies = Copies::of(&tasks, &rendering, &Tree::of(&there)).unwrap();
        let files: Vec<_> = copies.files.iter().map(|(path, _)| path.as_str()).collect();
        let reasons = copies.statuses().filter_map(|status| match status {
            Status::Failed { reason } => Some(reason.clone()),
            _ => None,
        });
        (files.join(" "), reasons.collect())
    }

    #[test]
    fn a_file_of_the_rendering_is_copied_where_nothing_stands() {
        assert_eq!(copied(&[("a", "x"), ("d/b", "e/f/y")], &[]), ("e/f/y x".to_owned(), vec![]));
        // Somebody has it already, were it another task.
        assert_eq!(copied(&[("a", "x"), ("d/b", "y"), ("d/b", "x")], &["y"]).0, "x");
    }

    #[test]
    fn nothing_else_is() {
        for (from, to, there, reason) in [
            ("gone", "x", "", "the template writes no file `gone`"),
            ("mine", "x", "mine", "the template writes no file `mine`"),
            ("link", "x", "", "the template writes no file `link`"),
            ("d", "x", "", "the template writes no file `d`"),
            ("a", "d/b", "", "the template itself writes `d/b`"),
            ("a", "d", "", "the template itself writes `d/b`"),
            ("a", "link/x", "", "the template itself writes `link`"),
            ("a", "readme", "", "the template itself writes `README`"),
            ("a", "x/y", "x", "`x` is in its way"),
            ("a", "x", "x/y", "`x/y` is in its way"),
        ] {
            let there: Vec<&str> = if there.is_empty() { vec![] } else { vec![there] };
            assert_eq!(copied(&[(from, to)], &there), (String::new(), vec![reason.to_owned()]));
        }
    }

    #[test]
    fn a_required_copy_that_is_impossible_fails() {
        let text = "copy = ['gone', 'x']\nrequired = true";
        let task: Task = crate::manifest::parse(text, 0).unwrap();
        Copies::of(&[&task], &Tree::default(), &Tree::default()).unwrap_err();
    }
}
