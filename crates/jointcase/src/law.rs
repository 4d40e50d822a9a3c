//! The law as it ships, with what a city lays over it in the data folder.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use kernel::law::{Law, Settings};
use kernel::mistake::Source;

use crate::words::Saying;

/// The shipped law with the city's own: `law/statutes/*.toml`, `law/calendar/*.toml` and `law/settings.toml` under `folder`, as far as
/// they exist.
///
/// # Errors
/// A sentence that names the file, and the line of every mistake.
pub fn law(folder: &Path) -> Result<Law> {
    let folder = folder.join("law");
    let (statutes, calendar) = (texts(&folder.join("statutes"))?, texts(&folder.join("calendar"))?);
    let settings = settings(&folder.join("settings.toml"))?;
    Law::with(&pairs(&statutes), &pairs(&calendar), settings)
        .saying(|| ("本地法律数据有误，请更正", "the city's own law cannot be read, correct it"))
}

/// The city's settings, if it has any.
fn settings(path: &Path) -> Result<Settings> {
    if !path.exists() {
        return Ok(Settings::default());
    }
    let (text, file) = (read(path)?, path.display().to_string());
    let settings = toml::from_str(&text).map_err(|error| Source { file: &file, text: &text }.unreadable(&error));
    settings.saying(|| ("本地法律设置有误，请更正", "the city's settings of the law cannot be read, correct them"))
}

/// The TOML files of a folder in the order of their names.
pub(crate) fn texts(folder: &Path) -> Result<Vec<(String, String)>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let listing = || unreadable(folder);
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).saying(listing)? {
        paths.push(entry.saying(listing)?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    paths.iter().map(|path| Ok((path.display().to_string(), read(path)?))).collect()
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).saying(|| unreadable(path))
}

fn unreadable(path: &Path) -> (String, String) {
    let path = path.display();
    (format!("无法读取{path}：请检查权限和内容"), format!("cannot read {path}: see that it may be read and is text"))
}

/// The same, borrowed.
pub(crate) fn pairs(texts: &[(String, String)]) -> Vec<(&str, &str)> {
    texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}
