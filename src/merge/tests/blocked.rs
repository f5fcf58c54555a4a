//! A file where a directory is needed, or the other way round.

use super::updates;

#[test]
fn a_directory_of_the_team_is_kept() {
    let yours = [("f/own", "mine")];
    let told = ["f: conflict, blocked by f/own"];
    updates([&[], &yours, &[("f", "b")]], &told, &yours);
    updates([&[("f", "a")], &yours, &[("f", "b")]], &told, &yours);
    // Nothing new is kept from the team.
    updates([&[("f", "a")], &yours, &[("f", "a")]], &[], &yours);
    updates([&[("f", "a")], &yours, &[]], &[], &yours);
}

#[test]
fn a_file_of_the_team_is_kept() {
    for own in ["mine", "->elsewhere"] {
        let yours = [("dir", own)];
        let told = ["dir/f: conflict, blocked by dir"];
        updates([&[], &yours, &[("dir/f", "b")]], &told, &yours);
        updates([&[("dir/f", "a")], &yours, &[("dir/f", "b")]], &told, &yours);
        updates([&[("dir/f", "a")], &yours, &[("dir/f", "a")]], &[], &yours);
        updates([&[("dir/f", "a")], &yours, &[]], &[], &yours);
    }
}

#[test]
fn git_cannot_say_what_is_blocked() {
    let merge = updates(
        [&[], &[("d", "x")], &[("d/f", "b")]],
        &["d/f: conflict, blocked by d"],
        &[("d", "x")],
    );
    assert_eq!(merge.conflicts().next().unwrap().1.stages, [None, None, None]);
}

#[test]
fn what_the_template_removes_is_in_nobody_s_way() {
    updates(
        [&[("f", "a")], &[("f", "a")], &[("f/g", "b")]],
        &["f: removed", "f/g: added"],
        &[("f/g", "b")],
    );
    updates(
        [&[("f/g", "a")], &[("f/g", "a")], &[("f", "b")]],
        &["f: added", "f/g: removed"],
        &[("f", "b")],
    );
}

#[test]
fn what_the_team_has_changed_is() {
    let told = ["f: conflict, removed", "f/g: conflict, blocked by f"];
    updates([&[("f", "a")], &[("f", "x")], &[("f/g", "b")]], &told, &[("f", "x")]);
    let told = ["f: conflict, blocked by f/g", "f/g: conflict, removed"];
    updates([&[("f/g", "a")], &[("f/g", "x")], &[("f", "b")]], &told, &[("f/g", "x")]);
}

#[test]
fn a_renamed_file_stays_where_it_is() {
    let yours = [("p", "x"), ("q/own", "mine")];
    let told = ["p > q: conflict, blocked by q/own"];
    updates([&[("p<s", "a")], &yours, &[("q<s", "b")]], &told, &yours);
}

/// A file that has to stay may itself be in the way.
#[test]
fn the_blocked_block_others() {
    let last = [("a<1", "1"), ("b<2", "2")];
    let yours = [("a", "1"), ("b", "2"), ("c/own", "mine")];
    let new = [("b<1", "1!"), ("c<2", "2!")];
    updates(
        [&last, &yours, &new],
        &["a > b: conflict, blocked by b", "b > c: conflict, blocked by c/own"],
        &yours,
    );
}

#[test]
fn nothing_is_written_over_the_blocked() {
    let yours = [("p", "x"), ("q/own", "mine")];
    updates(
        [&[("p<s", "a")], &yours, &[("q<s", "b"), ("p<t", "c")]],
        &["p: conflict, blocked by p", "p > q: conflict, blocked by q/own"],
        &yours,
    );
}

/// Nor is the new version put beside it.
#[test]
fn a_blocked_file_without_lines_stays_where_it_is() {
    let yours = [("p", "\0x"), ("q", "mine")];
    let told = ["p > q/r: conflict, blocked by q"];
    updates([&[("p<s", "\0a")], &yours, &[("q/r<s", "\0b")]], &told, &yours);
    let told = ["q > q/r: conflict, new is q/r.new"];
    let after = [("q/r", "\0x"), ("q/r.new", "\0b")];
    updates([&[("q<s", "\0a")], &[("q", "\0x")], &[("q/r<s", "\0b")]], &told, &after);
}

#[test]
fn others_are_updated_all_the_same() {
    updates(
        [&[("g", "a")], &[("g", "a"), ("d", "x")], &[("g", "b"), ("d/f", "b")]],
        &["d/f: conflict, blocked by d", "g: updated"],
        &[("g", "b"), ("d", "x")],
    );
}
