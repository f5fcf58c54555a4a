//! Which commit an address in git means: releases, heads, short ids, and what is gone.

use insta::assert_snapshot;

use crate::repository::Repository;

fn repository() -> Repository {
    Repository::new(&[("base/a", "first\n")])
}

#[test]
fn head_is_the_newest_commit_released_or_not() {
    let repository = repository();
    repository.release("v1.0.0", "1.0.0");
    repository.write("base/a", "later\n");
    repository.commit();
    let url = repository.url();
    assert_eq!(repository.a_of(&url), "v1.0.0\n");
    assert_eq!(repository.a_of(&format!("{url}@HEAD")), "later\n");
    // It follows the default branch, and what it meant the last time is not what it means now.
    repository.write("base/a", "newest\n");
    repository.commit();
    assert_eq!(repository.a_of(&format!("{url}@HEAD")), "newest\n");
    repository.vanish();
    let said = repository.new_from(&format!("{url}@HEAD")).to_string();
    assert!(said.contains("HEAD is used as it was fetched last"), "{said}");
}

#[test]
fn a_commit_can_be_named_by_its_first_digits() {
    let repository = repository();
    let first = repository.git("rev-parse HEAD");
    repository.write("base/a", "later\n");
    repository.commit();
    let short = |length: usize| format!("{}@{}", repository.url(), &first[..length]);
    assert_eq!(repository.a_of(&short(7)), "first\n");
    let capitals = format!("{}@{}", repository.url(), first[..8].to_uppercase());
    assert_eq!(repository.a_of(&capitals), "first\n");
    // A branch of that name is meant rather.
    repository.git(&format!("branch {}", &first[..9]));
    assert_eq!(repository.a_of(&short(9)), "later\n");
    assert_snapshot!(repository.new_from(&format!("{}@0000000", repository.url())), @"
    exit 2
    --- stderr
    error: the repository of `file://[ROOT]/repo@0000000` has no branch, tag or commit `0000000`

    hint: it has `d519516b9` and `main`
    ");
    // What was found once is found without the repository.
    repository.vanish();
    assert_eq!(repository.a_of(&short(7)), "first\n");
}

#[test]
fn digits_that_mean_several_commits_are_refused() {
    let repository = repository();
    // Two of a thousand commits have the same first four digits.
    let script = "for i in $(seq 1000); do printf 'commit refs/heads/many\\n\
        committer x <x> %s +0000\\ndata 1\\nx\\n' $i; done | git fast-import --quiet";
    let mut sh = repository.sandbox.command_of("sh");
    crate::support::succeed(sh.current_dir(repository.sandbox.path("repo")).args(["-c", script]));
    let all = repository.git("rev-list --all");
    let mut starts: Vec<&str> = all.lines().map(|id| &id[..4]).collect();
    starts.sort_unstable();
    let twice = starts.windows(2).find(|pair| pair[0] == pair[1]).expect("two that start alike");
    assert_snapshot!(repository.new_from(&format!("{}@{}", repository.url(), twice[0])), @"
    exit 2
    --- stderr
    error: 2 commits of the repository of `file://[ROOT]/repo@2699` start with `2699`

    hint: write more of the one that is meant: `26999f3cc20c8f8d7227a537a1d8af5f918284c8` and `269935c5d2b4a0ca8a4eab541afeef782d99771a`
    ");
}

#[test]
fn each_template_of_a_repository_has_releases_of_its_own() {
    let repository = repository();
    let commit = |template: &str, a: &str| {
        repository.write(&format!("{template}/template.toml"), crate::run::MANIFEST);
        repository.write(&format!("{template}/base/a"), a);
        repository.commit();
    };
    for (template, tag) in [
        ("backend", "backend-v1.0.0"),
        ("backend", "backend-v2.0.0-rc.1"),
        ("frontend", "frontend-v9.0.0"),
        ("lib/worker", "worker@0.9"),
        ("lib/worker", "lib/worker/v1.1.0"),
        ("lib/worker", "worker@0.10"),
    ] {
        commit(template, &format!("{tag}\n"));
        repository.git(&format!("tag {tag}"));
    }
    for template in ["backend", "frontend", "lib/worker", "other"] {
        commit(template, "unreleased\n");
    }
    let url = repository.url();
    assert_eq!(repository.a_of(&format!("{url}//backend")), "backend-v1.0.0\n");
    assert_eq!(repository.a_of(&format!("{url}//frontend")), "frontend-v9.0.0\n");
    assert_eq!(repository.a_of(&format!("{url}//lib/worker")), "lib/worker/v1.1.0\n");
    // A template without a release says so.
    assert_snapshot!(repository.new_from(&format!("{url}//other")), @"
    exit 0
    --- stderr
    note: no tag of `file://[ROOT]/repo//other` is a version, like `v1.2.3` or `other-v1.2.3`: the default branch is used
    wrote 4 files to hello

    next steps:
      cd hello

    to repeat this run:
      scaffold new hello --template file://[ROOT]/repo//other --defaults --no-git
    ");
    assert_eq!(repository.sandbox.read("hello/a"), "unreleased\n");
}

#[test]
fn a_release_may_have_two_numbers() {
    let repository = repository();
    repository.release("v1.0", "1.0.0");
    repository.release("v2.0", "2.0.0");
    repository.release("v1", "3.0.0");
    assert_eq!(repository.a_of(&repository.url()), "v2.0\n");
}

/// A release that was found to be bad is taken back; its projects go on from what they have.
#[test]
fn a_withdrawn_release_is_named_and_no_dead_end() {
    let repository = repository();
    repository.release("v1.0.0", "1.0.0");
    let pinned = format!("{}@v1.0.0", repository.url());
    repository.new_from(&pinned).to_string();
    repository.git("tag --delete v1.0.0");
    repository.release("v1.0.1", "1.0.1");
    assert_snapshot!(repository.run("check"), @"
    exit 0
    --- stderr
    note: `file://[ROOT]/repo@v1.0.0` is not there any more (the repository has no `v1.0.0`): v1.0.0 is used as it was fetched last, commit 6564df75d268; name another release with `--template`
    up to date with own 1.0.0
    ");
    // Another machine has nothing to go on from.
    std::fs::remove_dir_all(repository.sandbox.path("home/.cache")).expect("a cache");
    assert_snapshot!(repository.run("check"), @"
    exit 2
    --- stderr
    error: the repository of `file://[ROOT]/repo@v1.0.0` has no branch, tag or commit `v1.0.0`

    hint: did you mean `v1.0.1`?
    ");
    let next = format!("update --allow-dirty --template {}@v1.0.1", repository.url());
    assert_snapshot!(repository.run(&next), @"
    exit 0
    --- stdout
    updated   a
    --- stderr
    changed 1 file: own 1.0.0 → own 1.0.1
    ");
}

/// The newest release of all is taken back.
#[test]
fn a_withdrawn_newest_release_is_not_gone_behind() {
    let repository = repository();
    repository.release("v1.0.0", "1.0.0");
    repository.release("v2.0.0", "2.0.0");
    repository.new_from(&repository.url()).to_string();
    repository.git("tag --delete v2.0.0");
    assert_snapshot!(repository.run("check"), @"
    exit 2
    --- stderr
    error: the project has version 2.0.0 of `own`, and this is 1.0.0

    hint: a release may have been withdrawn; name version 2.0.0 or a newer one with `--template`, or wait for it
    ");
    assert_snapshot!(repository.run("update --allow-dirty"), @"
    exit 2
    --- stderr
    error: the project has version 2.0.0 of `own`, and this is 1.0.0

    hint: a release may have been withdrawn; name version 2.0.0 or a newer one with `--template`, or wait for it
    ");
}

/// Who runs `check` in somebody's clone contacts a server of somebody's choice.
#[test]
fn whoever_is_asked_over_the_network_is_named() {
    let repository = repository();
    repository.instead_of("https://git.example.com/team/repo");
    let new = repository.new_from("https://git.example.com/team/repo");
    assert_snapshot!(new, @"
    exit 0
    --- stderr
    asking https://git.example.com/team/repo
    wrote 4 files to hello

    next steps:
      cd hello

    to repeat this run:
      scaffold new hello --template https://git.example.com/team/repo --defaults --no-git
    ");
    for line in ["check", "update --allow-dirty", "diff"] {
        let said = repository.run(line).to_string();
        let named = said.contains("asking https://git.example.com/team/repo");
        assert_eq!(named, line != "diff", "{said}");
    }
    // What is there is not asked for.
    let commit = repository.git("rev-parse HEAD");
    let show = format!("show https://git.example.com/team/repo@{commit}");
    let said = repository.sandbox.scaffold().line(&show).run().to_string();
    assert!(!said.contains("asking") && !said.contains("fetching"), "{said}");
}
