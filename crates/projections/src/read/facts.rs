//! The rows behind a figure: each counted thing with the record that says it.

use chrono::NaiveDate;
use sqlx::{PgPool, Postgres, QueryBuilder};
use uuid::Uuid;

use super::as_of::AsOf;
use super::window::BEGINNING;
use super::{Cursor, Page, Paged, ReadError};

/// Which facts: the same days and filters as the figure they make up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactFilter {
    /// The division root.
    pub root: String,
    /// The measure's code; all measures if `None`.
    pub measure: Option<String>,
    /// Only this record's.
    pub record: Option<Uuid>,
    /// First day; open to the past if `None`.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: NaiveDate,
    /// Only this county; the empty text asks for those without one.
    pub county: Option<String>,
    /// Only this agency.
    pub agency: Option<String>,
    /// Only this campaign.
    pub campaign: Option<String>,
    /// What was recorded by then; what stands now if `None`.
    pub as_of: Option<AsOf>,
    /// Instead of what lies in the window, what may or may not lie in it.
    pub possible: bool,
}

super::row::row! {
    /// One counted thing.
    FactRow {
        /// The measure's code.
        measure: String,
        /// The record that says it.
        record: Uuid,
        /// The part of the record.
        part: String,
        /// Tells several counts of one part apart.
        slot: String,
        /// The position that made it.
        made_at: i64,
        /// The local day on which it was recorded.
        made_on: NaiveDate,
        /// Today's county.
        county: Option<String>,
        /// The division as stated.
        division: String,
        /// The agency.
        agency: String,
        /// The organisation.
        org: String,
        /// The campaign's number.
        campaign: Option<String>,
        /// The first day it may have been.
        occurred_from: NaiveDate,
        /// The last day it may have been.
        occurred_on: NaiveDate,
        /// How exactly the day is known.
        precision: String,
        /// How much.
        amount: i64,
        /// `exact` or `at-least`.
        qualifier: String,
        /// The record's kind.
        kind: String,
        /// The record's number.
        number: String,
        /// What the record is called.
        title: Option<String>,
        /// `reconstructed` or `simulated`.
        mark: Option<String>,
    }
}

super::row::row! {
    /// The rows of a filter added up, from the rows themselves.
    FactSum {
        /// The sum.
        amount: i64,
        /// How many.
        rows: i64,
        /// Whether the sum is a lower bound.
        at_least: bool,
    }
}

fn conditions(query: &mut QueryBuilder<'_, Postgres>, filter: &FactFilter) {
    let from = filter.from.unwrap_or(BEGINNING);
    query.push(" WHERE f.root = ").push_bind(filter.root.clone());
    if let Some(measure) = &filter.measure {
        query.push(" AND f.measure = ").push_bind(measure.clone());
    }
    if let Some(record) = filter.record {
        query.push(" AND f.record = ").push_bind(record);
    }
    if filter.possible {
        query.push(" AND f.precision IN ('month', 'year', 'window') AND f.occurred_on >= ").push_bind(from);
        query.push(" AND f.occurred_from <= ").push_bind(filter.to);
        query.push(" AND NOT (f.occurred_from >= ").push_bind(from);
        query.push(" AND f.occurred_on <= ").push_bind(filter.to).push(")");
    } else {
        query.push(" AND f.occurred_on BETWEEN ").push_bind(from).push(" AND ").push_bind(filter.to);
        query.push(" AND f.occurred_from >= ").push_bind(from);
    }
    match filter.as_of {
        Some(AsOf { position: Some(position), .. }) => {
            query.push(" AND f.made_at <= ").push_bind(position);
            query.push(" AND (f.withdrawn_at IS NULL OR f.withdrawn_at > ").push_bind(position).push(")");
        }
        Some(AsOf { day, position: None }) => {
            query.push(" AND f.made_on <= ").push_bind(day);
            query.push(" AND (f.withdrawn_on IS NULL OR f.withdrawn_on > ").push_bind(day).push(")");
        }
        None => {
            query.push(" AND f.withdrawn_at IS NULL");
        }
    }
    if let Some(county) = &filter.county {
        query.push(" AND coalesce(f.county, '') = ").push_bind(county.clone());
    }
    for (column, value) in [("agency", &filter.agency), ("campaign", &filter.campaign)] {
        if let Some(value) = value {
            query.push(format_args!(" AND f.{column} = ")).push_bind(value.clone());
        }
    }
}

/// The facts of `filter`, latest first.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn facts(pool: &PgPool, filter: &FactFilter, page: &Page) -> Result<Paged<FactRow>, ReadError> {
    let mut query = QueryBuilder::new(
        "SELECT f.measure, f.record, f.part, f.slot, f.made_at, f.made_on, f.county, f.division, f.agency, f.org, f.campaign,
                f.occurred_from, f.occurred_on, f.precision, f.amount, f.qualifier, r.kind, r.number, r.title, r.mark
           FROM (SELECT * FROM read.facts f",
    );
    conditions(&mut query, filter);
    if let Some(after) = &page.after {
        query.push(" AND (f.occurred_on, f.made_at, f.record, f.measure || ' ' || f.part || ' ' || f.slot) < (");
        query.push_bind(after.day).push(", ").push_bind(after.number).push(", ").push_bind(after.id);
        query.push(", ").push_bind(after.detail.clone()).push(")");
        query.push(" AND f.occurred_on <= ").push_bind(after.day);
    }
    query.push(
        " ORDER BY f.occurred_on DESC, f.made_at DESC, f.record DESC, f.measure || ' ' || f.part || ' ' || f.slot DESC LIMIT ",
    );
    query.push_bind(i64::from(page.limit) + 1);
    query.push(") f JOIN read.records r USING (record)");
    query.push(" ORDER BY f.occurred_on DESC, f.made_at DESC, f.record DESC, f.measure || ' ' || f.part || ' ' || f.slot DESC");
    let rows: Vec<FactRow> = query.build_query_as().fetch_all(pool).await?;
    Ok(Paged::cut(rows, page.limit, |row| Cursor {
        day: row.occurred_on,
        number: row.made_at,
        id: row.record,
        detail: format!("{} {} {}", row.measure, row.part, row.slot),
    }))
}

/// The facts of `filter` added up one by one, not from the cube: what proves a figure.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn facts_sum(pool: &PgPool, filter: &FactFilter) -> Result<FactSum, ReadError> {
    let mut query = QueryBuilder::new(
        "SELECT coalesce(sum(f.amount), 0)::bigint AS amount, count(*) AS rows, coalesce(bool_or(f.qualifier = 'at-least'), false) AS at_least
           FROM read.facts f",
    );
    conditions(&mut query, filter);
    Ok(query.build_query_as().fetch_one(pool).await?)
}
