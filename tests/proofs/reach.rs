//! `docs/security.md` says of each command what it reads, writes, runs and contacts. Here the system's
//! own account of every call is held against that table.

mod trace;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::support::{require, scaffold, succeed, text};
use trace::Seen;

/// A cell of the table: the words in it that mean something.
type Words = BTreeSet<String>;

/// What a command may do, by the heads of the table's columns.
type Row = BTreeMap<&'static str, Words>;

const COLUMNS: [&str; 4] = ["reads", "writes", "runs", "contacts"];

/// The table of the page, by command.
fn table() -> BTreeMap<String, Row> {
    let page = include_str!("../../docs/security.md");
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    let words = |cell: &str| -> Words {
        let plain = cell.split('(').next().unwrap_or_default();
        let words = plain.split(',').map(|word| word.trim().to_owned());
        words.filter(|word| word != "nothing").collect()
    };
    let mut table = BTreeMap::new();
    for cells in rows.map(cells).filter(|cells| cells.len() == 5) {
        let row = COLUMNS.into_iter().zip(cells[1..].iter().map(|cell| words(cell))).collect();
        let commands = cells[0].split('`').skip(1).step_by(2);
        table.extend(commands.map(|command| (command.to_owned(), Row::clone(&row))));
    }
    table
}

/// A home with a secret, a template, a project of it in a repository, and a repository beside.
struct World {
    dir: TempDir,
}

const TEMPLATE: [(&str, &str); 3] = [
    (
        "template.toml",
        r#"name = "own"
version = "1.0.0"
description = "A template of a proof"

[[question]]
id = "name"
prompt = "Name"

[[question]]
id = "colour"
prompt = "Colour"
default = "red"

[[task]]
run = ["touch", "made"]
"#,
    ),
    ("base/colour.txt.tera", "{= colour =}\n"),
    ("base/name.txt.tera", "{= name =}\n"),
];

impl World {
    fn new() -> Self {
        require(&["git", "strace"], &[]);
        let world = Self { dir: tempfile::tempdir().expect("a temporary directory") };
        for (file, text) in TEMPLATE {
            let path = world.at("template").join(file);
            fs::create_dir_all(path.parent().expect("a file has a parent")).expect("parents");
            fs::write(path, text).expect("a new file");
        }
        for dir in ["home/.ssh", "home/.config/scaffold", "tmp", "beside"] {
            fs::create_dir_all(world.at(dir)).expect("a new directory");
        }
        fs::write(world.at("home/.ssh/id"), "secret").expect("a new file");
        fs::write(world.at("home/.config/scaffold/answers.toml"), "").expect("a new file");
        fs::write(world.at("beside/shop.txt"), "shop").expect("a new file");
        let user = "[user]\nname = Team\nemail = team@example.com\n";
        fs::write(world.at("home/.gitconfig"), user).expect("a new file");
        let case = world.at("template/tests/default");
        fs::create_dir_all(&case).expect("a new directory");
        fs::write(case.join("answers.toml"), "name = \"shop\"\n").expect("a new file");
        let mut git = Command::new("git");
        succeed(git.args(["init", "-q"]).arg(world.at("beside")));
        let new = ["new", "project", "--defaults", "--trust", "--template", "./template"];
        succeed(world.command(&["scaffold"], "").args(new));
        world
    }

    fn at(&self, path: &str) -> PathBuf {
        self.dir.path().canonicalize().expect("a directory").join(path)
    }

    /// The program, or another that runs it, in the directory `within`.
    fn command(&self, before: &[&str], within: &str) -> Command {
        let plain = scaffold(&self.at(within));
        let mut command = match before {
            ["scaffold"] => Command::new(plain.get_program()),
            [program, arguments @ ..] => {
                let mut command = Command::new(program);
                command.args(arguments).arg(plain.get_program());
                command
            }
            [] => unreachable!("something runs"),
        };
        for (name, value) in plain.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let home = self.at("home");
        command.env("XDG_CACHE_HOME", home.join(".cache")).env("HOME", &home);
        command.env("XDG_CONFIG_HOME", home.join(".config")).env("TMPDIR", self.at("tmp"));
        command.env("XDG_STATE_HOME", home.join(".local/state"));
        command.env("GIT_CONFIG_GLOBAL", home.join(".gitconfig"));
        command.current_dir(self.at(within));
        command
    }

    /// What `arguments` do in the directory `within`, by the columns of the table.
    fn observe(&self, arguments: &[&str], within: &str) -> Row {
        let trace = self.at("trace");
        let calls = "trace=%file,socket,connect";
        let before =
            ["strace", "-f", "-y", "-qq", "-e", calls, "-o", trace.to_str().expect("UTF-8")];
        let output = self.command(&before, within).args(arguments).output().expect("strace starts");
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 1)), "{arguments:?}\n{}", text(&output));
        let trace = fs::read_to_string(trace).expect("a trace");
        let mut seen = Seen::from(self, self.at(within));
        trace.lines().for_each(|line| seen.take(line));
        seen.into_row()
    }

    /// What the page calls the place of `path`; nothing for the system's own and for scratch space.
    fn place(&self, path: &Path) -> Option<String> {
        let places = [
            ("template", "template"),
            ("project", "project"),
            ("target", "target"),
            ("beside", "repository"),
            ("home/.config/scaffold", "config"),
            ("home/.cache", "cache"),
            ("home/.local/state", "state"),
            ("home/.gitconfig", ""),
            ("home/.config/git", ""),
            ("tmp", ""),
            ("trace", ""),
        ];
        let inside = path.strip_prefix(self.at("")).ok()?;
        // Directories on the way are looked at, and the target is built beside itself.
        let name =
            inside.components().next().map(|it| it.as_os_str().to_string_lossy().into_owned());
        if inside == Path::new("") || inside == Path::new("home") {
            return None;
        }
        if name.is_some_and(|name| name.starts_with(".scaffold-")) {
            return Some("target".to_owned());
        }
        let place = places.into_iter().find(|(dir, _)| inside.starts_with(dir));
        let word = place.map_or_else(|| inside.display().to_string(), |(_, word)| word.to_owned());
        Some(word).filter(|word| !word.is_empty())
    }
}

/// Each command of the page: its words, and where it is run.
const RUNS: [(&str, &str, &str); 16] = [
    ("new", "new target --defaults --trust --template ./template", ""),
    ("update", "update --set colour=blue --trust", "project"),
    ("add", "update --set colour=green --trust --allow-dirty", "project"),
    (
        "adopt",
        "adopt --defaults --set name=beside --trust --allow-dirty --template ../template",
        "beside",
    ),
    ("check", "check", "project"),
    ("diff", "diff", "project"),
    ("list", "list", ""),
    ("show", "show ./template", ""),
    ("completions", "completions bash", ""),
    ("man", "man", ""),
    ("template new", "template new target/new", ""),
    ("template check", "template check template", ""),
    ("template test", "template test template", ""),
    ("template test --accept", "template test template --accept", ""),
    ("template schema", "template schema", ""),
    ("template from", "template from beside --replace shop=name --output target/from", ""),
];

#[test]
#[ignore = "needs strace"]
fn commands_do_what_the_security_page_says_and_no_more() {
    let (table, world) = (table(), World::new());
    let known: BTreeSet<&str> = RUNS.iter().map(|(command, ..)| *command).collect();
    assert_eq!(table.keys().map(String::as_str).collect::<BTreeSet<_>>(), known);
    let mut problems = Vec::new();
    for (command, words, within) in RUNS {
        let words: Vec<&str> = words.split(' ').collect();
        let row = world.observe(&words, within);
        for (column, done) in row {
            let beyond: Vec<_> = done.difference(&table[command][column]).collect();
            if !beyond.is_empty() {
                problems.push(format!("`{command}` {column} {beyond:?}"));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
