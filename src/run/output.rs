//! What a program prints, read while it runs and kept in memory: no directory for temporary files
//! can be missing or full, and a program that goes on printing when we are gone is ended by it.

use std::io::{self, Read};
use std::mem;
use std::process::Child;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// How long a program's own children may keep its outputs open once it has ended: some, as a
/// shared connection of `ssh`, never close them.
const AFTERWARDS: Duration = Duration::from_secs(1);

/// Both outputs of a program.
pub struct Outputs {
    stdout: Arc<Mutex<Vec<u8>>>,
    stderr: Arc<Mutex<Vec<u8>>>,
    /// The bytes that each may have.
    most: u64,
    /// Nothing is sent: it is closed when both have been read to their end.
    open: Receiver<()>,
}

impl Outputs {
    /// Starts to read them. Once one has more than `most` bytes it is closed, which ends whoever
    /// writes to it.
    ///
    /// # Errors
    /// No thread can be started.
    pub fn read(child: &mut Child, most: u64) -> io::Result<Self> {
        let (reading, open) = mpsc::channel();
        let stdout = reader(child.stdout.take(), reading.clone(), most)?;
        let stderr = reader(child.stderr.take(), reading, most)?;
        Ok(Self { stdout, stderr, most, open })
    }

    /// Waits so long, or until the program has closed both, which most do as they end.
    pub fn wait(&self, pause: Duration) {
        if self.open.recv_timeout(pause) == Err(RecvTimeoutError::Disconnected) {
            thread::sleep(pause / 10);
        }
    }

    /// Whether one of them has had to be closed.
    pub fn are_full(&self) -> bool {
        [&self.stdout, &self.stderr].iter().any(|it| is_more(&locked(it), self.most))
    }

    /// What a program that has ended printed.
    ///
    /// # Errors
    /// `FileTooLarge`: there was more than it may have.
    pub fn take(self) -> io::Result<(Vec<u8>, Vec<u8>)> {
        let _ = self.open.recv_timeout(AFTERWARDS);
        if self.are_full() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok((mem::take(&mut *locked(&self.stdout)), mem::take(&mut *locked(&self.stderr))))
    }
}

fn locked(output: &Mutex<Vec<u8>>) -> MutexGuard<'_, Vec<u8>> {
    output.lock().unwrap_or_else(PoisonError::into_inner)
}

fn is_more(output: &[u8], most: u64) -> bool {
    u64::try_from(output.len()).map_or(true, |length| length > most)
}

fn reader(
    mut from: Option<impl Read + Send + 'static>,
    reading: Sender<()>,
    most: u64,
) -> io::Result<Arc<Mutex<Vec<u8>>>> {
    let into = Arc::new(Mutex::new(Vec::new()));
    let output = Arc::clone(&into);
    thread::Builder::new().spawn(move || {
        let _reading = reading;
        let mut buffer = vec![0; 64 << 10];
        while let Some(count) = read(from.as_mut(), &mut buffer) {
            let mut output = locked(&output);
            output.extend_from_slice(&buffer[..count]);
            if is_more(&output, most) {
                break;
            }
        }
    })?;
    Ok(into)
}

/// How many bytes came; none at the end. What cannot be read has no more to say.
fn read(from: Option<&mut impl Read>, buffer: &mut [u8]) -> Option<usize> {
    let from = from?;
    loop {
        match from.read(buffer) {
            Ok(0) => return None,
            Ok(count) => return Some(count),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
}
