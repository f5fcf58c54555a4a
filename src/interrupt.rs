//! Ctrl-C and SIGTERM: one flag that whoever writes or waits looks at.
//!
//! Work is interrupted by returning, so that every owner of something on disk takes it
//! away. Only a prompt cannot look at a flag while it waits for a key; there is nothing on
//! disk then, and the handler ends the process itself.

use std::process;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::{Error, Result};

/// The exit code of an interrupted run, as shells count it.
pub const EXIT_CODE: u8 = 130;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
/// What takes a prompt off the terminal, while there is one.
static PROMPT: Mutex<Option<Restore>> = Mutex::new(None);

type Restore = Box<dyn FnOnce() + Send>;

/// Starts to listen. Does nothing when it is already done.
pub fn install() {
    // It fails only when a handler is there already, which then is this one.
    let _ = ctrlc::set_handler(|| {
        INTERRUPTED.store(true, Ordering::SeqCst);
        let prompt = PROMPT.lock().ok().and_then(|mut prompt| prompt.take());
        if let Some(restore) = prompt {
            restore();
            process::exit(i32::from(EXIT_CODE));
        }
    });
}

/// Runs `ask` as a prompt: an interrupt puts the terminal back with `restore` and ends the
/// process at once.
///
/// # Errors
/// The interrupt came before the prompt.
pub fn while_prompting<T>(
    restore: impl FnOnce() + Send + 'static,
    ask: impl FnOnce() -> T,
) -> Result<T> {
    set_prompt(Some(Box::new(restore)));
    check()?;
    let answer = ask();
    set_prompt(None);
    Ok(answer)
}

fn set_prompt(prompt: Option<Restore>) {
    // Nobody panics while holding it.
    if let Ok(mut current) = PROMPT.lock() {
        *current = prompt;
    }
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
