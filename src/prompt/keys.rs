//! Keys, from the bytes that a terminal sends for them.

use std::io;

/// What somebody does at a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// Types a character.
    Char(char),
    /// Pastes a text.
    Paste(String),
    Enter,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    Backspace,
    Delete,
    Escape,
}

/// What a terminal sends behind a pasted text that it was asked to mark.
const PASTED: &[u8] = b"\x1b[201~";
/// No sequence that means something is longer.
const LONGEST: usize = 16;

/// How long to wait for a byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Until somebody presses a key.
    Forever,
    /// As long as the bytes of one key may be apart.
    Moment,
}

/// Where bytes come from; nothing if none came in time.
type Bytes<'a> = dyn FnMut(Wait) -> io::Result<Option<u8>> + 'a;

/// The next key that means something.
///
/// # Errors
/// [`io::ErrorKind::Interrupted`] if it is Ctrl-C or Ctrl-D, and what `next` says.
pub fn read(next: &mut Bytes) -> io::Result<Key> {
    loop {
        let key = match byte(next)? {
            b'\r' | b'\n' => Some(Key::Enter),
            b'\t' => Some(Key::Down),
            0x01 => Some(Key::Home),
            0x05 => Some(Key::End),
            0x08 | 0x7f => Some(Key::Backspace),
            0x1b => sequence(next)?,
            first => character(first, next)?.filter(|c| !c.is_control()).map(Key::Char),
        };
        if let Some(key) = key {
            return Ok(key);
        }
    }
}

/// A byte, however long it takes; those of Ctrl-C and Ctrl-D end everything.
fn byte(next: &mut Bytes) -> io::Result<u8> {
    loop {
        match next(Wait::Forever)? {
            Some(0x03 | 0x04) => return Err(io::ErrorKind::Interrupted.into()),
            Some(byte) => return Ok(byte),
            None => {}
        }
    }
}

/// The character that begins with the byte `first`.
fn character(first: u8, next: &mut Bytes) -> io::Result<Option<char>> {
    let mut bytes = vec![first];
    let length = [0xc0, 0xe0, 0xf0].iter().filter(|lead| first >= **lead).count();
    for _ in 0..length {
        bytes.push(byte(next)?);
    }
    Ok(std::str::from_utf8(&bytes).ok().and_then(|text| text.chars().next()))
}

/// What an escape begins: a key that sends several bytes, a paste, or itself alone.
fn sequence(next: &mut Bytes) -> io::Result<Option<Key>> {
    match next(Wait::Moment)? {
        None => return Ok(Some(Key::Escape)),
        Some(b'[' | b'O') => {}
        Some(_) => return Ok(None),
    }
    let mut sequence = Vec::new();
    while sequence.len() < LONGEST
        && !sequence.last().is_some_and(|last| (0x40..0x7f).contains(last))
    {
        match next(Wait::Moment)? {
            Some(byte) => sequence.push(byte),
            None => return Ok(None),
        }
    }
    Ok(match sequence.as_slice() {
        b"A" | b"Z" => Some(Key::Up),
        b"B" => Some(Key::Down),
        b"C" => Some(Key::Right),
        b"D" => Some(Key::Left),
        b"H" | b"1~" | b"7~" => Some(Key::Home),
        b"F" | b"4~" | b"8~" => Some(Key::End),
        b"3~" => Some(Key::Delete),
        b"200~" => Some(Key::Paste(pasted(next)?)),
        _ => None,
    })
}

/// A pasted text, without the breaks behind it: those are of the line that it was taken from.
fn pasted(next: &mut Bytes) -> io::Result<String> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(PASTED) {
        bytes.push(byte(next)?);
    }
    bytes.truncate(bytes.len() - PASTED.len());
    let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n").replace('\r', "\n");
    Ok(text.trim_end_matches('\n').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The keys of these bytes, and why there are no more.
    fn keys(bytes: &[u8]) -> (Vec<Key>, io::ErrorKind) {
        let mut bytes = bytes.iter().copied();
        let mut next = |wait| match (bytes.next(), wait) {
            (Some(byte), _) => Ok(Some(byte)),
            (None, Wait::Moment) => Ok(None),
            (None, Wait::Forever) => Err(io::ErrorKind::UnexpectedEof.into()),
        };
        let mut found = Vec::new();
        loop {
            match read(&mut next) {
                Ok(key) => found.push(key),
                Err(error) => return (found, error.kind()),
            }
        }
    }

    #[test]
    fn a_key_is_one_whatever_it_sends() {
        use Key::{Char, Down, End, Enter, Escape, Home, Left, Right, Up};
        for (bytes, expected) in [
            ("aé日🚀", "aé日🚀".chars().map(Char).collect::<Vec<_>>()),
            ("\r\n\t", vec![Enter, Enter, Down]),
            ("\x1b[A\x1b[B\x1bOC\x1b[D\x1b[Z", vec![Up, Down, Right, Left, Up]),
            ("\x1b[H\x1b[4~\x01\x05", vec![Home, End, Home, End]),
            ("\x7f\x08\x1b[3~", vec![Key::Backspace, Key::Backspace, Key::Delete]),
            ("\x1b", vec![Escape]),
            ("\x1b[1;5Cx\x1bbx\x0bx", vec![Char('x'); 3]),
            ("\x1b[200~a\rb\x1b[Ac\r\x1b[201~\r", vec![Key::Paste("a\nb\x1b[Ac".into()), Enter]),
            ("\x1b[200~\x1b[201~", vec![Key::Paste(String::new())]),
        ] {
            assert_eq!(
                keys(bytes.as_bytes()),
                (expected, io::ErrorKind::UnexpectedEof),
                "{bytes:?}"
            );
        }
        assert_eq!(keys(b"\x80a\xc3(a").0, [Char('a'), Char('a')]);
    }

    #[test]
    fn two_keys_leave() {
        for bytes in ["a\x03b", "a\x04b", "a\x1b[200~b\x03", "a\x1b[200~b\x04"] {
            assert_eq!(keys(bytes.as_bytes()), (vec![Key::Char('a')], io::ErrorKind::Interrupted));
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_to_its_end(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let leaves = bytes.iter().any(|byte| [3, 4].contains(byte));
            let (_, end) = keys(&bytes);
            prop_assert!(end == io::ErrorKind::UnexpectedEof || leaves);
        }

        #[test]
        fn what_is_pasted_is_one_text(text in "[a-z é日\n\t]{0,40}[a-z]") {
            let sent = format!("\x1b[200~{}\x1b[201~", text.replace('\n', "\r"));
            prop_assert_eq!(keys(sent.as_bytes()).0, [Key::Paste(text)]);
        }
    }
}
