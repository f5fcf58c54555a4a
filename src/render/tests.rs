use super::*;

fn engine(text: &str) -> Engine {
    Engine::new(&Delimiters::default(), BTreeMap::from([("t".to_owned(), text.to_owned())])).0
}

fn render(text: &str) -> String {
    let mut scope = Scope::default();
    scope.set("yes", &Value::Bool(true));
    scope.set("name", &Value::Text("x".into()));
    engine(text).render("t", &scope).unwrap()
}

#[test]
fn a_tag_alone_on_its_line_leaves_no_trace() {
    let table = [
        ("a\n{% if yes %}\nb\n{% endif %}\nc\n", "a\nb\nc\n"),
        ("a\n  {% if not yes %}\nb\n  {% endif %}\nc", "a\nc"),
        ("a\r\n{% if yes %}\r\nb\r\n{% endif %}\r\n", "a\r\nb\r\n"),
        ("{; note ;}\na", "a"),
        ("  {; ;}\na", "a"),
        ("a {% if yes %}b{% endif %}\n", "a b\n"),
        ("  {= name =}\n", "  x\n"),
        ("{% if yes %}b{% endif %}\nc\n", "b\nc\n"),
        ("${{ github.sha }} {# {{ x }} ~}\n", "${{ github.sha }} {# {{ x }} ~}\n"),
    ];
    for (text, expected) in table {
        assert_eq!(render(text), expected, "{text:?}");
    }
}

#[test]
fn a_spelling_is_a_filter_and_a_function() {
    assert_eq!(render("{= name | title =} {= title(of=name) =}"), "X X");
    assert_eq!(engine("{= title(of=name) =}").names("t"), ["name"].into());
}

#[test]
fn a_fault_points_into_the_text_as_written() {
    let text = "one\n  {% if yes %}\nx {= nothing =}\n{% endif %}\n{= first =} {= last =}\n";
    let mut scope = Scope::default();
    scope.set("yes", &Value::Bool(true));
    let fault = engine(text).render("t", &scope).unwrap_err();
    assert_eq!(&text[fault.place.span], "nothing");
    // The line after a standalone tag is the one whose columns tera sees shifted.
    let fault = engine(text).render("t", &Scope::default()).unwrap_err();
    assert_eq!(&text[fault.place.span], "first");
}

#[test]
fn a_fault_of_a_closing_delimiter_points_at_it() {
    let texts = [("a", "one\n  {% if %}\ntwo"), ("b", "{% if %}\n"), ("c", "{% if %}")];
    for (name, text) in texts {
        let (_, faults) = Engine::new(
            &Delimiters::default(),
            BTreeMap::from([(name.to_owned(), text.to_owned())]),
        );
        assert_eq!(&text[faults[0].place.span.clone()], "%}", "{name}");
    }
}

#[test]
fn every_text_that_does_not_parse_is_named() {
    let texts = [("a", "{% if %}"), ("b", "fine"), ("c", "{= 1 +")];
    let texts = texts.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let faults = Engine::new(&Delimiters::default(), texts.into()).1;
    let files: Vec<_> = faults.iter().map(|fault| fault.place.file.as_str()).collect();
    assert_eq!(files, ["a", "c"]);
}

#[test]
fn other_delimiters_leave_the_default_ones_alone() {
    let delimiters: Delimiters =
        toml::from_str("tag = ['<%', '%>']\nvalue = ['[=', '=]']").unwrap();
    let text = "<% if yes %>\n{% raw %} {= name =}\n<% endif %>\n[= name =]{; gone ;}\n";
    let engine = Engine::new(&delimiters, BTreeMap::from([("t".to_owned(), text.to_owned())]));
    let mut scope = Scope::default();
    scope.set("yes", &Value::Bool(true));
    scope.set("name", &Value::Text("x".into()));
    let rendered = engine.0.render("t", &scope).unwrap();
    assert_eq!(rendered, "{% raw %} {= name =}\nx\n");
}

#[test]
fn names_are_found_where_they_are_used() {
    let text = "typo {% if typo and yes %}{= pins.x =}{% endif %}";
    let engine = engine(text);
    assert_eq!(engine.names("t"), ["pins", "typo", "yes"].into());
    assert_eq!(engine.place_of("t", "typo").span, 11..15);
}
