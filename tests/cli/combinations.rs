//! Every pair of a template's answers.

use insta::assert_snapshot;

use crate::cases::{ANSWERS, test};
use crate::run::MANIFEST;

/// Two components whose files meet, but only where a third is left out and a question is asked.
#[test]
fn a_combination_that_cannot_be_rendered_is_repeated_by_a_command_line() {
    let manifest = format!(
        "{MANIFEST}\
        [[question]]\nid = 'store'\nprompt = 'Store'\ndefault = 'disk'\n\
        choices = [{{ value = 'disk' }}, {{ value = 'cloud' }}]\n\
        [[question]]\nid = 'region'\nprompt = 'Region'\ndefault = 'eu'\n\
        choices = [{{ value = 'eu' }}, {{ value = 'us' }}]\nwhen = 'store == \"cloud\"'\n"
    );
    let files = [
        ("template.toml", manifest.as_str()),
        ("components/docs/component.toml", "title = 'Docs'\ndefault = true\n"),
        ("components/docs/files/{% if region == 'us' %}x{% else %}y{% endif %}", ""),
        ("components/more/component.toml", "title = 'More'\n"),
        ("components/more/files/x", ""),
        ANSWERS,
        ("tests/plain/expected/y", ""),
    ];
    assert_snapshot!(test(&files, ""), @"
    exit 1
    --- stderr
    plain: passed
    combinations: 1 of 6 renderings failed

    error: `x` is written twice: also by `components/docs/files/{% if region == 'us' %}x{% else %}y{% endif %}`
     --> ../own/components/more/files/x

    1 rendering, the first of them:
      scaffold new example --template ../own --defaults --name=hello --store=cloud --region=us --with more
    ");
    assert_snapshot!(test(&files, "--json"), @r#"
    exit 1
    --- stdout
    {
      "cases": [
        {
          "case": "plain",
          "changes": [],
          "status": "passed",
          "trouble": null
        }
      ],
      "combinations": {
        "failures": [
          {
            "command": "scaffold new example --template ../own --defaults --name=hello --store=cloud --region=us --with more",
            "error": "error: `x` is written twice: also by `components/docs/files/{% if region == 'us' %}x{% else %}y{% endif %}`\n --> ../own/components/more/files/x",
            "renderings": 1
          }
        ],
        "pairs": 22,
        "renderings": 6,
        "status": "failed",
        "unreached_pairs": 2
      },
      "template": {
        "name": "own",
        "version": "1.0.0"
      }
    }
    "#);
}

#[test]
fn an_answer_that_its_own_question_refuses_is_found() {
    let manifest = "name = 'own'\nversion = '1.0.0'\ndescription = 'D'\n\
        [[question]]\nid = 'kinds'\nprompt = 'Kinds'\nmatches = '^[a-z]*$'\ndefault = []\n\
        [[question]]\nid = 'python'\nprompt = 'Python'\ndefault = '3.13'\n\
        choices = [{ value = '3.13' }, { value = '2.7' }]\n\
        [[question]]\nid = 'level'\nprompt = 'Level'\nmatches = '^3'\ndefault = '{= python =}'\n";
    assert_snapshot!(test(&[("template.toml", manifest)], ""), @"
    exit 1
    --- stderr
    combinations: 1 of 2 renderings failed

    error: `2.7`, the default, is no answer to `level`: it does not match `^3`

    hint: say otherwise with `--level <VALUE>`

    1 rendering, the first of them:
      scaffold new example --template ../own --defaults --python=2.7
    note: the template has no cases; one is `tests/<case>/answers.toml`
    ");
}

/// What a case answers is what a question without a default is answered everywhere.
#[test]
fn a_question_without_a_default_is_answered_as_in_a_case() {
    let manifest = MANIFEST.replace("prompt = \"Name\"\n", "prompt = \"Name\"\nmatches = '^h'\n");
    let files = [("template.toml", manifest.as_str()), ("base/{= name =}", "x")];
    assert_snapshot!(test(&files, ""), @"
    exit 1
    --- stderr
    combinations: 1 of 1 rendering failed

    error: `example` from a combination is no answer to `name`: it does not match `^h`

    1 rendering, the first of them:
      scaffold new example --template ../own --defaults
    note: the template has no cases; one is `tests/<case>/answers.toml`
    ");
    let case = [ANSWERS, ("tests/plain/expected/hello", "x")];
    assert_snapshot!(test(&[&files[..], &case[..]].concat(), ""), @"
    exit 0
    --- stderr
    plain: passed
    combinations: passed, 1 rendering
    ");
}
