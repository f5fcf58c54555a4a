//! `template check` finds what `new` refuses, and both say it in the same words.

use insta::assert_snapshot;

use crate::run::Sandbox;

/// The errors of a run, one sentence each.
fn errors(said: &str) -> Vec<String> {
    let errors = said.lines().filter(|line| line.starts_with("error: "));
    errors.map(str::to_owned).collect()
}

/// What `template check` and `new` say of the template `../own` that `make` has changed.
fn both(make: impl FnOnce(&Sandbox)) -> [Vec<String>; 2] {
    let sandbox = Sandbox::new();
    sandbox.template("own", &[("base/a", "a\n"), ("base/dir/file", "x\n")]);
    make(&sandbox);
    let lines = ["template check ../own", "new hello --template ../own --no-git --defaults"];
    let said = lines.map(|line| errors(&sandbox.scaffold().line(line).run().to_string()));
    assert_eq!(sandbox.files().is_empty(), !said[1].is_empty());
    said
}

#[test]
#[cfg(unix)]
fn a_link_that_is_refused_is_found() {
    use std::os::unix::fs::symlink;
    let links: [(&str, &[(&str, &str)]); 8] = [
        ("absolute", &[("l", "/etc/hosts")]),
        ("outward", &[("l", "../../up")]),
        ("dangling", &[("l", "node_modules/.bin/x")]),
        ("to itself", &[("l", "l")]),
        ("a chain that leaves", &[("dir/k", "../a"), ("dir/l", "k/../../..")]),
        ("a link through a link", &[("k", "dir"), ("l", "k/../../up")]),
        ("into the repository", &[("l", ".git/config")]),
        ("fine", &[("l", "dir/file"), ("dir/k", "../a")]),
    ];
    for (name, links) in links {
        let [checked, made] = both(|sandbox| {
            for (path, target) in links {
                let path = sandbox.path(&format!("own/base/{path}"));
                symlink(target, path).expect("a link");
            }
        });
        assert_eq!(checked, made, "{name}");
        assert_eq!(checked.is_empty(), name == "fine", "{name}: {checked:?}");
    }
}

#[test]
fn what_is_refused_for_some_answers_is_found() {
    let question = |more: &str| format!("{}\n{more}", crate::run::MANIFEST);
    let table: [(&str, &[(&str, &str)]); 7] = [
        ("", &[("base/.scaffold/answers.toml", "x")]),
        ("", &[("base/.Scaffold/x", "x")]),
        ("", &[("base/B/x", "1"), ("base/b/y", "2"), ("base/Dir/y", "2")]),
        ("", &[("base/\u{e9}.txt", "1"), ("base/e\u{301}.txt", "2")]),
        ("", &[("base/x.tera", "{= pins.images.x =}")]),
        ("", &[("base/x..tera", "a name that ends in a dot")]),
        (
            "[[question]]\nid = 'tier'\nprompt = 'x'\ndefault = 1\n",
            &[("base/x.tera", "{= tier | upper =}\n")],
        ),
    ];
    for (more, files) in table {
        let [checked, made] = both(|sandbox| {
            for (path, text) in files {
                sandbox.write(&format!("own/{path}"), text);
            }
            sandbox.write("own/template.toml", question(more));
        });
        assert_eq!(checked, made, "{files:?}");
        assert!(!checked.is_empty(), "{files:?}");
    }
}

/// A component or an answer that is not the default is tried, too.
#[test]
fn what_only_other_answers_bring_is_found() {
    let sandbox = Sandbox::new();
    let manifest = format!(
        "{}[[question]]\nid = 'kind'\nprompt = 'x'\ndefault = 'a'\nchoices = [{{ value = 'a' }}, {{ value = 'con' }}]\n",
        crate::run::MANIFEST
    );
    sandbox.template(
        "own",
        &[
            ("template.toml", &manifest),
            ("base/{= kind =}.txt", ""),
            ("components/docs/component.toml", "title = 'Docs'\n"),
            ("components/docs/files/BASE/x", ""),
            ("base/base/y", ""),
        ],
    );
    assert_snapshot!(sandbox.scaffold().line("template check ../own").run(), @"
    exit 2
    --- stderr
    error: `base` and `BASE` are one where capitals do not matter: the other is written by `components/docs/files/BASE/x`
     --> ../own/base/base/y

    error: `con.txt` is no path in the project: Windows reserves such a name
     --> ../own/base/{= kind =}.txt
    ");
    sandbox.scaffold().line("new hello --template ../own --no-git").silently();
}

/// What an editor, a system or a program has left beside the template's files.
#[test]
fn junk_is_left_out_and_named() {
    let sandbox = Sandbox::new();
    sandbox.template(
        "own",
        &[
            (".DS_Store", ""),
            ("base/a.py", ""),
            ("base/a.py~", ""),
            ("base/.a.py.swp", ""),
            ("base/src/__pycache__/a.pyc", "\u{0}"),
            ("base/src/b.pyc", ""),
            ("base/Thumbs.db", ""),
        ],
    );
    assert_snapshot!(sandbox.scaffold().line("new hello --template ../own --no-git").run(), @"
    exit 0
    --- stderr
    note: left out of `../own`: `.DS_Store`, `base/.a.py.swp`, `base/Thumbs.db`, `base/a.py~` and `base/src/__pycache__` and 1 more
    wrote 4 files to hello

    next steps:
      cd hello

    to repeat this run:
      scaffold new hello --template ../own --defaults --no-git
    ");
    assert_snapshot!(sandbox.files(), @"
    hello/.scaffold/.gitattributes
    hello/.scaffold/answers.toml
    hello/.scaffold/rendering
    hello/a.py
    ");
}

#[test]
fn what_the_repository_ignores_is_left_out() {
    let sandbox = Sandbox::new();
    let git = |line: &str| {
        let mut git = sandbox.command_of("git");
        git.current_dir(sandbox.path("own"));
        crate::support::succeed(git.args(line.split_whitespace()));
    };
    sandbox.template(
        "own",
        &[
            (".gitignore", ".env\nbuild/\n*.log\n"),
            ("base/a", ""),
            ("base/kept.log", ""),
            ("base/build/x", ""),
            ("base/.env", "secret"),
            ("base/new", ""),
        ],
    );
    // Without a repository nobody says what is ignored.
    let new = || sandbox.scaffold().line("new hello --template ../own --no-git").run();
    let files = || {
        let files = sandbox.files();
        std::fs::remove_dir_all(sandbox.work("hello")).expect("a project");
        files
    };
    assert!(!new().to_string().contains("left out"));
    assert!(files().contains(".env"));
    git("init --quiet");
    git("add --force base/kept.log .gitignore");
    assert_snapshot!(new(), @"
    exit 0
    --- stderr
    note: left out of `../own`: `base/.env` and `base/build`
    wrote 6 files to hello

    next steps:
      cd hello

    to repeat this run:
      scaffold new hello --template ../own --defaults --no-git
    ");
    assert_snapshot!(files(), @"
    hello/.scaffold/.gitattributes
    hello/.scaffold/answers.toml
    hello/.scaffold/rendering
    hello/a
    hello/kept.log
    hello/new
    ");
    // Rules that hide the template itself are about something else.
    sandbox.write("own/.gitignore", "*\n");
    assert!(!new().to_string().contains("left out"));
    assert!(files().contains("hello/new"));
}

/// A template that was made of a clone still has its repository.
#[test]
fn a_repository_in_a_template_is_one_line() {
    let sandbox = Sandbox::new();
    sandbox.template("own", &[("base/a", "a\n"), ("base/.git/hooks/x.sample", "")]);
    sandbox.write("own/base/.git/config", "");
    sandbox.write("own/base/lib/.git", "gitdir: elsewhere\n");
    sandbox.write("own/base/lib/b", "b\n");
    assert_snapshot!(sandbox.scaffold().line("template check ../own").run(), @"
    exit 0
    --- stderr
    note: left out of `../own`: `base/.git` and `base/lib/.git`
    nothing is wrong with own: 1 question, 0 components, 2 files
    ");
    sandbox.scaffold().line("new hello --template ../own --no-git").run().to_string();
    assert_snapshot!(sandbox.files(), @"
    hello/.scaffold/.gitattributes
    hello/.scaffold/answers.toml
    hello/.scaffold/rendering
    hello/a
    hello/lib/b
    ");
}

/// The user names the directory, whether it is a link or not; no link in it is followed.
#[test]
#[cfg(unix)]
fn a_template_directory_may_be_a_link() {
    use std::os::unix::fs::symlink;
    let sandbox = Sandbox::new();
    sandbox.template("own", &[("base/a", "a\n")]);
    symlink("own", sandbox.path("linked")).expect("a link");
    sandbox.write("secret/key", "secret\n");
    sandbox.scaffold().line("new hello --template ../linked --no-git").silently();
    assert_eq!(sandbox.read("hello/a"), "a\n");
    symlink("../../secret", sandbox.path("own/base/inside")).expect("a link");
    let said = sandbox.scaffold().line("new other --template ../own --no-git").run().to_string();
    assert!(said.starts_with("exit 2") && !sandbox.files().contains("other"), "{said}");
}

/// A pipe among the files has no end, and a directory may have more files than anybody reads.
#[test]
#[cfg(unix)]
fn a_template_directory_has_an_end() {
    let sandbox = Sandbox::new();
    sandbox.template("own", &[("base/a", "a\n")]);
    let pipe = sandbox.path("own/base/pipe");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).expect("a pipe");
    let check = || sandbox.scaffold().line("template check ../own").run();
    assert_snapshot!(check(), @"
    exit 2
    --- stderr
    error: `../own/base/pipe` is neither a file nor a link
    ");
    std::fs::remove_file(pipe).expect("a pipe");
    let sparse = sandbox.path("own/base/sparse");
    let file = std::fs::File::create(sparse).expect("a file");
    file.set_len(20 << 30).expect("a length");
    assert_snapshot!(check(), @"
    exit 2
    --- stderr
    error: `../own/base/sparse` is larger than 64 MiB
    ");
}
