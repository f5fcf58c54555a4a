//! Files that are none, or too large.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;

use insta::assert_snapshot;

use super::said;
use crate::repository::Repository;
use crate::run::Sandbox;

fn with(make: impl Fn(&Sandbox)) -> String {
    let sandbox = Sandbox::new();
    sandbox.template("own", &[("base/x", "x")]);
    make(&sandbox);
    said(&sandbox, "new hello --template ../own")
}

#[test]
fn a_pipe_and_a_socket_are_no_files() {
    let mode = nix::sys::stat::Mode::from_bits_truncate(0o644);
    let pipe = with(|sandbox| nix::unistd::mkfifo(&sandbox.path("own/base/pipe"), mode).unwrap());
    assert_snapshot!(pipe, @"
    exit 2
    error: `../own/base/pipe` is neither a file nor a link
    ");
    let socket = with(|sandbox| drop(UnixListener::bind(sandbox.path("own/base/s")).unwrap()));
    assert_snapshot!(socket, @"
    exit 2
    error: `../own/base/s` is neither a file nor a link
    ");
}

#[test]
fn a_device_behind_a_link_is_never_read() {
    let device = with(|sandbox| symlink("/dev/zero", sandbox.path("own/base/zero")).unwrap());
    assert_snapshot!(device, @"
    exit 2
    error: the symbolic link leaves the project: it is absolute
     --> ../own/base/zero
    ");
    let manifest = with(|sandbox| {
        fs::remove_file(sandbox.path("own/template.toml")).unwrap();
        symlink("/dev/zero", sandbox.path("own/template.toml")).unwrap();
    });
    assert_snapshot!(manifest, @"
    exit 2
    error: there is no template `../own`

    hint: the embedded templates are `python-service`; any other is a directory with a `template.toml`, or a git address like `gh:owner/name`
    ");
}

#[test]
fn a_huge_file_and_many_large_ones_are_refused_unread() {
    let grow = |sandbox: &Sandbox, path: &str, size| {
        File::create(sandbox.path(path)).unwrap().set_len(size).unwrap();
    };
    assert_snapshot!(with(|sandbox| grow(sandbox, "own/base/big", 1 << 40)), @"
    exit 2
    error: `../own/base/big` is larger than 64 MiB
    ");
    let many = with(|sandbox| {
        (0..5).for_each(|i| grow(sandbox, &format!("own/base/{i}"), 60 << 20));
    });
    assert_snapshot!(many, @"
    exit 2
    error: `../own` is larger than 256 MiB
    ");
}

/// Git packs nothing into almost no bytes.
#[test]
fn a_huge_file_in_git_and_many_large_ones_are_refused_unread() {
    let repository = Repository::new(&[("base/x", "x")]);
    let grow = |path: &str, size| {
        File::create(repository.sandbox.path(path)).unwrap().set_len(size).unwrap();
        repository.commit();
    };
    grow("repo/base/big", (64 << 20) + 1);
    assert_snapshot!(repository.new_from(&repository.url()), @"
    exit 2
    --- stderr
    error: `file://[ROOT]/repo/base/big` is larger than 64 MiB
    ");
    grow("repo/base/big", 1);
    (0..5).for_each(|i| grow(&format!("repo/base/{i}"), 60 << 20));
    assert_snapshot!(repository.new_from(&repository.url()), @"
    exit 2
    --- stderr
    error: `file://[ROOT]/repo` is larger than 256 MiB
    ");
}

#[test]
fn paths_that_differ_in_capitals_only_are_refused() {
    let twins = with(|sandbox| {
        sandbox.write("own/base/README", "a");
        sandbox.write("own/base/readme", "b");
    });
    assert_snapshot!(twins, @"
    exit 2
    error: `readme` and `README` are one where capitals do not matter: the other is written by `base/README`
     --> ../own/base/readme
    ");
}

/// Two names that read the same once they are no UTF-8.
#[test]
fn names_that_are_no_text_are_refused() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let names = with(|sandbox| {
        for name in [b"a\xff", b"a\xfe"] {
            fs::write(sandbox.path("own/base").join(OsStr::from_bytes(name)), "").unwrap();
        }
    });
    assert_snapshot!(names, @"
    exit 2
    error: `base/a�` is no path in the project: it is not UTF-8
     --> ../own/base/a�

    error: `base/a�` is no path in the project: it is not UTF-8
     --> ../own/base/a�
    ");
}

/// git itself takes a tree with a file where a directory is, and with a file twice.
#[test]
fn a_commit_that_no_directory_could_be_is_refused() {
    let repository = Repository::new(&[]);
    let make = |entries: &str| {
        let mut tree = repository.sandbox.command_of("git");
        tree.current_dir(repository.sandbox.path("repo")).arg("mktree");
        let tree = assert_cmd::Command::from_std(tree).write_stdin(entries).output().unwrap();
        String::from_utf8(tree.stdout).unwrap().trim().to_owned()
    };
    let blob = repository.git("rev-parse HEAD:template.toml");
    let inner = make(&format!("100644 blob {blob}\tx\n"));
    let base = make(&format!(
        "100644 blob {blob}\ta\n040000 tree {inner}\ta\n100644 blob {blob}\tb\n100644 blob {blob}\tb\n"
    ));
    let tree = make(&format!("100644 blob {blob}\ttemplate.toml\n040000 tree {base}\tbase\n"));
    let commit = repository.git(&format!("commit-tree {tree} -m x"));
    repository.git(&format!("update-ref refs/heads/odd {commit}"));
    let new = format!("new hello --template {}@odd", repository.url());
    assert_snapshot!(said(&repository.sandbox, &new), @"
    exit 2
    error: `base/a/x` and `base/a` cannot both be written: one is a directory of the other; also by `base/a`
     --> file://[ROOT]/repo//base/a/x

    error: `base/b` is written twice: also by `base/b`
     --> file://[ROOT]/repo//base/b
    ");
}

#[test]
fn a_huge_file_of_a_repository_makes_no_template() {
    let sandbox = Sandbox::new();
    sandbox.write("shop/shop.md", "shop");
    File::create(sandbox.path("shop/big")).unwrap().set_len(1 << 40).unwrap();
    assert_snapshot!(said(&sandbox, "template from ../shop --replace shop=name --output made"), @"
    exit 2
    error: `../shop/big` is larger than 64 MiB
    ");
}
