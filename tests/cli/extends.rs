//! A template on another one: what is its own, what it changes, and what it cannot.

use insta::assert_snapshot;

use crate::run::{Run, Sandbox};

const PARENT: &str = r#"name = "parent"
version = "1.0.0"
description = "What a team starts from"

[[question]]
id = "name"
prompt = "Name"

[[question]]
id = "owner"
prompt = "Owner"
default = "nobody"

[[question]]
id = "port"
prompt = "Port"
default = 8000

[[next_step]]
run = "cat {= name =}.md"
about = "read it"
"#;

const CHILD: &str = r#"name = "child"
version = "2.0.0"
description = "What one team makes of it"
extends = "../parent"
replaces = ["base/notes.md"]
removes = ["components/docs", "base/old"]

[defaults]
owner = "team"
port = 9000
more = true

[[question]]
id = "channel"
prompt = "Channel"
default = 'to {= owner =}'
"#;

/// The two templates, with `manifest` as the overlay's.
fn templates(manifest: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.template(
        "parent",
        &[
            ("template.toml", PARENT),
            ("pins.toml", "image = \"a\"\n[tools]\nruff = \"1\"\nuv = \"1\"\n"),
            (
                "base/{= name =}.md.tera",
                "{= owner =} {= port =} {= pins.tools.uv =} {= pins.image =}\n",
            ),
            ("base/notes.md", "of the parent\n"),
            ("base/old/a", ""),
            ("base/old/b", ""),
            ("components/docs/component.toml", "title = 'Docs'\ndefault = true\n"),
            ("components/docs/files/docs.md", ""),
            ("components/more/component.toml", "title = 'More'\n"),
            (
                "components/more/files/more.md.tera",
                "docs: {% if docs %}yes{% else %}no{% endif %}\n",
            ),
        ],
    );
    sandbox.template(
        "child",
        &[
            ("template.toml", manifest),
            ("pins.toml", "[tools]\nuv = \"2\"\n"),
            ("base/notes.md.tera", "of {= channel =}\n"),
            ("components/chat/component.toml", "title = 'Chat'\nneeds = ['more']\n"),
            ("components/chat/files/chat.md.tera", "{= channel =} {= pins.tools.ruff =}\n"),
        ],
    );
    sandbox
}

#[track_caller]
fn refused(manifest: &str) -> Run {
    let sandbox = templates(manifest);
    let run = sandbox.scaffold().line("new hello --template ../child").run();
    assert_eq!(sandbox.files(), "");
    run
}

#[test]
fn an_overlay_says_what_differs() {
    let sandbox = templates(CHILD);
    sandbox.scaffold().line("new hello --template ../child --no-git --with chat").silently();
    assert_snapshot!(sandbox.files(), @"
    hello/.scaffold/.gitattributes
    hello/.scaffold/answers.toml
    hello/.scaffold/rendering.tar
    hello/chat.md
    hello/hello.md
    hello/more.md
    hello/notes.md
    ");
    assert_snapshot!(sandbox.read("hello/hello.md"), @"team 9000 2 a");
    assert_snapshot!(sandbox.read("hello/notes.md"), @"of to team");
    assert_snapshot!(sandbox.read("hello/more.md"), @"docs: no");
    assert_snapshot!(sandbox.read("hello/chat.md"), @"to team 1");
    assert_snapshot!(sandbox.record("hello"), @r#"
    components = [
        "chat",
        "more",
    ]

    [template]
    name = "child"
    version = "2.0.0"
    source = "../../child"

    [template.extends]
    name = "parent"
    version = "1.0.0"

    [answers]
    name = "hello"

    [defaults]
    channel = "to team"
    owner = "team"
    port = 9000
    "#);
    assert_snapshot!(sandbox.scaffold().line("show ../child").run(), @"
    exit 0
    --- stdout
    child 2.0.0: What one team makes of it

    Questions
      --name                 Name
      --owner                Owner [default: team]
      --port                 Port [default: 9000]
      --channel              Channel [default: follows `owner`]

    Components (--with, --without)
      chat                   Chat (off by default)
      more                   More
    ");
}

#[test]
fn an_update_follows_both() {
    let sandbox = templates(CHILD);
    sandbox.scaffold().line("new hello --template ../child --no-git").silently();
    let parent = PARENT.replace("1.0.0", "1.1.0").replace("\"port\"", "\"http_port\"")
        + "\n[[migration]]\nfrom = \"<1.1\"\nrename = { port = \"http_port\" }\nmove = { \"base/notes.md\" = \"base/remarks.md\" }\n";
    sandbox.write("parent/template.toml", &parent);
    sandbox.write("parent/base/{= name =}.md.tera", "{= owner =} on {= http_port =}\n");
    let child = CHILD.replace("port =", "http_port =").replace("2.0.0", "2.1.0");
    sandbox.write("child/template.toml", child);
    assert_snapshot!(sandbox.scaffold().line("check hello").run(), @"
    exit 1
    --- stdout
    updated   hello.md
    --- stderr
    an update waits: child 2.0.0 → 2.1.0 on parent 1.0.0 → 1.1.0; run `scaffold update`
    ");
    sandbox.write(
        "work/hello/.scaffold/answers.toml",
        sandbox.read("hello/.scaffold/answers.toml").replace("port = 9000", "port = 9001"),
    );
    assert_snapshot!(sandbox.scaffold().line("update hello").run(), @"
    exit 0
    --- stdout
    updated   hello.md
    --- stderr
    changed 1 file: child 2.0.0 → child 2.1.0 on parent 1.0.0 → 1.1.0
    ");
    assert_snapshot!(sandbox.read("hello/hello.md"), @"team on 9001");
    assert_snapshot!(sandbox.record("hello"), @r#"
    components = ["more"]

    [template]
    name = "child"
    version = "2.1.0"
    source = "../../child"

    [template.extends]
    name = "parent"
    version = "1.1.0"

    [answers]
    http_port = 9001
    name = "hello"

    [defaults]
    channel = "to team"
    owner = "team"
    "#);
    // An older parent is a downgrade as well.
    sandbox.write("parent/template.toml", parent.replace("1.1.0", "1.0.9"));
    assert_snapshot!(sandbox.scaffold().line("update hello").run(), @"
    exit 2
    --- stderr
    error: the project has version 1.1.0 of `parent`, and this is 1.0.9

    hint: install the scaffold whose template has version 1.1.0 or a newer one
    ");
}

#[test]
fn a_project_of_the_parent_becomes_one_of_the_overlay() {
    let sandbox = templates(CHILD);
    sandbox.scaffold().line("new hello --template ../parent --no-git").silently();
    assert_snapshot!(sandbox.scaffold().line("update hello --template ../child").run(), @"
    exit 0
    --- stdout
    removed   docs.md
    updated   hello.md
    updated   notes.md
    removed   old/a
    removed   old/b
    --- stderr
    note: the template has no component `docs` any more
    changed 5 files: parent 1.0.0 → child 2.0.0
    ");
    assert_snapshot!(sandbox.read("hello/hello.md"), @"nobody 8000 2 a");
}

#[test]
fn the_embedded_template_can_be_extended() {
    let sandbox = Sandbox::new();
    sandbox.template(
        "team",
        &[
            ("template.toml", "name = 'team'\nversion = '1.0.0'\ndescription = 'Ours'\nextends = 'python-service'\nremoves = ['components/devcontainer']\n[defaults]\nowner = 'platform'\ndatabase = 'none'\n"),
            ("components/catalog/component.toml", "title = 'Catalog entry'\ndefault = true\n"),
            ("components/catalog/files/catalog-info.yaml.tera", "owner: {= owner | yaml =}\n"),
        ],
    );
    sandbox.scaffold().line("new hello --template ../team --no-git --no-tasks").silently();
    assert_snapshot!(sandbox.read("hello/catalog-info.yaml"), @r#"owner: "platform""#);
    // The commands of the template below are as foreign as the overlay that can feed them.
    assert_snapshot!(sandbox.scaffold().line("new other --template ../team --no-git").run(), @"
    exit 2
    --- stderr
    error: the template comes from elsewhere and wants to run 1 command:
      uv lock --quiet

    hint: read them, then run again with `--trust`, or with `--no-tasks`
    ");
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

#[test]
fn a_question_can_be_replaced() {
    let sandbox = templates(
        &(CHILD.replace("\"base/notes.md\"", "\"base/notes.md\", \"owner\"")
            + "\n[[question]]\nid = \"owner\"\nprompt = \"Team\"\ndefault = \"a\"\nchoices = [{ value = \"a\" }, { value = \"team\" }]\n"),
    );
    assert_snapshot!(sandbox.scaffold().line("new hello --template ../child --owner b").run(), @"
    exit 2
    --- stderr
    error: invalid value 'b' for '--owner <CHOICE>'
      [possible values: a, team]

    For more information, try '--help'.
    ");
}
