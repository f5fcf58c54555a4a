//! Packages that others have published become templates: each gives its source back byte for byte,
//! and under a new name its own tests pass.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use scaffold::source;
use scaffold::tree::Tree;
use tempfile::TempDir;

use crate::support::{require, scaffold, succeed, text};

/// The name of two words that a package gets.
const NEW: &str = "acme-widgets";

/// A package that became a template, and its rendering under the new name.
struct Renamed {
    dir: TempDir,
}

impl Renamed {
    /// Makes a template of the directory `source` by its `name`, and compares what the template
    /// gives under that name.
    #[track_caller]
    fn new(source: &Path, name: &str) -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let report = scaffold(dir.path())
            .args(["template", "from", "--output", "made", "--json", "--replace"])
            .arg(format!("{name}=name"))
            .arg(source)
            .output()
            .expect("the program starts");
        assert!(matches!(report.status.code(), Some(0 | 1)), "{}", text(&report));
        let report: serde_json::Value = serde_json::from_slice(&report.stdout).expect("JSON");
        let same = rendered(dir.path(), "same", &["--set", &format!("name={name}")]);
        assert_eq!(same, without(read(source), &report["left_out"]), "{name}");
        rendered(dir.path(), NEW, &[]);
        let counts = ["replaced", "renamed", "left", "left_out"]
            .map(|key| format!("{} {key}", report[key].as_array().map_or(0, Vec::len)));
        println!("{name}: {}", counts.join(", "));
        Self { dir }
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join(NEW)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path());
        command
    }
}

/// What the template `made` gives, without its record.
#[track_caller]
fn rendered(dir: &Path, name: &str, more: &[&str]) -> Tree {
    succeed(
        scaffold(dir)
            .args(["new", name, "--template", "made", "--defaults", "--no-git", "--quiet"])
            .args(more),
    );
    fs::remove_dir_all(dir.join(name).join(".scaffold")).expect("a record");
    read(&dir.join(name))
}

fn read(dir: &Path) -> Tree {
    source::directory(dir).expect("files with portable names")
}

/// The files that the report does not name as left out.
fn without(tree: Tree, left_out: &serde_json::Value) -> Tree {
    let paths: Vec<&str> =
        left_out.as_array().expect("a list").iter().filter_map(|it| it["path"].as_str()).collect();
    let is_out = |path: &str| {
        paths.iter().any(|out| path == *out || out.ends_with('/') && path.starts_with(out))
    };
    let mut kept = Tree::default();
    for (path, file) in tree.into_iter().filter(|(path, _)| !is_out(path.as_str())) {
        kept.insert(path, file).expect("it was in a tree before");
    }
    kept
}

/// The source of a release from the index that the user's tools are set to.
#[track_caller]
fn sdist(dir: &Path, project: &str, version: &str) -> PathBuf {
    let wanted = format!("{project}=={version}");
    let only_source = ["--no-deps", "--no-binary", project, "--quiet"];
    let pip = ["tool", "run", "pip", "download", "--dest", "."];
    succeed(Command::new("uv").current_dir(dir).args(pip).args(only_source).arg(wanted));
    let entries =
        || fs::read_dir(dir).expect("a directory").map(|entry| entry.expect("an entry").path());
    let archive = entries().find(|path| path.extension().is_some_and(|it| it == "gz"));
    let archive = archive.expect("pip has downloaded it");
    succeed(Command::new("tar").current_dir(dir).arg("xf").arg(&archive));
    entries().find(|path| path.is_dir()).expect("an archive holds one directory")
}

/// The tests of a release pass once it has another name.
#[track_caller]
fn its_pytest_passes((project, version): (&str, &str), name: &str, tools: &[&str]) {
    require(&["uv", "tar", "git"], &[]);
    let dir = tempfile::tempdir().expect("a temporary directory");
    let renamed = Renamed::new(&sdist(dir.path(), project, version), name);
    succeed(renamed.command("uv").args(["venv", "--quiet", "--python", "3.13"]));
    succeed(renamed.command("uv").args(["pip", "install", "--quiet", ".", "pytest"]).args(tools));
    let said = succeed(renamed.command("uv").args(["run", "--no-project", "pytest", "--quiet"]));
    let passed = said.lines().rev().find(|line| line.contains(" passed")).unwrap_or_default();
    assert!(!passed.is_empty() && !passed.contains("failed"), "{said}");
    println!("{project} {version}: {passed}");
}

/// The tests of a crate pass once it has another name.
#[track_caller]
fn its_cargo_test_passes(name: &str, version: &str) {
    require(&["cargo", "git"], &[]);
    let dir = tempfile::tempdir().expect("a temporary directory");
    let manifest = format!(
        "[package]\nname = \"wants\"\nversion = \"0.0.0\"\n[lib]\npath = \"lib.rs\"\n[dependencies]\n{name} = \"={version}\"\n"
    );
    fs::write(dir.path().join("Cargo.toml"), manifest).expect("a new file");
    fs::write(dir.path().join("lib.rs"), "").expect("a new file");
    succeed(Command::new("cargo").current_dir(dir.path()).args(["vendor", "--quiet", "vendor"]));
    let source = dir.path().join("vendor").join(name);
    // It is cargo's own, and would forbid every change.
    fs::remove_file(source.join(".cargo-checksum.json")).expect("cargo has written it");
    let renamed = Renamed::new(&source, name);
    let target = dir.path().join("target");
    let test = ["test", "--offline", "--quiet"];
    let said = succeed(renamed.command("cargo").args(test).env("CARGO_TARGET_DIR", target));
    let results: Vec<&str> =
        said.lines().filter(|line| line.starts_with("test result: ok")).collect();
    assert!(results.iter().any(|line| !line.contains(" 0 passed")), "{said}");
    println!("{name} {version}: {}", results.join("; "));
}

#[test]
#[ignore = "needs uv and a package index"]
fn a_package_of_one_word_gets_two() {
    its_pytest_passes(("itsdangerous", "2.2.0"), "itsdangerous", &["freezegun"]);
}

#[test]
#[ignore = "needs uv and a package index"]
fn a_module_beside_its_tests_is_renamed() {
    its_pytest_passes(("inflection", "0.5.1"), "inflection", &[]);
}

#[test]
#[ignore = "needs uv and a package index"]
fn a_package_with_an_extension_module_is_renamed() {
    its_pytest_passes(("markupsafe", "3.0.2"), "markup-safe", &[]);
}

#[test]
#[ignore = "needs uv and a package index"]
fn a_package_of_two_words_is_renamed() {
    its_pytest_passes(("more-itertools", "10.7.0"), "more-itertools", &[]);
}

#[test]
#[ignore = "needs cargo and a package index"]
fn a_crate_of_one_word_gets_two() {
    its_cargo_test_passes("heck", "0.5.0");
}

#[test]
#[ignore = "needs cargo and a package index"]
fn a_crate_of_two_words_is_renamed() {
    its_cargo_test_passes("shell-words", "1.1.0");
}
