//! What a template cannot say about the one that it extends.

use insta::assert_snapshot;

use crate::extends::{CHILD, PARENT, templates};
use crate::run::Run;

#[track_caller]
fn refused(manifest: &str) -> Run {
    let sandbox = templates(manifest);
    let run = sandbox.scaffold().line("new hello --template ../child").run();
    assert_eq!(sandbox.files(), "");
    run
}

#[test]
fn one_level_is_enough() {
    let extending = |name: &str| format!("{CHILD}\n").replace("../parent", name);
    assert_snapshot!(refused(&extending("../parnet")), @r#"
    exit 2
    --- stderr
    error: there is no template `../parnet` to extend
     --> ../child/template.toml:4:11
      |
    4 | extends = "../parnet"
      |           ^^^^^^^^^^^

    hint: the embedded templates are `python-service`; any other is a directory with a `template.toml`, seen from this one, or an address of git
    "#);
    assert_snapshot!(refused(&extending("python-servcie")), @r#"
    exit 2
    --- stderr
    error: there is no template `python-servcie` to extend
     --> ../child/template.toml:4:11
      |
    4 | extends = "python-servcie"
      |           ^^^^^^^^^^^^^^^^

    hint: did you mean `python-service`?
    "#);
    assert_snapshot!(refused(&extending(".")), @r#"
    exit 2
    --- stderr
    error: `.` extends this template in turn
     --> ../child/template.toml:4:11
      |
    4 | extends = "."
      |           ^^^
    "#);
    let sandbox = templates(CHILD);
    sandbox.write("parent/template.toml", format!("extends = '../child'\n{PARENT}"));
    assert_snapshot!(sandbox.scaffold().line("template check ../child").run(), @r#"
    exit 2
    --- stderr
    error: `../parent` extends this template in turn
     --> ../child/template.toml:4:11
      |
    4 | extends = "../parent"
      |           ^^^^^^^^^^^
    "#);
    sandbox.write("parent/template.toml", format!("extends = 'python-service'\n{PARENT}"));
    assert_snapshot!(sandbox.scaffold().line("template check ../child").run(), @r#"
    exit 2
    --- stderr
    error: `../parent` extends `python-service`, and a template extends one level only
     --> ../child/template.toml:4:11
      |
    4 | extends = "../parent"
      |           ^^^^^^^^^^^

    hint: extend `python-service` itself, and take over what lies between
    "#);
}

#[test]
fn what_is_changed_must_be_there() {
    let edited = |old: &str, new: &str| refused(&CHILD.replace(old, new));
    assert_snapshot!(edited("base/old", "base/odl"), @r#"
    exit 2
    --- stderr
    error: the template that is extended has no `base/odl`
     --> ../child/template.toml:6:31
      |
    6 | removes = ["components/docs", "base/odl"]
      |                               ^^^^^^^^^^

    hint: did you mean `base/old/b`?
    "#);
    assert_snapshot!(edited("components/docs", "components/more"), @r#"
    exit 2
    --- stderr
    error: the component `more` cannot be removed: `chat` needs it
     --> ../child/template.toml:6:12
      |
    6 | removes = ["components/more", "base/old"]
      |            ^^^^^^^^^^^^^^^^^

    error: the template that is extended has no `more`
      --> ../child/template.toml:11:1
       |
    11 | more = true
       | ^^^^
    "#);
    assert_snapshot!(edited("\"base/notes.md\"", ""), @r#"
    exit 2
    --- stderr
    error: the template that is extended has `base/notes.md`, too
     --> ../child/base/notes.md.tera:1:1
      |
    1 | of {= channel =}
      | ^

    hint: add it to `replaces` if this one is meant: `replaces = ["base/notes.md"]`
    "#);
    assert_snapshot!(edited("\"base/notes.md\"", "\"base/notes.md\", \"base/old/a\""), @r#"
    exit 2
    --- stderr
    error: nothing stands in the place of `base/old/a`
     --> ../child/template.toml:5:30
      |
    5 | replaces = ["base/notes.md", "base/old/a"]
      |                              ^^^^^^^^^^^^

    hint: add the file or question; `removes` does without it
    "#);
    assert_snapshot!(edited("\"base/notes.md\"", "\"base/notes.md\", \"port\", \"prot\""), @r#"
    exit 2
    --- stderr
    error: nothing stands in the place of `port`
     --> ../child/template.toml:5:30
      |
    5 | replaces = ["base/notes.md", "port", "prot"]
      |                              ^^^^^^

    hint: add the file or question; `removes` does without it

    error: the template that is extended has no `prot`
     --> ../child/template.toml:5:38
      |
    5 | replaces = ["base/notes.md", "port", "prot"]
      |                                      ^^^^^^

    hint: did you mean `port`?
    "#);
}

#[test]
fn what_is_said_must_have_a_meaning() {
    let edited = |old: &str, new: &str| refused(&CHILD.replace(old, new));
    assert_snapshot!(edited("port = 9000", "port = \"9000\"\nprot = 1"), @r#"
    exit 2
    --- stderr
    error: the default of `port` is no answer to it: it is not a whole number
      --> ../child/template.toml:10:8
       |
    10 | port = "9000"
       |        ^^^^^^

    error: the template that is extended has no `prot`
      --> ../child/template.toml:11:1
       |
    11 | prot = 1
       | ^^^^

    hint: did you mean `port`?
    "#);
    assert_snapshot!(edited("more = true", "more = 1"), @"
    exit 2
    --- stderr
    error: the default of `more` is no answer to it: it is not `true` or `false`
      --> ../child/template.toml:11:8
       |
    11 | more = 1
       |        ^
    ");
    assert_snapshot!(edited("extends = \"../parent\"\n", ""), @r#"
    exit 2
    --- stderr
    error: no component that can be chosen is called `more`
     --> ../child/components/chat/component.toml:2:10
      |
    2 | needs = ['more']
      |          ^^^^^^

    error: `replaces` has a meaning only in a template with `extends`
     --> ../child/template.toml:4:13
      |
    4 | replaces = ["base/notes.md"]
      |             ^^^^^^^^^^^^^^^

    error: `removes` has a meaning only in a template with `extends`
     --> ../child/template.toml:5:12
      |
    5 | removes = ["components/docs", "base/old"]
      |            ^^^^^^^^^^^^^^^^^

    error: `defaults` has a meaning only in a template with `extends`
      --> ../child/template.toml:10:1
       |
    10 | more = true
       | ^^^^

    error: no question or component is called `owner`
      --> ../child/template.toml:15:18
       |
    15 | default = 'to {= owner =}'
       |                  ^^^^^
    "#);
    assert_snapshot!(edited("\n[defaults]", "delimiters = { tag = ['<%', '%>'] }\n[defaults]"), @"
    exit 2
    --- stderr
    error: `delimiters` is said by the template that is extended
     --> ../child/template.toml:7:14
      |
    7 | delimiters = { tag = ['<%', '%>'] }
      |              ^^^^^^^^^^^^^^^^^^^^^^
    ");
    assert_snapshot!(edited("id = \"channel\"", "id = \"port\""), @r#"
    exit 2
    --- stderr
    error: no question or component is called `channel`
     --> ../child/base/notes.md.tera:1:7
      |
    1 | of {= channel =}
      |       ^^^^^^^

    hint: did you mean `chat`?

    error: no question or component is called `channel`
     --> ../child/components/chat/files/chat.md.tera:1:4
      |
    1 | {= channel =} {= pins.tools.ruff =}
      |    ^^^^^^^

    hint: did you mean `chat`?

    error: the id `port` is already taken by another question
      --> ../child/template.toml:14:6
       |
    14 | id = "port"
       |      ^^^^^^
    "#);
}

#[test]
fn a_mistake_is_shown_in_the_template_that_makes_it() {
    let sandbox = templates(CHILD);
    sandbox.write("child/pins.toml", "tools = \"none\"\n");
    assert_snapshot!(sandbox.scaffold().line("template check ../child").run(), @r#"
    exit 2
    --- stderr
    error: the pin `tools` is a table in one of the two templates only
     --> ../child/pins.toml:1:1
      |
    1 | tools = "none"
      | ^^^^^
    "#);
    sandbox.write("child/pins.toml", "");
    sandbox.write("child/base/chat.md.tera", "{= chanel =}");
    sandbox.write("parent/base/more.md.tera", "{= prot =}");
    assert_snapshot!(sandbox.scaffold().line("template check ../child").run(), @"
    exit 2
    --- stderr
    error: no question or component is called `chanel`
     --> ../child/base/chat.md.tera:1:4
      |
    1 | {= chanel =}
      |    ^^^^^^

    hint: did you mean `channel`?

    error: no question or component is called `prot`
     --> ../parent/base/more.md.tera:1:4
      |
    1 | {= prot =}
      |    ^^^^

    hint: did you mean `port`?
    ");
}
