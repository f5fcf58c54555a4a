//! What the user is told: errors on stderr, data on stdout. Nothing else prints, so nothing that a
//! terminal would obey reaches one, and nothing is lost without a word.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::error::{Error, Place, Result};
use crate::runaway;
use crate::tree::Tree;
use crate::words::{Count, is_obeyed, is_unseen, printable, printable_lines};

/// The first refusal of stdout; the run goes on, for what it does may matter more than its words.
static REFUSED: Mutex<Option<io::Error>> = Mutex::new(None);

/// Writes `text`, and a line break unless it ends with one, to stdout: as it is, for other programs;
/// at a terminal without anything that it would obey.
pub fn data(text: &(impl AsRef<[u8]> + ?Sized)) {
    let _pause = runaway::pause();
    let mut text = text.as_ref().to_vec();
    let mut stdout = io::stdout().lock();
    if stdout.is_terminal() {
        text = printable_lines(&String::from_utf8_lossy(&text)).into_bytes();
    }
    if !text.ends_with(b"\n") {
        text.push(b'\n');
    }
    remember(stdout.write_all(&text).and_then(|()| stdout.flush()));
}

/// Writes a JSON value to stdout. What a terminal would obey or not show is escaped, which is the
/// same value to JSON.
pub fn json(value: &serde_json::Value) {
    let mut text = String::new();
    for c in format!("{value:#}").chars() {
        if c != '\n' && (is_obeyed(c) || is_unseen(c)) {
            let mut units = [0; 2];
            text.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            text.push(c);
        }
    }
    data(&text);
}

/// Keeps what became of writing to stdout, for [`finish`]. A closed pipe is no error: the reader has
/// had enough.
pub fn remember(written: io::Result<()>) {
    if let Err(error) = written
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        REFUSED.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }
}

/// Whether all data has been written.
///
/// # Errors
/// What stdout said when it refused some.
pub fn finish() -> Result<()> {
    match REFUSED.lock().unwrap_or_else(PoisonError::into_inner).take() {
        Some(error) => Err(Error::io("write to", "standard output")(error)),
        None => Ok(()),
    }
}

/// Writes lines to stderr, without anything that a terminal would obey, whoever wrote them.
pub fn note(text: &str) {
    let _pause = runaway::pause();
    let lines: Vec<String> = text.split('\n').map(printable).collect();
    let _ = writeln!(io::stderr().lock(), "{}", lines.join("\n"));
}

/// How many errors are shown at once: nobody reads more.
const MOST: usize = 20;

/// An error as it is shown: the sentence, the place with its line, the hint.
#[must_use]
pub fn error(error: &Error) -> String {
    const OUR_BUG: &str =
        "\n\nthe template is part of scaffold, so this is a bug in scaffold: please report it";
    let mut shown: Vec<String> = error.each().take(MOST).map(one_error).collect();
    let more = error.each().count() - shown.len();
    shown.extend((more > 0).then(|| format!("… and {more} more")));
    let text = shown.join("\n\n");
    if error.is_our_bug() { text + OUR_BUG } else { text }
}

fn one_error(error: &Error) -> String {
    let title = format!("error: {error}");
    let text = match error.place() {
        Some(place) if !place.text.is_empty() => excerpt(&error.to_string(), place),
        Some(place) => format!("{title}\n --> {}", place.file),
        None => title,
    };
    error.hint().map_or(text.clone(), |hint| format!("{text}\n\nhint: {hint}"))
}

fn excerpt(sentence: &str, place: &Place) -> String {
    let end = place.text.len();
    let span = place.span.start.min(end)..place.span.end.min(end);
    let snippet = Snippet::source(&*place.text)
        .path(place.file.as_str())
        .annotation(AnnotationKind::Primary.span(span));
    let report = [Level::ERROR.primary_title(sentence).element(snippet)];
    Renderer::plain().render(&report)
}

/// The top of a tree: its files, and its directories with what they hold.
#[must_use]
pub fn tree(tree: &Tree) -> Vec<String> {
    let mut lines: Vec<(String, usize)> = Vec::new();
    for (path, _) in tree {
        let (top, inside) =
            path.as_str().split_once('/').map_or((path.as_str(), false), |(top, _)| (top, true));
        match lines.last_mut() {
            Some((last, count)) if inside && last == top => *count += 1,
            _ => lines.push((top.to_owned(), usize::from(inside))),
        }
    }
    let show = |(top, count): (String, usize)| match count {
        0 => format!("  {top}"),
        count => format!("  {top}/  {}", Count(count, "file")),
    };
    lines.into_iter().map(show).collect()
}

/// Progress of something that takes longer than a blink; silent without a terminal that can take it
/// away.
#[derive(Debug)]
pub struct Progress(bool);

impl Progress {
    /// Shows `text` until it is dropped.
    #[must_use]
    pub fn start(text: &str, quiet: bool) -> Self {
        let shown = !quiet
            && io::stderr().is_terminal()
            && env::var_os("TERM").is_none_or(|term| term != "dumb");
        if shown {
            let _ = write!(io::stderr().lock(), "{} …", printable(text));
        }
        Self(shown)
    }
}

impl Progress {
    /// Shows `text` until it is dropped; without a terminal it is a line that stays, so that a log
    /// tells it, too.
    #[must_use]
    pub fn named(text: &str) -> Self {
        let progress = Self::start(&printable(text), false);
        if !progress.0 {
            note(text);
        }
        progress
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.0 {
            // Back to the start of the line, and clear it.
            let _ = write!(io::stderr().lock(), "\r\u{1b}[2K");
        }
    }
}
