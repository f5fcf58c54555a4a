//! Projects whose record has the first format: the rendering is in `rendering.tar`.

use std::fs;

use insta::assert_snapshot;

use crate::project::Project;

const FORMER: &str = ".scaffold/rendering.tar";
const NOW: &str = ".scaffold/rendering";
const ANSWERS: &str = ".scaffold/answers.toml";

/// A project as scaffold 0.3 wrote it.
fn former() -> Project {
    let project = Project::new(&[("base/a", "old\n"), ("base/b", "b\n")]);
    let root = project.sandbox.work("hello");
    fs::rename(root.join(NOW), root.join(FORMER)).expect("a file of the record");
    project.edit(ANSWERS, "format = 2", "format = 1");
    project.edit(".scaffold/.gitattributes", "rendering ", "rendering.tar ");
    project.commit();
    project
}

#[track_caller]
fn record(project: &Project) -> String {
    project.git("ls-files .scaffold").replace(".scaffold/", "").replace('\n', " ")
}

#[test]
fn the_next_update_brings_the_record_into_its_new_place() {
    let project = former();
    project.write("b", "team\n");
    project.commit();
    project.upgrade(&[("base/a", "new\n"), ("base/b", "b\n")]);
    assert_snapshot!(project.run("update"), @"
    exit 0
    --- stdout
    updated   a
    --- stderr
    changed 1 file: own 1.0.0 → own 2.0.0
    ");
    project.commit();
    assert_snapshot!(record(&project), @".gitattributes answers.toml rendering");
    assert_eq!(project.read(".scaffold/.gitattributes"), "rendering binary linguist-generated\n");
    assert_eq!(project.read("b"), "team\n");
    for line in ["check", "update"] {
        let run = project.run_idly(line).to_string();
        assert!(run.starts_with("exit 0\n"), "{run}");
    }
}

/// Nothing waits that anybody would need; but who updates gets it.
#[test]
fn a_former_record_is_no_update_that_waits() {
    let project = former();
    for line in ["check", "diff", "update --dry-run"] {
        let run = project.run_idly(line).to_string();
        assert!(run.starts_with("exit 0\n"), "{run}");
    }
    assert_snapshot!(project.run("update"), @"
    exit 0
    --- stdout
    updated   .scaffold/answers.toml
    --- stderr
    changed the record alone: own 1.0.0
    ");
    project.commit();
    assert_snapshot!(record(&project), @".gitattributes answers.toml rendering");
    assert_snapshot!(project.run_idly("update"), @"
    exit 0
    --- stderr
    nothing to do: the project is up to date with own 1.0.0
    ");
}

/// One branch has been updated by a newer scaffold than the other: git may put both together.
#[test]
fn a_record_of_two_formats_is_read() {
    let project = former();
    project.edit(ANSWERS, "format = 1", "format = 2");
    project.commit();
    let check = project.run_idly("check").to_string();
    assert!(check.starts_with("exit 0\n"), "{check}");

    let project = former();
    fs::copy(project.sandbox.work("hello").join(FORMER), project.sandbox.work("hello").join(NOW))
        .expect("a new file");
    project.write(FORMER, "left over");
    project.edit(ANSWERS, "format = 1", "format = 2");
    project.commit();
    let check = project.run_idly("check").to_string();
    assert!(check.starts_with("exit 0\n"), "{check}");
    let update = project.run("update").to_string();
    assert!(update.starts_with("exit 0\n"), "{update}");
    project.commit();
    assert_snapshot!(record(&project), @".gitattributes answers.toml rendering");
}

#[test]
fn a_former_rendering_that_is_lost_is_named_by_its_name() {
    let project = former();
    project.remove(FORMER);
    assert_snapshot!(project.run_idly("diff"), @"
    exit 2
    --- stderr
    error: `.scaffold/rendering.tar`, the last rendering, is missing

    hint: take it from git, `git checkout HEAD -- .scaffold/rendering.tar`; or run `scaffold adopt`, which compares the files with the template anew
    ");
}
