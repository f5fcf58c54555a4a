//! Where the links of a tree lead.

use super::{File, Tree};
use crate::path::{PathFault, RelPath};

/// Why a symbolic link may not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkFault {
    /// It points out of the tree.
    Outward(PathFault),
    /// Nothing stands where it points.
    Dangling,
    /// It leads to itself, through other links or without any.
    Loop,
}

/// As many links as Linux follows on the way to one file.
const HOPS: usize = 40;

impl Tree {
    /// The links that may not be written, each with its reason. What counts is where a link leads,
    /// and not its text: another link on the way turns `..` into something else.
    pub fn bad_links(&self) -> impl Iterator<Item = (&RelPath, LinkFault)> {
        self.iter().filter_map(|(path, file)| match file {
            File::Link { target } => self.link_fault(path, target).map(|fault| (path, fault)),
            File::Regular { .. } => None,
        })
    }

    fn link_fault(&self, path: &RelPath, target: &str) -> Option<LinkFault> {
        match path.follow(target) {
            Err(fault) => Some(LinkFault::Outward(fault)),
            Ok(_) => self.walk(path, target).err(),
        }
    }

    /// Goes where the system would go from the link at `path`, one name after the other.
    fn walk(&self, path: &RelPath, target: &str) -> Result<(), LinkFault> {
        let mut at: Vec<&str> = path.as_str().split('/').collect();
        at.pop();
        // The last one is the next.
        let mut ahead: Vec<&str> = target.rsplit('/').collect();
        let mut hops = 0;
        while let Some(name) = ahead.pop() {
            match name {
                "." | "" => continue,
                ".." => drop(at.pop().ok_or(LinkFault::Outward(PathFault::Dots))?),
                name => at.push(name),
            }
            let here = at.join("/");
            match self.0.get(here.as_str()) {
                Some(File::Link { target }) => {
                    hops += 1;
                    if hops == HOPS {
                        return Err(LinkFault::Loop);
                    }
                    if target.starts_with('/') {
                        return Err(LinkFault::Outward(PathFault::Absolute));
                    }
                    at.pop();
                    ahead.extend(target.rsplit('/'));
                }
                Some(File::Regular { .. }) if !ahead.is_empty() => return Err(LinkFault::Dangling),
                Some(File::Regular { .. }) => {}
                None if at.is_empty() || self.below(&here).is_some() => {}
                None => return Err(LinkFault::Dangling),
            }
        }
        // A link to the top is a project within itself.
        if at.is_empty() { Err(LinkFault::Outward(PathFault::EmptyPart)) } else { Ok(()) }
    }
}
