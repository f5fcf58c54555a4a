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
