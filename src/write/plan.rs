//! What a staging directory is for: the file in it that tells the next run, if this one is killed.

use std::io::{self, ErrorKind};

use crate::dir::Dir;
use crate::tree::File;

/// The plan's file. It is there exactly as long as what it speaks of is neither undone nor final.
pub const FILE: &str = "plan";

/// What stands outside of a staging directory and is not final.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    /// A project that had no place before.
    Became(Identity),
    /// What has come into a directory that was there, and held nothing or a fresh repository.
    Filled(Identity),
    /// The directory of this name is in the staging directory, as `old`, until another one is in
    /// its place.
    Replaces(String),
}

/// What tells a directory from every other: a copy of it, or another of its name, is not ours.
type Identity = (u64, u64);

impl Plan {
    /// Puts the plan into the staging directory. Nothing happens where directories cannot be told
    /// apart: there a leftover is nobody's.
    ///
    /// # Errors
    /// The file system refuses.
    pub fn write(&self, staging: &Dir) -> io::Result<()> {
        staging.write("plan.new", &File::regular(self.text()))?;
        staging.rename("plan.new", FILE)
    }

    /// The plan in a staging directory, if there is one.
    ///
    /// # Errors
    /// It cannot be read, or is none.
    pub fn read(staging: &Dir) -> io::Result<Option<Self>> {
        match staging.read(FILE, 1 << 12) {
            Ok(bytes) => {
                let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
                let plan = text.and_then(|text| Self::parse(&text));
                plan.ok_or_else(|| ErrorKind::InvalidData.into()).map(Some)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Became((device, node)) => format!("became {device} {node}\n"),
            Self::Filled((device, node)) => format!("filled {device} {node}\n"),
            Self::Replaces(name) => format!("replaces {name}\n"),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let (word, rest) = text.strip_suffix('\n')?.split_once(' ')?;
        let identity = || {
            let (device, node) = rest.split_once(' ')?;
            Some((device.parse().ok()?, node.parse().ok()?))
        };
        match word {
            "became" => identity().map(Self::Became),
            "filled" => identity().map(Self::Filled),
            "replaces" if !rest.contains('/') => Some(Self::Replaces(rest.to_owned())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_read_as_it_was_written() {
        for plan in [
            Plan::Became((1, u64::MAX)),
            Plan::Filled((u64::MAX, 2)),
            Plan::Replaces("expected".to_owned()),
        ] {
            assert_eq!(Plan::parse(&plan.text()), Some(plan));
        }
        for text in ["", "became 1 2", "became 1\n", "filled -1 2\n", "replaces a/b\n", "x 1 2\n"] {
            assert_eq!(Plan::parse(text), None, "{text}");
        }
    }
}
