//! Who is told of what, given / when / then, and what a notice says.

mod choosing;
mod mistakes;
mod notices;
mod story;
