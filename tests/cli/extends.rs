//! A template on another one: what is its own, what it changes, and how projects follow both.

use insta::assert_snapshot;

use crate::run::Sandbox;

pub const PARENT: &str = r#"name = "parent"
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

pub const CHILD: &str = r#"name = "child"
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
pub fn templates(manifest: &str) -> Sandbox {
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

#[test]
fn an_overlay_says_what_differs() {
    let sandbox = templates(CHILD);
    sandbox.scaffold().line("new hello --template ../child --no-git --with chat").silently();
    assert_snapshot!(sandbox.files(), @"
    hello/.scaffold/.gitattributes
    hello/.scaffold/answers.toml
    hello/.scaffold/rendering
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

    hint: a release may have been withdrawn; name version 1.1.0 or a newer one with `--template`, or wait for it
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
