//! A covering array: few rows that hold every tuple of levels of any two or three factors.

use std::collections::{BTreeMap, BTreeSet};

/// Another seed gives another array that covers as much.
pub const SEED: u64 = 39;
/// How many rows are tried for each row that is taken.
const TRIES: usize = 60;

/// A factor, and the level that it has.
pub type Cell = (usize, usize);

/// Levels of some factors, by ascending factor.
pub type Tuple = Vec<Cell>;

/// The level of each factor that counts: a question that is not asked has none.
pub type Row = BTreeMap<usize, usize>;

/// All rows there could be.
#[derive(Clone, Debug, Default)]
pub struct Space {
    /// How many levels each factor has.
    pub levels: Vec<usize>,
    /// Two levels that no row may hold together.
    pub forbidden: Vec<[Cell; 2]>,
}

/// Few rows that hold every tuple.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cover {
    /// The rows.
    pub rows: Vec<Row>,
    /// How many tuples they hold.
    pub held: usize,
    /// How many tuples no row was found for.
    pub unreached: usize,
}

impl Space {
    /// Every tuple of `size` levels that some row may hold.
    #[must_use]
    pub fn tuples(&self, size: usize) -> BTreeSet<Tuple> {
        let mut tuples = vec![Tuple::new()];
        for _ in 0..size {
            tuples = tuples.iter().flat_map(|tuple| self.longer(tuple)).collect();
        }
        tuples.retain(|tuple| self.complete(tuple, |_| 0).is_some());
        tuples.into_iter().collect()
    }

    /// `tuple` with one cell more, of each later factor.
    fn longer(&self, tuple: &Tuple) -> Vec<Tuple> {
        let from = tuple.last().map_or(0, |(factor, _)| factor + 1);
        let cells = (from..self.levels.len())
            .flat_map(|factor| (0..self.levels[factor]).map(move |level| (factor, level)));
        cells.map(|cell| [&tuple[..], &[cell]].concat()).collect()
    }

    /// Rows that together hold every tuple of `size` levels: always the best of some random rows
    /// that each hold a tuple still missing. `settle` leaves of a row what counts.
    pub fn cover(&self, size: usize, seed: u64, settle: impl Fn(Row) -> Row) -> Cover {
        let mut missing = self.tuples(size);
        let all = missing.len();
        let mut random = Random(seed);
        let mut cover = Cover::default();
        while let Some(wanted) = missing.first().cloned() {
            let tries = (0..TRIES)
                .filter_map(|_| self.complete(&wanted, |levels| random.below(levels)))
                .collect::<Vec<_>>();
            // What random rows rarely meet: everything on, everything off.
            let ends = [self.complete(&wanted, |levels| levels - 1), self.complete(&wanted, |_| 0)];
            let holds =
                |row: &Row| wanted.iter().all(|(factor, level)| row.get(factor) == Some(level));
            let mut rows: Vec<Row> = tries.into_iter().map(&settle).filter(holds).collect();
            if rows.is_empty() {
                rows = ends.into_iter().flatten().map(&settle).filter(holds).collect();
            }
            let gain =
                |row: &Row| held(row, size).iter().filter(|it| missing.contains(*it)).count();
            let Some(best) = rows.into_iter().max_by_key(gain) else {
                missing.remove(&wanted);
                cover.unreached += 1;
                continue;
            };
            for tuple in held(&best, size) {
                missing.remove(&tuple);
            }
            cover.rows.push(best);
        }
        cover.held = all - cover.unreached;
        cover
    }

    /// A row around `wanted`, each other factor at the level that `pick` chooses of so many or at
    /// the next one that is allowed; none if what is forbidden leaves none.
    fn complete(&self, wanted: &Tuple, mut pick: impl FnMut(usize) -> usize) -> Option<Row> {
        let mut row: Row = wanted.iter().copied().collect();
        if !self.allows(&row) {
            return None;
        }
        for (factor, levels) in self.levels.iter().copied().enumerate() {
            if row.contains_key(&factor) {
                continue;
            }
            let start = pick(levels);
            let level = (0..levels).map(|step| (start + step) % levels).find(|level| {
                row.insert(factor, *level);
                self.allows(&row)
            })?;
            row.insert(factor, level);
        }
        Some(row)
    }

    fn allows(&self, row: &Row) -> bool {
        let holds = |(factor, level): &Cell| row.get(factor) == Some(level);
        !self.forbidden.iter().any(|pair| pair.iter().all(holds))
    }
}

/// The tuples of `size` levels that `row` holds.
#[must_use]
pub fn held(row: &Row, size: usize) -> Vec<Tuple> {
    let cells: Vec<Cell> = row.iter().map(|(factor, level)| (*factor, *level)).collect();
    let mut tuples = vec![(Tuple::new(), 0)];
    for _ in 0..size {
        let longer = |(tuple, from): &(Tuple, usize)| {
            let tuple = tuple.clone();
            let rest = cells.iter().enumerate().skip(*from);
            rest.map(move |(at, cell)| ([&tuple[..], &[*cell]].concat(), at + 1))
                .collect::<Vec<_>>()
        };
        tuples = tuples.iter().flat_map(longer).collect();
    }
    tuples.into_iter().map(|(tuple, _)| tuple).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn space(levels: &[usize], forbidden: &[[Cell; 2]]) -> Space {
        Space { levels: levels.to_vec(), forbidden: forbidden.to_vec() }
    }

    fn covered(rows: &[Row], size: usize) -> BTreeSet<Tuple> {
        rows.iter().flat_map(|row| held(row, size)).collect()
    }

    #[test]
    fn every_tuple_is_covered_and_nothing_forbidden_is_held() {
        let space = space(&[3, 4, 2, 2, 2], &[[(2, 1), (3, 0)]]);
        for (size, seed) in [(3, SEED), (3, 1), (3, 2), (2, SEED), (2, 1)] {
            let cover = space.cover(size, seed, |row| row);
            assert_eq!(covered(&cover.rows, size), space.tuples(size), "{size}, seed {seed}");
            assert_eq!((cover.held, cover.unreached), (space.tuples(size).len(), 0));
            assert!(cover.rows.iter().all(|row| row[&2] != 1 || row[&3] != 0), "seed {seed}");
            assert!(cover.rows.len() < 3 * 4 * 2 * 2, "seed {seed}: {} rows", cover.rows.len());
        }
    }

    #[test]
    fn a_missing_tuple_is_seen() {
        let space = space(&[2, 2, 2], &[]);
        let mut rows = space.cover(3, SEED, |row| row).rows;
        rows.pop();
        assert_ne!(covered(&rows, 3), space.tuples(3));
    }

    #[test]
    fn a_factor_counts_only_where_it_is_asked() {
        // The last one is asked only where all the others are on: one row in 4,096.
        let settle = |mut row: Row| {
            if row.iter().any(|(factor, level)| *factor < 12 && *level == 0) {
                row.remove(&12);
            }
            row
        };
        let space = space(&[2; 13], &[]);
        let cover = space.cover(2, SEED, settle);
        let asked = |row: &&Row| row.contains_key(&12);
        let levels: BTreeSet<usize> = cover.rows.iter().filter(asked).map(|row| row[&12]).collect();
        assert_eq!(levels, BTreeSet::from([0, 1]));
        assert_eq!(cover.unreached, 12 * 2, "it is never asked where another one is off");
    }
}
