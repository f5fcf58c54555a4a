//! A project follows its template.

use insta::assert_snapshot;

use crate::project::{Project, lines, manifest};

/// A project of which every file fares differently in the update that waits for it.
pub fn project() -> Project {
    let both = lines("one two three four five six seven");
    let project = Project::new(&[
        ("base/README.md.tera", "# {= name =}\n"),
        ("base/both", &both),
        ("base/changed", "old\n"),
        ("base/gone", "gone\n"),
        ("base/lost", "lost\n"),
        ("base/old/edited", &both),
        ("base/old/moved", "moved\n"),
        ("base/own", "template\n"),
        ("base/same", "same\n"),
    ]);
    let moves = r#"
[[migration]]
from = "<2"
move = { "base/old/moved" = "base/new/moved", "base/old/edited" = "base/new/edited" }
"#;
    let new = both.replace("seven", "SEVEN");
    project.upgrade(&[
        ("template.toml", &manifest("2.0.0", moves)),
        ("base/README.md.tera", "# {= name =}\n"),
        ("base/added", "added\n"),
        ("base/both", &new),
        ("base/changed", "new\n"),
        ("base/lost", "found\n"),
        ("base/new/edited", &both),
        ("base/new/moved", "moved\n"),
        ("base/own", "template\n"),
        ("base/same", "new\n"),
    ]);
    project.edit("both", "one", "ONE");
    project.edit("old/edited", "one", "ONE");
    project.remove("lost");
    project.write("own", "team\n");
    project.write("same", "new\n");
    project.write("team/only", "team\n");
    project.commit();
    project
}

#[test]
fn every_change_is_a_line_and_nothing_of_the_team_is_lost() {
    let project = project();
    assert_snapshot!(project.run("update"), @"
    exit 0
    --- stdout
    added     added
    merged    both
    updated   changed
    removed   gone
    deleted   lost: the template changed it; it stays deleted
    merged    old/edited → new/edited
    renamed   old/moved → new/moved
    --- stderr
    changed 6 files: own 1.0.0 → own 2.0.0
    ");
    assert_snapshot!(project.files(), @"
    README.md
    added
    both
    changed
    new/edited
    new/moved
    own
    same
    team/only
    ");
    assert_snapshot!(project.read("both"), @"
    ONE
    two
    three
    four
    five
    six
    SEVEN
    ");
    assert_snapshot!(project.read("new/edited"), @"
    ONE
    two
    three
    four
    five
    six
    seven
    ");
    assert_eq!(project.read("own"), "team\n");
    assert_eq!(project.read("team/only"), "team\n");
    assert_snapshot!(project.git("status --porcelain"), @"
     M .scaffold/answers.toml
     M .scaffold/rendering
     M both
     M changed
     D gone
     D old/edited
     D old/moved
    ?? added
    ?? new/
    ");
    project.commit();
    assert_snapshot!(project.run_idly("update"), @"
    exit 0
    --- stderr
    nothing to do: the project is up to date with own 2.0.0
    ");
    assert_snapshot!(project.run_idly("check"), @"
    exit 0
    --- stderr
    up to date with own 2.0.0
    ");
}

#[test]
fn a_dry_run_says_the_same_and_writes_nothing() {
    let project = project();
    let dry = project.run_idly("update --dry-run").to_string();
    assert_snapshot!(dry, @"
    exit 0
    --- stdout
    added     added
    merged    both
    updated   changed
    removed   gone
    deleted   lost: the template changed it; it stays deleted
    merged    old/edited → new/edited
    renamed   old/moved → new/moved
    --- stderr
    would change 6 files: own 1.0.0 → own 2.0.0
    ");
    assert_eq!(project.run("update").to_string(), dry.replace("would change", "changed"));
}

/// What will not be written need not be undone.
#[test]
fn a_dry_run_needs_no_clean_work_tree() {
    let project = project();
    project.write("own", "again\n");
    let dry = project.run_idly("update --dry-run").to_string();
    assert!(dry.starts_with("exit 0\n"), "{dry}");
}

/// Another version of the template with the same files: only the record has something to do.
#[test]
fn a_version_that_changes_nothing_is_no_update() {
    let project = Project::new(&[("base/a", "a\n")]);
    project.upgrade(&[("base/a", "a\n")]);
    assert_snapshot!(project.run_idly("check"), @"
    exit 0
    --- stderr
    up to date with own 2.0.0
    ");
    assert_snapshot!(project.run_idly("update"), @"
    exit 0
    --- stderr
    nothing to do: the project is up to date with own 2.0.0
    ");
}

#[test]
fn any_file_below_the_project_tells_which_it_is() {
    let project = project();
    std::fs::create_dir_all(project.sandbox.work("hello/team/deep")).expect("a directory");
    let update = project.sandbox.scaffold().at("hello/team/deep").line("update --dry-run");
    let below = update.run().to_string();
    assert_eq!(below, project.run("update --dry-run").to_string());
    let from = |dir: &str, line: &str| project.sandbox.scaffold().at(dir).line(line).run();
    assert_eq!(from("", "update hello --dry-run").to_string(), below);
    assert_eq!(from("", "update ./hello/ --dry-run").to_string(), below);
    assert_eq!(from("hello/team", "update .. --dry-run").to_string(), below);
    let absolute = project.sandbox.work("hello").display().to_string();
    assert_eq!(from("", &format!("update {absolute} --dry-run")).to_string(), below);
    assert_eq!(from("", "update --dry-run -- hello").to_string(), below);
}
