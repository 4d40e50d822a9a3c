//! Which encoding a text file has, found before its first row is used: UTF-8 with or without mark, or GB18030.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use encoding_rs::{Decoder, DecoderResult, GB18030};

use crate::ImportError;

/// The encodings that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// GB18030 with its subsets GBK and GB 2312.
    Gb18030,
}

const CHUNK: usize = 64 * 1024;
const MARK: &[u8] = &[0xEF, 0xBB, 0xBF];

/// The place of a byte that does not belong to the encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    byte: u64,
    row: u64,
}

/// Reads the whole file once, since a wrong byte may come late, and says how it is encoded.
///
/// # Errors
/// [`ImportError::Input`] names the row and the byte that belong to no encoding.
pub fn detect(path: &Path, stated: Option<Encoding>) -> Result<Encoding, ImportError> {
    let open = || File::open(path).map_err(|e| ImportError::reading(path, e));
    let mut start = [0u8; 2];
    let read = open()?.read(&mut start).map_err(|e| ImportError::reading(path, e))?;
    if read == 2 && (start == [0xFF, 0xFE] || start == [0xFE, 0xFF]) {
        return Err(ImportError::input(
            "文件为UTF-16编码（Excel称“Unicode文本”）：请另存为“CSV UTF-8”或GB18030编码后再发布",
            "the file is UTF-16 (what Excel calls Unicode text): save it as CSV UTF-8 or as GB18030 and publish it again",
        ));
    }
    if stated != Some(Encoding::Gb18030) {
        let (fault, sound, faults) = check_utf8(open()?).map_err(|e| ImportError::reading(path, e))?;
        let Some(place) = fault else { return Ok(Encoding::Utf8) };
        // GB18030 text is hardly ever sound UTF-8, so much of it means UTF-8 that was damaged.
        if stated == Some(Encoding::Utf8) || sound > faults {
            return Err(wrong(place, "UTF-8"));
        }
    }
    match check_gb18030(open()?).map_err(|e| ImportError::reading(path, e))? {
        None => Ok(Encoding::Gb18030),
        Some(place) if stated.is_some() => Err(wrong(place, "GB18030")),
        Some(place) => Err(wrong(place, "UTF-8 / GB18030")),
    }
}

fn wrong(place: Place, encoding: &str) -> ImportError {
    let Place { byte, row } = place;
    ImportError::input(
        format!("文件第{row}行、第{byte}字节（从1起）不是{encoding}编码：请以UTF-8或GB18030编码重新导出后再发布"),
        format!(
            "line {row}, byte {byte} of the file (counted from 1) is not {encoding}: export it as UTF-8 or GB18030 and \
            publish again"
        ),
    )
}

/// The first fault, the number of sound characters of three or more bytes, and the number of faults.
fn check_utf8(mut file: File) -> io::Result<(Option<Place>, u64, u64)> {
    let mut buffer = vec![0u8; CHUNK];
    let (mut kept, mut before, mut row) = (0usize, 0u64, 1u64);
    let (mut first, mut sound, mut faults) = (None, 0u64, 0u64);
    loop {
        let read = file.read(&mut buffer[kept..])?;
        let filled = kept + read;
        let mut at = 0;
        while at < filled {
            let (valid, bad) = match std::str::from_utf8(&buffer[at..filled]) {
                Ok(text) => (text, None),
                Err(error) => {
                    let text = std::str::from_utf8(&buffer[at..at + error.valid_up_to()]).unwrap_or_default();
                    (text, Some(error.error_len()))
                }
            };
            sound += count(valid.chars().filter(|c| c.len_utf8() >= 3));
            row += count(valid.bytes().filter(|b| *b == b'\n'));
            at += valid.len();
            match bad {
                None => {}
                // A character cut by the end of the chunk is judged with the next one.
                Some(None) if read > 0 => break,
                Some(length) => {
                    first = first.or(Some(Place { byte: before + at as u64 + 1, row }));
                    faults += 1;
                    at += length.unwrap_or(filled - at);
                }
            }
        }
        if read == 0 {
            return Ok((first, sound, faults));
        }
        buffer.copy_within(at..filled, 0);
        kept = filled - at;
        before += at as u64;
    }
}

fn check_gb18030(file: File) -> io::Result<Option<Place>> {
    let mut reader = Gb18030Reader::new(file);
    let mut buffer = vec![0u8; CHUNK];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(None),
            Ok(_) => {}
            Err(_) if reader.fault.is_some() => return Ok(reader.fault),
            Err(error) => return Err(error),
        }
    }
}

fn count<T>(items: impl Iterator<Item = T>) -> u64 {
    items.fold(0, |sum, _| sum + 1)
}

/// Decodes `inner` to UTF-8 without its mark.
pub fn decoded(mut inner: impl Read + Send + 'static, encoding: Encoding) -> io::Result<Box<dyn Read + Send>> {
    match encoding {
        Encoding::Gb18030 => Ok(Box::new(Gb18030Reader::new(inner))),
        Encoding::Utf8 => {
            let mut start = Vec::with_capacity(MARK.len());
            inner.by_ref().take(3).read_to_end(&mut start)?;
            let start = if start == MARK { Vec::new() } else { start };
            Ok(Box::new(io::Cursor::new(start).chain(inner)))
        }
    }
}

/// GB18030 in, UTF-8 out, in chunks.
struct Gb18030Reader<R> {
    inner: R,
    decoder: Decoder,
    input: Vec<u8>,
    from: usize,
    to: usize,
    /// Bytes of the file before `input[from]`, and the row it is in.
    place: Place,
    ended: bool,
    done: bool,
    fault: Option<Place>,
    output: Vec<u8>,
    given: usize,
}

impl<R: Read> Gb18030Reader<R> {
    fn new(inner: R) -> Self {
        Self {
            inner,
            decoder: GB18030.new_decoder_without_bom_handling(),
            input: vec![0; CHUNK],
            from: 0,
            to: 0,
            place: Place { byte: 0, row: 1 },
            ended: false,
            done: false,
            fault: None,
            output: Vec::new(),
            given: 0,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        if self.from == self.to && !self.ended {
            self.from = 0;
            self.to = self.inner.read(&mut self.input)?;
            self.ended = self.to == 0;
        }
        self.output.resize(CHUNK * 2, 0);
        let source = &self.input[self.from..self.to];
        let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(source, &mut self.output, self.ended);
        self.place.row += count(self.output[..written].iter().filter(|b| **b == b'\n'));
        self.place.byte += read as u64;
        self.from += read;
        self.output.truncate(written);
        self.given = 0;
        match result {
            DecoderResult::InputEmpty => self.done = self.ended,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(length, after) => {
                let back = u64::from(length) + u64::from(after);
                let fault = Place { byte: (self.place.byte + 1).saturating_sub(back), row: self.place.row };
                self.fault = Some(fault);
                return Err(io::Error::new(io::ErrorKind::InvalidData, "not GB18030"));
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for Gb18030Reader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.output.len() {
            if self.done {
                return Ok(0);
            }
            self.refill()?;
        }
        let n = buffer.len().min(self.output.len() - self.given);
        buffer[..n].copy_from_slice(&self.output[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}
