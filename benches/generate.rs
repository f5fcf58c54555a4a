//! The parts of a run: loading the embedded template, rendering the full service, writing it.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use scaffold::answers::{Answers, Given, resolve};
use scaffold::error::Origin;
use scaffold::source;
use scaffold::template::Template;
use scaffold::write::Staging;

/// The answers of `scaffold new myservice --defaults` with every component.
fn full(template: &Template) -> Answers {
    let mut given = Given::default();
    given.add_text("name", "myservice".to_owned(), Origin::Set);
    given.with = template.selectable().map(|component| component.id.clone()).collect();
    resolve(template, &given).expect("every question but the name has a default")
}

fn generate(criterion: &mut Criterion) {
    let template = source::load(source::DEFAULT).expect("the embedded template is good");
    let answers = full(&template);
    let rendering = template.render(&answers).expect("the full service renders");

    criterion.bench_function("load", |bench| {
        bench.iter(|| source::load(black_box(source::DEFAULT)).expect("good"));
    });
    criterion.bench_function("resolve", |bench| bench.iter(|| full(black_box(&template))));
    criterion.bench_function("render", |bench| {
        bench.iter(|| template.render(black_box(&answers)).expect("renders"));
    });
    criterion.bench_function("write", |bench| {
        bench.iter_batched(
            || tempfile::tempdir().expect("a temporary directory"),
            |dir| {
                let staging =
                    Staging::beside(&dir.path().join("myservice")).expect("a free target");
                staging.write(&rendering.tree).expect("it can be written");
                staging.publish().expect("it can be renamed");
                dir
            },
            BatchSize::PerIteration,
        );
    });
}

criterion_group!(benches, generate);
criterion_main!(benches);
