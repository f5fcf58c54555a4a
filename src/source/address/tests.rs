//! What is an address, and what is none.

use super::*;
use crate::path::PathFault;
use proptest::prelude::*;

fn fault(text: &str) -> AddressFault {
    match Address::parse(text).expect("it starts like an address") {
        Err(Error::Git { fault: GitFault::Address(fault), .. }) => fault,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn an_address_has_up_to_three_parts() {
    let commit = "0123456789abcdef0123456789abcdef01234567";
    let at_commit = format!("gh:org/repo@{commit}");
    let github = "https://github.com/org/repo.git";
    let table = [
        ("https://host/org/repo.git", "https://host/org/repo.git", None, None),
        ("https://host:8443/a/b/c", "https://host:8443/a/b/c", None, None),
        ("https://host/repo//sub/dir", "https://host/repo", Some("sub/dir"), None),
        ("https://host/repo@v1", "https://host/repo", None, Some("v1")),
        ("https://host/repo//sub@a/b", "https://host/repo", Some("sub"), Some("a/b")),
        ("https://host/repo@pkg@1.2.0", "https://host/repo", None, Some("pkg@1.2.0")),
        ("ssh://git@host:22/~me/repo", "ssh://git@host:22/~me/repo", None, None),
        ("git@host:org/repo//sub@v1", "git@host:org/repo", Some("sub"), Some("v1")),
        ("file:///srv/a%40b//sub", "file:///srv/a%40b", Some("sub"), None),
        ("file:///srv/my repo@main", "file:///srv/my repo", None, Some("main")),
        ("gh:org/repo", github, None, None),
        ("gh:org/repo//sub@v1", github, Some("sub"), Some("v1")),
        (&at_commit, github, None, Some(commit)),
    ];
    for (text, url, subdir, reference) in table {
        let address = Address::parse(text).expect(text).expect(text);
        assert_eq!(address.url(), url, "{text}");
        assert_eq!(address.subdir.as_ref().map(RelPath::as_str), subdir, "{text}");
        assert_eq!(address.reference.as_deref(), reference, "{text}");
        assert_eq!(address.commit().is_some(), reference == Some(commit), "{text}");
    }
}

#[test]
fn everything_else_is_a_name_or_a_path() {
    let paths = [
        "python-service",
        "../own",
        "./gh:org/repo",
        "/srv/git@host:x",
        "a@b",
        "C:\\own",
        "C:/own",
        "ext::sh -c id",
        "own//sub@v1",
        "host:path",
        "@host:path",
        "",
    ];
    for text in paths {
        assert!(Address::parse(text).is_none(), "{text}");
    }
}

#[test]
fn what_only_starts_like_an_address_is_refused() {
    let reference = |text: &str| AddressFault::Ref(text.to_owned());
    let table = [
        ("http://host/repo", AddressFault::Scheme("http".into())),
        ("ext://sh -c id", AddressFault::Scheme("ext".into())),
        ("https://token@host/repo", AddressFault::Credentials),
        ("https://me:secret@host/repo", AddressFault::Credentials),
        ("ssh://me:secret@host/repo", AddressFault::Credentials),
        ("ssh://-oProxyCommand=id/repo", AddressFault::Dash),
        ("ssh://git@-oProxyCommand=id/repo", AddressFault::Dash),
        ("-oProxyCommand=id@host:repo", AddressFault::Dash),
        ("git@host:-repo", AddressFault::Dash),
        ("gh:-org/repo", AddressFault::Dash),
        ("gh:org/repo@-v1", AddressFault::Dash),
        ("gh:org/repo@--upload-pack=id", AddressFault::Dash),
        ("gh:org", AddressFault::GitHub),
        ("gh:org/repo/sub", AddressFault::GitHub),
        ("https://host", AddressFault::Incomplete),
        ("https://host//sub", AddressFault::Incomplete),
        ("https:///repo", AddressFault::Incomplete),
        ("file://host/repo", AddressFault::Incomplete),
        ("git@host:", AddressFault::Incomplete),
        ("https://host/repo?token=x", AddressFault::Character('?')),
        ("https://host/repo#v1", AddressFault::Character('#')),
        ("gh:org/re\npo", AddressFault::Character('\n')),
        ("gh:org/repo//../x", AddressFault::Subdir(PathFault::Dots)),
        ("gh:org/repo//", AddressFault::Subdir(PathFault::EmptyPart)),
        ("gh:org/repo//.git", AddressFault::Subdir(PathFault::Git)),
        ("gh:org/repo@", reference("")),
        ("gh:org/repo@a..b", reference("a..b")),
        ("gh:org/repo@a:b", reference("a:b")),
        ("gh:org/repo@a*", reference("a*")),
        ("gh:org/repo@HEAD~1", reference("HEAD~1")),
        ("gh:org/repo@a//b", reference("a//b")),
        ("gh:org/repo@x.lock", reference("x.lock")),
        ("gh:org/repo@@{1}", reference("@{1}")),
        ("gh:org/repo@\u{65e5}\u{672c}.LOCK", reference("\u{65e5}\u{672c}.LOCK")),
        ("gh:org/re\u{202e}po", AddressFault::Character('\u{202e}')),
    ];
    for (text, expected) in table {
        assert_eq!(fault(text), expected, "{text}");
    }
}

#[test]
fn a_reference_may_be_in_any_script() {
    for reference in ["\u{65e5}\u{672c}", "\u{e9}\u{e9}\u{e9}", "a/\u{65e5}\u{672c}\u{8a9e}"] {
        let address = Address::parse(&format!("gh:a/b@{reference}")).unwrap().unwrap();
        assert_eq!(address.reference.as_deref(), Some(reference));
    }
}

#[test]
fn a_reference_may_be_the_start_of_an_id() {
    let short = |reference: &str| {
        let address = Address::parse(&format!("gh:a/b@{reference}")).unwrap().unwrap();
        address.abbreviated()
    };
    assert_eq!(short("12ab").as_deref(), Some("12ab"));
    assert_eq!(short("DEADBEEF").as_deref(), Some("deadbeef"));
    for reference in ["123", "v1.0", "12ag", &"a".repeat(40), &"a".repeat(64), &"a".repeat(65)] {
        assert_eq!(short(reference), None, "{reference}");
    }
}

#[test]
fn tags_start_with_the_name_of_the_directory_or_the_repository() {
    let table: [(&str, &[&str]); 5] = [
        ("gh:org/repo", &["repo"]),
        ("https://host/a/repo.git/", &["repo"]),
        ("git@host:repo", &["repo"]),
        ("gh:org/repo//backend", &["backend"]),
        ("gh:org/repo//lib/backend@v1", &["lib/backend", "backend"]),
    ];
    for (text, names) in table {
        assert_eq!(Address::parse(text).unwrap().unwrap().tag_names(), names, "{text}");
    }
}

#[test]
fn a_path_beside_the_template_stays_in_the_repository() {
    let beside = |address: &str, path: &str| {
        let address = Address::parse(address).unwrap().unwrap();
        address.beside(path).map(|it| it.to_string())
    };
    let ok = |address: &str| Ok(address.to_owned());
    assert_eq!(beside("gh:o/r//over@v1", "../basis"), ok("gh:o/r//basis@v1"));
    assert_eq!(beside("gh:o/r//a/over", "../../lib/basis/"), ok("gh:o/r//lib/basis"));
    assert_eq!(beside("gh:o/r", "./basis"), ok("gh:o/r//basis"));
    assert_eq!(beside("gh:o/r//over", ".."), ok("gh:o/r"));
    assert_eq!(beside("gh:o/r//over", "../../basis"), Err(PathFault::Dots));
    assert_eq!(beside("gh:o/r", "../basis"), Err(PathFault::Dots));
    assert_eq!(beside("gh:o/r", "/srv/basis"), Err(PathFault::Absolute));
    assert_eq!(beside("gh:o/r", "C:/basis"), Err(PathFault::Absolute));
}

#[test]
fn a_refused_address_does_not_show_its_credentials() {
    match Address::parse("https://me:secret@host/repo@v1") {
        Some(Err(Error::Git { address, .. })) => assert_eq!(address, "https://host/repo@v1"),
        other => panic!("{other:?}"),
    }
}

proptest! {
    #[test]
    fn what_is_read_prints_as_it_was_typed(
        start in "https://h(:1)?|ssh://(u@)?h|file://|u@h:a|gh:o",
        path in "(/[a-z~.%-]{1,4}){1,3}",
        subdir in prop::option::of("[a-z.-]{1,4}(/[a-z]{1,4})?"),
        reference in prop::option::of("[a-z0-9@./-]{1,8}"),
    ) {
        let mut text = start + &path;
        text += &subdir.map(|it| format!("//{it}")).unwrap_or_default();
        text += &reference.map(|it| format!("@{it}")).unwrap_or_default();
        let parsed = Address::parse(&text).expect("it starts like an address");
        if let Ok(address) = parsed {
            prop_assert_eq!(address.to_string(), text.clone());
            prop_assert_eq!(Address::parse(&text).unwrap().unwrap(), address);
        }
    }

    /// Whatever stands there, in whatever script, is an address or none; and printed it is the same.
    #[test]
    fn no_text_is_too_strange(
        text in prop_oneof![
            any::<String>(),
            "(gh:|file:///|https://h/|git@h:)(\\PC|[@/.:~a]|//|\\.lock){0,12}",
            "gh:a/b(//)?@?(\\PC|[./@]){0,8}(\\.lock)?",
        ]
    ) {
        if let Some(Ok(address)) = Address::parse(&text) {
            prop_assert_eq!(address.to_string(), text.clone());
            prop_assert_eq!(Address::parse(&text).unwrap().unwrap(), address.clone());
            let _ = (address.abbreviated(), address.tag_names(), address.label(), address.url());
            let _ = address.beside("../\u{65e5}");
        }
    }

    /// Nothing that git could take for an option or a transport of its own gets through.
    #[test]
    fn whatever_is_typed_no_option_reaches_git(text in "(gh:|file://|ssh://|https://|u@h:)?[-a@:/.u+]{0,16}") {
        if let Some(Ok(address)) = Address::parse(&text) {
            prop_assert!(!address.url().starts_with('-'));
            prop_assert!(address.reference.is_none_or(|it| !it.starts_with('-') && !it.is_empty()));
        }
    }
}
