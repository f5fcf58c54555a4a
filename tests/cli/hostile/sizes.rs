//! Files that are larger than any of their kind, and lists that are longer.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Stdio;

use insta::assert_snapshot;

use super::{refused, said};
use crate::project::Project;
use crate::run::{MANIFEST, Sandbox};
use crate::terminal::Terminal;

/// So many keys that nobody knows, one a line.
fn keys(number: usize) -> String {
    (0..number).fold(String::new(), |mut text, key| {
        let _ = writeln!(text, "key_that_nobody_knows_{key} = 1");
        text
    })
}

/// A file of a terabyte that takes no room.
fn sparse(path: &Path) {
    File::create(path).and_then(|file| file.set_len(1 << 40)).expect("a sparse file");
}

#[test]
fn twenty_of_many_problems_are_shown() {
    let project = Project::new(&[("base/a", "old\n")]);
    project.edit(".scaffold/answers.toml", "[answers]\n", &format!("[answers]\n{}", keys(20_000)));
    let shown = said(&project.sandbox, "update hello --allow-dirty");
    assert_eq!(shown.matches("error: ").count(), 20, "{shown}");
    assert!(shown.ends_with("\n\n… and 19980 more"), "{shown}");
    let sandbox = Sandbox::new();
    sandbox.write("many.toml", keys(20_000));
    let shown = said(&sandbox, "new hello --template ../small --answers ../many.toml");
    assert_eq!(shown.matches("error: ").count(), 20, "{shown}");
    assert!(shown.ends_with("\n\n… and 19980 more"), "{shown}");
}

#[test]
fn answers_that_have_no_end_are_not_read() {
    let sandbox = Sandbox::new();
    sandbox.write("large.toml", "#".repeat(5 << 20));
    sparse(&sandbox.path("sparse.toml"));
    for file in ["../large.toml", "../sparse.toml", "/dev/zero"] {
        let line = format!("new hello --template ../small --answers {file}");
        let wanted = format!("exit 2\nerror: `{file}` is larger than 4 MiB");
        assert_eq!(said(&sandbox, &line), wanted);
    }
    let mut new = sandbox.command();
    new.args(["new", "hello", "--template", "../small", "--answers", "-"]);
    let zero = File::open("/dev/zero").unwrap();
    let output = new.stdin(zero).output().unwrap();
    let wanted = "error: `standard input` is larger than 4 MiB\n";
    assert_eq!(String::from_utf8(output.stderr).unwrap(), wanted);
    assert_eq!(output.status.code(), Some(2));
}

/// What a shell gives for `<(…)`.
#[test]
fn answers_may_come_through_a_pipe() {
    let sandbox = Sandbox::new();
    let mut shell = sandbox.command_of("bash");
    let script = r#""$0" new hello --template ../small --no-git -q --answers <(echo 'port = 81')"#;
    let status = shell.args(["-c", script]).arg(sandbox.command().get_program()).status();
    assert!(status.unwrap().success());
    assert!(sandbox.record("hello").contains("port = 81"));
}

#[test]
fn a_pipe_that_nobody_writes_to_is_left_by_an_interrupt() {
    use nix::sys::signal::{Signal, kill};
    let sandbox = Sandbox::new();
    let mut new = sandbox.command();
    new.args(["new", "hello", "--template", "../small", "--answers", "-"]);
    let mut child = new.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let input = child.stdin.take();
    std::thread::sleep(std::time::Duration::from_secs(1));
    kill(nix::unistd::Pid::from_raw(child.id().cast_signed()), Signal::SIGINT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(input);
}

#[test]
fn answers_at_home_that_have_no_end_are_not_read() {
    let sandbox = Sandbox::new();
    let home = sandbox.path("home/.config/scaffold");
    fs::create_dir_all(&home).unwrap();
    for (target, wanted) in
        [("/dev/zero", "is neither a file nor a link"), ("large", "is larger than 4 MiB")]
    {
        sparse(&home.join("large"));
        let _ = fs::remove_file(home.join("answers.toml"));
        symlink(target, home.join("answers.toml")).unwrap();
        let terminal = Terminal::start(sandbox.command(), "new hello --template ../small");
        let (code, shown) = terminal.end();
        assert_eq!(code, 2, "{shown}");
        assert!(shown.contains(&format!("scaffold/answers.toml` {wanted}")), "{shown}");
    }
}

#[test]
fn a_manifest_that_is_larger_than_any_is_not_parsed() {
    let large = |text: &str| text.to_owned() + &keys(1_000_000);
    assert_snapshot!(refused(&[("template.toml", &large(MANIFEST))]), @"
    exit 2
    error: `../own/template.toml` is larger than 4 MiB
    ");
    assert_snapshot!(refused(&[("pins.toml", &large(""))]), @"
    exit 2
    error: `../own/pins.toml` is larger than 4 MiB
    ");
    assert_snapshot!(refused(&[("components/x/component.toml", &large("title = 'x'\n"))]), @"
    exit 2
    error: `../own/components/x/component.toml` is larger than 4 MiB
    ");
}

/// As many as fit.
#[test]
fn a_manifest_of_many_things_is_refused_in_time() {
    let keys = refused(&[("template.toml", &(MANIFEST.to_owned() + &keys(100_000)))]);
    assert!(keys.starts_with("exit 2\nerror: "), "{keys}");
    let questions = (0..10_000).fold(MANIFEST.to_owned(), |mut text, id| {
        let _ = write!(text, "[[question]]\nid = 'q{id}'\nprompt = 'q'\nwhen = 'q{}'\n", id + 1);
        text
    });
    let shown = refused(&[("template.toml", &questions)]);
    assert!(shown.starts_with("exit 2\nerror: "), "{shown}");
    let pins = (0..200_000).fold(String::new(), |mut text, pin| {
        let _ = writeln!(text, "[a.p{pin}]");
        text
    });
    let shown = refused(&[("pins.toml", &pins), ("base/x.tera", "{= pins.a.q =}\n")]);
    assert!(shown.starts_with("exit 2\nerror: "), "{shown}");
}

/// One line of four megabytes is shown in part.
#[test]
fn a_line_without_an_end_is_cut() {
    let shown =
        refused(&[("template.toml", &format!("{MANIFEST}x = '{}'\n", "x".repeat(4 << 19)))]);
    assert!(shown.len() < 10_000, "{}", shown.len());
}

#[test]
fn a_file_of_a_project_that_has_no_end_is_not_read() {
    let project = Project::new(&[("base/a", "old\n")]);
    sparse(&project.sandbox.work("hello/a"));
    for line in ["diff hello", "check hello", "update hello --allow-dirty"] {
        let shown = said(&project.sandbox, line);
        assert_eq!(shown, "exit 2\nerror: `hello/a` is larger than 64 MiB", "{line}");
    }
}

/// One member after the other, each of nothing.
#[test]
fn a_rendering_of_too_much_is_refused() {
    let project = Project::new(&[("base/a", "old\n")]);
    let path = project.sandbox.work("hello/.scaffold/rendering");
    let check = |wanted: &str| {
        for line in ["diff hello", "update hello --allow-dirty"] {
            let shown = said(&project.sandbox, line);
            let wanted = format!("exit 2\nerror: `hello/.scaffold/rendering` {wanted}");
            assert!(shown.starts_with(&wanted), "{shown}");
        }
    };
    sparse(&path);
    check("is larger than");
    // Zeros, which end an archive, as many as are read.
    File::create(&path).unwrap().set_len(512 << 20).unwrap();
    check("is no rendering");
    let mut header = tar_header("files/", 1 << 60, b'0');
    fs::write(&path, header).unwrap();
    check("is no rendering");
    // A name that says it is as long as a terabyte, and one that is as long as all of it.
    header = tar_header("././@LongLink", 1 << 40, b'L');
    fs::write(&path, [&header[..], &[b'a'; 1024]].concat()).unwrap();
    check("is no rendering");
    let mut file = File::create(&path).unwrap();
    file.write_all(&tar_header("././@LongLink", 300 << 20, b'L')).unwrap();
    file.set_len(400 << 20).unwrap();
    check("is no rendering");
    // As a hostile pax header says it.
    let pax = b"30 size=1152921504606846976\n";
    let mut bytes = tar_header("x", pax.len() as u64, b'x').to_vec();
    bytes.extend_from_slice(pax);
    bytes.resize(1024, 0);
    bytes.extend_from_slice(&tar_header("files/a", 0, b'0'));
    fs::write(&path, bytes).unwrap();
    check("is no rendering");
    let mut file = std::io::BufWriter::new(File::create(&path).unwrap());
    for number in 0..400_000 {
        file.write_all(&tar_header(&format!("files/{number}"), 0, b'0')).unwrap();
    }
    drop(file);
    check("is no rendering");
}

/// The header of a member, as anybody can write it.
fn tar_header(name: &str, size: u64, kind: u8) -> [u8; 512] {
    let mut header = tar::Header::new_gnu();
    header.as_gnu_mut().expect("it is one of GNU").name[..name.len()]
        .copy_from_slice(name.as_bytes());
    header.set_size(size);
    header.set_mode(0o644);
    header.set_entry_type(tar::EntryType::new(kind));
    header.set_cksum();
    *header.as_bytes()
}

/// The worst that lines can do to a merge and to a difference: a million, none in common order.
#[test]
fn files_of_many_lines_are_merged_or_left_in_time() {
    let lines = |step: usize| {
        let lines = (0..300_000_usize).map(|line| format!("{}\n", line * step % 65_537));
        lines.collect::<String>()
    };
    let project = Project::new(&[("base/a", &lines(3))]);
    project.write("a", lines(7919));
    project.commit();
    project.upgrade(&[("base/a", &lines(104_729))]);
    for line in ["diff hello", "update hello --dry-run"] {
        let shown = said(&project.sandbox, line);
        let ended = shown.starts_with("exit 0\n")
            || shown.starts_with("exit 1\n")
            || shown.contains("takes more than 20 seconds");
        assert!(ended, "{}", &shown[..200.min(shown.len())]);
    }
}
