//! What an update says to machines, to reviewers and to those who ask for help.

use insta::assert_snapshot;

use crate::project::Project;
use crate::update::project;

#[test]
fn machines_get_one_object() {
    let project = project();
    assert_snapshot!(project.run("update --json"), @r#"
    exit 0
    --- stdout
    {
      "answers": {
        "name": "hello"
      },
      "changes": [
        {
          "change": "added",
          "path": "added"
        },
        {
          "change": "merged",
          "path": "both"
        },
        {
          "change": "updated",
          "path": "changed"
        },
        {
          "change": "removed",
          "path": "gone"
        },
        {
          "change": "deleted",
          "path": "lost",
          "reason": "the template changed it; it stays deleted"
        },
        {
          "change": "merged",
          "from": "old/edited",
          "path": "new/edited"
        },
        {
          "change": "renamed",
          "from": "old/moved",
          "path": "new/moved"
        }
      ],
      "components": [],
      "conflicts": 0,
      "current": false,
      "project": ".",
      "tasks": [],
      "template": {
        "from": "1.0.0",
        "name": "own",
        "version": "2.0.0"
      },
      "unresolved": [],
      "warnings": [],
      "written": true
    }
    "#);
    project.commit();
    assert_snapshot!(project.run_idly("update --json"), @r#"
    exit 0
    --- stdout
    {
      "answers": {
        "name": "hello"
      },
      "changes": [],
      "components": [],
      "conflicts": 0,
      "current": true,
      "project": ".",
      "tasks": [],
      "template": {
        "from": "2.0.0",
        "name": "own",
        "version": "2.0.0"
      },
      "unresolved": [],
      "warnings": [],
      "written": false
    }
    "#);
}

#[test]
fn a_pull_request_gets_markdown() {
    let project = project();
    let dry = project.run_idly("update --pr-body --dry-run");
    assert_snapshot!(dry, @"
    exit 0
    --- stdout
    Brings the project up to `own 1.0.0 → own 2.0.0`.

    | | file |
    | --- | --- |
    | added | `added` |
    | merged | `both` |
    | updated | `changed` |
    | removed | `gone` |
    | deleted | `lost` |
    | merged | `old/edited` → `new/edited` |
    | renamed | `old/moved` → `new/moved` |
    --- stderr
    would change 6 files: own 1.0.0 → own 2.0.0
    ");
    let said = project.run("update --pr-body").to_string();
    assert_eq!(said, dry.to_string().replace("would change", "changed"));
    project.commit();
    assert_snapshot!(project.run_idly("update --pr-body"), @"
    exit 0
    --- stdout
    The project is up to date with `own 2.0.0`.
    --- stderr
    nothing to do: the project is up to date with own 2.0.0
    ");
}

#[test]
fn a_pull_request_lists_its_conflicts_to_tick_off() {
    let project = Project::new(&[("base/a", "old\n"), ("base/b", "old\n"), ("base/c", "old\n")]);
    project.upgrade(&[("base/a", "new\n"), ("base/c", "new\n")]);
    project.write("a", "team\n");
    project.write("b", "team\n");
    project.commit();
    assert_snapshot!(project.run("update --pr-body"), @"
    exit 1
    --- stdout
    Brings the project up to `own 1.0.0 → own 2.0.0`.

    **2 conflicts to resolve before merging**

    - [ ] `a`: both sides changed the same lines
    - [ ] `b`: the template dropped it, you changed it; it is kept

    | | file |
    | --- | --- |
    | updated | `c` |
    --- stderr
    changed 2 files: own 1.0.0 → own 2.0.0; 2 conflicts left: edit the files, then `git add` them
    ");
}

#[test]
fn markdown_and_json_exclude_each_other() {
    let project = project();
    assert_snapshot!(project.run_idly("update --pr-body --json"), @"
    exit 2
    --- stderr
    error: the argument '--pr-body' cannot be used with '--json'

    Usage: scaffold update --pr-body [PATH]

    For more information, try '--help'.
    ");
}

#[test]
fn help_lists_the_questions_of_the_project_s_template() {
    let project = project();
    assert_snapshot!(project.run("update --help"), @"
    exit 0
    --- stdout
    Bring a project up to its template, or change its answers

    What the team has edited is merged; where both sides changed the same lines, the file gets the usual
    conflict markers. Exit code 1 says that conflicts are left.

    Usage: scaffold update [OPTIONS] [PATH]

    Arguments:
      [PATH]
              Directory of the project; the one around the current directory if left out

    Options:
          --template <TEMPLATE>
              Embedded template, directory or git address; the one that wrote the project if left out

          --set <QUESTION=VALUE>
              Answer a question

          --with <COMPONENTS>
              Add components

          --without <COMPONENTS>
              Leave out components

          --answers <FILE>
              Read answers from a TOML file; `-` is standard input

          --defaults
              Ask nothing; take the default of every question without an answer

          --dry-run
              Print what would change, and change nothing

          --json
              Print one JSON object instead of text

          --pr-body
              Print the summary as Markdown, for a pull request

          --allow-dirty
              Go on although the work tree has changes that are not committed

          --no-tasks
              Do not run the template's tasks

          --trust
              Run the tasks of a template from elsewhere without asking

      -h, --help
              Print help (see a summary with '-h')

    Questions of own:
          --name <VALUE>
              Name
    ");
}
