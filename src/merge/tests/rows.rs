//! One file, by which sides have it.

use super::{Files, file, updates};
use crate::merge::Kind;

const A: &str = "one\ntwo\nthree\nfour\nfive\n";
const B: &str = "one\ntwo\nthree\nfour\nFIVE\n";
const X: &str = "ONE\ntwo\nthree\nfour\nfive\n";
const BOTH: &str = "ONE\ntwo\nthree\nfour\nFIVE\n";
/// Changes what `B` changes.
const Z: &str = "one\ntwo\nthree\nfour\n5\n";
const CLASH: &str = "one\ntwo\nthree\nfour\n\
    <<<<<<< yours\n5\n=======\nFIVE\n>>>>>>> scaffold: t 2.0.0\n";

#[test]
fn every_row() {
    let no = "";
    let table = [
        // last, yours, new, what is told, what is there
        (no, no, B, "added", B),
        (no, X, no, no, X),
        (no, X, X, no, X),
        (A, A, A, no, A),
        (A, A, B, "updated", B),
        (A, A, no, "removed", no),
        (A, no, no, no, no),
        (A, no, A, no, no),
        (A, no, B, "stays deleted", no),
        (A, X, A, no, X),
        (A, X, X, no, X),
        (A, X, B, "merged", BOTH),
        (A, Z, B, "conflict", CLASH),
        (A, X, no, "conflict, removed", X),
    ];
    for (last, yours, new, word, after) in table {
        let side = |text| if text == no { vec![] } else { vec![("f", text)] };
        let told = if word == no { vec![] } else { vec![format!("f: {word}")] };
        let told: Vec<&str> = told.iter().map(String::as_str).collect();
        let sides = [side(last), side(yours), side(new)];
        updates([&sides[0], &sides[1], &sides[2]], &told, &side(after));
    }
}

#[test]
fn a_file_that_appears_on_both_sides_is_merged_with_nothing() {
    let merge = updates(
        [&[], &[("f", "mine\nsame\n")], &[("f", "theirs\nsame\n")]],
        &["f: conflict"],
        &[("f", "<<<<<<< yours\nmine\n=======\ntheirs\n>>>>>>> scaffold: t 2.0.0\nsame\n")],
    );
    let (_, conflict) = merge.conflicts().next().unwrap();
    assert_eq!(conflict.stages, [None, Some(file("mine\nsame\n")), Some(file("theirs\nsame\n"))]);
}

#[test]
fn git_learns_the_three_versions_of_a_conflict() {
    for (yours, new) in [(Z, Some(B)), (X, None)] {
        let new_side: Vec<(&str, &str)> = new.map(|new| ("f", new)).into_iter().collect();
        let after = if new.is_some() { CLASH } else { X };
        let sides: [Files<'_>; 3] = [&[("f", A)], &[("f", yours)], &new_side];
        let word = if new.is_some() { "f: conflict" } else { "f: conflict, removed" };
        let merge = updates(sides, &[word], &[("f", after)]);
        let (_, conflict) = merge.conflicts().next().unwrap();
        assert_eq!(conflict.stages, [Some(file(A)), Some(file(yours)), new.map(file)]);
    }
}

/// Files of the team's own are known to neither rendering.
#[test]
fn what_no_rendering_knows_is_left_alone() {
    let own = ("own", "mine");
    updates([&[("f", A)], &[("f", A), own], &[("f", B)]], &["f: updated"], &[("f", B), own]);
}

#[test]
fn changes_are_sorted_by_path() {
    let merge = updates(
        [&[("b", A), ("c", A)], &[("b", A), ("c", A)], &[("a", A), ("c", B)]],
        &["a: added", "b: removed", "c: updated"],
        &[("a", A), ("c", B)],
    );
    assert!(merge.changes.iter().all(|change| !matches!(change.kind, Kind::Conflict(_))));
}
