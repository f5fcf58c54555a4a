//! Templates that are refused.

use insta::assert_snapshot;

use crate::run::{Run, Sandbox};

/// What `new` says to a template of these files; it must leave nothing behind.
#[track_caller]
fn refused(files: &[(&str, &str)]) -> Run {
    let sandbox = Sandbox::new();
    sandbox.template("own", files);
    let run = sandbox.scaffold().line("new hello --template ../own").run();
    assert_eq!(sandbox.files(), "");
    run
}

const DOCS: (&str, &str) = ("components/docs/component.toml", "title = 'Docs'\ndefault = true\n");
const MORE: (&str, &str) = ("components/more/component.toml", "title = 'More'\ndefault = true\n");

#[test]
fn a_syntax_error_is_shown_where_it_is() {
    assert_snapshot!(refused(&[("base/x.tera", "one\n{% if name %}\ntwo\n")]), @"
    exit 2
    --- stderr
    error: unexpected end of input
     --> ../own/base/x.tera:3:5
      |
    3 | two
      |    ^
    ");
    assert_snapshot!(refused(&[("base/x.tera", "one\n  {= name | =}\n")]), @"
    exit 2
    --- stderr
    error: found `=}` but expected identifier
     --> ../own/base/x.tera:2:13
      |
    2 |   {= name | =}
      |             ^^
    ");
    assert_snapshot!(refused(&[("base/x.tera", "{% iff name %}{% endif %}\n")]), @"
    exit 2
    --- stderr
    error: unknown tag
     --> ../own/base/x.tera:1:4
      |
    1 | {% iff name %}{% endif %}
      |    ^^^
    ");
    assert_snapshot!(refused(&[("base/x.tera", "a {= name\n")]), @"
    exit 2
    --- stderr
    error: unexpected end of input
     --> ../own/base/x.tera:1:10
      |
    1 | a {= name
      |          ^
    ");
    assert_snapshot!(refused(&[("base/x.tera", "{= name | shout =}\n")]), @"
    exit 2
    --- stderr
    error: unknown filter `shout`
     --> ../own/base/x.tera:1:11
      |
    1 | {= name | shout =}
      |           ^^^^^
    ");
    assert_snapshot!(refused(&[("base/{= name | }.tera", "x")]), @"
    exit 2
    --- stderr
    error: `base/{= name | }.tera` is no path in the project: it holds the character '|'
     --> ../own/base/{= name | }.tera
    ");
}

#[test]
fn an_undeclared_name_is_shown_where_it_is_used() {
    assert_snapshot!(refused(&[("base/x.tera", "one\n{% if nmae %}\n{% endif %}\n")]), @"
    exit 2
    --- stderr
    error: no question or component is called `nmae`
     --> ../own/base/x.tera:2:7
      |
    2 | {% if nmae %}
      |       ^^^^

    hint: did you mean `name`?
    ");
    assert_snapshot!(refused(&[("base/{= nmae =}/x", "x")]), @"
    exit 2
    --- stderr
    error: no question or component is called `nmae`
     --> ../own/base/{= nmae =}/x: its path:1:4
      |
    1 | {= nmae =}/x
      |    ^^^^

    hint: did you mean `name`?
    ");
    assert_snapshot!(refused(&[DOCS, ("base/x.tera", "{% if dosc %}\n{% endif %}\n")]), @"
    exit 2
    --- stderr
    error: no question or component is called `dosc`
     --> ../own/base/x.tera:1:7
      |
    1 | {% if dosc %}
      |       ^^^^

    hint: did you mean `docs`?
    ");
    assert_snapshot!(refused(&[("base/x.tera", "{= xyz =}\n")]), @"
    exit 2
    --- stderr
    error: no question or component is called `xyz`
     --> ../own/base/x.tera:1:4
      |
    1 | {= xyz =}
      |    ^^^
    ");
}

#[test]
fn a_pin_that_does_not_exist_is_an_error() {
    let files = [("pins.toml", "[tools]\nuv = '1'\n"), ("base/x.tera", "{= pins.tools.vu =}\n")];
    assert_snapshot!(refused(&files), @"
    exit 2
    --- stderr
    error: field `vu` is not defined. Available fields: uv
     --> ../own/base/x.tera:1:15
      |
    1 | {= pins.tools.vu =}
      |               ^^
    ");
}

#[test]
fn all_problems_are_reported_at_once() {
    let files = [
        ("base/a.tera", "{= one =}\n"),
        ("base/b.tera", "{= name =} {= two =}\n"),
        ("components/gone/files/c", "x"),
    ];
    assert_snapshot!(refused(&files), @"
    exit 2
    --- stderr
    error: no question or component is called `one`
     --> ../own/base/a.tera:1:4
      |
    1 | {= one =}
      |    ^^^

    error: no question or component is called `two`
     --> ../own/base/b.tera:1:15
      |
    1 | {= name =} {= two =}
      |               ^^^

    error: nothing is done with this file
     --> ../own/components/gone/files/c:1:1
      |
    1 | x
      | ^

    hint: files are written from `base/`, and from `components/<id>/files/` beside a `component.toml`
    ");
}

#[test]
fn two_components_cannot_write_one_file() {
    let one = ("components/docs/files/README.md", "x");
    let other = ("components/more/files/README.md.tera", "y");
    assert_snapshot!(refused(&[DOCS, MORE, one, other]), @"
    exit 2
    --- stderr
    error: `README.md` is written twice: also by `components/docs/files/README.md`
     --> ../own/components/more/files/README.md.tera
    ");
    let below = ("components/more/files/README.md/x", "y");
    assert_snapshot!(refused(&[DOCS, MORE, one, below]), @"
    exit 2
    --- stderr
    error: `README.md/x` and `README.md` cannot both be written: one is a directory of the other; also by `components/docs/files/README.md`
     --> ../own/components/more/files/README.md/x
    ");
    let rendered = ("components/more/files/{= name =}", "y");
    assert_snapshot!(refused(&[DOCS, MORE, ("components/docs/files/hello", "x"), rendered]), @"
    exit 2
    --- stderr
    error: `hello` is written twice: also by `components/docs/files/hello`
     --> ../own/components/more/files/{= name =}
    ");
}

#[test]
fn a_template_of_no_utf8_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.template("own", &[]);
    sandbox.write("own/base/x.tera", b"\xff{= name =}");
    assert_snapshot!(sandbox.scaffold().line("new hello --template ../own").run(), @"
    exit 2
    --- stderr
    error: a file ending in `.tera` must be UTF-8
     --> ../own/base/x.tera

    hint: drop the suffix `.tera` to copy the file as it is
    ");
}

#[test]
fn a_directory_that_is_no_template_is_refused() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.scaffold().line("new hello --template ..").run(), @"
    exit 2
    --- stderr
    error: there is no template `..`

    hint: the embedded templates are `python-service`; any other is a directory with a `template.toml`, or a git address like `gh:owner/name`
    ");
    assert_snapshot!(sandbox.scaffold().line("new hello --template ../home/.gitconfig").run(), @"
    exit 2
    --- stderr
    error: there is no template `../home/.gitconfig`

    hint: the embedded templates are `python-service`; any other is a directory with a `template.toml`, or a git address like `gh:owner/name`
    ");
}

/// The manifest with a task that copies `from` to `to`, of a template with the file `a` and, where
/// `more` is chosen, `b`.
fn copying(from: &str, to: &str) -> String {
    let manifest = format!("{}\n[[task]]\ncopy = ['{from}', '{to}']\n", crate::run::MANIFEST);
    let files = [("base/a", "a"), MORE, ("components/more/files/b", "b")];
    refused(&[&[("template.toml", manifest.as_str())], &files[..]].concat()).to_string()
}

#[test]
fn a_copy_is_of_a_file_of_the_template_to_where_it_has_none() {
    for (from, to, sentence) in [
        (
            "a",
            ".scaffold/journal",
            "`.scaffold/journal` would be written to the record, which is scaffold's own",
        ),
        ("a", ".Scaffold", "`.Scaffold` would be written to the record, which is scaffold's own"),
        (
            ".scaffold/answers.toml",
            "x",
            "`.scaffold/answers.toml` would be written to the record, which is scaffold's own",
        ),
        (
            "a",
            ".git/hooks/post-commit",
            "`.git/hooks/post-commit` is no path in the project: `.git` belongs to git",
        ),
        ("a", "../x", "`../x` is no path in the project: it leaves its directory by `.` or `..`"),
        (".env", "x", "the template has no file `.env`"),
        ("a", "a", "`a` is written by the template itself"),
        ("b", "a", "`a` is written by the template itself"),
    ] {
        let run = copying(from, to);
        let expected =
            format!("exit 2\n--- stderr\nerror: {sentence}\n --> ../own/template.toml:9:1\n");
        assert!(run.starts_with(&expected), "{from} {to}: {run}");
    }
}

#[test]
#[cfg(unix)]
fn links_are_judged_by_where_they_lead() {
    use std::os::unix::fs::symlink;
    for (link, sentence) in [
        ("k/../..", "the symbolic link leaves the project: it leaves its directory by `.` or `..`"),
        (
            "k/../../..",
            "the symbolic link leaves the project: it leaves its directory by `.` or `..`",
        ),
        ("../c/l", "the symbolic link leads to itself"),
        ("k/gone", "the symbolic link points to nothing"),
    ] {
        let sandbox = Sandbox::new();
        sandbox.template("own", &[("base/top/x", "x"), ("base/a/b/c/x", "x")]);
        symlink("../../../top", sandbox.path("own/base/a/b/c/k")).expect("a new link");
        symlink(link, sandbox.path("own/base/a/b/c/l")).expect("a new link");
        let run = sandbox.scaffold().line("new hello --template ../own").run();
        let expected = format!("exit 2\n--- stderr\nerror: {sentence}\n --> ../own/base/a/b/c/l\n");
        assert_eq!(run.to_string(), expected, "{link}");
        assert_eq!(sandbox.files(), "");
    }
}

#[test]
#[cfg(unix)]
fn a_link_is_not_copied() {
    let sandbox = Sandbox::new();
    let manifest = format!("{}[[task]]\ncopy = ['l', 'x']\n", crate::run::MANIFEST);
    sandbox.template("own", &[("template.toml", &manifest), ("base/a", "a")]);
    std::os::unix::fs::symlink("a", sandbox.path("own/base/l")).expect("a new link");
    let run = sandbox.scaffold().line("new hello --template ../own").run().to_string();
    assert!(run.contains("error: `l` is a symbolic link, and a task copies files\n"), "{run}");
}
