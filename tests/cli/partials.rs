//! Texts that other texts include.

use insta::assert_snapshot;

use crate::project::manifest;
use crate::run::Sandbox;

const HEADER: (&str, &str) =
    ("partials/header.tera", "# {= name =}\n{% if name %}\n# yes\n{% endif %}\n");

/// A sandbox with a project of a template of these files.
#[track_caller]
fn written(files: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.template("own", files);
    sandbox.scaffold().line("new hello --template ../own --no-git").silently();
    sandbox
}

#[test]
fn a_partial_stands_where_it_is_included_and_is_never_written() {
    let files = [
        HEADER,
        ("partials/deep/er.tera", "deep {% include \"partials/header.tera\" %}"),
        ("base/a.tera", "one\n  {% include \"partials/header.tera\" %}\ntwo\n"),
        ("base/b.tera", "x {% include \"partials/deep/er.tera\" %} y\n"),
    ];
    let sandbox = written(&files);
    assert_snapshot!(sandbox.files(), @"
    hello/.scaffold/.gitattributes
    hello/.scaffold/answers.toml
    hello/.scaffold/rendering
    hello/a
    hello/b
    ");
    assert_snapshot!(sandbox.read("hello/a"), @"
    one
    # hello
    # yes
    two
    ");
    assert_snapshot!(sandbox.read("hello/b"), @"
    x deep # hello
    # yes
     y
    ");
}

#[test]
fn a_partial_of_files_for_each_item_knows_the_item() {
    let rest = "[[question]]\nid = 'services'\nprompt = 'S'\ndefault = ['a', 'b']\n\
                [[files]]\npath = 'base/*'\nfor_each = 'services'\n";
    let manifest = manifest("1.0.0", rest);
    let files = [
        ("template.toml", manifest.as_str()),
        ("partials/all.tera", "{% include \"partials/item.tera\" %}"),
        ("partials/item.tera", "{= item =} of {= name =}\n"),
        ("base/{= item =}.tera", "{% include \"partials/all.tera\" %}"),
    ];
    let sandbox = written(&files);
    assert_eq!(sandbox.read("hello/b"), "b of hello\n");
}

#[test]
fn a_fault_in_a_partial_points_into_it() {
    let sandbox = Sandbox::new();
    let partial = ("partials/header.tera", "one\n  {= name.first =}\n");
    sandbox.template(
        "own",
        &[partial, ("base/a.tera", "a\n{% include \"partials/header.tera\" %}\n")],
    );
    assert_snapshot!(sandbox.scaffold().line("new hello --template ../own").run(), @"
    exit 2
    --- stderr
    error: field `first` is not defined
     --> ../own/partials/header.tera:2:11
      |
    2 |   {= name.first =}
      |           ^^^^^
    ");
    assert_eq!(sandbox.files(), "");
}

#[cfg(unix)]
#[test]
fn a_partial_is_neither_executable_nor_a_link() {
    let sandbox = Sandbox::new();
    sandbox.template("own", &[HEADER]);
    sandbox.script("own/partials/run.tera", "");
    std::os::unix::fs::symlink("header.tera", sandbox.path("own/partials/link.tera"))
        .expect("a link");
    sandbox.write("own/partials/bytes.tera", b"\xff");
    assert_snapshot!(sandbox.scaffold().line("new hello --template ../own").run(), @"
    exit 2
    --- stderr
    error: a file ending in `.tera` must be UTF-8
     --> ../own/partials/bytes.tera

    hint: drop the suffix `.tera` to copy the file as it is

    error: a partial is a text ending in `.tera`, neither executable nor a link
     --> ../own/partials/link.tera

    error: a partial is a text ending in `.tera`, neither executable nor a link
     --> ../own/partials/run.tera:1:1
      |
    1 | #!/bin/sh
      | ^
    ");
}

#[test]
fn an_overlay_adds_and_replaces_partials() {
    let sandbox = Sandbox::new();
    let parent = manifest("1.0.0", "").replace("\"own\"", "\"parent\"");
    let include = "{% include \"partials/header.tera\" %}\n";
    let files = [("template.toml", parent.as_str()), HEADER, ("base/a.tera", include)];
    sandbox.template("parent", &files);
    let overlay =
        "name = 'own'\nversion = '1.0.0'\ndescription = 'An overlay'\nextends = '../parent'\n";
    let header = (HEADER.0, "# ours: {% include \"partials/more.tera\" %}\n");
    let more = ("partials/more.tera", "{= name =}");
    sandbox.template("own", &[("template.toml", overlay), header, more]);
    assert_snapshot!(sandbox.scaffold().line("new hello --template ../own").run(), @r#"
    exit 2
    --- stderr
    error: the template that is extended has `partials/header.tera`, too
     --> ../own/partials/header.tera:1:1
      |
    1 | # ours: {% include "partials/more.tera" %}
      | ^

    hint: add it to `replaces` if this one is meant: `replaces = ["partials/header.tera"]`
    "#);
    let replacing = format!("{overlay}replaces = ['partials/header.tera']\n");
    sandbox.template("own", &[("template.toml", replacing.as_str()), header, more]);
    sandbox.scaffold().line("new hello --template ../own --no-git").silently();
    assert_eq!(sandbox.read("hello/a"), "# ours: hello\n");
}
