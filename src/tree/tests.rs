use super::*;
use crate::path::PathFault;

fn tree(paths: &[&str]) -> Tree {
    let mut tree = Tree::default();
    for path in paths {
        tree.insert(RelPath::new(path).unwrap(), File::regular(vec![])).unwrap();
    }
    tree
}

#[test]
fn one_path_has_one_file() {
    for (there, new) in [("a", "a"), ("a", "a/b"), ("a/b", "a"), ("a/b/c", "a/b")] {
        let new = RelPath::new(new).unwrap();
        let collision = tree(&[there]).insert(new, File::regular(vec![])).unwrap_err();
        assert_eq!(collision.first.as_str(), there);
    }
    tree(&["a", "a.b", "ab/c", "a-b/c", "b/a"]);
}

#[test]
fn capitals_tell_no_files_apart() {
    for (first, second) in [("README", "readme"), ("a/\u{c4}", "a/\u{e4}"), ("A/b", "a")] {
        let twins = tree(&[first, second]).twins();
        let found = twins.iter().flat_map(|twins| [twins.first.as_str(), twins.second.as_str()]);
        assert_eq!(found.collect::<Vec<_>>(), [first, second]);
    }
    assert_eq!(tree(&["a/b", "ab", "a.b", "b/a"]).twins(), []);
}

#[test]
fn directories_are_twins_once() {
    let twins = tree(&["A/x", "A/y", "a/x", "a/z/1", "a/z/2", "c/a", "c/A/b"]).twins();
    let spellings: Vec<_> = twins.iter().map(Collision::spellings).collect();
    assert_eq!(spellings, [["A", "a"], ["c/A", "c/a"]]);
    let twins = tree(&["d/\u{e9}.txt", "d/e\u{301}.txt"]).twins();
    assert_eq!(twins[0].spellings(), ["d/e\u{301}.txt", "d/\u{e9}.txt"]);
}

#[test]
fn a_link_points_to_something_inside() {
    let fault = |target: &str| {
        let mut tree = tree(&["dir/file"]);
        let link = File::Link { target: target.to_owned() };
        tree.insert(RelPath::new("dir/link").unwrap(), link).unwrap();
        tree.bad_links().next().map(|(_, fault)| fault)
    };
    assert_eq!(fault("file"), None);
    assert_eq!(fault("../dir"), None);
    assert_eq!(fault("gone"), Some(LinkFault::Dangling));
    assert!(matches!(fault("../../etc"), Some(LinkFault::Outward(_))));
    assert!(matches!(fault("/etc"), Some(LinkFault::Outward(_))));
}

/// The faults of these links beside the files `top/file` and `a/b/c/file`.
fn faults(links: &[(&str, &str)]) -> Vec<(String, LinkFault)> {
    let mut tree = tree(&["top/file", "a/b/c/file"]);
    for (path, target) in links {
        let link = File::Link { target: (*target).to_owned() };
        tree.insert(RelPath::new(path).unwrap(), link).unwrap();
    }
    tree.bad_links().map(|(path, fault)| (path.to_string(), fault)).collect()
}

#[test]
fn what_counts_is_where_a_link_leads() {
    let outward = LinkFault::Outward(PathFault::Dots);
    let up = ("a/b/c/k", "../../../top");
    for (link, fault) in [
        ("k/../..", Some(outward.clone())),
        ("k/../../x", Some(outward.clone())),
        ("k/../../..", Some(outward.clone())),
        ("./k//../../../etc", Some(outward.clone())),
        // The text of this one says `a/b`, and it leads to the project itself.
        ("k/..", Some(LinkFault::Outward(PathFault::EmptyPart))),
        ("k/../top/file", None),
        ("k/file", None),
        ("k", None),
        ("k/gone", Some(LinkFault::Dangling)),
        ("file/..", Some(LinkFault::Dangling)),
        ("gone/../file", Some(LinkFault::Dangling)),
    ] {
        let found = faults(&[up, ("a/b/c/l", link)]);
        let expected = fault.map(|fault| ("a/b/c/l".to_owned(), fault));
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{link}");
    }
}

#[test]
fn a_link_through_several_others_is_followed_all_the_way() {
    let chain = [("a/b/c/k", "../../../top"), ("a/b/up", "c/k/.."), ("l", "a/b/up/..")];
    let fault = |fault| LinkFault::Outward(fault);
    assert_eq!(
        faults(&chain),
        [
            ("a/b/up".to_owned(), fault(PathFault::EmptyPart)),
            ("l".to_owned(), fault(PathFault::Dots)),
        ]
    );
}

#[test]
fn a_link_that_leads_to_itself_is_a_loop() {
    for links in [
        &[("l", "l")][..],
        &[("l", "./l/x")],
        &[("l", "m"), ("m", "l")],
        &[("l", "m"), ("m", "n/x"), ("n", "l")],
    ] {
        let found = faults(links);
        assert_eq!(found.len(), links.len(), "{links:?}");
        assert!(found.iter().all(|(_, fault)| *fault == LinkFault::Loop), "{found:?}");
    }
}

/// The system is asked: a link that is written leads to something of the tree.
#[cfg(unix)]
#[test]
fn no_link_that_passes_leads_out() {
    use proptest::prelude::*;
    let name = prop::sample::select(vec!["..", ".", "a", "b", "k", "l", "top"]);
    let target = prop::collection::vec(name, 1..6).prop_map(|parts| parts.join("/"));
    let place = prop::sample::select(vec!["k", "l", "a/k", "a/l", "a/b/k", "a/b/l"]);
    let links = prop::collection::btree_map(place, target, 1..5);
    proptest!(ProptestConfig::with_cases(64), |(links in links)| {
        let mut tree = tree(&["top/file", "a/b/c/file"]);
        for (path, target) in &links {
            let link = File::Link { target: target.clone() };
            tree.insert(RelPath::new(path).unwrap(), link).unwrap();
        }
        let bad: Vec<_> = tree.bad_links().map(|(path, _)| path.to_string()).collect();
        let place = tempfile::tempdir().unwrap();
        let root = place.path().canonicalize().unwrap().join("root");
        for (path, file) in &tree {
            let at = root.join(path.as_str());
            std::fs::create_dir_all(at.parent().unwrap()).unwrap();
            match file {
                File::Link { target } => std::os::unix::fs::symlink(target, at).unwrap(),
                File::Regular { .. } => std::fs::write(at, "").unwrap(),
            }
        }
        for path in links.keys() {
            let real = root.join(path).canonicalize().ok();
            let inside = real.is_some_and(|real| real.starts_with(&root) && real != root);
            prop_assert_eq!(inside, !bad.iter().any(|bad| bad == path), "{}: {:?}", path, links);
        }
    });
}
