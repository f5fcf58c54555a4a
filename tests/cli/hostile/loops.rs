//! Loops and texts without an end, on every way that renders.

use insta::assert_snapshot;

use super::{refused, said};
use crate::project::Project;
use crate::run::{MANIFEST, Sandbox};

const LOOPS: &str = "{% for i in range(end=100000) %}{% for j in range(end=100000) %}{% if i == -1 %}x{% endif %}{% endfor %}{% endfor %}";

#[test]
fn a_loop_without_output_is_ended() {
    assert_snapshot!(refused(&[("base/x.tera", LOOPS)]), @"");
}

#[test]
fn a_next_step_that_does_not_end_is_found_before_anything_is_written() {
    let manifest = format!("{MANIFEST}[[next_step]]\nabout = 'x'\nrun = '{LOOPS}'\n");
    assert_snapshot!(refused(&[("template.toml", &manifest)]), @"");
}

#[test]
fn a_default_that_does_not_end_is_ended() {
    let manifest = format!("{MANIFEST}[[question]]\nid = 'x'\nprompt = 'x'\ndefault = '{LOOPS}'\n");
    assert_snapshot!(refused(&[("template.toml", &manifest)]), @"");
}

#[test]
fn a_file_that_grows_without_end_is_named() {
    let text = LOOPS.replace("{% if i == -1 %}x{% endif %}", &"x".repeat(4096));
    let sandbox = Sandbox::new();
    sandbox.template("own", &[("base/x.tera", &text)]);
    let said = said(&sandbox, "new hello --template ../own");
    let lines: Vec<&str> = said.lines().take(3).collect();
    assert_snapshot!(lines.join("\n"), @"");
}

#[test]
fn texts_and_lists_that_grow_in_memory_are_ended() {
    let double = "{% set a = 'aaaaaaaa' %}".to_owned() + &"{% set a = a ~ a %}".repeat(60);
    assert_snapshot!(refused(&[("base/x.tera", &double)]), @"");
    let join = "{% set a = 'aaaaaaaa' %}".to_owned()
        + &"{% set a = a ~ a %}".repeat(20)
        + "{% set l = [a for i in range(end=100000)] %}{= l | join =}";
    assert_snapshot!(refused(&[("base/x.tera", &join)]), @"");
}

/// Neither parsing nor dropping what nests deep overflows the stack.
#[test]
fn what_nests_without_end_is_ended() {
    let nest = "{% set a = [] %}{% for i in range(end=100000) %}{% for j in range(end=100000) %}{% set_global a = [a] %}{% endfor %}{% endfor %}";
    assert_snapshot!(refused(&[("base/x.tera", nest)]), @"");
    let elif = format!("{{% if name %}}{}{{% endif %}}", "{% elif name %}".repeat(200_000));
    assert_snapshot!(refused(&[("base/x.tera", &elif)]), @"");
}

/// Also where a project is held, which the next run finds free.
#[test]
fn an_update_and_a_check_are_ended_too() {
    let project = Project::new(&[("base/a", "old\n")]);
    let double = "{% set a = 'aaaaaaaa' %}".to_owned() + &"{% set a = a ~ a %}".repeat(60);
    project.upgrade(&[("base/a.tera", &double)]);
    assert_snapshot!(said(&project.sandbox, "update hello"), @"");
    assert_snapshot!(said(&project.sandbox, "check hello"), @"");
    project.upgrade(&[("base/a", "new\n")]);
    assert_snapshot!(project.run("update"), @"");
}
