//! Who is told of what, as it ships, with what a city lays over it in the data folder.

use std::path::Path;

use anyhow::Result;
use kernel::reference::Reference;
use relay::{Book, Choices};

use crate::law::{pairs, texts};
use crate::words::Saying;

/// The shipped choices with the city's own: `notices/*.toml` under `folder`, as far as they exist.
///
/// # Errors
/// A sentence that names the file, and the line of every mistake.
pub fn choices(folder: &Path, reference: &Reference) -> Result<Choices> {
    let city = texts(&folder.join("notices"))?;
    let choices = Choices::with(Book::of(roster::mount_all), reference, &pairs(&city));
    choices.saying(|| ("通知范围有误，请更正", "who is told of what cannot be read, correct it"))
}
