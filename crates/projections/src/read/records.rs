//! Lists of records and one record.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::Class;
use sqlx::{PgPool, Postgres, QueryBuilder};
use uuid::Uuid;

use super::{Cursor, Page, Paged, ReadError};

/// Which records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordFilter {
    /// The division root.
    pub root: String,
    /// The list.
    pub class: Option<Class>,
    /// The kind's code.
    pub kind: Option<String>,
    /// The agency's code.
    pub agency: Option<String>,
    /// Today's county.
    pub county: Option<String>,
    /// The outcome's code.
    pub outcome: Option<String>,
    /// What a flag begins with: `gap`, `early`, `restated`; `identical` for the second and further of rows that have one identity; or `any`.
    pub flag: Option<String>,
    /// The beginning of its number, or a part of its title.
    pub text: Option<String>,
    /// Something of it occurred on this day or later.
    pub from: Option<NaiveDate>,
    /// Something of it occurred on this day or earlier.
    pub to: Option<NaiveDate>,
    /// The campaign's number.
    pub campaign: Option<String>,
}

super::row::row! {
    /// One record as it stands.
    RecordRow {
        /// Its id.
        record: Uuid,
        /// Its kind.
        kind: String,
        /// Its list.
        class: String,
        /// The agency.
        agency: String,
        /// The organisation.
        org: String,
        /// The division root.
        root: String,
        /// Today's county.
        county: Option<String>,
        /// The division as stated.
        division: String,
        /// The organisation's own number.
        number: String,
        /// What it is called.
        title: Option<String>,
        /// The latest part told.
        stage: Option<String>,
        /// The outcome's code.
        outcome: Option<String>,
        /// Where it was.
        place: Option<String>,
        /// The campaign's number.
        campaign: Option<String>,
        /// An amount in minor units.
        amount_minor: Option<i64>,
        /// Its currency.
        currency: Option<String>,
        /// How many things were found wrong.
        findings: Option<i32>,
        /// The premises.
        premises: Option<Uuid>,
        /// The credit code.
        entity: Option<String>,
        /// `reconstructed` or `simulated`.
        mark: Option<String>,
        /// The how-manieth of identical rows.
        ordinal: Option<i32>,
        /// What is out of order or against the law, also because of other records: `gap:<part>`, `across:<rule>:<part>`.
        flags: Vec<String>,
        /// First local day on which something of it occurred.
        first_on: NaiveDate,
        /// Last local day on which something of it occurred.
        last_on: NaiveDate,
        /// How exactly the latest part's time is known.
        precision: String,
        /// The position that opened it.
        first_position: i64,
        /// The latest position that touched it.
        last_position: i64,
        /// When that was recorded.
        recorded_at: DateTime<Utc>,
    }
}

pub(super) const COLUMNS: &str =
    "r.record, r.kind, r.class, r.agency, r.org, r.root, r.county, r.division, r.number, r.title, r.stage,
    r.outcome, r.place, r.campaign, r.amount_minor, r.currency, r.findings, r.premises, r.entity, r.mark, r.ordinal,
    r.flags || ARRAY(SELECT DISTINCT s.flag FROM read.spans s WHERE s.record = r.record ORDER BY s.flag) AS flags, r.first_on,
    r.last_on, r.precision, r.first_position, r.last_position, r.recorded_at";

/// The records of `filter`, those that began last first.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn records(pool: &PgPool, filter: &RecordFilter, page: &Page) -> Result<Paged<RecordRow>, ReadError> {
    let mut query = QueryBuilder::new(format!("SELECT {COLUMNS} FROM read.records r WHERE r.root = "));
    query.push_bind(filter.root.clone());
    conditions(&mut query, filter);
    if let Some(after) = &page.after {
        query.push(" AND r.first_on <= ").push_bind(after.day);
        query.push(" AND (r.first_on < ").push_bind(after.day).push(" OR r.record > ").push_bind(after.id).push(")");
    }
    query.push(" ORDER BY r.first_on DESC, r.record LIMIT ").push_bind(i64::from(page.limit) + 1);
    let rows: Vec<RecordRow> = query.build_query_as().fetch_all(pool).await?;
    Ok(Paged::cut(rows, page.limit, cursor))
}

pub(super) fn cursor(row: &RecordRow) -> Cursor {
    Cursor { day: row.first_on, number: row.first_position, id: row.record, detail: String::new() }
}

fn conditions(query: &mut QueryBuilder<'_, Postgres>, filter: &RecordFilter) {
    let columns = [
        ("kind", filter.kind.as_deref()),
        ("class", filter.class.map(Class::code)),
        ("agency", filter.agency.as_deref()),
        ("county", filter.county.as_deref()),
        ("outcome", filter.outcome.as_deref()),
        ("campaign", filter.campaign.as_deref()),
    ];
    for (column, value) in columns {
        if let Some(value) = value {
            query.push(format_args!(" AND r.{column} = ")).push_bind(value.to_owned());
        }
    }
    match filter.flag.as_deref() {
        Some("any") => {
            query.push(
                " AND (r.flags <> '{}' OR r.ordinal IS NOT NULL OR EXISTS (SELECT FROM read.spans s WHERE s.record = r.record))",
            );
        }
        Some("identical") => {
            query.push(" AND r.ordinal IS NOT NULL");
        }
        Some(flag) => {
            query
                .push(" AND EXISTS (SELECT flag FROM unnest(r.flags) AS flag WHERE starts_with(flag, ")
                .push_bind(format!("{flag}:"))
                .push(") UNION ALL SELECT flag FROM read.spans s WHERE s.record = r.record AND starts_with(s.flag, ")
                .push_bind(format!("{flag}:"))
                .push("))");
        }
        None => {}
    }
    if let Some(text) = filter.text.as_deref().map(escaped) {
        query.push(" AND (r.number LIKE ").push_bind(format!("{text}%"));
        query.push(" OR r.title ILIKE ").push_bind(format!("%{text}%")).push(")");
    }
    if let Some(from) = filter.from {
        query.push(" AND r.last_on >= ").push_bind(from);
    }
    if let Some(to) = filter.to {
        query.push(" AND r.first_on <= ").push_bind(to);
    }
}

/// The text with the signs that LIKE reads as wildcards taken as themselves.
pub(super) fn escaped(text: &str) -> String {
    text.chars().flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain([c])).collect()
}

/// The record with this id.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn record(pool: &PgPool, record: Uuid) -> Result<Option<RecordRow>, ReadError> {
    let query = format!("SELECT {COLUMNS} FROM read.records r WHERE r.record = $1");
    Ok(sqlx::query_as(&query).bind(record).fetch_optional(pool).await?)
}

/// The records with these ids, in their order.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn records_by_id(pool: &PgPool, ids: &[Uuid]) -> Result<Vec<RecordRow>, ReadError> {
    let query = format!("SELECT {COLUMNS} FROM read.records r WHERE r.record = ANY($1)");
    let mut rows: Vec<RecordRow> = sqlx::query_as(&query).bind(ids).fetch_all(pool).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.record));
    Ok(rows)
}

/// Which of `roots` have records, in the order given.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn roots_with_records(pool: &PgPool, roots: &[&str]) -> Result<Vec<String>, ReadError> {
    let rows = sqlx::query_scalar(
        "SELECT code FROM unnest($1::text[]) WITH ORDINALITY AS root (code, place)
          WHERE EXISTS (SELECT FROM read.records r WHERE r.root = root.code) ORDER BY place",
    )
    .bind(roots)
    .fetch_all(pool)
    .await?;
    Ok(rows)
}

/// The last day up to `today` on which anything under `root` occurred.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn last_day(pool: &PgPool, root: &str, today: NaiveDate) -> Result<Option<NaiveDate>, ReadError> {
    let day = sqlx::query_scalar(
        "SELECT max(last_on) FROM read.reported WHERE root = $1 AND scope = '' AND last_on <= $2 AND parts > 0",
    )
    .bind(root)
    .bind(today)
    .fetch_one(pool)
    .await?;
    Ok(day)
}

/// The campaigns (专项行动) of `root`, by number, with their titles where known; at most 200.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn campaigns(pool: &PgPool, root: &str) -> Result<Vec<(String, Option<String>)>, ReadError> {
    let rows = sqlx::query_as(
        "SELECT r.number, r.title FROM read.records r WHERE r.root = $1 AND r.kind = 'joint-office.campaign'
          ORDER BY r.first_on DESC, r.record LIMIT 200",
    )
    .bind(root)
    .fetch_all(pool)
    .await?;
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_a_reader_types_is_never_a_wildcard() {
        assert_eq!(escaped(r"50%_\"), r"50\%\_\\");
        assert_eq!(escaped("食药"), "食药");
    }
}
