//! The line merge against `git merge-file`, case by case. `MERGE_CASES` sets how many cases of
//! each kind there are, `MERGE_SEED` which; the figures are printed.

mod cases;

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use scaffold::merge::lines::{Merged, merge_lines};

use cases::Case;

const LABEL: &str = "template 1.0.0";

/// What git makes of a case, and whether it found no conflict.
fn git(case: &Case, dir: &Path) -> (Vec<u8>, bool) {
    for (name, text) in [("base", &case.base), ("yours", &case.yours), ("new", &case.new)] {
        fs::write(dir.join(name), text).expect("a temporary file");
    }
    let output = Command::new("git")
        .args(["merge-file", "-p", "-L", "yours", "-L", "base", "-L"])
        .arg(format!("scaffold: {LABEL}"))
        .args(["yours", "base", "new"])
        .current_dir(dir)
        .output()
        .expect("git starts");
    let code = output.status.code().expect("no signal");
    assert!(code < 128, "{}", String::from_utf8_lossy(&output.stderr));
    (output.stdout, code == 0)
}

/// How the results of many cases compare.
#[derive(Debug, Default)]
struct Figures {
    cases: usize,
    equal: usize,
    our_conflicts: usize,
    gits_conflicts: usize,
    clean_and_different: usize,
}

impl Figures {
    fn add(&mut self, case: &Case, dir: &Path) {
        let (gits, clean) = git(case, dir);
        let (ours, our_clean) = match merge_lines(&case.base, &case.yours, &case.new, LABEL) {
            Merged::Clean(text) => (text, true),
            Merged::Conflict(text) => (text, false),
        };
        self.cases += 1;
        self.equal += usize::from(ours == gits && our_clean == clean);
        self.our_conflicts += usize::from(!our_clean);
        self.gits_conflicts += usize::from(!clean);
        if our_clean && ours != gits {
            self.clean_and_different += 1;
            eprintln!("{case}ours:\n{}\n", String::from_utf8_lossy(&ours));
        }
    }

    /// Never a clean result that differs, and at most 2 % more conflicts.
    fn judge(&self, kind: &str) {
        println!("{kind}: {self:?}");
        assert_eq!(self.clean_and_different, 0, "{kind}: clean results that git does not have");
        assert!(
            self.our_conflicts * 100 <= self.gits_conflicts * 102,
            "{kind}: more than 2 % more conflicts than git"
        );
        assert!(self.gits_conflicts * 10 > self.cases, "{kind}: hardly any conflicts");
        assert!(self.gits_conflicts * 10 < self.cases * 9, "{kind}: hardly any clean merges");
    }
}

fn compare(kind: &str, draw: impl Fn(&mut fastrand::Rng) -> Case) {
    let number = |name: &str, default| {
        env::var(name).map_or(default, |text| text.parse().expect("a number"))
    };
    let (seed, cases) = (number("MERGE_SEED", 20_261_124), number("MERGE_CASES", 1000));
    println!("{kind}: seed {seed}, {cases} cases");
    let mut random = fastrand::Rng::with_seed(seed);
    let dir = tempfile::tempdir().expect("a temporary directory");
    let mut figures = Figures::default();
    for _ in 0..cases {
        figures.add(&draw(&mut random), dir.path());
    }
    figures.judge(kind);
}

/// Few different lines, so that every change can be placed in several ways.
#[test]
fn short_texts_of_repeated_lines() {
    compare("repeated lines", cases::repetitive);
}

/// Files of a generated service, edited in a few places.
#[test]
fn files_of_a_service() {
    let files = cases::service_files();
    compare("files of a service", |random| cases::edited(&files, random));
}
