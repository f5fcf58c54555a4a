//! What git does to a file on its way, by attributes.

use std::collections::BTreeMap;

use super::call::Answer;
use super::checkout::Checkout;
use crate::error::Result;
use crate::path::RelPath;

/// What git does to a file on its way, by attributes.
#[derive(Clone, Debug, Default)]
pub struct Attributes {
    pub(super) eol: String,
    pub(super) text: Option<bool>,
    /// It goes through a program.
    pub filter: bool,
    pub(super) encoding: bool,
    pub(super) ident: bool,
}

impl Checkout {
    /// What git does to the files at `paths`.
    ///
    /// # Errors
    /// git cannot tell.
    pub fn attributes<'p>(
        &self,
        paths: impl Iterator<Item = &'p RelPath>,
    ) -> Result<BTreeMap<&'p RelPath, Attributes>> {
        let paths: Vec<&RelPath> = paths.collect();
        if paths.is_empty() {
            return Ok(BTreeMap::new());
        }
        let input: String =
            paths.iter().map(|path| self.repository.path(path.as_str()) + "\0").collect();
        let wanted = ["text", "crlf", "eol", "filter", "ident", "working-tree-encoding"];
        let check = self.repository.call(["check-attr", "-z", "--stdin"]).args(wanted).input(input);
        let said = match check.run()? {
            Answer::Success(said) => String::from_utf8_lossy(&said).into_owned(),
            Answer::Failure(said) => return Err(self.repository.failure("check-attr", &said)),
            Answer::Absent => return Ok(BTreeMap::new()),
        };
        let fields: Vec<&str> = said.split('\0').collect();
        let each = fields.chunks_exact(3 * wanted.len());
        Ok(paths.into_iter().zip(each.map(Attributes::of)).collect())
    }
}

impl Attributes {
    /// From what `git check-attr` says: a path, an attribute and its value, for each attribute.
    fn of(fields: &[&str]) -> Self {
        let mut this = Self::default();
        for field in fields.chunks_exact(3) {
            let (name, value) = (field[1], field[2]);
            let set = !matches!(value, "unspecified" | "unset");
            match name {
                "text" | "crlf" if value == "unset" => this.text = Some(false),
                "text" | "crlf" if set => {
                    this.text.get_or_insert(true);
                    if name == "crlf" && value == "input" {
                        "lf".clone_into(&mut this.eol);
                    }
                }
                "eol" if set => value.clone_into(&mut this.eol),
                "filter" => this.filter = set,
                "ident" => this.ident = set,
                "working-tree-encoding" => this.encoding = set,
                _ => {}
            }
        }
        this
    }
}
