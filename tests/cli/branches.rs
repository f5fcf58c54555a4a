//! Two branches have updated a project, each in its own way, and git merges them.

use insta::assert_snapshot;

use crate::project::Project;

const RECORD: [&str; 2] = [".scaffold/answers.toml", ".scaffold/rendering"];

/// Branch `main` has the component `docs`, branch `other` has `docker` and changed a file of it,
/// and both changed a file that all have.
fn project() -> Project {
    let component = "title = 'A component'\ndefault = false\n";
    let shared = "{% if docs %}\nwith docs\n{% endif %}\n1\n2\n3\n4\n5\n6\n7\n\
        {% if docker %}\nwith docker\n{% endif %}\n";
    let project = Project::new(&[
        ("base/shared.tera", shared),
        ("components/docs/component.toml", component),
        ("components/docs/files/docs.md", "docs\n"),
        ("components/docker/component.toml", component),
        ("components/docker/files/Dockerfile", "FROM scratch\n"),
    ]);
    project.git("checkout --quiet -b other");
    fine(&project, "add docker");
    project.write("Dockerfile", "FROM scratch\nRUN theirs\n");
    project.edit("shared", "3\n", "3\ntheirs\n");
    project.commit();
    project.git("checkout --quiet main");
    fine(&project, "add docs");
    project.edit("shared", "6\n", "6\nours\n");
    project.commit();
    let mut git = project.sandbox.command_of("git");
    let merge = git.current_dir(project.sandbox.work("hello")).args(["merge", "--quiet", "other"]);
    assert!(!merge.status().expect("git runs").success(), "the record cannot be merged");
    project
}

#[track_caller]
fn fine(project: &Project, line: &str) {
    let run = project.run(line).to_string();
    assert!(run.starts_with("exit 0\n"), "{run}");
}

/// Nothing that anybody wrote is lost.
#[track_caller]
fn whole(project: &Project) {
    assert!(project.read("Dockerfile").lines().any(|line| line == "RUN theirs"));
    let shared = project.read("shared");
    for line in ["ours", "theirs"] {
        assert_eq!(shared.lines().filter(|it| *it == line).count(), 1, "{shared}");
    }
}

/// What is left in conflict is the team's; then all is well.
#[track_caller]
fn resolve(project: &Project) {
    project.git("checkout --ours Dockerfile");
    project.commit();
    whole(project);
    for line in ["update", "check"] {
        let run = project.run_idly(line).to_string();
        assert!(run.starts_with("exit 0\n"), "{run}");
    }
}

#[test]
fn only_the_record_is_in_conflict() {
    let project = project();
    assert_snapshot!(project.git("status --porcelain"), @"
    UU .scaffold/answers.toml
    UU .scaffold/rendering
    A  Dockerfile
    M  shared
    ");
    assert_snapshot!(project.run_idly("update --allow-dirty"), @"
    exit 2
    --- stderr
    error: git left a conflict in the record
     --> .scaffold/answers.toml:5:1
      |
    5 | <<<<<<< HEAD
      | ^^^^^^^^^^^^

    hint: take either side, `git checkout --ours .scaffold`, or write by hand what both sides answer; then run `scaffold update`
    ");
    assert_snapshot!(project.run_idly("check"), @"
    exit 1
    --- stderr
    error: git left a conflict in the record
     --> .scaffold/answers.toml:5:1
      |
    5 | <<<<<<< HEAD
      | ^^^^^^^^^^^^

    hint: take either side, `git checkout --ours .scaffold`, or write by hand what both sides answer; then run `scaffold update`
    ");
}

#[test]
fn our_side_of_the_record_is_enough() {
    let project = project();
    project.git("checkout --ours .scaffold");
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
    // What came without its rendering cannot be told from the team's own.
    assert_snapshot!(project.run("add docker"), @"
    exit 1
    --- stdout
    conflict  Dockerfile: both sides changed the same lines
    --- stderr
    changed 1 file: own 1.0.0; 1 conflict left: edit the files, then `git add` them
    ");
    assert_snapshot!(project.read("shared"), @"
    with docs
    1
    2
    3
    theirs
    4
    5
    6
    ours
    7
    with docker
    ");
    whole(&project);
    resolve(&project);
    assert_snapshot!(project.run_idly("diff"), @"
    exit 0
    --- stdout
    diff Dockerfile
    --- a/Dockerfile
    +++ b/Dockerfile
    @@ -1 +1,2 @@
     FROM scratch
    +RUN theirs
    diff shared
    --- a/shared
    +++ b/shared
    @@ -2,8 +2,10 @@
     1
     2
     3
    +theirs
     4
     5
     6
    +ours
     7
     with docker
    ");
}

#[test]
fn their_side_of_the_record_is_enough() {
    let project = project();
    project.git("checkout --theirs .scaffold");
    project.commit();
    assert_snapshot!(project.run_idly("update"), @"
    exit 0
    --- stderr
    nothing to do: the project is up to date with own 1.0.0
    ");
    // Nobody has edited the file of this one.
    assert_snapshot!(project.run("add docs"), @"
    exit 0
    --- stdout
    updated   .scaffold/answers.toml
    --- stderr
    changed the record alone: own 1.0.0
    ");
    project.commit();
    whole(&project);
    assert_snapshot!(project.run_idly("check"), @"
    exit 0
    --- stderr
    up to date with own 1.0.0
    ");
    assert_snapshot!(project.run_idly("diff"), @"
    exit 0
    --- stdout
    diff Dockerfile
    --- a/Dockerfile
    +++ b/Dockerfile
    @@ -1 +1,2 @@
     FROM scratch
    +RUN theirs
    diff shared
    --- a/shared
    +++ b/shared
    @@ -2,8 +2,10 @@
     1
     2
     3
    +theirs
     4
     5
     6
    +ours
     7
     with docker
    ");
}

/// The merge waits for its commit meanwhile; the update is in it then.
#[test]
fn either_side_of_the_record_is_enough_before_the_merge_is_committed() {
    for side in ["--ours", "--theirs"] {
        for added in [true, false] {
            let project = project();
            project.git(&format!("checkout {side} .scaffold"));
            if added {
                project.git("add --all");
            }
            let update = project.run("update --with docker,docs").to_string();
            assert!(!update.starts_with("exit 2"), "{side} {added}: {update}");
            resolve(&project);
            assert_eq!(project.git("log --merges --format=%s").lines().count(), 1);
        }
    }
}

/// What is in no commit and not in the index either could not be taken back.
#[test]
fn an_edit_beside_a_merge_is_a_change() {
    let project = project();
    project.git("checkout --theirs .scaffold");
    project.git("add --all");
    project.write("docs.md", "edited\n");
    let update = project.run_idly("add docs").to_string();
    assert!(
        update.contains("the work tree has 1 change that git could not undo:\n  docs.md"),
        "{update}"
    );
}

/// Both components in the answers, either rendering.
#[test]
fn whoever_merges_the_answers_by_hand_gets_both() {
    for (side, code) in [("--ours", "exit 1\n"), ("--theirs", "exit 0\n")] {
        let project = project();
        project.git(&format!("checkout {side} .scaffold"));
        let text = project.read(RECORD[0]);
        let text = text.replace("[\"docs\"]", "[\"docker\"]");
        project.write(RECORD[0], text.replace("[\"docker\"]", "[\"docker\", \"docs\"]"));
        project.commit();
        let run = project.run("update").to_string();
        assert!(run.starts_with(code), "{side}: {run}");
        assert_eq!(project.read("docs.md"), "docs\n");
        if code == "exit 1\n" {
            resolve(&project);
        }
        whole(&project);
        let check = project.run_idly("check").to_string();
        assert!(check.starts_with("exit 0\n"), "{side}: {check}");
    }
}

/// The answers of one side with the rendering of the other: the difference counts as an edit,
/// which the update carries out.
#[test]
fn one_file_of_each_side_is_a_project_too() {
    let mixed = |answers: &str, rendering: &str| {
        let project = project();
        project.git(&format!("checkout {answers} {}", RECORD[0]));
        project.git(&format!("checkout {rendering} {}", RECORD[1]));
        project.commit();
        project
    };
    let project = mixed("--ours", "--theirs");
    assert_snapshot!(project.run("update"), @"
    exit 1
    --- stdout
    conflict  Dockerfile: the template dropped it, you changed it; it is kept
    merged    shared
    --- stderr
    changed 1 file: own 1.0.0; 1 conflict left: edit the files, then `git add` them
    ");
    whole(&project);
    resolve(&project);
    let project = mixed("--theirs", "--ours");
    assert_snapshot!(project.run("update"), @"
    exit 1
    --- stdout
    conflict  Dockerfile: both sides changed the same lines
    removed   docs.md
    merged    shared
    --- stderr
    changed 3 files: own 1.0.0; 1 conflict left: edit the files, then `git add` them
    ");
    whole(&project);
    resolve(&project);
}
