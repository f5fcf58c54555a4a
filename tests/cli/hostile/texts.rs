//! Texts that a terminal would obey, and names that lead to git.

use insta::assert_snapshot;

use super::{refused, said};
use crate::run::{MANIFEST, Sandbox};

const ESCAPE: &str = r"\u001b[31m";

#[test]
fn no_line_of_a_manifest_holds_what_a_terminal_obeys() {
    for line in [
        format!("description = \"{ESCAPE}\""),
        "description = \"A\\nB\"".to_owned(),
        format!("description = 'A'\n[[question]]\nid = 'x'\nprompt = \"{ESCAPE}\""),
        format!("description = 'A'\n[[question]]\nid = 'x'\nprompt = 'x'\nhelp = \"{ESCAPE}\""),
        format!(
            "description = 'A'\n[[question]]\nid = 'x'\nprompt = 'x'\nchoices = [{{ value = \"{ESCAPE}\" }}]"
        ),
        format!("description = 'A'\n[[next_step]]\nrun = 'x'\nabout = \"{ESCAPE}\""),
    ] {
        let manifest = format!("name = 'own'\nversion = '1.0.0'\n{line}\n");
        let said = refused(&[("template.toml", &manifest)]);
        let wanted = "exit 2\nerror: a line of text cannot hold the character '\\";
        assert!(said.starts_with(wanted), "{said}");
    }
}

#[test]
fn what_a_template_says_elsewhere_is_spelt_out() {
    let manifest = format!("{MANIFEST}\"k{ESCAPE}\" = 1\n");
    assert_snapshot!(refused(&[("template.toml", &manifest)]), @r#"
    exit 2
    error: there is no key `k␛[31m`
     --> ../own/template.toml:8:1
      |
    8 | "k\u001b[31m" = 1
      | ^^^^^^^^^^^^^

    hint: the keys are `id`, `prompt`, `help`, `default`, `choices`, `when`, `matches`, `reserved`, `advanced` and `infer`
    "#);
    let manifest = format!("{MANIFEST}[[task]]\nrun = [\"echo\", \"\\u202egpj\"]\n");
    assert_snapshot!(refused(&[("template.toml", &manifest)]), @r"
    exit 2
    error: the template comes from elsewhere and wants to run 1 command:
      echo '\u{202e}gpj'

    hint: read them, then run again with `--trust`, or with `--no-tasks`
    ");
    let sandbox = Sandbox::new();
    let when = format!("[[question]]\nid = 'x'\nprompt = 'x'\nwhen = \"name == '{ESCAPE}'\"\n");
    sandbox.template("own", &[("template.toml", &format!("{MANIFEST}{when}"))]);
    assert_snapshot!(said(&sandbox, "show ../own"), @r"
    exit 0
    own 1.0.0: A template of a test

    Questions
      --name                 Name
      --x                    x [only when: name == '\u{1b}[31m']

    Components (--with, --without)
    ");
}

#[test]
fn no_spelling_of_git_is_written() {
    assert_snapshot!(refused(&[("base/.g\u{200c}it/config", "x")]), @r"
    exit 2
    error: `base/.g\u{200c}it/config` is no path in the project: `.git` belongs to git
     --> ../own/base/.g\u{200c}it/config
    ");
    assert_snapshot!(refused(&[("base/git~1/config", "x")]), @"
    exit 2
    error: `base/git~1/config` is no path in the project: `.git` belongs to git
     --> ../own/base/git~1/config
    ");
}
