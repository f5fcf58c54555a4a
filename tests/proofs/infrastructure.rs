//! The generated infrastructure as far as it goes without a provider: its format, the tests of its modules, the
//! checks of its variables. `plan` and `validate` need a download, and are not proven.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::{Project, require, succeed, text};

const ROOT: &str = "infra/terraform";

/// Every combination of what stores data.
const STORES: [&[&str]; 4] = [
    &[],
    &["--database=none"],
    &["--cache=none"],
    &["--database=none", "--cache=none", "--llm=none"],
];

fn project(more: &[&str]) -> Project {
    require(&["terraform", "make"], &[]);
    Project::new(&[&["--iac=terraform"], more].concat())
}

/// `terraform` with nothing of the user's own configuration.
fn terraform(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new("terraform");
    command.current_dir(dir).args(arguments).env("CHECKPOINT_DISABLE", "1");
    command.output().expect("terraform starts")
}

fn checks(project: &Project) -> Output {
    project
        .command("make")
        .arg("infra-check")
        .env("TF_CLI_ARGS_test", "-no-color")
        .output()
        .expect("make starts")
}

/// Puts `new` in the place of `old`.
#[track_caller]
fn edit(project: &Project, file: &str, old: &str, new: &str) {
    let before = project.read(file);
    assert!(before.contains(old), "{file} has no {old:?}");
    fs::write(project.path().join(file), before.replacen(old, new, 1)).expect("a file of ours");
}

#[test]
#[ignore = "needs terraform and make"]
fn infrastructure_passes_its_own_checks() {
    for more in STORES {
        let project = project(more);
        let output = checks(&project);
        assert!(output.status.success(), "{more:?}\n{}", text(&output));
        let modules = fs::read_dir(project.path().join(ROOT).join("modules")).expect("modules");
        let tested =
            modules.filter(|it| it.as_ref().is_ok_and(|it| it.path().join("tests").is_dir()));
        assert_eq!(text(&output).matches("Success!").count(), tested.count(), "{}", text(&output));
    }
}

#[test]
#[ignore = "needs terraform and make"]
fn infrastructure_checks_find_what_is_wrong() {
    let tags = format!("{ROOT}/modules/tags/variables.tf");
    let sizes = format!("{ROOT}/modules/sizes");
    let faults = [
        (tags.clone(), "\"owner\", ", "", "refuses_no_owner"),
        (tags, "trimspace(var.tags[key])", "var.tags[key]", "refuses_an_empty_cost_center"),
        (
            format!("{sizes}/variables.tf"),
            "medium = 400",
            "medium = 4000",
            "refuses_more_connections",
        ),
        (format!("{sizes}/outputs.tf"), "= var.production\n", "= false\n", "production_survives"),
        (format!("{ROOT}/staging/main.tf"), "  source = ", "  source  = ", "staging/main.tf"),
    ];
    for (file, old, new, seen) in faults {
        let project = project(&[]);
        edit(&project, &file, old, new);
        let output = checks(&project);
        assert!(!output.status.success(), "{file}: {old:?} is not missed");
        assert!(text(&output).contains(seen), "{file}: not for {seen}\n{}", text(&output));
    }
}

/// The variables of the module that needs a provider, alone in a directory.
fn variables(project: &Project, dir: &Path) -> PathBuf {
    let alone = dir.join("variables");
    fs::create_dir(&alone).expect("a new directory");
    let source = project.path().join(ROOT).join("modules/service/variables.tf");
    fs::copy(source, alone.join("variables.tf")).expect("a new file");
    succeed(Command::new("terraform").current_dir(&alone).args(["init", "-input=false"]));
    alone
}

/// The arguments of `module "service"` in a root, as values of a plan.
const GOOD: [(&str, &str); 9] = [
    ("cluster_name", "production"),
    ("domain", "myservice.example.com"),
    ("certificate_arn", "arn:aws:acm:us-east-1:123456789012:certificate/1b2c"),
    ("vpc_id", "vpc-0a1b"),
    ("private_subnet_ids", "[\"subnet-0a1b\", \"subnet-0c2d\"]"),
    ("cluster_security_group_id", "sg-0a1b"),
    ("size", "medium"),
    ("max_connections", "400"),
    ("password_version", "1"),
];
const TAGS: &str =
    "tags={environment=\"staging\",project=\"myservice\",owner=\"acme\",cost-center=\"research\"}";

/// What no variable takes, each beside the values it takes.
const BAD: [(&str, &str); 14] = [
    ("cluster_name", ""),
    ("domain", ""),
    ("domain", "https://myservice.example.com"),
    ("certificate_arn", ""),
    ("certificate_arn", "arn:aws:acm:eu-central-1:123456789012:certificate/1b2c"),
    ("vpc_id", ""),
    ("private_subnet_ids", "[]"),
    ("private_subnet_ids", "[\"subnet-0a1b\"]"),
    ("private_subnet_ids", "[\"subnet-0a1b\", \"\"]"),
    ("cluster_security_group_id", ""),
    ("size", "huge"),
    ("max_connections", "10"),
    ("password_version", "0"),
    ("password_version", "1.5"),
];

fn plan(dir: &Path, changed: Option<(&str, &str)>) -> Output {
    let mut values = vec![TAGS.to_owned()];
    for (name, value) in GOOD {
        let value = changed.filter(|(other, _)| *other == name).map_or(value, |(_, value)| value);
        values.push(format!("{name}={value}"));
    }
    let flags: Vec<String> = values.into_iter().map(|value| format!("-var={value}")).collect();
    let mut arguments = vec!["plan", "-input=false", "-no-color"];
    arguments.extend(flags.iter().map(String::as_str));
    terraform(dir, &arguments)
}

#[test]
#[ignore = "needs terraform"]
fn what_an_account_lacks_is_refused_by_name() {
    let project = project(&[]);
    let dir = tempfile::tempdir().expect("a temporary directory");
    let alone = variables(&project, dir.path());
    let output = plan(&alone, None);
    assert!(output.status.success(), "{}", text(&output));
    for (name, value) in BAD {
        let output = plan(&alone, Some((name, value)));
        let refused = text(&output);
        assert!(!output.status.success(), "{name} may be {value:?}");
        assert!(refused.contains("Invalid value for variable"), "{name}\n{refused}");
        assert!(refused.contains(&format!("var.{name}")), "{name}\n{refused}");
    }
}

/// A root without its provider: what it would hand to the module is complete but for what is empty.
#[test]
#[ignore = "needs terraform"]
fn a_new_root_lacks_nothing_but_the_facts_of_an_account() {
    let project = project(&[]);
    for environment in ["staging", "production"] {
        let main = project.read(&format!("{ROOT}/{environment}/main.tf"));
        let call = main.split("module \"service\"").nth(1).expect("a call");
        for (name, _) in GOOD.iter().filter(|(name, _)| *name != "password_version") {
            assert!(call.contains(&format!("{name} ")), "{environment} does not say {name}");
        }
        let empty: Vec<&str> = main
            .lines()
            .filter(|line| line.contains("= \"\"") || line.contains("= []"))
            .filter_map(|line| line.split_whitespace().next())
            .collect();
        let account = [
            "cost-center",
            "cluster_name",
            "certificate_arn",
            "vpc_id",
            "private_subnet_ids",
            "cluster_security_group_id",
        ];
        assert_eq!(empty, account, "{environment}");
        for name in account.into_iter().filter(|name| *name != "cost-center") {
            assert!(BAD.iter().any(|(bad, value)| *bad == name && ["", "[]"].contains(value)));
        }
    }
}
