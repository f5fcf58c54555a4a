//! A template cannot reach out of its target.

use insta::assert_snapshot;

use crate::run::Sandbox;

#[test]
fn a_path_cannot_leave_the_target() {
    let sandbox = Sandbox::new();
    sandbox.template("own", &[("base/{= name =}/x", "x")]);
    let new = |name| {
        let set = format!("name={name}");
        sandbox.scaffold().line("new hello --template ../own --set").args([set.as_str()]).run()
    };
    assert_snapshot!(new("../../x"), @"
    exit 2
    --- stderr
    error: `../../x/x` is no path in the project: it leaves its directory by `.` or `..`
     --> ../own/base/{= name =}/x
    ");
    assert_snapshot!(new("/etc"), @"
    exit 2
    --- stderr
    error: `/etc/x` is no path in the project: it is absolute
     --> ../own/base/{= name =}/x
    ");
    assert_snapshot!(new("a\\b"), @r"
    exit 2
    --- stderr
    error: `a\b/x` is no path in the project: it holds the character '\\'
     --> ../own/base/{= name =}/x
    ");
    assert_snapshot!(new("C:"), @"
    exit 2
    --- stderr
    error: `C:/x` is no path in the project: it is absolute
     --> ../own/base/{= name =}/x
    ");
    assert_snapshot!(new("con"), @"
    exit 2
    --- stderr
    error: `con/x` is no path in the project: Windows reserves such a name
     --> ../own/base/{= name =}/x
    ");
    assert_snapshot!(new(".git"), @"
    exit 2
    --- stderr
    error: `.git/x` is no path in the project: `.git` belongs to git
     --> ../own/base/{= name =}/x
    ");
    assert_snapshot!(new(""), @"
    exit 2
    --- stderr
    error: `/x` is no path in the project: it is absolute
     --> ../own/base/{= name =}/x
    ");
    assert_eq!(sandbox.files(), "");
}

#[test]
#[cfg(unix)]
fn a_link_must_point_to_something_inside() {
    let linked = |target| {
        let sandbox = Sandbox::new();
        sandbox.template("own", &[("base/dir/file", "x")]);
        std::os::unix::fs::symlink(target, sandbox.path("own/base/dir/link")).expect("a new link");
        let run = sandbox.scaffold().line("new hello --template ../own").run();
        assert_eq!(sandbox.files(), "");
        run
    };
    assert_snapshot!(linked("gone"), @"
    exit 2
    --- stderr
    error: the symbolic link points to nothing
     --> ../own/base/dir/link
    ");
    assert_snapshot!(linked("../../../etc"), @"
    exit 2
    --- stderr
    error: the symbolic link leaves the project: it leaves its directory by `.` or `..`
     --> ../own/base/dir/link
    ");
    assert_snapshot!(linked("/etc/passwd"), @"
    exit 2
    --- stderr
    error: the symbolic link leaves the project: it is absolute
     --> ../own/base/dir/link
    ");
}
