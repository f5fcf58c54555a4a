//! Static analysis of what is rendered: no finding but those of `skips.toml`, each of which is
//! still made. Every check then has a fault planted for it, which it must find.
//!
//! The file is long because it is a list: one entry a tool.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::renderings::Renderings;
use crate::support::{require, text};

/// What a tool objects to, and where.
struct Finding {
    check: String,
    place: String,
}

/// A tool: what it finds in all renderings, and a fault with the checks that must see it.
struct Tool {
    name: &'static str,
    needs: &'static [&'static str],
    find: fn(&Renderings) -> Vec<Finding>,
    plant: fn(&Renderings),
    expect: &'static [&'static str],
}

impl Tool {
    #[track_caller]
    fn prove(&self) {
        require(self.needs, &[]);
        let built = self.needs.contains(&"kubectl");
        let renderings = if built { Renderings::with_manifests() } else { Renderings::new() };
        let skips = skips(self.name);
        let (skipped, findings): (Vec<_>, Vec<_>) = (self.find)(&renderings)
            .into_iter()
            .partition(|finding| skips.contains(&finding.check));
        let list: Vec<_> = findings.iter().map(|f| format!("{} {}", f.check, f.place)).collect();
        assert!(list.is_empty(), "{} finds:\n{}", self.name, list.join("\n"));

        let used: BTreeSet<_> = skipped.into_iter().map(|finding| finding.check).collect();
        assert_eq!(used, skips, "{}: `skips.toml` lists what is not found", self.name);

        (self.plant)(&renderings);
        let found: BTreeSet<_> = (self.find)(&renderings).into_iter().map(|f| f.check).collect();
        for check in self.expect {
            let seen = found.iter().any(|name| name.contains(check));
            assert!(seen, "{} does not see the planted {check}: {found:?}", self.name);
        }
    }
}

/// The checks that `skips.toml` lets a tool make; each says why.
fn skips(tool: &str) -> BTreeSet<String> {
    let list: toml::Table = include_str!("skips.toml").parse().expect("valid TOML");
    let skips = list["skip"].as_array().expect("an array");
    let named = |skip: &toml::Value, key: &str| skip[key].as_str().expect("a string").to_owned();
    assert!(skips.iter().all(|skip| named(skip, "reason").len() > 20), "a skip needs a reason");
    skips
        .iter()
        .filter(|skip| named(skip, "tool") == tool)
        .map(|skip| named(skip, "check"))
        .collect()
}

/// Runs a program among the renderings. It may find something, but must not fail.
#[track_caller]
fn run(renderings: &Renderings, program: &str, arguments: &[&str], files: &[String]) -> String {
    let mut command = Command::new(program);
    command.current_dir(renderings.path()).args(arguments).args(files);
    let output = command.output().unwrap_or_else(|error| panic!("{program}: {error}"));
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() || !stdout.trim().is_empty(), "{command:?}\n{}", text(&output));
    stdout
}

#[track_caller]
fn json(renderings: &Renderings, program: &str, arguments: &[&str], files: &[String]) -> Value {
    let stdout = run(renderings, program, arguments, files);
    serde_json::from_str(&stdout).unwrap_or_else(|error| panic!("{program}: {error}\n{stdout}"))
}

/// The elements of an array, or none.
fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn finding(check: &Value, place: &Value) -> Finding {
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Finding { check: plain(check), place: plain(place) }
}

/// One finding a line, for tools whose output is for people.
fn lines(output: &str) -> Vec<Finding> {
    let lines = output.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| Finding { check: line.to_owned(), place: String::new() }).collect()
}

/// A made-up token of a well-known form, put together here so that no scanner finds it in this
/// file.
fn token() -> String {
    format!("TOKEN = \"{}_{}\"\n", "ghp", "1rZ8kQv5XyT3mN7bW2cD9fG4hJ6lP0sA8uE5")
}

const WORKFLOWS: [&str; 6] = [
    ".github/workflows/ci.yml",
    ".github/workflows/delivery.yml",
    ".github/workflows/infrastructure.yml",
    ".github/workflows/rollback.yml",
    ".github/workflows/scan.yml",
    ".github/workflows/update.yml",
];
const ACTIONS: [&str; 3] = [
    ".github/actions/cluster/action.yml",
    ".github/actions/deploy/action.yml",
    ".github/actions/infrastructure/action.yml",
];

/// Every workflow of every rendering; there is one of each kind at least.
fn workflows(renderings: &Renderings) -> Vec<String> {
    let kinds = WORKFLOWS.map(|name| renderings.each(name));
    assert!(kinds.iter().all(|files| !files.is_empty()), "{kinds:?}");
    kinds.concat()
}

const HADOLINT: Tool = Tool {
    name: "hadolint",
    needs: &["hadolint"],
    find: |renderings| {
        let mut files = renderings.each("Dockerfile");
        files.extend(renderings.each(".devcontainer/Dockerfile"));
        let config = renderings.each(".hadolint.yaml").pop().map(|file| format!("--config={file}"));
        let arguments = ["--format=json", config.as_deref().unwrap_or("--no-color")];
        let found = json(renderings, "hadolint", &arguments, &files);
        items(&found).iter().map(|item| finding(&item["code"], &item["file"])).collect()
    },
    plant: |renderings| renderings.append("sources/full/Dockerfile", "\nRUN cd /tmp && sudo ls\n"),
    expect: &["DL3004"],
};

const ACTIONLINT: Tool = Tool {
    name: "actionlint",
    needs: &["actionlint", "shellcheck"],
    find: |renderings| {
        let arguments = ["-format={{json .}}", "-shellcheck=shellcheck"];
        let found = json(renderings, "actionlint", &arguments, &workflows(renderings));
        items(&found).iter().map(|item| finding(&item["message"], &item["filepath"])).collect()
    },
    plant: |renderings| {
        renderings.edit(
            "sources/full/.github/workflows/ci.yml",
            "make lint",
            "make lint && echo $X",
        );
        renderings.edit("sources/plain/.github/workflows/ci.yml", "needs: [lint", "needs: [flint");
    },
    expect: &["SC2086", "flint"],
};

const ZIZMOR: Tool = Tool {
    name: "zizmor",
    needs: &["zizmor"],
    find: |renderings| {
        let mut files = workflows(renderings);
        files.extend(ACTIONS.iter().flat_map(|name| renderings.each(name)));
        files.extend(renderings.each(".github/dependabot.yml"));
        let arguments = ["--quiet", "--offline", "--persona=auditor", "--format=json"];
        let found = json(renderings, "zizmor", &arguments, &files);
        let place = |item: &Value| item["locations"][0]["symbolic"]["key"].clone();
        items(&found).iter().map(|item| finding(&item["ident"], &place(item))).collect()
    },
    plant: |renderings| {
        let file = "sources/full/.github/workflows/ci.yml";
        renderings.edit(file, "persist-credentials: false", "persist-credentials: true");
        renderings.edit(file, "permissions: {}", "permissions: write-all");
        let file = "sources/full/.github/actions/deploy/action.yml";
        renderings.edit(
            file,
            "scripts/deploy.sh \"$ENVIRONMENT\"",
            "scripts/deploy.sh ${{ inputs.environment }}",
        );
        renderings.edit(
            "sources/full/.github/dependabot.yml",
            "default-days: 7",
            "default-days: 1",
        );
        let file = "sources/anthropic/.github/workflows/update.yml";
        renderings.edit(file, "    environment: update", "    # of no environment");
    },
    expect: &[
        "artipacked",
        "dependabot-cooldown",
        "excessive-permissions",
        "secrets-outside-env",
        "template-injection",
    ],
};

const CHECKOV: Tool = Tool {
    name: "checkov",
    needs: &["checkov", "kubectl"],
    find: |renderings| {
        let arguments = [
            "--directory=.",
            "--skip-download",
            "--quiet",
            "--compact",
            "--output=json",
            "--skip-path=/deploy/",
            "--framework",
            "dockerfile",
            "github_actions",
            "kubernetes",
            "secrets",
            "terraform",
        ];
        let found = json(renderings, "checkov", &arguments, &[]);
        let reports = items(&found);
        for framework in ["dockerfile", "github_actions", "kubernetes", "terraform"] {
            let report = reports.iter().find(|report| report["check_type"] == framework);
            let passed =
                report.map_or(0, |report| report["summary"]["passed"].as_u64().unwrap_or(0));
            assert!(passed > 70, "checkov hardly looked at {framework}: {passed} checks passed");
        }
        let failed = |report: &Value| items(&report["results"]["failed_checks"]).to_vec();
        let failed = reports.iter().flat_map(failed);
        failed.map(|item| finding(&item["check_id"], &item["file_path"])).collect()
    },
    plant: |renderings| {
        renderings.edit(
            "manifests/full-staging.yaml",
            "allowPrivilegeEscalation: false",
            "allowPrivilegeEscalation: true",
        );
        renderings.append("sources/full/Dockerfile", "\nUSER root\n");
        renderings.edit(
            "sources/full/.github/workflows/ci.yml",
            "permissions: {}",
            "permissions: write-all",
        );
        let module = "sources/full/infra/terraform/modules/service";
        renderings.edit(&format!("{module}/registry.tf"), "\"IMMUTABLE\"", "\"MUTABLE\"");
        let file = format!("{module}/instances.tf");
        let (encrypted, plain) = ("storage_encrypted     = true", "storage_encrypted     = false");
        renderings.edit(&file, encrypted, plain);
    },
    expect: &["CKV_K8S_20", "CKV_DOCKER_8", "CKV2_GHA_1", "CKV_AWS_51", "CKV_AWS_16"],
};

const TRIVY_CONFIG: Tool = Tool {
    name: "trivy-config",
    needs: &["trivy", "kubectl"],
    find: |renderings| {
        let arguments = [
            "config",
            "--quiet",
            "--skip-check-update",
            "--format=json",
            "--skip-dirs=**/deploy",
            ".",
        ];
        let found = json(renderings, "trivy", &arguments, &[]);
        let results = items(&found["Results"]);
        assert!(results.len() >= 12, "trivy looked at {} files", results.len());
        let all = results.iter().flat_map(|result| {
            items(&result["Misconfigurations"]).iter().map(move |item| (item, result))
        });
        all.map(|(item, result)| finding(&item["ID"], &result["Target"])).collect()
    },
    plant: |renderings| {
        renderings.edit(
            "manifests/full-staging.yaml",
            "readOnlyRootFilesystem: true",
            "readOnlyRootFilesystem: false",
        );
        renderings.append("sources/full/Dockerfile", "\nUSER root\n");
        let registry = "sources/full/infra/terraform/modules/service/registry.tf";
        renderings.edit(registry, "\"IMMUTABLE\"", "\"MUTABLE\"");
    },
    expect: &["KSV-0014", "DS-0002", "AWS-0031"],
};

const TRIVY_SECRET: Tool = Tool {
    name: "trivy-secret",
    needs: &["trivy"],
    find: |renderings| {
        let arguments = [
            "fs",
            "--quiet",
            "--scanners=secret",
            "--skip-db-update",
            "--offline-scan",
            "--skip-version-check",
            "--format=json",
            ".",
        ];
        let found = json(renderings, "trivy", &arguments, &[]);
        let all = items(&found["Results"]).iter();
        all.flat_map(|result| {
            items(&result["Secrets"]).iter().map(|item| finding(&item["RuleID"], &result["Target"]))
        })
        .collect()
    },
    plant: |renderings| renderings.append("sources/full/settings.txt", &token()),
    expect: &["github-pat"],
};

const GITLEAKS: Tool = Tool {
    name: "gitleaks",
    needs: &["gitleaks"],
    find: |renderings| {
        let arguments = [
            "dir",
            "--no-banner",
            "--log-level=error",
            "--report-format=json",
            "--report-path=-",
            ".",
        ];
        let found = json(renderings, "gitleaks", &arguments, &[]);
        items(&found).iter().map(|item| finding(&item["RuleID"], &item["File"])).collect()
    },
    plant: |renderings| renderings.append("sources/full/settings.txt", &token()),
    expect: &["github-pat"],
};

const DCLINT: Tool = Tool {
    name: "dclint",
    needs: &["dclint"],
    find: |renderings| {
        let mut files = renderings.each("compose.yaml");
        files.extend(renderings.each("compose.test.yaml"));
        files.extend(renderings.each(".devcontainer/compose.yaml"));
        let found = json(renderings, "dclint", &["--formatter=json"], &files);
        assert_eq!(items(&found).len(), files.len(), "dclint did not look at every file");
        let all = items(&found).iter();
        all.flat_map(|file| {
            items(&file["messages"]).iter().map(|item| finding(&item["rule"], &file["filePath"]))
        })
        .collect()
    },
    plant: |renderings| {
        let service = "services:\n  again:\n    image: redis:latest\n    ports: [\"9000:9000\"]\n";
        renderings.edit("sources/full/compose.yaml", "services:\n", service);
    },
    expect: &["service-image-require-explicit-tag", "no-unbound-port-interfaces"],
};

const YAMLLINT: Tool = Tool {
    name: "yamllint",
    needs: &["yamllint"],
    find: |renderings| {
        let config =
            concat!("--config-file=", env!("CARGO_MANIFEST_DIR"), "/tests/proofs/yamllint.yaml");
        lines(&run(
            renderings,
            "yamllint",
            &["--strict", "--format=parsable", config, "sources"],
            &[],
        ))
    },
    plant: |renderings| renderings.append("sources/full/.pre-commit-config.yaml", "repos: []\n"),
    expect: &["key-duplicates"],
};

const CHECK_JSONSCHEMA: Tool = Tool {
    name: "check-jsonschema",
    needs: &["check-jsonschema"],
    find: |renderings| {
        let kinds = [
            ("vendor.github-workflows", WORKFLOWS.to_vec()),
            ("vendor.github-actions", ACTIONS.to_vec()),
            ("vendor.dependabot", vec![".github/dependabot.yml"]),
            (
                "vendor.compose-spec",
                vec!["compose.yaml", "compose.test.yaml", ".devcontainer/compose.yaml"],
            ),
        ];
        let mut findings = Vec::new();
        for (schema, names) in kinds {
            let files: Vec<_> = names.into_iter().flat_map(|name| renderings.each(name)).collect();
            assert!(!files.is_empty(), "no file for {schema}");
            let found = json(
                renderings,
                "check-jsonschema",
                &["--builtin-schema", schema, "--output-format=json"],
                &files,
            );
            findings.extend(
                items(&found["errors"])
                    .iter()
                    .map(|item| finding(&item["path"], &item["filename"])),
            );
            findings.extend(
                items(&found["parse_errors"])
                    .iter()
                    .map(|item| finding(&item["message"], &item["filename"])),
            );
        }
        findings
    },
    plant: |renderings| {
        renderings.edit(
            "sources/full/.github/workflows/ci.yml",
            "timeout-minutes: 10",
            "timeout-minute: 10",
        );
        renderings.edit(
            "sources/full/.github/dependabot.yml",
            "interval: weekly",
            "interval: often",
        );
        renderings.append("sources/full/compose.yaml", "voluems: {}\n");
    },
    expect: &["$.jobs.lint", "schedule.interval", "$"],
};

const SHELLCHECK: Tool = Tool {
    name: "shellcheck",
    needs: &["shellcheck"],
    find: |renderings| {
        let scripts = renderings.files().into_iter();
        let scripts =
            scripts.filter(|file| fs::read(file).is_ok_and(|bytes| bytes.starts_with(b"#!")));
        let scripts: Vec<_> = scripts.map(|file| file.display().to_string()).collect();
        assert!(scripts.len() > 2, "no scripts");
        let found = json(renderings, "shellcheck", &["--format=json"], &scripts);
        items(&found).iter().map(|item| finding(&item["code"], &item["file"])).collect()
    },
    plant: |renderings| renderings.append("sources/full/scripts/deploy.sh", "echo $env\n"),
    expect: &["2086"],
};

macro_rules! proofs {
    ($($name:ident: $tool:ident needs $needs:literal;)*) => {
        $(#[test]
        #[ignore = $needs]
        fn $name() {
            $tool.prove();
        })*
    };
}

proofs! {
    dockerfiles_pass_hadolint: HADOLINT needs "needs hadolint";
    workflows_pass_actionlint: ACTIONLINT needs "needs actionlint and shellcheck";
    workflows_pass_zizmor: ZIZMOR needs "needs zizmor";
    everything_passes_checkov: CHECKOV needs "needs checkov and kubectl";
    configuration_passes_trivy: TRIVY_CONFIG needs "needs trivy and kubectl";
    trivy_sees_no_secret: TRIVY_SECRET needs "needs trivy";
    gitleaks_sees_no_secret: GITLEAKS needs "needs gitleaks";
    compose_files_pass_dclint: DCLINT needs "needs dclint";
    yaml_passes_yamllint: YAMLLINT needs "needs yamllint";
    configuration_has_its_schema: CHECK_JSONSCHEMA needs "needs check-jsonschema";
    scripts_pass_shellcheck: SHELLCHECK needs "needs shellcheck";
}

/// A finding is repaired or listed with its reason, never silenced where it stands.
#[test]
fn nothing_is_ignored_inline() {
    let marks = [
        "noqa",
        "type: ignore",
        "pyright: ignore",
        "checkov:skip",
        "hadolint ignore",
        "zizmor: ignore",
        "shellcheck disable",
        "yamllint disable",
        "trivy:ignore",
        "gitleaks:allow",
        "dclint disable",
        "nosec",
        "pragma: no cover",
        "nosemgrep",
    ];
    for file in Renderings::new().files() {
        let text = fs::read_to_string(&file).unwrap_or_default();
        for mark in marks {
            assert!(!text.contains(mark), "{}: {mark}", file.display());
        }
    }
}
