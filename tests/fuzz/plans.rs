//! The journal of an update that was killed, as anybody could have written it: no run panics over
//! it, takes for ever, or touches what is outside of the project.

use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs};

use crate::fuzz;
use crate::mutate::Mutator;
use crate::templates::MANIFEST;

fn scaffold(home: &Path, arguments: &[&str]) -> Option<i32> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scaffold"));
    for (name, _) in env::vars().filter(|(name, _)| name.starts_with("GIT_")) {
        command.env_remove(name);
    }
    command.args(arguments).current_dir(home).env("HOME", home).env("XDG_CONFIG_HOME", home);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().expect("the program starts").code()
}

#[test]
fn plans() {
    let home = tempfile::tempdir().expect("a temporary directory");
    let home = home.path();
    fs::create_dir_all(home.join("t/base")).expect("a new directory");
    fs::write(home.join("t/template.toml"), "name = 't'\nversion = '1.0.0'\ndescription = 't'\n")
        .expect("a new file");
    fs::write(home.join("t/base/a"), "1\n").expect("a new file");
    fs::write(home.join("outside"), MANIFEST).expect("a new file");
    assert_eq!(scaffold(home, &["new", "p", "--template", "t", "--no-git", "-q"]), Some(0));
    let journal = home.join("p/.scaffold/journal");
    let seed = b"remove a\nmkdir d\nwrite 1700000000000000000 2 a\nrmdir 755 x\n";
    let words =
        "remove |mkdir |write |rmdir |\n| |../outside|/|a|.git/config|18446744073709551616|755|0";
    fuzz("plans", 12, &Mutator::new(&[seed], words), |input| {
        fs::create_dir_all(journal.join("old")).expect("a directory");
        fs::create_dir_all(journal.join("new")).expect("a directory");
        fs::write(journal.join("old/0"), "old\n").expect("a file");
        fs::write(journal.join("plan"), input).expect("a file");
        for line in [&["check", "p"][..], &["update", "p"], &["diff", "p"]] {
            let code = scaffold(home, line);
            assert!(matches!(code, Some(0..=2)), "{line:?}: {code:?}");
        }
        assert_eq!(fs::read_to_string(home.join("outside")).expect("it is there"), MANIFEST);
        let mut there: Vec<_> = fs::read_dir(home)
            .expect("a directory")
            .map(|it| it.expect("an entry").file_name())
            .collect();
        there.sort();
        assert_eq!(there, ["outside", "p", "t"]);
        fs::remove_dir_all(&journal)
            .or_else(|_| if journal.exists() { Err("it stays") } else { Ok(()) })
            .expect("it goes");
    });
}
