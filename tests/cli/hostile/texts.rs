//! Texts that a terminal would obey, and names that lead to git.

use insta::assert_snapshot;

use super::{refused, said};
use crate::run::{MANIFEST, Sandbox};

const ESCAPE: &str = r"\u001b[31m";

#[test]
fn no_line_of_a_manifest_holds_what_a_terminal_obeys() {
    for line in [
        format!("description = \"{ESCAPE}\""),
        format!("description = \"A\\nB\""),
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
    assert_snapshot!(refused(&[("template.toml", &manifest)]), @"");
    let manifest = format!("{MANIFEST}[[task]]\nrun = [\"echo\", \"\\u202egpj\"]\n");
    assert_snapshot!(refused(&[("template.toml", &manifest)]), @"");
    let sandbox = Sandbox::new();
    let when = format!("[[question]]\nid = 'x'\nprompt = 'x'\nwhen = \"name == '{ESCAPE}'\"\n");
    sandbox.template("own", &[("template.toml", &format!("{MANIFEST}{when}"))]);
    assert_snapshot!(said(&sandbox, "show ../own"), @"");
}

#[test]
fn no_spelling_of_git_is_written() {
    assert_snapshot!(refused(&[("base/.g\u{200c}it/config", "x")]), @"");
    assert_snapshot!(refused(&[("base/git~1/config", "x")]), @"");
}
