//! The same five edits of a team through the same update, by this program and by copier: what
//! becomes of each. What copier does is written down as it was seen; a table is printed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use scaffold::source;
use scaffold::tree::File;
use tempfile::TempDir;

use crate::support::{require, scaffold, succeed, text};

/// Lines of a file, and those that take their place; nothing where the file is removed.
type Edit = Option<(&'static str, &'static str)>;

const LINES: &str = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";

/// The name of the one file whose path is made of an answer, in both languages.
const RENAMED: [&str; 2] = ["{= package =}.txt.tera", "{{ package }}.txt.jinja"];

/// What the template changes from its first version to its second; `RENAMED` stands for that file.
const TEMPLATE: [(&str, Edit); 5] = [
    ("apart.txt", Some(("1\n", "1 template\n"))),
    ("beside.txt", Some(("5\n", "5 template\n"))),
    ("deleted.txt", Some(("1\n", "1 template\n"))),
    ("dropped.txt", None),
    ("RENAMED", Some(("1\n", "1 template\n"))),
];

/// What a team does, the file it does it in, and what it changes there. The update makes
/// `before.txt` to `after.txt`.
const TEAM: [(&str, &str, Edit); 5] = [
    ("a line that the template leaves alone", "apart.txt", Some(("9\n", "9 team\n"))),
    ("a line of a file that is renamed", "before.txt", Some(("5\n", "5 team\n"))),
    ("a line of a file that the template drops", "dropped.txt", Some(("5\n", "5 team\n"))),
    ("a line beside one that the template changes", "beside.txt", Some(("4\n", "4\n4 team\n"))),
    ("a file removed that the template changes", "deleted.txt", None),
];

/// What an update made of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// In the result.
    Kept,
    /// In the result, and said to be in conflict.
    Reported,
    /// In the result between markers, which only git and a search for them tell of.
    Unsaid,
    /// Only the last commit has it.
    Lost,
}

/// A project in a repository of its own, and the template beside it.
struct Team {
    dir: TempDir,
    /// The index of this language in [`RENAMED`].
    language: usize,
}

impl Team {
    /// A template with these files beside those of [`TEMPLATE`], which are in its directory `base`.
    #[track_caller]
    fn new(language: usize, base: &str, files: &[(&str, &str)]) -> Self {
        let this = Self { dir: tempfile::tempdir().expect("a temporary directory"), language };
        let template = this.path("template");
        fs::create_dir_all(template.join(base)).expect("a new directory");
        for (file, text) in files {
            fs::write(template.join(file), text).expect("a new file");
        }
        for (file, _) in TEMPLATE {
            fs::write(this.of_template(base, file), LINES).expect("a new file");
        }
        commit(&template, "1.0.0");
        this
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn of_template(&self, base: &str, file: &str) -> PathBuf {
        let name = if file == "RENAMED" { RENAMED[self.language] } else { file };
        self.path("template").join(base).join(name)
    }

    /// The team's edits, and then the template's second version.
    #[track_caller]
    fn edit(&self, base: &str) {
        commit(&self.path("project"), "new");
        for (_, file, what) in TEAM {
            edit(&self.path("project").join(file), what);
        }
        commit(&self.path("project"), "edits");
        for (file, what) in TEMPLATE {
            edit(&self.of_template(base, file), what);
        }
        commit(&self.path("template"), "2.0.0");
    }

    /// What became of each edit, by what is on disk and what `output` says.
    #[track_caller]
    fn fates(&self, output: &Output) -> Vec<Fate> {
        let said = text(output);
        TEAM.iter().map(|(_, file, what)| self.fate(file, *what, &said)).collect()
    }

    #[track_caller]
    fn fate(&self, file: &str, what: Edit, said: &str) -> Fate {
        let file = if file == "before.txt" { "after.txt" } else { file };
        let project = source::directory(&self.path("project")).expect("a project can be read");
        let (kept, marked) = match (project.get(file), what) {
            (None, None) => (true, false),
            (Some(File::Regular { bytes, .. }), Some((_, lines))) => {
                let found = String::from_utf8_lossy(bytes);
                let mut own = lines.lines().filter(|line| line.ends_with("team"));
                (own.all(|line| found.contains(line)), found.contains("<<<<<<<"))
            }
            _ => (false, false),
        };
        let reported = said.lines().any(|line| line.contains("conflict") && line.contains(file));
        match (kept, reported, marked) {
            (true, true, _) => Fate::Reported,
            (true, false, true) => Fate::Unsaid,
            (true, false, false) => Fate::Kept,
            (false, _, _) => Fate::Lost,
        }
    }
}

#[track_caller]
fn edit(path: &Path, what: Edit) {
    let Some((old, new)) = what else {
        return fs::remove_file(path).expect("a file of ours");
    };
    let text = fs::read_to_string(path).expect("a file of ours");
    fs::write(path, text.replacen(old, new, 1)).expect("a file of ours");
}

/// git, with nothing of the user's own settings.
fn isolated(command: &mut Command, home: &Path) {
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "Test");
        command.env(format!("GIT_{who}_EMAIL"), "test@example.com");
    }
    command.env("HOME", home).env("GIT_CONFIG_NOSYSTEM", "1").env_remove("GIT_DIR");
}

#[track_caller]
fn commit(dir: &Path, tag: &str) {
    for step in [
        &["init", "--quiet", "--initial-branch=main"][..],
        &["add", "--all"],
        &["commit", "--quiet", "--message", tag],
        &["tag", tag],
    ] {
        let mut git = Command::new("git");
        isolated(git.args(step).current_dir(dir), dir);
        succeed(&mut git);
    }
}

#[track_caller]
fn by_scaffold() -> (Vec<Fate>, Output) {
    let manifest = r#"name = "own"
version = "1.0.0"
description = "A template of a proof"

[[question]]
id = "package"
prompt = "Package"
default = "before"
"#;
    let team = Team::new(0, "base", &[("template.toml", manifest)]);
    succeed(scaffold(team.dir.path()).args(["new", "project", "--template", "./template"]).args([
        "--defaults",
        "--no-git",
        "--quiet",
    ]));
    team.edit("base");
    let mut update = scaffold(&team.path("project"));
    let output = update.args(["update", "--package", "after"]).output().expect("it starts");
    (team.fates(&output), output)
}

#[track_caller]
fn by_copier() -> (Vec<Fate>, Output) {
    let files = [
        ("copier.yml", "package: {type: str, default: before}\n"),
        ("{{ _copier_conf.answers_file }}.jinja", "{{ _copier_answers|to_nice_yaml }}"),
    ];
    let team = Team::new(1, "", &files);
    let copier = |arguments: &[&str]| {
        let mut copier = Command::new("copier");
        isolated(copier.args(arguments).current_dir(team.dir.path()), team.dir.path());
        copier
    };
    let template = team.path("template");
    let template = template.to_str().expect("UTF-8");
    succeed(&mut copier(&["copy", "--defaults", "--quiet", template, "project"]));
    team.edit("");
    let mut update = copier(&["update", "--defaults", "--data", "package=after", "project"]);
    let output = update.output().expect("copier starts");
    (team.fates(&output), output)
}

#[test]
#[ignore = "needs copier, git"]
fn every_edit_survives_an_update_and_copier_loses_two_of_five() {
    use Fate::{Kept, Lost, Reported, Unsaid};
    require(&["copier", "git"], &[]);
    let (ours, output) = by_scaffold();
    let (theirs, their_output) = by_copier();
    let codes = [&output, &their_output].map(|it| it.status.code().expect("no signal"));
    println!("| edit | scaffold | {} |", succeed(Command::new("copier").arg("--version")).trim());
    println!("| --- | --- | --- |");
    for ((edit, _, _), (ours, theirs)) in TEAM.iter().zip(ours.iter().zip(&theirs)) {
        println!("| {edit} | {ours:?} | {theirs:?} |");
    }
    println!("| exit code | {} | {} |", codes[0], codes[1]);

    assert_eq!(ours, [Kept, Kept, Reported, Reported, Kept], "{}", text(&output));
    assert_eq!(theirs, [Kept, Lost, Lost, Unsaid, Kept], "{}", text(&their_output));
    assert_eq!(codes, [1, 0], "a conflict is left, and the user must act");
}
