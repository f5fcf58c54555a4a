use super::*;

fn question(toml: &str) -> Question {
    toml::from_str(&format!("id = 'q'\nprompt = 'Q'\n{toml}")).unwrap()
}

#[test]
fn the_type_is_that_of_the_default() {
    let table = [
        ("default = true", "no", Ok(Value::Bool(false))),
        ("default = true", "maybe", Err(AnswerFault::Type("`true` or `false`"))),
        ("default = 3", "4", Ok(Value::Integer(4))),
        ("default = 3", "4.5", Err(AnswerFault::Type("a whole number"))),
        ("default = ''", "true", Ok(Value::Text("true".into()))),
        ("", "3", Ok(Value::Text("3".into()))),
        ("default = []", "a, b", Ok(Value::List(vec!["a".into(), "b".into()]))),
        ("default = []", "", Ok(Value::List(vec![]))),
    ];
    for (toml, text, expected) in table {
        assert_eq!(question(toml).parse(text), expected, "{toml} {text}");
    }
}

#[test]
fn choices_patterns_and_reserved_words_are_kept() {
    let llm = question("choices = [{ value = 'openai' }, { value = 'none' }]");
    assert_eq!(llm.parse("opnai"), Err(AnswerFault::Choice(vec!["openai".into(), "none".into()])));
    let package = question("matches = '^[a-z_]+$'\nreserved = { 'a Python keyword' = ['class'] }");
    assert!(matches!(package.parse("a-b"), Err(AnswerFault::Pattern { .. })));
    assert_eq!(package.parse("class"), Err(AnswerFault::Reserved("a Python keyword".into())));
    assert_eq!(package.parse("classy"), Ok(Value::Text("classy".into())));
    let keys = question("default = []\nmatches = '^age1'");
    assert!(matches!(keys.parse("age1x,rsa"), Err(AnswerFault::Pattern { .. })));
}

#[test]
fn free_text_may_have_lines_but_no_escapes() {
    assert!(question("").parse("two\nlines: # {{ }} 🚀").is_ok());
    assert_eq!(question("").parse("\u{1b}[31m"), Err(AnswerFault::Control));
}

#[test]
fn a_file_tells_the_first_group_or_the_value() {
    let table = [
        ("matches = 'v(.)(.)'", "a v12", Some("1")),
        ("matches = 'v(.)?'", "v", None),
        ("matches = 'v(.)'", "a", None),
        ("matches = 'v(.)'\nvalue = 'x'", "v1", Some("x")),
        ("matches = 'v(.)'\nvalue = 'x'", "a", None),
        ("value = 'x'", "", Some("x")),
    ];
    for (toml, text, expected) in table {
        let infer: Infer = toml::from_str(&format!("file = 'f'\n{toml}")).unwrap();
        assert_eq!(infer.answer(text), expected, "{toml} {text}");
    }
}

#[test]
fn a_value_of_another_type_is_refused() {
    assert_eq!(
        question("default = true").check(Value::Integer(1)),
        Err(AnswerFault::Type("`true` or `false`"))
    );
    assert_eq!(question("").check(Value::Bool(true)), Err(AnswerFault::Type("a text")));
}
