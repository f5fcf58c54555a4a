//! Laws: what holds of an update whatever a template writes and whatever a team has made of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use proptest::prelude::*;

use crate::project::{Project, state};

/// Files by path, as lines.
type Tree = BTreeMap<&'static str, Vec<&'static str>>;

const PATHS: [&str; 5] = ["a", "b", "dir/c", "dir/d", "e"];
const LINES: [&str; 6] = ["one", "two", "three", "four", "five", "six"];
const EDITS: [&str; 3] = ["team 1", "team 2", "team 3"];

fn tree() -> impl Strategy<Value = Tree> {
    let lines = prop::sample::subsequence(LINES.to_vec(), 0..=6);
    prop::collection::btree_map(prop::sample::select(PATHS.to_vec()), lines, 1..=5)
}

/// An edit of the team: a line that no template has, in a file, at a place; or no file any more.
fn edits() -> impl Strategy<Value = Vec<(&'static str, usize, Option<&'static str>)>> {
    let edit = prop::option::weighted(0.8, prop::sample::select(EDITS.to_vec()));
    let path = prop::sample::select([&PATHS[..], &["f", "dir/own"]].concat());
    prop::collection::vec((path, 0_usize..7, edit), 0..6)
}

fn text(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| [*line, "\n"]).collect()
}

fn template(tree: &Tree) -> Vec<(String, String)> {
    tree.iter().map(|(path, lines)| (format!("base/{path}"), text(lines))).collect()
}

fn files(template: &[(String, String)]) -> Vec<(&str, &str)> {
    template.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect()
}

fn edit(project: &Project, edits: &[(&str, usize, Option<&str>)]) {
    for (path, at, line) in edits {
        let full = project.sandbox.work("hello").join(path);
        let Some(line) = line else {
            let _ = fs::remove_file(full);
            continue;
        };
        let text = fs::read_to_string(&full).unwrap_or_default();
        let mut lines: Vec<&str> = text.lines().collect();
        lines.insert((*at).min(lines.len()), line);
        project.write(path, self::text(&lines));
    }
}

/// The lines of the team, with the files that have them.
fn of_team(project: &Project) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for path in project.files().lines().filter(|path| !path.ends_with('/')) {
        for line in project.read(path).lines().filter(|line| line.starts_with("team")) {
            found.insert((path.to_owned(), line.to_owned()));
        }
    }
    found
}

proptest! {
    // Every case runs the program five times.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_update_loses_nothing_and_is_done_once(last in tree(), new in tree(), edits in edits()) {
        let project = Project::without_git(&files(&template(&last)));
        edit(&project, &edits);
        let current = project.run("check").to_string();
        prop_assert!(current.starts_with("exit 0\n"), "edits are no update: {}", current);

        project.upgrade(&files(&template(&new)));
        let before = project.state();
        let outside = state(&project.sandbox.path("own"));
        let team = of_team(&project);
        let dry = project.run("update --dry-run").to_string();
        prop_assert_eq!(&project.state(), &before, "a dry run writes nothing");
        let said = project.run("update").to_string();
        prop_assert_eq!(dry.replace("would change", "changed"), said.clone());
        prop_assert_eq!(of_team(&project), team, "{}", said);
        prop_assert_eq!(state(&project.sandbox.path("own")), outside);

        let after = project.state();
        for (path, file) in &before {
            let relative = path.split("/hello/").last().expect("a path");
            let known = last.contains_key(relative) || new.contains_key(relative);
            if !known && !relative.starts_with(".scaffold/") {
                prop_assert_eq!(after.get(path), Some(file), "{}\n{}", path, said);
            }
        }
        prop_assert!(!project.sandbox.work("hello/.scaffold/journal").exists());

        let again = project.run("update").to_string();
        prop_assert_eq!(&project.state(), &after, "{}", again);
        let marked = said.contains("both sides changed the same lines");
        prop_assert_eq!(again.starts_with("exit 1\n"), marked, "{}", again);
        let check = project.run("check").to_string();
        prop_assert_eq!(check.starts_with("exit 1\n"), marked, "{}", check);
        prop_assert_eq!(check.starts_with("exit 0\n"), !marked, "{}", check);
    }

    /// Where a team has edited nothing, an update gives what `new` would.
    #[test]
    fn an_update_of_an_untouched_project_is_a_new_one(last in tree(), new in tree()) {
        let project = Project::without_git(&files(&template(&last)));
        project.upgrade(&files(&template(&new)));
        let said = project.run("update").to_string();
        prop_assert!(said.starts_with("exit 0\n"), "{}", said);
        let fresh = "new fresh/hello --template ../own --no-git";
        project.sandbox.scaffold().line(fresh).silently();
        for (path, lines) in &new {
            prop_assert_eq!(project.read(path), text(lines));
        }
        let written = |dir: &str| {
            let files = project.sandbox.files();
            let files = files.lines().filter_map(|file| file.strip_prefix(dir));
            files.map(str::to_owned).collect::<Vec<_>>()
        };
        prop_assert_eq!(written("hello/"), written("fresh/hello/"));
    }
}
