//! A template's cases.

use std::fs;

use insta::assert_snapshot;

use crate::run::{Run, Sandbox};

pub const ANSWERS: (&str, &str) = ("tests/plain/answers.toml", "name = 'hello'\n");
pub const README: (&str, &str) = ("base/README.md.tera", "# {= name | md =}\n\nOne.\n");

/// What `template test` says to a template of these files, which it must leave as it is.
#[track_caller]
pub fn test(files: &[(&str, &str)], flags: &str) -> Run {
    let sandbox = Sandbox::new();
    sandbox.template("own", files);
    let before = sandbox.files_of("own");
    let run = sandbox.scaffold().line("template test ../own").line(flags).run();
    assert_eq!(sandbox.files_of("own"), before);
    assert_eq!(sandbox.files(), "");
    run
}

#[test]
fn a_case_is_what_is_rendered_file_by_file() {
    let same = ("tests/plain/expected/README.md", "# hello\n\nOne.\n");
    assert_snapshot!(test(&[README, ANSWERS, same], ""), @"
    exit 0
    --- stderr
    plain: passed
    combinations: passed, 1 rendering
    ");
    let other = ("tests/plain/expected/README.md", "# hello\n\nTwo.\n");
    let gone = ("tests/plain/expected/docs/gone", "x\n");
    let new = ("base/new", "x");
    assert_snapshot!(test(&[README, ANSWERS, other, gone, new], ""), @r"
    exit 1
    --- stdout
    diff README.md
    --- a/README.md
    +++ b/README.md
    @@ -1,3 +1,3 @@
     # hello

    -Two.
    +One.
    diff docs/gone
    deleted file mode 100644
    --- a/docs/gone
    +++ b/docs/gone
    @@ -1 +0,0 @@
    -x
    diff new
    new file mode 100644
    --- a/new
    +++ b/new
    @@ -0,0 +1 @@
    +x
    \ No newline at end of file
    --- stderr
    plain: failed, 3 files not as expected
    combinations: passed, 1 rendering

    1 of 1 case did not pass
    ");
}

#[test]
#[cfg(unix)]
fn a_mode_and_a_link_are_part_of_a_case() {
    let sandbox = Sandbox::new();
    let files = [
        ("base/link", "script"),
        ANSWERS,
        ("tests/plain/expected/script", "#!/bin/sh\n"),
        ("tests/plain/expected/link", "script"),
    ];
    sandbox.template("own", &files);
    fs::remove_file(sandbox.path("own/base/link")).expect("a file");
    std::os::unix::fs::symlink("script", sandbox.path("own/base/link")).expect("a link");
    sandbox.script("own/base/script", "");
    sandbox.write("own/base/script", "#!/bin/sh\n");
    assert_snapshot!(sandbox.scaffold().line("template test ../own").run(), @"
    exit 1
    --- stdout
    diff link
    old mode 100644
    new mode 120000
    diff script
    old mode 100644
    new mode 100755
    --- stderr
    plain: failed, 2 files not as expected
    combinations: passed, 1 rendering

    1 of 1 case did not pass
    ");
    assert_snapshot!(sandbox.scaffold().line("template test ../own --accept").run(), @"
    exit 0
    --- stderr
    plain: accepted, 2 files changed
      changed link
      changed script
    ");
    assert_snapshot!(sandbox.scaffold().line("template test ../own").run(), @"
    exit 0
    --- stderr
    plain: passed
    combinations: passed, 1 rendering
    ");
}

#[test]
fn accepting_writes_what_is_rendered_now() {
    let sandbox = Sandbox::new();
    let files = [
        README,
        ANSWERS,
        ("tests/plain/expected/README.md", "# hello\n"),
        ("tests/plain/expected/docs/gone", "x\n"),
        ("tests/fresh/answers.toml", "name = 'fresh'\n"),
        ("tests/runs/answers.toml", "name = 'runs'\n"),
        ("tests/runs/commands.toml", "run = [['false']]\n"),
    ];
    sandbox.template("own", &files);
    assert_snapshot!(sandbox.scaffold().line("template test ../own --accept").run(), @"
    exit 0
    --- stderr
    fresh: accepted, 1 file changed
      added   README.md
    plain: accepted, 2 files changed
      changed README.md
      removed docs/gone
    runs: skipped, its commands did not run
    ");
    assert_snapshot!(sandbox.files_of("own"), @"
    base/README.md.tera
    template.toml
    tests/fresh/answers.toml
    tests/fresh/expected/README.md
    tests/plain/answers.toml
    tests/plain/expected/README.md
    tests/runs/answers.toml
    tests/runs/commands.toml
    ");
    assert_snapshot!(sandbox.scaffold().line("template test ../own --accept").run(), @"
    exit 0
    --- stderr
    fresh: as expected
    plain: as expected
    runs: skipped, its commands did not run
    ");
    assert_eq!(sandbox.files(), "", "no command has run");
}

#[test]
fn a_case_without_anything_to_compare_fails() {
    assert_snapshot!(test(&[README, ANSWERS], ""), @"
    exit 1
    --- stderr
    plain: failed
    it has neither `expected/` nor `commands.toml`

    hint: `scaffold template test --accept` writes `expected/`
    combinations: passed, 1 rendering

    1 of 1 case did not pass
    ");
}

#[test]
#[cfg(unix)]
fn commands_run_in_the_rendering_and_stop_at_the_first_failure() {
    let commands = "run = [['cat', 'README.md'], ['sh', '-c', 'echo one; echo two >&2; exit 3'], \
        ['touch', '../../ran']]\n";
    let sandbox = Sandbox::new();
    sandbox.template("own", &[README, ANSWERS, ("tests/plain/commands.toml", commands)]);
    assert_snapshot!(sandbox.scaffold().line("template test ../own --trust").run(), @"
    exit 1
    --- stderr
    plain: running `cat README.md`
    plain: running `sh -c 'echo one; echo two >&2; exit 3'`
    plain: failed
    `sh -c 'echo one; echo two >&2; exit 3'` failed: exit status: 3
    one
    two
    combinations: passed, 1 rendering

    1 of 1 case did not pass
    ");
    assert!(!sandbox.path("ran").exists());
    let good = "run = [['grep', 'hello', 'README.md'], ['touch', 'made']]\n";
    sandbox.template("own", &[README, ANSWERS, ("tests/plain/commands.toml", good)]);
    assert_snapshot!(sandbox.scaffold().line("template test ../own --trust").run(), @"
    exit 0
    --- stderr
    plain: running `grep hello README.md`
    plain: running `touch made`
    plain: passed
    combinations: passed, 1 rendering
    ");
    let absent = "run = [['no-such-program', 'x']]\n";
    sandbox.template("own", &[README, ANSWERS, ("tests/plain/commands.toml", absent)]);
    assert_snapshot!(sandbox.scaffold().line("template test ../own --trust").run(), @"
    exit 1
    --- stderr
    plain: running `no-such-program x`
    plain: failed
    `no-such-program x` failed: there is no `no-such-program` here
    combinations: passed, 1 rendering

    1 of 1 case did not pass
    ");
}

#[test]
fn the_tests_of_a_template_are_no_part_of_it() {
    let sandbox = Sandbox::new();
    sandbox.template("own", &[README, ANSWERS, ("base/tests/x", "kept")]);
    sandbox.write("own/tests/plain/expected/aux: no portable path?", b"\xff");
    assert_snapshot!(sandbox.scaffold().line("template check ../own").run(), @"
    exit 0
    --- stderr
    nothing is wrong with own: 1 question, 0 components, 2 files
    ");
    sandbox.scaffold().line("new hello --template ../own --no-git").silently();
    assert_snapshot!(sandbox.files(), @"
    hello/.scaffold/.gitattributes
    hello/.scaffold/answers.toml
    hello/.scaffold/rendering
    hello/README.md
    hello/tests/x
    ");
    assert_snapshot!(sandbox.scaffold().line("template test ../own").run(), @"
    exit 2
    --- stderr
    error: `plain/expected/aux: no portable path?` is no path in the project: it holds the character ':'
     --> ../own/tests/plain/expected/aux: no portable path?
    ");
}

#[test]
fn help_says_what_a_case_is() {
    assert_snapshot!(Sandbox::new().scaffold().line("template test --help").run(), @r#"
    exit 0
    --- stdout
    Render a template's cases and every pair of its answers

    A case is `tests/<case>/` of the template: `answers.toml`, as for `--answers`; then `expected/`,
    what must be rendered, or `commands.toml`, `run = [["uv", "sync"], …]`, which run in the rendering,
    or both. Exit code 1 says that a case did not pass or a combination of answers cannot be rendered, 2
    that the template or a case cannot be read.

    Usage: scaffold template test [OPTIONS] [DIR]

    Arguments:
      [DIR]
              Directory of the template

              [default: .]

    Options:
          --accept
              Write what is rendered now as what is expected, and do nothing else

              A case with `commands.toml` and without `expected/` stays as it is.

          --trust
              Run the commands of the cases without asking

          --json
              Print one JSON object instead of text

      -h, --help
              Print help (see a summary with '-h')
    "#);
}
