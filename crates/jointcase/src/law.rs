//! The law as it ships, with what a city lays over it in the data folder.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use kernel::law::{Law, Settings};

/// The shipped law with the city's own: `law/statutes/*.toml`, `law/calendar/*.toml` and `law/settings.toml` under `folder`, as far as
/// they exist.
///
/// # Errors
/// A sentence that names the file, and the line of every mistake.
pub fn law(folder: &Path) -> Result<Law> {
    let folder = folder.join("law");
    let (statutes, calendar) = (texts(&folder.join("statutes"))?, texts(&folder.join("calendar"))?);
    let settings = folder.join("settings.toml");
    let settings: Settings = match settings.exists() {
        true => toml::from_str(&read(&settings)?).with_context(|| format!("{} cannot be read", settings.display()))?,
        false => Settings::default(),
    };
    Ok(Law::with(&pairs(&statutes), &pairs(&calendar), settings)?)
}

/// The TOML files of a folder in the order of their names.
pub(crate) fn texts(folder: &Path) -> Result<Vec<(String, String)>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let listing = || format!("{} cannot be listed", folder.display());
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).with_context(listing)? {
        paths.push(entry.with_context(listing)?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    paths.iter().map(|path| Ok((path.display().to_string(), read(path)?))).collect()
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// The same, borrowed.
pub(crate) fn pairs(texts: &[(String, String)]) -> Vec<(&str, &str)> {
    texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}
