//! Subjects: a premises, an entity, a campaign, with all records that are about it.

use std::collections::HashMap;

use kernel::When;
use sqlx::{PgPool, QueryBuilder};
use uuid::Uuid;

use super::duplicates::states;
use super::records::{COLUMNS, RecordRow, cursor, escaped};
use super::{Cursor, Page, Paged, ReadError};
use crate::state::RecordState;

super::row::row! {
    /// What is known of a subject.
    SubjectRow {
        /// Its id.
        subject: Uuid,
        /// `premises`, `entity`, or a kind of record.
        kind: String,
        /// The division root.
        root: String,
        /// Today's county.
        county: Option<String>,
        /// What it is called.
        name: String,
        /// The street address.
        address: Option<String>,
        /// The licence number.
        licence: Option<String>,
        /// The credit code of who runs it.
        entity: Option<String>,
        /// East positive, in millionths of a degree.
        longitude_e6: Option<i32>,
        /// North positive, in millionths of a degree.
        latitude_e6: Option<i32>,
        /// The position that first named it.
        first_position: i64,
        /// The latest position that named it.
        last_position: i64,
    }
}

const SUBJECT: &str =
    "s.subject, s.kind, s.root, s.county, s.name, s.address, s.licence, s.entity, s.longitude_e6, s.latitude_e6,
    s.first_position, s.last_position";

/// The subjects with these ids, in their order. Joint work that others may name by its shared number is a subject also before one does.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn subjects_by_id(pool: &PgPool, ids: &[Uuid]) -> Result<Vec<SubjectRow>, ReadError> {
    let query = format!(
        "SELECT {SUBJECT} FROM read.subjects s WHERE s.subject = ANY($1)
          UNION ALL
         SELECT r.record, r.kind, r.root, r.county, r.number, NULL, NULL, NULL, NULL, NULL, r.first_position, r.last_position
           FROM read.records r WHERE r.record = ANY($1) AND r.class = 'joint'
            AND NOT EXISTS (SELECT FROM read.subjects s WHERE s.subject = r.record)"
    );
    let mut rows: Vec<SubjectRow> = sqlx::query_as(&query).bind(ids).fetch_all(pool).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.subject));
    Ok(rows)
}

/// The subjects of `kind`, those that became known last first; `text` is a part of the name or address, or the licence or credit code.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn subjects(
    pool: &PgPool,
    root: &str,
    kind: &str,
    county: Option<&str>,
    text: Option<&str>,
    page: &Page,
) -> Result<Paged<SubjectRow>, ReadError> {
    let mut query = QueryBuilder::new(format!("SELECT {SUBJECT} FROM read.subjects s WHERE s.root = "));
    query.push_bind(root).push(" AND s.kind = ").push_bind(kind);
    // A mention that was taken back or corrected leaves its subject behind without a record.
    query.push(" AND EXISTS (SELECT FROM read.record_subjects l WHERE l.subject = s.subject)");
    if let Some(county) = county {
        query.push(" AND s.county = ").push_bind(county);
    }
    if let Some(text) = text {
        let part = format!("%{}%", escaped(text));
        query.push(" AND (s.name ILIKE ").push_bind(part.clone()).push(" OR s.address ILIKE ").push_bind(part);
        query.push(" OR s.licence = ").push_bind(text).push(" OR s.entity = ").push_bind(text).push(")");
    }
    if let Some(after) = &page.after {
        query.push(" AND (s.first_position, s.subject) < (").push_bind(after.number).push(", ").push_bind(after.id).push(")");
    }
    query.push(" ORDER BY s.first_position DESC, s.subject DESC LIMIT ").push_bind(i64::from(page.limit) + 1);
    let rows: Vec<SubjectRow> = query.build_query_as().fetch_all(pool).await?;
    let place = |row: &SubjectRow| Cursor {
        day: super::window::BEGINNING,
        number: row.first_position,
        id: row.subject,
        detail: String::new(),
    };
    Ok(Paged::cut(rows, page.limit, place))
}

/// Records that are about any of some subjects: those that mention one, those that a person linked, and its own record.
const ABOUT: &str = "(SELECT l.record FROM read.record_subjects l WHERE l.subject = ANY($1)
    UNION SELECT l.from_id FROM read.links l WHERE l.to_id = ANY($1) AND l.relation = 'about' AND l.stands
    UNION SELECT unnest($1))";

/// All records about any of `subjects`, of all agencies, those that began last first.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn subject_records(pool: &PgPool, subjects: &[Uuid], page: &Page) -> Result<Paged<RecordRow>, ReadError> {
    let (day, id) = page.after.as_ref().map(|after| (after.day, after.id)).unzip();
    let query = format!(
        "SELECT {COLUMNS} FROM read.records r WHERE r.record IN {ABOUT}
            AND ($2 IS NULL OR r.first_on < $2 OR (r.first_on = $2 AND r.record > $3))
          ORDER BY r.first_on DESC, r.record LIMIT $4"
    );
    let limit = i64::from(page.limit) + 1;
    let rows: Vec<RecordRow> = sqlx::query_as(&query).bind(subjects).bind(day).bind(id).bind(limit).fetch_all(pool).await?;
    Ok(Paged::cut(rows, page.limit, cursor))
}

/// The ids of the records about any of `subjects`, those that began last first; at most `limit`.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn record_ids(pool: &PgPool, subjects: &[Uuid], limit: i64) -> Result<Vec<Uuid>, ReadError> {
    let query =
        format!("SELECT r.record FROM read.records r WHERE r.record IN {ABOUT} ORDER BY r.first_on DESC, r.record LIMIT $2");
    Ok(sqlx::query_scalar(&query).bind(subjects).bind(limit).fetch_all(pool).await?)
}

/// The premises and entities that the records about any of `subjects` name; at most 100.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn involved(pool: &PgPool, subjects: &[Uuid]) -> Result<Vec<SubjectRow>, ReadError> {
    let query = format!(
        "SELECT {SUBJECT} FROM read.subjects s
          WHERE s.subject IN (SELECT o.subject FROM read.record_subjects o WHERE o.record IN {ABOUT} AND o.kind IN ('premises', 'entity'))
          ORDER BY s.kind DESC, s.name, s.subject LIMIT 100"
    );
    Ok(sqlx::query_as(&query).bind(subjects).fetch_all(pool).await?)
}

/// The premises that the entity with this credit code runs, as last stated; at most 200.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn premises_of(pool: &PgPool, root: &str, entity: &str) -> Result<Vec<SubjectRow>, ReadError> {
    let query = format!(
        "SELECT {SUBJECT} FROM read.subjects s WHERE s.root = $1 AND s.entity = $2 AND s.kind = 'premises'
          ORDER BY s.name, s.subject LIMIT 200"
    );
    Ok(sqlx::query_as(&query).bind(root).bind(entity).fetch_all(pool).await?)
}

/// What `record` is about, by mention or by link; at most 100.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn subjects_of(pool: &PgPool, record: Uuid) -> Result<Vec<SubjectRow>, ReadError> {
    let ids: Vec<Uuid> = sqlx::query_scalar(
        "SELECT subject FROM read.record_subjects WHERE record = $1
          UNION SELECT to_id FROM read.links WHERE from_id = $1 AND relation = 'about' AND stands LIMIT 100",
    )
    .bind(record)
    .fetch_all(pool)
    .await?;
    let mut rows = subjects_by_id(pool, &ids).await?;
    rows.sort_by(|a, b| (&a.kind, &a.name, a.subject).cmp(&(&b.kind, &b.name, b.subject)));
    Ok(rows)
}

/// A part of a record that speaks of a subject, and when it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The part.
    pub part: String,
    /// When.
    pub when: When,
}

/// Which parts of `records` speak of any of `subjects`, in the order in which they occurred.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn about(pool: &PgPool, records: &[Uuid], subjects: &[Uuid]) -> Result<HashMap<Uuid, Vec<About>>, ReadError> {
    let states = states(pool, records).await?;
    let parts = |state: &RecordState| state.parts_about(subjects).into_iter().map(|(part, when)| About { part, when }).collect();
    Ok(states.iter().map(|(record, state)| (*record, parts(state))).collect())
}
