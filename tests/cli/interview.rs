//! The interview, at a terminal.

use insta::assert_snapshot;

use crate::run::Sandbox;
use crate::terminal::{DOWN, ENTER, Terminal};

const NEW: &str = "new hello --template ../small";

/// Answers what is asked after the name, with the defaults.
fn defaults(terminal: &mut Terminal) {
    terminal.answer("What it does [A small project]: ", &[ENTER]);
    terminal.answer("> disk", &[ENTER]);
    terminal.answer("Directory of the data [data]: ", &[ENTER]);
    terminal.answer("> [x] docs", &[ENTER]);
}

#[test]
fn every_answer_can_be_changed_before_anything_is_written() {
    let sandbox = Sandbox::new();
    let mut terminal = Terminal::start(sandbox.command(), "new --template ../small --no-git");
    terminal.answer("Name of the project: ", &["Hello", ENTER]);
    terminal.expect("does not match `^[a-z]+(-[a-z]+)*$` (lower-case letters and single dashes)");
    terminal.answer("Name of the project: ", &["\x7f\x7f\x7f\x7f\x7f", "hello", ENTER]);
    terminal.answer("What it does [A small project]: ", &["It's a \"test\"", ENTER]);
    // In memory, so the directory of the data is not asked for.
    terminal.answer("> disk", &[DOWN, ENTER]);
    terminal.expect("Where it keeps its data: memory");
    terminal.answer("> [x] docs", &[DOWN, " ", ENTER]);
    terminal.expect("Components: docs, notes");
    terminal.expect("Review; pick an answer to change it");
    terminal.expect("components   docs, notes");
    assert_eq!(sandbox.files(), "", "nothing is written before the review");
    // name, module, description, store
    terminal.press(&[DOWN, DOWN, DOWN, DOWN, ENTER]);
    terminal.answer("> memory", &[DOWN, ENTER]);
    terminal.answer("Directory of the data [data]: ", &["store", ENTER]);
    terminal.answer("data_dir     store", &[DOWN, DOWN, DOWN, ENTER]);
    terminal.answer("What it does: It's a \"test\"", &["!", ENTER]);
    terminal.answer("It's a \"test\"!", &[ENTER]);
    terminal.answer("Write 11 files to hello? [Y/n]", &["y"]);
    let (code, seen) = terminal.end();
    assert_eq!(code, 0, "{seen}");
    let said = &seen[seen.find("wrote 11 files").expect("a closing line")..];
    assert_snapshot!(said.replace('\r', ""), @r#"
    wrote 11 files to hello

    next steps:
      cd hello
      cat hello/settings.toml  look at the settings
      rm -r store              start afresh

    to repeat this run:
      scaffold new hello --template ../small --defaults --no-git '--description=It'\''s a "test"!' --data-dir=store --with notes
    "#);
    assert_snapshot!(sandbox.read("hello/hello/settings.toml"), @r#"
    description = "It's a \"test\"!"
    port = 8000
    metrics = false
    data_dir = "store"
    tags = []
    "#);
}

#[test]
fn what_is_customised_is_asked() {
    let sandbox = Sandbox::new();
    let mut terminal = Terminal::start(sandbox.command(), &format!("{NEW} --no-git"));
    defaults(&mut terminal);
    terminal.expect("Customise");
    // Up from the first line is the last one.
    terminal.press(&["\x1b[A", ENTER]);
    terminal.answer("Name of the module [hello]: ", &["core", ENTER]);
    terminal.answer("it is a module of the language", &["\x7f\x7f\x7f\x7f", "m", ENTER]);
    terminal.answer("Port it listens on [8000]: ", &["80", ENTER]);
    terminal.answer("Whether it counts what it does [y/N]", &["y"]);
    terminal.answer("Tags, separated by commas: ", &["a,b", ENTER]);
    terminal.expect("Go on");
    terminal.press(&[ENTER]);
    terminal.answer("Write 10 files to hello?", &[ENTER]);
    let (code, seen) = terminal.end();
    assert_eq!(code, 0, "{seen}");
    assert_snapshot!(sandbox.read("hello/m/settings.toml"), @r#"
    description = "A small project"
    port = 80
    metrics = true
    data_dir = "data"
    tags = ["a", "b", ]
    "#);
}

#[test]
fn what_is_answered_is_not_asked() {
    let sandbox = Sandbox::new();
    let line = format!("{NEW} --no-git --store=memory --with notes");
    let mut terminal = Terminal::start(sandbox.command(), &line);
    terminal.answer("What it does [A small project]: ", &[ENTER]);
    terminal.answer("components   docs, notes", &[ENTER]);
    terminal.answer("Write 10 files to hello?", &["n"]);
    let (code, seen) = terminal.end();
    assert_eq!(code, 130, "{seen}");
    assert!(seen.contains("nothing was written") && !seen.contains("keeps its data"), "{seen}");
    assert_eq!(sandbox.files(), "");
}

#[test]
fn a_place_that_is_taken_is_refused_before_the_other_questions() {
    let sandbox = Sandbox::new();
    sandbox.write("work/taken/mine", "mine");
    let mut terminal = Terminal::start(sandbox.command(), "new --template ../small --no-git");
    terminal.answer("Name of the project: ", &["taken", ENTER]);
    terminal.expect("error: `taken` exists and is not empty");
    terminal.answer("Name of the project: ", &["free", ENTER]);
    defaults(&mut terminal);
    // Nor can it be taken in the review.
    terminal.answer("Go on", &[DOWN, ENTER]);
    terminal.answer("Name of the project: free", &["\x7f\x7f\x7f\x7ftaken", ENTER]);
    terminal.answer("name         taken", &[ENTER]);
    terminal.expect("error: `taken` exists and is not empty");
    terminal.answer("Go on", &[DOWN, ENTER]);
    terminal.answer("Name of the project: taken", &["\x7f\x7f\x7f\x7f\x7ffree", ENTER]);
    terminal.answer("name         free", &[ENTER]);
    terminal.answer("Write 10 files to free?", &[ENTER]);
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn a_default_that_is_refused_is_asked_for() {
    let sandbox = Sandbox::new();
    let mut terminal = Terminal::start(sandbox.command(), "new core --template ../small --no-git");
    terminal
        .expect("`core`, the default, is no answer to `module`: it is a module of the language");
    terminal.answer("Name of the module: ", &["m", ENTER]);
    defaults(&mut terminal);
    terminal.answer("Go on", &[ENTER]);
    terminal.answer("Write 10 files to core?", &[ENTER]);
    assert_eq!(terminal.end().0, 0);
    assert!(sandbox.work("core/m/settings.toml").is_file());
}

#[test]
fn defaults_ask_nothing_at_a_terminal() {
    let sandbox = Sandbox::new();
    let terminal = Terminal::start(sandbox.command(), &format!("{NEW} --defaults --no-git"));
    let (code, seen) = terminal.end();
    assert!(code == 0 && !seen.contains("What it does"), "{seen}");
    let terminal = Terminal::start(sandbox.command(), "new other --template ../small --json");
    let (code, seen) = terminal.end();
    assert!(code == 0 && seen.starts_with('{'), "{seen}");
}

#[test]
fn tasks_from_elsewhere_run_after_a_yes_alone() {
    let sandbox = Sandbox::new();
    let task = format!("{}[[task]]\nrun = ['touch', 'made it']\n", crate::run::MANIFEST);
    sandbox.template("own", &[("template.toml", &task), ("base/x", "x")]);
    for (name, key, flag) in [("yes", "y", "--trust"), ("no", "n", "--no-tasks")] {
        let line = format!("new {name} --template ../own --no-git");
        let mut terminal = Terminal::start(sandbox.command(), &line);
        terminal.answer("Go on", &[ENTER]);
        terminal.expect("wants to run 1 command:\r\n  touch 'made it'");
        terminal.answer("Run them after writing the project? [y/N]", &[key]);
        terminal.answer("Write 4 files", &[ENTER]);
        let (code, seen) = terminal.end();
        let repeated = format!("new {name} --template ../own --defaults --no-git {flag}\r\n");
        assert!(code == 0 && seen.ends_with(&repeated), "{seen}");
        assert_eq!(sandbox.work(name).join("made it").exists(), key == "y");
    }
}

#[test]
fn answers_of_ones_own_prefill_the_prompts_and_decide_nothing() {
    let sandbox = Sandbox::new();
    let own = "description = 'Mine'\nstore = 'memory'\nunknown = 1\nport = 'no number'\n";
    sandbox.write("home/.config/scaffold/answers.toml", own);
    let mut terminal = Terminal::start(sandbox.command(), &format!("{NEW} --no-git"));
    terminal.answer("What it does [Mine]: ", &[ENTER]);
    terminal.answer("> memory", &[ENTER]);
    terminal.answer("> [x] docs", &[ENTER]);
    terminal.answer("Go on", &[ENTER]);
    terminal.answer("Write 9 files to hello?", &[ENTER]);
    assert_eq!(terminal.end().0, 0);
    assert!(sandbox.read("hello/hello/settings.toml").starts_with("description = \"Mine\"\n"));

    sandbox.scaffold().line("new other --template ../small --no-git").silently();
    let settings = sandbox.read("other/other/settings.toml");
    assert!(settings.starts_with("description = \"A small project\"\n"), "{settings}");
}

#[test]
fn answers_of_ones_own_that_are_no_toml_are_shown_where_they_break() {
    let sandbox = Sandbox::new();
    sandbox.write("home/.config/scaffold/answers.toml", "description = Mine\n");
    let (code, seen) = Terminal::start(sandbox.command(), NEW).end();
    assert_eq!(code, 2);
    assert_snapshot!(sandbox.shown(seen.as_bytes()), @"
    error: string values must be quoted, expected literal string
     --> [ROOT]/home/.config/scaffold/answers.toml:1:15
      |
    1 | description = Mine
      |               ^^^^
    ");
    // Nobody is asked, so nobody reads them.
    sandbox.scaffold().line(NEW).line("--no-git").silently();
}
