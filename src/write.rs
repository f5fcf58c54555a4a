//! A tree becomes a directory whole, or not at all.
//!
//! It is built beside the target, in a directory of its own that is locked as long as this run
//! lives ([`Staging`]), and put in place by renaming ([`Placed`]). Until it is final, a plan in the
//! staging directory says what is ours: dropping it takes everything away again, and what a run
//! that was killed has left is taken away by the next one that writes to the same place
//! ([`leftover`]).

mod above;
mod fresh;
mod git_state;
mod leftover;
mod locked;
mod placed;
mod plan;
mod pulse;
mod replace;
mod staging;

pub use fresh::check_target;
pub use leftover::sweep;
pub use placed::Placed;
pub use replace::replace;
pub use staging::Staging;

#[cfg(test)]
#[cfg(unix)]
mod tests;
