//! Ctrl-C and SIGTERM: one flag that whoever writes or waits looks at; what runs for us ends with us.
//!
//! Work is interrupted by returning, so that every owner of something on disk takes it
//! away. Only a prompt cannot look at a flag while it waits for a key; there is nothing on
//! disk then, and the handler ends the process itself.

use std::process;
#[cfg(unix)]
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::error::{Error, Result};
use crate::runaway;

/// The exit code of an interrupted run, as shells count it.
pub const EXIT_CODE: u8 = 130;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
/// How many programs run for us.
static PROGRAMS: AtomicUsize = AtomicUsize::new(0);
/// What takes a prompt off the terminal, while there is one.
static PROMPT: Mutex<Option<Restore>> = Mutex::new(None);

type Restore = Box<dyn FnOnce() + Send>;

/// Starts to listen. Does nothing when it is already done.
pub fn install() {
    // Whoever meets the limit on the size of a file is to hear of it, and not to die.
    #[cfg(unix)]
    {
        use signal_hook::{consts::SIGXFSZ, flag};
        let _ = flag::register(SIGXFSZ, Arc::default());
    }
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

/// Runs `ask`, which waits for somebody, as a prompt does: an interrupt puts the terminal back with
/// `restore` and ends the process at once; otherwise it may take its time.
///
/// # Errors
/// The interrupt came before the prompt.
pub fn while_prompting<T>(
    restore: impl FnOnce() + Send + 'static,
    ask: impl FnOnce() -> T,
) -> Result<T> {
    let _pause = runaway::pause();
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

/// A program that runs for us. Whoever holds it ends the program when [`requested`] says so.
#[derive(Debug)]
#[must_use = "the program is taken for ended once it is dropped"]
pub struct Program(());

/// Counts a program that is about to be started.
pub fn program() -> Program {
    PROGRAMS.fetch_add(1, Ordering::SeqCst);
    Program(())
}

impl Drop for Program {
    fn drop(&mut self) {
        PROGRAMS.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Has all programs that run for us ended, as an interrupt does; this process is about to end.
pub fn end_programs() {
    INTERRUPTED.store(true, Ordering::SeqCst);
    // Ending one takes milliseconds, unless the system itself does not let it go.
    for _ in 0..400 {
        if PROGRAMS.load(Ordering::SeqCst) == 0 {
            return;
        }
        thread::sleep(Duration::from_millis(5));
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
