//! What the program says about itself and its templates.

use insta::assert_snapshot;
use serde_json::Value;

use crate::run::Sandbox;

#[test]
fn help_lists_every_question_of_a_directory_template() {
    let sandbox = Sandbox::new();
    let before = sandbox.scaffold().line("new --template ../small --help").data();
    assert_eq!(before, sandbox.scaffold().line("new --help --template=../small").data());
    assert_eq!(before, sandbox.scaffold().line("new x --help --name y --template ../small").data());
    assert_snapshot!(before);
}

/// Of the embedded template, whose words may change, only that nothing is missing.
#[test]
fn help_lists_every_question_of_the_embedded_template() {
    let sandbox = Sandbox::new();
    let help = sandbox.scaffold().line("new --help").data();
    assert_eq!(help, sandbox.scaffold().line("help new").data());
    let shown: Value = json(&sandbox.scaffold().line("show python-service --json").data());
    for question in shown["questions"].as_array().expect("questions") {
        let flag = question["flag"].as_str().expect("a flag");
        let starts = [" ", "[="].map(|after| format!("      {flag}{after}"));
        let at = starts.iter().find_map(|start| help.find(start));
        let at = at.unwrap_or_else(|| panic!("no {flag}"));
        let entry = help[at..].split("\n      --").next().expect("an entry");
        for choice in question["schema"]["enum"].as_array().into_iter().flatten() {
            assert!(entry.contains(choice.as_str().expect("a text")), "{flag}: {choice}\n{entry}");
        }
        let default = question["schema"]["default"].as_str().filter(|text| !text.contains('{'));
        if let Some(default) = default.filter(|text| !text.is_empty()) {
            assert!(entry.contains(&format!("[default: {default}]")), "{flag}: {default}\n{entry}");
        }
    }
    for component in shown["components"].as_array().expect("components") {
        let id = component["id"].as_str().expect("an id");
        let offered = help.contains(&format!("\n  {id} "));
        assert_eq!(offered, component["selectable"] == true, "{id}\n{help}");
    }
}

#[test]
fn help_is_given_even_when_the_template_is_broken() {
    let sandbox = Sandbox::new();
    sandbox.template("own", &[("base/x.tera", "{= nothing =}")]);
    assert_snapshot!(sandbox.scaffold().line("new --template ../own --help").run(), @"
    exit 0
    --- stdout
    Write a new project

    Usage: scaffold new [OPTIONS] [NAME|PATH]

    Arguments:
      [NAME|PATH]  Name of the project, or the path to write it to; its last part is the name

    Options:
          --template <TEMPLATE>   Embedded template, directory or git address [default: python-service]
          --set <QUESTION=VALUE>  Answer a question
          --with <COMPONENTS>     Add components
          --without <COMPONENTS>  Leave out components
          --answers <FILE>        Read answers from a TOML file; `-` is standard input
          --defaults              Ask nothing; take the default of every question without an answer
          --dry-run               Print what would be written, and write nothing
          --json                  Print one JSON object instead of text
          --no-git                Do not make a git repository
          --no-tasks              Do not run the template's tasks
          --trust                 Run the tasks of a template from elsewhere without asking
      -q, --quiet                 Print errors and nothing else
      -v, --verbose               List every file that is written
      -h, --help                  Print help
    --- stderr
    note: the template's questions are not listed: no question or component is called `nothing`
    ");
}

#[test]
fn templates_are_listed() {
    let sandbox = Sandbox::new();
    let list = sandbox.scaffold().line("list").data();
    assert!(list.starts_with("python-service  "), "{list}");
    let rows = json(&sandbox.scaffold().line("list --json").data());
    let row = &rows.as_array().expect("an array")[0];
    assert_eq!(row["name"], "python-service");
    assert!(row["version"].is_string() && row["description"].is_string(), "{row}");
}

#[test]
fn a_template_is_shown() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.scaffold().line("show ../small").run(), @r#"
    exit 0
    --- stdout
    small 1.2.0: A template with a little of everything

    Questions
      --name                 Name of the project
      --module               Name of the module [default: follows `name`]
      --description          What it does [default: A small project]
      --store                Where it keeps its data [default: disk]
          disk               In files
          memory             Gone after a restart
      --data-dir             Directory of the data [default: data] [only when: store == "disk"]
      --port                 Port it listens on [default: 8000]
      --metrics              Whether it counts what it does [default: false]
      --tags                 Tags, separated by commas

    Components (--with, --without)
      docs                   Documentation
      notes                  Release notes, part of the documentation (off by default)
    "#);
    assert_snapshot!(sandbox.scaffold().line("show python-servce").run(), @"
    exit 2
    --- stderr
    error: there is no template `python-servce`

    hint: did you mean `python-service`?
    ");
    assert_snapshot!(sandbox.scaffold().line("show ../smal").run(), @"
    exit 2
    --- stderr
    error: there is no template `../smal`

    hint: the embedded templates are `python-service`; any other is a directory with a `template.toml`, or a git address like `gh:owner/name`
    ");
}

#[test]
fn a_template_is_shown_to_machines() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.scaffold().line("show ../small --json").data());
    let embedded = sandbox.scaffold().line("show").data();
    assert_eq!(embedded, sandbox.scaffold().line("show python-service").data());
}

#[test]
fn completions_know_the_questions() {
    let sandbox = Sandbox::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = sandbox.scaffold().args(["completions", shell]).data();
        for word in ["database", "postgres", "dry-run"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    assert_snapshot!(sandbox.scaffold().line("completions tcsh").run(), @"
    exit 2
    --- stderr
    error: invalid value 'tcsh' for '<SHELL>'
      [possible values: bash, elvish, fish, powershell, zsh]

      tip: a similar value exists: 'zsh'

    For more information, try '--help'.
    ");
}

#[test]
fn the_manual_page_describes_every_command() {
    let page = Sandbox::new().scaffold().line("man").data();
    assert!(page.contains(".TH scaffold 1"), "{page}");
    for word in ["new", "list", "show", "completions", "dry\\-run", "database"] {
        assert!(page.contains(word), "{word}\n{page}");
    }
}

#[test]
fn a_command_line_that_is_none_is_refused() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.scaffold().run(), @"
    exit 2
    --- stderr
    Writes Python + LLM service repositories that are ready for production, and keeps them current

    Usage: scaffold <COMMAND>

    Commands:
      new          Write a new project
      update       Bring a project up to its template, or change its answers
      add          Add components to a project
      check        Say whether an update waits
      diff         Show what the team has changed in the files of the template
      adopt        Put an existing repository under a template
      list         List the embedded templates
      show         Describe a template: its questions, components and files
      template     Start, check and test a template of your own
      completions  Print a completion script for a shell
      man          Print the manual page
      help         Print this message or the help of the given subcommand(s)

    Options:
      -h, --help     Print help
      -V, --version  Print version
    ");
    assert_snapshot!(sandbox.scaffold().line("nwe hello").run(), @"
    exit 2
    --- stderr
    error: unrecognized subcommand 'nwe'

    Usage: scaffold <COMMAND>

    For more information, try '--help'.
    ");
    assert_snapshot!(sandbox.scaffold().line("new a b --template ../small").run(), @"
    exit 2
    --- stderr
    error: unexpected argument 'b' found

    Usage: scaffold new [OPTIONS] [NAME|PATH]

    For more information, try '--help'.
    ");
    assert_snapshot!(sandbox.scaffold().line("new hello --template").run(), @"
    exit 2
    --- stderr
    error: a value is required for '--template <TEMPLATE>' but none was supplied

    For more information, try '--help'.
    ");
    assert_snapshot!(sandbox.scaffold().line("new hello --template ../gone").run(), @"
    exit 2
    --- stderr
    error: there is no template `../gone`

    hint: the embedded templates are `python-service`; any other is a directory with a `template.toml`, or a git address like `gh:owner/name`
    ");
    assert_snapshot!(sandbox.scaffold().line("new hello -q -v --template ../small").run(), @"
    exit 2
    --- stderr
    error: the argument '--quiet' cannot be used with '--verbose'

    Usage: scaffold new --quiet --template <TEMPLATE> <NAME|PATH>

    For more information, try '--help'.
    ");
    let version = sandbox.scaffold().line("--version").data();
    assert_eq!(version, format!("scaffold {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_template_is_found_wherever_it_is_named() {
    let sandbox = Sandbox::new();
    for line in [
        "new hello --port 1 --template ../small",
        "new --port 1 hello --template=../small",
        "new --template ../small --port 1 hello",
    ] {
        let files = sandbox.scaffold().line(line).line("--dry-run").data();
        assert!(files.contains("settings.example"), "{line}\n{files}");
    }
}

#[track_caller]
fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}
