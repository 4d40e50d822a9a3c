//! Subjects: a premises, an entity, a campaign, with all records that are about it.

use sqlx::{PgPool, QueryBuilder};
use uuid::Uuid;

use super::records::{COLUMNS, RecordRow, cursor, escaped};
use super::{Cursor, Page, Paged, ReadError};

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

/// The subject with this id.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn subject(pool: &PgPool, subject: Uuid) -> Result<Option<SubjectRow>, ReadError> {
    let query = format!("SELECT {SUBJECT} FROM read.subjects s WHERE s.subject = $1");
    Ok(sqlx::query_as(&query).bind(subject).fetch_optional(pool).await?)
}

/// The subjects of `kind`, most recently named first; `text` is a part of the name or address, or the licence or credit code.
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
    if let Some(county) = county {
        query.push(" AND s.county = ").push_bind(county);
    }
    if let Some(text) = text {
        let part = format!("%{}%", escaped(text));
        query.push(" AND (s.name ILIKE ").push_bind(part.clone()).push(" OR s.address ILIKE ").push_bind(part);
        query.push(" OR s.licence = ").push_bind(text).push(" OR s.entity = ").push_bind(text).push(")");
    }
    if let Some(after) = &page.after {
        query.push(" AND (s.last_position, s.subject) < (").push_bind(after.number).push(", ").push_bind(after.id).push(")");
    }
    query.push(" ORDER BY s.last_position DESC, s.subject DESC LIMIT ").push_bind(i64::from(page.limit) + 1);
    let rows: Vec<SubjectRow> = query.build_query_as().fetch_all(pool).await?;
    let place = |row: &SubjectRow| Cursor {
        day: super::window::BEGINNING,
        number: row.last_position,
        id: row.subject,
        detail: String::new(),
    };
    Ok(Paged::cut(rows, page.limit, place))
}

/// All records about `subject`, of all agencies, latest first.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn subject_records(pool: &PgPool, subject: Uuid, page: &Page) -> Result<Paged<RecordRow>, ReadError> {
    let mut query = QueryBuilder::new(format!(
        "SELECT {COLUMNS} FROM read.records r WHERE r.record IN (SELECT l.record FROM read.record_subjects l WHERE l.subject = "
    ));
    query.push_bind(subject).push(")");
    if let Some(after) = &page.after {
        query.push(" AND r.last_on <= ").push_bind(after.day);
        query.push(" AND (r.last_on < ").push_bind(after.day).push(" OR r.record > ").push_bind(after.id).push(")");
    }
    query.push(" ORDER BY r.last_on DESC, r.record LIMIT ").push_bind(i64::from(page.limit) + 1);
    let rows: Vec<RecordRow> = query.build_query_as().fetch_all(pool).await?;
    Ok(Paged::cut(rows, page.limit, cursor))
}

/// What `record` is about; at most 100.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn subjects_of(pool: &PgPool, record: Uuid) -> Result<Vec<SubjectRow>, ReadError> {
    let query = format!(
        "SELECT {SUBJECT} FROM read.subjects s JOIN read.record_subjects l USING (subject) WHERE l.record = $1 ORDER BY s.kind, s.name LIMIT 100"
    );
    Ok(sqlx::query_as(&query).bind(record).fetch_all(pool).await?)
}
