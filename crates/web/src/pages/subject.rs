//! One subject: everything that the agencies know of a premises, an entity or a campaign, on one time line.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use kernel::{SubjectId, Text};
use projections::read::{self, About, LinkRow, RecordRow, SubjectRow};
use uuid::Uuid;

use super::events::Said;
use super::history::HistoryView;
use super::links::{LinkLine, lines, sentence};
use super::record::{SubjectLink, subject_link};
use super::rows::{RecordLine, line};
use super::{Shown, page, show};
use crate::error::PageError;
use crate::format::span;
use crate::frame::{Frame, Section};
use crate::visitor::Visitor;
use crate::{App, Lang};

/// What is known of a subject; where several are one thing, of each.
struct Known {
    name: String,
    kind: String,
    address: String,
    licence: String,
    entity: String,
    /// The page of the entity, where the subject is a premises.
    runner: Option<String>,
    county: String,
    position: String,
}

/// A record about the subject.
struct Item {
    r: RecordLine,
    /// Which parts of a record about many things speak of this one.
    parts: Vec<String>,
    /// Who linked it, where it is here by a link.
    linked: Option<String>,
}

#[derive(Template)]
#[template(path = "subject.html")]
struct SubjectPage {
    f: Frame,
    /// This one first, then those that a person joined with it.
    known: Vec<Known>,
    /// What it is called, where it has a record of its own.
    title: String,
    /// The agencies that speak of it on this page.
    agencies: Vec<String>,
    links: Vec<LinkLine>,
    /// What follows is called.
    involves: &'static str,
    /// The premises of an entity; the premises and entities of joint work.
    involved: Vec<SubjectLink>,
    /// The history of joint work, in order of occurrence.
    history: Option<HistoryView>,
    rows: Vec<Item>,
    premises: Option<String>,
    first: Option<String>,
    next: Option<String>,
}

/// A history shows the events of so many records at most; the list below it has all.
const RECORDS: i64 = 200;

/// The name of a kind of subject.
pub(crate) fn kind_name(app: &App, kind: &str, lang: Lang) -> String {
    let own = match kind {
        "premises" => Some(Text::new("场所", "Premises")),
        "entity" => Some(Text::new("主体", "Entity")),
        "record" => Some(Text::new("所属记录", "Record")),
        "person" => Some(Text::new("人员", "Person")),
        _ => app.vocabulary.kind(kind).map(kernel::Kind::name),
    };
    own.map_or_else(|| kind.to_owned(), |name| lang.of(&name).to_owned())
}

/// One subject with all records about it, and about those that a person joined with it.
pub(crate) async fn subject(State(app): State<App>, visitor: Visitor, Path((_, id)): Path<(String, String)>) -> Shown {
    let id: Uuid = id.parse().map_err(|_| PageError::NotFound)?;
    let page = page(&visitor.params)?;
    let pool = &app.pool;
    let ids = read::one_with(pool, id).await?;
    let (mut known, found, own) =
        tokio::try_join!(read::subjects_by_id(pool, &ids), read::subject_records(pool, &ids, &page), read::record(pool, id))?;
    known.retain(|row| row.root == visitor.root.code.as_str());
    let row = known.first().filter(|row| row.subject == id).ok_or(PageError::NotFound)?;
    let records: Vec<RecordRow> = found.rows.into_iter().filter(|record| record.root == row.root).collect();
    let record_ids: Vec<Uuid> = records.iter().map(|record| record.record).collect();
    let (about, standing) = tokio::try_join!(read::about(pool, &record_ids, &ids), read::links(pool, &ids))?;
    let lang = visitor.lang;
    let is_premises = row.kind == "premises";
    let involved = match row.kind.as_str() {
        "premises" => Vec::new(),
        "entity" => match &row.entity {
            Some(code) => read::premises_of(pool, &row.root, code).await?,
            None => Vec::new(),
        },
        _ => read::involved(pool, &ids).await?,
    };
    let history = if app.vocabulary.kind(&row.kind).is_some() { history(&app, &visitor, &ids).await? } else { None };
    let rows: Vec<Item> = records.iter().map(|record| item(&app, &visitor, record, &about, &standing)).collect();
    let mut agencies: Vec<String> = rows.iter().map(|row| row.r.agency.clone()).collect();
    agencies.sort();
    agencies.dedup();
    let here = visitor.link(&format!("subject/{id}"));
    let title = own.and_then(|own| own.title).unwrap_or_default();
    show(&SubjectPage {
        f: Frame::new(&app, &visitor, is_premises.then_some(Section::Premises), row.name.clone()),
        title,
        agencies,
        links: lines(&app, &visitor, &ids, false).await?,
        involves: if row.kind == "entity" {
            Section::Premises.name(lang)
        } else {
            lang.t("涉及场所和主体", "Premises and entities")
        },
        involved: involved.iter().map(|subject| subject_link(&app, &visitor, subject)).collect(),
        history,
        rows,
        premises: is_premises.then(|| visitor.link(Section::Premises.path())),
        first: page.after.is_some().then(|| visitor.params.with("after", "").on(&here)),
        next: found.next.map(|next| visitor.params.with("after", &next.to_string()).on(&here)),
        known: known.iter().map(|row| describe(&app, &visitor, row)).collect(),
    })
}

fn describe(app: &App, visitor: &Visitor, row: &SubjectRow) -> Known {
    let lang = visitor.lang;
    let runner = row.entity.as_deref().filter(|_| row.kind == "premises");
    let runner = runner.map(|code| SubjectId::derive("entity", &visitor.root.code, code));
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    Known {
        name: row.name.clone(),
        kind: kind_name(app, &row.kind, lang),
        position: row.longitude_e6.zip(row.latitude_e6).map(|(east, north)| position(east, north, lang)).unwrap_or_default(),
        county: row.county.as_deref().map(|code| app.division_name(code, lang)).unwrap_or_default(),
        address: text(&row.address),
        licence: text(&row.licence),
        entity: text(&row.entity),
        runner: runner.map(|entity| visitor.link(&format!("subject/{entity}"))),
    }
}

fn item(app: &App, visitor: &Visitor, record: &RecordRow, about: &HashMap<Uuid, Vec<About>>, links: &[LinkRow]) -> Item {
    let kind = app.vocabulary.kind(&record.kind);
    let linked = links.iter().find(|link| link.stands && link.relation == "about" && link.from_id == record.record);
    // A record of one thing says its stage; one of many things must say what it says of this one.
    let many = record.class == kernel::Class::Joint.code();
    let parts = about.get(&record.record).into_iter().flatten().filter(|_| many);
    let part = |about: &About| {
        let on = span(about.when.first_day(), about.when.last_day(), about.when.precision().code());
        format!("{} {on}", app.part(kind, &about.part, visitor))
    };
    Item {
        r: line(app, visitor, record),
        parts: parts.map(part).collect(),
        linked: linked.map(|link| sentence(app, link, visitor.lang)),
    }
}

/// What happened in all records about `ids`, in order of occurrence, each event with its record; `None` if nothing did.
async fn history(app: &App, visitor: &Visitor, ids: &[Uuid]) -> Result<Option<HistoryView>, PageError> {
    let records = read::record_ids(&app.pool, ids, RECORDS).await?;
    let (events, rows) = tokio::try_join!(read::histories(&app.pool, &records), read::records_by_id(&app.pool, &records))?;
    let rows: HashMap<String, RecordLine> = rows.iter().map(|row| (row.record.to_string(), line(app, visitor, row))).collect();
    let of = |id: &str| rows.get(id).map(|r| Said { text: format!("{} {}", r.kind, r.number), href: Some(r.href.clone()) });
    Ok(Some(HistoryView::of(app, visitor, events, of)?).filter(|history| history.total > 0))
}

/// A place on the map in words: `东经116.500097°，北纬35.400031°`.
fn position(east: i32, north: i32, lang: Lang) -> String {
    let degrees = |e6: i32| format!("{}.{:06}°", e6.unsigned_abs() / 1_000_000, e6.unsigned_abs() % 1_000_000);
    match lang {
        Lang::Zh => {
            let (ew, ns) = (if east < 0 { "西经" } else { "东经" }, if north < 0 { "南纬" } else { "北纬" });
            format!("{ew}{}，{ns}{}", degrees(east), degrees(north))
        }
        Lang::En => {
            let (ew, ns) = (if east < 0 { "W" } else { "E" }, if north < 0 { "S" } else { "N" });
            format!("{} {ns}, {} {ew}", degrees(north), degrees(east))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_says_which_side_of_the_globe() {
        assert_eq!(position(116_500_097, 35_400_031, Lang::Zh), "东经116.500097°，北纬35.400031°");
        assert_eq!(position(-75_000_001, 39_000_000, Lang::En), "39.000000° N, 75.000001° W");
    }
}
