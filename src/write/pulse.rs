//! Signs of life: as long as a project that is not final is ours to work on, the time of its plan
//! is kept current. If this run is killed, that is the time of its death, and what is younger in
//! the project was put there by somebody else.

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime};

use crate::dir::Dir;

use super::plan;

const BEAT: Duration = Duration::from_millis(10);
/// What comes into being so shortly after a sign of life was still made by the run.
pub const TOLERANCE: Duration = Duration::from_millis(30);

/// Beats until it is dropped.
#[derive(Debug)]
pub struct Pulse {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    plan: File,
}

impl Pulse {
    /// Starts for the plan in this staging directory.
    ///
    /// # Errors
    /// There is no plan; or no thread can be started.
    pub fn start(staging: &Dir) -> io::Result<Self> {
        let plan = staging.open_file(plan::FILE)?;
        beat(&plan);
        let last = plan.try_clone()?;
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let beat = move || {
            while !stopped.load(Ordering::Relaxed) {
                beat(&plan);
                thread::park_timeout(BEAT);
            }
        };
        let thread = thread::Builder::new().name("pulse".to_owned()).spawn(beat)?;
        Ok(Self { stop, thread: Some(thread), plan: last })
    }
}

fn beat(plan: &File) {
    // A beat that is lost makes nothing worse than that somebody is asked what is theirs.
    let _ = plan.set_modified(SystemTime::now());
}

impl Drop for Pulse {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
        beat(&self.plan);
    }
}
