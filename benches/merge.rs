//! The parts of an update: reading and writing the record, and the merge of the full service.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use scaffold::answers::{Answers, Given, resolve};
use scaffold::error::Origin;
use scaffold::merge::{Kind, Sides, merge};
use scaffold::path::RelPath;
use scaffold::record::{Last, RENDERING, Record};
use scaffold::source;
use scaffold::template::{Rendering, Template};
use scaffold::tree::{File, Tree};

/// How many files both sides edit.
const EDITED: usize = 20;

/// The answers of `scaffold new myservice --defaults` with every component.
fn full(template: &Template) -> Answers {
    let mut given = Given::default();
    given.add_text("name", "myservice".to_owned(), Origin::Set);
    given.with = template.selectable().map(|component| component.id.clone()).collect();
    resolve(template, &given).expect("every question but the name has a default")
}

/// Python files that are long enough for two edits, and what requirements are merged in.
fn is_edited(path: &RelPath, bytes: &[u8]) -> bool {
    let path = path.as_str();
    let python = path.rsplit_once('.').is_some_and(|(_, suffix)| suffix == "py");
    path == "pyproject.toml" || python && bytes.split(|byte| *byte == b'\n').count() > 20
}

/// `tree` with an `edit` in its first [`EDITED`] files that can take one.
fn edited(tree: &Tree, edit: impl Fn(&str) -> String) -> Tree {
    let mut edited = Tree::default();
    let mut left = EDITED;
    for (path, file) in tree {
        let file = match file {
            File::Regular { bytes, executable } if left > 0 && is_edited(path, bytes) => {
                left -= 1;
                let text = str::from_utf8(bytes).expect("Python is UTF-8");
                File::Regular { bytes: edit(text).into(), executable: *executable }
            }
            file => file.clone(),
        };
        edited.insert(path.clone(), file).expect("the same paths");
    }
    assert_eq!(left, 0, "enough files to edit");
    edited
}

fn update(criterion: &mut Criterion) {
    let template = source::load(source::DEFAULT).expect("the embedded template is good");
    let answers = full(&template);
    let last = template.render(&answers).expect("the full service renders");
    let record = Record::new(&template, &answers, None);

    criterion.bench_function("pack", |bench| bench.iter(|| record.files(black_box(&last))));
    let files = record.files(&last);
    let Some(File::Regular { bytes, .. }) = files.get(RENDERING) else {
        panic!("a record has a rendering")
    };
    criterion.bench_function("unpack", |bench| {
        bench.iter(|| Last::unpack(black_box(bytes)).expect("good"));
    });

    let tree = edited(&last.tree, |text| format!("{text}# the template's\n"));
    let new = Rendering { tree, sources: last.sources.clone() };
    for (name, yours, conflicts) in [
        ("merge", edited(&last.tree, |text| format!("# the team's\n{text}")), 0),
        (
            "merge with conflicts",
            edited(&last.tree, |text| format!("{text}# the team's\n")),
            EDITED,
        ),
    ] {
        let sides = Sides { last: &last, yours: &yours, new: &new, label: "python-service 1.0.0" };
        let merged = merge(&sides);
        let is_merged = |kind: &Kind| matches!(kind, Kind::Merged | Kind::Conflict(_));
        assert_eq!(merged.changes.iter().filter(|it| is_merged(&it.kind)).count(), EDITED);
        assert_eq!(merged.conflicts().count(), conflicts);
        criterion.bench_function(name, |bench| bench.iter(|| merge(black_box(&sides))));
    }
}

criterion_group!(benches, update);
criterion_main!(benches);
