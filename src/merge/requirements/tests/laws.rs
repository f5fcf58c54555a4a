use std::collections::BTreeSet;
use std::fmt::Write;

use proptest::prelude::*;

use super::*;

const NAMES: [&str; 7] = ["a", "b", "c", "d", "e", "f", "g"];

/// An array of some of these requirements in some style, with your comments if asked for.
fn array(comments: bool) -> impl Strategy<Value = String> {
    let item = (0..7_usize, 1..3_u8, 0..if comments { 4_u8 } else { 1 }, 0..3_u8);
    let items = prop::collection::vec(item, 0..6);
    (items, 0..4_u8, any::<bool>()).prop_map(move |(items, style, comma)| {
        let mut seen = BTreeSet::new();
        let items: Vec<_> = items.into_iter().filter(|(name, ..)| seen.insert(*name)).collect();
        let mut text = String::from("[");
        for (index, (name, version, comment, joint)) in items.iter().enumerate() {
            let broken = style < 2 || style == 2 && *joint == 0 || text.contains('#');
            let lead = if broken { "\n  " } else { " " };
            if comment & 1 == 1 {
                writeln!(text, "\n# above {name}").unwrap();
            }
            let comma = if comma || index + 1 < items.len() { "," } else { "" };
            let behind = if comment & 2 == 2 { format!(" # at {name}") } else { String::new() };
            write!(text, "{lead}'{}>={version}'{comma}{behind}", NAMES[*name]).unwrap();
        }
        text + if style < 2 || comments { "\n]" } else { "]" }
    })
}

fn required(array: &str) -> BTreeSet<String> {
    let table: toml::Table = format!("x = {array}").parse().unwrap();
    table["x"].as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect()
}

/// The names in their order.
fn names(array: &str) -> Vec<&str> {
    array.split('\'').skip(1).step_by(2).map(|item| &item[..1]).collect()
}

proptest! {
    #[test]
    fn an_array_is_read_as_it_is_written(text in array(true)) {
        let text = project(&text);
        let (span, array) = arrays(&text).unwrap().into_values().next().unwrap();
        prop_assert_eq!(array.text(), &text[span]);
    }

    #[test]
    fn one_side_alone_is_taken(base in array(false), other in array(true)) {
        let differ = base != other;
        prop_assert_eq!(merged(&base, &base, &other), differ.then(|| other.clone()));
        prop_assert_eq!(merged(&base, &other, &base), differ.then(|| other.clone()));
    }

    #[test]
    fn nothing_of_yours_is_lost(base in array(false), yours in array(true), new in array(false)) {
        let Some(result) = merged(&base, &yours, &new) else { return Ok(()) };
        for line in yours.lines().filter_map(|line| line.split_once('#')) {
            prop_assert!(result.contains(line.1), "{}", result);
        }
        let (was, is) = (names(&yours), names(&result));
        let both = |names: &[&str], others: &[&str]| {
            names.iter().filter(|name| others.contains(name)).map(|&name| name.to_owned()).collect::<Vec<_>>()
        };
        prop_assert_eq!(both(&was, &is), both(&is, &was));
    }

    #[test]
    fn each_requirement_is_that_of_the_side_that_changed_it(
        base in array(true), yours in array(true), new in array(true)
    ) {
        let Some(result) = merged(&base, &yours, &new) else { return Ok(()) };
        let texts = [base, yours, new, result].map(|array| required(&array));
        for name in NAMES {
            let of = |side: &BTreeSet<String>| side.iter().find(|text| text.starts_with(name)).cloned();
            let [base, yours, new, result] = texts.each_ref().map(of);
            let expected = if base == yours { new } else { yours };
            prop_assert_eq!(result, expected, "{}", name);
        }
    }
}
