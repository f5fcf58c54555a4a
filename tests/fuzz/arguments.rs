//! Whole command lines, one word a line of the input.

use std::ffi::OsString;

use scaffold::cli;
use scaffold::source;

use crate::fuzz;
use crate::mutate::Mutator;

#[cfg(unix)]
fn word(bytes: &[u8]) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(bytes.to_vec())
}

#[cfg(not(unix))]
fn word(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}

#[test]
fn arguments() {
    let template = source::load(source::DEFAULT).expect("it is ours");
    let seeds: [&[u8]; 8] = [
        b"new\nx\n--defaults\n--database\npostgres\n--set\na=b\n--with\na,b\n--without=c",
        b"update\n-C\nx\n--template\ngh:a/b@v1\n--dry-run\n--json\n--pr-body",
        b"add\ndocker,keda\n--allow-dirty",
        b"adopt\n.\n--answers\n-\n--trust",
        b"check\n--json",
        b"template\nfrom\nx\n--replace\na=b\n--output\ny",
        b"show\npython-service\n--json",
        b"completions\nbash",
    ];
    let words = "\nnew\n|\nupdate\n|\nadd\n|\nadopt\n|\ncheck\n|\ndiff\n|\nlist\n|\nshow\n|\ntemplate\n|\nhelp\n|\nman\n|\
        \n--\n|\n--help\n|\n-h\n|\n--version\n|\n-V\n|--template=|\n--template\n|=|,|\n-q\n|\n-v\n|--set=|--with=|--no-git|--|-|\n\n";
    fuzz("arguments", 300, &Mutator::new(&seeds, words), |input| {
        let words = input.split(|byte| *byte == b'\n').map(word);
        let line: Vec<OsString> = [OsString::from("scaffold")].into_iter().chain(words).collect();
        let _ = (cli::wanted_template(&line), cli::asks_for_help(&line));
        for template in [None, Some(&template)] {
            let _ = cli::parse(&line, template);
        }
    });
}
