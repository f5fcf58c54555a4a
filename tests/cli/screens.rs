//! What reaches a screen: nothing that it would obey, whoever wrote it.

use std::fs;

use crate::project::{Project, manifest};
use crate::run::{MANIFEST, Sandbox};
use crate::terminal::Terminal;

/// A title of the window, colours, an 8-bit sequence, and text that runs the other way.
const HOSTILE: &str = "\u{1b}]0;taken\u{7} \u{1b}[31m \u{9b}31m \u{202e}txt \u{200b}\u{feff}";

/// What is shown; it must have ended with `code`.
#[track_caller]
fn screen(sandbox: &Sandbox, line: &str, code: i32) -> String {
    let terminal = Terminal::start(sandbox.command(), line);
    let (ended, shown) = terminal.end();
    // Our own way to take a line of progress away.
    let shown = bytes(&shown).replace("\r\u{1b}[2K", "");
    assert_eq!(ended, code, "{shown:?}");
    assert_plain(&shown);
    shown.replace("\r\n", "\n")
}

/// `rexpect` takes every byte for a character.
fn bytes(shown: &str) -> String {
    let byte = |c: char| u8::try_from(u32::from(c)).expect("a byte");
    String::from_utf8(shown.chars().map(byte).collect()).expect("text")
}

#[track_caller]
fn assert_plain(shown: &str) {
    let plain = |c: char| !c.is_control() || "\r\n\t".contains(c);
    assert!(shown.chars().all(plain), "{shown:?}");
    let unseen = ['\u{202e}', '\u{200b}', '\u{feff}', '\u{2066}', '\u{e0041}'];
    assert!(!shown.contains(unseen), "{shown:?}");
}

/// `HOSTILE` as it is shown.
const SHOWN: &str = r"\u{1b}]0;taken\u{7} \u{1b}[31m \u{9b}31m \u{202e}txt \u{200b}\u{feff}";

#[test]
fn a_difference_is_shown_and_not_obeyed() {
    let project = Project::new(&[("base/a", "\tline\n"), ("base/b c", "1\n")]);
    project.write("a", format!("\tline\n\t{HOSTILE}\r\n"));
    project.write("b c", b"caf\xe9 \x9b31m\n");
    let shown = screen(&project.sandbox, "diff hello", 0);
    assert!(shown.contains(&format!("\n \tline\n+\t{SHOWN}\\r\n")), "{shown}");
    assert!(shown.contains("\n+caf\u{fffd} \u{fffd}31m\n"), "{shown}");
}

/// It is for `patch` then, byte for byte.
#[test]
fn a_difference_that_is_piped_is_exact() {
    let project = Project::new(&[("base/a", "\tline\n"), ("base/b c", "1\n2  \n")]);
    let content = [format!("\tline\n{HOSTILE}\r\n\n").as_bytes(), b"caf\xe9 \x9b31m\n "].concat();
    project.write("a", &content);
    project.write("b c", "1\n3  \n");
    let mut diff = project.sandbox.command();
    let diff = diff.args(["diff", "hello"]).output().unwrap().stdout;
    let clean = project.sandbox.path("clean");
    fs::create_dir(&clean).unwrap();
    fs::write(clean.join("a"), "\tline\n").unwrap();
    fs::write(clean.join("b c"), "1\n2  \n").unwrap();
    let mut git = project.sandbox.command_of("git");
    git.current_dir(&clean).args(["apply", "--unsafe-paths", "-"]);
    assert_cmd::Command::from_std(git).write_stdin(diff).assert().success();
    assert_eq!(fs::read(clean.join("a")).unwrap(), content);
    assert_eq!(fs::read(clean.join("b c")).unwrap(), b"1\n3  \n");
}

#[test]
fn names_are_shown_and_not_obeyed() {
    let odd = "good\u{202e}txt.exe";
    let project = Project::new(&[(&format!("base/{odd}"), "1\n"), ("base/\u{e0041}b", "1\n")]);
    let sandbox = &project.sandbox;
    let shown = screen(sandbox, "new p --template ../own --defaults --dry-run", 0);
    assert!(shown.contains("\ngood\\u{202e}txt.exe\n\\u{e0041}b\n"), "{shown}");
    let new = "new p --template ../own --defaults --no-git --verbose";
    assert!(screen(sandbox, new, 0).contains("\ngood\\u{202e}txt.exe\n"));
    for line in ["show ../own --json", "new q --template ../own --defaults --dry-run --json"] {
        let shown = screen(sandbox, line, 0);
        assert!(shown.contains(r"good\u202etxt.exe"), "{shown}");
        assert!(shown.contains(r"\udb40\udc41b"), "{shown}");
        let value: serde_json::Value = serde_json::from_str(&shown).expect("it is JSON still");
        assert!(value.to_string().contains(odd));
    }
    project.write(odd, "2\n");
    assert!(screen(sandbox, "diff hello", 0).contains("+++ b/good\\u{202e}txt.exe\n"));
    project.upgrade(&[(&format!("base/{odd}"), "3\n")]);
    for line in ["check hello", "update hello --dry-run", "update hello --dry-run --pr-body"] {
        assert!(screen(sandbox, line, 1).contains("good\\u{202e}txt.exe"), "{line}");
    }
}

#[test]
fn messages_are_shown_and_not_obeyed() {
    let sandbox = Sandbox::new();
    // A template's own text, in an excerpt of it.
    sandbox.template("own", &[("base/x.tera", &format!("{{= nothing =}} {HOSTILE}\n"))]);
    screen(&sandbox, "new p --template ../own --defaults", 2);
    // What a task says.
    let task = "[[task]]\nrun = ['sh', '-c', 'printf \"\\033]0;taken\\007 \\342\\200\\256x\" >&2; exit 1']\n";
    let text = manifest("1.0.0", task);
    sandbox.template("own", &[("template.toml", &text)]);
    let shown = screen(&sandbox, "new p --template ../own --defaults --no-git --trust", 0);
    assert!(shown.contains(r"\u{1b}]0;taken\u{7} \u{202e}x"), "{shown}");
    // A default that no prompt, but the help shows.
    let question =
        format!("{MANIFEST}[[question]]\nid = 'x'\nprompt = 'x'\ndefault = \"\\u202et\\u200b\"\n");
    sandbox.template("own", &[("template.toml", &question)]);
    for line in ["show ../own", "show ../own --json"] {
        screen(&sandbox, line, 0);
    }
}

/// clap quotes what it does not know.
#[test]
fn arguments_are_shown_and_not_obeyed() {
    let sandbox = Sandbox::new();
    for words in [
        vec!["new", "p", HOSTILE],
        vec!["check", "\u{1b}]0;taken\u{7}"],
        vec!["diff", "\u{202e}txt"],
        vec!["new", "p", "--template", HOSTILE],
        vec!["new", "p", "--set", HOSTILE],
        vec!["new", "p", "--set", "x\u{1b}[31m=1"],
        vec!["new", "p", "--\u{1b}[31m"],
        vec!["completions", HOSTILE],
        vec![HOSTILE],
        vec!["add", HOSTILE, "--template", "../small"],
    ] {
        let mut command = sandbox.command();
        command.args(&words);
        let (code, shown) = Terminal::start(command, "").end();
        assert_eq!(code, 2, "{words:?}: {shown:?}");
        assert_plain(&bytes(&shown));
    }
}

/// One that cannot take a line away gets none of progress; one without a width is 80 wide to clap.
#[test]
fn terminals_that_can_do_little_get_little() {
    let task = "[[task]]\nrun = ['true']\n";
    for (term, size) in [("dumb", "80"), ("xterm", "0"), ("", "1")] {
        let sandbox = Sandbox::new();
        sandbox.template("own", &[("template.toml", &manifest("1.0.0", task)), ("base/a", "a")]);
        for (line, code) in [
            ("new p --template ../own --defaults --trust", 0),
            ("new --help", 0),
            ("new p --template ../own --defaults", 2),
            ("show ../own", 0),
        ] {
            let mut shell = sandbox.command_of("sh");
            let script = format!("stty cols {size}; \"$0\" {line}; exit $?");
            shell.args(["-c", &script]).arg(sandbox.command().get_program()).env("TERM", term);
            let (ended, shown) = Terminal::start_as_it_is(shell, "").end();
            assert_eq!(ended, code, "{term} {size} {line}: {shown}");
            assert!(!shown.contains("panicked"), "{shown}");
            assert!(term != "dumb" || !shown.contains('\u{1b}'), "{line}: {shown:?}");
        }
    }
}

#[test]
fn help_has_its_colours_and_nothing_else() {
    let sandbox = Sandbox::new();
    let (code, shown) = Terminal::start(sandbox.command(), "new --help").end();
    assert_eq!(code, 0);
    assert!(shown.contains("\u{1b}[1m"), "{shown:?}");
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let mut command = sandbox.command();
        command.env(name, value);
        let terminal = Terminal::start_as_it_is(command, "new --help");
        assert_plain(&bytes(&terminal.end().1));
    }
}
