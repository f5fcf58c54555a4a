//! What `scaffold update` and `scaffold add` take as answers, and which one wins.

use insta::assert_snapshot;

use crate::project::{Project, manifest};
use crate::run::Sandbox;

const REGION: &str = "[[question]]\nid = 'region'\nprompt = 'Region'\n";

/// A project of version 1.0.0, whose template asks for the region, too, since 2.0.0.
fn upgraded(region: &str) -> Project {
    let project = Project::new(&[("template.toml", &manifest("1.0.0", "")), ("base/a", "a\n")]);
    let new = manifest("2.0.0", &format!("{REGION}{region}"));
    project.upgrade(&[("template.toml", &new), ("base/region.tera", "{= region =}\n")]);
    project
}

/// A project in which the region is `us`, by default or by choice.
fn with_region(line: &str) -> Project {
    let asks = manifest("1.0.0", &format!("{REGION}default = 'us'\n"));
    Project::with(&[("template.toml", &asks), ("base/region.tera", "{= region =}\n")], line)
}

#[test]
fn a_new_question_is_answered_by_every_source() {
    for (line, variable) in [
        ("update", Some("eu")),
        ("update --region eu", Some("us")),
        ("update --set region=eu", Some("us")),
        ("update --answers ../file.toml", Some("us")),
        ("update --answers ../file.toml --defaults", None),
    ] {
        let project = upgraded("");
        project.sandbox.write("work/file.toml", "region = 'eu'\n");
        let scaffold = project.sandbox.scaffold().at("hello").line(line);
        let scaffold = match variable {
            Some(value) => scaffold.env("SCAFFOLD_REGION", value),
            None => scaffold,
        };
        let run = scaffold.run().to_string();
        assert!(run.starts_with("exit 0"), "{line}: {run}");
        assert_eq!(project.read("region"), "eu\n", "{line}");
        assert!(
            project.read(".scaffold/answers.toml").contains("[answers]\nname = \"hello\"\nregion")
        );
    }
}

#[test]
fn defaults_answer_what_is_new_and_the_rest_is_listed() {
    let project = upgraded("default = 'us'\n");
    assert!(project.run("update --defaults").to_string().starts_with("exit 0"));
    assert_eq!(project.read("region"), "us\n");
    let project = upgraded("");
    assert_snapshot!(project.run_idly("update --defaults"), @"
    exit 2
    --- stderr
    error: nobody can be asked, so 1 question must be answered:
      region  Region

    hint: add `--region <VALUE>`
    ");
    assert_snapshot!(project.run_idly("add --defaults x"), @"
    exit 2
    --- stderr
    error: there is no component `x`

    hint: the template has no components
    ");
}

/// What is set for something else must not change a project.
#[test]
fn a_variable_answers_no_question_that_the_project_has_answered() {
    for line in ["", "--region us"] {
        let project = with_region(line);
        let update = project.sandbox.scaffold().at("hello").line("update");
        let update = update.env("SCAFFOLD_REGION", "eu").env("SCAFFOLD_NAME", "other").run();
        let idle = "exit 0\n--- stderr\nnothing to do: the project is up to date with own 1.0.0\n";
        assert_eq!(update.to_string(), idle);
        assert_eq!(project.read("region"), "us\n");
    }
}

#[test]
fn a_file_changes_answers() {
    let project = with_region("");
    let update = |text: &str| {
        let scaffold = project.sandbox.scaffold().at("hello").line("update --answers -");
        scaffold.stdin(text).run()
    };
    assert!(update("region = 'eu'\n").to_string().starts_with("exit 0"));
    assert_eq!(project.read("region"), "eu\n");
    assert_snapshot!(update("regoin = 'eu'\n"), @"
    exit 2
    --- stderr
    error: `standard input` answers `regoin`, which is no question
     --> standard input:1:1
      |
    1 | regoin = 'eu'
      | ^^^^^^^^^^^^^

    hint: did you mean `region`?
    ");
    assert_snapshot!(update("region = 1\n"), @"
    exit 2
    --- stderr
    error: `1` from `standard input` is no answer to `region`: it is not a text
     --> standard input:1:1
      |
    1 | region = 1
      | ^^^^^^^^^^

    hint: a text stands in quotes
    ");
    project.commit();
    let flag = project.sandbox.scaffold().at("hello").line("update --region us --answers -");
    assert!(flag.stdin("region = 'eu'\n").run().to_string().starts_with("exit 0"));
    assert_eq!(project.read("region"), "us\n");
}

#[test]
fn an_unknown_answer_is_an_error_from_every_source() {
    let project = upgraded("default = 'us'\n");
    assert_snapshot!(project.run_idly("update --regoin eu"), @"
    exit 2
    --- stderr
    error: unexpected argument '--regoin' found

      tip: a similar argument exists: '--region'

    Usage: scaffold update --region <VALUE> [PATH]

    For more information, try '--help'.
    ");
    assert_snapshot!(project.run_idly("update --set regoin=eu"), @"
    exit 2
    --- stderr
    error: `--set` answers `regoin`, which is no question

    hint: did you mean `region`?
    ");
    let update = project.sandbox.scaffold().at("hello").line("update");
    assert_snapshot!(update.env("SCAFFOLD_REGOIN", "eu").run(), @"
    exit 2
    --- stderr
    error: the environment variable `SCAFFOLD_REGOIN` answers `regoin`, which is no question

    hint: did you mean `region`?
    ");
}

#[test]
fn components_of_a_file_are_those_of_the_project() {
    let files = [
        ("template.toml", &*manifest("1.0.0", "")),
        ("base/a", "a\n"),
        ("components/one/component.toml", "title = 'One'\n"),
        ("components/one/files/one", "1\n"),
        ("components/two/component.toml", "title = 'Two'\n"),
        ("components/two/files/two", "2\n"),
    ];
    let project = Project::with(&files, "--with one");
    let update = project.sandbox.scaffold().at("hello").line("update --answers -");
    let update = update.stdin("components = ['two']\n").run().to_string();
    assert!(update.starts_with("exit 0"), "{update}");
    assert_eq!(project.files(), "a\ntwo");
}

/// Scaffold 0.3 recorded what was picked from choices as a text, whatever the question wanted.
#[test]
fn a_recorded_text_is_read_as_the_question_wants_it() {
    let asks = "[[question]]\nid = 'langs'\nprompt = 'L'\ndefault = ['en']\n\
        choices = [{ value = 'en' }, { value = 'de' }]\n\
        [[question]]\nid = 'n'\nprompt = 'N'\ndefault = 1\nchoices = [{ value = '1' }, { value = '2' }]\n";
    let file = "{= langs | json =} {= n + 1 =}\n";
    let files = [("template.toml", &*manifest("1.0.0", asks)), ("base/f.tera", file)];
    let project = Project::with(&files, "--langs=de --n=2");
    for (typed, text) in [("[\"de\"]", "\"de\""), ("n = 2", "n = \"2\"")] {
        project.edit(".scaffold/answers.toml", typed, text);
    }
    project.commit();
    let update = project.run("update").to_string();
    assert!(update.starts_with("exit 0"), "{update}");
    assert_eq!(project.read("f"), "[\"de\"] 3\n");
    let record = project.read(".scaffold/answers.toml");
    assert!(record.contains("langs = [\"de\"]\nn = 2\n"), "{record}");
}

#[test]
fn the_record_of_another_project_answers_but_for_its_name() {
    let sandbox = Sandbox::new();
    let asks = format!(
        "{REGION}default = 'us'\n[[question]]\nid = 'module'\nprompt = 'M'\ndefault = '{{= name =}}'\n"
    );
    let files = [
        ("template.toml", &*manifest("1.0.0", &asks)),
        ("base/f.tera", "{= name =} {= region =} {= module =}\n"),
        ("components/one/component.toml", "title = 'One'\n"),
        ("components/one/files/one", "1\n"),
    ];
    sandbox.template("own", &files);
    let new = |line: &str| sandbox.scaffold().line("new --template ../own --no-git").line(line);
    new("first --region eu --with one").silently();
    new("second --answers first/.scaffold/answers.toml").silently();
    assert_eq!(sandbox.read("second/f"), "second eu second\n");
    assert_eq!(sandbox.read("second/one"), "1\n");
    assert_eq!(sandbox.record("second"), sandbox.record("first").replace("first", "second"));
    new("third --answers first/.scaffold/answers.toml --region us").silently();
    assert_eq!(sandbox.read("third/f"), "third us third\n");
    assert_snapshot!(new("--answers first/.scaffold/answers.toml").run(), @"
    exit 2
    --- stderr
    error: nobody can be asked, so 1 question must be answered:
      name  Name

    hint: add `--name <VALUE>`
    ");

    let record = sandbox.read("first/.scaffold/answers.toml");
    let edited = |old: &str, new: &str| {
        let scaffold = sandbox.scaffold().line("new other --template ../own --answers -");
        scaffold.stdin(&record.replace(old, new)).run()
    };
    assert_snapshot!(edited("region =", "regoin ="), @r#"
    exit 2
    --- stderr
    error: `standard input` answers `regoin`, which is no question
      --> standard input:14:1
       |
    14 | regoin = "eu"
       | ^^^^^^^^^^^^^

    hint: did you mean `region`?
    "#);
    assert_snapshot!(edited("\"one\"", "\"two\""), @r#"
    exit 2
    --- stderr
    error: there is no component `two`
     --> standard input:5:15
      |
    5 | components = ["two"]
      |               ^^^^^

    hint: the components are `one`
    "#);
    assert_snapshot!(edited("format = 2", "format = 9"), @"
    exit 2
    --- stderr
    error: the record has format 9, which a newer scaffold wrote
     --> standard input:3:10
      |
    3 | format = 9
      |          ^

    hint: install a newer scaffold
    ");
}
