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
    assert!(matches!(
        keys.parse("age1x,rsa"),
        Err(AnswerFault::Item { item, fault })
            if item == "rsa" && matches!(*fault, AnswerFault::Pattern { .. })
    ));
}

#[test]
fn choices_have_the_type_of_the_question() {
    let number = question("default = 1\nchoices = [{ value = '1' }, { value = '-2' }]");
    assert_eq!(number.parse("01"), Ok(Value::Integer(1)));
    assert_eq!(number.check(Value::Integer(-2)), Ok(Value::Integer(-2)));
    assert!(matches!(number.parse("2"), Err(AnswerFault::Choice(_))));
    assert_eq!(number.choice_values(), [Value::Integer(1), Value::Integer(-2)]);
    let yes = question("default = true\nchoices = [{ value = 'yes' }]");
    assert_eq!(yes.parse("true"), Ok(Value::Bool(true)));
    assert!(matches!(yes.check(Value::Bool(false)), Err(AnswerFault::Choice(_))));
    let list = question("default = []\nchoices = [{ value = 'a,b' }, { value = 'c' }]");
    assert_eq!(list.parse("c,["), Err(refused("[", &["a,b", "c"])));
    assert_eq!(list.parse(r#"["a,b"]"#), Ok(Value::List(vec!["a,b".into()])));
    assert_eq!(list.choice_values(), []);
}

fn refused(item: &str, choices: &[&str]) -> AnswerFault {
    let choices = choices.iter().map(|choice| (*choice).to_owned()).collect();
    AnswerFault::Item { item: item.to_owned(), fault: Box::new(AnswerFault::Choice(choices)) }
}

#[test]
fn a_choice_is_an_answer_itself() {
    for (toml, at_fault) in [
        ("default = 1\nchoices = [{ value = '1' }, { value = 'two' }]", Some("two")),
        ("default = true\nchoices = [{ value = 'yes' }, { value = 'maybe' }]", Some("maybe")),
        ("matches = '^[a-z]$'\nchoices = [{ value = 'a' }, { value = 'B' }]", Some("B")),
        ("default = []\nreserved = { 'taken' = ['a'] }\nchoices = [{ value = 'a' }]", Some("a")),
        ("default = []\nchoices = [{ value = 'a' }, { value = 'a, b' }]", None),
    ] {
        let question = question(toml);
        let fault = question.choice_fault();
        assert_eq!(fault.map(|(choice, _)| choice.value.as_str()), at_fault, "{toml}");
    }
}

#[test]
fn what_is_given_in_parts_is_one_list_and_nothing_else() {
    let parts = |toml: &str, texts: &[&str]| {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        question(toml).parse_all(&texts)
    };
    let list = ["a", "b", "c,d"].map(str::to_owned).to_vec();
    assert_eq!(parts("default = ['x']", &["a,b", "", r#"["c,d"]"#]), Ok(Value::List(list)));
    assert_eq!(parts("default = 1", &["1", "2"]), Err(AnswerFault::Twice));
    assert_eq!(parts("", &["a"]), Ok(Value::Text("a".into())));
}

#[test]
fn a_pattern_judges_the_text_of_every_type() {
    let port = question("default = 80\nmatches = '^..$'");
    assert!(matches!(port.parse("8080"), Err(AnswerFault::Pattern { .. })));
    assert_eq!(port.parse("81"), Ok(Value::Integer(81)));
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
