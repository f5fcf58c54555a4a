//! Answers change, and the project with them.

use insta::assert_snapshot;

use crate::run::{Run, Sandbox};

/// A committed project of the template `small`.
pub fn small(line: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.scaffold().line("new hello --template ../small").line(line).silently();
    sandbox
}

#[track_caller]
pub fn run(sandbox: &Sandbox, line: &str) -> Run {
    sandbox.scaffold().at("hello").line(line).run()
}

#[test]
fn a_new_name_renames_what_is_named_after_it() {
    let sandbox = small("");
    sandbox.write("work/hello/hello/settings.toml", settings(&sandbox).replace("8000", "9000"));
    sandbox.write("work/hello/hello/team.py", "");
    commit(&sandbox);
    assert_snapshot!(run(&sandbox, "update --name good-bye"), @"
    exit 0
    --- stdout
    updated   README.md
    merged    hello/settings.toml → good_bye/settings.toml
    --- stderr
    note: `hello` keeps 1 file of your own: `team.py`
    changed 2 files: small 1.2.0
    ");
    assert_snapshot!(sandbox.read("hello/good_bye/settings.toml"), @r#"
    description = "A small project"
    port = 9000
    metrics = false
    data_dir = "data"
    tags = []
    "#);
    assert!(sandbox.work("hello/hello/team.py").is_file(), "the template knows nothing of it");
    assert!(!sandbox.work("hello/hello/settings.toml").exists());
    assert_snapshot!(sandbox.record("hello"), @r#"
    components = ["docs"]

    [template]
    name = "small"
    version = "1.2.0"
    source = "../../small"

    [answers]
    name = "good-bye"

    [defaults]
    data_dir = "data"
    description = "A small project"
    metrics = false
    module = "good_bye"
    port = 8000
    store = "disk"
    tags = []
    "#);
}

fn settings(sandbox: &Sandbox) -> String {
    sandbox.read("hello/hello/settings.toml")
}

#[track_caller]
pub fn commit(sandbox: &Sandbox) {
    for line in ["add --all", "commit --quiet --message edited"] {
        let mut git = sandbox.command_of("git");
        let git = git.current_dir(sandbox.work("hello")).args(line.split(' '));
        crate::support::succeed(git);
    }
}

/// The module was the default, made of the name; once chosen, it is nobody's default.
#[test]
fn an_answer_that_was_chosen_does_not_follow() {
    let sandbox = small("--module core_parts --port 80");
    assert_snapshot!(run(&sandbox, "update --name other"), @"
    exit 0
    --- stdout
    updated   README.md
    --- stderr
    changed 1 file: small 1.2.0
    ");
    assert_snapshot!(sandbox.record("hello"), @r#"
    components = ["docs"]

    [template]
    name = "small"
    version = "1.2.0"
    source = "../../small"

    [answers]
    module = "core_parts"
    name = "other"
    port = 80

    [defaults]
    data_dir = "data"
    description = "A small project"
    metrics = false
    store = "disk"
    tags = []
    "#);
}

#[test]
fn components_come_and_go() {
    let sandbox = small("");
    assert_snapshot!(run(&sandbox, "update --with notes"), @"
    exit 0
    --- stdout
    added     docs/notes.md
    --- stderr
    changed 1 file: small 1.2.0
    ");
    commit(&sandbox);
    assert_snapshot!(run(&sandbox, "update --without docs"), @"
    exit 0
    --- stdout
    updated   README.md
    removed   docs/index.md
    removed   docs/notes.md
    --- stderr
    changed 3 files: small 1.2.0
    ");
    commit(&sandbox);
    assert_snapshot!(run(&sandbox, "add notes --description=Other"), @"
    exit 0
    --- stdout
    updated   README.md
    added     docs/index.md
    added     docs/notes.md
    updated   hello/settings.toml
    --- stderr
    changed 4 files: small 1.2.0
    ");
    assert_snapshot!(sandbox.record("hello"), @r#"
    components = [
        "docs",
        "notes",
    ]

    [template]
    name = "small"
    version = "1.2.0"
    source = "../../small"

    [answers]
    description = "Other"
    name = "hello"

    [defaults]
    data_dir = "data"
    metrics = false
    module = "hello"
    port = 8000
    store = "disk"
    tags = []
    "#);
    assert_snapshot!(run(&sandbox, "update --with notes --without notes"), @"
    exit 2
    --- stderr
    error: the component `notes` is both asked for and excluded

    hint: leave out `--without notes`
    ");
}

#[test]
fn add_brings_what_is_not_there_yet() {
    let sandbox = small("--without docs");
    assert_snapshot!(run(&sandbox, "add nots"), @"
    exit 2
    --- stderr
    error: there is no component `nots`

    hint: did you mean `notes`?
    ");
    assert_snapshot!(run(&sandbox, "add"), @"
    exit 2
    --- stderr
    error: the following required arguments were not provided:
      <COMPONENT>...

    Usage: scaffold add <COMPONENT>...

    For more information, try '--help'.
    ");
    assert_snapshot!(run(&sandbox, "add docs,notes --dry-run"), @"
    exit 0
    --- stdout
    updated   README.md
    added     docs/index.md
    added     docs/notes.md
    --- stderr
    would change 3 files: small 1.2.0
    ");
    assert_snapshot!(run(&sandbox, "add docs notes"), @"
    exit 0
    --- stdout
    updated   README.md
    added     docs/index.md
    added     docs/notes.md
    --- stderr
    changed 3 files: small 1.2.0
    ");
    assert_snapshot!(run(&sandbox, "add docs"), @"
    exit 0
    --- stderr
    nothing to do: the project is up to date with small 1.2.0
    ");
    // One that the answers alone decide about.
    assert_snapshot!(run(&sandbox, "add storage"), @"
    exit 2
    --- stderr
    error: there is no component `storage`

    hint: the components are `docs` and `notes`
    ");
}

#[test]
fn an_answer_may_be_said_in_every_way() {
    let sandbox = small("");
    assert_snapshot!(run(&sandbox, "update --set port=81 --metrics --tags a --tags b"), @"
    exit 0
    --- stdout
    updated   hello/settings.toml
    --- stderr
    changed 1 file: small 1.2.0
    ");
    assert_snapshot!(settings(&sandbox), @r#"
    description = "A small project"
    port = 81
    metrics = true
    data_dir = "data"
    tags = ["a", "b", ]
    "#);
    commit(&sandbox);
    assert_snapshot!(run(&sandbox, "update --tags= --metrics=false"), @"
    exit 0
    --- stdout
    updated   hello/settings.toml
    --- stderr
    changed 1 file: small 1.2.0
    ");
    assert_snapshot!(settings(&sandbox), @r#"
    description = "A small project"
    port = 81
    metrics = false
    data_dir = "data"
    tags = []
    "#);
}
