//! One subject: everything that the agencies know of a premises, an entity or a campaign, on one time line.

use askama::Template;
use axum::extract::{Path, State};
use kernel::Text;
use projections::read;
use uuid::Uuid;

use super::rows::{RecordLine, line};
use super::{Shown, page, show};
use crate::error::PageError;
use crate::frame::{Frame, Section};
use crate::visitor::Visitor;
use crate::{App, Lang};

#[derive(Template)]
#[template(path = "subject.html")]
struct SubjectPage {
    f: Frame,
    kind: String,
    name: String,
    address: String,
    licence: String,
    entity: String,
    county: String,
    position: String,
    /// The agencies that speak of it on this page.
    agencies: Vec<String>,
    rows: Vec<RecordLine>,
    premises: Option<String>,
    first: Option<String>,
    next: Option<String>,
}

/// The name of a kind of subject.
pub(crate) fn kind_name(app: &App, kind: &str, lang: Lang) -> String {
    let own = match kind {
        "premises" => Some(Text::new("场所", "Premises")),
        "entity" => Some(Text::new("主体", "Entity")),
        "person" => Some(Text::new("人员", "Person")),
        _ => app.vocabulary.kind(kind).map(kernel::Kind::name),
    };
    own.map_or_else(|| kind.to_owned(), |name| lang.of(&name).to_owned())
}

/// One subject with all records about it.
pub(crate) async fn subject(State(app): State<App>, visitor: Visitor, Path((_, id)): Path<(String, String)>) -> Shown {
    let id: Uuid = id.parse().map_err(|_| PageError::NotFound)?;
    let page = page(&visitor.params)?;
    let (row, found) = tokio::try_join!(read::subject(&app.pool, id), read::subject_records(&app.pool, id, &page))?;
    let row = row.filter(|row| row.root == visitor.root.code.as_str()).ok_or(PageError::NotFound)?;
    let lang = visitor.lang;
    let rows: Vec<RecordLine> =
        found.rows.iter().filter(|record| record.root == row.root).map(|record| line(&app, &visitor, record)).collect();
    let mut agencies: Vec<String> = rows.iter().map(|row| row.agency.clone()).collect();
    agencies.sort();
    agencies.dedup();
    let is_premises = row.kind == "premises";
    let here = visitor.link(&format!("subject/{id}"));
    show(&SubjectPage {
        f: Frame::new(&app, &visitor, is_premises.then_some(Section::Premises), row.name.clone()),
        kind: kind_name(&app, &row.kind, lang),
        position: row.longitude_e6.zip(row.latitude_e6).map(|(east, north)| position(east, north, lang)).unwrap_or_default(),
        county: row.county.as_deref().map(|code| app.division_name(code, lang)).unwrap_or_default(),
        name: row.name,
        address: row.address.unwrap_or_default(),
        licence: row.licence.unwrap_or_default(),
        entity: row.entity.unwrap_or_default(),
        agencies,
        rows,
        premises: is_premises.then(|| visitor.link(Section::Premises.path())),
        first: page.after.is_some().then(|| visitor.params.with("after", "").on(&here)),
        next: found.next.map(|next| visitor.params.with("after", &next.to_string()).on(&here)),
    })
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
