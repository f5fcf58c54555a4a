//! Data on stdout, words on stderr, and as many of them as were asked for.

use std::fs;
use std::process::{Command, Stdio};

use insta::assert_snapshot;

use crate::project::Project;
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
    .scaffold/rendering
    README.md
    data/.keep
    docs/index.md
    hello/settings.toml
    run
    settings
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
        ".scaffold/rendering",
        "README.md",
        "data/.keep",
        "docs/index.md",
        "hello/settings.toml",
        "run",
        "settings",
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
    .scaffold/rendering
    README.md
    data/.keep
    docs/index.md
    other/settings.toml
    run
    settings
    settings.example
    wrote 10 files to other

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

/// Data that is lost is a failure, were it help; words on stderr are not data.
#[test]
#[cfg(target_os = "linux")]
fn a_full_stdout_is_an_error() {
    let project = Project::new(&[("base/a", "1\n"), ("tests/x/answers.toml", "name = 'x'\n")]);
    project.write("a", "2\n");
    project.upgrade(&[("base/a", "3\n"), ("tests/x/answers.toml", "name = 'x'\n")]);
    for line in [
        "list",
        "list --json",
        "show ../own",
        "show --json",
        "new q --template ../own --dry-run",
        "new q --template ../own --no-git --json",
        "check hello",
        "check hello --json",
        "diff hello",
        "diff hello --json",
        "update hello --dry-run --allow-dirty",
        "update hello --dry-run --allow-dirty --pr-body",
        "update hello --dry-run --allow-dirty --json",
        "adopt ../own --template ../own --dry-run --allow-dirty",
        "completions fish",
        "man",
        "template schema template",
        "template check ../own --json",
        "template test ../own --json",
        "--help",
        "new --help",
        "help",
        "--version",
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a full device");
        let mut command = project.sandbox.command();
        command.args(line.split(' ')).stdin(Stdio::null()).stdout(full);
        let output = command.output().expect("the program starts");
        let said = project.sandbox.shown(&output.stderr);
        let wanted = "error: cannot write to `standard output`: no space left on device\n";
        assert!(said.ends_with(wanted), "{line}: {said}");
        assert_eq!(output.status.code(), Some(2), "{line}: {said}");
    }
}

/// Errors end as they do, whoever reads them.
#[test]
#[cfg(target_os = "linux")]
fn a_full_stderr_changes_nothing() {
    let sandbox = Sandbox::new();
    for (line, code) in [("list", 0), ("new hello --template nowhere", 2), ("new --nothing", 2)] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a full device");
        let mut command = sandbox.command();
        command.args(line.split(' ')).stdin(Stdio::null()).stderr(full);
        assert_eq!(command.output().expect("the program starts").status.code(), Some(code));
    }
}

/// As in `scaffold … >&-`: nothing is written to whatever file gets the number.
#[test]
#[cfg(unix)]
fn streams_that_are_closed_are_nobody_listening() {
    let sandbox = Sandbox::new();
    let program = sandbox.command();
    for closed in [">&-", "2>&-", "<&-", ">&- 2>&- <&-"] {
        let mut shell = sandbox.command_of("sh");
        let script = format!("rm -rf hello; \"$0\" {NEW} --verbose {closed}");
        let output = shell.args(["-c", &script]).arg(program.get_program()).output();
        assert_eq!(output.expect("a shell").status.code(), Some(0), "{closed}");
        assert!(sandbox.read("hello/README.md").starts_with("# hello"), "{closed}");
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
