//! A covering array: few rows that hold every triple of levels of any three factors.

use std::collections::{BTreeMap, BTreeSet};

/// Printed when the array is made; another seed gives another array that covers as much.
pub const SEED: u64 = 39;
/// How many rows are tried for each row that is taken.
const TRIES: usize = 60;

/// Something that has one of several levels in each row.
#[derive(Clone, Debug)]
pub struct Factor {
    pub name: String,
    pub levels: usize,
}

/// `(factor, level)` three times, by ascending factor.
pub type Triple = [(usize, usize); 3];

/// For each factor its level.
pub type Row = Vec<usize>;

/// A pair of levels that no row may hold: `(factor, level)` twice.
pub type Forbidden = [(usize, usize); 2];

/// Every triple that some row may hold.
pub fn triples(factors: &[Factor], forbidden: &[Forbidden]) -> BTreeSet<Triple> {
    let cells: Vec<(usize, usize)> = (0..factors.len())
        .flat_map(|factor| (0..factors[factor].levels).map(move |level| (factor, level)))
        .collect();
    let mut all = BTreeSet::new();
    for (a, first) in cells.iter().enumerate() {
        for (b, second) in cells.iter().enumerate().skip(a + 1) {
            for third in &cells[b + 1..] {
                let triple = [*first, *second, *third];
                let distinct = first.0 < second.0 && second.0 < third.0;
                if distinct && complete(factors, forbidden, triple, &mut Random(1)).is_some() {
                    all.insert(triple);
                }
            }
        }
    }
    all
}

/// The triples that `row` holds.
pub fn held(row: &[usize]) -> impl Iterator<Item = Triple> {
    let n = row.len();
    (0..n).flat_map(move |a| {
        (a + 1..n)
            .flat_map(move |b| (b + 1..n).map(move |c| [(a, row[a]), (b, row[b]), (c, row[c])]))
    })
}

/// Rows that together hold every triple: always the best of some random rows that each hold a
/// triple still missing.
pub fn cover(factors: &[Factor], forbidden: &[Forbidden], seed: u64) -> Vec<Row> {
    let mut missing = triples(factors, forbidden);
    let mut random = Random(seed);
    let mut rows = Vec::new();
    while let Some(wanted) = missing.first().copied() {
        let tries = (0..TRIES).filter_map(|_| complete(factors, forbidden, wanted, &mut random));
        let gain = |row: &Row| held(row).filter(|triple| missing.contains(triple)).count();
        let best = tries.max_by_key(gain).expect("each triple has a row");
        for triple in held(&best) {
            missing.remove(&triple);
        }
        rows.push(best);
    }
    rows
}

/// A random row around `wanted`, unless it contradicts what is forbidden.
fn complete(
    factors: &[Factor],
    forbidden: &[Forbidden],
    wanted: Triple,
    random: &mut Random,
) -> Option<Row> {
    let mut set: BTreeMap<usize, usize> = BTreeMap::from(wanted);
    let fits = |set: &BTreeMap<usize, usize>| {
        let holds = |(factor, level): &(usize, usize)| set.get(factor) == Some(level);
        !forbidden.iter().any(|pair| pair.iter().all(holds))
    };
    if !fits(&set) {
        return None;
    }
    for (factor, Factor { levels, .. }) in factors.iter().enumerate() {
        if set.contains_key(&factor) {
            continue;
        }
        let start = random.below(*levels);
        let level = (0..*levels).map(|step| (start + step) % levels).find(|level| {
            let mut with = set.clone();
            with.insert(factor, *level);
            fits(&with)
        })?;
        set.insert(factor, level);
    }
    Some(set.into_values().collect())
}

/// Knuth's MMIX generator: the same rows on every machine.
#[derive(Debug)]
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % bound as u64).expect("below a usize")
    }
}

#[test]
fn every_triple_is_covered_and_nothing_forbidden_is_held() {
    let factors: Vec<Factor> = [3, 4, 2, 2, 2]
        .iter()
        .map(|levels| Factor { name: String::new(), levels: *levels })
        .collect();
    let forbidden = [[(2, 1), (3, 0)]];
    for seed in [SEED, 1, 2] {
        let rows = cover(&factors, &forbidden, seed);
        let covered: BTreeSet<Triple> = rows.iter().flat_map(|row| held(row)).collect();
        assert_eq!(covered, triples(&factors, &forbidden), "seed {seed}");
        assert!(rows.iter().all(|row| row[2] != 1 || row[3] != 0), "seed {seed}");
        assert!(rows.len() < 3 * 4 * 2 * 2, "seed {seed}: {} rows", rows.len());
    }
}

#[test]
fn a_missing_triple_is_seen() {
    let factors: Vec<Factor> =
        [2, 2, 2].iter().map(|n| Factor { name: String::new(), levels: *n }).collect();
    let mut rows = cover(&factors, &[], SEED);
    rows.pop();
    let covered: BTreeSet<Triple> = rows.iter().flat_map(|row| held(row)).collect();
    assert_ne!(covered, triples(&factors, &[]));
}
