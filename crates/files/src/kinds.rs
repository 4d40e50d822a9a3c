//! Which types of file are taken in, told by their content: a list that is data.

use std::collections::HashSet;
use std::io::{Read, Seek};

use encoding_rs::{Decoder, DecoderResult, GB18030, UTF_8};
use serde::Deserialize;

/// The list that ships.
const SHIPPED: &str = include_str!("../data/types.toml");
/// How much of the beginning of a file is looked at for its signature.
pub(crate) const BEGINNING: usize = 64;
/// Most entries of an archive that are looked through.
const ENTRIES: usize = 20_000;

/// The types that are taken in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kinds {
    #[serde(rename = "type")]
    kinds: Vec<KindOfFile>,
}

/// One type.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct KindOfFile {
    media: String,
    name: String,
    #[serde(default, with = "hex::serde")]
    magic: Vec<u8>,
    #[serde(default)]
    offset: usize,
    entry: Option<String>,
    #[serde(default)]
    text: bool,
}

impl Kinds {
    /// The list that ships.
    ///
    /// # Panics
    /// Never: a test reads it.
    #[allow(clippy::expect_used, reason = "a constant of the program that a test reads")]
    pub fn shipped() -> Self {
        toml::from_str(SHIPPED).expect("the list of types")
    }

    /// The names of all types, for a sentence.
    pub fn names(&self, between: &str) -> String {
        self.kinds.iter().map(|kind| kind.name.as_str()).collect::<Vec<_>>().join(between)
    }

    /// The media type of a file with this beginning, whose whole content is text or not, and that `archive` reads again if it is a zip.
    pub fn of(&self, beginning: &[u8], text: bool, archive: impl Read + Seek) -> Option<&str> {
        let signed = |kind: &&KindOfFile| {
            let place = kind.offset..kind.offset + kind.magic.len();
            !kind.magic.is_empty() && beginning.get(place).is_some_and(|bytes| bytes == kind.magic)
        };
        let packed = || {
            let archive = beginning.starts_with(b"PK\x03\x04").then(|| zip::ZipArchive::new(archive).ok()).flatten()?;
            let entries: HashSet<_> = archive.file_names().take(ENTRIES).flatten().collect();
            self.kinds.iter().find(|kind| kind.entry.as_deref().is_some_and(|entry| entries.contains(entry)))
        };
        let written = || self.kinds.iter().find(|kind| kind.text && text);
        let kind = self.kinds.iter().find(signed).or_else(packed).or_else(written)?;
        Some(&kind.media)
    }
}

/// Whether a file that is given bit by bit is text: no control characters, and UTF-8 or GB18030 from beginning to end.
pub(crate) struct Text {
    decoders: Vec<Decoder>,
    plain: bool,
    scratch: String,
}

impl Text {
    pub fn begin() -> Self {
        let decoders = [UTF_8, GB18030].map(|encoding| encoding.new_decoder_without_bom_handling()).into();
        Self { decoders, plain: true, scratch: String::with_capacity(8 * 1024) }
    }

    pub fn add(&mut self, bytes: &[u8], last: bool) {
        self.plain &= bytes.iter().all(|b| !b.is_ascii_control() || b"\t\n\r\x0c".contains(b));
        if self.plain {
            let scratch = &mut self.scratch;
            self.decoders.retain_mut(|decoder| decodes(decoder, bytes, last, scratch));
        }
    }

    pub fn is_text(&self) -> bool {
        self.plain && !self.decoders.is_empty()
    }
}

fn decodes(decoder: &mut Decoder, mut bytes: &[u8], last: bool, scratch: &mut String) -> bool {
    loop {
        scratch.clear();
        let (result, read) = decoder.decode_to_string_without_replacement(bytes, scratch, last);
        match result {
            DecoderResult::InputEmpty => return true,
            DecoderResult::Malformed(..) => return false,
            DecoderResult::OutputFull => bytes = &bytes[read..],
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use super::*;

    fn kind(bytes: &[u8]) -> Option<String> {
        let mut text = Text::begin();
        bytes.chunks(3).for_each(|piece| text.add(piece, false));
        text.add(&[], true);
        let beginning = &bytes[..bytes.len().min(BEGINNING)];
        Kinds::shipped().of(beginning, text.is_text(), Cursor::new(bytes)).map(str::to_owned)
    }

    fn archive(entries: &[&str]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let plain = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for entry in entries {
            zip.start_file(*entry, plain).expect("an entry");
            zip.write_all(b"<x/>").expect("written");
        }
        zip.finish().expect("an archive").into_inner()
    }

    #[test]
    fn a_type_is_told_by_the_content() {
        assert_eq!(kind(b"%PDF-1.7\n").as_deref(), Some("application/pdf"));
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n\0\0").as_deref(), Some("image/png"));
        assert_eq!(kind(b"\xff\xd8\xff\xe0").as_deref(), Some("image/jpeg"));
        assert_eq!(kind(b"\0\0\0\x18ftypmp42").as_deref(), Some("video/mp4"));
        assert_eq!(kind("编号,名称\n1,甲\n".as_bytes()).as_deref(), Some("text/plain"));
        assert_eq!(kind(&GB18030.encode("编号,名称").0).as_deref(), Some("text/plain"));
        assert_eq!(
            kind(&archive(&["[Content_Types].xml", "word/document.xml"])).map(|kind| kind.ends_with("document")),
            Some(true)
        );
        assert_eq!(kind(&archive(&["xl/workbook.xml"])).map(|kind| kind.ends_with("sheet")), Some(true));
        assert_eq!(kind(&archive(&["OFD.xml", "Doc_0/Document.xml"])).as_deref(), Some("application/ofd"));
    }

    #[test]
    fn a_program_or_any_archive_is_not_taken_in_whatever_its_name() {
        assert_eq!(kind(b"MZ\x90\0\x03\0\0\0"), None);
        assert_eq!(kind(b"\x7fELF\x02\x01\x01\0"), None);
        assert_eq!(kind(&archive(&["run.exe"])), None);
        assert_eq!(kind(b"PK\x03\x04 cut off \0"), None);
        assert_eq!(kind(b"text with \0 in it"), None);
        assert_eq!(kind(b"\xff\xfe\xff"), None);
    }
}
