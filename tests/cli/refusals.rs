//! Answers that are refused, each with its source and its place.

use insta::assert_snapshot;

use crate::run::Sandbox;

#[test]
fn an_unknown_question_is_refused_from_every_source() {
    let sandbox = Sandbox::new();
    let new = || sandbox.scaffold().line("new hello --template ../small");
    assert_snapshot!(new().line("--descripton x").run(), @"
    exit 2
    --- stderr
    error: unexpected argument '--descripton' found

      tip: a similar argument exists: '--description'

    Usage: scaffold new --template <TEMPLATE> --description <VALUE> <NAME|PATH>

    For more information, try '--help'.
    ");
    assert_snapshot!(new().line("--set descripton=x").run(), @"
    exit 2
    --- stderr
    error: `--set` answers `descripton`, which is no question

    hint: did you mean `description`?
    ");
    assert_snapshot!(new().line("--set nonsense=x").run(), @"
    exit 2
    --- stderr
    error: `--set` answers `nonsense`, which is no question

    hint: the questions are `name`, `module`, `description`, `store`, `data_dir`, `port`, `metrics` and `tags`
    ");
    assert_snapshot!(new().line("--answers -").stdin("\ndescripton = 'x'\n").run(), @"
    exit 2
    --- stderr
    error: `standard input` answers `descripton`, which is no question
     --> standard input:2:1
      |
    2 | descripton = 'x'
      | ^^^^^^^^^^^^^^^^

    hint: did you mean `description`?
    ");
    assert_snapshot!(new().env("SCAFFOLD_DESCRIPTON", "x").run(), @"
    exit 2
    --- stderr
    error: the environment variable `SCAFFOLD_DESCRIPTON` answers `descripton`, which is no question

    hint: did you mean `description`?
    ");
    assert_eq!(sandbox.files(), "");
}

#[test]
fn a_variable_of_some_other_program_is_none_of_ours() {
    let sandbox = Sandbox::new();
    let new = sandbox.scaffold().line("new hello --template ../small --no-git");
    new.env("SCAFFOLD_CRD_SCHEMAS", "x").silently();
}

#[test]
fn an_answer_that_its_question_refuses_is_named_with_its_source() {
    let sandbox = Sandbox::new();
    let new = || sandbox.scaffold().line("new hello --template ../small");
    assert_snapshot!(new().line("--store disc").run(), @"
    exit 2
    --- stderr
    error: invalid value 'disc' for '--store <CHOICE>'
      [possible values: disk, memory]

      tip: a similar value exists: 'disk'

    For more information, try '--help'.
    ");
    assert_snapshot!(new().line("--port many").run(), @"
    exit 2
    --- stderr
    error: invalid value 'many' for '--port <VALUE>': it is not a whole number

    For more information, try '--help'.
    ");
    assert_snapshot!(new().line("--module 1st").run(), @"
    exit 2
    --- stderr
    error: invalid value '1st' for '--module <VALUE>': it does not match `^[a-z_]+$` (lower-case letters and underscores)

    For more information, try '--help'.
    ");
    assert_snapshot!(new().line("--module core").run(), @"
    exit 2
    --- stderr
    error: invalid value 'core' for '--module <VALUE>': it is a module of the language (lower-case letters and underscores)

    For more information, try '--help'.
    ");
    assert_snapshot!(new().line("--set store=disc").run(), @"
    exit 2
    --- stderr
    error: `disc` from `--set` is no answer to `store`: it is none of the choices

    hint: did you mean `disk`? the choices are `disk` and `memory`
    ");
    assert_snapshot!(new().line("--set port").run(), @"
    exit 2
    --- stderr
    error: `--set port` says no answer

    hint: write `--set question=value`
    ");
    assert_snapshot!(new().line("--answers -").stdin("store = 'disc'\n").run(), @"
    exit 2
    --- stderr
    error: `disc` from `standard input` is no answer to `store`: it is none of the choices
     --> standard input:1:1
      |
    1 | store = 'disc'
      | ^^^^^^^^^^^^^^

    hint: did you mean `disk`? the choices are `disk` and `memory`
    ");
    assert_snapshot!(new().line("--answers -").stdin("port = '80'\n").run(), @"
    exit 2
    --- stderr
    error: `80` from `standard input` is no answer to `port`: it is not a whole number
     --> standard input:1:1
      |
    1 | port = '80'
      | ^^^^^^^^^^^
    ");
    assert_snapshot!(new().line("--answers -").stdin("port = 1979-05-27\n").run(), @"
    exit 2
    --- stderr
    error: `1979-05-27` from `standard input` is no answer to `port`: it is not a whole number
     --> standard input:1:1
      |
    1 | port = 1979-05-27
      | ^^^^^^^^^^^^^^^^^
    ");
    assert_snapshot!(new().env("SCAFFOLD_TAGS", "a,B").run(), @"
    exit 2
    --- stderr
    error: `a,B` from the environment variable `SCAFFOLD_TAGS` is no answer to `tags`: its item `B` is refused: it does not match `^[a-z]+$`
    ");
    assert_snapshot!(new().line("--set").args(["description=\u{1b}[31m"]).run(), @r"
    exit 2
    --- stderr
    error: `\u{1b}[31m` from `--set` is no answer to `description`: it holds a control character
    ");
    assert_eq!(sandbox.files(), "");
}

#[test]
fn all_refusals_are_reported_at_once() {
    let sandbox = Sandbox::new();
    let new = sandbox.scaffold().line("new Hello --template ../small");
    assert_snapshot!(new.line("--set port=x --set store=y --set z=1").run(), @"
    exit 2
    --- stderr
    error: `--set` answers `z`, which is no question

    hint: the questions are `name`, `module`, `description`, `store`, `data_dir`, `port`, `metrics` and `tags`
    ");
    let new = sandbox.scaffold().line("new Hello --template ../small");
    assert_snapshot!(new.line("--set port=x --set store=y").run(), @"
    exit 2
    --- stderr
    error: `Hello` from the target's name is no answer to `name`: it does not match `^[a-z]+(-[a-z]+)*$`

    hint: lower-case letters and single dashes

    error: `y` from `--set` is no answer to `store`: it is none of the choices

    hint: the choices are `disk` and `memory`

    error: `x` from `--set` is no answer to `port`: it is not a whole number
    ");
}

#[test]
fn all_missing_answers_are_reported_at_once() {
    let sandbox = Sandbox::new();
    let questions = r#"
        [[question]]
        id = "team_name"
        prompt = "Team"
        [[question]]
        id = "region"
        prompt = "Where it runs"
        choices = [{ value = "eu" }, { value = "us" }]
    "#;
    let manifest = format!("{}{questions}", crate::run::MANIFEST);
    sandbox.template("own", &[("template.toml", &manifest)]);
    assert_snapshot!(sandbox.scaffold().line("new --template ../own").run(), @"
    exit 2
    --- stderr
    error: nobody can be asked, so 3 questions must be answered:
      name       Name
      team_name  Team
      region     Where it runs

    hint: add `--name <VALUE> --team-name <VALUE> --region <VALUE>`
    ");
    assert_snapshot!(sandbox.scaffold().line("new hello --template ../own --defaults").run(), @"
    exit 2
    --- stderr
    error: nobody can be asked, so 2 questions must be answered:
      team_name  Team
      region     Where it runs

    hint: add `--team-name <VALUE> --region <VALUE>`
    ");
    let new = sandbox.scaffold().line("new hello --template ../own --team-name x");
    assert_snapshot!(new.line("--region eu --no-git").run(), @"
    exit 0
    --- stderr
    wrote 3 files to hello

    next steps:
      cd hello

    to repeat this run:
      scaffold new hello --template ../own --defaults --no-git --team-name=x --region=eu
    ");
}

#[test]
fn an_answer_to_a_question_that_is_not_asked_is_refused() {
    let sandbox = Sandbox::new();
    let new = || sandbox.scaffold().line("new hello --template ../small --store memory");
    assert_snapshot!(new().line("--data-dir x").run(), @r#"
    exit 2
    --- stderr
    error: the command line answers `data_dir`, which is asked only when `store == "disk"`
    "#);
    assert_snapshot!(new().line("--answers -").stdin("data_dir = 'x'\n").run(), @r#"
    exit 2
    --- stderr
    error: `standard input` answers `data_dir`, which is asked only when `store == "disk"`
     --> standard input:1:1
      |
    1 | data_dir = 'x'
      | ^^^^^^^^^^^^^^
    "#);
    assert_snapshot!(new().env("SCAFFOLD_DATA_DIR", "x").run(), @r#"
    exit 2
    --- stderr
    error: the environment variable `SCAFFOLD_DATA_DIR` answers `data_dir`, which is asked only when `store == "disk"`
    "#);
    assert_eq!(sandbox.files(), "");
}

#[test]
fn an_answers_file_that_is_none_is_shown_where_it_breaks() {
    let sandbox = Sandbox::new();
    let new = |line| sandbox.scaffold().line("new hello --template ../small --answers").line(line);
    assert_snapshot!(new("-").stdin("store = 'disk'\ndescription = \"open\nport = 1\n").run(), @r#"
    exit 2
    --- stderr
    error: invalid basic string, expected `"`
     --> standard input:2:20
      |
    2 | description = "open
      |                    ^
    "#);
    assert_snapshot!(new("-").stdin("port = 1\nport = 2\n").run(), @"
    exit 2
    --- stderr
    error: duplicate key
     --> standard input:2:1
      |
    2 | port = 2
      | ^^^^
    ");
    assert_snapshot!(new("-").stdin("[description]\nx = 1\n").run(), @"
    exit 2
    --- stderr
    error: `{ x = 1 }` from `standard input` is no answer to `description`: it is not a text, a whole number, `true`, `false` or a list of texts
     --> standard input:1:2
      |
    1 | [description]
      |  ^^^^^^^^^^^^

    hint: a text stands in quotes
    ");
    sandbox.write("work/bytes.toml", b"description = '\xff'\n");
    assert_snapshot!(new("bytes.toml").run(), @"
    exit 2
    --- stderr
    error: cannot read `bytes.toml`: it is not utf-8
    ");
    assert_snapshot!(new("gone.toml").run(), @"
    exit 2
    --- stderr
    error: cannot read `gone.toml`: no such file or directory
    ");
}
