//! Loops and texts without an end, on every way that renders.

use std::process::Stdio;
use std::thread;
use std::time::Duration;

use insta::assert_snapshot;

use super::{refused, said};
use crate::project::Project;
use crate::run::{MANIFEST, Sandbox};

const LOOPS: &str = "{% for i in range(end=100000) %}{% for j in range(end=100000) %}{% if i == -1 %}x{% endif %}{% endfor %}{% endfor %}";

#[test]
fn a_loop_without_output_is_ended() {
    assert_snapshot!(refused(&[("base/x.tera", LOOPS)]), @"
    exit 2
    error: `../own` takes more than 20 seconds to load or render

    hint: look for loops within loops, and for texts that grow in one; nothing was written
    ");
}

/// What is said of a template that goes beyond the memory.
fn beyond_memory(template: &str) -> String {
    format!(
        "exit 2\nerror: `{template}` takes more than 1 GiB of memory to load or render\n\n\
        hint: look for loops within loops, and for texts that grow in one; nothing was written"
    )
}

/// Which of the two a slow machine comes to first, nobody knows.
#[track_caller]
fn assert_beyond(said: &str, template: &str) {
    let beyond_time = beyond_memory(template).replace("1 GiB of memory", "20 seconds");
    assert!([beyond_memory(template), beyond_time].contains(&said.to_owned()), "{said}");
}

/// What doubles is beyond the memory sooner than a loop is beyond the time.
fn double() -> String {
    "{% set a = 'aaaaaaaa' %}".to_owned() + &"{% set a = a ~ a %}".repeat(60)
}

#[test]
fn a_next_step_that_does_not_end_is_found_before_anything_is_written() {
    let manifest = format!("{MANIFEST}[[next_step]]\nabout = 'x'\nrun = \"{}\"\n", double());
    assert_eq!(refused(&[("template.toml", &manifest)]), beyond_memory("../own"));
}

#[test]
fn a_default_that_does_not_end_is_ended() {
    let question = "[[question]]\nid = 'x'\nprompt = 'x'\n";
    let manifest = format!("{MANIFEST}{question}default = \"{}\"\n", double());
    assert_eq!(refused(&[("template.toml", &manifest)]), beyond_memory("../own"));
}

#[cfg(unix)]
#[test]
fn a_loop_is_interrupted() {
    use nix::sys::signal::{Signal, kill};
    let sandbox = Sandbox::new();
    sandbox.template("own", &[("base/x.tera", LOOPS)]);
    let before = sandbox.files();
    let mut new = sandbox.command();
    new.args(["new", "hello", "--template", "../own"]).stdin(Stdio::null());
    let mut child = new.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    // The loop begins a moment after the program, and does not tell.
    thread::sleep(Duration::from_secs(2));
    kill(nix::unistd::Pid::from_raw(child.id().cast_signed()), Signal::SIGINT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(sandbox.files(), before);
}

#[test]
fn a_file_that_grows_without_end_is_named() {
    let text = LOOPS.replace("{% if i == -1 %}x{% endif %}", &"x".repeat(4096));
    let sandbox = Sandbox::new();
    sandbox.template("own", &[("base/x.tera", &text)]);
    let said = said(&sandbox, "new hello --template ../own");
    let lines: Vec<&str> = said.lines().take(3).collect();
    assert_snapshot!(lines.join("\n"), @"
    exit 2
    error: the rendered text is larger than 64 MiB
     --> ../own/base/x.tera:1:1
    ");
}

#[test]
fn texts_and_lists_that_grow_in_memory_are_ended() {
    assert_eq!(refused(&[("base/x.tera", &double())]), beyond_memory("../own"));
    let join = "{% set a = 'aaaaaaaa' %}".to_owned()
        + &"{% set a = a ~ a %}".repeat(20)
        + "{% set l = [a for i in range(end=100000)] %}{= l | join =}";
    assert_eq!(refused(&[("base/x.tera", &join)]), beyond_memory("../own"));
}

/// Neither parsing nor dropping what nests deep overflows the stack.
#[test]
fn what_nests_without_end_is_ended() {
    let nest = "{% set a = [] %}{% for i in range(end=100000) %}{% for j in range(end=100000) %}{% set_global a = [a] %}{% endfor %}{% endfor %}";
    assert_beyond(&refused(&[("base/x.tera", nest)]), "../own");
    let elif = format!("{{% if name %}}{}{{% endif %}}", "{% elif name %}".repeat(200_000));
    assert_beyond(&refused(&[("base/x.tera", &elif)]), "../own");
}

/// Also where a project is held, which the next run finds free.
#[test]
fn an_update_and_a_check_are_ended_too() {
    let project = Project::new(&[("base/a", "old\n")]);
    project.upgrade(&[("base/a.tera", &double())]);
    assert_eq!(said(&project.sandbox, "update hello"), beyond_memory("hello/../../own"));
    assert_eq!(said(&project.sandbox, "check hello"), beyond_memory("hello/../../own"));
    project.upgrade(&[("base/a", "new\n")]);
    assert_snapshot!(project.run("update"), @"
    exit 0
    --- stdout
    updated   a
    --- stderr
    changed 1 file: own 1.0.0 → own 2.0.0
    ");
}
