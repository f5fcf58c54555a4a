//! An existing repository comes under a template.

use insta::assert_snapshot;

use crate::project::state;
use crate::run::{Run, Sandbox};
use crate::support::succeed;

const MANIFEST: &str = r#"
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
fn sandbox() -> Sandbox {
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
fn git(sandbox: &Sandbox, line: &str) -> String {
    let mut git = sandbox.command_of("git");
    succeed(git.current_dir(sandbox.work("old")).args(line.split(' ')))
}

#[track_caller]
fn commit(sandbox: &Sandbox) {
    git(sandbox, "add --all");
    git(sandbox, "commit --quiet --message edited");
}

#[track_caller]
fn adopt(sandbox: &Sandbox, line: &str) -> Run {
    sandbox.scaffold().line("adopt old --template ../own").line(line).run()
}

#[track_caller]
fn old(sandbox: &Sandbox, line: &str) -> Run {
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
    old/.scaffold/rendering.tar
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
    up to date with own 1.0.0
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
fn it_is_done_once() {
    let sandbox = sandbox();
    assert!(adopt(&sandbox, "").to_string().starts_with("exit 1\n"));
    commit(&sandbox);
    let before = state(&sandbox.work("old"));
    assert_snapshot!(adopt(&sandbox, ""), @"
    exit 2
    --- stderr
    error: `old` is a project of scaffold already

    hint: run `scaffold update`
    ");
    assert_eq!(state(&sandbox.work("old")), before);
    git(&sandbox, "checkout --quiet HEAD~ -- README.md");
    commit(&sandbox);
    assert_snapshot!(old(&sandbox, "update"), @"
    exit 1
    --- stdout
    conflict  Dockerfile: it has markers of an earlier update
    --- stderr
    nothing to do: the project is up to date with own 1.0.0; 1 conflict left: edit the files, then `git add` them
    ");
    assert_snapshot!(old(&sandbox, "add docs"), @"
    exit 1
    --- stdout
    added     docs.md
    conflict  Dockerfile: it has markers of an earlier update
    --- stderr
    changed 1 file: own 1.0.0; 1 conflict left: edit the files, then `git add` them
    ");
}

#[test]
fn it_can_be_tried_first() {
    let sandbox = sandbox();
    let before = state(&sandbox.work("old"));
    let dry = adopt(&sandbox, "--dry-run");
    assert_snapshot!(dry, @"
    exit 1
    --- stdout
    conflict  Dockerfile: both sides changed the same lines
    added     NEW
    conflict  README.md: both sides changed the same lines
    added     port
    --- stderr
    would change 4 files: own 1.0.0; 2 conflicts left: edit the files, then `git add` them
    ");
    assert_snapshot!(adopt(&sandbox, "--dry-run --json"), @r#"
    exit 1
    --- stdout
    {
      "answers": {
        "name": "shop",
        "owner": "us",
        "port": 8080
      },
      "changes": [
        {
          "change": "conflict",
          "path": "Dockerfile",
          "reason": "both sides changed the same lines"
        },
        {
          "change": "added",
          "path": "NEW"
        },
        {
          "change": "conflict",
          "path": "README.md",
          "reason": "both sides changed the same lines"
        },
        {
          "change": "added",
          "path": "port"
        }
      ],
      "components": [
        "docker"
      ],
      "conflicts": 2,
      "current": false,
      "project": "old",
      "tasks": [],
      "template": {
        "from": null,
        "name": "own",
        "version": "1.0.0"
      },
      "unresolved": [],
      "warnings": [],
      "written": false
    }
    "#);
    assert_eq!(state(&sandbox.work("old")), before);
    let said = adopt(&sandbox, "").to_string();
    assert_eq!(said, dry.to_string().replace("would change", "changed"));
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

#[test]
fn the_guards_of_an_update_hold() {
    let sandbox = sandbox();
    sandbox.write("work/old/dirty", "");
    assert_snapshot!(adopt(&sandbox, ""), @"
    exit 2
    --- stderr
    error: the work tree has 1 change that git could not undo:
      dirty

    hint: commit or stash them, so that git can undo the update; or add `--allow-dirty`
    ");
    assert_snapshot!(adopt(&sandbox, "--prot 1"), @"
    exit 2
    --- stderr
    error: unexpected argument '--prot' found

      tip: a similar argument exists: '--port'

    Usage: scaffold adopt --template <TEMPLATE> --port <VALUE> <PATH>

    For more information, try '--help'.
    ");
    assert_snapshot!(adopt(&sandbox, "--set port=x"), @"
    exit 2
    --- stderr
    error: `x` from `--set` is no answer to `port`: it is not a whole number
    ");
}

#[test]
fn there_must_be_a_directory() {
    let sandbox = Sandbox::new();
    sandbox.write("work/file", "");
    let adopt = |line| sandbox.scaffold().line("adopt --template ../small").line(line).run();
    assert_snapshot!(adopt("file"), @"
    exit 2
    --- stderr
    error: `file` exists and is no directory
    ");
    assert_snapshot!(adopt("nowhere"), @"
    exit 2
    --- stderr
    error: cannot find `nowhere`: no such file or directory
    ");
    assert_eq!(sandbox.files(), "file");
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
    --- stderr
    changed 5 files: small 1.2.0
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

/// The record knows which template it was.
#[test]
fn a_project_without_its_rendering_is_adopted_by_its_own_template() {
    let sandbox = sandbox();
    assert!(adopt(&sandbox, "").to_string().starts_with("exit 1\n"));
    git(&sandbox, "checkout --ours README.md Dockerfile");
    commit(&sandbox);
    std::fs::remove_file(sandbox.work("old/.scaffold/rendering.tar")).expect("a file");
    assert_snapshot!(old(&sandbox, "adopt --dry-run"), @"
    exit 1
    --- stdout
    conflict  Dockerfile: both sides changed the same lines
    conflict  README.md: both sides changed the same lines
    --- stderr
    would change 2 files: own 1.0.0; 2 conflicts left: edit the files, then `git add` them
    ");
    assert_snapshot!(sandbox.scaffold().line("adopt old --dry-run").run(), @"
    exit 1
    --- stdout
    conflict  Dockerfile: both sides changed the same lines
    conflict  README.md: both sides changed the same lines
    --- stderr
    would change 2 files: own 1.0.0; 2 conflicts left: edit the files, then `git add` them
    ");
}

#[test]
fn a_template_s_tasks_need_trust_here_too() {
    let sandbox = sandbox();
    let task = "\n[[task]]\nrun = ['touch', 'ran']\n";
    sandbox.write("own/template.toml", format!("{MANIFEST}{task}"));
    assert_snapshot!(adopt(&sandbox, ""), @"
    exit 2
    --- stderr
    error: the template comes from elsewhere and wants to run 1 command:
      touch ran

    hint: read them, then run again with `--trust`, or with `--no-tasks`
    ");
    assert!(adopt(&sandbox, "--trust").to_string().starts_with("exit 1\n"));
    assert!(sandbox.work("old/ran").is_file());
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
