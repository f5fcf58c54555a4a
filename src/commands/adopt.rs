//! `scaffold adopt`: an existing repository comes under a template.

use crate::cli::Adopt;
use crate::error::Result;
use crate::template::Template;

use super::Finish;

pub fn run(_: &Adopt, _: &Template) -> Result<Finish> {
    Ok(Finish::Fine)
}
