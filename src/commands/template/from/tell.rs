//! What became of a repository, for people and for machines.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::starter::{Left, LeftOut, Omitted, Report, Why};
use crate::words::{Count, printable};

/// How many lines of one file are named.
const LINES: usize = 5;

pub fn json(report: &Report, target: &Path) -> Value {
    let mut value = json!(report);
    value["path"] = json!(target);
    value["renamed"] =
        report.renamed.iter().map(|(from, to)| json!({ "from": from, "to": to })).collect();
    value
}

/// One line for each replacement in a file, path and name that stays.
pub fn text(report: &Report) -> String {
    let replaced = report.replaced.iter().map(|it| {
        let path = printable(&it.path);
        format!("{path}: `{}` is `{}` ({})", it.spelling, it.expression, Count(it.times, "time"))
    });
    let renamed =
        report.renamed.iter().map(|(from, to)| format!("{} is {}", printable(from), printable(to)));
    let left_out = report.left_out.iter().map(omitted);
    let sections = [
        ("replaced", replaced.collect::<Vec<_>>()),
        ("renamed", renamed.collect()),
        ("left as it is", left(&report.left)),
        ("left out", left_out.collect()),
    ];
    let shown = sections.iter().filter(|(_, lines)| !lines.is_empty()).map(|(title, lines)| {
        let lines: Vec<String> = lines.iter().map(|line| format!("  {line}")).collect();
        format!("{title}:\n{}", lines.join("\n"))
    });
    shown.collect::<Vec<_>>().join("\n")
}

fn left(left: &[Left]) -> Vec<String> {
    let mut groups: BTreeMap<(&str, Why, &str), Vec<Option<usize>>> = BTreeMap::new();
    for it in left {
        groups.entry((&it.path, it.why, &it.spelling)).or_default().push(it.line);
    }
    groups
        .into_iter()
        .map(|((path, why, spelling), mut lines)| {
            lines.dedup();
            let place: Vec<String> = match lines[0] {
                None => vec!["its path".to_owned()],
                Some(_) => lines.iter().take(LINES).flatten().map(ToString::to_string).collect(),
            };
            let more = lines.len().saturating_sub(LINES);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let path = printable(path);
            format!("{path}:{}{more}: `{spelling}`, {}", place.join(","), reason(why))
        })
        .collect()
}

fn reason(why: Why) -> &'static str {
    match why {
        Why::Word => "part of a longer word",
        Why::Spelling => "a spelling that no filter gives",
        Why::Lock => "in a file that a program writes: let it write it again",
        Why::Binary => "in a file that is no text",
    }
}

fn omitted(it: &Omitted) -> String {
    let reason = match it.why {
        LeftOut::Ignored => "ignored",
        LeftOut::Junk => "left by an editor, a system or a program",
        LeftOut::Record => "the record of a project, which every project writes itself",
        LeftOut::Repository => "a repository of its own",
        LeftOut::Link => "a link that leads out of the repository or to nothing",
        LeftOut::Name => "its name is not UTF-8",
    };
    format!("{}: {reason}", printable(&it.path))
}
