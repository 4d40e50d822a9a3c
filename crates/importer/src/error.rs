//! Why an import cannot go on, as a sentence that says what to do.

use std::fmt;
use std::path::Path;

use kernel::Text;

/// An import cannot begin or cannot go on. A single row that cannot be mapped is no error: see [`crate::Rejected`].
#[derive(Debug)]
pub enum ImportError {
    /// The mapping file is wrong: correct it.
    Mapping(Text),
    /// The input is not what the mapping or its format says: correct it, or export it again.
    Input(Text),
    /// A file cannot be read or written: tell the operator.
    Io {
        /// Which file, and what was tried.
        text: Text,
        /// What the system says.
        source: std::io::Error,
    },
}

impl ImportError {
    /// The sentence in both languages.
    pub fn text(&self) -> &Text {
        match self {
            Self::Mapping(text) | Self::Input(text) | Self::Io { text, .. } => text,
        }
    }

    pub(crate) fn mapping(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Mapping(Text::of(zh, en))
    }

    pub(crate) fn input(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Input(Text::of(zh, en))
    }

    pub(crate) fn reading(path: &Path, source: std::io::Error) -> Self {
        let path = path.display();
        Self::Io { text: Text::of(format!("无法读取文件{path}"), format!("cannot read {path}")), source }
    }

    pub(crate) fn writing(path: &Path, source: std::io::Error) -> Self {
        let path = path.display();
        Self::Io { text: Text::of(format!("无法写入文件{path}"), format!("cannot write {path}")), source }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for ImportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Mapping(_) | Self::Input(_) => None,
            Self::Io { source, .. } => Some(source),
        }
    }
}
