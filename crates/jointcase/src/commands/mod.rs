//! The commands, one file each.

pub mod acting;
pub mod demo;
pub mod doctor;
pub mod due;
pub mod duties;
pub mod file;
pub mod link;
pub mod notices;
pub mod projections;
pub mod publish;
pub mod quarantine;
pub mod statutes;
pub mod tally;
pub mod up;
pub mod verify;

use std::io::Write;

/// Prints a line for a person or a program; a closed pipe (`| head`) is no error.
pub(crate) fn say(line: impl AsRef<str>) {
    drop(writeln!(std::io::stdout(), "{}", line.as_ref()));
}
