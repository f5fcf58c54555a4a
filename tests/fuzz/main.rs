//! Inputs that nobody would write: each is taken or refused with words, and none is a panic or
//! takes for ever.
//!
//! A target starts from inputs that are right, and from `corpus/<target>/`, where whatever was found
//! stays, and changes them. `FUZZ_CASES` sets how many changed ones it tries, `FUZZ_SEED` which.

mod arguments;
mod mutate;
mod plans;
mod projects;
mod templates;
mod texts;

use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use mutate::Mutator;

/// Thousands of times what the slowest takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// As the program has it: what nests deep takes much of it.
const STACK: usize = 1 << 30;

/// Tries `attempt` with every seed, everything in the corpus, and `cases` changed ones.
pub fn fuzz(target: &str, cases: usize, mutator: &Mutator, attempt: impl Fn(&[u8]) + Send) {
    thread::scope(|scope| {
        let all = || attempt_all(target, cases, mutator, attempt);
        let worker = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, all);
        worker.expect("a thread").join().unwrap_or_else(|panic| panic::resume_unwind(panic));
    });
}

fn attempt_all(target: &str, cases: usize, mutator: &Mutator, attempt: impl Fn(&[u8])) {
    let number = |name: &str, default| {
        env::var(name).map_or(default, |text| text.parse().expect("a number"))
    };
    let (seed, cases) = (number("FUZZ_SEED", 20_261_128), number("FUZZ_CASES", cases as u64));
    println!("{target}: seed {seed}, {cases} cases");
    let corpus = corpus(target);
    let mut random = fastrand::Rng::with_seed(seed);
    let known = mutator.seeds.iter().chain(&corpus).cloned();
    let drawn = (0..cases).map(|_| mutator.draw(&mut random, &corpus));
    for input in known.chain(drawn) {
        let started = Instant::now();
        let ended = panic::catch_unwind(AssertUnwindSafe(|| attempt(&input)));
        let is_slow = started.elapsed() > PATIENCE;
        if ended.is_err() || is_slow {
            let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{target}.found"));
            fs::write(&path, &input).expect("the directory is Cargo's");
            let what = if is_slow { "takes too long" } else { "panics" };
            panic!("{target}: {} {what}; it belongs into the corpus", path.display());
        }
    }
}

/// What was found before.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let Ok(entries) = fs::read_dir(dir) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("a file")).collect()
}
