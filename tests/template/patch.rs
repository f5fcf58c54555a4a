//! The small patches of `tests/faults/`; its README describes the form.

use std::fs;
use std::path::Path;

use crate::project::{Choice, Project};

/// A change of a rendering that one rule must notice.
#[derive(Debug, Default)]
pub struct Patch {
    /// The file it was read from, without its ending.
    pub name: String,
    /// What is wrong afterwards.
    pub fault: String,
    /// The rule that must notice.
    pub rule: String,
    /// Components that the rendering is without.
    without: Vec<String>,
    /// Answers other than the defaults.
    answers: Vec<(String, String)>,
    changes: Vec<Change>,
}

#[derive(Debug, Default)]
struct Change {
    path: String,
    hunks: Vec<Hunk>,
    remove: bool,
}

/// Marks and lines, in order.
type Hunk = Vec<(char, String)>;

/// Every patch, sorted by name.
pub fn all() -> Vec<Patch> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults");
    let paths =
        fs::read_dir(dir).expect("tests/faults").map(|entry| entry.expect("an entry").path());
    let patches = paths.filter(|path| path.extension().is_some_and(|end| end == "patch"));
    let mut all: Vec<Patch> = patches
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).expect("a patch is text");
            Patch::parse(&name, &text).unwrap_or_else(|fault| panic!("{name}: {fault}"))
        })
        .collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

impl Patch {
    /// Reads a patch.
    pub fn parse(name: &str, text: &str) -> Result<Self, String> {
        let mut patch = Self { name: name.to_owned(), ..Self::default() };
        for line in text.lines() {
            if let Some(fault) = line.strip_prefix("fault: ") {
                fault.clone_into(&mut patch.fault);
            } else if let Some(rule) = line.strip_prefix("rule: ") {
                rule.clone_into(&mut patch.rule);
            } else if let Some(list) = line.strip_prefix("without: ") {
                patch.without.extend(list.split(", ").map(str::to_owned));
            } else if let Some((id, value)) =
                line.strip_prefix("answer: ").and_then(|it| it.split_once('='))
            {
                patch.answers.push((id.to_owned(), value.to_owned()));
            } else if let Some(path) = line.strip_prefix("file: ") {
                let hunks = vec![Hunk::default()];
                patch.changes.push(Change { path: path.to_owned(), hunks, remove: false });
            } else if let Some(path) = line.strip_prefix("remove: ") {
                patch.changes.push(Change { path: path.to_owned(), hunks: vec![], remove: true });
            } else if line == "@@" {
                let change = patch.changes.last_mut().ok_or("a hunk before its file")?;
                change.hunks.push(Hunk::default());
            } else {
                let hunk = patch.changes.last_mut().and_then(|change| change.hunks.last_mut());
                let hunk = hunk.ok_or_else(|| format!("{line:?} stands outside of a file"))?;
                let mark = line.chars().next().unwrap_or(' ');
                if ![' ', '-', '+'].contains(&mark) {
                    return Err(format!("{line:?} is no line of a hunk"));
                }
                hunk.push((mark, line.get(1..).unwrap_or_default().to_owned()));
            }
        }
        if patch.fault.is_empty() || patch.rule.is_empty() || patch.changes.is_empty() {
            return Err("a patch has a fault, a rule and a file".to_owned());
        }
        Ok(patch)
    }

    /// What is rendered for it.
    pub fn choice(&self) -> Choice {
        let mut choice = Choice::full();
        choice.components.retain(|id| !self.without.contains(id));
        self.answers.iter().fold(choice, |choice, (id, value)| choice.answer(id, value))
    }

    /// Changes `project`.
    ///
    /// # Errors
    /// A place that is not there exactly once: the template has moved on without the patch.
    pub fn apply(&self, project: &mut Project) -> Result<(), String> {
        for change in &self.changes {
            let path = change.path.replace("{package}", &project.package());
            if change.remove {
                project.remove(&path).ok_or_else(|| format!("no {path} to remove"))?;
                continue;
            }
            let text = project.text(&path).to_owned();
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            for hunk in &change.hunks {
                let named = |(mark, line): &(char, String)| {
                    (*mark, line.replace("{package}", &project.package()))
                };
                let hunk: Hunk = hunk.iter().map(named).collect();
                lines = replace_once(&lines, &hunk).map_err(|fault| format!("{path}: {fault}"))?;
            }
            project.write(&path, lines.join("\n") + "\n");
        }
        Ok(())
    }
}

/// Whether `line` is the one that `wanted` means: the same, or one that starts so before `…`.
fn means(wanted: &str, line: &str) -> bool {
    wanted.strip_suffix('…').map_or(wanted == line, |start| line.starts_with(start))
}

/// `lines` with the place of `hunk` changed; a hunk that only adds writes a new file.
fn replace_once(lines: &[String], hunk: &Hunk) -> Result<Vec<String>, String> {
    let before: Vec<&str> =
        hunk.iter().filter(|(mark, _)| *mark != '+').map(|(_, line)| line.as_str()).collect();
    let added = |(mark, line): &(char, String)| (*mark == '+').then(|| line.clone());
    if before.is_empty() {
        let new = hunk.iter().filter_map(added).collect();
        return if lines.is_empty() { Ok(new) } else { Err("it is there already".into()) };
    }
    let fits =
        |at: &usize| before.iter().zip(&lines[*at..]).all(|(wanted, line)| means(wanted, line));
    let last = (lines.len() + 1).saturating_sub(before.len());
    let places: Vec<usize> = (0..last).filter(fits).collect();
    let [at] = places[..] else {
        return Err(format!("{} places, not one, hold\n{}", places.len(), before.join("\n")));
    };
    let mut changed = lines[..at].to_vec();
    let mut old = lines[at..at + before.len()].iter();
    for (mark, line) in hunk {
        match mark {
            '+' => changed.push(line.clone()),
            '-' => _ = old.next(),
            _ => changed.extend(old.next().cloned()),
        }
    }
    changed.extend_from_slice(&lines[at + before.len()..]);
    Ok(changed)
}

#[test]
fn a_patch_applies_to_one_place_or_fails() {
    let patch =
        |text: &str| Patch::parse("x", &format!("fault: f\nrule: r\nfile: Makefile\n{text}"));
    let mut project = Project::full();
    let makefile = project.text("Makefile").to_owned();
    let first = makefile.lines().next().unwrap();
    patch(&format!("-{first}\n+changed\n")).unwrap().apply(&mut project).unwrap();
    assert!(project.text("Makefile").starts_with("changed\n"));
    for broken in ["-not there\n+x\n", "+only new lines\n", "-\n+every empty line\n"] {
        let fault = patch(broken).unwrap().apply(&mut Project::full()).unwrap_err();
        assert!(fault.starts_with("Makefile: "), "{fault}");
    }
    for broken in
        ["", "fault: f\nrule: r\n", "fault: f\nfile: a\n-x\n", "rule: r\nfault: f\nfile: a\n*x\n"]
    {
        assert!(Patch::parse("x", broken).is_err(), "{broken:?}");
    }
}
