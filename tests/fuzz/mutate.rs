//! How an input is changed: as slips, bad merges and people who mean harm change one.

use fastrand::Rng;

/// Bytes beyond which nothing new happens.
const LONGEST: usize = 32 << 10;
/// Characters that programs stumble over: of several bytes, without a width, of control, and halves.
const STRANGE: [&[u8]; 16] = [
    "é".as_bytes(),
    "日本".as_bytes(),
    "𝄞".as_bytes(),
    "\u{202e}".as_bytes(),
    "\u{200b}".as_bytes(),
    "\u{feff}".as_bytes(),
    "e\u{301}".as_bytes(),
    "İ".as_bytes(),
    b"\0",
    b"\x1b[31m",
    b"\r\n",
    b"\r",
    b"\t",
    b"\xff",
    b"\xc3",
    b"18446744073709551616",
];

/// What inputs are made of.
pub struct Mutator {
    /// Inputs that are right.
    pub seeds: Vec<Vec<u8>>,
    /// Pieces that mean something.
    pub words: Vec<Vec<u8>>,
}

impl Mutator {
    pub fn new(seeds: &[&[u8]], words: &str) -> Self {
        let words = words.split('|').map(|word| word.as_bytes().to_vec()).collect();
        Self { seeds: seeds.iter().map(|seed| seed.to_vec()).collect(), words }
    }

    /// One of the seeds, or of `more`, with up to six changes.
    pub fn draw(&self, random: &mut Rng, more: &[Vec<u8>]) -> Vec<u8> {
        let pick = |random: &mut Rng| {
            let at = random.usize(..self.seeds.len() + more.len());
            self.seeds.get(at).unwrap_or_else(|| &more[at - self.seeds.len()]).clone()
        };
        let mut input = pick(random);
        for _ in 0..random.usize(1..=6) {
            let (from, to) = range(random, input.len());
            let word = self.words[random.usize(..self.words.len())].clone();
            let (until, piece) = match random.u8(..10) {
                0 | 1 => (to, Vec::new()),
                2 => (from, input[from..to].to_vec()),
                3 => (to, pick(random)),
                4 => ((from + 1).min(input.len()), vec![random.u8(..)]),
                5 => (from, word.repeat(1 << random.u8(..11))),
                6 => (from, STRANGE[random.usize(..STRANGE.len())].to_vec()),
                7 => (from, word),
                _ => (to, word),
            };
            drop(input.splice(from..until, piece));
            input.truncate(LONGEST);
        }
        input
    }
}

/// A stretch of an input, mostly a short one.
fn range(random: &mut Rng, length: usize) -> (usize, usize) {
    let from = random.usize(..=length);
    let most = if random.u8(..4) == 0 { length } else { 12 };
    (from, (from + random.usize(..=most)).min(length))
}
