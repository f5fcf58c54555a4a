//! An answer is the same wherever it comes from, in the project, in its record, in the command that
//! repeats the run, and in what an update makes of it.

use std::fs;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use scaffold::question::Value;
use serde_json::Value as Json;

use crate::run::{MANIFEST, Sandbox, path};
use crate::support::succeed;

/// A question of every type, without choices and with them, and with a pattern.
const QUESTIONS: &str = r#"
[[question]]
id = "free"
prompt = "Free"
default = "{= name =}"

[[question]]
id = "port"
prompt = "Port"
default = 80

[[question]]
id = "on"
prompt = "On"
default = true

[[question]]
id = "tags"
prompt = "Tags"
default = ["{= name =}", "x"]

[[question]]
id = "kind"
prompt = "Kind"
default = "b c"
choices = [{ value = "a" }, { value = "b c" }, { value = "," }]

[[question]]
id = "level"
prompt = "Level"
default = 1
choices = [{ value = "1" }, { value = "-2" }, { value = "3" }]

[[question]]
id = "switch"
prompt = "Switch"
default = false
choices = [{ value = "true" }, { value = "false" }]

[[question]]
id = "langs"
prompt = "Languages"
default = ["en"]
choices = [{ value = "de" }, { value = "en" }, { value = "a,b" }, { value = " \"" }]
when = "on"

[[question]]
id = "keys"
prompt = "Keys"
default = []
matches = '^[a-z ,]*$'
"#;
const IDS: [&str; 9] = ["free", "port", "on", "tags", "kind", "level", "switch", "langs", "keys"];

/// Answers to the questions, in the order of [`IDS`]; none where nobody says anything.
fn answers() -> impl Strategy<Value = Vec<Option<Value>>> {
    let text = "[-a ,\\[\\]\"'\\\\$`{}=%\n\té\u{202e}\u{feff}🚀]{0,6}";
    let some = |texts: &[&str]| select(texts.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
    let each: Vec<BoxedStrategy<Value>> = vec![
        text.prop_map(Value::Text).boxed(),
        any::<i64>().prop_map(Value::Integer).boxed(),
        any::<bool>().prop_map(Value::Bool).boxed(),
        prop::collection::vec(text, 0..4).prop_map(Value::List).boxed(),
        some(&["a", "b c", ","]).prop_map(Value::Text).boxed(),
        select(vec![1, -2, 3]).prop_map(Value::Integer).boxed(),
        any::<bool>().prop_map(Value::Bool).boxed(),
        subsequence(["de", "en", "a,b", " \""].map(str::to_owned).to_vec(), 0..4)
            .prop_shuffle()
            .prop_map(Value::List)
            .boxed(),
        prop::collection::vec("[a-z ,]{0,4}", 0..3).prop_map(Value::List).boxed(),
    ];
    each.into_iter().map(|it| prop::option::weighted(0.8, it)).collect::<Vec<_>>()
}

/// What the project must hold.
fn expected(given: &[Option<Value>]) -> Json {
    let list = |items: &[&str]| Value::List(items.iter().map(|it| (*it).to_owned()).collect());
    let text = |text: &str| Value::Text(text.to_owned());
    let defaults = [
        text("hello"),
        Value::Integer(80),
        Value::Bool(true),
        list(&["hello", "x"]),
        text("b c"),
        Value::Integer(1),
        Value::Bool(false),
        list(&["en"]),
        list(&[]),
    ];
    let values = IDS.iter().zip(given).zip(defaults);
    let mut all: serde_json::Map<String, Json> = values
        .map(|((id, given), default)| {
            (id.to_string(), serde_json::json!(given.as_ref().unwrap_or(&default)))
        })
        .collect();
    if all["on"] == false {
        all["langs"] = serde_json::json!([]);
    }
    Json::Object(all)
}

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    let pairs = IDS.map(|id| format!("\"{id}\": {{= {id} | json =}}"));
    let json = format!("{{{}}}\n", pairs.join(", "));
    let toml = IDS.map(|id| format!("{id} = {{= {id} | toml =}}\n")).concat();
    let files = [
        ("template.toml", &*format!("{MANIFEST}{QUESTIONS}")),
        ("base/answers.json.tera", &json),
        ("base/answers.toml.tera", &toml),
    ];
    sandbox.template("own", &files);
    sandbox
}

/// What the files of the project say, which must be the same in every language.
fn written(sandbox: &Sandbox) -> Json {
    let json: Json = serde_json::from_str(&sandbox.read("hello/answers.json")).expect("JSON");
    let toml: toml::Table = sandbox.read("hello/answers.toml").parse().expect("TOML");
    assert_eq!(serde_json::to_value(toml).expect("JSON"), json);
    json
}

/// What the record says, chosen or not.
fn recorded(sandbox: &Sandbox) -> Json {
    let record: toml::Table = sandbox.read("hello/.scaffold/answers.toml").parse().expect("TOML");
    let tables = ["answers", "defaults"].map(|key| record.get(key).and_then(|it| it.as_table()));
    let all = tables.into_iter().flatten().flatten();
    let all: toml::Table = all.map(|(id, value)| (id.clone(), value.clone())).collect();
    serde_json::to_value(all).expect("JSON")
}

/// A way to answer.
#[derive(Clone, Copy, Debug)]
enum Source {
    Flag,
    FlagForEachItem,
    Set,
    Environment,
    File,
}

fn answered<'s>(
    sandbox: &'s Sandbox,
    source: Source,
    given: &[Option<Value>],
) -> crate::run::Scaffold<'s> {
    let mut scaffold = sandbox.scaffold().line("new hello --template ../own --no-git");
    let mut file = toml::Table::new();
    for (id, value) in IDS.iter().zip(given) {
        let Some(value) = value else { continue };
        let flag = format!("--{id}={value}");
        scaffold = match (source, value) {
            (Source::FlagForEachItem, Value::List(items)) if !items.is_empty() => {
                let each = |item: &String| format!("--{id}={}", Value::List(vec![item.clone()]));
                let flags: Vec<String> = items.iter().map(each).collect();
                scaffold.args(flags.iter().map(String::as_str))
            }
            (Source::Flag | Source::FlagForEachItem, _) => scaffold.args([flag.as_str()]),
            (Source::Set, _) => scaffold.args(["--set", &format!("{id}={value}")]),
            (Source::Environment, _) => {
                scaffold.env(&format!("SCAFFOLD_{}", id.to_uppercase()), value.to_string())
            }
            (Source::File, _) => {
                let value = toml::Value::try_from(value).expect("TOML");
                file.insert((*id).to_owned(), value);
                scaffold
            }
        };
    }
    match source {
        Source::File => scaffold.line("--answers -").stdin(&file.to_string()),
        _ => scaffold,
    }
}

proptest! {
    // Every case runs the program five times.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn asked_is_repeated_is_recorded_is_recalled(
        mut given in answers(),
        source in select(vec![
            Source::Flag, Source::FlagForEachItem, Source::Set, Source::Environment, Source::File,
        ]),
    ) {
        if given[2] == Some(Value::Bool(false)) {
            given[7] = None;
        }
        let sandbox = sandbox();
        let told = answered(&sandbox, source, &given).run().to_string();
        prop_assert!(told.starts_with("exit 0"), "{}", told);
        let expected = expected(&given);
        prop_assert_eq!(&written(&sandbox), &expected);
        let mut asked = expected.clone();
        asked["name"] = "hello".into();
        if asked["on"] == false {
            asked.as_object_mut().expect("a table").remove("langs");
        }
        prop_assert_eq!(&recorded(&sandbox), &asked);

        // An update recalls them, and finds nothing to do.
        let check = sandbox.scaffold().at("hello").line("check").run().to_string();
        prop_assert_eq!(check, "exit 0\n--- stderr\nup to date with own 1.0.0\n");

        // What the screen shows, typed into a shell.
        let (_, command) = told.split_once("to repeat this run:\n  ").expect("a command");
        let record = sandbox.read("hello/.scaffold/answers.toml");
        fs::remove_dir_all(sandbox.work("hello")).expect("a project");
        succeed(sandbox.command_of("sh").args(["-c", command]).env("PATH", path()));
        prop_assert_eq!(&written(&sandbox), &expected);
        prop_assert_eq!(sandbox.read("hello/.scaffold/answers.toml"), record);
    }
}
