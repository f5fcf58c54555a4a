//! An existing repository comes under a template.

use insta::assert_snapshot;

use crate::run::{Run, Sandbox};
use crate::support::succeed;

pub const MANIFEST: &str = r#"
name = "own"
version = "1.0.0"
description = "A template of a test"

[[question]]
id = "name"
prompt = "Name"
infer = [{ file = "pyproject.toml", matches = '(?m)^name = "(.*)"' }]

[[question]]
id = "port"
prompt = "Port"
default = 80
infer = [{ file = "Procfile", matches = '--port=(\d+)' }]

[[question]]
id = "owner"
prompt = "Owner"
default = "us"
"#;

/// A repository that has some of what the template has, and some of its own.
pub fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.template(
        "own",
        &[
            ("template.toml", MANIFEST),
            ("base/LICENSE", "free\n"),
            ("base/NEW", "new\n"),
            ("base/README.md.tera", "# {= name =}\n\nof {= owner =}\n"),
            ("base/port.tera", "{= port =}\n"),
            ("components/docker/component.toml", "title = 'Docker'\ndefault = false\n"),
            ("components/docker/files/Dockerfile", "FROM scratch\n"),
            ("components/docs/component.toml", "title = 'Docs'\ndefault = true\n"),
            ("components/docs/files/docs.md", "docs\n"),
        ],
    );
    for (path, text) in [
        ("pyproject.toml", "[project]\nname = \"shop\"\n"),
        ("Procfile", "web: serve --port=8080\n"),
        ("README.md", "# shop\n\nfor everybody\n"),
        ("LICENSE", "free\n"),
        ("Dockerfile", "FROM python\n"),
        ("src/shop.py", "print()\n"),
    ] {
        sandbox.write(&format!("work/old/{path}"), text);
    }
    git(&sandbox, "init --quiet --initial-branch=main");
    commit(&sandbox);
    sandbox
}

#[track_caller]
pub fn git(sandbox: &Sandbox, line: &str) -> String {
    let mut git = sandbox.command_of("git");
    succeed(git.current_dir(sandbox.work("old")).args(line.split(' ')))
}

#[track_caller]
pub fn commit(sandbox: &Sandbox) {
    git(sandbox, "add --all");
    git(sandbox, "commit --quiet --message edited");
}

#[track_caller]
pub fn adopt(sandbox: &Sandbox, line: &str) -> Run {
    sandbox.scaffold().line("adopt old --template ../own").line(line).run()
}

#[track_caller]
pub fn old(sandbox: &Sandbox, line: &str) -> Run {
    sandbox.scaffold().at("old").line(line).run()
}

#[test]
fn what_is_there_tells_the_answers_and_is_not_overwritten() {
    let sandbox = sandbox();
    assert_snapshot!(adopt(&sandbox, ""), @"
    exit 1
    --- stdout
    conflict  Dockerfile: both sides changed the same lines
    added     NEW
    conflict  README.md: both sides changed the same lines
    added     port
    --- stderr
    changed 4 files: own 1.0.0; 2 conflicts left: edit the files, then `git add` them
    ");
    assert_snapshot!(sandbox.record("old"), @r#"
    components = ["docker"]

    [template]
    name = "own"
    version = "1.0.0"
    source = "../../own"

    [answers]
    name = "shop"
    port = 8080

    [defaults]
    owner = "us"
    "#);
    assert_snapshot!(sandbox.read("old/README.md"), @"
    # shop

    <<<<<<< yours
    for everybody
    =======
    of us
    >>>>>>> scaffold: own 1.0.0
    ");
    assert_snapshot!(sandbox.files(), @"
    old/.git/
    old/.scaffold/.gitattributes
    old/.scaffold/answers.toml
    old/.scaffold/rendering
    old/Dockerfile
    old/LICENSE
    old/NEW
    old/Procfile
    old/README.md
    old/port
    old/pyproject.toml
    old/src/shop.py
    ");
    assert_snapshot!(git(&sandbox, "status --porcelain"), @"
    AA Dockerfile
    AA README.md
    ?? .scaffold/
    ?? NEW
    ?? port
    ");
    assert_snapshot!(old(&sandbox, "check"), @"
    exit 1
    --- stdout
    conflict  Dockerfile
    conflict  README.md
    --- stderr
    up to date with own 1.0.0; 2 conflicts left of an earlier update
    ");
    assert_snapshot!(old(&sandbox, "diff"), @"
    exit 0
    --- stdout
    diff Dockerfile
    --- a/Dockerfile
    +++ b/Dockerfile
    @@ -1 +1,5 @@
    +<<<<<<< yours
    +FROM python
    +=======
     FROM scratch
    +>>>>>>> scaffold: own 1.0.0
    diff README.md
    --- a/README.md
    +++ b/README.md
    @@ -1,3 +1,7 @@
     # shop

    +<<<<<<< yours
    +for everybody
    +=======
     of us
    +>>>>>>> scaffold: own 1.0.0
    ");
}

#[test]
fn whoever_adopts_may_answer_and_choose() {
    let sandbox = sandbox();
    assert_snapshot!(adopt(&sandbox, "--name other --with docs --without docker"), @"
    exit 1
    --- stdout
    added     NEW
    conflict  README.md: both sides changed the same lines
    added     docs.md
    added     port
    --- stderr
    changed 4 files: own 1.0.0; 1 conflict left: edit the files, then `git add` them
    ");
    assert_snapshot!(sandbox.record("old"), @r#"
    components = ["docs"]

    [template]
    name = "own"
    version = "1.0.0"
    source = "../../own"

    [answers]
    name = "other"
    port = 8080

    [defaults]
    owner = "us"
    "#);
}

/// The same as a new project, but for the name, which the directory gives.
#[test]
fn an_empty_directory_is_a_repository_of_no_files() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.work("empty")).expect("nothing is there");
    assert_snapshot!(sandbox.scaffold().line("adopt empty --template ../small").run(), @"
    exit 0
    --- stdout
    added     README.md
    added     data/.keep
    added     empty/settings.toml
    added     run
    added     settings.example
    added     settings
    --- stderr
    changed 6 files: small 1.2.0
    ");
    sandbox
        .scaffold()
        .line("new full/empty --template ../small --without docs --no-git")
        .silently();
    assert_eq!(sandbox.read("empty/README.md"), sandbox.read("full/empty/README.md"));
    assert_eq!(
        sandbox.record("empty").replace("../../", ""),
        sandbox.record("full/empty").replace("../../../", "")
    );
}

/// What the repository tells is the default of each prompt.
#[test]
#[cfg(unix)]
fn at_a_terminal_what_was_found_is_offered() {
    use crate::terminal::{ENTER, Terminal};
    let sandbox = sandbox();
    let mut terminal = Terminal::start(sandbox.command(), "adopt old --template ../own");
    terminal.answer("Name [shop]: ", &[ENTER]);
    terminal.answer("Port [8080]: ", &["\x7f\x7f\x7f\x7f81", ENTER]);
    terminal.answer("Owner [us]: ", &[ENTER]);
    terminal.expect("docker");
    terminal.press(&[ENTER]);
    let (code, seen) = terminal.end();
    assert_eq!(code, 1, "{seen}");
    assert_snapshot!(sandbox.record("old"), @r#"
    components = ["docker"]

    [template]
    name = "own"
    version = "1.0.0"
    source = "../../own"

    [answers]
    name = "shop"
    port = 81

    [defaults]
    owner = "us"
    "#);
}
