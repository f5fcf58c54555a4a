//! Templates in git repositories: which commit is meant, and what is in it.

use std::fs;

use insta::assert_snapshot;

use crate::repository::Repository;
use crate::support::succeed;

fn repository() -> Repository {
    Repository::new(&[("base/a", "first\n")])
}

#[test]
fn an_address_can_name_branch_tag_or_commit() {
    let repository = repository();
    let first = repository.git("rev-parse HEAD");
    let url = repository.url();
    // Nothing is released: the default branch.
    assert_eq!(repository.a_of(&url), "first\n");
    repository.release("v1.0.0", "1.0.0");
    repository.release("v1.1.0", "1.1.0");
    repository.git("tag --annotate --message x noted");
    repository.git("checkout --quiet -b feature/x");
    repository.release("v2.0.0-rc.1", "2.0.0-rc.1");
    repository.git("checkout --quiet main");
    repository.write("base/a", "later\n");
    repository.commit();
    for (reference, a) in [
        ("", "v1.1.0\n"),
        ("@v1.0.0", "v1.0.0\n"),
        ("@noted", "v1.1.0\n"),
        ("@feature/x", "v2.0.0-rc.1\n"),
        ("@main", "later\n"),
        (&format!("@{first}"), "first\n"),
    ] {
        assert_eq!(repository.a_of(&format!("{url}{reference}")), a, "{reference}");
    }
}

/// The user's own configuration says where an address leads.
#[test]
fn every_spelling_is_fetched_by_the_users_git() {
    let repository = Repository::new(&[("base/a", "top\n")]);
    repository.write("py/template.toml", crate::run::MANIFEST);
    repository.write("py/base/a", "sub\n");
    repository.commit();
    repository.git("tag v1.0.0");
    repository.instead_of("https://github.com/org/repo.git");
    repository.instead_of("https://git.example.com/team/repo");
    repository.instead_of("git@git.example.com:team/repo.git");
    repository.instead_of("ssh://git@git.example.com:2222/repo");
    for address in [
        "gh:org/repo",
        "https://git.example.com/team/repo",
        "git@git.example.com:team/repo.git",
        "ssh://git@git.example.com:2222/repo",
    ] {
        assert_eq!(repository.a_of(address), "top\n", "{address}");
        assert_eq!(repository.a_of(&format!("{address}//py@v1.0.0")), "sub\n", "{address}");
    }
    assert_snapshot!(repository.new_from("gh:org/repo//py"), @"
    exit 0
    --- stderr
    asking gh:org/repo//py
    wrote 4 files to hello

    next steps:
      cd hello

    to repeat this run:
      scaffold new hello --template gh:org/repo//py --defaults --no-git
    ");
    assert_snapshot!(repository.sandbox.record("hello"), @r#"
    components = []

    [template]
    name = "own"
    version = "1.0.0"
    source = "gh:org/repo//py"
    commit = "82416767c5b17489d2267e2c63f627d32c727650"

    [answers]
    name = "hello"

    [defaults]
    "#);
}

#[test]
#[cfg(unix)]
fn files_are_as_they_were_committed() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let repository = Repository::new(&[("base/a", "a\r\n"), ("base/empty", "")]);
    let file = |path: &str| repository.sandbox.path(&format!("repo/{path}"));
    repository.sandbox.script("repo/base/run", "true");
    symlink("a", file("base/link")).expect("a link");
    fs::write(file("base/bytes"), b"\xff\x00\n\n").expect("a file");
    // None of this may run or change a byte.
    let attributes = "* text eol=lf filter=evil ident\n";
    repository.write("base/.gitattributes", attributes);
    repository.git("add --all --renormalize");
    fs::write(file("base/a"), "a\r\n").expect("a file");
    repository.git("config filter.evil.smudge false");
    repository.write("tests/case/answers.toml", "[answers]\n");
    repository.commit();
    repository.new_from(&repository.url()).to_string();
    let work = |path: &str| repository.sandbox.work("hello").join(path);
    assert_eq!(fs::read(work("bytes")).expect("a file"), b"\xff\x00\n\n");
    assert_eq!(fs::read_link(work("link")).expect("a link").as_os_str(), "a");
    let mode = fs::metadata(work("run")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o111, 0o111);
    assert_eq!(repository.sandbox.read("hello/empty"), "");
    let stored = repository.git("cat-file -s HEAD:base/a");
    assert_eq!(fs::read(work("a")).expect("a file").len().to_string(), stored);
}

#[test]
fn a_template_that_is_not_there_is_explained() {
    let repository = repository();
    repository.write("lib/py/template.toml", crate::run::MANIFEST);
    repository.commit();
    repository.release("v1.0.0", "1.0.0");
    repository.release("v1.1.0", "1.1.0");
    let url = repository.url();
    assert_snapshot!(repository.new_from(&format!("{url}@v1.1.1")), @"
    exit 2
    --- stderr
    error: the repository of `file://[ROOT]/repo@v1.1.1` has no branch, tag or commit `v1.1.1`

    hint: did you mean `v1.1.0`?
    ");
    assert_snapshot!(repository.new_from(&format!("{url}@next")), @"
    exit 2
    --- stderr
    error: the repository of `file://[ROOT]/repo@next` has no branch, tag or commit `next`

    hint: it has `v1.1.0`, `v1.0.0` and `main`
    ");
    assert_snapshot!(repository.new_from(&format!("{url}//lib")), @"
    exit 2
    --- stderr
    error: there is no `template.toml` in `file://[ROOT]/repo//lib`

    hint: there is one in `file://[ROOT]/repo//lib/py` and `file://[ROOT]/repo`
    ");
    assert_snapshot!(repository.new_from(&format!("{url}//gone@main")), @"
    exit 2
    --- stderr
    error: there is no `template.toml` in `file://[ROOT]/repo//gone@main`

    hint: there is one in `file://[ROOT]/repo//lib/py@main` and `file://[ROOT]/repo@main`
    ");
    assert_snapshot!(repository.new_from(&format!("{url}x")), @"
    exit 2
    --- stderr
    error: git cannot fetch `file://[ROOT]/repox`: '[ROOT]/repox' does not appear to be a git repository
    ");
    assert_snapshot!(repository.new_from(&format!("{url}@{}", "0".repeat(40))), @"
    exit 2
    --- stderr
    error: git cannot fetch `file://[ROOT]/repo@0000000000000000000000000000000000000000`: not our ref 0000000000000000000000000000000000000000
    ");
    let new = repository.sandbox.scaffold().args(["new", "hello", "--template", &url]);
    assert_snapshot!(new.env("PATH", "/nowhere").run(), @"
    exit 2
    --- stderr
    error: there is no `git` here to fetch `file://[ROOT]/repo`

    hint: install git, or name a directory with the template
    ");
    let empty = repository.sandbox.path("empty");
    succeed(repository.sandbox.command_of("git").args(["init", "--quiet", "--bare"]).arg(&empty));
    assert_snapshot!(repository.new_from(&format!("file://{}", empty.display())), @"
    exit 2
    --- stderr
    error: the repository of `file://[ROOT]/empty` has no commit yet
    ");
    assert_eq!(repository.sandbox.files(), "");
}

#[test]
fn an_address_that_is_none_is_explained() {
    let repository = repository();
    assert_snapshot!(repository.new_from("https://me:secret@git.example.com/repo"), @"
    exit 2
    --- stderr
    error: `https://git.example.com/repo` is no git address: it holds credentials, which would end in the project's record

    hint: leave them out: git takes them from its credential helper, or from a key
    ");
    assert_snapshot!(repository.new_from("http://git.example.com/repo"), @"
    exit 2
    --- stderr
    error: `http://git.example.com/repo` is no git address: nothing is fetched by `http`

    hint: write `https://…`, `ssh://…` or `file://…`
    ");
    assert_snapshot!(repository.new_from("gh:org/repo/sub"), @"
    exit 2
    --- stderr
    error: `gh:org/repo/sub` is no git address: `gh:` is followed by an owner and a name

    hint: write `gh:owner/name`; a directory in it stands behind `//`
    ");
    assert_snapshot!(repository.new_from("gh:org/repo@--upload-pack=id"), @"
    exit 2
    --- stderr
    error: `gh:org/repo@--upload-pack=id` is no git address: a part of it starts with `-`, as an option does
    ");
    assert_snapshot!(repository.new_from("gh:org/repo//../x"), @"
    exit 2
    --- stderr
    error: `gh:org/repo//../x` is no git address: behind `//` stands no path: it leaves its directory by `.` or `..`
    ");
}

#[test]
fn a_fault_of_the_template_names_its_file() {
    let repository = Repository::new(&[("base/x.tera", "{= nmae =}\n")]);
    repository.instead_of("https://github.com/org/repo.git");
    assert_snapshot!(repository.new_from("gh:org/repo@main"), @"
    exit 2
    --- stderr
    asking gh:org/repo@main
    error: no question or component is called `nmae`
     --> gh:org/repo//base/x.tera:1:4
      |
    1 | {= nmae =}
      |    ^^^^

    hint: did you mean `name`?
    ");
    let repository = Repository::new(&[]);
    repository.instead_of("https://github.com/org/repo.git");
    repository.write("py/template.toml", "name = 1\n");
    repository.commit();
    assert_snapshot!(repository.new_from("gh:org/repo//py"), @"
    exit 2
    --- stderr
    asking gh:org/repo//py
    error: invalid type: integer `1`, expected a string
     --> gh:org/repo//py/template.toml:1:8
      |
    1 | name = 1
      |        ^
    ");
}

#[test]
fn a_submodule_is_refused() {
    let repository = repository();
    let commit = repository.git("rev-parse HEAD");
    repository.git(&format!("update-index --add --cacheinfo 160000,{commit},base/lib"));
    repository.git("commit --quiet --message x");
    assert_snapshot!(repository.new_from(&repository.url()), @"
    exit 2
    --- stderr
    error: `base/lib` in `file://[ROOT]/repo` is a submodule

    hint: a template's files stand in its own repository
    ");
}

/// A template's tasks are somebody's commands, wherever it was fetched from.
#[test]
fn its_tasks_need_consent() {
    let task = format!("{}[[task]]\nrun = ['touch', 'x']\n", crate::run::MANIFEST);
    let repository = Repository::new(&[("template.toml", &task), ("base/a", "a\n")]);
    repository.instead_of("https://github.com/org/repo.git");
    assert_snapshot!(repository.new_from("gh:org/repo"), @"
    exit 2
    --- stderr
    asking gh:org/repo
    error: the template comes from elsewhere and wants to run 1 command:
      touch x

    hint: read them, then run again with `--trust`, or with `--no-tasks`
    ");
}

/// Both ends of an overlay can be in git, and the record says which commits they were.
#[test]
fn an_overlay_may_extend_a_template_in_git() {
    let repository = repository();
    let Repository { sandbox } = &repository;
    let manifest = overlay(&repository.url());
    sandbox.template("team", &[("template.toml", &manifest), ("base/own", "ours\n")]);
    sandbox.scaffold().line("new hello --template ../team --no-git").silently();
    assert_eq!(
        (sandbox.read("hello/own"), sandbox.read("hello/a")),
        ("ours\n".into(), "first\n".into())
    );
    let record = sandbox.record("hello");
    let commit = format!("commit = \"{}\"", repository.git("rev-parse HEAD"));
    let (_, extends) = record.split_once("[template.extends]").expect("what it extends");
    assert!(extends.contains(&commit), "{record}");
}

#[test]
fn an_overlay_in_git_extends_what_every_machine_has() {
    let repository = repository();
    let Repository { sandbox } = &repository;
    repository.write("template.toml", &overlay("python-service"));
    repository.commit();
    let new = format!("new hello --no-git --no-tasks --template {}", repository.url());
    sandbox.scaffold().line(&new).silently();
    assert!(sandbox.work("hello/pyproject.toml").exists() && sandbox.work("hello/a").exists());
    // A path out of it would lead to another directory on each machine, and an address of this
    // disk to somebody's own repository.
    repository.write("template.toml", &overlay("../small"));
    repository.commit();
    assert_snapshot!(repository.new_from(&repository.url()), @"
    exit 2
    --- stderr
    error: a template in a git repository cannot extend `../small`: that is outside of the repository, on this disk
     --> file://[ROOT]/repo//template.toml:4:11
      |
    4 | extends = '../small'
      |           ^^^^^^^^^^

    hint: extend an embedded template, one of the same repository, like `../other`, or one at an `https` or `ssh` address
    ");
    for elsewhere in ["/srv/small", "file:///srv/small", &repository.url(), "a/../../../small"] {
        repository.write("template.toml", &overlay(elsewhere));
        repository.commit();
        let said = repository.new_from(&repository.url()).to_string();
        assert!(said.contains("cannot extend `") && said.starts_with("exit 2"), "{said}");
    }
}

/// As a directory, where it is checked and tested, it works the same.
#[test]
fn a_template_extends_one_beside_it_in_the_repository() {
    let repository = Repository::new(&[("base/a", "first\n"), ("a.txt", "")]);
    repository.write("over/template.toml", &overlay("../lib/basis"));
    repository.write("over/base/own", "ours\n");
    repository.write("lib/basis/template.toml", crate::run::MANIFEST);
    repository.write("lib/basis/base/a", "below\n");
    repository.commit();
    let address = format!("{}//over", repository.url());
    let both = |repository: &Repository| {
        let read = |path: &str| repository.sandbox.read(path);
        (read("hello/a"), read("hello/own"))
    };
    repository.new_from(&address).to_string();
    let from_git = both(&repository);
    assert_eq!(from_git, ("below\n".to_owned(), "ours\n".to_owned()));
    let record = repository.sandbox.record("hello");
    let commit = format!("commit = \"{}\"", repository.git("rev-parse HEAD"));
    assert_eq!(record.matches(&commit).count(), 2, "{record}");
    std::fs::remove_dir_all(repository.sandbox.work("hello")).expect("a project");
    repository.sandbox.scaffold().line("new hello --template ../repo/over --no-git").silently();
    assert_eq!(both(&repository), from_git);
    std::fs::remove_dir_all(repository.sandbox.work("hello")).expect("a project");
    // Both are of one commit, whichever that is, and the top of the repository is a template too.
    repository.git("tag v1.0.0");
    repository.write("lib/basis/base/a", "later\n");
    repository.write("over/template.toml", &overlay("./.."));
    repository.commit();
    assert_eq!(repository.a_of(&format!("{address}@v1.0.0")), "below\n");
    assert_eq!(repository.a_of(&format!("{address}@HEAD")), "first\n");
    // A link in the repository is no directory of it.
    #[cfg(unix)]
    {
        let link = repository.sandbox.path("repo/linked");
        std::os::unix::fs::symlink("../../..", link).expect("a link");
        repository.write("over/template.toml", &overlay("../linked"));
        repository.commit();
        assert_snapshot!(repository.new_from(&format!("{address}@HEAD")), @"
        exit 2
        --- stderr
        error: there is no template `../linked` to extend
         --> file://[ROOT]/repo//over/template.toml:4:11
          |
        4 | extends = '../linked'
          |           ^^^^^^^^^^^

        hint: the embedded templates are `python-service`; any other is a directory with a `template.toml`, seen from this one, or an address of git
        ");
    }
    // In a circle.
    repository.write("over/template.toml", &overlay("../again"));
    repository.write("again/template.toml", &overlay("../over"));
    repository.commit();
    assert_snapshot!(repository.new_from(&format!("{address}@HEAD")), @"
    exit 2
    --- stderr
    error: `../again` extends this template in turn
     --> file://[ROOT]/repo//over/template.toml:4:11
      |
    4 | extends = '../again'
      |           ^^^^^^^^^^
    ");
}

fn overlay(extends: &str) -> String {
    format!("name = 'team'\nversion = '1.0.0'\ndescription = 'Ours'\nextends = '{extends}'\n")
}
