//! A project is written.

use insta::assert_snapshot;

use crate::run::Sandbox;

#[test]
fn a_project_is_written_and_what_comes_next_is_said() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.scaffold().line("new hello --template ../small").run(), @"
    exit 0
    --- stderr
    wrote 10 files to hello

    next steps:
      cd hello
      cat hello/settings.toml  look at the settings
      rm -r data               start afresh

    to repeat this run:
      scaffold new hello --template ../small --defaults
    ");
    assert_snapshot!(sandbox.files(), @"
    hello/.git/
    hello/.scaffold/.gitattributes
    hello/.scaffold/answers.toml
    hello/.scaffold/rendering
    hello/README.md
    hello/data/.keep
    hello/docs/index.md
    hello/hello/settings.toml
    hello/run
    hello/settings
    hello/settings.example
    ");
    assert_snapshot!(sandbox.read("hello/hello/settings.toml"), @r#"
    description = "A small project"
    port = 8000
    metrics = false
    data_dir = "data"
    tags = []
    "#);
    assert_snapshot!(sandbox.read("hello/README.md"), @"
    # hello

    A small project

    See docs/.
    ");
}

#[test]
fn the_last_part_of_a_path_is_the_name_and_missing_parents_are_made() {
    let sandbox = Sandbox::new();
    sandbox.scaffold().line("new one/two/hello --template ../small --no-git").silently();
    assert_snapshot!(sandbox.files(), @"
    one/two/hello/.scaffold/.gitattributes
    one/two/hello/.scaffold/answers.toml
    one/two/hello/.scaffold/rendering
    one/two/hello/README.md
    one/two/hello/data/.keep
    one/two/hello/docs/index.md
    one/two/hello/hello/settings.toml
    one/two/hello/run
    one/two/hello/settings
    one/two/hello/settings.example
    ");
}

#[test]
fn the_directory_one_stands_in_is_filled() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.scaffold().line("new . --template ../small --no-git").run(), @"
    exit 0
    --- stderr
    wrote 10 files to .

    next steps:
      cat work/settings.toml  look at the settings
      rm -r data              start afresh

    to repeat this run:
      scaffold new . --template ../small --defaults --no-git
    ");
    assert_snapshot!(sandbox.files(), @"
    .scaffold/.gitattributes
    .scaffold/answers.toml
    .scaffold/rendering
    README.md
    data/.keep
    docs/index.md
    run
    settings
    settings.example
    work/settings.toml
    ");
}

#[test]
fn a_name_may_be_asked_for_by_its_flag() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.scaffold().line("new --name hello --template ../small").run(), @"
    exit 0
    --- stderr
    wrote 10 files to hello

    next steps:
      cd hello
      cat hello/settings.toml  look at the settings
      rm -r data               start afresh

    to repeat this run:
      scaffold new hello --template ../small --defaults
    ");
}

#[test]
fn a_path_and_another_name_may_be_given() {
    let sandbox = Sandbox::new();
    let line = "new Some_Directory --name hello --template ../small --no-git";
    assert_snapshot!(sandbox.scaffold().line(line).run(), @"
    exit 0
    --- stderr
    wrote 10 files to Some_Directory

    next steps:
      cd Some_Directory
      cat hello/settings.toml  look at the settings
      rm -r data               start afresh

    to repeat this run:
      scaffold new Some_Directory --template ../small --defaults --no-git --name=hello
    ");
    assert_snapshot!(sandbox.read("Some_Directory/README.md"), @"
    # hello

    A small project

    See docs/.
    ");
}

#[test]
fn components_are_added_with_what_they_need_and_left_out() {
    let sandbox = Sandbox::new();
    let line = "new hello --template ../small --no-git --with notes --store memory";
    assert_snapshot!(sandbox.scaffold().line(line).run(), @"
    exit 0
    --- stderr
    wrote 10 files to hello

    next steps:
      cd hello
      cat hello/settings.toml  look at the settings

    to repeat this run:
      scaffold new hello --template ../small --defaults --no-git --store=memory --with notes
    ");
    assert_snapshot!(sandbox.files(), @"
    hello/.scaffold/.gitattributes
    hello/.scaffold/answers.toml
    hello/.scaffold/rendering
    hello/README.md
    hello/docs/index.md
    hello/docs/notes.md
    hello/hello/settings.toml
    hello/run
    hello/settings
    hello/settings.example
    ");
    let line = "new other --template ../small --no-git --without docs";
    assert_snapshot!(sandbox.scaffold().line(line).run(), @"
    exit 0
    --- stderr
    wrote 9 files to other

    next steps:
      cd other
      cat other/settings.toml  look at the settings
      rm -r data               start afresh

    to repeat this run:
      scaffold new other --template ../small --defaults --no-git --without docs
    ");
    assert_snapshot!(sandbox.read("other/README.md"), @"
    # other

    A small project
    ");
}

#[test]
fn components_that_contradict_or_do_not_exist_are_refused() {
    let sandbox = Sandbox::new();
    let new = |line| sandbox.scaffold().line("new hello --template ../small").line(line).run();
    assert_snapshot!(new("--with notes --without docs"), @"
    exit 2
    --- stderr
    error: the component `notes` needs `docs`, which is excluded

    hint: leave out `--without docs`
    ");
    assert_snapshot!(new("--with docs --without docs"), @"
    exit 2
    --- stderr
    error: the component `docs` is both asked for and excluded

    hint: leave out `--without docs`
    ");
    assert_snapshot!(new("--with nots"), @"
    exit 2
    --- stderr
    error: there is no component `nots`

    hint: did you mean `notes`?
    ");
    assert_snapshot!(new("--without xyz"), @"
    exit 2
    --- stderr
    error: there is no component `xyz`

    hint: the components are `docs` and `notes`
    ");
    assert_snapshot!(new("--with storage"), @"
    exit 2
    --- stderr
    error: there is no component `storage`

    hint: the components are `docs` and `notes`
    ");
    assert_eq!(sandbox.files(), "");
}

#[test]
fn the_embedded_template_refuses_a_name_that_would_shadow_a_dependency() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.scaffold().line("new redis").run(), @"
    exit 2
    --- stderr
    error: `redis`, the default, is no answer to `package`: it is one of the service's own dependencies

    hint: say otherwise with `--package <VALUE>`
    ");
    assert_snapshot!(sandbox.scaffold().line("new json").run(), @"
    exit 2
    --- stderr
    error: `json`, the default, is no answer to `package`: it is a module of Python's standard library

    hint: say otherwise with `--package <VALUE>`
    ");
    assert_snapshot!(sandbox.scaffold().line("new My_Service").run(), @"
    exit 2
    --- stderr
    error: `My_Service` from the target's name is no answer to `name`: it does not match `^[a-z][a-z0-9]*(-[a-z0-9]+)*$`

    hint: lower-case letters, digits and single dashes; starts with a letter
    ");
    assert_eq!(sandbox.files(), "");
}
