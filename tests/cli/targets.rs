//! Where a project can be written, and that nothing is left where it cannot.

use std::fs;

use insta::assert_snapshot;

use crate::run::Sandbox;

#[test]
fn a_directory_that_holds_something_is_left_alone() {
    let sandbox = Sandbox::new();
    sandbox.write("work/hello/mine", "mine");
    assert_snapshot!(sandbox.scaffold().line("new hello --template ../small").run(), @"
    exit 2
    --- stderr
    error: `hello` exists and is not empty

    hint: choose another path, or empty the directory first
    ");
    assert_snapshot!(sandbox.scaffold().line("new . --template ../small").run(), @"
    exit 2
    --- stderr
    error: `.` exists and is not empty

    hint: choose another path, or empty the directory first
    ");
    assert_snapshot!(sandbox.scaffold().line("new hello --template ../small --dry-run").run(), @"
    exit 2
    --- stderr
    error: `hello` exists and is not empty

    hint: choose another path, or empty the directory first
    ");
    assert_snapshot!(sandbox.files(), @"hello/mine");
}

#[test]
fn a_file_is_left_alone() {
    let sandbox = Sandbox::new();
    sandbox.write("work/hello", "mine");
    assert_snapshot!(sandbox.scaffold().line("new hello --template ../small").run(), @"
    exit 2
    --- stderr
    error: `hello` exists and is no directory
    ");
    let below = "new hello/world --template ../small";
    assert_snapshot!(sandbox.scaffold().line(below).run(), @"
    exit 2
    --- stderr
    error: `hello` exists and is no directory
    ");
    assert_snapshot!(sandbox.files(), @"hello");
    assert_eq!(sandbox.read("hello"), "mine");
}

#[test]
fn an_empty_directory_is_filled() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.work("hello")).expect("the directory is new");
    sandbox.scaffold().line("new hello --template ../small --no-git").silently();
    assert!(sandbox.work("hello/README.md").is_file());
}

#[test]
#[cfg(unix)]
fn a_link_to_nothing_is_not_followed() {
    let sandbox = Sandbox::new();
    std::os::unix::fs::symlink("elsewhere", sandbox.work("hello")).expect("the link is new");
    assert_snapshot!(sandbox.scaffold().line("new hello --template ../small").run(), @"
    exit 2
    --- stderr
    error: `hello` exists and is no directory
    ");
    assert_eq!(sandbox.files(), "hello");
}

/// Root may write anywhere, so the place is one that takes no directory from anybody.
#[test]
#[cfg(target_os = "linux")]
fn a_place_that_cannot_be_written_to_is_named() {
    let sandbox = Sandbox::new();
    let line = "new /proc/one/hello --template ../small";
    assert_snapshot!(sandbox.scaffold().line(line).run(), @"
    exit 2
    --- stderr
    error: cannot write to `/proc`: no such file or directory
    ");
    assert_eq!(sandbox.files(), "");
}

#[test]
#[cfg(unix)]
fn a_directory_without_permission_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new();
    let locked = sandbox.work("locked");
    fs::create_dir(&locked).expect("the directory is new");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).expect("it is ours");
    let bound_by_permissions = fs::File::create(locked.join("probe")).is_err();
    if bound_by_permissions {
        let line = "new locked/hello --template ../small";
        assert_snapshot!(sandbox.scaffold().line(line).run(), @r"
        exit 2
        --- stderr
        error: cannot write to `locked`: permission denied
        ");
        assert_eq!(sandbox.files(), "locked/");
    }
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).expect("it is ours");
}

/// A limit on the size of a file stops a write half way, as a full disk does.
#[test]
#[cfg(unix)]
fn a_write_that_fails_half_way_leaves_nothing() {
    let sandbox = Sandbox::new();
    sandbox.template("own", &[("base/a", "small"), ("base/z/big", &"x".repeat(100_000))]);
    let program = sandbox.command();
    let mut limited = sandbox.command_of("sh");
    let output = limited
        .args(["-c", "ulimit -f 8; exec \"$0\" \"$@\""])
        .arg(program.get_program())
        .args(["new", "a/b/hello", "--template", "../own"])
        .output()
        .expect("a shell");
    assert_eq!(output.status.code(), Some(2));
    assert_snapshot!(sandbox.shown(&output.stderr), @"error: cannot write `a/b/hello/.scaffold/rendering`: file too large");
    assert_eq!(sandbox.files(), "");
}

/// The first parent can be made, the second cannot.
#[test]
#[cfg(unix)]
fn parents_made_in_vain_are_taken_away() {
    let sandbox = Sandbox::new();
    let target = format!("a/{}/hello", "x".repeat(300));
    let new = sandbox.scaffold().args(["new", target.as_str(), "--template", "../small"]);
    let run = new.run().to_string();
    assert!(run.starts_with("exit 2\n") && run.ends_with("file name too long\n"), "{run}");
    assert_eq!(sandbox.files(), "");
}

#[test]
fn nothing_says_where_to_write() {
    let sandbox = Sandbox::new();
    let manifest = "name = 'own'\nversion = '1.0.0'\ndescription = 'A template without a name'\n";
    sandbox.template("own", &[("template.toml", manifest), ("base/x", "x")]);
    assert_snapshot!(sandbox.scaffold().line("new --template ../own").run(), @"
    exit 2
    --- stderr
    error: nothing says where to write the project

    hint: name it: `scaffold new <NAME|PATH>`
    ");
    sandbox.scaffold().line("new Any.Name --template ../own --no-git").silently();
    assert_snapshot!(sandbox.files(), @"
    Any.Name/.scaffold/.gitattributes
    Any.Name/.scaffold/answers.toml
    Any.Name/.scaffold/rendering
    Any.Name/x
    ");
}
