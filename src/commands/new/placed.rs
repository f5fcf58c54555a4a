//! A new project in a work tree that was there before.

use crate::commands::ignored;
use crate::error::Result;
use crate::git::{Checkout, Committed, Repository};
use crate::tree::Tree;

use super::Plan;

impl Plan<'_> {
    /// How the work tree around the target shows files, if there is one.
    ///
    /// # Errors
    /// An interrupt.
    pub fn checkout(&self) -> Result<Option<Checkout>> {
        if self.new.no_git { Ok(None) } else { Checkout::planned(self.target) }
    }

    /// The files as a checkout of that work tree would write them.
    ///
    /// # Errors
    /// git cannot tell.
    pub fn shown(&self, checkout: Option<&Checkout>) -> Result<Tree> {
        let Some(checkout) = checkout else { return Ok(self.files.clone()) };
        let edits = self.files.iter().map(|(path, file)| (path.clone(), Some(file.clone())));
        let mut shown = Tree::default();
        for (path, file) in checkout.checked_out(edits.collect())? {
            let file = file.expect("a new project removes nothing");
            shown.insert(path, file).expect("each is there once");
        }
        Ok(shown)
    }

    /// Tells the index of that work tree what the disk cannot show it. What git does not take along
    /// is named.
    ///
    /// # Errors
    /// git refuses.
    pub fn settle(
        &self,
        checkout: Option<&Checkout>,
        committed: Option<&Committed>,
    ) -> Result<Vec<String>> {
        let paths = self.files.iter().map(|(path, _)| path);
        match (committed, checkout) {
            (Some(Committed::InsideWorkTree), Some(checkout)) => {
                let edits =
                    self.files.iter().map(|(path, file)| (path.clone(), Some(file.clone())));
                checkout.settle(&edits.collect())?;
                ignored::notes(&checkout.repository, paths, true)
            }
            (Some(Committed::Yes), _) => match Repository::find(self.target)? {
                Some(repository) => ignored::notes(&repository, paths, false),
                None => Ok(Vec::new()),
            },
            _ => Ok(Vec::new()),
        }
    }
}
