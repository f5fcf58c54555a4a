//! Inputs that never come to an end, or grow without one.
//!
//! Tera bounds how deep its texts nest, but neither how long a loop runs nor how much a text
//! grows; parsers and lists take what they get, and a value that nests without end is dropped
//! recursively. So the program works on a thread of its own whose stack is larger than the memory
//! it may take, and the main thread looks at the clock and the memory all the time, but for a
//! [`Pause`].

use std::fs;
use std::io;
use std::panic;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::interrupt;

/// Hundreds of times what a large template takes.
const TIME: Duration = Duration::from_secs(20);
const MEMORY: u64 = 1 << 30;
/// What may be taken between two looks, and until the process has ended.
const MARGIN: u64 = 64 << 20;
/// Twice the memory that may be taken, for it counts as memory once it is used; and smaller ones
/// for systems that do not grant this.
const STACKS: [usize; 3] = [2 << 30, 1 << 30, 64 << 20];
const LOOK_EVERY: Duration = Duration::from_millis(5);

static STATE: Mutex<State> = Mutex::new(State { watched: None, pauses: 0, ended: None });

/// What the main thread looks at.
struct State {
    /// Nothing before the program's work begins.
    watched: Option<Watched>,
    /// How many [`Pause`]s are held.
    pauses: usize,
    /// The thread that ends the process; no other one shall begin anything.
    ended: Option<ThreadId>,
}

/// What is being done, and since when.
struct Watched {
    what: Option<String>,
    since: Instant,
}

/// Which bound was passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// So many seconds.
    Time(u64),
    /// So many GiB of memory.
    Memory(u64),
}

/// Gives a name to what is being done, and time of its own. What is watched ends the process if it
/// takes too long or too much memory, or the user interrupts.
#[derive(Debug)]
#[must_use = "it has its name until it is dropped"]
pub struct Watch {
    outer: Option<String>,
}

impl Watch {
    /// Starts to watch what is done with `what`.
    pub fn over(what: &str) -> Self {
        Self { outer: begin(Some(what.to_owned())) }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        begin(self.outer.take());
    }
}

/// While it is held nothing ends the process: a user or another program takes its time, or
/// something of this run is on the disk, and only the run itself can take it away.
#[derive(Debug)]
#[must_use = "everything is watched again once it is dropped"]
pub struct Pause(());

/// Stops to watch.
pub fn pause() -> Pause {
    let mut state = state();
    state.pauses += 1;
    let too_late = state.ended.is_some_and(|by| by != thread::current().id());
    drop(state);
    if too_late {
        loop {
            thread::park();
        }
    }
    Pause(())
}

impl Drop for Pause {
    fn drop(&mut self) {
        let mut state = state();
        state.pauses -= 1;
        if let Some(watched) = &mut state.watched {
            watched.since = Instant::now();
        }
    }
}

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Gives back what was done before.
fn begin(what: Option<String>) -> Option<String> {
    let watched = Watched { what, since: Instant::now() };
    state().watched.replace(watched).and_then(|outer| outer.what)
}

impl State {
    fn check(&self) -> Result<()> {
        let Some(watched) = self.watched.as_ref().filter(|_| self.pauses == 0) else {
            return Ok(());
        };
        interrupt::check()?;
        match Bound::beyond(watched.since.elapsed(), memory()) {
            Some(bound) => Err(Error::Runaway { what: watched.what.clone(), bound }),
            None => Ok(()),
        }
    }
}

impl Bound {
    /// The bound that lies below so much time or memory.
    fn beyond(time: Duration, memory: u64) -> Option<Self> {
        if time > TIME {
            return Some(Self::Time(TIME.as_secs()));
        }
        (memory > MEMORY - MARGIN).then_some(Self::Memory(MEMORY >> 30))
    }
}

/// Runs `work`, the whole program.
///
/// # Errors
/// Those of `work`; and [`Error::Runaway`] or [`Error::Interrupted`] of what is watched, after
/// which the process must end: the work goes on, and stops where it would pause the watch.
///
/// # Panics
/// If `work` does.
pub fn supervise<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let (done, ended) = mpsc::channel::<()>();
    let worker = start(move || {
        // Dropped at the end, however it comes.
        let _done = done;
        begin(None);
        work()
    })
    .map_err(Error::io("start", "a thread"))?;
    while ended.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Timeout) {
        let mut state = state();
        if let Err(error) = state.check() {
            // Nothing is written any more: whoever wants to must first pause.
            state.ended = Some(thread::current().id());
            drop(state);
            interrupt::end_programs();
            return Err(error.into());
        }
    }
    worker.join().unwrap_or_else(|panic| panic::resume_unwind(panic))
}

fn start<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<thread::JoinHandle<T>> {
    // Kept here: a thread that cannot be started takes its work with it.
    let work = Arc::new(Mutex::new(Some(work)));
    let spawn = |stack| {
        let work = Arc::clone(&work);
        thread::Builder::new().name("main".to_owned()).stack_size(stack).spawn(move || {
            let work = work.lock().ok().and_then(|mut work| work.take());
            work.expect("only one thread was started")()
        })
    };
    spawn(STACKS[0]).or_else(|_| spawn(STACKS[1])).or_else(|_| spawn(STACKS[2]))
}

/// The memory that the process takes; nothing where the system does not tell.
fn memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() << 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_beyond_a_bound_is_told() {
        let more = TIME + Duration::from_nanos(1);
        assert_eq!(Bound::beyond(TIME, MEMORY - MARGIN), None);
        assert_eq!(Bound::beyond(more, 0), Some(Bound::Time(20)));
        assert_eq!(Bound::beyond(Duration::ZERO, MEMORY), Some(Bound::Memory(1)));
    }

    #[test]
    fn nothing_is_beyond_a_bound_while_it_is_paused() {
        let ago = Instant::now().checked_sub(2 * TIME).unwrap();
        let mut state =
            State { watched: Some(Watched { what: None, since: ago }), pauses: 0, ended: None };
        assert!(matches!(state.check(), Err(Error::Runaway { what: None, .. })));
        state.pauses = 1;
        state.check().unwrap();
        state = State { watched: None, pauses: 0, ended: None };
        state.check().unwrap();
    }
}
