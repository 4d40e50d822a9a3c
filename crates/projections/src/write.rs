//! Writes what a batch changed, set-wise: one statement for each table, all in the caller's transaction.

use std::collections::HashMap;

use chrono::NaiveDate;
use kernel::RecordId;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use crate::changes::{Changes, FactChange, Joined, Known};
use crate::mentioned::{sortable, sortable_position};
use crate::state::RecordState;
use crate::{ProjectionError, Vocabulary};

/// Reads the present state of `records` from the tables of `slot`.
///
/// # Errors
/// [`ProjectionError`] if they cannot be read.
pub async fn load(
    connection: &mut PgConnection,
    slot: &str,
    vocabulary: &Vocabulary,
    records: &[RecordId],
) -> Result<HashMap<RecordId, Known>, ProjectionError> {
    if records.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query(&format!(
        "SELECT record, kind, root, number, mark, ordinal, first_position, last_position, recorded_at, sharing, origin, state
           FROM {slot}.records WHERE record = ANY($1)"
    ))
    .bind(records.iter().map(|record| record.0).collect::<Vec<_>>())
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| known(row, vocabulary)).collect()
}

/// Reads the present joins of `records` from the tables of `slot`.
///
/// # Errors
/// [`ProjectionError`] if they cannot be read.
pub async fn joined(connection: &mut PgConnection, slot: &str, records: &[RecordId]) -> Result<Joined, ProjectionError> {
    let rows: Vec<(Uuid, Uuid)> = sqlx::query_as(&format!(
        "SELECT from_id, to_id FROM {slot}.links WHERE from_id = ANY($1) AND relation = 'same' AND stands"
    ))
    .bind(records.iter().map(|record| record.0).collect::<Vec<_>>())
    .fetch_all(connection)
    .await?;
    let mut joined = Joined::new();
    for (record, other) in rows {
        joined.entry(RecordId(record)).or_default().insert(other);
    }
    Ok(joined)
}

async fn links(connection: &mut PgConnection, slot: &str, changes: &Changes) -> Result<(), ProjectionError> {
    if changes.links.is_empty() {
        return Ok(());
    }
    let changed = changes.links.keys().map(|link| link.0).collect::<Vec<_>>();
    sqlx::query(&format!("DELETE FROM {slot}.links WHERE link = ANY($1)")).bind(changed).execute(&mut *connection).await?;
    for (link, rows) in &changes.links {
        let Some(known) = changes.records.get(link) else { continue };
        for row in rows {
            sqlx::query(&format!("INSERT INTO {slot}.links VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"))
                .bind(link.0)
                .bind(&row.relation)
                .bind(row.from)
                .bind(row.to)
                .bind(row.stands)
                .bind(row.on)
                .bind(&row.reason)
                .bind(&row.org)
                .bind(&row.by)
                .bind(&known.root)
                .bind(known.sharing)
                .bind(known.origin)
                .execute(&mut *connection)
                .await?;
        }
    }
    Ok(())
}

fn known(row: &PgRow, vocabulary: &Vocabulary) -> Result<(RecordId, Known), ProjectionError> {
    let record = RecordId(row.try_get(0)?);
    let kind: String = row.try_get(1)?;
    let state: String = row.try_get(11)?;
    let state: RecordState = serde_json::from_str(&state).map_err(|error| ProjectionError::Unreadable(error.to_string()))?;
    let known = Known {
        kind: vocabulary.kind(&kind).ok_or_else(|| ProjectionError::Unreadable(format!("a record of kind {kind}")))?,
        state,
        root: row.try_get(2)?,
        number: row.try_get(3)?,
        mark: row.try_get(4)?,
        ordinal: row.try_get(5)?,
        first_position: row.try_get(6)?,
        last_position: row.try_get(7)?,
        recorded_at: row.try_get(8)?,
        sharing: row.try_get(9)?,
        origin: row.try_get(10)?,
    };
    Ok((record, known))
}

/// Writes all of `changes` into the tables of `slot`.
///
/// # Errors
/// [`ProjectionError`] if they cannot be written: then the transaction must be given up.
pub async fn write(connection: &mut PgConnection, slot: &str, changes: &Changes) -> Result<(), ProjectionError> {
    records(connection, slot, changes).await?;
    record_subjects(connection, slot, changes).await?;
    subjects(connection, slot, changes).await?;
    facts(connection, slot, &changes.made).await?;
    withdraw(connection, slot, &changes.withdrawn).await?;
    links(connection, slot, changes).await?;
    cube(connection, slot, changes).await
}

/// Collects one column of rows.
macro_rules! column {
    ($rows:expr, |$row:pat_param| $value:expr) => {
        $rows.iter().map(|$row| $value).collect::<Vec<_>>()
    };
}

async fn records(connection: &mut PgConnection, slot: &str, changes: &Changes) -> Result<(), ProjectionError> {
    let mut rows = Vec::with_capacity(changes.records.len());
    for (id, known) in &changes.records {
        if let Some(row) = known.row() {
            let state = serde_json::to_string(&known.state).map_err(|error| ProjectionError::Unreadable(error.to_string()))?;
            rows.push((id, known, row, state));
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    rows.sort_unstable_by_key(|row| row.1.first_position);
    let flags: Vec<String> = column!(rows, |(_, _, row, _)| row.flags.join(","));
    sqlx::query(&format!(
        "INSERT INTO {slot}.records
         SELECT record, kind, class, agency, org, root, county, division, number, title, stage, outcome, place, campaign, amount_minor,
                currency, findings, premises, entity, mark, ordinal, string_to_array(flags, ','), first_on, last_on, \"precision\",
                first_position, last_position, recorded_at, sharing, origin, state
           FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
                       $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::bigint[], $16::text[], $17::int[], $18::uuid[],
                       $19::text[], $20::text[], $21::int[], $22::text[], $23::date[], $24::date[], $25::text[], $26::bigint[],
                       $27::bigint[], $28::timestamptz[], $29::smallint[], $30::uuid[], $31::text[])
             AS r (record, kind, class, agency, org, root, county, division, number, title, stage, outcome, place, campaign, amount_minor,
                   currency, findings, premises, entity, mark, ordinal, flags, first_on, last_on, \"precision\", first_position,
                   last_position, recorded_at, sharing, origin, state)
         ON CONFLICT (record) DO UPDATE SET
                agency = excluded.agency, org = excluded.org, county = excluded.county, division = excluded.division,
                title = excluded.title, stage = excluded.stage, outcome = excluded.outcome, place = excluded.place,
                campaign = excluded.campaign, amount_minor = excluded.amount_minor, currency = excluded.currency,
                findings = excluded.findings, premises = excluded.premises, entity = excluded.entity, flags = excluded.flags,
                first_on = excluded.first_on, last_on = excluded.last_on, \"precision\" = excluded.\"precision\",
                last_position = excluded.last_position, recorded_at = excluded.recorded_at, state = excluded.state"
    ))
    .bind(column!(rows, |(id, ..)| id.0))
    .bind(column!(rows, |(_, known, ..)| known.kind.code))
    .bind(column!(rows, |(_, known, ..)| known.kind.class.code()))
    .bind(column!(rows, |(_, _, row, _)| row.who.agency.as_str()))
    .bind(column!(rows, |(_, _, row, _)| row.who.org.as_str()))
    .bind(column!(rows, |(_, known, ..)| known.root.as_str()))
    .bind(column!(rows, |(_, _, row, _)| row.who.county.as_deref()))
    .bind(column!(rows, |(_, _, row, _)| row.who.division.as_str()))
    .bind(column!(rows, |(_, known, ..)| known.number.as_str()))
    .bind(column!(rows, |(_, _, row, _)| row.title.as_deref()))
    .bind(column!(rows, |(_, _, row, _)| row.stage.as_str()))
    .bind(column!(rows, |(_, _, row, _)| row.outcome.as_deref()))
    .bind(column!(rows, |(_, _, row, _)| row.place.as_deref()))
    .bind(column!(rows, |(_, _, row, _)| row.campaign.as_deref()))
    .bind(column!(rows, |(_, _, row, _)| row.amount.as_ref().map(|amount| amount.0)))
    .bind(column!(rows, |(_, _, row, _)| row.amount.as_ref().map(|amount| amount.1.as_str())))
    .bind(column!(rows, |(_, _, row, _)| row.findings))
    .bind(column!(rows, |(_, _, row, _)| row.premises.map(|subject| subject.0)))
    .bind(column!(rows, |(_, _, row, _)| row.entity.as_deref()))
    .bind(column!(rows, |(_, known, ..)| known.mark.as_deref()))
    .bind(column!(rows, |(_, known, ..)| known.ordinal))
    .bind(flags)
    .bind(column!(rows, |(_, _, row, _)| row.first_on))
    .bind(column!(rows, |(_, _, row, _)| row.last_on))
    .bind(column!(rows, |(_, _, row, _)| row.precision))
    .bind(column!(rows, |(_, known, ..)| known.first_position))
    .bind(column!(rows, |(_, known, ..)| known.last_position))
    .bind(column!(rows, |(_, known, ..)| known.recorded_at))
    .bind(column!(rows, |(_, known, ..)| known.sharing))
    .bind(column!(rows, |(_, known, ..)| known.origin))
    .bind(column!(rows, |(.., state)| state.as_str()))
    .execute(connection)
    .await?;
    Ok(())
}

async fn record_subjects(connection: &mut PgConnection, slot: &str, changes: &Changes) -> Result<(), ProjectionError> {
    if changes.subjects_of.is_empty() {
        return Ok(());
    }
    let changed: Vec<Uuid> = changes.subjects_of.keys().map(|record| record.0).collect();
    let mut rows = Vec::new();
    for (record, subjects) in &changes.subjects_of {
        let Some(known) = changes.records.get(record) else { continue };
        rows.extend(subjects.iter().map(|about| (record.0, about, known)));
    }
    rows.sort_unstable_by_key(|(_, about, _)| (about.position, about.subject));
    sqlx::query(&format!("DELETE FROM {slot}.record_subjects WHERE record = ANY($1)"))
        .bind(&changed)
        .execute(&mut *connection)
        .await?;
    sqlx::query(&format!(
        "INSERT INTO {slot}.record_subjects
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::smallint[], $9::uuid[])"
    ))
    .bind(column!(rows, |(record, ..)| *record))
    .bind(column!(rows, |(_, about, _)| about.subject.0))
    .bind(column!(rows, |(_, about, _)| about.kind.as_str()))
    .bind(column!(rows, |(_, about, _)| about.part.as_str()))
    .bind(column!(rows, |(_, about, _)| about.position))
    .bind(column!(rows, |(.., known)| known.root.as_str()))
    .bind(column!(rows, |(_, about, _)| about.org.as_str()))
    .bind(column!(rows, |(.., known)| known.sharing))
    .bind(column!(rows, |(.., known)| known.origin))
    .execute(connection)
    .await?;
    Ok(())
}

async fn subjects(connection: &mut PgConnection, slot: &str, changes: &Changes) -> Result<(), ProjectionError> {
    if changes.subjects.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = changes.subjects.iter().collect();
    sqlx::query(&format!(
        "INSERT INTO {slot}.subjects AS s (subject, kind, root, county_told, name_told, address_told, licence_told, entity_told,
                                           position_told, first_position, last_position)
         SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
                              $10::bigint[], $11::bigint[])
         ON CONFLICT (subject) DO UPDATE SET
                county_told = greatest(s.county_told, excluded.county_told), name_told = greatest(s.name_told, excluded.name_told),
                address_told = greatest(s.address_told, excluded.address_told),
                licence_told = greatest(s.licence_told, excluded.licence_told),
                entity_told = greatest(s.entity_told, excluded.entity_told),
                position_told = greatest(s.position_told, excluded.position_told), last_position = excluded.last_position"
    ))
    .bind(column!(rows, |(subject, _)| subject.0))
    .bind(column!(rows, |(_, known)| known.kind))
    .bind(column!(rows, |(_, known)| known.root.as_str()))
    .bind(column!(rows, |(_, known)| sortable(&known.county)))
    .bind(column!(rows, |(_, known)| sortable(&known.name)))
    .bind(column!(rows, |(_, known)| sortable(&known.address)))
    .bind(column!(rows, |(_, known)| sortable(&known.licence)))
    .bind(column!(rows, |(_, known)| sortable(&known.entity)))
    .bind(column!(rows, |(_, known)| sortable_position(&known.position)))
    .bind(column!(rows, |(_, known)| known.first))
    .bind(column!(rows, |(_, known)| known.last))
    .execute(connection)
    .await?;
    Ok(())
}

async fn facts(connection: &mut PgConnection, slot: &str, made: &[FactChange]) -> Result<(), ProjectionError> {
    if made.is_empty() {
        return Ok(());
    }
    sqlx::query(&format!(
        "INSERT INTO {slot}.facts (measure, record, part, slot, made_at, made_on, root, county, division, agency, org, campaign,
                                   occurred_from, occurred_on, \"precision\", amount, unit, qualifier, sharing, origin)
         SELECT * FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::date[], $7::text[], $8::text[], $9::text[],
                              $10::text[], $11::text[], $12::text[], $13::date[], $14::date[], $15::text[], $16::bigint[], $17::text[],
                              $18::text[], $19::smallint[], $20::uuid[])"
    ))
    .bind(column!(made, |c| c.fact.measure.as_str()))
    .bind(column!(made, |c| c.record.0))
    .bind(column!(made, |c| c.fact.part.as_str()))
    .bind(column!(made, |c| c.fact.slot.as_str()))
    .bind(column!(made, |c| c.at))
    .bind(column!(made, |c| c.on))
    .bind(column!(made, |c| c.root.as_str()))
    .bind(column!(made, |c| c.fact.who.county.as_deref()))
    .bind(column!(made, |c| c.fact.who.division.as_str()))
    .bind(column!(made, |c| c.fact.who.agency.as_str()))
    .bind(column!(made, |c| c.fact.who.org.as_str()))
    .bind(column!(made, |c| c.fact.campaign.as_deref()))
    .bind(column!(made, |c| c.fact.occurred_from))
    .bind(column!(made, |c| c.fact.occurred_on))
    .bind(column!(made, |c| c.fact.precision))
    .bind(column!(made, |c| c.fact.amount))
    .bind(column!(made, |c| c.fact.unit.as_str()))
    .bind(column!(made, |c| c.fact.qualifier.as_str()))
    .bind(column!(made, |c| c.sharing))
    .bind(column!(made, |c| c.origin))
    .execute(connection)
    .await?;
    Ok(())
}

/// A fact may be made and withdrawn in one batch, and again: the rows of this batch are in the table already, and each withdrawal is of
/// what was made since the one before.
async fn withdraw(connection: &mut PgConnection, slot: &str, withdrawn: &[FactChange]) -> Result<(), ProjectionError> {
    if withdrawn.is_empty() {
        return Ok(());
    }
    let mut last: HashMap<(RecordId, &str, &str, &str), (i64, i64)> = HashMap::new();
    let since = |c: &FactChange, last: (i64, i64)| if last.1 == c.at { last } else { (last.1, c.at) };
    let mut sinces = Vec::with_capacity(withdrawn.len());
    for c in withdrawn {
        let (since, _) = *last
            .entry((c.record, &c.fact.measure, &c.fact.part, &c.fact.slot))
            .and_modify(|last| *last = since(c, *last))
            .or_insert((0, c.at));
        sinces.push(since);
    }
    sqlx::query(&format!(
        "UPDATE {slot}.facts f SET withdrawn_at = w.at, withdrawn_on = w.day
           FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::date[], $7::bigint[], $8::date[], $9::bigint[])
             AS w (record, measure, part, slot, at, day, amount, occurred_on, since)
          WHERE f.record = w.record AND f.measure = w.measure AND f.part = w.part AND f.slot = w.slot
            AND f.made_at >= w.since AND f.made_at < w.at
            AND f.amount = w.amount AND f.occurred_on = w.occurred_on AND f.withdrawn_at IS NULL"
    ))
    .bind(column!(withdrawn, |c| c.record.0))
    .bind(column!(withdrawn, |c| c.fact.measure.as_str()))
    .bind(column!(withdrawn, |c| c.fact.part.as_str()))
    .bind(column!(withdrawn, |c| c.fact.slot.as_str()))
    .bind(column!(withdrawn, |c| c.at))
    .bind(column!(withdrawn, |c| c.on))
    .bind(column!(withdrawn, |c| c.fact.amount))
    .bind(column!(withdrawn, |c| c.fact.occurred_on))
    .bind(sinces)
    .execute(connection)
    .await?;
    Ok(())
}

async fn cube(connection: &mut PgConnection, slot: &str, changes: &Changes) -> Result<(), ProjectionError> {
    let rows: Vec<_> = changes.cube.iter().filter(|(_, sum)| **sum != (0, 0)).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let text = |place: usize| -> Vec<&str> { rows.iter().map(|(key, _)| key.text[place].as_str()).collect() };
    let days = |place: usize| -> Vec<NaiveDate> { rows.iter().map(|(key, _)| key.days[place]).collect() };
    // One statement for the cube and its roll-ups, so that the rows travel once; only single days go into the roll-up by day.
    sqlx::query(&format!(
        "WITH batch AS (
            SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[],
                                 $9::date[], $10::date[], $11::bigint[], $12::bigint[])
                AS b (root, measure, county, agency, campaign, qualifier, \"precision\", occurred_from, occurred_on, recorded_on, amount, rows)
         ), scoped AS (
            SELECT b.*, s.scope, date_trunc('month', b.occurred_on)::date AS month, b.\"precision\" IN ('instant', 'day') AS placed,
                   CASE WHEN b.qualifier = 'at-least' THEN b.rows ELSE 0 END AS bounds
              FROM batch b, LATERAL (SELECT '' UNION SELECT b.county) AS s (scope)
         ), days AS (
            INSERT INTO {slot}.cube_day AS c
            SELECT root, scope, measure, occurred_on, recorded_on, sum(amount), sum(rows), sum(bounds)
              FROM scoped WHERE placed GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
            ON CONFLICT (root, scope, measure, day, recorded_on) DO UPDATE
               SET amount = c.amount + excluded.amount, rows = c.rows + excluded.rows, at_least = c.at_least + excluded.at_least
         ), months AS (
            INSERT INTO {slot}.cube_month AS c
            SELECT root, scope, measure, month, date_trunc('month', recorded_on)::date, sum(amount), sum(rows), sum(bounds),
                   coalesce(sum(amount) FILTER (WHERE NOT placed), 0)
              FROM scoped WHERE occurred_from >= month GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
            ON CONFLICT (root, scope, measure, month, recorded_month) DO UPDATE
               SET amount = c.amount + excluded.amount, rows = c.rows + excluded.rows, at_least = c.at_least + excluded.at_least,
                   unplaced = c.unplaced + excluded.unplaced
         )
         INSERT INTO {slot}.cube AS c (root, measure, county, agency, campaign, qualifier, \"precision\", occurred_from, occurred_on,
                                       recorded_on, amount, rows)
         SELECT * FROM batch
         ON CONFLICT (root, measure, occurred_on, county, agency, campaign, qualifier, \"precision\", occurred_from, recorded_on)
         DO UPDATE SET amount = c.amount + excluded.amount, rows = c.rows + excluded.rows"
    ))
    .bind(text(0))
    .bind(text(1))
    .bind(text(2))
    .bind(text(3))
    .bind(text(4))
    .bind(text(5))
    .bind(text(6))
    .bind(days(0))
    .bind(days(1))
    .bind(days(2))
    .bind(rows.iter().map(|(_, sum)| sum.0).collect::<Vec<i64>>())
    .bind(rows.iter().map(|(_, sum)| sum.1).collect::<Vec<i64>>())
    .execute(connection)
    .await?;
    Ok(())
}
