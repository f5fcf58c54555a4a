//! Answers that are refused, edited by hand, or left as they were.

use insta::assert_snapshot;

use crate::changes::{commit, run, small};
use crate::project::{Project, manifest};

#[test]
fn an_answer_that_is_none_is_refused() {
    let sandbox = small("");
    assert_snapshot!(run(&sandbox, "update --name Hello"), @"
    exit 2
    --- stderr
    error: invalid value 'Hello' for '--name <VALUE>': it does not match `^[a-z]+(-[a-z]+)*$` (lower-case letters and single dashes)

    For more information, try '--help'.
    ");
    assert_snapshot!(run(&sandbox, "update --set prot=1"), @"
    exit 2
    --- stderr
    error: `--set` answers `prot`, which is no question

    hint: did you mean `port`?
    ");
    assert_snapshot!(run(&sandbox, "update --store tape"), @"
    exit 2
    --- stderr
    error: invalid value 'tape' for '--store <CHOICE>'
      [possible values: disk, memory]

    For more information, try '--help'.
    ");
    assert_snapshot!(run(&sandbox, "update --store memory --data-dir x"), @r#"
    exit 2
    --- stderr
    error: the command line answers `data_dir`, which is asked only when `store == "disk"`
    "#);
    // The answer is for whoever asks for it again.
    assert_snapshot!(run(&sandbox, "update --store memory"), @"
    exit 0
    --- stdout
    removed   data/.keep
    updated   hello/settings.toml
    --- stderr
    changed 2 files: small 1.2.0
    ");
    assert_snapshot!(sandbox.record("hello"), @r#"
    components = ["docs"]

    [template]
    name = "small"
    version = "1.2.0"
    source = "../../small"

    [answers]
    name = "hello"
    store = "memory"

    [defaults]
    description = "A small project"
    metrics = false
    module = "hello"
    port = 8000
    tags = []
    "#);
}

#[test]
fn the_record_can_be_edited_by_hand() {
    let sandbox = small("");
    let record = sandbox.read("hello/.scaffold/answers.toml");
    // A default that is edited in its place is chosen as well.
    let record = record.replace("port = 8000", "port = 81").replace("[\"docs\"]", "[]");
    sandbox.write("work/hello/.scaffold/answers.toml", record);
    assert_snapshot!(run(&sandbox, "check"), @"
    exit 1
    --- stdout
    updated   README.md
    removed   docs/index.md
    updated   hello/settings.toml
    --- stderr
    an update waits: small 1.2.0; run `scaffold update`
    ");
    assert_snapshot!(run(&sandbox, "update"), @"
    exit 0
    --- stdout
    updated   README.md
    removed   docs/index.md
    updated   hello/settings.toml
    --- stderr
    changed 3 files: small 1.2.0
    ");
    assert_snapshot!(sandbox.record("hello"), @r#"
    components = []

    [template]
    name = "small"
    version = "1.2.0"
    source = "../../small"

    [answers]
    name = "hello"
    port = 81

    [defaults]
    data_dir = "data"
    description = "A small project"
    metrics = false
    module = "hello"
    store = "disk"
    tags = []
    "#);
    commit(&sandbox);
    assert_snapshot!(run(&sandbox, "update"), @"
    exit 0
    --- stderr
    nothing to do: the project is up to date with small 1.2.0
    ");
}

/// The environment speaks to `new`; an update that a job runs gives the same everywhere.
#[test]
fn the_environment_answers_nothing_again() {
    let sandbox = small("");
    let update = sandbox.scaffold().at("hello").line("update").env("SCAFFOLD_PORT", "81");
    assert_snapshot!(update.run(), @"
    exit 0
    --- stderr
    nothing to do: the project is up to date with small 1.2.0
    ");
}

/// The default was settled when the project was written.
#[test]
fn a_new_static_default_is_for_new_projects() {
    let question = |default: &str| {
        format!("[[question]]\nid = 'python'\nprompt = 'Python'\ndefault = '{default}'\n")
    };
    let (old, new) = (manifest("1.0.0", &question("3.13")), manifest("2.0.0", &question("3.14")));
    let file = ("base/version.tera", "{= python =}\n");
    let project = Project::new(&[("template.toml", &old), file]);
    project.upgrade(&[("template.toml", &new), file]);
    assert_snapshot!(project.run_idly("update"), @"
    exit 0
    --- stderr
    nothing to do: the project is up to date with own 2.0.0
    ");
    assert_eq!(project.read("version"), "3.13\n");
    // Not even when something else changes.
    assert_snapshot!(project.run("update --name other"), @"
    exit 0
    --- stdout
    updated   .scaffold/answers.toml
    --- stderr
    changed the record alone: own 1.0.0 → own 2.0.0
    ");
    assert_eq!(project.read("version"), "3.13\n");
}
