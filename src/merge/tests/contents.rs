//! What a file is made of: its executable bit, lines of Windows, links, bytes, requirements.

use super::{Files, Rendering, Sides, file, merge, rendering, told, updates};
use crate::merge::ConflictKind;

#[test]
fn the_executable_bit_is_merged_for_itself() {
    let table = [
        ("a\n", "*a\n", "a\nb\n", "f: merged", "*a\nb\n"),
        ("a\n", "a\nb\n", "*a\n", "f: merged", "*a\nb\n"),
        ("*a\n", "a\n", "*a\nb\n", "f: merged", "a\nb\n"),
        ("a\n", "a\n", "*a\n", "f: updated", "*a\n"),
        ("a\n", "a\nb\n", "*a\nb\n", "f: merged", "*a\nb\n"),
        ("\0\n", "*\0\n", "\0\0\n", "f: merged", "*\0\0\n"),
        ("\0\n", "\0\0\n", "*\0\n", "f: merged", "*\0\0\n"),
    ];
    for (last, yours, new, told, after) in table {
        updates([&[("f", last)], &[("f", yours)], &[("f", new)]], &[told], &[("f", after)]);
    }
    // Of both sides, or of the team alone: nothing to do.
    for new in ["*a\n", "a\n"] {
        updates([&[("f", "a\n")], &[("f", "*a\n")], &[("f", new)]], &[], &[("f", "*a\n")]);
    }
    let appeared = [("*a\n", "a\n", &[][..], "*a\n"), ("a\n", "*a\n", &["f: merged"][..], "*a\n")];
    for (yours, new, told, after) in appeared {
        updates([&[], &[("f", yours)], &[("f", new)]], told, &[("f", after)]);
    }
}

#[test]
fn a_file_whose_mode_alone_was_changed_is_not_removed() {
    let told = ["f: conflict, removed"];
    updates([&[("f", "a\n")], &[("f", "*a\n")], &[]], &told, &[("f", "*a\n")]);
}

#[test]
fn lines_that_git_has_ended_for_windows_are_no_changes() {
    let table = [
        // last, yours, new, what is told, what is there
        ("a\nb\n", "a\r\nb\r\n", "a\nc\n", &["f: updated"][..], "a\r\nc\r\n"),
        ("a\nb\n", "a\r\nb\r\n", "a\nb\n", &[], "a\r\nb\r\n"),
        ("a\nb\n", "a\r\nB\r\n", "a\nB\n", &[], "a\r\nB\r\n"),
        (
            "a\n1\n2\n3\nb",
            "A\r\n1\r\n2\r\n3\r\nb",
            "a\n1\n2\n3\nB",
            &["f: merged"],
            "A\r\n1\r\n2\r\n3\r\nB",
        ),
        (
            "a\n",
            "x\r\n",
            "b\n",
            &["f: conflict"],
            "<<<<<<< yours\r\nx\r\n=======\r\nb\r\n>>>>>>> scaffold: t 2.0.0\r\n",
        ),
        // The template has such lines itself, or the team not everywhere.
        (
            "a\r\n1\r\n2\r\n",
            "A\r\n1\r\n2\r\n",
            "a\r\n1\r\nb\r\n",
            &["f: merged"],
            "A\r\n1\r\nb\r\n",
        ),
        ("a\r\nb\r\n", "a\r\nb\r\n", "a\nb\n", &["f: updated"], "a\nb\n"),
        ("a\nb\nc\nd\n", "a\r\nb\nc\nd\n", "a\nb\nc\nD\n", &["f: updated"], "a\r\nb\nc\nD\n"),
        ("a\r\nb\r\n", "a\nb\n", "a\r\nc\r\n", &["f: updated"], "a\nc\n"),
        ("a\r\n1\r\n2\r\n", "A\n1\n2\n", "a\r\n1\r\nb\r\n", &["f: merged"], "A\n1\nb\n"),
    ];
    for (last, yours, new, told, after) in table {
        updates([&[("f", last)], &[("f", yours)], &[("f", new)]], told, &[("f", after)]);
    }
    updates([&[("f", "a\n")], &[("f", "a\r\n")], &[]], &["f: removed"], &[]);
    // Bytes are no lines.
    let kept = [("f", "\0\r\n")];
    updates([&[("f", "\0\n")], &kept, &[]], &["f: conflict, removed"], &kept);
    updates([&[], &[("f", "a\r\n")], &[("f", "a\n")]], &[], &[("f", "a\r\n")]);
}

/// The index keeps what the team has, not what it was merged as.
#[test]
fn a_conflict_of_such_lines_keeps_the_file_of_the_team() {
    let sides: [Files<'_>; 3] = [&[("f", "a\n")], &[("f", "x\r\n")], &[]];
    let merge = updates(sides, &["f: conflict, removed"], &[("f", "x\r\n")]);
    assert_eq!(merge.conflicts().next().unwrap().1.stages[1], Some(file("x\r\n")));
}

#[test]
fn what_has_no_lines_is_kept_and_the_new_one_put_beside_it() {
    let table = [
        ("\0a", "\0x", "\0b"),
        ("a\n", "\0x", "b\n"),
        ("a\n", "x\n", "\0b"),
        ("\0a", "x\n", "b\n"),
        ("->a", "->x", "->b"),
        ("a\n", "x\n", "->b"),
        ("a\n", "->x", "b\n"),
    ];
    for (last, yours, new) in table {
        let merge = updates(
            [&[("f", last)], &[("f", yours)], &[("f", new)]],
            &["f: conflict, new is f.new"],
            &[("f", yours), ("f.new", new)],
        );
        let stages = [last, yours, new].map(|text| Some(file(text)));
        assert_eq!(merge.conflicts().next().unwrap().1.stages, stages);
    }
    let told = ["f: conflict, new is f.new"];
    updates([&[], &[("f", "\0x")], &[("f", "\0b")]], &told, &[("f", "\0x"), ("f.new", "\0b")]);
}

#[test]
fn a_link_that_one_side_changed_is_a_file_like_others() {
    let updated: [Files<'_>; 3] = [&[("f", "->a")], &[("f", "->a")], &[("f", "->b")]];
    updates(updated, &["f: updated"], &[("f", "->b")]);
    updates([&[("f", "->a")], &[("f", "x")], &[("f", "->a")]], &[], &[("f", "x")]);
    updates([&[("f", "->a")], &[("f", "->a")], &[("f", "b")]], &["f: updated"], &[("f", "b")]);
    // Both have made a file of it: there is no text that they come from.
    let told = ["f: conflict"];
    let after = "<<<<<<< yours\nx\n=======\nb\n>>>>>>> scaffold: t 2.0.0\n";
    updates([&[("f", "->a")], &[("f", "x\n")], &[("f", "b\n")]], &told, &[("f", after)]);
}

#[test]
fn the_name_beside_is_one_that_is_free() {
    let others = [("f.new", "mine"), ("f.new2/x", "mine")];
    let yours = [("f", "\0x"), others[0], others[1]];
    let merge = updates(
        [&[("f", "\0a")], &yours, &[("f", "\0b"), ("f.new3", "c")]],
        &["f: conflict, new is f.new4", "f.new3: added"],
        &[("f", "\0x"), others[0], others[1], ("f.new3", "c"), ("f.new4", "\0b")],
    );
    let beside = merge.conflicts().next().unwrap();
    assert!(
        matches!(&beside.1.kind, ConflictKind::Whole { beside } if beside.as_str() == "f.new4")
    );
    // It is there already.
    let yours = [("f", "\0x"), ("f.new", "\0b")];
    let told = ["f: conflict, new is f.new"];
    let merge = updates([&[("f", "\0a")], &yours, &[("f", "\0b")]], &told, &yours);
    assert!(merge.edits.is_empty());
}

#[test]
fn requirements_are_merged_by_name_in_pyproject_alone() {
    let text = |lines: &str| format!("[project]\ndependencies = [\n{lines}]\n");
    let last = text("  \"a==1\",\n  \"b==1\",\n");
    let yours = text("  \"a==1\",\n  \"b==1\",\n  \"mine\",\n");
    let new = text("  \"a==1\",\n  \"b==2\",\n");
    let after = text("  \"a==1\",\n  \"b==2\",\n  \"mine\",\n");
    for name in ["pyproject.toml", "sub/pyproject.toml"] {
        let sides: [Files<'_>; 3] = [&[(name, &last)], &[(name, &yours)], &[(name, &new)]];
        updates(sides, &[&format!("{name}: merged")], &[(name, &after)]);
    }
    let (last, yours, new) = (rendered(&last), rendered(&yours), rendered(&new));
    let merge = merge(&Sides { last: &last, yours: &yours.tree, new: &new, label: "" });
    assert_eq!(told(&merge), ["my-pyproject.toml: conflict"]);
}

fn rendered(text: &str) -> Rendering {
    rendering(&[("my-pyproject.toml", text)])
}
