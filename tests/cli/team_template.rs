//! The example of a team's template, used as a team would: from its repository, by versions.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use scaffold::tree::File;

use crate::repository::Repository;
use crate::support::succeed;

/// A repository with the example, tagged with its version.
fn published() -> Repository {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/team-template");
    let repository = Repository::new(&[]);
    for (path, file) in scaffold::source::directory(&example).expect("the example") {
        let File::Regular { bytes, .. } = file else { panic!("{path} is a link") };
        repository.sandbox.write(&format!("repo/{path}"), bytes);
    }
    repository.commit();
    repository.git("tag v1.0.0");
    repository
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a readable file")
}

#[test]
fn a_service_of_the_team_follows_its_template() {
    let repository = published();
    let Repository { sandbox } = &repository;
    let new = format!(
        "new invoices --template {} --defaults --no-tasks --quiet --tier critical --apis invoices,dunning",
        repository.url()
    );
    assert_snapshot!(sandbox.scaffold().line(&new).run(), @"exit 0");
    assert_snapshot!(sandbox.read("invoices/catalog-info.yaml"), @r#"
    apiVersion: backstage.io/v1alpha1
    kind: Component
    metadata:
      name: invoices
      description: "A Python + LLM service"
    spec:
      type: service
      lifecycle: production
      owner: platform
      providesApis:
        - invoices
        - dunning
    "#);
    assert_snapshot!(sandbox.read("invoices/catalog/dunning.yaml"), @"
    apiVersion: backstage.io/v1alpha1
    kind: API
    metadata:
      name: dunning
    spec:
      type: openapi
      lifecycle: production
      owner: platform
      definition:
        $text: https://invoices.example.com/openapi.json
    ");
    assert!(!sandbox.work("invoices/.devcontainer").exists());
    assert!(sandbox.work("invoices/deploy/base/scaledobject.yaml").exists());
    let said = |line: &str| sandbox.scaffold().at("invoices").line(line).run().to_string();
    assert_eq!(said("check").lines().next(), Some("exit 0"));

    // The team edits, and the template moves on.
    let agents = sandbox.read("invoices/AGENTS.md");
    sandbox.write("work/invoices/AGENTS.md", format!("{agents}- Amounts are in cents.\n"));
    succeed(sandbox.command_of("git").current_dir(sandbox.work("invoices")).args([
        "commit",
        "--quiet",
        "--all",
        "--message",
        "cents",
    ]));
    let manifest = read(&sandbox.path("repo/template.toml")).replace("1.0.0", "1.1.0");
    repository.write("template.toml", &manifest);
    let agents = read(&sandbox.path("repo/base/AGENTS.md.tera"));
    let agents = agents.replace("# For coding agents", "# For agents and people");
    repository.write("base/AGENTS.md.tera", &agents);
    repository.commit();
    repository.git("tag v1.1.0");
    assert_snapshot!(said("check"), @"
    exit 1
    --- stdout
    updated   AGENTS.md
    --- stderr
    an update waits: team-service 1.0.0 → 1.1.0; run `scaffold update`
    ");
    assert_snapshot!(said("update --no-tasks --apis invoices"), @"
    exit 0
    --- stdout
    merged    AGENTS.md
    updated   catalog-info.yaml
    removed   catalog/dunning.yaml
    --- stderr
    changed 3 files: team-service 1.0.0 → team-service 1.1.0
    ");
    assert_snapshot!(sandbox.read("invoices/AGENTS.md"), @"
    # For agents and people

    `make setup` once, `make check` before every commit; `make format` fixes style. `docs/architecture.md` says why
    things are as they are.

    Customers depend on this service at any hour: platform reviews every change, however small.

    - A change of data goes through `audit.record`, with who, what and on what.
    - No ignore comments: fix the cause, or argue in `pyproject.toml`.
    - `.scaffold/` belongs to `scaffold update`: leave it alone.
    - Amounts are in cents.
    ");
    assert_eq!(said("check").lines().next(), Some("exit 0"));
}

#[test]
fn nothing_is_wrong_with_it() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/team-template");
    let run = |command: &str| {
        let sandbox = crate::run::Sandbox::new();
        sandbox.scaffold().args(["template", command, example]).run().to_string()
    };
    assert_eq!(run("check").lines().next(), Some("exit 0"), "{}", run("check"));
    // Its commands are somebody's: the rest of its cases is for the proofs.
    assert!(run("test").contains("make lint types"), "{}", run("test"));
}
