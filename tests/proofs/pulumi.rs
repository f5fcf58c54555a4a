//! The infrastructure in Pulumi: its own checks pass, in the repository's commands, with every part
//! and with none that stores data; and they notice what is planted.

use std::fs;
use std::process::{Command, Output};

use crate::support::{Project, require, succeed, text};

const HOME: &str = "infra/pulumi";

/// What the unit tests must notice: a file, what stands there, what is put in its place.
const FAULTS: [(&str, &str, &str); 8] = [
    ("tags.py", "{**own, **tags}", "{**own, **{k: v for k, v in tags.items() if k != 'owner'}}"),
    ("tags.py", "    if lacking:", "    if lacking and len(lacking) > 1:"),
    ("database.py", "publicly_accessible=False", "publicly_accessible=True"),
    ("database.py", "storage_encrypted=True", "storage_encrypted=False"),
    ("database.py", "deletion_protection=inputs.production", "deletion_protection=False"),
    ("cache.py", "transit_encryption_enabled=True", "transit_encryption_enabled=False"),
    (
        "stores.py",
        "referenced_security_group_id=inputs.cluster_security_group_id",
        "cidr_ipv4=\"0.0.0.0/0\"",
    ),
    ("cdn.py", "Managed-CachingDisabled", "Managed-CachingOptimized"),
];

/// A program to be run beside the infrastructure.
fn command(project: &Project, program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(project.path().join(HOME));
    command
}

/// The unit tests, whatever they end with.
fn tests(project: &Project) -> Output {
    let mut pytest = command(project, "uv");
    pytest.args(["run", "--locked", "pytest", "--quiet", "--exitfirst"]);
    pytest.output().expect("uv starts")
}

/// Linter, formatter, type checker and unit tests, as the repository's own command runs them.
#[track_caller]
fn checked(project: &Project) {
    succeed(command(project, "uv").args(["lock", "--quiet"]));
    succeed(command(project, "uv").args(["sync", "--locked", "--quiet"]));
    let said = succeed(project.command("make").arg("infra-check"));
    let summary = said.lines().find(|line| line.contains(" passed")).unwrap_or_default();
    assert!(!summary.is_empty() && !summary.contains("skipped"), "{said}");
}

/// `new` in the place of `old` while `during` runs.
#[track_caller]
fn planted(project: &Project, (file, old, new): (&str, &str, &str), during: impl FnOnce()) {
    let path = project.path().join(HOME).join(file);
    let before = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
    assert!(before.contains(old), "{file} has no {old:?}");
    fs::write(&path, before.replacen(old, new, 1)).expect("a file that can be written");
    during();
    fs::write(&path, before).expect("a file that can be written");
}

#[test]
#[ignore = "needs uv"]
fn the_infrastructure_in_pulumi_passes_its_checks() {
    require(&["uv", "make"], &[]);
    let project = Project::new(&["--iac=pulumi"]);
    checked(&project);

    // What is the service's own looks past it: it passes without the libraries of Pulumi.
    succeed(project.command("uv").args(["lock", "--quiet"]));
    succeed(project.command("make").arg("lint"));
    let unit = ["run", "--locked", "pytest", "--quiet", "tests/test_repository.py"];
    succeed(project.command("uv").args(unit));

    let without = ["update", "--no-tasks", "--database=none", "--cache=none"];
    let updated = project.scaffold(&without);
    assert!(updated.status.success(), "{}", text(&updated));
    checked(&project);
}

#[test]
#[ignore = "needs uv"]
fn unit_tests_of_the_infrastructure_notice_what_is_planted() {
    require(&["uv"], &[]);
    let project = Project::new(&["--iac=pulumi"]);
    succeed(command(&project, "uv").args(["lock", "--quiet"]));
    let output = tests(&project);
    assert!(output.status.success(), "{}", text(&output));
    for fault in FAULTS {
        planted(&project, fault, || {
            let output = tests(&project);
            let said = text(&output);
            assert!(
                output.status.code() == Some(1) && said.contains(" failed"),
                "{fault:?}\n{said}"
            );
        });
    }

    let unowned = ("Pulumi.staging.yaml", "config:\n", "config:\n  myservice:owner: \"\"\n");
    planted(&project, unowned, || {
        let run = "from tests.stacks import make; make('staging')";
        let output = command(&project, "uv").args(["run", "python", "-c", run]).output();
        let said = text(&output.expect("uv starts"));
        let wanted = "RunError: mandatory tags are missing or empty: owner";
        assert!(said.trim_end().ends_with(wanted), "{said}");
    });
}
