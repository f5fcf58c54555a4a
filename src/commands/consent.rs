//! Whether the commands of a template may run.

use crate::cli::Tasks;
use crate::error::{Error, Result};
use crate::manifest::Task;
use crate::tasks::Leave;
use crate::template::Template;
use crate::{prompt, report};

/// What the user says to the commands of a template from elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// There is nothing to ask for.
    NotNeeded,
    /// They may run.
    Given,
    /// They may not.
    Refused,
}

impl Consent {
    /// How far the tasks may go then, by what the user said before.
    pub fn leave(self, said: Tasks) -> Leave {
        match self {
            Self::Refused => Leave::None,
            _ if said.no_tasks => Leave::None,
            Self::Given => Leave::Full,
            Self::NotNeeded if said.trust => Leave::Full,
            Self::NotNeeded => Leave::Guarded,
        }
    }
}

/// The embedded template's tasks run; those of another are shown, and run only when somebody
/// agrees.
///
/// # Errors
/// Nobody can be asked, or the user left.
pub fn ask(
    template: &Template,
    tasks: &[&Task],
    said: Tasks,
    interactive: bool,
) -> Result<Consent> {
    let foreign: Vec<String> =
        tasks.iter().filter(|task| task.copy.is_none()).map(|task| task.command()).collect();
    if template.embedded || said.trust || said.no_tasks || foreign.is_empty() {
        return Ok(Consent::NotNeeded);
    }
    let untrusted = Error::Untrusted(foreign);
    if !interactive {
        return Err(untrusted);
    }
    report::note(&format!("\n{untrusted}"));
    let yes = prompt::confirm("Run them after writing the project?", false)?;
    Ok(if yes { Consent::Given } else { Consent::Refused })
}
