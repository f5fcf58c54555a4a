//! What holds for every text and all delimiters.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// Six delimiters that can be told apart.
fn delimiters() -> impl Strategy<Value = Delimiters> {
    let delimiter = r"[!#$%&()*+,./:;<=>?@\[\]^{|}~-]{2}";
    prop::collection::btree_set(delimiter, 6)
        .prop_map(|all| all.into_iter().collect::<Vec<_>>())
        .prop_shuffle()
        .prop_map(|all| {
            let mut all = all.into_iter();
            let mut pair = || [(); 2].map(|()| all.next().expect("six of them"));
            Delimiters { tag: pair(), value: pair(), comment: pair() }
        })
}

/// A text made of delimiters, words, white space and characters of several bytes.
fn text(delimiters: &Delimiters) -> impl Strategy<Value = String> + use<> {
    let Delimiters { tag, value, comment } = delimiters.clone();
    let marks = [tag, value, comment].concat();
    let words = "if|endif|for|in|set|raw|endraw|yes|name|x|'|\"|-| |  |\t|\n|\r\n|é|𝄞|\u{2028}";
    let parts = words.split('|').map(str::to_owned).chain(marks);
    let part = prop::sample::select(parts.collect::<Vec<_>>());
    prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
}

fn engine(delimiters: &Delimiters, text: &str) -> Result<Engine, Vec<Fault>> {
    let texts = BTreeMap::from([("t".to_owned(), text.to_owned())]);
    let (engine, faults) = Engine::new(delimiters, texts);
    if faults.is_empty() { Ok(engine) } else { Err(faults) }
}

fn check(text: &str, faults: &[Fault]) -> Result<(), TestCaseError> {
    for Fault { place, message } in faults {
        prop_assert_eq!(&*place.text, text);
        prop_assert!(place.text.get(place.span.clone()).is_some(), "{message}: {place:?}");
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_text_without_an_opening_is_kept(
        (delimiters, text) in delimiters().prop_flat_map(|it| (Just(it.clone()), text(&it)))
    ) {
        let text = [&delimiters.tag[0], &delimiters.value[0], &delimiters.comment[0]]
            .iter()
            .fold(text, |text, opening| text.replace(opening.as_str(), "é"));
        prop_assume!(!delimiters.open(&text));
        let rendered = engine(&delimiters, &text).unwrap().render("t", &Scope::default());
        prop_assert_eq!(rendered.unwrap(), text);
    }

    /// Whether parsing or rendering finds it.
    #[test]
    fn a_fault_lies_inside_its_text(
        (delimiters, text) in delimiters().prop_flat_map(|it| (Just(it.clone()), text(&it)))
    ) {
        match engine(&delimiters, &text) {
            Ok(engine) => {
                let fault = engine.render("t", &Scope::default()).err();
                check(&text, fault.as_slice())?;
            }
            Err(faults) => check(&text, &faults)?,
        }
    }

    /// A comment leaves nothing of itself, however it is indented and whatever is in it.
    #[test]
    fn a_comment_alone_on_its_line_leaves_no_trace(
        indent in "[ \t]{0,3}", comment in "[ a-zé%{=\t]{1,6}", after in "[ \t]{0,3}",
    ) {
        let text = format!("a\n{indent}{{;{comment};}}{after}\nb\n");
        let rendered = engine(&Delimiters::default(), &text).unwrap().render("t", &Scope::default());
        prop_assert_eq!(rendered.unwrap(), "a\nb\n");
    }
}
