//! What a newer version of a template asks of older projects.

use insta::assert_snapshot;

use crate::project::{Project, manifest};

const QUESTION: &str = "[[question]]\nid = 'python'\nprompt = 'Python'\ndefault = '3.13'\n";

#[test]
fn questions_and_components_get_new_names() {
    let old = manifest("1.0.0", QUESTION);
    let docs = "title = 'Documentation'\ndefault = false\n";
    let project = Project::with(
        &[
            ("template.toml", &old),
            ("base/version.tera", "{= python =}\n"),
            ("components/docs/component.toml", docs),
            ("components/docs/files/docs.md", "docs\n"),
        ],
        "--python 3.12 --with docs",
    );
    let migration = "[[migration]]\nfrom = '<2'\nrename = { python = 'language', docs = 'pages' }\n\
        move = { 'components/docs/files/docs.md' = 'components/pages/files/pages.md' }\n";
    let new = manifest("2.0.0", &(QUESTION.replace("python", "language") + migration));
    project.upgrade(&[
        ("template.toml", &new),
        ("base/version.tera", "{= language =}\n"),
        ("components/pages/component.toml", docs),
        ("components/pages/files/pages.md", "pages\n"),
    ]);
    assert_snapshot!(project.run_idly("check"), @"
    exit 1
    --- stdout
    removed   docs.md
    added     pages.md
    --- stderr
    an update waits: own 1.0.0 → 2.0.0; run `scaffold update`
    ");
    assert_snapshot!(project.run("update"), @"
    exit 0
    --- stdout
    renamed   docs.md → pages.md
    --- stderr
    changed 1 file: own 1.0.0 → own 2.0.0
    ");
    assert_eq!(project.read("version"), "3.12\n");
    assert_eq!(project.read("pages.md"), "pages\n");
    assert_snapshot!(project.sandbox.record("hello"), @r#"
    components = ["pages"]

    [template]
    name = "own"
    version = "2.0.0"
    source = "../../own"

    [answers]
    language = "3.12"
    name = "hello"

    [defaults]
    "#);
    project.commit();
    assert_snapshot!(project.run_idly("check"), @"
    exit 0
    --- stderr
    up to date with own 2.0.0
    ");
}

/// Without a migration nobody knows that one is the other.
#[test]
fn what_the_template_has_no_more_is_noted() {
    let old = manifest("1.0.0", QUESTION);
    let project = Project::with(
        &[
            ("template.toml", &old),
            ("base/version.tera", "{= python =}\n"),
            ("components/docs/component.toml", "title = 'Documentation'\ndefault = true\n"),
            ("components/docs/files/docs.md", "docs\n"),
        ],
        "--python 3.12",
    );
    project.upgrade(&[("base/version", "any\n")]);
    assert_snapshot!(project.run_idly("check"), @"
    exit 1
    --- stdout
    removed   docs.md
    updated   version
    --- stderr
    an update waits: own 1.0.0 → 2.0.0; run `scaffold update`
    ");
    assert_snapshot!(project.run("update"), @"
    exit 0
    --- stdout
    removed   docs.md
    updated   version
    --- stderr
    note: the template has no component `docs` any more
    note: the template has no question `python` any more
    changed 2 files: own 1.0.0 → own 2.0.0
    ");
    assert_snapshot!(project.sandbox.record("hello"), @r#"
    components = []

    [template]
    name = "own"
    version = "2.0.0"
    source = "../../own"

    [answers]
    name = "hello"

    [defaults]
    "#);
    project.commit();
    assert_snapshot!(project.run_idly("update"), @"
    exit 0
    --- stderr
    nothing to do: the project is up to date with own 2.0.0
    ");
}

#[test]
fn a_default_reaches_those_who_have_not_chosen() {
    let file = ("base/v.tera", "{= python =}\n");
    let old = manifest("1.0.0", QUESTION);
    let migration = "[[migration]]\nfrom = '<2'\ndefault = ['python']\n";
    let new = manifest("2.0.0", &(QUESTION.replace("3.13", "3.14") + migration));
    for (said, then) in [("", "3.14\n"), ("--python 3.13", "3.13\n"), ("--python 3.12", "3.12\n")] {
        let project = Project::with(&[("template.toml", &old), file], said);
        project.upgrade(&[("template.toml", &new), file]);
        let run = project.run("update").to_string();
        assert_eq!(project.read("v"), then, "{run}");
        // It is done once: whoever goes back to the old one has chosen it.
        let back = project.run("update --python 3.13 --allow-dirty").to_string();
        assert!(back.starts_with("exit 0\n"), "{back}");
        let run = project.run("update --allow-dirty").to_string();
        assert_eq!(project.read("v"), "3.13\n", "{run}");
    }
}

/// Every migration leads to what there is now, from whatever version it starts.
#[test]
fn a_project_that_skips_versions_meets_all_migrations() {
    let old = manifest("1.0.0", &QUESTION.replace("python", "first"));
    let project = Project::with(
        &[("template.toml", &old), ("base/one.tera", "{= first =}\n")],
        "--first mine",
    );
    let migrations = "[[migration]]\nfrom = '<2'\nrename = { first = 'third' }\n\
        move = { 'base/one.tera' = 'base/three.tera' }\n\
        [[migration]]\nfrom = '<3'\nrename = { second = 'third' }\n\
        move = { 'base/two.tera' = 'base/three.tera' }\n";
    let new = manifest("3.0.0", &(QUESTION.replace("python", "third") + migrations));
    project.upgrade(&[("template.toml", &new), ("base/three.tera", "{= third =}\nmore\n")]);
    project.write("one", "mine\nteam\n");
    project.commit();
    assert_snapshot!(project.run("update"), @"
    exit 1
    --- stdout
    conflict  one → three: both sides changed the same lines
    --- stderr
    changed 1 file: own 1.0.0 → own 3.0.0; 1 conflict left: edit the files, then `git add` them
    ");
    assert_snapshot!(project.sandbox.record("hello"), @r#"
    components = []

    [template]
    name = "own"
    version = "3.0.0"
    source = "../../own"

    [answers]
    name = "hello"
    third = "mine"

    [defaults]
    "#);
}

#[test]
fn a_new_question_takes_its_default_or_is_missing() {
    let project = Project::new(&[("base/a", "a\n")]);
    let new = manifest("2.0.0", QUESTION);
    project.upgrade(&[("template.toml", &new), ("base/a.tera", "{= python =}\n")]);
    assert_snapshot!(project.run("update"), @"
    exit 0
    --- stdout
    updated   a
    --- stderr
    changed 1 file: own 1.0.0 → own 2.0.0
    ");
    assert_snapshot!(project.sandbox.record("hello"), @r#"
    components = []

    [template]
    name = "own"
    version = "2.0.0"
    source = "../../own"

    [answers]
    name = "hello"

    [defaults]
    python = "3.13"
    "#);
    let new = manifest("3.0.0", "[[question]]\nid = 'owner'\nprompt = 'Owner'\n");
    project.commit();
    project.upgrade(&[("template.toml", &new), ("base/a.tera", "{= owner =}\n")]);
    assert_snapshot!(project.run_idly("update"), @"
    exit 2
    --- stderr
    error: nobody can be asked, so 1 question must be answered:
      owner  Owner

    hint: add `--owner <VALUE>`
    ");
    assert_snapshot!(project.run_idly("check"), @"
    exit 1
    --- stderr
    an update waits, and for answers: run `scaffold update --owner <VALUE>`
    ");
    assert_snapshot!(project.run("update --owner us"), @"
    exit 0
    --- stdout
    updated   a
    --- stderr
    note: the template has no question `python` any more
    changed 1 file: own 2.0.0 → own 3.0.0
    ");
}
