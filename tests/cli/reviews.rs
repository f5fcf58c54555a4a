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

/// Who extends a template cannot mend it.
#[test]
fn what_is_questionable_below_is_not_the_overlay_s() {
    let sandbox = Sandbox::new();
    let manifest = "name = 'own'\nversion = '1.0.0'\ndescription = 'x'\nraw = ['base/*.html']\n\
        [[question]]\nid = 'llm'\nprompt = 'x'\ndefault = 'a'\nchoices = [{ value = 'a' }, { value = 'a' }]\n\
        [[question]]\nid = 'idle'\nprompt = 'x'\ndefault = true\nwhen = 'llm == \"b\"'\n";
    sandbox.template(
        "own",
        &[
            ("template.toml", manifest),
            ("pins.toml", "uv = '1'\n"),
            ("bsae/x", ""),
            ("partials/x.tera", ""),
            ("components/docs/component.toml", "title = 'Docs'\n"),
        ],
    );
    let own = sandbox.scaffold().line("template check ../own").run().to_string();
    assert_eq!(own.matches("error: ").count(), 9, "{own}");
    let overlay = "name = 'team'\nversion = '1.0.0'\ndescription = 'x'\nextends = '../own'\n";
    sandbox.template("team", &[("template.toml", overlay), ("base/own", "x\n")]);
    let team = sandbox.scaffold().line("template check ../team").run().to_string();
    assert_eq!(team.lines().next(), Some("exit 0"), "{team}");
}

/// A template in `../own` of this file alone.
fn with(path: &str, text: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let manifest = "name = \"own\"\nversion = \"1.0.0\"\ndescription = \"A template\"\n";
    sandbox.write("own/template.toml", manifest);
    sandbox.write(&format!("own/{path}"), text);
    sandbox
}
