//! The alerts by Prometheus' own tool.

use std::fs;
use std::process::{Command, Output};

use super::server::{object, objects};
use crate::renderings::{ENVIRONMENTS, manifests};
use crate::support::{Project, require, succeed, text};

const RULES: &str = "deploy/base/prometheusrule.yaml";

fn make(project: &Project) -> Output {
    let mut command = project.command("make");
    command.args(["alerts", "PROMTOOL=promtool"]).output().expect("make starts")
}

#[test]
#[ignore = "needs promtool and kubectl"]
fn alerts_fire_when_they_should_and_rules_are_good() {
    require(&["promtool", "make", "kubectl"], &[]);
    for arguments in [&[][..], &["--llm=none", "--cache=none"], &["--with=keda,blue-green"]] {
        let project = Project::new(arguments);
        let output = make(&project);
        assert!(output.status.success(), "{arguments:?}\n{}", text(&output));
        assert!(text(&output).contains("SUCCESS"), "{}", text(&output));
        let left = project.path().join("deploy/monitoring/rules.yaml").exists();
        assert!(!left, "what is made for the tests stays");
        for environment in ENVIRONMENTS {
            let overlay = format!("deploy/overlays/{environment}");
            let built = objects(&manifests(&project.path(), &overlay));
            let rules = project.path().join(format!("{environment}.json"));
            let spec = &object(&built, "PrometheusRule", "")["spec"];
            fs::write(&rules, spec.to_string()).expect("a new file");
            succeed(Command::new("promtool").args(["check", "rules"]).arg(&rules));
        }
    }
}

#[test]
#[ignore = "needs promtool"]
fn a_wrong_rule_fails_the_tests_of_the_alerts() {
    require(&["promtool", "make"], &[]);
    let project = Project::new(&[]);
    let good = project.read(RULES);
    for (old, new) in [
        ("} > 0.05", "} > 0.5"),
        ("} > 10", "} > 60"),
        ("status=~\"5..\"", "status=~\"4..\""),
        ("absent(service:scraped_pods:count", "absent(service:scraped_pods:sum"),
        ("outcome=\"unavailable\"", "outcome=\"failed\""),
        ("result=\"error\"", "result=\"failed\""),
        ("for: 2m", "for: 30m"),
        ("#highlatency", "#latency"),
        // An environment that shares the Prometheus wakes up somebody here.
        ("p95_rate2m{namespace=\"set-by-overlay\", ", "p95_rate2m{"),
        // Without traffic there is no number any more.
        (
            "or 0 * service:scraped_pods:count\n            )\n        - alert",
            "and up\n            )\n        - alert",
        ),
        ("expr: absent(", "expr: absent(("),
    ] {
        assert!(good.contains(old), "{RULES} has no {old:?}");
        fs::write(project.path().join(RULES), good.replacen(old, new, 1)).expect("a file of ours");
        let output = make(&project);
        assert!(!output.status.success(), "{old:?} → {new:?} passes\n{}", text(&output));
    }
}
