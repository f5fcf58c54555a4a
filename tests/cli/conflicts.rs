//! What the template and the team cannot both have.

use insta::assert_snapshot;

use crate::project::{Project, lines};

const LAST: &str = "one two three four five";
const TEAM: &str = "one two TEAM four five";
pub const NEW: &str = "one two NEW four five";

/// Every kind of conflict that git has a word for.
pub fn project(git: bool) -> Project {
    let (last, new) = (lines(LAST), lines(NEW));
    let files =
        [("base/a.txt", last.as_str()), ("base/b.txt", &last), ("base/docs/gone.txt", &last)];
    let project = if git { Project::new(&files) } else { Project::without_git(&files) };
    project.upgrade(&[("base/a.txt", &new), ("base/b.txt", &new), ("base/both.txt", &new)]);
    for file in ["a.txt", "docs/gone.txt", "both.txt"] {
        project.write(file, lines(TEAM));
    }
    if git {
        project.commit();
    }
    project
}

#[test]
fn conflicts_are_told_and_marked() {
    let project = project(true);
    assert_snapshot!(project.run("update"), @"
    exit 1
    --- stdout
    conflict  a.txt: both sides changed the same lines
    updated   b.txt
    conflict  both.txt: both sides changed the same lines
    conflict  docs/gone.txt: the template dropped it, you changed it; it is kept
    --- stderr
    changed 3 files: own 1.0.0 → own 2.0.0; 3 conflicts left: edit the files, then `git add` them
    ");
    assert_snapshot!(project.read("a.txt"), @"
    one
    two
    <<<<<<< yours
    TEAM
    =======
    NEW
    >>>>>>> scaffold: own 2.0.0
    four
    five
    ");
    assert_snapshot!(project.read("both.txt"), @"
    one
    two
    <<<<<<< yours
    TEAM
    =======
    NEW
    >>>>>>> scaffold: own 2.0.0
    four
    five
    ");
    assert_eq!(project.read("docs/gone.txt"), lines(TEAM));
    assert_eq!(project.read("b.txt"), lines(NEW));
    assert_snapshot!(project.git("status --porcelain"), @"
     M .scaffold/answers.toml
     M .scaffold/rendering
    UU a.txt
     M b.txt
    AA both.txt
    UD docs/gone.txt
    ");
    assert_snapshot!(project.git("ls-files --unmerged"), @"
    100644 b2f931a67315c95c5daab3aac6de62e534808476 1	a.txt
    100644 992b64905d808573ea2459628ba314a5812828b5 2	a.txt
    100644 a2b735221b8a0f2062c3f80094110b122681a5ff 3	a.txt
    100644 992b64905d808573ea2459628ba314a5812828b5 2	both.txt
    100644 a2b735221b8a0f2062c3f80094110b122681a5ff 3	both.txt
    100644 b2f931a67315c95c5daab3aac6de62e534808476 1	docs/gone.txt
    100644 992b64905d808573ea2459628ba314a5812828b5 2	docs/gone.txt
    ");
    assert_eq!(project.git("show :1:a.txt"), lines(LAST));
    assert_eq!(project.git("show :2:a.txt"), lines(TEAM));
    assert_eq!(project.git("show :3:a.txt"), lines(NEW));
}

#[test]
fn git_resolves_them_as_its_own() {
    let project = project(true);
    assert!(project.run("update").to_string().starts_with("exit 1\n"));
    project.git("checkout --theirs a.txt");
    assert_eq!(project.read("a.txt"), lines(NEW));
    project.git("checkout --ours a.txt");
    assert_eq!(project.read("a.txt"), lines(TEAM));
    project.git("checkout --merge a.txt");
    assert_snapshot!(project.read("a.txt"), @"
    one
    two
    <<<<<<< ours
    TEAM
    =======
    NEW
    >>>>>>> theirs
    four
    five
    ");
    project.git("checkout --theirs both.txt");
    project.git("rm --quiet docs/gone.txt");
    project.write("a.txt", lines("one two TEAM NEW four five"));
    project.git("add --all");
    assert_eq!(project.git("ls-files --unmerged"), "");
    project.git("commit --quiet --message resolved");
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
fn without_git_it_is_the_same_but_for_the_index() {
    let (with, without) = (project(true), project(false));
    // There is nothing to add them to.
    let with_git = with.run("update").to_string().replace(", then `git add` them", "");
    assert_eq!(without.run("update").to_string(), with_git);
    for file in ["a.txt", "b.txt", "both.txt", "docs/gone.txt"] {
        assert_eq!(without.read(file), with.read(file));
    }
    assert_snapshot!(without.run_idly("check"), @"
    exit 1
    --- stdout
    conflict  a.txt
    conflict  both.txt
    --- stderr
    up to date with own 2.0.0; 2 conflicts left of an earlier update
    ");
}

#[test]
fn a_renamed_file_takes_its_conflict_along() {
    let project = Project::new(&[("base/{= name =}/a.txt", &lines(LAST))]);
    project.upgrade(&[("base/{= name =}/a.txt", &lines(NEW))]);
    project.write("hello/a.txt", lines(TEAM));
    project.commit();
    assert_snapshot!(project.run("update --name other"), @"
    exit 1
    --- stdout
    conflict  hello/a.txt → other/a.txt: both sides changed the same lines
    --- stderr
    changed 1 file: own 1.0.0 → own 2.0.0; 1 conflict left: edit the files, then `git add` them
    ");
    assert_snapshot!(project.read("other/a.txt"), @"
    one
    two
    <<<<<<< yours
    TEAM
    =======
    NEW
    >>>>>>> scaffold: own 2.0.0
    four
    five
    ");
    assert_snapshot!(project.git("status --porcelain"), @"
     M .scaffold/answers.toml
     M .scaffold/rendering
     D hello/a.txt
    UU other/a.txt
    ");
}
