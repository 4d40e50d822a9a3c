//! A file that remembers what was delivered, written only after a receipt.
//!
//! One line a receipt: place, message, content and what it corrects, as hexadecimal text. The last line of a place counts.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use kernel::MessageId;
use uuid::Uuid;

use crate::known::{ContentHash, Known, Last, Place};
use crate::{ImportError, Report};

/// Bytes of a line that names no correction.
const LINE: u64 = 132;

/// The journal of one state folder; one process at a time holds it.
#[derive(Debug)]
pub struct FileJournal {
    path: PathBuf,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// Some 100 bytes a place, in a table that doubles when it is seven eighths full: see docs/importing.md for what was measured.
    last: HashMap<u128, Last>,
    file: BufWriter<File>,
}

impl FileJournal {
    /// Opens or begins the journal in `folder`; a line that a crash left unfinished is cut off.
    ///
    /// # Errors
    /// [`ImportError`] if the folder cannot be used, or another process holds it.
    pub fn open(folder: &Path) -> Result<Self, ImportError> {
        fs::create_dir_all(folder).map_err(|e| ImportError::writing(folder, e))?;
        let path = folder.join("delivered.journal");
        let file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path);
        let mut file = file.map_err(|e| ImportError::writing(&path, e))?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => ImportError::input(
                format!("另一个发布程序正在使用{}：请等它结束", folder.display()),
                format!("another publisher is using {}: wait until it has ended", folder.display()),
            ),
            TryLockError::Error(error) => ImportError::reading(&path, error),
        })?;
        // Made as large as it will be: a table that grows holds the old one beside the new one.
        let places = file.metadata().map_or(0, |about| about.len() / LINE);
        let mut last = HashMap::with_capacity(usize::try_from(places).unwrap_or(0));
        let sound = load(&file, &mut last).map_err(|e| ImportError::reading(&path, e))?;
        let cut = file.set_len(sound).and_then(|()| file.seek(SeekFrom::End(0)));
        cut.map_err(|e| ImportError::writing(&path, e))?;
        Ok(Self { path, inner: Mutex::new(Inner { last, file: BufWriter::new(file) }) })
    }

    /// Remembers that `report` was accepted, or was known already.
    ///
    /// # Errors
    /// [`ImportError::Io`] if the journal cannot be written.
    pub fn received(&self, report: &Report) -> Result<(), ImportError> {
        let place = report.place().id();
        let last = Last { message: report.message, content: report.content, corrects: report.corrects };
        let mut inner = self.lock();
        if inner.last.get(&place) == Some(&last) {
            return Ok(());
        }
        inner.last.insert(place, last);
        let corrects = last.corrects.map_or_else(String::new, |id| id.0.simple().to_string());
        let line = format!("{place:032x} {} {} {corrects}\n", last.message.0.simple(), last.content.to_hex());
        inner.file.write_all(line.as_bytes()).map_err(|e| ImportError::writing(&self.path, e))
    }

    /// Makes what was remembered safe against a crash. Losing it would be harmless: the report is sent again and found known.
    ///
    /// # Errors
    /// [`ImportError::Io`] if the journal cannot be written.
    pub fn sync(&self) -> Result<(), ImportError> {
        let mut inner = self.lock();
        let done = inner.file.flush().and_then(|()| inner.file.get_ref().sync_data());
        done.map_err(|e| ImportError::writing(&self.path, e))
    }

    /// How many places are known.
    pub fn len(&self) -> usize {
        self.lock().last.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known for FileJournal {
    fn last(&self, place: &Place<'_>) -> Option<Last> {
        self.lock().last.get(&place.id()).copied()
    }
}

/// Reads line by line and says how many bytes are sound.
fn load(file: &File, last: &mut HashMap<u128, Last>) -> io::Result<u64> {
    let mut reader = BufReader::new(file);
    let mut line = String::new();
    let mut sound = 0;
    loop {
        line.clear();
        let read = match reader.read_line(&mut line) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::InvalidData => return Ok(sound),
            Err(error) => return Err(error),
        };
        if read == 0 || !line.ends_with('\n') {
            return Ok(sound);
        }
        let Some((place, entry)) = entry(&line) else { return Ok(sound) };
        last.insert(place, entry);
        sound += read as u64;
    }
}

fn entry(line: &str) -> Option<(u128, Last)> {
    let mut fields = line.trim_end_matches('\n').split(' ');
    let place = u128::from_str_radix(fields.next()?, 16).ok()?;
    let id = |text: &str| Uuid::try_parse(text).ok().map(MessageId);
    let message = id(fields.next()?)?;
    let content = hex::decode(fields.next()?).ok()?.try_into().ok().map(ContentHash)?;
    let corrects = match fields.next()? {
        "" => None,
        text => Some(id(text)?),
    };
    fields.next().is_none().then_some((place, Last { message, content, corrects }))
}
