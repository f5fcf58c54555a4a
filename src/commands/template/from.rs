//! `scaffold template from`: a repository becomes a template.

mod tell;

use std::path::{Path, PathBuf};

use crate::cli::FromRepository;
use crate::commands::Finish;
use crate::error::{Error, Result, StarterFault};
use crate::starter::{self, Replacement};
use crate::template::question_id_fault;
use crate::write::Staging;
use crate::{report, source, spelling};

/// Writes the template and tells what became of the repository.
///
/// Exit code 1 if names are left that the report lists, other than in longer words, which are other
/// words: under a new name somebody must look at them.
///
/// # Errors
/// Replacements that are none, a repository that cannot be read, a target that cannot be written.
pub fn run(from: &FromRepository) -> Result<Finish> {
    let replacements = replacements(&from.replace)?;
    let repository = repository(&from.repository)?;
    let target = &from.output;
    if absolute(target)?.starts_with(&repository) {
        return Err(Error::Starter(StarterFault::Inside(target.clone())));
    }
    let (tree, omitted) = source::repository(&from.repository)?;
    let name = repository.file_name().map_or("starter".into(), |name| name.to_string_lossy());
    let made = starter::template(&name, tree, omitted, &replacements)?;
    let staging = Staging::beside(target)?;
    staging.write(&made.tree)?;
    staging.publish()?;
    if from.json {
        report::json(&tell::json(&made.report, target));
    } else {
        report::data(&tell::text(&made.report));
        report::note(&format!("\nwrote a template to {}", target.display()));
        report::note(&format!("check it with `scaffold template check {}`", target.display()));
    }
    Ok(Finish::attention_if(made.report.wants_attention()))
}

fn repository(path: &Path) -> Result<PathBuf> {
    match path.canonicalize() {
        Ok(found) if found.is_dir() => Ok(found),
        _ => Err(Error::Starter(StarterFault::NoRepository(path.to_owned()))),
    }
}

/// The place that `path` will be, links on the way to it followed.
fn absolute(path: &Path) -> Result<PathBuf> {
    let path = std::path::absolute(path).map_err(Error::io("find", path))?;
    let mut missing = Vec::new();
    for dir in path.ancestors() {
        if let Ok(mut found) = dir.canonicalize() {
            found.extend(missing.iter().rev());
            return Ok(found);
        }
        missing.extend(dir.file_name());
    }
    Ok(path)
}

fn replacements(said: &[String]) -> Result<Vec<Replacement>> {
    let mut replacements: Vec<Replacement> = Vec::new();
    let mut problems = Vec::new();
    for text in said {
        match replacement(text, &replacements) {
            Ok(replacement) => replacements.push(replacement),
            Err(fault) => problems.push(Error::Starter(fault)),
        }
    }
    if problems.is_empty() { Ok(replacements) } else { Err(Error::many(problems)) }
}

fn replacement(text: &str, others: &[Replacement]) -> Result<Replacement, StarterFault> {
    let (name, id) =
        text.split_once('=').ok_or_else(|| StarterFault::NotAReplacement(text.to_owned()))?;
    if let Some(fault) = question_id_fault(id) {
        return Err(StarterFault::Id(fault));
    }
    let words = spelling::words(name);
    if words.is_empty() || !words.iter().all(|word| word.is_ascii()) {
        return Err(StarterFault::NoWords(name.to_owned()));
    }
    if others.iter().any(|other| other.id == id) {
        return Err(StarterFault::SameQuestion(id.to_owned()));
    }
    if others.iter().any(|other| spelling::flat(&other.name) == spelling::flat(name)) {
        return Err(StarterFault::SameName(name.to_owned()));
    }
    Ok(Replacement::new(name, id))
}
