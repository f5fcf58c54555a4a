//! What a team has changed.

use std::process::Stdio;

use insta::assert_snapshot;

use crate::project::{Project, lines};

pub fn project() -> Project {
    let text = lines("one two three four five six seven eight");
    let files =
        [("base/a", text.as_str()), ("base/b", "b\n"), ("base/c", "c\n"), ("base/d/e", "e")];
    Project::new(&files)
}

#[test]
fn nothing_is_changed_at_first() {
    let project = project();
    assert_snapshot!(project.run_idly("diff"), @"exit 0");
    assert_snapshot!(project.run_idly("diff --exit-code"), @"exit 0");
    assert_snapshot!(project.run_idly("diff --json"), @r#"
    exit 0
    --- stdout
    {
      "changes": []
    }
    "#);
    assert_snapshot!(project.run_idly("check"), @"
    exit 0
    --- stderr
    up to date with own 1.0.0
    ");
    assert_snapshot!(project.run_idly("check --json"), @r#"
    exit 0
    --- stdout
    {
      "changes": [],
      "conflicts": [],
      "current": true,
      "interrupted": false,
      "template": {
        "from": "1.0.0",
        "name": "own",
        "version": "1.0.0"
      }
    }
    "#);
}

#[test]
fn changes_are_shown_as_git_shows_them() {
    let project = project();
    project.edit("a", "two\n", "2\n");
    project.remove("b");
    project.write("c", "\0binary");
    project.write("d/e", "e\n");
    project.write("team", "the team's own\n");
    assert_snapshot!(project.run_idly("diff"), @r"
    exit 0
    --- stdout
    diff a
    --- a/a
    +++ b/a
    @@ -1,5 +1,5 @@
     one
    -two
    +2
     three
     four
     five
    diff b
    deleted file mode 100644
    --- a/b
    +++ b/b
    @@ -1 +0,0 @@
    -b
    diff c
    binary files a/c and b/c differ
    diff d/e
    --- a/d/e
    +++ b/d/e
    @@ -1 +1 @@
    -e
    \ No newline at end of file
    +e
    ");
    let text = project.run_idly("diff").to_string();
    let code = project.run_idly("diff --exit-code").to_string();
    assert_eq!(code, text.replace("exit 0", "exit 1"));
    assert_snapshot!(project.run_idly("diff --exit-code --json"), @r#"
    exit 1
    --- stdout
    {
      "changes": [
        {
          "change": "modified",
          "path": "a"
        },
        {
          "change": "deleted",
          "path": "b"
        },
        {
          "change": "modified",
          "path": "c"
        },
        {
          "change": "modified",
          "path": "d/e"
        }
      ]
    }
    "#);
    let outside = project.sandbox.scaffold().line("diff hello").run();
    assert_eq!(outside.to_string(), text);
}

#[test]
#[cfg(unix)]
fn modes_and_links_are_changes() {
    use std::fs::{Permissions, remove_file, set_permissions};
    use std::os::unix::fs::{PermissionsExt, symlink};
    let project = project();
    let at = |path| project.sandbox.work("hello").join(path);
    set_permissions(at("b"), Permissions::from_mode(0o755)).expect("ours");
    remove_file(at("c")).expect("a file");
    symlink("b", at("c")).expect("a link");
    assert_snapshot!(project.run_idly("diff"), @r"
    exit 0
    --- stdout
    diff b
    old mode 100644
    new mode 100755
    diff c
    old mode 100644
    new mode 120000
    --- a/c
    +++ b/c
    @@ -1 +1 @@
    -c
    +b
    \ No newline at end of file
    ");
    assert_snapshot!(project.run_idly("diff --json"), @r#"
    exit 0
    --- stdout
    {
      "changes": [
        {
          "change": "modified",
          "path": "b"
        },
        {
          "change": "modified",
          "path": "c"
        }
      ]
    }
    "#);
    assert_snapshot!(project.run_idly("check"), @"
    exit 0
    --- stderr
    up to date with own 1.0.0
    ");
}

/// A file that became a directory is gone, and what is in it is the team's own.
#[test]
fn a_directory_in_place_of_a_file_is_a_change() {
    let project = project();
    project.remove("b");
    project.write("b/c", "team\n");
    project.remove("d/e");
    std::fs::remove_dir(project.sandbox.work("hello/d")).expect("an empty directory");
    project.write("d", "team\n");
    assert_snapshot!(project.run_idly("diff"), @r"
    exit 0
    --- stdout
    diff b
    deleted file mode 100644
    --- a/b
    +++ b/b
    @@ -1 +0,0 @@
    -b
    diff d/e
    deleted file mode 100644
    --- a/d/e
    +++ b/d/e
    @@ -1 +0,0 @@
    -e
    \ No newline at end of file
    ");
    assert_snapshot!(project.run_idly("check"), @"
    exit 0
    --- stderr
    up to date with own 1.0.0
    ");
}

/// The reader has seen enough.
#[test]
fn a_closed_pipe_is_no_error() {
    let project = project();
    project.write("a", "word\n".repeat(100_000));
    let dir = project.sandbox.work("hello");
    for line in ["diff", "diff --json", "check --json"] {
        let mut command = project.sandbox.command();
        let command = command.current_dir(&dir).args(line.split(' '));
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }
}
