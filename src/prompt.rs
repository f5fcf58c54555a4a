//! The terminal dialogue; dialoguer is known here alone.

use std::fmt;
use std::io::{self, IsTerminal};

use dialoguer::console::{Term, truncate_str};
use dialoguer::theme::Theme;
use dialoguer::{Confirm, Input, MultiSelect, Select};

use crate::error::{Error, Result};
use crate::interrupt;
use crate::question::{Choice, Question, Value};

/// Whether there is somebody to ask. dialoguer must not be entered otherwise.
#[must_use]
pub fn possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// What gives the terminal back as it is now: dialoguer hides the cursor and takes the keys
/// raw while it waits.
fn restore() -> impl FnOnce() + Send + 'static {
    #[cfg(unix)]
    let modes = rustix::termios::tcgetattr(io::stdin()).ok();
    move || {
        #[cfg(unix)]
        if let Some(modes) = modes {
            let now = rustix::termios::OptionalActions::Now;
            let _ = rustix::termios::tcsetattr(io::stdin(), now, &modes);
        }
        // A terminal that is gone needs no cursor.
        let _ = Term::stderr().show_cursor();
        let _ = Term::stderr().write_line("");
    }
}

/// Answers stay on the screen as `question: answer`, without what explained the choices.
struct Plain;

impl Theme for Plain {
    fn format_select_prompt_selection(
        &self,
        f: &mut dyn fmt::Write,
        prompt: &str,
        picked: &str,
    ) -> fmt::Result {
        write!(f, "{prompt}: {}", first_column(picked))
    }

    fn format_multi_select_prompt_selection(
        &self,
        f: &mut dyn fmt::Write,
        prompt: &str,
        ticked: &[&str],
    ) -> fmt::Result {
        let ticked: Vec<&str> = ticked.iter().map(|line| first_column(line)).collect();
        let question = prompt.split(" (").next().unwrap_or(prompt);
        write!(
            f,
            "{question}: {}",
            if ticked.is_empty() { "none".into() } else { ticked.join(", ") }
        )
    }
}

fn first_column(line: &str) -> &str {
    line.split("  ").next().unwrap_or(line)
}

/// Lines that fit the terminal: a wrapped one would be redrawn badly.
fn fitting<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let width = usize::from(Term::stderr().size().1).saturating_sub(8).max(20);
    lines.map(|line| truncate_str(line, width, "…").into_owned()).collect()
}

/// Asks for the answer to `question`, with `default` filled in.
///
/// # Errors
/// The user left, or the terminal went away.
pub fn ask(question: &Question, default: Option<&Value>) -> Result<Value> {
    match (question.nothing(), &question.choices[..]) {
        (Value::Bool(_), []) => {
            confirm(&question.prompt, default == Some(&Value::Bool(true))).map(Value::Bool)
        }
        (_, []) => {
            let input = text_input(question);
            let input = match default.map(ToString::to_string) {
                Some(text) if text.is_empty() => input.allow_empty(true),
                Some(text) => input.default(text),
                None => input,
            };
            read(question, input)
        }
        (Value::List(_), _) => ask_choices(question, default),
        _ => ask_choice(question, default),
    }
}

/// Asks again for the answer to `question`, which is `answer` until now.
///
/// # Errors
/// The user left, or the terminal went away.
pub fn edit(question: &Question, answer: &Value) -> Result<Value> {
    let text = answer.to_string();
    let typed = question.choices.is_empty() && !matches!(answer, Value::Bool(_));
    if !typed || text.contains('\n') {
        return ask(question, Some(answer));
    }
    read(question, text_input(question).with_initial_text(text).allow_empty(true))
}

fn text_input(question: &Question) -> Input<'_, String> {
    let check = |text: &String| match question.parse(text) {
        Ok(_) => Ok(()),
        Err(fault) => Err(match &question.help {
            Some(help) => format!("{fault} ({help})"),
            None => fault.to_string(),
        }),
    };
    Input::with_theme(&Plain).with_prompt(&question.prompt).validate_with(check)
}

fn read(question: &Question, input: Input<'_, String>) -> Result<Value> {
    let text = asked(|| input.interact_text())?;
    parsed(question, &text)
}

/// What the prompt has let pass already.
fn parsed(question: &Question, text: &str) -> Result<Value> {
    question.parse(text).map_err(|_| Error::Interrupted)
}

fn choice_lines(question: &Question) -> Vec<String> {
    let wide = question.choices.iter().map(|choice| choice.value.len()).max().unwrap_or(0);
    let line = |choice: &Choice| format!("{:wide$}  {}", choice.value, choice.help);
    question.choices.iter().map(line).collect()
}

fn ask_choice(question: &Question, default: Option<&Value>) -> Result<Value> {
    let at = default.and_then(|default| question.choice(&default.to_string()));
    let index = pick(&question.prompt, &choice_lines(question), at.unwrap_or(0), true)?;
    parsed(question, &question.choices[index].value)
}

/// The ticked choices: those of the default first, in its order, so that nothing ticked anew is the
/// default itself.
fn ask_choices(question: &Question, default: Option<&Value>) -> Result<Value> {
    let before = match default {
        Some(Value::List(items)) => items.as_slice(),
        _ => &[],
    };
    let lines = choice_lines(question).into_iter().zip(&question.choices);
    let lines: Vec<_> = lines.map(|(line, it)| (line, before.contains(&it.value))).collect();
    let ticked = tick(&question.prompt, &lines)?;
    let ticked: Vec<&String> = ticked.iter().map(|at| &question.choices[*at].value).collect();
    let kept = before.iter().filter(|item| ticked.contains(item));
    let new = ticked.iter().copied().filter(|item| !before.contains(item));
    let items = Value::List(kept.chain(new).cloned().collect());
    question.check(items).map_err(|_| Error::Interrupted)
}

/// Lets the user pick one line.
///
/// # Errors
/// The user left, or the terminal went away.
pub fn select(prompt: &str, lines: &[String], default: usize) -> Result<usize> {
    pick(prompt, lines, default, false)
}

fn pick(prompt: &str, lines: &[String], default: usize, report: bool) -> Result<usize> {
    let lines = fitting(lines.iter().map(String::as_str));
    let select = Select::with_theme(&Plain)
        .with_prompt(prompt)
        .items(&lines)
        .default(default)
        .report(report);
    asked(|| select.interact_opt())?.ok_or(Error::Interrupted)
}

/// Lets the user tick any number of lines; gives back the ticked ones.
///
/// # Errors
/// The user left, or the terminal went away.
pub fn tick(prompt: &str, lines: &[(String, bool)]) -> Result<Vec<usize>> {
    let prompt = format!("{prompt} (space ticks, enter goes on)");
    let texts = fitting(lines.iter().map(|(line, _)| line.as_str()));
    let items = texts.into_iter().zip(lines.iter().map(|(_, ticked)| *ticked));
    let select =
        MultiSelect::with_theme(&Plain).with_prompt(prompt).items_checked(items).report(true);
    asked(|| select.interact_opt())?.ok_or(Error::Interrupted)
}

/// Asks yes or no.
///
/// # Errors
/// The user left, or the terminal went away.
pub fn confirm(prompt: &str, default: bool) -> Result<bool> {
    let confirm = Confirm::with_theme(&Plain).with_prompt(prompt).default(default).report(true);
    asked(|| confirm.interact_opt())?.ok_or(Error::Interrupted)
}

fn asked<T>(prompt: impl FnOnce() -> dialoguer::Result<T>) -> Result<T> {
    interrupt::while_prompting(restore(), prompt)?.map_err(|dialoguer::Error::IO(error)| {
        restore()();
        match error.kind() {
            io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof => Error::Interrupted,
            _ => Error::io("read from", "the terminal")(error),
        }
    })
}
