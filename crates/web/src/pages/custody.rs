//! Evidence on the pages: the chain of keepers, and the files with whether their bytes are here. The bytes themselves are not served.

use std::collections::{BTreeMap, HashMap};

use event_store::files::{FileCondition, conditions};
use kernel::custody::{chain, flags};
use kernel::{Attribute, Class, File, Kind, Parts, Pass, Says, Telling, Tie};
use projections::read::{self, EventRow, Page, RecordRow};
use uuid::Uuid;

use super::rows::{RecordLine, line};
use crate::error::PageError;
use crate::format::occurred;
use crate::visitor::Visitor;
use crate::{App, Lang, words};

/// Who had one thing, from hand to hand.
pub(crate) struct ChainView {
    /// Which of the things of the record; empty where the record is the thing.
    pub thing: String,
    pub links: Vec<PassLine>,
    /// Whether anything of it says so; a column that nothing fills is not shown.
    pub places: bool,
    pub files: bool,
}

/// One link of a chain of custody.
pub(crate) struct PassLine {
    pub stage: String,
    pub on: String,
    pub from: String,
    pub to: String,
    pub found: String,
    pub sealed: String,
    pub place: String,
    /// The file that shows it: its SHA-256, and the beginning of that.
    pub file: String,
    pub short: String,
    /// What is wrong here.
    pub wrong: Vec<&'static str>,
}

/// A file as its record states it.
pub(crate) struct FileLine {
    pub hash: String,
    pub short: String,
    pub media_type: String,
    pub size: String,
    /// Whether its bytes are here.
    pub state: &'static str,
    pub tone: &'static str,
}

/// A piece of evidence of a record.
pub(crate) struct EvidenceLine {
    pub r: RecordLine,
    pub files: Vec<FileLine>,
}

/// What stands of the events of one record, each part once.
pub(crate) fn standing(app: &App, events: &[EventRow]) -> Vec<Telling> {
    let (mut parts, mut standing) = (Parts::default(), BTreeMap::new());
    for event in events {
        let payload = event.payload.to_string();
        let heard = app.vocabulary.hear(&event.aggregate_type, &event.event_type, &event.event_version, &payload);
        let Some(Ok(telling)) = heard else { continue };
        let Some(told) = &telling.told else { continue };
        let stands = if telling.withdrawn { parts.take_back(&telling.part, told) } else { parts.record(&telling.part, told) };
        if stands {
            standing.insert(telling.part.clone(), telling);
        }
    }
    standing.into_values().filter(|telling| !telling.withdrawn).collect()
}

/// The links by what they are of: a thing of the record by its label, or the record itself.
fn passes(tellings: &[Telling]) -> BTreeMap<String, Vec<Pass>> {
    let mut passes: BTreeMap<String, Vec<Pass>> = BTreeMap::new();
    for said in tellings.iter().flat_map(|telling| &telling.says) {
        let (thing, pass) = if let Says::Tie(Tie::Passes(pass)) = said {
            ("", pass)
        } else if let Says::Tie(Tie::Moves(thing, pass)) = said {
            (thing.split_once('/').map_or(thing.as_str(), |(_, label)| label), pass)
        } else {
            continue;
        };
        passes.entry(thing.to_owned()).or_default().push(pass.clone());
    }
    passes
}

fn files_of(tellings: &[Telling]) -> Vec<File> {
    let said = tellings.iter().flat_map(|telling| &telling.says);
    let files = said.filter_map(|said| if let Says::Attribute(Attribute::File(file)) = said { Some(file) } else { None });
    let by_hash: BTreeMap<_, _> = files.map(|file| (file.value(), file.clone())).collect();
    by_hash.into_values().collect()
}

/// The chains of custody and the files of the record with these events; nothing for a record that has none.
pub(crate) async fn of_record(
    app: &App,
    visitor: &Visitor,
    kind: &str,
    events: &[EventRow],
) -> Result<(Vec<ChainView>, Vec<FileLine>), PageError> {
    let tellings = standing(app, events);
    let files = files_of(&tellings);
    let kind = app.vocabulary.kind(kind);
    let chains = passes(&tellings).iter().map(|(thing, passes)| chain_view(visitor, kind, thing, passes)).collect();
    let known = known(app, &files).await?;
    Ok((chains, files.iter().map(|file| file_line(file, &known, visitor.lang)).collect()))
}

fn chain_view(visitor: &Visitor, kind: Option<&Kind>, thing: &str, passes: &[Pass]) -> ChainView {
    let flags = flags(passes.iter());
    let lang = visitor.lang;
    let on = |pass: &Pass| {
        let span = pass.on.span(visitor.root.zone);
        occurred(span.earliest, span.latest, span.precision.code(), &visitor.root)
    };
    let link = |pass: &Pass| PassLine {
        stage: words::part(kind, &pass.part, lang),
        on: on(pass),
        from: pass.from.clone().unwrap_or_default(),
        to: pass.to.clone().unwrap_or_default(),
        found: pass.found.clone().unwrap_or_default(),
        sealed: pass.sealed.clone().unwrap_or_default(),
        place: pass.place.clone().unwrap_or_default(),
        short: pass.file.as_deref().map(|file| file.chars().take(12).collect()).unwrap_or_default(),
        file: pass.file.clone().unwrap_or_default(),
        wrong: flags
            .iter()
            .filter(|flag| flag.split_once(':').is_some_and(|(_, part)| part == pass.part))
            .map(|flag| words::flag_name(flag, lang))
            .collect(),
    };
    ChainView {
        thing: thing.to_owned(),
        links: chain(passes.iter()).into_iter().map(link).collect(),
        places: passes.iter().any(|pass| pass.place.is_some()),
        files: passes.iter().any(|pass| pass.file.is_some()),
    }
}

/// The evidence and documents that belong to `record`, with their files, and whether there are more than a page shows.
pub(crate) async fn evidence_of(
    app: &App,
    visitor: &Visitor,
    record: &RecordRow,
) -> Result<(Vec<EvidenceLine>, bool), PageError> {
    let about = read::subject_records(&app.pool, &[record.record], &Page::first(50)).await?;
    let more = about.next.is_some();
    let is_evidence = |row: &RecordRow| row.class == Class::Evidence.code() && row.root == record.root;
    let rows: Vec<RecordRow> = about.rows.into_iter().filter(is_evidence).filter(|row| row.record != record.record).collect();
    if rows.is_empty() {
        return Ok((Vec::new(), more));
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.record).collect();
    let mut events: HashMap<String, Vec<EventRow>> = HashMap::new();
    for event in read::histories(&app.pool, &ids).await? {
        events.entry(event.aggregate_id.clone()).or_default().push(event);
    }
    let files: Vec<Vec<File>> = rows
        .iter()
        .map(|row| events.get(&row.record.to_string()).map(|events| files_of(&standing(app, events))).unwrap_or_default())
        .collect();
    let known = known(app, &files.concat()).await?;
    let lines = rows.iter().zip(&files).map(|(row, files)| EvidenceLine {
        r: line(app, visitor, row),
        files: files.iter().map(|file| file_line(file, &known, visitor.lang)).collect(),
    });
    Ok((lines.collect(), more))
}

async fn known(app: &App, files: &[File]) -> Result<HashMap<String, FileCondition>, PageError> {
    let hashes: Vec<String> = files.iter().map(|file| file.sha256.to_string()).collect();
    if hashes.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(conditions(&app.pool, &hashes).await?)
}

fn file_line(file: &File, known: &HashMap<String, FileCondition>, lang: Lang) -> FileLine {
    let (state, tone) = match known.get(file.sha256.as_str()) {
        None | Some(FileCondition::Awaited) => (lang.t("内容尚未入库", "bytes not arrived"), "warn"),
        Some(FileCondition::Present) => (lang.t("已入库", "present"), "ok"),
        Some(FileCondition::Missing) => (lang.t("内容缺失", "missing"), "bad"),
        Some(FileCondition::Differs) => (lang.t("内容被改动", "changed"), "bad"),
        Some(FileCondition::Erased) => (lang.t("密钥已删除", "key destroyed"), "warn"),
    };
    FileLine {
        hash: file.sha256.to_string(),
        short: file.sha256.short().to_owned(),
        media_type: file.media_type.clone(),
        size: size(file.size),
        state,
        tone,
    }
}

/// A size for a reader.
fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{}.{} KiB", bytes / 1024, bytes % 1024 * 10 / 1024),
        _ => format!("{}.{} MiB", bytes >> 20, ((bytes & 0xf_ffff) * 10) >> 20),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_read_at_a_glance() {
        assert_eq!(
            [size(9), size(1024), size(1_600), size(3 << 20), size(200 << 20)],
            ["9 B", "1.0 KiB", "1.5 KiB", "3.0 MiB", "200.0 MiB"]
        );
    }
}
