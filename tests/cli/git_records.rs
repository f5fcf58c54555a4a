//! Projects of templates in git repositories: their records and updates.

use std::fs;

use insta::assert_snapshot;

use crate::repository::Repository;

/// The project `hello` of version 1.0.0, which is tagged.
fn project(reference: &str) -> Repository {
    let repository = Repository::new(&[]);
    repository.release("v1.0.0", "1.0.0");
    repository.instead_of("https://github.com/org/repo.git");
    let address = format!("gh:org/repo{reference}");
    repository.sandbox.scaffold().args(["new", "hello", "--template", &address]).silently();
    repository
}

#[test]
fn an_address_without_a_ref_follows_the_releases() {
    let repository = project("");
    assert_snapshot!(repository.run("check"), @"
    exit 0
    --- stderr
    asking gh:org/repo
    up to date with own 1.0.0
    ");
    repository.release("v1.1.0", "1.1.0");
    assert_snapshot!(repository.run("check"), @"
    exit 1
    --- stdout
    updated   a
    --- stderr
    asking gh:org/repo
    an update waits: own 1.0.0 → 1.1.0; run `scaffold update`
    ");
    let check = repository.run("check --json").to_string();
    let (_, object) = check.split_once("stdout\n").expect("data");
    let object = object.split("--- stderr").next().expect("data");
    let object: serde_json::Value = serde_json::from_str(object).expect("one object");
    assert_eq!(object["template"]["commit"], repository.git("rev-parse v1.1.0").as_str());
    let object = repository.sandbox.scaffold().at("hello").line("update --json").data();
    let object: serde_json::Value = serde_json::from_str(&object).expect("one object");
    assert_eq!(object["template"]["commit"], repository.git("rev-parse v1.1.0").as_str());
    assert_snapshot!(repository.sandbox.record("hello"), @r#"
    components = []

    [template]
    name = "own"
    version = "1.1.0"
    source = "gh:org/repo"
    commit = "87d5f716dddbf837515a5256a50eb97d90c6d563"

    [answers]
    name = "hello"

    [defaults]
    "#);
    assert_snapshot!(repository.run("check"), @"
    exit 0
    --- stderr
    asking gh:org/repo
    up to date with own 1.1.0
    ");
}

#[test]
fn a_tag_stays_until_another_is_named() {
    let repository = project("@v1.0.0");
    repository.release("v2.0.0", "2.0.0");
    assert_snapshot!(repository.run("update"), @"
    exit 0
    --- stderr
    asking gh:org/repo@v1.0.0
    nothing to do: the project is up to date with own 1.0.0
    ");
    assert_snapshot!(repository.run("update --template gh:org/repo@v2.0.0"), @"
    exit 0
    --- stdout
    updated   a
    --- stderr
    asking gh:org/repo@v2.0.0
    changed 1 file: own 1.0.0 → own 2.0.0
    ");
    assert_snapshot!(repository.sandbox.record("hello"), @r#"
    components = []

    [template]
    name = "own"
    version = "2.0.0"
    source = "gh:org/repo@v2.0.0"
    commit = "70d017ce0a21fa355d9ce71a0b07405ae826716b"

    [answers]
    name = "hello"

    [defaults]
    "#);
    assert_snapshot!(repository.run("update --allow-dirty --template gh:org/repo@v1.0.0"), @"
    exit 2
    --- stderr
    asking gh:org/repo@v1.0.0
    error: the project has version 2.0.0 of `own`, and this is 1.0.0

    hint: a release may have been withdrawn; name version 2.0.0 or a newer one with `--template`, or wait for it
    ");
}

/// The record names the commit that the project was last changed by, as it does the version.
#[test]
fn a_commit_that_changes_no_file_is_no_update() {
    let repository = project("@main");
    let record = repository.sandbox.record("hello");
    repository.write("README.md", "For authors.\n");
    repository.commit();
    assert_snapshot!(repository.run("check"), @"
    exit 0
    --- stderr
    asking gh:org/repo@main
    up to date with own 1.0.0
    ");
    assert_snapshot!(repository.run("update"), @"
    exit 0
    --- stderr
    asking gh:org/repo@main
    nothing to do: the project is up to date with own 1.0.0
    ");
    assert_eq!(repository.sandbox.record("hello"), record);
    repository.write("base/a", "new\n");
    let commit = repository.commit();
    assert_snapshot!(repository.run("update"), @"
    exit 0
    --- stdout
    updated   a
    --- stderr
    asking gh:org/repo@main
    changed 1 file: own 1.0.0
    ");
    assert!(repository.sandbox.record("hello").contains(&commit));
}

#[test]
fn what_was_fetched_last_stands_in_for_what_cannot_be_reached() {
    let repository = project("");
    repository.vanish();
    assert_snapshot!(repository.run("check"), @"
    exit 0
    --- stderr
    asking gh:org/repo
    note: `gh:org/repo` cannot be reached ('[ROOT]/repo' does not appear to be a git repository): v1.0.0 is used as it was fetched last, commit d9da9ac886ca
    up to date with own 1.0.0
    ");
    fs::remove_dir_all(repository.sandbox.work("hello")).expect("a project");
    assert_snapshot!(repository.new_from("gh:org/repo@v1.0.0"), @"
    exit 2
    --- stderr
    asking gh:org/repo@v1.0.0
    error: git cannot fetch `gh:org/repo@v1.0.0`: '[ROOT]/repo' does not appear to be a git repository
    ");
}

#[test]
fn a_commit_that_was_fetched_needs_no_network() {
    let repository = project("");
    let commit = repository.git("rev-parse HEAD");
    repository.vanish();
    fs::remove_dir_all(repository.sandbox.work("hello")).expect("a project");
    assert_eq!(repository.a_of(&format!("gh:org/repo@{commit}")).trim_end(), "v1.0.0");
}

#[test]
fn help_fetches_nothing() {
    let repository = Repository::new(&[]);
    repository.instead_of("https://github.com/org/repo.git");
    let help = || {
        let help = repository.sandbox.scaffold().line("new --template gh:org/repo --help").run();
        let help = help.to_string();
        let noted = help.split("--- stderr\n").nth(1).unwrap_or_default().to_owned();
        (help.contains("Questions of own:"), noted)
    };
    let (questions, noted) = help();
    assert!(!questions);
    assert_snapshot!(noted, @"note: the template's questions are not listed: `gh:org/repo` is not fetched yet");
    assert!(!repository.sandbox.path("home/.cache").exists());
    repository.sandbox.scaffold().line("new hello --template gh:org/repo").silently();
    repository.vanish();
    assert_eq!(help(), (true, String::new()));
}

#[test]
fn add_adopt_and_show_take_addresses() {
    let repository = project("");
    repository.write("components/docs/component.toml", "title = 'Docs'\n");
    repository.write("components/docs/files/docs.md", "docs\n");
    repository.release("v1.1.0", "1.1.0");
    assert_snapshot!(repository.run("add docs"), @"
    exit 0
    --- stdout
    updated   a
    added     docs.md
    --- stderr
    asking gh:org/repo
    changed 2 files: own 1.0.0 → own 1.1.0
    ");
    repository.sandbox.write("work/old/a", "mine\n");
    let adopt = repository.sandbox.scaffold().line("adopt old --template gh:org/repo@v1.0.0");
    assert_snapshot!(adopt.run(), @"
    exit 1
    --- stdout
    conflict  a: both sides changed the same lines
    --- stderr
    asking gh:org/repo@v1.0.0
    changed 1 file: own 1.0.0; 1 conflict left: edit the files
    ");
    assert_snapshot!(repository.sandbox.record("old"), @r#"
    components = []

    [template]
    name = "own"
    version = "1.0.0"
    source = "gh:org/repo@v1.0.0"
    commit = "d9da9ac886ca78c62e9d28e7f4812941d0882daf"

    [answers]
    name = "old"

    [defaults]
    "#);
    assert_snapshot!(repository.sandbox.scaffold().line("show gh:org/repo").run(), @"
    exit 0
    --- stdout
    own 1.1.0: A template of a test

    Questions
      --name                 Name

    Components (--with, --without)
      docs                   Docs (off by default)
    --- stderr
    asking gh:org/repo
    ");
}

/// git tells a hook which repository it is about; that is not the template's.
#[test]
fn a_hooks_environment_does_not_mislead_git() {
    let repository = project("");
    let hooked = repository.sandbox.scaffold().line("new other --quiet --template gh:org/repo");
    let elsewhere = repository.sandbox.path("elsewhere").display().to_string();
    let hooked = hooked.env("GIT_DIR", &elsewhere).env("GIT_WORK_TREE", &elsewhere);
    assert_snapshot!(hooked.env("GIT_INDEX_FILE", &elsewhere).run(), @"
    exit 0
    --- stderr
    asking gh:org/repo
    ");
    assert!(repository.sandbox.work("other/.git").is_dir());
}
