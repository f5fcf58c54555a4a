//! What is wrong with a text, in our words.

use tera::ErrorKind;

use crate::error::Place;
use crate::words::Names;

use super::Engine;
use super::fold::original_span;

/// Why a text could not be parsed or rendered, and where.
#[derive(Clone, Debug)]
pub struct Fault {
    /// What tera says.
    pub message: String,
    /// In the text as its author wrote it.
    pub place: Place,
}

impl Engine {
    pub(super) fn fault(&self, name: &str, error: &tera::Error) -> Fault {
        if let ErrorKind::CircularInclude { include_chain, .. } = error.kind() {
            return self.circle(name, include_chain);
        }
        let (ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report)) = error.kind()
        else {
            // An unknown filter or test: the message is a whole report, its first line the
            // sentence, which names what is unknown.
            let message = error.to_string();
            let sentence = message.lines().next().unwrap_or(&message).to_owned();
            let word = sentence.split('`').nth(1).unwrap_or_default();
            let message = self.in_our_words(&sentence);
            return Fault { message, place: self.place_of(name, word) };
        };
        let file = report.filename();
        let file = if self.originals.contains_key(file) { file } else { name };
        let text = self.originals.get(file).cloned().unwrap_or_default();
        let span = original_span(&text, report.span(), &self.delimiters);
        let place = Place { span, file: file.to_owned(), text: text.into() };
        Fault { message: self.in_our_words(report.message()), place }
    }

    /// The text `name` closes a circle, which is the end of `chain`.
    fn circle(&self, name: &str, chain: &[String]) -> Fault {
        let first = chain.iter().position(|text| Some(text) == chain.last()).unwrap_or_default();
        let mut circle = chain[first..chain.len() - 1].to_vec();
        let at = circle.iter().position(|text| text == name).unwrap_or_default();
        circle.rotate_left(at);
        let (text, others) = (&circle[0], &circle[1..]);
        let message = match others {
            [] => format!("`{text}` includes itself"),
            others => format!("`{text}` includes itself, by way of {}", Names(others)),
        };
        let next = others.first().unwrap_or(text);
        Fault { message, place: self.place_of(name, next) }
    }

    /// A sentence of tera's as ours are written. It names the delimiters it was born with.
    fn in_our_words(&self, sentence: &str) -> String {
        let text = sentence.trim_start_matches("error: ").trim_end_matches('.');
        let [open, close] = &self.delimiters.value;
        let text = text.replace("}}", close).replace("{{", open);
        let text = match text.strip_prefix("Unknown template ") {
            Some(name) => format!("there is no {name} to include"),
            None => text,
        };
        let mut chars = text.chars();
        chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
    }
}
