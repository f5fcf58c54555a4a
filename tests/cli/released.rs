//! Every released version of the embedded template, `tests/released/`: its projects, edited by a
//! team, follow the template of today.

use std::fs;
use std::path::Path;

use scaffold::record::{Last, RENDERING, RENDERING_1};
use scaffold::source;
use scaffold::template::Rendering;
use scaffold::tree::Tree;
use semver::Version;

use crate::support::{Project, text};

/// `VERSION/CASE` of every project that a release wrote.
fn releases() -> Vec<String> {
    let dirs = |path: &Path| -> Vec<String> {
        let entries =
            fs::read_dir(path).expect("a directory").map(|entry| entry.expect("an entry"));
        let dirs = entries.filter(|entry| entry.path().is_dir());
        dirs.map(|dir| dir.file_name().into_string().expect("UTF-8")).collect()
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/released");
    let mut all = Vec::new();
    for version in dirs(&root) {
        let cases = dirs(&root.join(&version)).into_iter();
        all.extend(cases.map(|case| format!("{version}/{case}")));
    }
    all.sort();
    assert!(all.len() >= 2, "{all:?}");
    all
}

/// A new project of today with the answers that the release was given.
fn fresh(release: &str) -> Project {
    let record = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/released").join(release);
    let record = fs::read_to_string(record.join("answers.toml")).expect("a record");
    let record: toml::Table = record.parse().expect("TOML");
    let mut answers = record["answers"].as_table().expect("a table").clone();
    let name = answers.remove("name").expect("a name");
    answers.insert("components".to_owned(), record["components"].clone());
    let dir = tempfile::tempdir().expect("a temporary directory");
    let file = dir.path().join("answers.toml");
    fs::write(&file, answers.to_string()).expect("a new file");
    let given = format!("--answers={}", file.display());
    Project::named(name.as_str().expect("a text"), &[&given])
}

/// The files of a project, but for git's own.
fn tree(project: &Project) -> Tree {
    let tree = source::directory(&project.path()).expect("a readable project").into_iter();
    let mut kept = Tree::default();
    for (path, file) in tree.filter(|(path, _)| !path.as_str().starts_with(".git/")) {
        kept.insert(path, file).expect("it was in a tree");
    }
    kept
}

/// What a team does to any of them.
fn edit(project: &Project) {
    let replace = |file: &str, old: &str, new: &str| {
        let text = project.read(file);
        assert_eq!(text.matches(old).count(), 1, "{old:?} in {file}");
        fs::write(project.path().join(file), text.replace(old, new)).expect("a file of ours");
    };
    replace("README.md", "# myservice\n", "# The service of our team\n");
    replace("Makefile", "\tuv run mypy\n", "\tuv run mypy --pretty\n");
    let fastapi = "  \"fastapi>=";
    let ours = format!("  \"boltons>=25,<26\", # for iterators\n{fastapi}");
    replace("pyproject.toml", fastapi, &ours);
    fs::remove_file(project.path().join("tests/test_errors.py")).expect("a file of the template");
    fs::write(project.path().join("src/myservice/ours.py"), "OURS = 1\n").expect("a new file");
}

#[track_caller]
fn ends_with(code: i32, project: &Project, arguments: &[&str]) {
    let output = project.scaffold(arguments);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{}", text(&output));
}

#[test]
fn projects_of_every_released_version_follow_with_the_edits_of_their_team() {
    for release in releases() {
        println!("{release}");
        let project = Project::released(&release);
        edit(&project);
        project.commit("edited");
        ends_with(0, &project, &["update", "--no-tasks"]);

        let expected = fresh(&release);
        edit(&expected);
        let (updated, expected) = (tree(&project), tree(&expected));
        let differ: Vec<String> = updated
            .iter()
            .filter(|(path, file)| expected.get(path.as_str()) != Some(file))
            .map(|(path, _)| path)
            .chain(
                expected
                    .iter()
                    .map(|(path, _)| path)
                    .filter(|path| updated.get(path.as_str()).is_none()),
            )
            .map(ToString::to_string)
            .collect();
        assert!(differ.is_empty(), "{release} is not as new at {differ:?}");

        ends_with(0, &project, &["check"]);
        ends_with(0, &project, &["update", "--no-tasks"]);
        assert!(tree(&project) == updated, "{release}: the second update changes something");
    }
}

/// What the template wrote last into a project.
fn rendering(project: &Project) -> Rendering {
    let paths = [RENDERING, RENDERING_1].map(|path| project.path().join(path));
    let bytes = paths.iter().find_map(|path| fs::read(path).ok()).expect("a record");
    Last::unpack(&bytes).expect("an archive of ours").rendering
}

#[test]
fn an_update_waits_where_the_template_writes_something_else_and_for_no_edit() {
    let mut waiting = 0;
    for release in releases() {
        let project = Project::released(&release);
        let waits = rendering(&project) != rendering(&fresh(&release));
        waiting += i32::from(waits);
        ends_with(waits.into(), &project, &["check"]);
    }
    assert!(waiting > 2, "older versions wrote other files");
    let project = fresh("0.1.0/minimal");
    edit(&project);
    ends_with(0, &project, &["check"]);
}

#[test]
fn what_was_released_under_a_version_is_not_changed_under_the_same() {
    let now = source::load(source::DEFAULT).expect("the embedded template").manifest.version;
    for release in releases() {
        let version: Version = release.split('/').next().expect("one").parse().expect("a version");
        assert!(version <= now, "{release} is newer than the template, which says {now}");
        if version == now {
            let same = rendering(&Project::released(&release)) == rendering(&fresh(&release));
            assert!(same, "{release} was another: raise `version` in the template's template.toml");
        }
    }
}
