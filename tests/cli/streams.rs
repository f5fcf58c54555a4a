//! Data on stdout, words on stderr, and as many of them as were asked for.

use std::process::{Command, Stdio};

use insta::assert_snapshot;

use crate::run::Sandbox;

const NEW: &str = "new hello --template ../small --no-git";

#[test]
fn a_dry_run_lists_the_files_and_writes_nothing() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.scaffold().line(NEW).line("--dry-run").run(), @"
    exit 0
    --- stdout
    .scaffold/.gitattributes
    .scaffold/answers.toml
    .scaffold/rendering.tar
    README.md
    data/.keep
    docs/index.md
    hello/settings.toml
    run
    settings.example
    ");
    assert_eq!(sandbox.files(), "");
}

#[test]
fn one_object_is_printed_to_machines() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.scaffold().line(NEW).line("--json --dry-run").data(), @r#"
    {
      "answers": {
        "data_dir": "data",
        "description": "A small project",
        "metrics": false,
        "module": "hello",
        "name": "hello",
        "port": 8000,
        "store": "disk",
        "tags": []
      },
      "command": "scaffold new hello --template ../small --defaults --no-git",
      "committed": false,
      "components": [
        "docs",
        "storage"
      ],
      "files": [
        ".scaffold/.gitattributes",
        ".scaffold/answers.toml",
        ".scaffold/rendering.tar",
        "README.md",
        "data/.keep",
        "docs/index.md",
        "hello/settings.toml",
        "run",
        "settings.example"
      ],
      "next_steps": [
        {
          "about": "",
          "run": "cd hello"
        },
        {
          "about": "look at the settings",
          "run": "cat hello/settings.toml"
        },
        {
          "about": "start afresh",
          "run": "rm -r data"
        }
      ],
      "target": "hello",
      "tasks": [],
      "template": {
        "name": "small",
        "version": "1.2.0"
      },
      "warnings": [],
      "written": false
    }
    "#);
    assert_eq!(sandbox.files(), "");
    let preview = sandbox.scaffold().line(NEW).line("--json --dry-run").data();
    let written = sandbox.scaffold().line(NEW).line("--json").data();
    let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("one object");
    let (preview, written) = (parse(&preview), parse(&written));
    assert_eq!(written["written"], true);
    assert_eq!(preview["files"], written["files"]);
    assert_eq!(preview["answers"], written["answers"]);
}

#[test]
fn an_error_is_no_data() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.scaffold().line(NEW).line("--json --set store=x").run(), @"
    exit 2
    --- stderr
    error: `x` from `--set` is no answer to `store`: it is none of the choices

    hint: the choices are `disk` and `memory`
    ");
}

#[test]
fn quiet_says_nothing_and_verbose_lists_the_files() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.scaffold().line(NEW).line("--quiet").run(), @"exit 0");
    let verbose = "new other --template ../small --no-git --verbose";
    assert_snapshot!(sandbox.scaffold().line(verbose).run(), @"
    exit 0
    --- stderr
    .scaffold/.gitattributes
    .scaffold/answers.toml
    .scaffold/rendering.tar
    README.md
    data/.keep
    docs/index.md
    other/settings.toml
    run
    settings.example
    wrote 9 files to other

    next steps:
      cd other
      cat other/settings.toml  look at the settings
      rm -r data               start afresh

    to repeat this run:
      scaffold new other --template ../small --defaults --no-git
    ");
    assert_snapshot!(sandbox.scaffold().line("new hello --template ../small -q").run(), @"
    exit 2
    --- stderr
    error: `hello` exists and is not empty

    hint: choose another path, or empty the directory first
    ");
}

#[test]
fn there_are_no_colours_without_a_terminal() {
    let sandbox = Sandbox::new();
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "xterm-256color")] {
        for line in ["new --help", "new hello --template ../small --store x", "new --sett x", ""] {
            let run = sandbox.scaffold().line(line).env(name, value).run().to_string();
            assert!(!run.contains('\u{1b}'), "{name} {line}: {run:?}");
        }
    }
}

/// As in `scaffold … | head -0`: the reader has gone before anything is written.
#[test]
#[cfg(unix)]
fn a_closed_pipe_is_no_error() {
    let sandbox = Sandbox::new();
    let program = sandbox.command();
    for line in ["show --json", "list", "man", "completions bash", "new --help", "--version"] {
        let mut shell = sandbox.command_of("sh");
        let script = format!("{{ sleep 0.1; \"$0\" {line}; echo $? >&2; }} | true");
        let output = shell.args(["-c", &script]).arg(program.get_program()).output();
        let output = output.expect("a shell");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "0\n", "{line}");
    }
}

#[test]
fn nobody_need_listen() {
    let sandbox = Sandbox::new();
    let mut command: Command = sandbox.command();
    command.args(NEW.split(' ')).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    assert!(command.status().expect("the program starts").success());
    assert!(sandbox.work("hello/README.md").is_file());
}
