//! Laws: what holds whatever the answers are.

use proptest::prelude::*;
use scaffold::answers::{Given, resolve};
use scaffold::error::Origin;
use scaffold::question::{Question, Value};
use scaffold::{source, template::Template};

use crate::run::Sandbox;
use crate::support::succeed;

/// Texts of all kinds, those among them that some language would take for its own.
fn hostile() -> impl Strategy<Value = String> {
    let mean = prop::sample::select(vec![
        "\"",
        "'",
        "\\",
        "\n",
        "\t",
        "{{ x }}",
        "{% if %}",
        "{= name =}",
        "{; ;}",
        ": #",
        "---",
        "$(id)",
        "`id`",
        "${HOME}",
        "!",
        "*",
        "🚀",
        "\u{2028}",
        "é",
        " ",
        "#",
        "1. ",
        "<b>",
        "]]>",
        "%s",
    ]);
    let parts = prop_oneof![mean.prop_map(str::to_owned), "\\PC{0,8}"];
    prop::collection::vec(parts, 0..6).prop_map(|parts| parts.concat())
}

fn small() -> Template {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/templates/small");
    source::load(path).expect("the fixture is a template")
}

fn given(answers: &[(&str, &str)]) -> Given {
    let mut given = Given::default();
    for (id, text) in answers {
        given.add_text(id, (*text).to_owned(), Origin::Set);
    }
    given
}

fn question(rest: &str) -> Question {
    toml::from_str(&format!("id = 'q'\nprompt = 'Q'\n{rest}")).expect("a question")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What is printed for a repetition is read as what was answered.
    #[test]
    fn a_printed_answer_is_read_back(
        text in hostile(),
        number in any::<i64>(),
        yes in any::<bool>(),
        list in prop::collection::vec("[^,\\pC\\pZ]{1,8}", 0..4),
    ) {
        let table = [
            ("", Value::Text(text)),
            ("default = 1", Value::Integer(number)),
            ("default = true", Value::Bool(yes)),
            ("default = []", Value::List(list)),
        ];
        for (rest, value) in table {
            prop_assert_eq!(question(rest).parse(&value.to_string()), Ok(value));
        }
    }

    /// The same answers give the same rendering, and a description arrives as it was given.
    #[test]
    fn rendering_is_a_function(text in hostile()) {
        let template = small();
        let given = given(&[("name", "x"), ("description", &text), ("port", "1")]);
        let render = || {
            let answers = resolve(&template, &given).expect("valid answers");
            template.render(&answers).expect("a rendering").tree
        };
        let tree = render();
        prop_assert_eq!(&tree, &render());
        let Some(scaffold::tree::File::Regular { bytes, .. }) = tree.get("x/settings.toml") else {
            panic!("the settings are rendered");
        };
        let settings: toml::Table = toml::from_slice(bytes).expect("TOML");
        prop_assert_eq!(settings["description"].as_str(), Some(text.as_str()));
    }
}

proptest! {
    // Every case runs the program.
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// A path is made of an answer: it is written inside the target, or not at all.
    #[test]
    fn nothing_is_written_outside_the_target(dir in r"[a./\\~ :]{0,6}|\.\./\PC{0,4}|\PC{0,6}") {
        let sandbox = Sandbox::new();
        let set = format!("--set=data_dir={dir}");
        let new = sandbox.scaffold().line("new inside/hello --template ../small --no-git");
        let run = new.args([set.as_str()]).run().to_string();
        let outside = |file: &&str| !file.starts_with("inside/hello/");
        let files = sandbox.files();
        prop_assert_eq!(files.lines().find(outside), None, "{}", run);
        prop_assert_eq!(files.is_empty(), run.starts_with("exit 2"), "{}", run);
        let mut beside: Vec<_> = std::fs::read_dir(sandbox.path(""))
            .expect("a directory")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        beside.sort();
        prop_assert_eq!(beside, ["home", "small", "work"]);
    }

    /// The command line that is printed gives what was written, whatever a shell would make of it.
    #[test]
    #[cfg(unix)]
    fn the_printed_command_is_safe_in_a_shell(text in hostile()) {
        let sandbox = Sandbox::new();
        let description = format!("--description={text}");
        let new = sandbox.scaffold().line("new hello --template ../small --no-git --json");
        let object = new.args([description.as_str()]).data();
        let object: serde_json::Value = serde_json::from_str(&object).expect("one object");
        let first = sandbox.read("hello/hello/settings.toml");
        std::fs::remove_dir_all(sandbox.work("hello")).expect("a project");
        let mut shell = sandbox.command_of("sh");
        let command = object["command"].as_str().expect("a command line");
        succeed(shell.args(["-c", command]).env("PATH", crate::run::path()));
        prop_assert_eq!(sandbox.read("hello/hello/settings.toml"), first);
        prop_assert_eq!(sandbox.files().lines().filter(|file| !file.starts_with("hello/")).count(), 0);
    }
}
