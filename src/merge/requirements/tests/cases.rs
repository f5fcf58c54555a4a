use super::*;

/// What is tried, the lines of base, yours and new, and those of the merged array unless it is
/// left alone.
type Case = (&'static str, [&'static [&'static str]; 3], Option<&'static [&'static str]>);

const KEYS: &[Case] = &[
    (
        "both add at the same place",
        [&["'a',"], &["'a',", "'mine',"], &["'a',", "'new',"]],
        Some(&["'a',", "'new',", "'mine',"]),
    ),
    (
        "neighbours change",
        [&["'a>=1',", "'b>=1',"], &["'a>=1.5',", "'b>=1',"], &["'a>=1',", "'b>=2',"]],
        Some(&["'a>=1.5',", "'b>=2',"]),
    ),
    (
        "names are compared as indexes do",
        [&["'a_b>=1',", "'c',"], &["'A.b>=1',", "'c',", "'d',"], &["'a-b>=2',", "'c',"]],
        None,
    ),
    (
        "your spelling of a name stays",
        [&["'a_b',", "'c>=1',"], &["'A.b',", "'c>=1',"], &["'a_b',", "'c>=2',"]],
        Some(&["'A.b',", "'c>=2',"]),
    ),
    (
        "extras are part of the value",
        [&["'a>=1',", "'b',"], &["'a>=1',", "'b',", "'z',"], &["'a[x]>=1',", "'b',"]],
        Some(&["'a[x]>=1',", "'b',", "'z',"]),
    ),
    (
        "one side drops, the other one adds",
        [&["'a',", "'b',"], &["'a',", "'b',", "'z',"], &["'a',"]],
        Some(&["'a',", "'z',"]),
    ),
    (
        "what you dropped stays dropped",
        [&["'a>=1',", "'b',"], &["'b',", "'z',"], &["'a>=2',", "'b',"]],
        Some(&["'b',", "'z',"]),
    ),
    (
        "also under another marker",
        [&["'a',", "'b',"], &["'b',", "'z',"], &["'a; x == \"y\"',", "'b',"]],
        Some(&["'b',", "'z',"]),
    ),
    (
        "both drop",
        [&["'a',", "'b',"], &["'b',", "'z',"], &["'b',", "'c',"]],
        Some(&["'b',", "'c',", "'z',"]),
    ),
    (
        "both change the same to the same",
        [&["'a>=1',", "'b>=1',"], &["'a>=2',", "'b>=1',", "'z',"], &["'a>=2',", "'b>=2',"]],
        Some(&["'a>=2',", "'b>=2',", "'z',"]),
    ),
    ("both change one", [&["'a>=1',"], &["'a>=2',"], &["'a>=3',"]], None),
    ("it drops what you changed", [&["'a>=1',", "'b',"], &["'a>=2',", "'b',"], &["'b',"]], None),
    ("both add one", [&["'a',"], &["'a',", "'b>=1',"], &["'a',", "'b>=2',"]], None),
    (
        "both add the same, and more",
        [&["'a',"], &["'a',", "'b',", "'z',"], &["'a',", "'b',", "'c',"]],
        Some(&["'a',", "'b',", "'c',", "'z',"]),
    ),
    ("one twice", [&["'a',"], &["'a',", "'z',", "'A',"], &["'a',", "'b',"]], None),
    (
        "your order stays",
        [&["'a',", "'c',"], &["'c',", "'a',"], &["'a',", "'b',", "'c',", "'d',"]],
        Some(&["'c',", "'d',", "'a',", "'b',"]),
    ),
    (
        "before the successor, if no predecessor is left",
        [&["'b',", "'c',"], &["'z',", "'c',"], &["'a',", "'b',", "'c',"]],
        Some(&["'z',", "'a',", "'c',"]),
    ),
    (
        "at the front, without a neighbour",
        [&["'b',"], &["'z',"], &["'a',", "'b',"]],
        Some(&["'a',", "'z',"]),
    ),
    (
        "each marker has its own version",
        [
            &["'a>=1; python_version < \"3.13\"',", "'a>=2; python_version>=\"3.13\"',"],
            &["'a>=1.5; python_version < \"3.13\"',", "'a>=2; python_version>=\"3.13\"',"],
            &["'a>=1; python_version < \"3.13\"',", "'a>=3; python_version>=\"3.13\"',"],
        ],
        Some(&["'a>=1.5; python_version < \"3.13\"',", "'a>=3; python_version>=\"3.13\"',"]),
    ),
    (
        "your marker does not hide its new version",
        [&["'a>=1',"], &["'a>=1; os_name != \"nt\"',"], &["'a>=2',"]],
        None,
    ),
    (
        "its new marker replaces the old",
        [&["'a>=1',", "'b',"], &["'a>=1',", "'b',", "'z',"], &["'a>=1; x == \"y\"',", "'b',"]],
        Some(&["'a>=1; x == \"y\"',", "'b',", "'z',"]),
    ),
    (
        "groups are known by their text",
        [
            &["{include-group = 'x'},", "'a',"],
            &["{ include-group='x' },", "'a',", "{include-group = 'mine'},"],
            &["'a',", "{include-group = 'y'},"],
        ],
        Some(&["'a',", "{include-group = 'y'},", "{include-group = 'mine'},"]),
    ),
    (
        "your quotes stay",
        [&["'a>=1',", "'b',"], &["\"a>=1\",", "\"b\",", "\"z\","], &["'a>=2',", "'b',", "'c',"]],
        Some(&["\"a>=2\",", "\"b\",", "\"c\",", "\"z\","]),
    ),
    (
        "its quotes stay where yours would need escapes",
        [&["'a',"], &["\"a\",", "\"z\","], &["'a',", "'b; x == \"y\"',"]],
        Some(&["\"a\",", "'b; x == \"y\"',", "\"z\","]),
    ),
    (
        "your last item without a comma stays so",
        [&["'a',"], &["'z',", "'a'  # why"], &["'a',", "'b',"]],
        Some(&["'z',", "'a',  # why", "'b'"]),
    ),
];

#[test]
fn requirements_merge_by_key() {
    for (title, [base, yours, new], expected) in KEYS {
        let expected = expected.map(lines);
        assert_eq!(merged(&lines(base), &lines(yours), &lines(new)), expected, "{title}");
    }
}

const COMMENTS: &[Case] = &[
    (
        "behind and above",
        [
            &["'a',", "'b>=1',", "'c',"],
            &["# mine", "'a',  # why a", "'b>=1',  # why b", "", "# and c", "'c',", "# end"],
            &["'n',", "'a',", "'b>=2',", "'c',", "'d',"],
        ],
        Some(&[
            "'n',",
            "# mine",
            "'a',  # why a",
            "'b>=2',  # why b",
            "",
            "# and c",
            "'c',",
            "'d',",
            "# end",
        ]),
    ),
    (
        "it drops one that you commented",
        [&["'a',", "'b',"], &["'a', # mine", "'b',", "'z',"], &["'b',"]],
        None,
    ),
    (
        "it drops one that you commented above",
        [&["'a',", "'b',"], &["# mine", "'a',", "'b',", "'z',"], &["'b',"]],
        None,
    ),
    (
        "it drops one beside your comments",
        [&["'a',", "'b',"], &["'a',", "'b',  # mine", "# end"], &["'b',"]],
        Some(&["'b',  # mine", "# end"]),
    ),
    (
        "its comments go with what it drops",
        [&["# of a", "'a',  # why", "'b',"], &["# of a", "'a',  # why", "'b',", "'z',"], &["'b',"]],
        Some(&["'b',", "'z',"]),
    ),
    (
        "its heading stays as long as it has it",
        [
            &["# old", "# web", "# of a", "'a',", "'b',"],
            &["# old", "# web", "# of a", "'a',", "'b',", "'z',"],
            &["# web", "'b',"],
        ],
        Some(&["# web", "'b',", "'z',"]),
    ),
    (
        "its heading stays also behind the last one",
        [&["'z',", "# web", "'a',"], &["'z',", "'y',", "# web", "'a',"], &["'z',", "# web"]],
        Some(&["'z',", "'y',", "# web"]),
    ),
    (
        "comments come with what it adds",
        [
            &["# web", "'a',"],
            &["# web", "'a',", "'z',"],
            &["# web", "'b',  # why", "# more", "# of it", "'c',", "'a',"],
        ],
        Some(&["'b',  # why", "# more", "# of it", "'c',", "# web", "'a',", "'z',"]),
    ),
];

#[test]
fn comments_stay_where_you_put_them() {
    for (title, [base, yours, new], expected) in COMMENTS {
        let expected = expected.map(lines);
        assert_eq!(merged(&lines(base), &lines(yours), &lines(new)), expected, "{title}");
        // The same in a file with the other line ending.
        let [base, yours, new] = [base, yours, new].map(|side| lines(side).replace('\n', "\r\n"));
        let expected = expected.map(|expected| expected.replace('\n', "\r\n"));
        assert_eq!(merged(&base, &yours, &new), expected, "{title}, CRLF");
    }
}
