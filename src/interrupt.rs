//! Ctrl-C and SIGTERM: one flag that whoever writes or waits looks at.
//!
//! Work is interrupted by returning, so that every owner of something on disk takes it
//! away. Only a prompt cannot look at a flag while it waits for a key; there is nothing on
//! disk then, and the handler ends the process itself.

use std::process;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::{Error, Result};

/// The exit code of an interrupted run, as shells count it.
pub const EXIT_CODE: u8 = 130;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
static PROMPTING: AtomicBool = AtomicBool::new(false);

/// Starts to listen. Does nothing when it is already done.
pub fn install() {
    // It fails only when a handler is there already, which then is this one.
    let _ = ctrlc::set_handler(|| {
        INTERRUPTED.store(true, Ordering::SeqCst);
        if PROMPTING.load(Ordering::SeqCst) {
            crate::prompt::restore_terminal();
            process::exit(i32::from(EXIT_CODE));
        }
    });
}

/// Runs `ask` as a prompt: an interrupt ends the process at once.
pub fn while_prompting<T>(ask: impl FnOnce() -> T) -> T {
    PROMPTING.store(true, Ordering::SeqCst);
    let answer = ask();
    PROMPTING.store(false, Ordering::SeqCst);
    answer
}

/// Whether the user wants to stop.
#[must_use]
pub fn requested() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// Goes on unless the user wants to stop.
///
/// # Errors
/// [`Error::Interrupted`].
pub fn check() -> Result<()> {
    if requested() { Err(Error::Interrupted) } else { Ok(()) }
}
