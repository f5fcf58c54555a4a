//! What `template check` says as data.

use insta::assert_snapshot;

use crate::run::Sandbox;

#[test]
fn problems_are_data_if_asked() {
    let sandbox = with("base/a.tera", "é {= nmae =} {= b =}\n");
    assert_snapshot!(sandbox.scaffold().line("template check ../own --json").run(), @r#"
    exit 2
    --- stdout
    {
      "problems": [
        {
          "column": 6,
          "file": "../own/base/a.tera",
          "hint": null,
          "line": 1,
          "message": "no question or component is called `nmae`"
        },
        {
          "column": 17,
          "file": "../own/base/a.tera",
          "hint": null,
          "line": 1,
          "message": "no question or component is called `b`"
        }
      ]
    }
    --- stderr
    error: no question or component is called `nmae`
     --> ../own/base/a.tera:1:6
      |
    1 | é {= nmae =} {= b =}
      |      ^^^^

    error: no question or component is called `b`
     --> ../own/base/a.tera:1:17
      |
    1 | é {= nmae =} {= b =}
      |                 ^
    "#);
}

#[test]
fn questionable_things_are_data_if_asked() {
    let sandbox = with("bsae/a.tera", "text\n");
    assert_snapshot!(sandbox.scaffold().line("template check ../own --json").run(), @r#"
    exit 2
    --- stdout
    {
      "problems": [
        {
          "column": 1,
          "file": "../own/bsae/a.tera",
          "hint": "did you mean `base/`?",
          "line": 1,
          "message": "nothing is written from this file"
        }
      ]
    }
    --- stderr
    error: nothing is written from this file
     --> ../own/bsae/a.tera

    hint: did you mean `base/`?
    "#);
}

#[test]
fn no_problems_are_data_too() {
    let sandbox = with("base/a", "text\n");
    assert_snapshot!(sandbox.scaffold().line("template check ../own --json").run(), @r#"
    exit 0
    --- stdout
    {
      "problems": []
    }
    --- stderr
    nothing is wrong with own: 0 questions, 0 components, 1 file
    "#);
}

/// A template in `../own` of this file alone.
fn with(path: &str, text: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let manifest = "name = \"own\"\nversion = \"1.0.0\"\ndescription = \"A template\"\n";
    sandbox.write("own/template.toml", manifest);
    sandbox.write(&format!("own/{path}"), text);
    sandbox
}
