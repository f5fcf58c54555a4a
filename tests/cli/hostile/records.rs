//! Projects whose record means harm.

use insta::assert_snapshot;

use super::said;
use crate::project::Project;

#[test]
#[cfg(unix)]
fn a_record_that_has_no_end_is_not_read() {
    for path in [".scaffold/answers.toml", ".scaffold/rendering"] {
        let project = Project::new(&[("base/a", "old\n")]);
        project.remove(path);
        let at = project.sandbox.work("hello").join(path);
        std::os::unix::fs::symlink("/dev/zero", at).unwrap();
        for line in ["update hello --allow-dirty", "check hello", "diff hello"] {
            let said = said(&project.sandbox, line);
            assert!(said.contains("is a link or no file, and is not read"), "{said}");
        }
    }
}

#[test]
fn a_record_that_nests_without_end_is_refused() {
    let project = Project::new(&[("base/a", "old\n")]);
    project.edit(
        ".scaffold/answers.toml",
        "format = 2",
        &format!("format = {}", "[".repeat(99_999)),
    );
    let said = said(&project.sandbox, "update hello");
    assert_snapshot!(said.lines().take(3).collect::<Vec<_>>().join("\n"), @"
    exit 2
    error: cannot recurse further; max recursion depth met
     --> hello/.scaffold/answers.toml:3:90
    ");
}
