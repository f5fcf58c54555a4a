//! The same file of the template, elsewhere.

use super::{Files, updates};

const A: &str = "one\ntwo\nthree\nfour\nfive\n";
const B: &str = "one\ntwo\nthree\nfour\nFIVE\n";
const X: &str = "ONE\ntwo\nthree\nfour\nfive\n";
const BOTH: &str = "ONE\ntwo\nthree\nfour\nFIVE\n";
const Z: &str = "one\ntwo\nthree\nfour\n5\n";
const CLASH: &str = "one\ntwo\nthree\nfour\n\
    <<<<<<< yours\n5\n=======\nFIVE\n>>>>>>> scaffold: t 2.0.0\n";

#[test]
fn edits_follow_the_file() {
    let table = [
        (A, A, "p > q: renamed", A),
        (A, B, "p > q: renamed", B),
        (X, A, "p > q: merged", X),
        (X, B, "p > q: merged", BOTH),
        (B, B, "p > q: merged", B),
        (Z, B, "p > q: conflict", CLASH),
    ];
    for (yours, new, told, after) in table {
        updates([&[("p<s", A)], &[("p", yours)], &[("q<s", new)]], &[told], &[("q", after)]);
    }
}

#[test]
fn what_has_no_lines_follows_and_gets_the_new_one_beside_it() {
    updates(
        [&[("p<s", "\0a")], &[("p", "\0x")], &[("q<s", "\0b")]],
        &["p > q: conflict, new is q.new"],
        &[("q", "\0x"), ("q.new", "\0b")],
    );
}

#[test]
fn lines_of_windows_and_modes_follow() {
    let windows = ("q", "one\r\n");
    let sides: [Files<'_>; 3] = [&[("p<s", "one\n")], &[("p", "one\r\n")], &[("q<s", "one\n")]];
    updates(sides, &["p > q: renamed"], &[windows]);
    let sides: [Files<'_>; 3] = [&[("p<s", "a\n")], &[("p", "*a\n")], &[("q<s", "b\n")]];
    updates(sides, &["p > q: merged"], &[("q", "*b\n")]);
}

#[test]
fn a_file_that_the_team_removed_stays_deleted_elsewhere() {
    updates([&[("p<s", A)], &[], &[("q<s", A)]], &[], &[]);
    updates([&[("p<s", A)], &[], &[("q<s", B)]], &["p > q: stays deleted"], &[]);
}

#[test]
fn the_team_may_have_renamed_it_already() {
    let told: [(&str, &str, &[&str], &str); 4] = [
        (A, A, &[], A),
        (A, B, &["q: updated"], B),
        (X, B, &["q: merged"], BOTH),
        (Z, B, &["q: conflict"], CLASH),
    ];
    for (yours, new, told, after) in told {
        updates([&[("p<s", A)], &[("q", yours)], &[("q<s", new)]], told, &[("q", after)]);
    }
}

/// Nor are files swapped back that the team has swapped.
#[test]
fn what_is_done_is_not_done_again() {
    let new = [("q<s", A), ("p<t", "t\n")];
    updates([&[("p<s", A), ("q<t", "t\n")], &new, &new], &[], &new);
}

#[test]
fn a_path_that_the_team_has_taken_is_not_followed() {
    updates(
        [&[("p<s", A)], &[("p", A), ("q", "mine\n")], &[("q<s", "b\n")]],
        &["p: removed", "q: conflict"],
        &[("q", "<<<<<<< yours\nmine\n=======\nb\n>>>>>>> scaffold: t 2.0.0\n")],
    );
    updates(
        [&[("p<s", A)], &[("p", X), ("q", B)], &[("q<s", B)]],
        &["p: conflict, removed"],
        &[("p", X), ("q", B)],
    );
}

#[test]
fn two_files_may_swap_their_names() {
    updates(
        [&[("p<s", A), ("q<t", "t\n")], &[("p", X), ("q", "t\n")], &[("q<s", B), ("p<t", "u\n")]],
        &["q > p: renamed", "p > q: merged"],
        &[("p", "u\n"), ("q", BOTH)],
    );
}

#[test]
fn what_would_be_written_as_it_is_is_not_written() {
    let same = [("p", "mine\n"), ("q", "mine\n")];
    let told = ["q > p: merged", "p > q: merged"];
    let merge =
        updates([&[("p<s", A), ("q<t", B)], &same, &[("q<s", A), ("p<t", B)]], &told, &same);
    assert!(merge.edits.is_empty());
}

#[test]
fn a_chain_moves_up_by_one() {
    let last = [("a<1", "1\n"), ("b<2", "2\n"), ("c<3", "3\n")];
    let new = [("b<1", "1\n"), ("c<2", "2\n"), ("d<3", "3\n")];
    let moved = ["a > b: renamed", "b > c: renamed", "c > d: renamed"];
    updates([&last, &last, &new], &moved, &[("b", "1\n"), ("c", "2\n"), ("d", "3\n")]);
    // Where its end is taken, those before it follow into what is dropped.
    let clash = "<<<<<<< yours\nmine\n=======\n3\n>>>>>>> scaffold: t 2.0.0\n";
    updates(
        [&last, &[("a", "1\n"), ("b", "2\n"), ("c", "3\n"), ("d", "mine\n")], &new],
        &["a > b: renamed", "c: removed", "b > c: renamed", "d: conflict"],
        &[("b", "1\n"), ("c", "2\n"), ("d", clash)],
    );
    // What the team has changed there is not dropped, and taken.
    let c = "<<<<<<< yours\nc\n=======\n2\n>>>>>>> scaffold: t 2.0.0\n";
    updates(
        [&last, &[("a", "1\n"), ("b", "2\n"), ("c", "c\n"), ("d", "mine\n")], &new],
        &["b: removed", "a > b: renamed", "c: conflict", "d: conflict"],
        &[("b", "1\n"), ("c", c), ("d", clash)],
    );
}

#[test]
fn a_file_may_come_where_another_one_was_dropped() {
    let last = [("p<s", A), ("q<t", "t\n")];
    updates([&last, &last, &[("q<s", A)]], &["q: removed", "p > q: renamed"], &[("q", A)]);
    // The team has made the dropped one its own.
    updates(
        [&last, &[("p", A), ("q", "mine\n")], &[("q<s", B)]],
        &["p: removed", "q: conflict"],
        &[("q", &format!("<<<<<<< yours\nmine\n=======\n{B}>>>>>>> scaffold: t 2.0.0\n"))],
    );
}

/// What stands there is another file, which the team has not removed.
#[test]
fn a_file_that_the_team_removed_comes_not_back_where_another_one_was() {
    let last = [("p<s", A), ("q<t", "t\n")];
    let told = ["q: removed", "p > q: stays deleted"];
    updates([&last, &[("q", "t\n")], &[("q<s", B)]], &told, &[]);
    let told = ["q: conflict, removed", "p > q: conflict, blocked by q"];
    updates([&last, &[("q", "mine\n")], &[("q<s", B)]], &told, &[("q", "mine\n")]);
}

#[test]
fn another_file_may_come_where_it_was() {
    updates(
        [&[("p<s", A)], &[("p", X)], &[("q<s", A), ("p<t", "t\n")]],
        &["p: added", "p > q: merged"],
        &[("p", "t\n"), ("q", X)],
    );
}

#[test]
fn no_rename_is_guessed() {
    // Of several files that one of the template wrote, none is known to be another.
    updates(
        [&[("p<s", A), ("r<s", A)], &[("p", X), ("r", A)], &[("q<s", A)]],
        &["p: conflict, removed", "q: added", "r: removed"],
        &[("p", X), ("q", A)],
    );
    // Two that happen to have the same text.
    updates([&[("p", A)], &[("p", A)], &[("q", A)]], &["p: removed", "q: added"], &[("q", A)]);
    // One that is still where it was.
    updates(
        [&[("p<s", A)], &[("p", A)], &[("p<s", A), ("q<s", A)]],
        &["q: added"],
        &[("p", A), ("q", A)],
    );
}

#[test]
fn directories_and_files_trade_places() {
    let file = [("conf<s", A)];
    let dir = [("conf/main<s", A)];
    updates([&file, &[("conf", X)], &dir], &["conf > conf/main: merged"], &[("conf/main", X)]);
    updates([&dir, &[("conf/main", X)], &file], &["conf/main > conf: merged"], &[("conf", X)]);
}
