//! Templates that never come to an end, or grow without one.
//!
//! Tera bounds how deep its texts nest, but neither how long a loop runs nor how much a text
//! grows, and a value that nests without end is dropped recursively. So the program works on a
//! thread of its own whose stack is larger than the memory it may take, and the main thread looks
//! at the clock and the memory for as long as somebody holds a [`Watch`].

use std::fs;
use std::io;
use std::mem;
use std::panic;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::interrupt;

/// Thousands of times what a large template takes.
const TIME: Duration = Duration::from_secs(30);
const MEMORY: u64 = 512 << 20;
/// Twice the memory that may be taken, for it counts as memory once it is used; and a smaller one
/// for systems that do not grant this.
const STACKS: [usize; 2] = [1 << 30, 64 << 20];
const LOOK_EVERY: Duration = Duration::from_millis(10);

static WATCHED: Mutex<Option<Watched>> = Mutex::new(None);

/// What is being watched.
#[derive(Clone, Debug)]
struct Watched {
    template: String,
    since: Instant,
    memory: u64,
}

/// Which bound a template went beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// So many seconds.
    Time(u64),
    /// So many MiB of memory.
    Memory(u64),
}

/// Ends the process while it is held, if the template takes too long, takes too much memory, or
/// the user interrupts. Held only while nothing of this run is on disk.
#[derive(Debug)]
#[must_use = "nothing is watched once it is dropped"]
pub struct Watch {
    outer: Option<Watched>,
}

impl Watch {
    /// Starts to watch what is done with `template`.
    pub fn over(template: &str) -> Self {
        let watched =
            Watched { template: template.to_owned(), since: Instant::now(), memory: memory() };
        Self { outer: set(Some(watched)) }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        set(self.outer.take());
    }
}

fn set(watched: Option<Watched>) -> Option<Watched> {
    mem::replace(&mut *WATCHED.lock().unwrap_or_else(PoisonError::into_inner), watched)
}

impl Watched {
    fn check(&self) -> Result<()> {
        interrupt::check()?;
        match Bound::beyond(self.since.elapsed(), memory().saturating_sub(self.memory)) {
            Some(bound) => Err(Error::Runaway { template: self.template.clone(), bound }),
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
        (memory > MEMORY).then_some(Self::Memory(MEMORY >> 20))
    }
}

/// Runs `work`, the whole program.
///
/// # Errors
/// Those of `work`; and [`Error::Runaway`] or [`Error::Interrupted`] from a [`Watch`], after which
/// the process must end: the work goes on, and has yet to let go of the watch.
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
        work()
    })
    .map_err(Error::io("start", "a thread"))?;
    while ended.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Timeout) {
        let watched = WATCHED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Err(error)) = watched.as_ref().map(Watched::check) {
            // Nothing is written any more: whoever wants to must first drop the watch.
            mem::forget(watched);
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
    spawn(STACKS[0]).or_else(|_| spawn(STACKS[1]))
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
        assert_eq!(Bound::beyond(TIME, MEMORY), None);
        assert_eq!(Bound::beyond(more, 0), Some(Bound::Time(30)));
        assert_eq!(Bound::beyond(Duration::ZERO, MEMORY + 1), Some(Bound::Memory(512)));
    }
}
