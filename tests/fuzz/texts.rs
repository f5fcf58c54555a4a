//! Addresses, answers and records: texts that are read alone.

use scaffold::answers::{self, Given};
use scaffold::error::Error;
use scaffold::record::Record;
use scaffold::report;
use scaffold::source::Address;

use crate::fuzz;
use crate::mutate::Mutator;

/// An error can be shown, and points at bytes that are there.
pub fn shown(error: &Error) {
    let shown = report::error(error);
    assert!(!shown.is_empty());
    for error in error.each() {
        if let Some(place) = error.place() {
            let (line, column) = place.position();
            assert!(line > 0 && column > 0);
            assert!(
                place.text.is_empty() || place.text.get(place.span.clone()).is_some(),
                "{shown}"
            );
        }
    }
}

#[test]
fn addresses() {
    let seeds: [&[u8]; 8] = [
        b"gh:owner/name//dir@v1.2.0",
        b"https://user:secret@host:8443/a/b.git//x@HEAD",
        b"git@host:path/to.git@service@1.0",
        b"ssh://git@[::1]:22/a@0123456789abcdef0123456789abcdef01234567",
        b"file:///srv/git/a b",
        b"./here",
        b"python-service",
        b"C:\\x",
    ];
    let words = "gh:|https://|git@|ssh://|file://|@|//|:|/|..|.git|.lock|@{|^|~|%40|HEAD|-|[::1]| ";
    fuzz("addresses", 20_000, &Mutator::new(&seeds, words), |input| {
        let text = String::from_utf8_lossy(input);
        match Address::parse(&text) {
            None => {}
            Some(Err(error)) => shown(&error),
            Some(Ok(address)) => {
                assert_eq!(address.to_string(), text);
                assert_eq!(Address::parse(&text).and_then(Result::ok), Some(address.clone()));
                assert!(!address.url().is_empty() && !address.label().is_empty());
                let _ = address.commit();
            }
        }
    });
}

#[test]
fn answers() {
    let seed =
        b"name = 'x'\nport = 80\nmetrics = true\ntags = ['a', \"b\\n\"]\ncomponents = ['docs']\n\
        [template]\nname = 'a'\n";
    let words = "= |[|]|[[|]]|{|}|'|\"|'''|\"\"\"|\\u{|\\uD800|#|\n|.|,|name|components|template|1e400|0x|\
        1979-05-27T07:32:00Z|true|inf|nan|_|+";
    fuzz("answers", 4000, &Mutator::new(&[seed], words), |input| {
        let text = String::from_utf8_lossy(input);
        if let Err(error) = answers::file::read("answers.toml", &text, &mut Given::default()) {
            shown(&error);
        }
    });
}

#[test]
fn records() {
    let seed =
        b"format = 1\nscaffold = \"0.2.0\"\ncomponents = [\n    \"docker\",\n]\n\n[template]\n\
        name = \"python-service\"\nversion = \"0.2.0\"\nsource = \"../t\"\ncommit = \"abc\"\n\n\
        [template.extends]\nname = \"p\"\nversion = \"1.0.0-rc.1+b\"\n\n[answers]\nname = \"x\"\n\n\
        [defaults]\npython = \"3.13\"\nlist = [\"a\", \"b\"]\nnumber = -1\n";
    let words = "format = 2\n|format = 9\n|[answers]\n|[defaults]\n|[template]\n|= |[|]|{|}|'|\"|\"\"\"|\n|\
        <<<<<<< |>>>>>>> |=======|.|name|-9223372036854775809|1.0.0|components";
    fuzz("records", 4000, &Mutator::new(&[seed], words), |input| {
        let text = String::from_utf8_lossy(input);
        match Record::parse("answers.toml", &text) {
            Err(error) => shown(&error),
            Ok(record) => {
                for recorded in record.answers.values() {
                    let place = record.place(recorded);
                    assert!(place.text.get(place.span).is_some());
                }
                let place = record.place_of_component("docker");
                assert!(place.text.get(place.span).is_some());
                assert!(record.says_what(&record.clone()));
            }
        }
    });
}
