//! Most files are the same in most renderings: what is read out of a text is kept.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

/// Values by the text they were made of.
#[derive(Debug)]
pub struct Memo<V: 'static>(LazyLock<Mutex<HashMap<String, V>>>);

impl<V: Clone> Memo<V> {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self(LazyLock::new(|| Mutex::new(HashMap::new())))
    }

    /// The value of `text`, made if this is the first time.
    pub fn get(&self, text: &str, make: impl FnOnce() -> V) -> V {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = known().get(text) {
            return value.clone();
        }
        let value = make();
        known().insert(text.to_owned(), value.clone());
        value
    }
}
