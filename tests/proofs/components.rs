//! Every component added to and removed from both examples: the project's own checks pass, and the
//! way back leads to the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use scaffold::source;

use crate::servers::{Postgres, Redis};
use crate::support::{Project, require, succeed, text};

/// A component, and the answers with which a project has it and has it not.
struct Toggle {
    component: &'static str,
    on: &'static [&'static str],
    off: &'static [&'static str],
}

const fn toggle(
    component: &'static str,
    on: &'static [&'static str],
    off: &'static [&'static str],
) -> Toggle {
    Toggle { component, on, off }
}

const INSTALL: &str =
    "--scaffold-install=cargo install --locked --git https://example.com/scaffold --tag v0.2.0";

const TOGGLES: [Toggle; 40] = [
    toggle("blue-green", &["--with=blue-green"], &["--without=blue-green"]),
    toggle("chat", &["--llm=openai"], &["--llm=none"]),
    toggle("ci", &["--with=ci"], &["--without=ci"]),
    toggle("compose", &["--with=compose"], &["--without=compose"]),
    toggle(
        "connection-pooler",
        &["--with=pgbouncer", "--database=postgres"],
        &["--without=pgbouncer"],
    ),
    toggle("delivery", &["--with=ci,docker"], &["--without=ci"]),
    toggle("devcontainer", &["--with=devcontainer"], &["--without=devcontainer"]),
    toggle("devcontainer-compose", &["--with=devcontainer,compose"], &["--without=compose"]),
    toggle("docker", &["--with=docker"], &["--without=docker,compose,kubernetes,monitoring"]),
    toggle(
        "external-secrets",
        &["--secrets=external-secrets", "--cache=redis"],
        &["--secrets=sops"],
    ),
    toggle(
        "infrastructure-workflow",
        &["--with=ci,kubernetes", "--iac=terraform"],
        &["--iac=none"],
    ),
    toggle("keda", &["--with=keda"], &["--without=keda"]),
    toggle("kubernetes", &["--with=kubernetes"], &["--without=kubernetes,monitoring"]),
    toggle(
        "kubernetes-external-secrets",
        &["--with=kubernetes", "--secrets=external-secrets", "--cache=redis"],
        &["--secrets=sops"],
    ),
    toggle("kubernetes-hpa", &["--with=kubernetes"], &["--with=keda"]),
    toggle(
        "kubernetes-postgres",
        &["--with=kubernetes", "--database=postgres"],
        &["--database=none"],
    ),
    toggle(
        "latency-scaling",
        &["--with=monitoring", "--autoscaling=latency"],
        &["--without=monitoring"],
    ),
    toggle("license-apache", &["--license=Apache-2.0"], &["--license=MIT"]),
    toggle("license-mit", &["--license=MIT"], &["--license=proprietary"]),
    toggle("local-embeddings", &["--database=postgres", "--llm=none"], &["--llm=openai"]),
    toggle("manual", &["--secrets=manual", "--cache=redis"], &["--secrets=sops"]),
    toggle("monitoring", &["--with=monitoring"], &["--without=monitoring"]),
    toggle("pgbouncer", &["--with=pgbouncer"], &["--without=pgbouncer"]),
    toggle("pre-commit", &["--with=pre-commit"], &["--without=pre-commit"]),
    toggle("promotion", &["--with=ci,kubernetes"], &["--without=ci"]),
    toggle("pulumi", &["--with=kubernetes", "--iac=pulumi"], &["--iac=none"]),
    toggle(
        "pulumi-cache",
        &["--with=kubernetes", "--iac=pulumi", "--cache=redis"],
        &["--iac=none"],
    ),
    toggle(
        "pulumi-database",
        &["--with=kubernetes", "--iac=pulumi", "--database=postgres"],
        &["--iac=none"],
    ),
    toggle(
        "pulumi-stores",
        &["--with=kubernetes", "--iac=pulumi", "--database=postgres", "--cache=redis"],
        &["--iac=none"],
    ),
    toggle(
        "read-replica",
        &["--with=read-replica", "--database=postgres"],
        &["--without=read-replica"],
    ),
    toggle("redis", &["--cache=redis"], &["--cache=none"]),
    toggle(
        "replica-routing",
        &["--with=read-replica", "--database=postgres"],
        &["--without=read-replica"],
    ),
    toggle("retrieval", &["--database=postgres"], &["--database=none"]),
    toggle("sops", &["--secrets=sops", "--cache=redis"], &["--secrets=manual"]),
    toggle("terraform", &["--with=kubernetes", "--iac=terraform"], &["--iac=none"]),
    toggle(
        "terraform-cache",
        &["--with=kubernetes", "--iac=terraform", "--cache=redis"],
        &["--cache=none"],
    ),
    toggle(
        "terraform-database",
        &["--with=kubernetes", "--iac=terraform", "--database=postgres"],
        &["--database=none"],
    ),
    toggle(
        "terraform-sizes",
        &["--with=kubernetes", "--iac=terraform", "--cache=redis"],
        &["--iac=none"],
    ),
    toggle("update-workflow", &["--with=ci", INSTALL], &["--scaffold-install="]),
    toggle("vendor-embeddings", &["--database=postgres", "--llm=openai"], &["--llm=none"]),
];

/// An example: how it is made and made again, and the answers furthest from its own.
struct Example {
    new: &'static [&'static str],
    back: &'static [&'static str],
    far: &'static [&'static str],
}

const FULL: Example = Example {
    new: &["--with=devcontainer"],
    back: &[
        "--with=ci,compose,devcontainer,docker,kubernetes,monitoring,pre-commit",
        "--without=blue-green,keda,pgbouncer,read-replica",
        "--autoscaling=cpu",
        "--iac=none",
        "--llm=openai",
        "--database=postgres",
        "--cache=redis",
        "--secrets=sops",
        "--license=MIT",
        "--scaffold-install=",
    ],
    far: &[
        "--without=ci,compose,devcontainer,docker,kubernetes,monitoring,pre-commit",
        "--llm=none",
        "--database=none",
        "--cache=none",
        "--license=proprietary",
    ],
};

const MINIMAL: Example = Example {
    new: &[
        "--llm=none",
        "--database=none",
        "--cache=none",
        "--without=ci,compose,kubernetes,monitoring,pre-commit",
    ],
    back: &[
        "--with=docker",
        "--without=blue-green,ci,compose,devcontainer,keda,kubernetes,monitoring,pgbouncer,pre-commit,read-replica",
        "--llm=none",
        "--database=none",
        "--cache=none",
        "--secrets=sops",
        "--license=MIT",
    ],
    far: &[
        "--with=blue-green,ci,compose,devcontainer,docker,keda,kubernetes,monitoring,pgbouncer,pre-commit,read-replica",
        "--llm=anthropic",
        "--database=postgres",
        "--cache=redis",
        "--license=Apache-2.0",
        "--iac=terraform",
        INSTALL,
    ],
};

/// What a template writes: paths, contents and executable bits, without the record and without
/// what tools leave behind.
type Files = BTreeMap<PathBuf, (Vec<u8>, bool)>;

fn files(root: &Path) -> Files {
    let made = [".scaffold", ".venv", "__pycache__", "uv.lock", ".coverage", "coverage.xml"];
    let mut files = Files::new();
    let mut dirs = vec![root.to_owned()];
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(dir).expect("a directory").map(|entry| entry.expect("an entry")) {
            let name = entry.file_name().to_string_lossy().into_owned();
            if made.contains(&&*name) || name.ends_with("_cache") {
                continue;
            }
            if entry.path().is_dir() {
                dirs.push(entry.path());
                continue;
            }
            let permissions = entry.metadata().expect("a file").permissions();
            let bytes = fs::read(entry.path()).expect("a file");
            let path = entry.path().strip_prefix(root).expect("below it").to_owned();
            files.insert(path, (bytes, permissions.mode() & 0o111 != 0));
        }
    }
    files
}

/// Updates the project; whether its files are others now.
#[track_caller]
fn update(project: &Project, arguments: &[&str]) -> bool {
    let before = files(&project.path());
    let output = project.scaffold(&[&["update", "--no-tasks"], arguments].concat());
    assert!(output.status.success(), "update {arguments:?}\n{}", text(&output));
    let checked = project.scaffold(&["check"]);
    assert!(checked.status.success(), "after update {arguments:?}\n{}", text(&checked));
    files(&project.path()) != before
}

/// What linter and type checker judge; their own settings change only together with it.
fn python(files: &Files) -> Vec<(PathBuf, Vec<u8>)> {
    let files = files.iter().filter(|(path, _)| path.extension().is_some_and(|end| end == "py"));
    files.map(|(path, (bytes, _))| (path.clone(), bytes.clone())).collect()
}

/// The checks that need no service; linter and type checker only for Python they have not seen.
#[track_caller]
fn passes_its_checks(project: &Project, what: &str, unseen: bool) {
    println!("{what}");
    succeed(project.command("uv").args(["lock", "--quiet"]));
    if unseen {
        succeed(project.command("make").args(["lint", "types"]));
    }
    let repository = ["run", "--locked", "pytest", "--quiet", "tests/test_repository.py"];
    succeed(project.command("uv").args(repository));
}

fn toggles_there_and_back(example: &Example) {
    require(&["uv", "make", "initdb", "redis-server", "redis-cli", "unshare"], &[]);
    let project = Project::new(example.new);
    let first = files(&project.path());
    assert!(!update(&project, example.back), "these are not the answers of the example");
    let mut checked = BTreeSet::from([python(&first)]);
    for Toggle { component, on, off } in &TOGGLES {
        let what = if update(&project, on) {
            format!("{component} added")
        } else {
            assert!(update(&project, off), "{component}: neither way changes anything");
            format!("{component} removed")
        };
        passes_its_checks(&project, &what, checked.insert(python(&files(&project.path()))));
        update(&project, example.back);
        let now = files(&project.path());
        let differ: Vec<_> = now
            .iter()
            .filter(|(path, file)| first.get(*path) != Some(file))
            .map(|(path, _)| path)
            .chain(first.keys().filter(|path| !now.contains_key(*path)))
            .collect();
        assert!(differ.is_empty(), "{what} and back again differs at {differ:?}");
    }

    update(&project, example.far);
    passes_its_checks(&project, "everything at once", true);
    let (postgres, redis) = (Postgres::start(), Redis::start());
    let mut test = project.command("make");
    test.arg("test").env("DATABASE_URL", postgres.url()).env("REDIS_URL", redis.url());
    let said = succeed(&mut test);
    let summary = said.lines().rev().find(|line| line.contains(" passed")).unwrap_or_default();
    assert!(!summary.is_empty() && !summary.contains("skipped"), "{said}");
}

#[test]
#[ignore = "needs uv, PostgreSQL and Redis"]
fn components_come_off_the_full_example_and_back() {
    toggles_there_and_back(&FULL);
}

#[test]
#[ignore = "needs uv, PostgreSQL and Redis"]
fn components_come_to_the_minimal_example_and_off_again() {
    toggles_there_and_back(&MINIMAL);
}

#[test]
fn every_component_is_toggled() {
    let template = source::load(source::DEFAULT).expect("the embedded template");
    let there: BTreeSet<&str> = template.components.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(there, TOGGLES.iter().map(|toggle| toggle.component).collect());
}
