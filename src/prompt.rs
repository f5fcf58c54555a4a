//! The terminal dialogue; dialoguer is known here alone.

use std::io::{self, IsTerminal};

use dialoguer::console::Term;
use dialoguer::theme::SimpleTheme;
use dialoguer::{Confirm, Input, MultiSelect, Select};

use crate::error::{Error, Result};
use crate::interrupt;
use crate::question::{Question, Value};

/// Whether there is somebody to ask. dialoguer must not be entered otherwise.
#[must_use]
pub fn possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Shows the cursor, which dialoguer hides while it waits.
pub fn restore_terminal() {
    // A terminal that is gone needs no cursor.
    let _ = Term::stderr().show_cursor();
}

/// Asks for the answer to `question`, with `default` filled in.
///
/// # Errors
/// The user left, or the terminal went away.
pub fn ask(question: &Question, default: Option<&Value>) -> Result<Value> {
    if let Some(Value::Bool(default)) = default {
        return confirm(&question.prompt, *default).map(Value::Bool);
    }
    if question.choices.is_empty() {
        ask_text(question, default)
    } else {
        ask_choice(question, default)
    }
}

fn ask_text(question: &Question, default: Option<&Value>) -> Result<Value> {
    let theme = SimpleTheme;
    let check = |text: &String| match question.parse(text) {
        Ok(_) => Ok(()),
        Err(fault) => Err(match &question.help {
            Some(help) => format!("{fault} ({help})"),
            None => fault.to_string(),
        }),
    };
    let mut input =
        Input::<String>::with_theme(&theme).with_prompt(&question.prompt).validate_with(check);
    if let Some(default) = default {
        let text = default.to_string();
        input = if text.is_empty() { input.allow_empty(true) } else { input.default(text) };
    }
    let text = asked(|| input.interact_text())?;
    question.parse(&text).map_err(|_| Error::Interrupted)
}

fn ask_choice(question: &Question, default: Option<&Value>) -> Result<Value> {
    let wide = question.choices.iter().map(|choice| choice.value.len()).max().unwrap_or(0);
    let lines: Vec<String> = question
        .choices
        .iter()
        .map(|choice| format!("{:wide$}  {}", choice.value, choice.help))
        .collect();
    let default = default.map(ToString::to_string);
    let at = question.choices.iter().position(|choice| Some(&choice.value) == default.as_ref());
    let index = select(&question.prompt, &lines, at.unwrap_or(0))?;
    Ok(Value::Text(question.choices[index].value.clone()))
}

/// Lets the user pick one line.
///
/// # Errors
/// The user left, or the terminal went away.
pub fn select(prompt: &str, lines: &[String], default: usize) -> Result<usize> {
    let theme = SimpleTheme;
    let select = Select::with_theme(&theme).with_prompt(prompt).items(lines).default(default);
    asked(|| select.interact_opt())?.ok_or(Error::Interrupted)
}

/// Lets the user tick any number of lines; gives back the ticked ones.
///
/// # Errors
/// The user left, or the terminal went away.
pub fn tick(prompt: &str, lines: &[(String, bool)]) -> Result<Vec<usize>> {
    let theme = SimpleTheme;
    let prompt = format!("{prompt} (space ticks, enter goes on)");
    let select = MultiSelect::with_theme(&theme).with_prompt(prompt).items_checked(lines.to_vec());
    asked(|| select.interact_opt())?.ok_or(Error::Interrupted)
}

/// Asks yes or no.
///
/// # Errors
/// The user left, or the terminal went away.
pub fn confirm(prompt: &str, default: bool) -> Result<bool> {
    let theme = SimpleTheme;
    let confirm = Confirm::with_theme(&theme).with_prompt(prompt).default(default);
    asked(|| confirm.interact_opt())?.ok_or(Error::Interrupted)
}

fn asked<T>(prompt: impl FnOnce() -> dialoguer::Result<T>) -> Result<T> {
    interrupt::while_prompting(prompt).map_err(|dialoguer::Error::IO(error)| {
        restore_terminal();
        match error.kind() {
            io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof => Error::Interrupted,
            _ => Error::io("read from", "the terminal")(error),
        }
    })
}
