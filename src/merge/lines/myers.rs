//! Myers' algorithm, "An O(ND) Difference Algorithm and Its Variations" (1986), in linear space:
//! a search from both ends meets in the middle, and each half is compared in the same way.

/// Searches that cost more than this, or than the square root of the size, stop at the best point
/// they have reached: texts that have little in common would take for ever.
const LEAST_PATIENCE: usize = 256;

/// Calls `changed` with whether a line is of `before`, and its index, for every line that is not
/// part of what both have in common.
pub fn compare(before: &[u32], after: &[u32], mut changed: impl FnMut(bool, usize)) {
    let diagonals = before.len() + after.len() + 3;
    let mut search = Search {
        before,
        after,
        forward: vec![0; diagonals + 1],
        backward: vec![0; diagonals + 1],
        patience: to_signed(square_root(diagonals).max(LEAST_PATIENCE)),
    };
    let whole = Area { b: (0, to_signed(before.len())), a: (0, to_signed(after.len())) };
    search.divide(whole, false, &mut changed);
}

/// The power of two next to the square root.
pub fn square_root(mut number: usize) -> usize {
    let mut root = 1;
    while number > 0 {
        root *= 2;
        number /= 4;
    }
    root
}

/// Lengths and indices are signed here: a diagonal is the difference of two.
fn to_signed(length: usize) -> isize {
    isize::try_from(length).expect("memory holds no longer list")
}

fn to_index(number: isize) -> usize {
    usize::try_from(number).expect("a search stays inside its area")
}

/// A stretch of both texts.
#[derive(Clone, Copy)]
struct Area {
    b: (isize, isize),
    a: (isize, isize),
}

struct Search<'t> {
    before: &'t [u32],
    after: &'t [u32],
    /// How far each diagonal is reached in `before`, from the start and from the end.
    forward: Vec<isize>,
    backward: Vec<isize>,
    patience: isize,
}

/// Where an area is divided, and which halves have to be searched to the end.
struct Split {
    b: isize,
    a: isize,
    patient_low: bool,
    patient_high: bool,
}

/// The diagonals that one direction has reached.
#[derive(Clone, Copy)]
struct Reach {
    low: isize,
    high: isize,
}

impl Reach {
    /// One step further on both sides, as far as the area goes; `beyond` marks what lies outside.
    fn widen(&mut self, least: isize, most: isize, mut beyond: impl FnMut(isize)) {
        if self.low > least {
            self.low -= 1;
            beyond(self.low - 1);
        } else {
            self.low += 1;
        }
        if self.high < most {
            self.high += 1;
            beyond(self.high + 1);
        } else {
            self.high -= 1;
        }
    }

    fn diagonals(self) -> impl Iterator<Item = isize> {
        (0..).map(move |step| self.high - 2 * step).take_while(move |d| *d >= self.low)
    }

    fn holds(self, diagonal: isize) -> bool {
        self.low <= diagonal && diagonal <= self.high
    }
}

impl Search<'_> {
    fn equal(&self, b: isize, a: isize) -> bool {
        self.before[to_index(b)] == self.after[to_index(a)]
    }

    fn divide(&mut self, area: Area, patient: bool, changed: &mut impl FnMut(bool, usize)) {
        let Area { mut b, mut a } = area;
        while b.0 < b.1 && a.0 < a.1 && self.equal(b.0, a.0) {
            (b.0, a.0) = (b.0 + 1, a.0 + 1);
        }
        while b.0 < b.1 && a.0 < a.1 && self.equal(b.1 - 1, a.1 - 1) {
            (b.1, a.1) = (b.1 - 1, a.1 - 1);
        }
        if b.0 == b.1 || a.0 == a.1 {
            (b.0..b.1).for_each(|index| changed(true, to_index(index)));
            (a.0..a.1).for_each(|index| changed(false, to_index(index)));
            return;
        }
        let split = self.split(Area { b, a }, patient);
        let low = Area { b: (b.0, split.b), a: (a.0, split.a) };
        let high = Area { b: (split.b, b.1), a: (split.a, a.1) };
        self.divide(low, split.patient_low, changed);
        self.divide(high, split.patient_high, changed);
    }

    /// The place of a diagonal in the lists, which start below the least one.
    fn at(&self, diagonal: isize) -> usize {
        to_index(diagonal + to_signed(self.after.len()) + 1)
    }

    fn split(&mut self, area: Area, patient: bool) -> Split {
        let Area { b, a } = area;
        let (least, most) = (b.0 - a.1, b.1 - a.0);
        let (start, end) = (b.0 - a.0, b.1 - a.1);
        let odd = (start - end) % 2 != 0;
        let (mut front, mut back) =
            (Reach { low: start, high: start }, Reach { low: end, high: end });
        let (from, to) = (self.at(start), self.at(end));
        self.forward[from] = b.0;
        self.backward[to] = b.1;
        for cost in 1.. {
            let mut outside = Vec::new();
            front.widen(least, most, |diagonal| outside.push(diagonal));
            for diagonal in outside.drain(..) {
                let at = self.at(diagonal);
                self.forward[at] = -1;
            }
            for diagonal in front.diagonals() {
                let reached = self.advance(diagonal, area);
                if odd && back.holds(diagonal) && self.backward[self.at(diagonal)] <= reached {
                    return exact(reached, diagonal);
                }
            }
            back.widen(least, most, |diagonal| outside.push(diagonal));
            for diagonal in outside {
                let at = self.at(diagonal);
                self.backward[at] = isize::MAX;
            }
            for diagonal in back.diagonals() {
                let reached = self.retreat(diagonal, area);
                if !odd && front.holds(diagonal) && reached <= self.forward[self.at(diagonal)] {
                    return exact(reached, diagonal);
                }
            }
            if !patient && cost >= self.patience {
                return self.best(area, front, back);
            }
        }
        unreachable!("both searches meet at the latest where they have seen everything")
    }

    fn advance(&mut self, diagonal: isize, area: Area) -> isize {
        let at = self.at(diagonal);
        let mut b = (self.forward[at - 1] + 1).max(self.forward[at + 1]);
        while b < area.b.1 && b - diagonal < area.a.1 && self.equal(b, b - diagonal) {
            b += 1;
        }
        self.forward[at] = b;
        b
    }

    fn retreat(&mut self, diagonal: isize, area: Area) -> isize {
        let at = self.at(diagonal);
        let mut b = self.backward[at - 1].min(self.backward[at + 1].saturating_sub(1));
        while b > area.b.0 && b - diagonal > area.a.0 && self.equal(b - 1, b - diagonal - 1) {
            b -= 1;
        }
        self.backward[at] = b;
        b
    }

    /// The furthest point that either search has reached.
    fn best(&self, area: Area, front: Reach, back: Reach) -> Split {
        let Area { b, a } = area;
        let reached = front.diagonals().map(|diagonal| {
            let at = self.forward[self.at(diagonal)].min(b.1).min(a.1 + diagonal);
            (2 * at - diagonal, at)
        });
        // The first of equals.
        let front = reached.fold((-1, -1), |best, next| if best.0 < next.0 { next } else { best });
        let reached = back.diagonals().map(|diagonal| {
            let at = self.backward[self.at(diagonal)].max(b.0).max(a.0 + diagonal);
            (2 * at - diagonal, at)
        });
        let far = (isize::MAX, isize::MAX);
        let back = reached.fold(far, |best, next| if next.0 < best.0 { next } else { best });
        let from_front = (b.1 + a.1) - back.0 < front.0 - (b.0 + a.0);
        let (sum, at) = if from_front { front } else { back };
        Split { b: at, a: sum - at, patient_low: from_front, patient_high: !from_front }
    }
}

fn exact(b: isize, diagonal: isize) -> Split {
    Split { b, a: b - diagonal, patient_low: true, patient_high: true }
}
