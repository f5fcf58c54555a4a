//! `scaffold template test`: the template's cases, and every pair of its answers.

mod combinations;
mod verdict;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::answers::Answers;
use crate::cases::{self, Case};
use crate::cli::TestTemplate;
use crate::commands::Finish;
use crate::error::{Error, Result};
use crate::manifest::command_line;
use crate::runaway::Watch;
use crate::template::{Rendering, Template};
use crate::words::Count;
use crate::{prompt, report, source, write};

use combinations::Combinations;
use verdict::Verdict;

/// Tests the template. What fails is found, not an error: the run has finished and its author
/// must act.
///
/// # Errors
/// A template or a case that is none, commands that nobody trusts, an interrupt.
pub fn run(test: &TestTemplate) -> Result<Finish> {
    let template = source::load(&test.template)?;
    let dir = Path::new(&test.template).join(cases::DIRECTORY);
    let cases = if template.embedded || !dir.is_dir() {
        Vec::new()
    } else {
        sweep(&dir)?;
        let files = source::directory(&dir)?;
        let _watch = Watch::over(&template.label);
        Case::all(&template, &files)?
    };
    if test.accept { accept(test, &template, &cases, &dir) } else { judge(test, &template, &cases) }
}

/// Takes away what a killed `--accept` has left with the cases: what it would have replaced is
/// there then.
fn sweep(dir: &Path) -> Result<()> {
    let entries = fs::read_dir(dir).map_err(Error::io("read", dir))?;
    let mut cases = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir());
    cases.try_for_each(|case| write::sweep(&case))
}

/// The rendering, watched.
fn render(template: &Template, answers: &Answers) -> Result<Rendering> {
    let _watch = Watch::over(&template.label);
    template.render(answers)
}

fn judge(test: &TestTemplate, template: &Template, cases: &[Case]) -> Result<Finish> {
    let allowed = may_run(test, cases)?;
    let mut verdicts = Vec::new();
    for case in cases {
        let verdict = Verdict::judge(case, template, allowed, test.json)?;
        if !test.json {
            verdict.tell();
        }
        verdicts.push(verdict);
    }
    let outcome = Combinations::new(template, cases).run()?;
    let failed = verdicts.iter().filter(|verdict| !verdict.passed()).count();
    if test.json {
        report::json(&json!({
            "template": { "name": template.manifest.name, "version": template.manifest.version },
            "cases": verdicts.iter().map(Verdict::object).collect::<Vec<_>>(),
            "combinations": outcome.object(),
        }));
    } else {
        outcome.tell();
        if cases.is_empty() {
            report::note("note: the template has no cases; one is `tests/<case>/answers.toml`");
        } else if failed > 0 {
            let cases = Count(cases.len(), "case");
            report::note(&format!("\n{failed} of {cases} did not pass"));
        }
    }
    Ok(Finish::attention_if(failed > 0 || !outcome.passed()))
}

/// Whether the commands of the cases may run. They are code from whoever wrote the template.
fn may_run(test: &TestTemplate, cases: &[Case]) -> Result<bool> {
    let commands: Vec<String> =
        cases.iter().flat_map(|case| &case.commands).map(|argv| command_line(argv)).collect();
    if test.trust || commands.is_empty() {
        return Ok(true);
    }
    let untrusted = Error::UntrustedCases(commands);
    if test.json || !prompt::possible() {
        return Err(untrusted);
    }
    report::note(&format!("{untrusted}"));
    prompt::confirm("Run them?", false)
}

fn accept(test: &TestTemplate, template: &Template, cases: &[Case], dir: &Path) -> Result<Finish> {
    let mut verdicts = Vec::new();
    for case in cases {
        let expected: PathBuf = dir.join(&case.name).join(cases::EXPECTED);
        let verdict = Verdict::accept(case, template, &expected)?;
        if !test.json {
            verdict.tell();
        }
        verdicts.push(verdict);
    }
    if test.json {
        let cases: Vec<_> = verdicts.iter().map(Verdict::object).collect();
        report::json(&json!({ "cases": cases }));
    } else if cases.is_empty() {
        report::note("note: the template has no cases; one is `tests/<case>/answers.toml`");
    }
    Ok(Finish::attention_if(verdicts.iter().any(Verdict::failed)))
}
