//! What holds whatever both sides have done.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{apply, file, path};
use crate::merge::{Change, Conflict, ConflictKind, Kind, Merge, Sides, merge};
use crate::path::RelPath;
use crate::template::Rendering;
use crate::tree::{File, Tree};

/// Few, so that they meet: some need a directory where another is a file.
const PATHS: [&str; 8] = ["a", "b", "c", "a/x", "d/x", "d/y", "a.new", "d/pyproject.toml"];

/// A file as it is drawn: where it is, which file of the template it is, and its lines.
#[derive(Clone, Debug)]
struct Drawn {
    at: usize,
    source: usize,
    lines: Vec<String>,
    form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Text,
    Windows,
    Executable,
    Binary,
    Link,
}

impl Drawn {
    fn file(&self) -> File {
        let text = |end: &str| self.lines.iter().flat_map(|line| [line, end]).collect::<String>();
        let text = match self.form {
            Form::Text => text("\n"),
            Form::Windows => text("\r\n"),
            Form::Executable => format!("*{}", text("\n")),
            Form::Binary => format!("\0\n{}", text("\n")),
            Form::Link => format!("->{}", self.lines.join("/")),
        };
        file(&text)
    }
}

/// One thing that a side does to a file: which, what, and how.
type Step = (usize, u8, usize);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((0..8_usize, 0..12_u8, 0..40_usize), 0..7)
}

fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    let lines = prop::collection::vec("[a-d]", 0..9);
    let file = (0..PATHS.len(), 0..6_usize, lines, 0..8_u8);
    let file = file.prop_map(|(at, source, lines, form)| {
        let form = match form {
            0 => Form::Binary,
            1 => Form::Link,
            2 => Form::Executable,
            _ => Form::Text,
        };
        Drawn { at, source, lines, form }
    });
    prop::collection::vec(file, 0..6)
}

/// What `who` makes of `files`. No two lines that are added are the same.
fn changed(files: &[Drawn], steps: &[Step], who: &str) -> Vec<Drawn> {
    let mut files = files.to_vec();
    for (number, (which, what, how)) in steps.iter().copied().enumerate() {
        let line = format!("{who}{number}");
        if files.is_empty() || what == 0 {
            let form = if how % 5 == 0 { Form::Binary } else { Form::Text };
            let source = how % 6;
            files.push(Drawn { at: how % PATHS.len(), source, lines: vec![line], form });
            continue;
        }
        let which = which % files.len();
        let drawn = &mut files[which];
        match what {
            1 => drop(files.remove(which)),
            2 | 3 => drawn.at = how % PATHS.len(),
            4 => drawn.form = Form::Executable,
            5 => drawn.form = Form::Text,
            6 => drawn.form = if who == "team" { Form::Windows } else { Form::Binary },
            7 if !drawn.lines.is_empty() => drop(drawn.lines.remove(how % drawn.lines.len())),
            _ => drawn.lines.insert(how % (drawn.lines.len() + 1), line),
        }
    }
    files
}

/// The files that can stand together, the first ones first.
fn rendering(files: &[Drawn]) -> Rendering {
    let mut rendering = Rendering::default();
    for drawn in files {
        let at = path(PATHS[drawn.at]);
        if rendering.tree.insert(at.clone(), drawn.file()).is_ok() {
            rendering.sources.insert(at, path(&format!("s{}", drawn.source)));
        }
    }
    rendering
}

fn merged(last: &Rendering, yours: &Tree, new: &Rendering) -> Merge {
    merge(&Sides { last, yours, new, label: "t 2.0.0" })
}

/// The lines that `who` has added, wherever they are.
fn lines_of(who: &str, tree: &Tree) -> BTreeSet<String> {
    let text = |file: &File| match file {
        File::Regular { bytes, .. } => String::from_utf8(bytes.to_vec()).unwrap(),
        File::Link { target } => target.replace('/', "\n"),
    };
    let lines =
        tree.iter().flat_map(|(_, file)| text(file).lines().map(str::to_owned).collect::<Vec<_>>());
    lines.filter(|line| line.starts_with(who)).collect()
}

/// The paths that a change tells of.
fn named(change: &Change) -> Vec<&RelPath> {
    let beside = match &change.kind {
        Kind::Conflict(Conflict { kind: ConflictKind::Whole { beside }, .. }) => Some(beside),
        _ => None,
    };
    [Some(&change.path), change.from.as_ref(), beside].into_iter().flatten().collect()
}

fn known(rendering: &Rendering, path: &RelPath) -> bool {
    rendering.tree.get(path.as_str()).is_some()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// A team that has changed nothing has the new rendering exactly.
    #[test]
    fn merge_b_b_n_is_n(base in drawn(), steps in steps()) {
        let new = rendering(&changed(&base, &steps, "tool"));
        let last = rendering(&base);
        let merge = merged(&last, &last.tree, &new);
        prop_assert_eq!(merge.conflicts().next(), None);
        prop_assert_eq!(apply(&merge, &last.tree), new.tree);
    }

    /// A template that has changed nothing changes nothing.
    #[test]
    fn merge_b_y_b_is_y(base in drawn(), steps in steps()) {
        let yours = rendering(&changed(&base, &steps, "team")).tree;
        let last = rendering(&base);
        prop_assert_eq!(merged(&last, &yours, &last), Merge::default());
    }

    /// Both have done the same.
    #[test]
    fn merge_b_n_n_is_n(base in drawn(), steps in steps()) {
        let new = rendering(&changed(&base, &steps, "both"));
        let merge = merged(&rendering(&base), &new.tree, &new);
        prop_assert_eq!(merge.edits.len(), 0);
    }

    #[test]
    fn a_second_update_does_nothing(base in drawn(), yours in steps(), new in steps()) {
        let yours = rendering(&changed(&base, &yours, "team")).tree;
        let new = rendering(&changed(&base, &new, "tool"));
        let project = apply(&merged(&rendering(&base), &yours, &new), &yours);
        prop_assert_eq!(merged(&new, &project, &new), Merge::default());
    }

    /// Also between the markers of a conflict, or in a file that the template dropped.
    #[test]
    fn no_line_of_the_team_is_lost(base in drawn(), yours in steps(), new in steps()) {
        let yours = rendering(&changed(&base, &yours, "team")).tree;
        let new = rendering(&changed(&base, &new, "tool"));
        let project = apply(&merged(&rendering(&base), &yours, &new), &yours);
        prop_assert_eq!(lines_of("team", &project), lines_of("team", &yours));
    }

    /// A line of the template is missing only where it is told of.
    #[test]
    fn no_line_of_the_template_is_lost_silently(
        base in drawn(), yours in steps(), new in steps()
    ) {
        let last = rendering(&base);
        let yours = rendering(&changed(&base, &yours, "team")).tree;
        let new = rendering(&changed(&base, &new, "tool"));
        let merge = merged(&last, &yours, &new);
        let project = apply(&merge, &yours);
        let there = lines_of("tool", &project);
        for (path, file) in &new.tree {
            let mut one = Tree::default();
            one.insert(path.clone(), file.clone()).unwrap();
            let told = merge.changes.iter().any(|change| {
                let kind = &change.kind;
                let blocked = |it: &Conflict| matches!(it.kind, ConflictKind::Blocked { .. });
                change.path == *path
                    && (*kind == Kind::StaysDeleted
                        || matches!(kind, Kind::Conflict(it) if blocked(it)))
            });
            prop_assert!(told || lines_of("tool", &one).is_subset(&there), "{}", path);
        }
    }

    /// Every edit is told of, and is about a file of the template or beside one.
    #[test]
    fn edits_are_told(base in drawn(), yours in steps(), new in steps()) {
        let last = rendering(&base);
        let yours = rendering(&changed(&base, &yours, "team")).tree;
        let new = rendering(&changed(&base, &new, "tool"));
        let merge = merged(&last, &yours, &new);
        let told: BTreeSet<&RelPath> = merge.changes.iter().flat_map(named).collect();
        for (path, file) in &merge.edits {
            prop_assert!(told.contains(path), "{} is not told of", path);
            prop_assert_ne!(yours.get(path.as_str()), file.as_ref());
            let beside = merge.changes.iter().any(|it| named(it).get(1..).is_some_and(|it| it.contains(&path)));
            prop_assert!(known(&last, path) || known(&new, path) || beside, "{}", path);
        }
        prop_assert!(merge.changes.is_sorted_by_key(|change| &change.path));
    }
}
