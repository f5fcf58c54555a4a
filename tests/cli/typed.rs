//! Answers with a type: how they are read, and how a template may ask for them.

use insta::assert_snapshot;

use crate::run::{MANIFEST, Run, Sandbox};

const LANGS: &str = "\
[[question]]
id = 'langs'
prompt = 'Languages'
default = ['en']
choices = [{ value = 'en', help = 'English' }, { value = 'de' }]
";

fn new(questions: &str, line: &str) -> (Sandbox, Run) {
    let sandbox = Sandbox::new();
    let file = "{% for lang in langs %}\n- {= lang =}\n{% endfor %}\n";
    let manifest = format!("{MANIFEST}{questions}");
    sandbox.template("own", &[("template.toml", &manifest), ("base/langs.tera", file)]);
    let run = sandbox.scaffold().line("new hello --template ../own --no-git").line(line).run();
    (sandbox, run)
}

#[test]
fn a_list_of_choices_is_given_like_any_list() {
    for (line, written) in [
        ("--langs=de,en", "- de\n- en\n"),
        ("--langs de --langs=en", "- de\n- en\n"),
        ("--langs=", ""),
        (r#"--langs=["de"]"#, "- de\n"),
        ("--set langs=de,en", "- de\n- en\n"),
        ("--set langs=de --set langs=en", "- de\n- en\n"),
        ("--set langs=", ""),
        ("", "- en\n"),
    ] {
        let (sandbox, run) = new(LANGS, line);
        assert!(run.to_string().starts_with("exit 0"), "{line}: {run}");
        assert_eq!(sandbox.read("hello/langs"), written, "{line}");
    }
}

#[test]
fn every_item_is_one_of_the_choices() {
    assert_snapshot!(new(LANGS, "--langs=en,dee").1, @"
    exit 2
    --- stderr
    error: invalid value 'dee' for '--langs <CHOICES>'
      [possible values: en, de]

      tip: a similar value exists: 'de'

    For more information, try '--help'.
    ");
    assert_snapshot!(new(LANGS, "--set langs=en,dee").1, @"
    exit 2
    --- stderr
    error: `en,dee` from `--set` is no answer to `langs`: its item `dee` is refused: it is none of the choices

    hint: did you mean `de`? the choices are `en` and `de`
    ");
    assert_snapshot!(new(LANGS, "--langs=[de]").1, @"
    exit 2
    --- stderr
    error: invalid value '[de]' for '--langs <CHOICES>': it starts with `[` and is no JSON array of texts

    For more information, try '--help'.
    ");
}

#[test]
fn one_answer_is_given_once() {
    let port = "[[question]]\nid = 'langs'\nprompt = 'Port'\ndefault = 1\n";
    assert_snapshot!(new(port, "--set langs=1 --set langs=2").1, @"
    exit 2
    --- stderr
    error: `1,2` from `--set` is no answer to `langs`: it is given more than once
    ");
}

#[test]
#[cfg(unix)]
fn what_is_no_text_is_refused() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let (sandbox, _) = new(LANGS, "");
    let bytes = OsStr::from_bytes(b"en\xff");
    let mut command = sandbox.command();
    command.args(["new", "other", "--template", "../own"]).env("SCAFFOLD_LANGS", bytes);
    let output = command.output().expect("the program starts");
    assert_snapshot!(sandbox.shown(&output.stderr), @"error: `en�` from the environment variable `SCAFFOLD_LANGS` is no answer to `langs`: it is not UTF-8");
    let mut command = sandbox.command();
    let flag = OsStr::from_bytes(b"--langs=en\xff");
    command.args(["new", "other", "--template", "../own"]).arg(flag);
    let output = command.output().expect("the program starts");
    assert_eq!(output.status.code(), Some(2), "{}", sandbox.shown(&output.stderr));
}

#[test]
fn the_default_of_a_list_is_made_of_answers_before_it() {
    let owners = "[[question]]\nid = 'langs'\nprompt = 'Owners'\n\
        default = ['{= name =}', 'x', '{= name | upper =}, {= name =}']\n";
    let (sandbox, _) = new(owners, "");
    assert_eq!(sandbox.read("hello/langs"), "- hello\n- x\n- HELLO, hello\n");
    let help = sandbox.scaffold().line("new --help --template ../own").run().to_string();
    assert!(help.contains("Owners [default: follows `name`]"), "{help}");

    let later = "[[question]]\nid = 'langs'\nprompt = 'Owners'\ndefault = ['x', '{= after =}']\n\
        [[question]]\nid = 'after'\nprompt = 'After'\ndefault = 'a'\n";
    assert_snapshot!(new(later, "").1, @"
    exit 2
    --- stderr
    error: `after` is settled later than this expression
      --> ../own/template.toml:11:21
       |
    11 | default = ['x', '{= after =}']
       |                     ^^^^^

    hint: it sees the components and the questions before it
    ");
    let unknown = owners.replace("name |", "nme |");
    assert_snapshot!(new(&unknown, "").1, @"
    exit 2
    --- stderr
    error: no question or component is called `nme`
      --> ../own/template.toml:11:35
       |
    11 | default = ['{= name =}', 'x', '{= nme | upper =}, {= name =}']
       |                                   ^^^

    hint: did you mean `name`?
    ");
}

#[test]
fn what_a_template_cannot_mean_is_refused_when_it_is_loaded() {
    let asks = |rest: &str| format!("[[question]]\nid = 'langs'\nprompt = 'Q'\n{rest}\n");
    let choices = "choices = [{ value = '1' }, { value = 'two' }]";
    assert_snapshot!(new(&asks(&format!("default = 1\n{choices}")), "").1, @"
    exit 2
    --- stderr
    error: the choice `two` is no answer to `langs`: it is not a whole number
     --> ../own/template.toml:9:6
      |
    9 | id = 'langs'
      |      ^^^^^^^
    ");
    let yes = "default = true\nchoices = [{ value = 'yes' }, { value = 'perhaps' }]";
    assert_snapshot!(new(&asks(yes), "").1, @"
    exit 2
    --- stderr
    error: the choice `perhaps` is no answer to `langs`: it is not `true` or `false`
     --> ../own/template.toml:9:6
      |
    9 | id = 'langs'
      |      ^^^^^^^
    ");
    let pattern = "matches = '^[a-z]*$'\nchoices = [{ value = 'a' }, { value = 'B' }]";
    assert_snapshot!(new(&asks(pattern), "").1, @"
    exit 2
    --- stderr
    error: the choice `B` is no answer to `langs`: it does not match `^[a-z]*$`
     --> ../own/template.toml:9:6
      |
    9 | id = 'langs'
      |      ^^^^^^^
    ");
    assert_snapshot!(new(&asks("default = ['x']\nchoices = [{ value = 'a' }]"), "").1, @"
    exit 2
    --- stderr
    error: the default of `langs` is no answer to it: its item `x` is refused: it is none of the choices
      --> ../own/template.toml:11:11
       |
    11 | default = ['x']
       |           ^^^^^

    hint: the choices are `a`
    ");
}

#[test]
fn a_filter_of_texts_takes_no_other_answer() {
    let sandbox = Sandbox::new();
    let check = |file: &str| {
        let questions = "[[question]]\nid = 'port'\nprompt = 'P'\ndefault = 1\n";
        let manifest = format!("{MANIFEST}{LANGS}{questions}");
        sandbox.template("own", &[("template.toml", &manifest), ("base/f.tera", file)]);
        sandbox.scaffold().line("new hello --template ../own --dry-run").run()
    };
    assert_snapshot!(check("{= name =} {= langs | md =} {= port =}\n"), @"
    exit 2
    --- stderr
    error: `md` is for texts, and `langs` is a list
     --> ../own/base/f.tera:1:15
      |
    1 | {= name =} {= langs | md =} {= port =}
      |               ^^^^^

    hint: write a loop over it, or `join` it first
    ");
    assert_snapshot!(check("{= langs | join =}{= port|kebab =}\n"), @"
    exit 2
    --- stderr
    error: `kebab` is for texts, and `port` is a whole number
     --> ../own/base/f.tera:1:22
      |
    1 | {= langs | join =}{= port|kebab =}
      |                      ^^^^
    ");
    for fine in [
        "{= langs | json =}{= langs | sh =}{= port | md =}{= langs | join(sep=', ') | md =}{= name | md =}",
        "{% for langs in langs %}{= langs | md =}{% endfor %}{= port =}",
        "langs | md {= langs | json =}{= port =}",
    ] {
        assert!(check(fine).to_string().starts_with("exit 0"), "{fine}");
    }
}
