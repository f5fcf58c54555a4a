//! What a user saves in the project while an update is at work.

use crate::project::{Project, manifest};

/// A project whose update changes a file, brings another, and has these tasks.
fn project(tasks: &str) -> Project {
    let project = Project::new(&[("base/a", "old\n"), ("base/b", "old\n")]);
    let manifest = manifest("2.0.0", tasks);
    let files = [("base/a", "new\n"), ("base/b", "new\n"), ("base/c", "c\n")];
    project.upgrade(&[&[("template.toml", manifest.as_str())], &files[..]].concat());
    project
}

/// The files `a`, `b`, and whether there is `c`.
fn state(project: &Project) -> (String, String, bool) {
    (project.read("a"), project.read("b"), project.sandbox.work("hello/c").exists())
}

#[test]
#[cfg(unix)]
fn what_is_saved_while_a_question_waits_is_not_replaced() {
    use crate::terminal::Terminal;
    for key in ["y", "n"] {
        let project = project("[[task]]\nrun = ['touch', 'ran']\n");
        let mut command = project.sandbox.command();
        command.current_dir(project.sandbox.work("hello"));
        let mut terminal = Terminal::start(command, "update");
        terminal.expect("Run them after writing the project?");
        project.write("a", "mine\n");
        terminal.press(&[key]);
        let (code, seen) = terminal.end();
        assert_eq!(code, 2, "{key}: {seen}");
        assert!(seen.contains("could not undo") && seen.contains('a'), "{seen}");
        assert_eq!(state(&project), ("mine\n".to_owned(), "old\n".to_owned(), false));
    }
}

#[test]
fn what_is_saved_while_a_task_fails_stays_and_is_named() {
    let saves = "[[task]]\nrun = ['sh', '-c', 'echo mine > a; exit 3']\nrequired = true\n";
    let project = project(saves);
    let run = project.run("update --trust").to_string();
    assert!(run.starts_with("exit 2") && run.contains("left as they are: `a`"), "{run}");
    assert_eq!(state(&project), ("mine\n".to_owned(), "old\n".to_owned(), false));
}

#[test]
#[cfg(unix)]
fn what_is_saved_before_an_interrupt_stays_and_is_named() {
    let saves = "[[task]]\nrun = ['sh', '-c', 'echo mine > a; kill -INT $PPID; sleep 9']\nrequired = true\n";
    let project = project(saves);
    let run = project.run("update --trust").to_string();
    assert!(run.starts_with("exit 130") && run.contains("left as they are: `a`"), "{run}");
    assert_eq!(state(&project), ("mine\n".to_owned(), "old\n".to_owned(), false));
}

/// An editor that saves by a rename brings another file under the same name.
#[test]
fn a_file_that_another_has_replaced_meanwhile_stays() {
    let saves =
        "[[task]]\nrun = ['sh', '-c', 'echo mine > a~; mv a~ a; exit 3']\nrequired = true\n";
    let project = project(saves);
    let run = project.run("update --trust").to_string();
    assert!(run.starts_with("exit 2") && run.contains("left as they are: `a`"), "{run}");
    assert_eq!(state(&project), ("mine\n".to_owned(), "old\n".to_owned(), false));
}
