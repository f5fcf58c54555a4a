//! What a project holds: the rendering in its record, and files that are merged.

use scaffold::merge::lines::{Merged, merge_lines, unified};
use scaffold::record::{Last, Record};
use scaffold::tree::File;

use crate::fuzz;
use crate::mutate::Mutator;
use crate::templates::rendered;

/// A rendering as it is recorded.
fn archive() -> Vec<u8> {
    let (template, answers, rendering) = rendered(&[]).expect("the template is right");
    let record = Record::new(&template, &answers, Some("../t".to_owned()));
    let files = record.files(&rendering);
    let largest = files.iter().filter_map(|(_, file)| match file {
        File::Regular { bytes, .. } => Some(bytes.to_vec()),
        File::Link { .. } => None,
    });
    largest.max_by_key(Vec::len).expect("it has files")
}

/// Headers that have their checksums again, or nothing behind them would ever be read.
fn summed(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for block in bytes.chunks_exact_mut(512).filter(|block| &block[257..262] == b"ustar") {
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    }
    bytes
}

#[test]
fn archives() {
    let seed = archive();
    Last::unpack(&seed).expect("a rendering of ours");
    let words = "files/|answers.toml|sources.tsv|../|ustar|\0\0\0\0\0\0\0\0|77777777777|\t|\n|path=|size=|GNU.sparse|\
        ././@LongLink|0000644\0|L|K|x|g|S|2|5";
    fuzz("archives", 2000, &Mutator::new(&[&seed], words), |input| {
        for bytes in [input.to_vec(), summed(input)] {
            if let Err(reason) = Last::unpack(&bytes) {
                assert!(!reason.is_empty());
            }
        }
    });
}

/// Three versions in one input, with a line of dashes between them.
#[test]
fn lines() {
    let seeds: [&[u8]; 3] = [
        b"a\nb\nc\nd\n---\na\nB\nc\nd\n---\na\nb\nc\nD\n",
        b"a\r\nb\r\n---\na\r\nx\r\nb\n---\nb",
        b"\n\n\n\n---\n\n\n---\n\n\n\n\n\n",
    ];
    let words = "a\n|b\n|\n|---\n|\r\n|<<<<<<< yours\n|=======\n|>>>>>>> scaffold: t\n|\0";
    fuzz("lines", 5000, &Mutator::new(&seeds, words), |input| {
        let text = String::from_utf8_lossy(input).into_owned();
        let mut parts = text.splitn(3, "---\n").map(str::as_bytes);
        let mut part = || parts.next().unwrap_or_default();
        let (base, yours, new) = (part(), part(), part());
        assert_eq!(merge_lines(base, yours, base, "t"), Merged::Clean(yours.to_vec()));
        assert_eq!(merge_lines(base, base, new, "t"), Merged::Clean(new.to_vec()));
        let both = (merge_lines(base, yours, new, "t"), merge_lines(base, new, yours, "t"));
        if let (Merged::Clean(one), Merged::Clean(other)) = &both {
            assert_eq!(one, other, "it matters who is merged into whom");
        }
        assert_eq!(unified("f", base, yours).is_empty(), base == yours);
    });
}
