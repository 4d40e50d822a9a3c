//! Facts of law as they were known at any position: what clocks are computed over.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kernel::law::{About, Fact};
use kernel::{AgencyCode, DivisionCode, LegalFact, OrgId, RecordId, Says, Telling};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use crate::ProjectionError;
use crate::changes::Known;
use crate::copy::Rows;
use crate::state::Lawful;

/// Facts of law that a batch made and withdrew.
#[derive(Debug, Default)]
pub struct LegalChanges {
    /// Made, and perhaps withdrawn again.
    made: Vec<Made>,
    /// Withdrawn, if made before: `(record, part, fact, position)`.
    withdrawn: Vec<(RecordId, String, LegalFact, i64)>,
    /// Where in `made` the standing facts of a record are.
    standing: HashMap<RecordId, Vec<usize>>,
}

#[derive(Debug)]
struct Made {
    record: RecordId,
    told: Lawful,
    root: String,
    sharing: i16,
    origin: Uuid,
    recorded: i64,
    recorded_at: DateTime<Utc>,
    kind: &'static str,
    withdrawn: Option<i64>,
}

impl LegalChanges {
    /// The facts of one part of `record` were `before` and are `now`.
    pub(crate) fn change(&mut self, record: RecordId, known: &Known, before: Vec<Lawful>, now: Vec<Lawful>) {
        let at = known.last_position;
        let (gone, stays): (Vec<Lawful>, Vec<Lawful>) = before.into_iter().partition(|fact| !now.contains(fact));
        for fact in gone {
            self.withdraw(record, fact, at);
        }
        for told in now.into_iter().filter(|fact| !stays.contains(fact)) {
            self.standing.entry(record).or_default().push(self.made.len());
            let (root, sharing, origin) = (known.root.clone(), known.sharing, known.origin);
            let (recorded, recorded_at, kind) = (at, known.recorded_at, known.kind.code);
            self.made.push(Made { record, told, root, sharing, origin, recorded, recorded_at, kind, withdrawn: None });
        }
    }

    fn withdraw(&mut self, record: RecordId, fact: Lawful, at: i64) {
        let standing = self.standing.entry(record).or_default();
        let is_it = |place: &usize| self.made.get(*place).is_some_and(|made| made.told == fact);
        match standing.iter().position(is_it) {
            Some(found) => {
                let place = standing.swap_remove(found);
                if let Some(made) = self.made.get_mut(place) {
                    made.withdrawn = Some(at);
                }
            }
            None => self.withdrawn.push((record, fact.part, fact.fact, at)),
        }
    }

    /// The records whose facts changed.
    pub fn records(&self) -> impl Iterator<Item = RecordId> {
        self.made.iter().map(|made| made.record).chain(self.withdrawn.iter().map(|(record, ..)| *record))
    }

    /// Writes them into the tables of `slot`.
    ///
    /// # Errors
    /// [`ProjectionError`] if they cannot be written: then the transaction must be given up.
    pub(crate) async fn write(&self, connection: &mut PgConnection, slot: &str) -> Result<(), ProjectionError> {
        if !self.withdrawn.is_empty() {
            sqlx::query(&format!(
                "UPDATE {slot}.legal_facts f SET withdrawn = w.at
                   FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[]) AS w (record, part, fact, at)
                  WHERE f.record = w.record AND f.part = w.part AND f.fact = w.fact AND f.withdrawn IS NULL"
            ))
            .bind(self.withdrawn.iter().map(|w| w.0.0).collect::<Vec<_>>())
            .bind(self.withdrawn.iter().map(|w| w.1.as_str()).collect::<Vec<_>>())
            .bind(self.withdrawn.iter().map(|w| w.2.code()).collect::<Vec<_>>())
            .bind(self.withdrawn.iter().map(|w| w.3).collect::<Vec<_>>())
            .execute(&mut *connection)
            .await?;
        }
        let mut rows = Rows::new(17);
        for made in &self.made {
            let told = &made.told;
            rows.row()
                .uuid(made.record.0)
                .text(&told.part)
                .text(told.fact.code())
                .text(&told.when.to_string())
                .text(&told.who.agency)
                .text(&told.who.org)
                .text(&told.who.division)
                .maybe_text(told.who.county.as_deref())
                .text(&made.root)
                .big(made.recorded)
                .maybe_big(made.withdrawn)
                .small(made.sharing)
                .uuid(made.origin)
                .instant(made.recorded_at)
                .text(made.kind)
                .maybe_text(told.until.map(|until| until.to_string()).as_deref())
                .maybe_text(told.to.as_deref());
        }
        rows.copy(connection, &format!("{slot}.legal_facts")).await
    }
}

/// What the law would know of `telling`, were it told of `record` by that organisation there.
pub fn facts_of(record: RecordId, telling: &Telling, agency: &str, org: &str, division: &str) -> Vec<Fact> {
    let who = (AgencyCode::new(agency), OrgId::new(org), DivisionCode::new(division));
    let (Some(told), (Ok(agency), Ok(organisation), Ok(division))) = (&telling.told, who) else { return Vec::new() };
    let until = telling.says.iter().find_map(|says| if let Says::Until(day) = says { Some(*day) } else { None });
    let to = telling.says.iter().find_map(|says| if let Says::To(org) = says { Some(org) } else { None });
    let legal = telling.says.iter().filter_map(|says| if let Says::Legal(fact) = says { Some(*fact) } else { None });
    let fact = |fact| Fact {
        fact,
        when: told.when.clone(),
        record,
        part: telling.part.clone(),
        about: About::of(fact, label(&telling.part, org)),
        agency: agency.clone(),
        org: organisation.clone(),
        to: to.cloned(),
        division: division.clone(),
        until,
        recorded: 0,
        recorded_at: told.stated,
        withdrawn: None,
    };
    if telling.withdrawn { Vec::new() } else { legal.map(fact).collect() }
}

/// The columns that [`fact`] reads, of a table called `f`.
pub(crate) const COLUMNS: &str = "f.record, f.part, f.fact, f.happened, f.agency, f.org, f.division, f.recorded, f.withdrawn, \
     f.recorded_at, f.until, f.addressee";

/// A fact of law from its row; the columns are those of [`COLUMNS`], after `skip` others.
///
/// # Errors
/// A sentence if another version of the program wrote it.
pub(crate) fn fact(row: &PgRow, skip: usize) -> Result<Fact, ProjectionError> {
    let text = |place: usize| row.try_get::<&str, _>(skip + place);
    let unreadable = |what: &str, text: &str| ProjectionError::Unreadable(format!("a fact of law with {what} {text:?}"));
    let (part, code, happened, agency, org, division) = (text(1)?, text(2)?, text(3)?, text(4)?, text(5)?, text(6)?);
    let (until, to): (Option<&str>, Option<&str>) = (row.try_get(skip + 10)?, row.try_get(skip + 11)?);
    let fact = LegalFact::from_code(code).ok_or_else(|| unreadable("code", code))?;
    Ok(Fact {
        fact,
        when: happened.parse().map_err(|_| unreadable("time", happened))?,
        record: RecordId(row.try_get(skip)?),
        about: About::of(fact, label(part, org)),
        part: part.to_owned(),
        agency: AgencyCode::new(agency).map_err(|_| unreadable("agency", agency))?,
        org: OrgId::new(org).map_err(|_| unreadable("organisation", org))?,
        to: to.map(|to| OrgId::new(to).map_err(|_| unreadable("addressee", to))).transpose()?,
        division: DivisionCode::new(division).map_err(|_| unreadable("division", division))?,
        until: until.map(|day| day.parse().map_err(|_| unreadable("end", day))).transpose()?,
        recorded: row.try_get(skip + 7)?,
        recorded_at: row.try_get(skip + 9)?,
        withdrawn: row.try_get(skip + 8)?,
    })
}

/// What a part's name says after its stage and, in a shared record, after whose account it is.
fn label<'a>(part: &'a str, org: &str) -> &'a str {
    let rest = part.split_once('/').map_or("", |(_, rest)| rest);
    match rest.strip_prefix(org) {
        Some("") => "",
        Some(label) => label.strip_prefix('/').unwrap_or(rest),
        None => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn a_label_comes_after_the_stage_and_the_teller() {
        assert_eq!(label("detained/王某1", "jn-police"), "王某1");
        assert_eq!(label("sent/jn-food-drug", "jn-food-drug"), "");
        assert_eq!(label("item/jn-food-drug/3", "jn-food-drug"), "3");
        assert_eq!(label("item/jn-food-drug-2/3", "jn-food-drug"), "jn-food-drug-2/3");
        assert_eq!(label("filed", "jn-police"), "");
    }
}
