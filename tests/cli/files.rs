//! Files of every kind on their way through an update.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use insta::assert_snapshot;

use crate::project::Project;
use crate::support::succeed;

const ELF: &str = "\x7fELF\0\0\u{1}";

#[track_caller]
fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("the file is ours");
}

#[track_caller]
fn link(target: &str, path: &Path) {
    let _ = fs::remove_file(path);
    symlink(target, path).expect("a link");
}

impl Project {
    fn mode(&self, path: &str) -> String {
        let metadata = fs::metadata(self.sandbox.work("hello").join(path)).expect("a file");
        format!("{:o}", metadata.permissions().mode() & 0o777)
    }

    fn target(&self, path: &str) -> String {
        let target = fs::read_link(self.sandbox.work("hello").join(path)).expect("a link");
        target.display().to_string()
    }
}

#[test]
fn executable_bits_are_part_of_a_file() {
    let files = [("base/tool", "1\n"), ("base/team", "1\n"), ("base/both", "1\n2\n3\n4\n5\n")];
    let project = Project::new(&files);
    project.upgrade(&[files[0], ("base/team", "2\n"), ("base/both", "1\n2\n3\n4\nfive\n")]);
    chmod(&project.sandbox.path("own/base/tool"), 0o755);
    chmod(&project.sandbox.work("hello/team"), 0o755);
    chmod(&project.sandbox.path("own/base/both"), 0o755);
    project.write("both", "one\n2\n3\n4\n5\n");
    project.commit();
    assert_snapshot!(project.run("update"), @"
    exit 0
    --- stdout
    merged    both
    merged    team
    updated   tool
    --- stderr
    changed 3 files: own 1.0.0 → own 2.0.0
    ");
    assert_eq!(project.mode("tool"), "755");
    assert_eq!(project.mode("team"), "755", "the team's bit stays");
    assert_eq!(project.read("team"), "2\n");
    assert_eq!(
        (project.mode("both").as_str(), project.read("both").as_str()),
        ("755", "one\n2\n3\n4\nfive\n")
    );
}

/// A mode that says more than git knows is kept.
#[test]
fn other_bits_of_a_mode_are_the_team_s() {
    let project = Project::without_git(&[("base/secret", "1\n")]);
    project.upgrade(&[("base/secret", "2\n")]);
    chmod(&project.sandbox.work("hello/secret"), 0o600);
    assert_snapshot!(project.run("update"), @"
    exit 0
    --- stdout
    updated   secret
    --- stderr
    changed 1 file: own 1.0.0 → own 2.0.0
    ");
    assert_eq!(project.mode("secret"), "600");
}

#[test]
fn links_are_updated_or_kept() {
    let project = Project::new(&[("base/a", "a\n"), ("base/b", "b\n"), ("base/c", "c\n")]);
    for name in ["own1", "own2", "own3"] {
        link("a", &project.sandbox.path("own/base").join(name));
    }
    let run = project.run("update");
    assert_snapshot!(run, @"
    exit 0
    --- stdout
    added     own1
    added     own2
    added     own3
    --- stderr
    changed 3 files: own 1.0.0
    ");
    project.commit();
    for name in ["own1", "own2"] {
        link("b", &project.sandbox.path("own/base").join(name));
    }
    link("c", &project.sandbox.work("hello/own2"));
    link("c", &project.sandbox.work("hello/own3"));
    project.commit();
    assert_snapshot!(project.run("update"), @"
    exit 1
    --- stdout
    updated   own1
    conflict  own2: it cannot be merged; yours is kept, the template's is `own2.new`
    --- stderr
    changed 1 file: own 1.0.0; 1 conflict left: edit the files, then `git add` them
    ");
    assert_eq!(project.target("own1"), "b");
    assert_eq!(project.target("own2"), "c");
    assert_eq!(project.target("own2.new"), "b");
    assert_eq!(project.target("own3"), "c");
    assert_snapshot!(project.git("status --porcelain"), @"
     M .scaffold/rendering
     M own1
    UU own2
    ?? own2.new
    ");
}

#[test]
fn of_a_binary_file_both_versions_are_there() {
    let project = Project::new(&[("base/one", ELF), ("base/two", ELF)]);
    let new = format!("{ELF}new");
    project.upgrade(&[("base/one", &new), ("base/two", &new)]);
    let team = format!("{ELF}team");
    project.write("two", &team);
    project.commit();
    assert_snapshot!(project.run("update"), @"
    exit 1
    --- stdout
    updated   one
    conflict  two: it cannot be merged; yours is kept, the template's is `two.new`
    --- stderr
    changed 1 file: own 1.0.0 → own 2.0.0; 1 conflict left: edit the files, then `git add` them
    ");
    assert_eq!(project.read("one"), new);
    assert_eq!(project.read("two"), team);
    assert_eq!(project.read("two.new"), new);
    assert_snapshot!(project.git("status --porcelain"), @"
     M .scaffold/answers.toml
     M .scaffold/rendering
     M one
    UU two
    ?? two.new
    ");
    project.git("checkout --theirs two");
    assert_eq!(project.read("two"), new);
}

#[test]
fn lines_end_as_the_team_ends_them() {
    let project = Project::new(&[("base/a", "1\n2\n3\n4\n5\n"), ("base/b", "1\n2\n")]);
    project.upgrade(&[("base/a", "1\n2\n3\n4\nfive\n"), ("base/b", "one\n2\n")]);
    project.write("a", "one\r\n2\r\n3\r\n4\r\n5\r\n");
    project.write("b", "1\r\n2\r\n");
    project.commit();
    assert_snapshot!(project.run("update"), @"
    exit 0
    --- stdout
    merged    a
    updated   b
    --- stderr
    changed 2 files: own 1.0.0 → own 2.0.0
    ");
    assert_eq!(project.read("a"), "one\r\n2\r\n3\r\n4\r\nfive\r\n");
    assert_eq!(project.read("b"), "one\r\n2\r\n");
}

#[test]
fn a_file_in_the_way_of_a_directory_is_kept() {
    let project = Project::new(&[("base/a", "a\n")]);
    project.upgrade(&[("base/a", "a\n"), ("base/docs/x", "x\n"), ("base/lib", "lib\n")]);
    project.write("docs", "team\n");
    project.write("lib/mine", "team\n");
    project.commit();
    assert_snapshot!(project.run("update"), @"
    exit 1
    --- stdout
    conflict  docs/x: `docs` is in its way; nothing is written
    conflict  lib: `lib/mine` is in its way; nothing is written
    --- stderr
    changed the record alone: own 1.0.0 → own 2.0.0; 2 conflicts left: edit the files, then `git add` them
    ");
    assert_eq!(project.read("docs"), "team\n");
    assert_eq!(project.files(), "a\ndocs\nlib/mine");
    assert_snapshot!(project.git("status --porcelain"), @"
    M .scaffold/answers.toml
    M .scaffold/rendering
    ");
}

#[test]
fn a_file_of_the_template_becomes_a_directory_and_back() {
    let (file, directory) = ([("base/x", "x\n")], [("base/x/y", "y\n")]);
    let project = Project::new(&file);
    project.upgrade(&directory);
    assert_snapshot!(project.run("update"), @"
    exit 0
    --- stdout
    removed   x
    added     x/y
    --- stderr
    changed 2 files: own 1.0.0 → own 2.0.0
    ");
    assert_eq!(project.files(), "x/y");
    project.commit();
    project.upgrade(&file);
    assert_snapshot!(project.run("update"), @"
    exit 0
    --- stdout
    added     x
    removed   x/y
    --- stderr
    changed 2 files: own 2.0.0
    ");
    assert_eq!(project.files(), "x");
}

/// Nobody wrote through a link that leads out of the project.
#[test]
fn a_link_is_never_followed() {
    let project = Project::new(&[("base/data/a", "1\n")]);
    project.upgrade(&[("base/data/a", "2\n"), ("base/data/b", "2\n")]);
    project.sandbox.write("elsewhere/a", "1\n");
    fs::remove_dir_all(project.sandbox.work("hello/data")).expect("a directory");
    link("../../elsewhere", &project.sandbox.work("hello/data"));
    project.commit();
    assert_snapshot!(project.run("update"), @"
    exit 1
    --- stdout
    conflict  data/a: `data` is in its way; nothing is written
    conflict  data/b: `data` is in its way; nothing is written
    --- stderr
    changed the record alone: own 1.0.0 → own 2.0.0; 2 conflicts left: edit the files, then `git add` them
    ");
    assert_eq!(fs::read_to_string(project.sandbox.path("elsewhere/a")).expect("a file"), "1\n");
    assert!(!project.sandbox.path("elsewhere/b").exists());
}

#[test]
fn what_is_deleted_stays_deleted_and_what_is_added_already_is_tracked() {
    let project = Project::new(&[("base/a", "a\n"), ("base/gone", "1\n"), ("base/left", "1\n")]);
    project.remove("gone");
    project.remove("left");
    project.write("same", "same\n");
    project.commit();
    project.upgrade(&[("base/a", "a\n"), ("base/gone", "2\n"), ("base/same", "same\n")]);
    assert_snapshot!(project.run("update"), @"
    exit 0
    --- stdout
    deleted   gone: the template changed it; it stays deleted
    --- stderr
    changed the record alone: own 1.0.0 → own 2.0.0
    ");
    assert_eq!(project.files(), "a\nsame");
    project.commit();
    // From now on it follows the template.
    project.upgrade(&[("base/a", "a\n"), ("base/gone", "2\n"), ("base/same", "more\n")]);
    assert_snapshot!(project.run("update"), @"
    exit 0
    --- stdout
    updated   same
    --- stderr
    changed 1 file: own 2.0.0
    ");
    assert_eq!(project.read("same"), "more\n");
}

/// Neither file nor link: nobody can say what to do with it.
#[test]
fn what_is_no_file_is_refused() {
    let project = Project::new(&[("base/a", "a\n")]);
    project.upgrade(&[("base/a", "b\n"), ("base/pipe", "x\n")]);
    succeed(project.sandbox.command_of("mkfifo").arg("hello/pipe"));
    assert_snapshot!(project.run("update --allow-dirty"), @"
    exit 2
    --- stderr
    error: `pipe` is neither a file nor a link
    ");
    assert_eq!(project.read("a"), "a\n");
}
