//! The terminal of a prompt: what is drawn on it, and the keys that are pressed. dialoguer is known
//! here alone. Its own prompts are not used: they do not hear Ctrl-D, and take every line of what is
//! pasted for an answer.

use std::fmt;
use std::io;

use dialoguer::console::{Term, measure_text_width, truncate_str};
use dialoguer::theme::{SimpleTheme, Theme};

use super::keys::{self, Key, Wait};
use super::line::Line;
use super::menu::Menu;
use crate::words::printable;

/// Makes a terminal say where pasted text begins and ends, and not.
const MARK_PASTES: [&str; 2] = ["\u{1b}[?2004h", "\u{1b}[?2004l"];

/// How many columns a text takes.
pub fn width(text: &str) -> usize {
    measure_text_width(text)
}

/// What gives the terminal back as it is now.
pub fn restore() -> impl FnOnce() + Send + 'static {
    #[cfg(unix)]
    let modes = rustix::termios::tcgetattr(io::stdin()).ok();
    move || {
        #[cfg(unix)]
        if let Some(modes) = modes {
            let now = rustix::termios::OptionalActions::Now;
            let _ = rustix::termios::tcsetattr(io::stdin(), now, &modes);
        }
        // A terminal that is gone needs nothing.
        let _ = Term::stderr().write_str(MARK_PASTES[1]);
        let _ = Term::stderr().show_cursor();
    }
}

/// Leaves the line of a prompt that was not answered.
pub fn new_line() {
    let _ = Term::stderr().write_line("");
}

/// One prompt on the terminal.
pub struct Screen {
    term: Term,
    /// How many lines of it are above the cursor.
    drawn: usize,
}

impl Screen {
    /// Starts a prompt. Keys are read one by one, and not shown by the terminal, until [`restore`].
    pub fn open() -> io::Result<Self> {
        #[cfg(unix)]
        {
            let mut modes = rustix::termios::tcgetattr(io::stdin())?;
            let output = modes.output_modes;
            modes.make_raw();
            modes.output_modes = output;
            rustix::termios::tcsetattr(io::stdin(), rustix::termios::OptionalActions::Now, &modes)?;
        }
        let term = Term::stderr();
        term.write_str(MARK_PASTES[0])?;
        Ok(Self { term, drawn: 0 })
    }

    /// The next key. Whoever presses Ctrl-C or Ctrl-D leaves.
    #[cfg(unix)]
    #[expect(clippy::unused_self, reason = "elsewhere the terminal's own reader is used")]
    pub fn key(&self) -> io::Result<Key> {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        /// Nanoseconds that the bytes of one key may be apart.
        const MOMENT: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };
        keys::read(&mut |wait| {
            let stdin = io::stdin();
            let until = (wait == Wait::Moment).then_some(&MOMENT);
            let mut byte = [0];
            let ready = poll(&mut [PollFd::new(&stdin, PollFlags::IN)], until);
            let read = ready.and_then(|ready| match ready {
                0 => Ok(None),
                _ => rustix::io::read(&stdin, &mut byte).map(Some),
            });
            match read {
                Ok(Some(0)) => Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(Some(_)) => Ok(Some(byte[0])),
                // A signal that ends the run is heard elsewhere.
                Ok(None) | Err(rustix::io::Errno::INTR) => Ok(None),
                Err(error) => Err(error.into()),
            }
        })
    }

    /// The next key. Whoever presses Ctrl-C or Ctrl-D leaves.
    #[cfg(not(unix))]
    pub fn key(&self) -> io::Result<Key> {
        use dialoguer::console::Key as Pressed;
        loop {
            return Ok(match self.term.read_key()? {
                Pressed::Char('\u{4}') => return Err(io::ErrorKind::Interrupted.into()),
                Pressed::Char(c) if !c.is_control() => Key::Char(c),
                Pressed::Enter => Key::Enter,
                Pressed::ArrowUp | Pressed::BackTab => Key::Up,
                Pressed::ArrowDown | Pressed::Tab => Key::Down,
                Pressed::ArrowLeft => Key::Left,
                Pressed::ArrowRight => Key::Right,
                Pressed::Home => Key::Home,
                Pressed::End => Key::End,
                Pressed::Backspace => Key::Backspace,
                Pressed::Del => Key::Delete,
                Pressed::Escape => Key::Escape,
                _ => continue,
            });
        }
    }

    /// Draws a question and what has been typed.
    pub fn draw_line(&self, title: &str, line: &Line) -> io::Result<()> {
        /// So much of what is typed is always seen.
        const LEAST: usize = 16;
        let columns = usize::from(self.term.size().1).saturating_sub(1);
        let title = printable(title);
        let title = truncate_str(&title, columns.saturating_sub(LEAST), "… ");
        let (text, behind) = line.view(columns.saturating_sub(width(&title)));
        self.term.clear_line()?;
        self.term.write_str(&format!("{title}{text}"))?;
        if behind > 0 { self.term.move_cursor_left(behind) } else { Ok(()) }
    }

    /// Draws a question and the lines of which some are chosen.
    pub fn draw_menu(&mut self, prompt: &str, lines: &[String], menu: &mut Menu) -> io::Result<()> {
        let (rows, columns) = self.term.size();
        let columns = usize::from(columns).saturating_sub(8).max(20);
        let mut drawn = vec![said(|f| SimpleTheme.format_select_prompt(f, prompt))];
        let shown = menu.view(usize::from(rows).saturating_sub(2));
        for at in shown {
            let line = printable(&lines[at]);
            let (line, is_active) = (truncate_str(&line, columns, "…"), at == menu.active);
            drawn.push(said(|f| match &menu.ticked {
                None => SimpleTheme.format_select_prompt_item(f, &line, is_active),
                Some(ticked) => {
                    SimpleTheme.format_multi_select_prompt_item(f, &line, ticked[at], is_active)
                }
            }));
        }
        self.term.hide_cursor()?;
        self.term.clear_last_lines(self.drawn)?;
        self.drawn = drawn.len();
        self.term.write_line(&drawn.join("\n"))
    }

    /// Says something that stays above the prompt.
    pub fn note(&self, text: &str) -> io::Result<()> {
        self.term.clear_line()?;
        self.term.write_line(&printable(text))
    }

    /// Takes the prompt away; `answer` stays in its place, if there is one.
    pub fn close(&mut self, answer: Option<&str>) -> io::Result<()> {
        self.term.clear_line()?;
        self.term.clear_last_lines(self.drawn)?;
        self.drawn = 0;
        answer.map_or(Ok(()), |answer| self.term.write_line(&printable(answer)))
    }
}

/// The question of a text, with what Enter alone answers.
pub fn title(prompt: &str, default: Option<&str>) -> String {
    said(|f| SimpleTheme.format_input_prompt(f, prompt, default))
}

/// The question of a yes or no.
pub fn yes_or_no(prompt: &str, default: bool) -> String {
    said(|f| SimpleTheme.format_confirm_prompt(f, prompt, Some(default)))
}

fn said(format: impl FnOnce(&mut dyn fmt::Write) -> fmt::Result) -> String {
    let mut text = String::new();
    format(&mut text).expect("a text takes everything");
    text
}
