//! What is asked at a terminal has the type of its question, and is what was typed or pasted.

use crate::run::{MANIFEST, Sandbox};
use crate::terminal::{DOWN, ENTER, Terminal};

/// The project `hello` of a template with these questions, which writes all answers as JSON, and the
/// command that repeats the run; `answer` answers what is asked, but for the review.
#[track_caller]
fn asked(questions: &str, ids: &[&str], answer: impl Fn(&mut Terminal)) -> (String, String) {
    let sandbox = Sandbox::new();
    let file: Vec<String> = ids.iter().map(|id| format!("{{= {id} | json =}}")).collect();
    let manifest = format!("{MANIFEST}{questions}");
    sandbox.template("own", &[("template.toml", &manifest), ("base/f.tera", &file.join(" "))]);
    let mut terminal = Terminal::start(sandbox.command(), "new hello --template ../own --no-git");
    answer(&mut terminal);
    terminal.answer("Go on", &[ENTER]);
    terminal.answer("Write 4 files to hello?", &[ENTER]);
    let (code, seen) = terminal.end();
    assert_eq!(code, 0, "{seen}");
    let check = sandbox.scaffold().at("hello").line("check").run().to_string();
    assert_eq!(check, "exit 0\n--- stderr\nup to date with own 1.0.0\n");
    let command = seen.split("--defaults --no-git").nth(1).expect("a command line").trim();
    (sandbox.read("hello/f"), command.replace('\r', ""))
}

fn question(id: &str, rest: &str) -> String {
    format!("[[question]]\nid = '{id}'\nprompt = 'The {id}'\n{rest}\n")
}

#[test]
fn of_a_list_any_number_is_ticked() {
    let langs = question(
        "langs",
        "default = ['de', 'en']\n\
         choices = [{ value = 'en', help = 'English' }, { value = 'de' }, { value = 'f,r' }]",
    );
    let answered =
        |keys: &[&str]| asked(&langs, &["langs"], |terminal| terminal.answer("[x] de", keys));
    // What is ticked already keeps its order, so that the default is recognised.
    assert_eq!(answered(&[ENTER]), (r#"["de", "en"]"#.into(), String::new()));
    let all = (r#"["de", "en", "f,r"]"#.to_owned(), r#"'--langs=["de", "en", "f,r"]'"#.to_owned());
    assert_eq!(answered(&["a", ENTER]), all);
    assert_eq!(answered(&["a", "a", ENTER]), ("[]".into(), "--langs=".into()));
    assert_eq!(answered(&[" ", ENTER]), (r#"["de"]"#.into(), "--langs=de".into()));
}

#[test]
fn one_of_the_choices_has_the_type_of_the_question() {
    let number = question("n", "default = 2\nchoices = [{ value = '1' }, { value = '2' }]");
    let yes = question("b", "default = true\nchoices = [{ value = 'no' }, { value = 'yes' }]");
    let (file, command) = asked(&(number + &yes), &["n", "b"], |terminal| {
        terminal.answer("> 2", &[DOWN, ENTER]);
        terminal.answer("> yes", &[DOWN, ENTER]);
    });
    assert_eq!((file.as_str(), command.as_str()), ("1 false", "--n=1 --b=false"));
}

#[test]
fn a_list_is_typed_like_a_flag() {
    let tags = question("tags", "default = ['{= name =}, x']");
    let answered = |keys: &[&str]| {
        asked(&tags, &["tags"], |terminal| terminal.answer(r#"The tags [["hello, x"]]: "#, keys))
    };
    assert_eq!(answered(&[ENTER]), (r#"["hello, x"]"#.into(), String::new()));
    assert_eq!(answered(&["a, b", ENTER]), (r#"["a", "b"]"#.into(), "--tags=a,b".into()));
    assert_eq!(answered(&["[]", ENTER]), ("[]".into(), "--tags=".into()));
    assert_eq!(
        answered(&[r#"[" a", ""]"#, ENTER]),
        (r#"[" a", ""]"#.into(), r#"'--tags=[" a", ""]'"#.into())
    );
}

#[test]
fn what_is_pasted_is_one_answer() {
    let questions = question("free", "default = 'x'") + &question("next", "default = 'y'");
    let long = "é日🚀 and more; ".repeat(700);
    for (pasted, text) in [
        ("two\r\rlines\r".to_owned(), "two\n\nlines".to_owned()),
        ("y\ty\r".to_owned(), "y\ty".to_owned()),
        (long.clone(), long),
    ] {
        let (file, _) = asked(&questions, &["free", "next"], |terminal| {
            let keys = format!("\x1b[200~{pasted}\x1b[201~");
            terminal.answer("The free [x]: ", &[&keys, ENTER]);
            terminal.answer("The next [y]: ", &[ENTER]);
        });
        assert_eq!(file, format!("{} \"y\"", serde_json::json!(text)));
    }
}

#[test]
fn what_is_pasted_chooses_nothing() {
    let kind = question("kind", "default = 'b'\nchoices = [{ value = 'a' }, { value = 'b' }]");
    let (file, _) = asked(&kind, &["kind"], |terminal| {
        terminal.answer("> b", &["\x1b[200~jj q\ra\x1b[201~", ENTER]);
    });
    assert_eq!(file, "\"b\"");
}
