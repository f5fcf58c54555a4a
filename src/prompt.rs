//! The terminal dialogue.

mod keys;
mod line;
mod menu;
mod terminal;

use std::io::{self, IsTerminal};

use crate::error::{AnswerFault, Error, Result};
use crate::interrupt;
use crate::question::{Choice, Question, Value};

use keys::Key;
use line::Line;
use menu::Menu;
use terminal::Screen;

/// Whether there is somebody to ask.
#[must_use]
pub fn possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
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
        (_, []) => asked(|screen| ask_text(screen, question, default)),
        (Value::List(_), _) => ask_choices(question, default),
        _ => ask_choice(question, default),
    }
}

/// Asks again for the answer to `question`, which is `answer` until now.
///
/// # Errors
/// The user left, or the terminal went away.
pub fn edit(question: &Question, answer: &Value) -> Result<Value> {
    if !question.choices.is_empty() || matches!(answer, Value::Bool(_)) {
        return ask(question, Some(answer));
    }
    let title = terminal::title(&question.prompt, None);
    let line = Line::new(&answer.to_string());
    asked(|screen| type_text(screen, question, &title, line, |text| Some(question.parse(text))))
}

/// Asks for a text. Enter alone takes the default; without one there is no empty answer.
fn ask_text(
    screen: &mut Screen,
    question: &Question,
    default: Option<&Value>,
) -> io::Result<Value> {
    let text = default.map(ToString::to_string).filter(|text| !text.is_empty());
    let title = terminal::title(&question.prompt, text.as_deref());
    type_text(screen, question, &title, Line::default(), |text| match default {
        Some(default) if text.is_empty() => Some(question.check(default.clone())),
        None if text.is_empty() => None,
        _ => Some(question.parse(text)),
    })
}

/// Lets the user edit `line` until `read` takes it; it gives nothing where there is no answer yet.
fn type_text(
    screen: &mut Screen,
    question: &Question,
    title: &str,
    mut line: Line,
    read: impl Fn(&str) -> Option<Result<Value, AnswerFault>>,
) -> io::Result<Value> {
    loop {
        screen.draw_line(title, &line)?;
        match screen.key()? {
            Key::Enter => match read(&line.text()) {
                Some(Ok(value)) => {
                    screen.close(Some(&format!("{}: {value}", question.prompt)))?;
                    return Ok(value);
                }
                Some(Err(fault)) => screen.note(&match &question.help {
                    Some(help) => format!("error: {fault} ({help})"),
                    None => format!("error: {fault}"),
                })?,
                None => {}
            },
            key => line.press(key),
        }
    }
}

fn choice_lines(question: &Question) -> Vec<String> {
    let wide = question.choices.iter().map(|choice| choice.value.len()).max().unwrap_or(0);
    let line = |choice: &Choice| format!("{:wide$}  {}", choice.value, choice.help);
    question.choices.iter().map(line).collect()
}

fn ask_choice(question: &Question, default: Option<&Value>) -> Result<Value> {
    let at = default.and_then(|default| question.choice(&default.to_string()));
    let (lines, menu) =
        (choice_lines(question), Menu::pick(question.choices.len(), at.unwrap_or(0)));
    let chosen = |menu: &Menu| question.choices[menu.active].value.clone();
    let menu = choose(&question.prompt, &lines, menu, |menu| {
        Some(format!("{}: {}", question.prompt, chosen(menu)))
    })?;
    // The template's check has seen that each choice is an answer.
    question.parse(&chosen(&menu)).map_err(|_| Error::Interrupted)
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
    Ok(choose(prompt, lines, Menu::pick(lines.len(), default), |_| None)?.active)
}

/// Lets the user tick any number of lines; gives back the ticked ones. What stands before two spaces
/// is the line's name.
///
/// # Errors
/// The user left, or the terminal went away.
pub fn tick(prompt: &str, lines: &[(String, bool)]) -> Result<Vec<usize>> {
    let menu = Menu::tick(lines.iter().map(|(_, ticked)| *ticked).collect());
    let texts: Vec<String> = lines.iter().map(|(line, _)| line.clone()).collect();
    let name = |at: &usize| texts[*at].split("  ").next().unwrap_or_default().to_owned();
    let title = format!("{prompt} (space ticks, enter goes on)");
    let menu = choose(&title, &texts, menu, |menu| {
        let names: Vec<String> = ticked(menu).iter().map(name).collect();
        let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        Some(format!("{prompt}: {names}"))
    })?;
    Ok(ticked(&menu))
}

fn ticked(menu: &Menu) -> Vec<usize> {
    let all = menu.ticked.iter().flatten().enumerate();
    all.filter(|(_, ticked)| **ticked).map(|(at, _)| at).collect()
}

/// Shows `menu` until something is chosen, and then what `answer` says of it.
fn choose(
    prompt: &str,
    lines: &[String],
    mut menu: Menu,
    answer: impl Fn(&Menu) -> Option<String>,
) -> Result<Menu> {
    asked(|screen| {
        loop {
            screen.draw_menu(prompt, lines, &mut menu)?;
            match screen.key()? {
                Key::Escape | Key::Char('q') => return Err(io::ErrorKind::Interrupted.into()),
                key if menu.press(&key) => break,
                _ => {}
            }
        }
        screen.close(answer(&menu).as_deref())?;
        Ok(menu)
    })
}

/// Asks yes or no.
///
/// # Errors
/// The user left, or the terminal went away.
pub fn confirm(prompt: &str, default: bool) -> Result<bool> {
    let title = terminal::yes_or_no(prompt, default);
    asked(|screen| {
        screen.draw_line(&title, &Line::default())?;
        let yes = loop {
            match screen.key()? {
                Key::Char('y' | 'Y') => break true,
                Key::Char('n' | 'N') => break false,
                Key::Enter => break default,
                Key::Escape | Key::Char('q') => return Err(io::ErrorKind::Interrupted.into()),
                _ => {}
            }
        };
        screen.close(Some(&format!("{prompt} {}", if yes { "yes" } else { "no" })))?;
        Ok(yes)
    })
}

/// Runs a prompt. A terminal that cannot be read any more has nobody at it.
fn asked<T>(prompt: impl FnOnce(&mut Screen) -> io::Result<T>) -> Result<T> {
    let restore = terminal::restore();
    let left = terminal::restore();
    let left = move || {
        left();
        terminal::new_line();
    };
    let answer = interrupt::while_prompting(left, || {
        Screen::open().and_then(|mut screen| prompt(&mut screen))
    });
    restore();
    answer?.map_err(|_| {
        terminal::new_line();
        Error::Interrupted
    })
}
