//! Markers of an update that nobody has taken away yet.

use insta::assert_snapshot;

use crate::conflicts::{NEW, project};
use crate::project::{Project, lines};

/// A second update would merge a text with markers in it.
#[test]
fn markers_that_are_left_are_told_again() {
    let project = project(true);
    assert!(project.run("update").to_string().starts_with("exit 1\n"));
    assert_snapshot!(project.run_idly("update"), @"
    exit 1
    --- stdout
    conflict  a.txt: it has markers of an earlier update
    conflict  both.txt: it has markers of an earlier update
    --- stderr
    nothing to do: the project is up to date with own 2.0.0; 2 conflicts left: edit the files, then `git add` them
    ");
    project.commit();
    assert_snapshot!(project.run_idly("update"), @"
    exit 1
    --- stdout
    conflict  a.txt: it has markers of an earlier update
    conflict  both.txt: it has markers of an earlier update
    --- stderr
    nothing to do: the project is up to date with own 2.0.0; 2 conflicts left: edit the files, then `git add` them
    ");
    assert_snapshot!(project.run_idly("update --json"), @r#"
    exit 1
    --- stdout
    {
      "answers": {
        "name": "hello"
      },
      "changes": [],
      "components": [],
      "conflicts": 2,
      "current": true,
      "project": ".",
      "tasks": [],
      "template": {
        "from": "2.0.0",
        "name": "own",
        "version": "2.0.0"
      },
      "unresolved": [
        "a.txt",
        "both.txt"
      ],
      "warnings": [],
      "written": false
    }
    "#);
    assert_snapshot!(project.run_idly("update --pr-body"), @"
    exit 1
    --- stdout
    The project is up to date with `own 2.0.0`.

    **2 conflicts to resolve before merging**

    - [ ] `a.txt`: it has markers of an earlier update
    - [ ] `both.txt`: it has markers of an earlier update
    --- stderr
    nothing to do: the project is up to date with own 2.0.0; 2 conflicts left: edit the files, then `git add` them
    ");
    assert_snapshot!(project.run_idly("check"), @"
    exit 1
    --- stdout
    conflict  a.txt
    conflict  both.txt
    --- stderr
    up to date with own 2.0.0; 2 conflicts left of an earlier update
    ");
    assert_snapshot!(project.run_idly("check --json"), @r#"
    exit 1
    --- stdout
    {
      "changes": [],
      "conflicts": [
        "a.txt",
        "both.txt"
      ],
      "current": false,
      "interrupted": false,
      "template": {
        "from": "2.0.0",
        "name": "own",
        "version": "2.0.0"
      }
    }
    "#);
    project.write("a.txt", lines(NEW));
    project.write("both.txt", lines(NEW));
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

/// The next version comes before the markers of the last one are gone.
#[test]
fn markers_are_no_obstacle_to_other_files() {
    let project = project(true);
    assert!(project.run("update").to_string().starts_with("exit 1\n"));
    project.commit();
    project.upgrade(&[
        ("base/a.txt", &lines(NEW)),
        ("base/b.txt", "third\n"),
        ("base/both.txt", &lines(NEW)),
    ]);
    assert_snapshot!(project.run("update"), @"
    exit 1
    --- stdout
    updated   b.txt
    conflict  a.txt: it has markers of an earlier update
    conflict  both.txt: it has markers of an earlier update
    --- stderr
    changed 1 file: own 2.0.0; 2 conflicts left: edit the files, then `git add` them
    ");
    assert_eq!(project.read("b.txt"), "third\n");
}

/// What only looks like a conflict is the team's text.
#[test]
fn markers_of_others_are_none_of_ours() {
    let project = Project::new(&[("base/a.md", "a\n"), ("base/b.md", "b\n")]);
    project.write("a.md", "# How git shows conflicts\n\n<<<<<<< HEAD\n=======\n>>>>>>> main\n");
    project.commit();
    assert_snapshot!(project.run_idly("check"), @"
    exit 0
    --- stderr
    up to date with own 1.0.0
    ");
    assert_snapshot!(project.run_idly("update"), @"
    exit 0
    --- stderr
    nothing to do: the project is up to date with own 1.0.0
    ");
}

#[test]
fn a_file_may_have_any_name() {
    let names = ["mit leer zeichen", "größe.txt", "-dash", "a'b", "[x]"];
    let base = names.map(|name| format!("base/{name}"));
    let files = base.each_ref().map(|path| (path.as_str(), "old\n"));
    let project = Project::new(&files);
    project.upgrade(&base.each_ref().map(|path| (path.as_str(), "new\n")));
    names.iter().for_each(|name| project.write(name, "team\n"));
    project.commit();
    assert_snapshot!(project.run("update"), @"
    exit 1
    --- stdout
    conflict  -dash: both sides changed the same lines
    conflict  [x]: both sides changed the same lines
    conflict  a'b: both sides changed the same lines
    conflict  größe.txt: both sides changed the same lines
    conflict  mit leer zeichen: both sides changed the same lines
    --- stderr
    changed 5 files: own 1.0.0 → own 2.0.0; 5 conflicts left: edit the files, then `git add` them
    ");
    assert_snapshot!(project.git("-c core.quotePath=off status --porcelain"), @r#"
    UU -dash
     M .scaffold/answers.toml
     M .scaffold/rendering
    UU [x]
    UU a'b
    UU größe.txt
    UU "mit leer zeichen"
    "#);
}

/// git writes the lines of the work tree as Windows has them, and keeps them as all others do.
#[test]
fn the_index_has_the_lines_as_git_keeps_them() {
    let project = Project::new(&[("base/a", "1\n2\n3\n")]);
    project.git("config core.autocrlf true");
    project.write("a", "1\r\nteam\r\n3\r\n");
    project.commit();
    project.upgrade(&[("base/a", "1\nnew\n3\n")]);
    assert!(project.run("update").to_string().starts_with("exit 1\n"));
    assert_eq!(
        project.read("a"),
        "1\r\n<<<<<<< yours\r\nteam\r\n=======\r\nnew\r\n>>>>>>> scaffold: own 2.0.0\r\n3\r\n"
    );
    for (stage, line) in [(1, "2"), (2, "team"), (3, "new")] {
        assert_eq!(project.git(&format!("show :{stage}:a")), format!("1\n{line}\n3\n"));
    }
    project.git("checkout --theirs a");
    assert_eq!(project.read("a"), "1\r\nnew\r\n3\r\n");
}
