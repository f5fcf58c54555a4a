//! Every file is one that a parser accepts.

use ruff_python_ast::PythonVersion;
use ruff_python_parser::{Mode, ParseOptions};

use super::{Rule, rule};
use crate::dockerfile;
use crate::memo::Memo;
use crate::project::Project;

pub const RULES: &[Rule] = &[rule("every file parses", parses)];

fn parses(project: &Project) -> Vec<String> {
    static MEMO: Memo<Result<(), String>> = Memo::new();
    let minor = project.python_minor();
    let faults = project.texts(|_| true).filter_map(|(path, text)| {
        MEMO.get(
            &format!(
                "{minor} {path}
{text}"
            ),
            || parse(path, text, minor),
        )
        .err()
        .map(|fault| format!("{path}: {fault}"))
    });
    faults.collect()
}

fn parse(path: &str, text: &str, minor: u8) -> Result<(), String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.').map_or(name, |(_, end)| end) {
        "py" => python(text, minor),
        "yaml" | "yml" => yaml(text),
        "toml" => text.parse::<toml::Table>().map(drop).map_err(|e| e.to_string()),
        "json" => json(text),
        "tf" | "hcl" => hcl::parse(text).map(drop).map_err(|e| e.to_string()),
        "sh" => shell(text),
        "md" => markdown(text),
        "ini" | "cfg" => ini(text),
        "env" | "example" | "test" if name.contains("env") => environment(text),
        "Dockerfile" => dockerfile::parse(text).map(drop),
        "Makefile" => makefile(text),
        "dockerignore" | "gitignore" | "gitattributes" | "python-version" | "LICENSE" | "mako"
        | "typed" | "CODEOWNERS" => Ok(()),
        _ if text.starts_with("#!") => shell(text),
        _ => Err("no parser is known for it".to_owned()),
    }
}

fn python(text: &str, minor: u8) -> Result<(), String> {
    let version = PythonVersion { major: 3, minor };
    let options = ParseOptions::from(Mode::Module).with_target_version(version);
    let parsed = ruff_python_parser::parse(text, options).map_err(|e| e.to_string())?;
    parsed.unsupported_syntax_errors().first().map_or(Ok(()), |error| Err(error.to_string()))
}

fn yaml(text: &str) -> Result<(), String> {
    let documents: Vec<serde_json::Value> =
        serde_saphyr::from_multiple(text).map_err(|e| e.to_string())?;
    if documents.is_empty() { Err("no document".to_owned()) } else { Ok(()) }
}

fn json(text: &str) -> Result<(), String> {
    serde_json::from_str::<serde_json::Value>(text).map(drop).map_err(|e| e.to_string())
}

fn shell(text: &str) -> Result<(), String> {
    let options = brush_parser::ParserOptions::default();
    let mut parser = brush_parser::Parser::new(text.as_bytes(), &options);
    parser.parse_program().map(drop).map_err(|e| e.to_string())
}

/// Fences are closed, and the page starts with its one title.
fn markdown(text: &str) -> Result<(), String> {
    if text.lines().filter(|line| line.starts_with("```")).count() % 2 == 1 {
        return Err("a code fence stays open".to_owned());
    }
    if !text.starts_with("# ") {
        return Err("it does not start with a title".to_owned());
    }
    Ok(())
}

fn ini(text: &str) -> Result<(), String> {
    let good = |line: &str| {
        line.is_empty() || line.starts_with(['[', '#', ' ', '%']) || line.contains('=')
    };
    text.lines().find(|line| !good(line)).map_or(Ok(()), |line| Err(format!("no setting: {line}")))
}

fn environment(text: &str) -> Result<(), String> {
    let good = |line: &str| {
        let name = line.split('=').next().unwrap_or_default();
        let upper = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        line.is_empty() || line.starts_with('#') || (line.contains('=') && name.chars().all(upper))
    };
    text.lines().find(|line| !good(line)).map_or(Ok(()), |line| Err(format!("no setting: {line}")))
}

fn makefile(text: &str) -> Result<(), String> {
    let good = |line: &str| {
        line.is_empty()
            || line.starts_with(['\t', '#', '.'])
            || line.contains(':')
            || line.contains('=')
            || ["ifeq", "ifndef", "ifdef", "else", "endif", "export"]
                .iter()
                .any(|w| line.starts_with(w))
    };
    text.lines().find(|line| !good(line)).map_or(Ok(()), |line| Err(format!("no rule: {line}")))
}
