//! No dead options: what was not chosen is named nowhere.

use super::{Rule, rule};
use crate::project::Project;

pub const RULES: &[Rule] = &[rule("absent choices are not named", absent)];

const STORES: [&str; 6] =
    ["database_url", "alembic", "pgvector", "postgres", "asyncpg", "sqlalchemy"];

fn absent(project: &Project) -> Vec<String> {
    let texts: Vec<(&str, String)> = project
        .texts(|path| path != "LICENSE")
        .map(|(path, text)| (path, format!("{path}\n{text}").to_lowercase()))
        .collect();
    let mut found = Vec::new();
    for word in words(project) {
        // The service's own test of the repository lists directories that pages may name.
        let lists = |path: &str| path == "tests/test_repository.py" && word.ends_with('/');
        let named = texts.iter().filter(|(path, text)| !lists(path) && text.contains(word));
        found.extend(named.map(|(path, _)| format!("{path} names {word}")));
    }
    found
}

/// What a rendering has no reason to name, in lower case.
fn words(project: &Project) -> Vec<&'static str> {
    let llm = project.answer("llm");
    let is = |id: &str, value: &str| project.answer(id) == value;
    let mut words = Vec::new();
    let mut unless = |named: bool, more: &[&'static str]| {
        if !named {
            words.extend_from_slice(more);
        }
    };
    unless(llm != "none", &["pydantic_ai", "pydantic-ai", "llm_", "fake_llm", "/v1/chat"]);
    unless(llm == "openai", &["openai_api", "openai.com", "openai_base"]);
    unless(llm == "anthropic", &["anthropic"]);
    unless(llm == "ollama", &["ollama"]);
    unless(!is("database", "none"), &STORES);
    unless(!is("cache", "none"), &["redis"]);
    unless(is("secrets", "sops"), &["sops", "age-keygen"]);
    unless(is("secrets", "external-secrets"), &["vault"]);
    let external = project.has("kubernetes-external-secrets");
    unless(external, &["external-secrets", "externalsecret", "secretstore", "stakater"]);
    unless(is("license", "MIT"), &["mit license", "\"mit\""]);
    unless(is("license", "Apache-2.0"), &["apache"]);
    unless(project.has("kubernetes"), &["kustomiz", "kubectl", "deploy/"]);
    unless(!is("iac", "none"), &["infra/", "infra-check", "aws_", "codeowners"]);
    unless(is("iac", "terraform"), &["terraform"]);
    unless(is("iac", "pulumi"), &["pulumi"]);
    unless(project.has("monitoring"), &["servicemonitor", "prometheusrule", "promtool"]);
    unless(project.has("latency-scaling"), &["prometheus-adapter"]);
    unless(project.has("keda"), &["keda", "scaledobject"]);
    unless(project.has("connection-pooler"), &["pgbouncer", "pooler"]);
    unless(project.has("replica-routing"), &["replica_url", "readyourwrites", "read replica"]);
    unless(project.has("blue-green"), &["argoproj", "argo-rollouts", "blue-green"]);
    unless(
        project.has("compose"),
        &["docker compose", "compose.yaml", "compose.test", "docker-compose"],
    );
    unless(project.has("docker") || project.has("devcontainer"), &["docker"]);
    unless(project.has("ci"), &[".github/", "github actions", "dependabot"]);
    unless(project.has("pre-commit"), &["pre-commit", "pre_commit"]);
    unless(project.has("devcontainer"), &["devcontainer"]);
    words
}
