//! The embedded template: hostile text stays text in every file that carries it, and a service can be
//! renamed.

use std::fs;
use std::path::Path;

use scaffold::source;

use crate::run::Sandbox;

const HOSTILE: &str = "It's a \"test\": # {{ x }} {% if y %} {= z =} ${{ s }} `id` $HOME \\ \u{1f680}\n---\n- *next* <b>line</b>";

#[test]
fn a_hostile_description_arrives_verbatim() {
    let sandbox = Sandbox::new();
    let description = format!("description={HOSTILE}");
    let new = sandbox.scaffold().line("new hello --no-git --no-tasks --with devcontainer --set");
    new.args([description.as_str()]).silently();

    let mut carriers = Vec::new();
    find(&sandbox.work("hello"), "\u{1f680}", &mut carriers);
    carriers.sort();
    let carriers: Vec<_> = carriers
        .iter()
        .map(|path| path.strip_prefix(sandbox.work("hello")).expect("a file of the project"))
        .collect();
    // A file that is added here needs a parser below.
    let record = [Path::new(".scaffold/answers.toml"), Path::new(".scaffold/rendering")];
    assert_eq!(
        carriers,
        [&record[..], &[Path::new("README.md"), Path::new("pyproject.toml")]].concat()
    );

    let answers: toml::Table = sandbox.read("hello/.scaffold/answers.toml").parse().expect("TOML");
    assert_eq!(answers["answers"]["description"].as_str(), Some(HOSTILE));

    // Both take one line: a package's summary by its format, Markdown by how it reads.
    let one_line = HOSTILE.split_whitespace().collect::<Vec<_>>().join(" ");
    let pyproject: toml::Table = sandbox.read("hello/pyproject.toml").parse().expect("TOML");
    assert_eq!(pyproject["project"]["description"].as_str(), Some(one_line.as_str()));

    let readme = sandbox.read("hello/README.md");
    let line = readme.lines().find(|line| line.contains('\u{1f680}')).expect("the description");
    assert_eq!(unescaped(line), one_line);
    for mark in ["`id`", "*next*", "<b>"] {
        assert!(!line.contains(mark), "{mark} would mean something: {line}");
    }
}

#[test]
fn a_hostile_install_command_arrives_verbatim() {
    let sandbox = Sandbox::new();
    let hostile = "echo \"it's\": # ${HOME} `id` \\ {a,b} \u{1f680} <b> - %} =} \u{2028}}}";
    let install = format!("--scaffold-install={hostile}");
    sandbox.scaffold().line("new hello --no-git --no-tasks").args([install.as_str()]).silently();
    let workflow = sandbox.read("hello/.github/workflows/update.yml");
    let workflow: serde_json::Value = serde_saphyr::from_str(&workflow).expect("YAML");
    let steps = workflow["jobs"]["update"]["steps"].as_array().expect("steps");
    let runs: Vec<_> = steps.iter().filter_map(|step| step["run"].as_str()).collect();
    assert_eq!(runs[0], hostile);
}

#[test]
fn an_install_command_of_two_lines_or_for_github_to_expand_is_refused() {
    for refused in ["echo a\necho b", "echo a\recho b", "echo ${{ secrets.GITHUB_TOKEN }}"] {
        let sandbox = Sandbox::new();
        let install = format!("--scaffold-install={refused}");
        let run = sandbox.scaffold().line("new hello --no-git").args([install.as_str()]).run();
        let said = run.to_string();
        assert!(said.starts_with("exit 2\n") && said.contains("--scaffold-install"), "{said}");
        assert!(!sandbox.work("hello").exists(), "{refused:?}");
    }
}

/// Markdown as a reader sees it, where every mark is escaped.
fn unescaped(line: &str) -> String {
    let mut chars = line.chars();
    let mut text = String::new();
    while let Some(c) = chars.next() {
        text.push(if c == '\\' { chars.next().expect("an escaped character") } else { c });
    }
    text
}

fn find(dir: &Path, text: &str, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(dir).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            find(&path, text, found);
        } else if String::from_utf8_lossy(&fs::read(&path).expect("a file")).contains(text) {
            found.push(path);
        }
    }
}

#[test]
fn a_renamed_service_is_as_if_written_under_its_new_name() {
    let sandbox = Sandbox::new();
    for name in ["alpha", "beta-two"] {
        sandbox.scaffold().args(["new", name]).line("--defaults --no-git --no-tasks").silently();
    }
    let update = sandbox.scaffold().line("update alpha --name beta-two --no-tasks --json").run();
    assert!(update.to_string().starts_with("exit 0\n"), "{update}");
    let tree = |name: &str| source::directory(&sandbox.work(name)).expect("a project");
    assert_eq!(tree("alpha"), tree("beta-two"));
    assert!(
        sandbox.work("alpha/src/beta_two").is_dir() && !sandbox.work("alpha/src/alpha").exists()
    );
}
