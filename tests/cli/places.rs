//! Where a project is, what else is there, and which template it has.

use std::fs;

use crate::project::{Project, manifest};
use crate::run::Sandbox;

#[test]
fn the_projects_below_are_named() {
    let sandbox = Sandbox::new();
    for project in ["services/billing", "services/shop"] {
        let new = format!("new {project} --template ../small --defaults --no-git --no-tasks");
        sandbox.scaffold().line(&new).silently();
    }
    for line in ["update", "check", "diff"] {
        let run = sandbox.scaffold().line(line).run().to_string();
        assert!(run.starts_with("exit 2"), "{line}: {run}");
        assert!(run.contains("services/billing") && run.contains("services/shop"), "{line}: {run}");
    }
}

#[test]
fn own_files_in_a_directory_that_is_renamed_are_named_however_deep() {
    let question = "[[question]]\nid = 'package'\nprompt = 'Package'\ndefault = 'a'\n";
    let manifest = manifest("1.0.0", question);
    let files = [("template.toml", manifest.as_str()), ("base/src/{= package =}/m.py", "1\n")];
    let project = Project::new(&files);
    project.write("src/a/own.py", "own\n");
    project.write("src/a/sub/other.py", "own\n");
    project.commit();
    let run = project.run("update --set package=b").to_string();
    assert!(run.contains("own.py") && run.contains("sub/other.py"), "{run}");
}

#[test]
fn another_template_is_said() {
    let project = Project::new(&[("base/a", "a\n")]);
    project.sandbox.template("lint", &[("base/lint.toml", "\n")]);
    let lint = manifest("1.0.0", "").replacen("own", "lint", 1);
    project.sandbox.write("lint/template.toml", lint);
    let run = project.run("update --template ../../lint --dry-run").to_string();
    assert!(run.contains("own 1.0.0 → lint 1.0.0"), "{run}");
}

#[test]
#[cfg(unix)]
fn a_project_made_through_a_linked_directory_finds_its_template() {
    let sandbox = Sandbox::new();
    fs::create_dir_all(sandbox.work("deep/er")).expect("a new directory");
    std::os::unix::fs::symlink("deep/er", sandbox.work("short")).expect("a new link");
    let new = "new short/hello --template ../small --defaults --no-git --no-tasks";
    sandbox.scaffold().line(new).silently();
    for place in ["short/hello", "deep/er/hello"] {
        let run = sandbox.scaffold().at(place).line("check").run().to_string();
        assert!(run.starts_with("exit 0"), "{place}: {run}");
    }
}

/// What the link leads to is not in any message.
#[test]
#[cfg(unix)]
fn a_record_that_is_a_link_is_not_read() {
    for file in [".scaffold/answers.toml", ".scaffold/rendering"] {
        let project = Project::new(&[("base/a", "a\n")]);
        project.sandbox.write("private", "my private line\n");
        project.remove(file);
        let at = project.sandbox.work("hello").join(file);
        std::os::unix::fs::symlink(project.sandbox.path("private"), at).expect("a new link");
        for line in ["check", "diff", "update", "update --help", "adopt --dry-run"] {
            let run = project.run_idly(line).to_string();
            assert!(!run.contains("private line"), "{file}, {line}: {run}");
        }
    }
}
