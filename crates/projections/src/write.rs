//! Writes what a batch changed, set-wise: a few statements for each table, all in the caller's transaction.

use std::collections::HashMap;

use kernel::RecordId;
use sqlx::PgConnection;

use crate::ProjectionError;
use crate::changes::{Changes, FactChange, Known};
use crate::copy::Rows;
use crate::mentioned::{sortable, sortable_position};
use crate::state::Row;

/// Writes all of `changes` into the tables of `slot` but the cube, which [`cube`](crate::cube) adds up from the facts.
///
/// # Errors
/// [`ProjectionError`] if they cannot be written: then the transaction must be given up.
pub async fn write(connection: &mut PgConnection, slot: &str, changes: &Changes) -> Result<(), ProjectionError> {
    records(connection, slot, changes).await?;
    record_subjects(connection, slot, changes).await?;
    subjects(connection, slot, changes).await?;
    reported(connection, slot, changes).await?;
    facts(connection, slot, &changes.made).await?;
    withdraw(connection, slot, &changes.withdrawn).await?;
    let new = |record| changes.records.get(&record).is_some_and(|known| !known.stored);
    changes.legal.write(connection, slot, new).await?;
    files(connection, slot, changes).await?;
    links(connection, slot, changes).await?;
    alerts(connection, slot, changes).await
}

/// Collects one column of rows.
macro_rules! column {
    ($rows:expr, |$row:pat_param| $value:expr) => {
        $rows.iter().map(|$row| $value).collect::<Vec<_>>()
    };
}

/// A record with its row and its state.
type Shown<'a> = (&'a RecordId, &'a Known, Row, Vec<u8>);

async fn records(connection: &mut PgConnection, slot: &str, changes: &Changes) -> Result<(), ProjectionError> {
    let (mut new, mut stored) = (Vec::with_capacity(changes.records.len()), Vec::new());
    for (id, known) in &changes.records {
        if let Some(row) = known.row() {
            let state = known.state.to_bytes().map_err(|error| ProjectionError::Unreadable(error.to_string()))?;
            let rows: &mut Vec<Shown<'_>> = if known.stored { &mut stored } else { &mut new };
            rows.push((id, known, row, state));
        }
    }
    new_records(connection, slot, new).await?;
    changed_records(connection, slot, &stored).await
}

async fn new_records(connection: &mut PgConnection, slot: &str, mut shown: Vec<Shown<'_>>) -> Result<(), ProjectionError> {
    shown.sort_unstable_by_key(|(_, known, ..)| known.first_position);
    let mut rows = Rows::new(31);
    for (id, known, row, state) in &shown {
        rows.row()
            .uuid(id.0)
            .text(known.kind.code)
            .text(known.kind.class.code())
            .text(&row.who.agency)
            .text(&row.who.org)
            .text(&known.root)
            .maybe_text(row.who.county.as_deref())
            .text(&row.who.division)
            .text(&known.number)
            .maybe_text(row.title.as_deref())
            .text(&row.stage)
            .maybe_text(row.outcome.as_deref())
            .maybe_text(row.place.as_deref())
            .maybe_text(row.campaign.as_deref())
            .maybe_big(row.amount.as_ref().map(|amount| amount.0))
            .maybe_text(row.amount.as_ref().map(|amount| amount.1.as_ref()))
            .maybe_int(row.findings)
            .maybe_uuid(row.premises.map(|subject| subject.0))
            .maybe_text(row.entity.as_deref())
            .maybe_text(known.mark.as_deref())
            .maybe_int(known.ordinal)
            .texts(&row.flags)
            .day(row.first_on)
            .day(row.last_on)
            .text(row.precision)
            .big(known.first_position)
            .big(known.last_position)
            .instant(known.recorded_at)
            .small(known.sharing)
            .uuid(known.origin)
            .value(state);
    }
    rows.copy(connection, &format!("{slot}.records")).await
}

async fn changed_records(connection: &mut PgConnection, slot: &str, rows: &[Shown<'_>]) -> Result<(), ProjectionError> {
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query(&format!(
        "UPDATE {slot}.records r SET
                agency = u.agency, org = u.org, county = u.county, division = u.division, title = u.title, stage = u.stage,
                outcome = u.outcome, place = u.place, campaign = u.campaign, amount_minor = u.amount_minor, currency = u.currency,
                findings = u.findings, premises = u.premises, entity = u.entity, flags = string_to_array(u.flags, E'\\x1f'),
                first_on = u.first_on, last_on = u.last_on, \"precision\" = u.\"precision\", last_position = u.last_position,
                recorded_at = u.recorded_at, state = u.state
           FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
                       $10::text[], $11::bigint[], $12::text[], $13::int[], $14::uuid[], $15::text[], $16::text[], $17::date[],
                       $18::date[], $19::text[], $20::bigint[], $21::timestamptz[], $22::bytea[])
             AS u (record, agency, org, county, division, title, stage, outcome, place, campaign, amount_minor, currency, findings,
                   premises, entity, flags, first_on, last_on, \"precision\", last_position, recorded_at, state)
          WHERE r.record = u.record"
    ))
    .bind(column!(rows, |(id, ..)| id.0))
    .bind(column!(rows, |(_, _, row, _)| row.who.agency.as_str()))
    .bind(column!(rows, |(_, _, row, _)| row.who.org.as_str()))
    .bind(column!(rows, |(_, _, row, _)| row.who.county.as_deref()))
    .bind(column!(rows, |(_, _, row, _)| row.who.division.as_str()))
    .bind(column!(rows, |(_, _, row, _)| row.title.as_deref()))
    .bind(column!(rows, |(_, _, row, _)| row.stage.as_str()))
    .bind(column!(rows, |(_, _, row, _)| row.outcome.as_deref()))
    .bind(column!(rows, |(_, _, row, _)| row.place.as_deref()))
    .bind(column!(rows, |(_, _, row, _)| row.campaign.as_deref()))
    .bind(column!(rows, |(_, _, row, _)| row.amount.as_ref().map(|amount| amount.0)))
    .bind(column!(rows, |(_, _, row, _)| row.amount.as_ref().map(|amount| amount.1.as_ref())))
    .bind(column!(rows, |(_, _, row, _)| row.findings))
    .bind(column!(rows, |(_, _, row, _)| row.premises.map(|subject| subject.0)))
    .bind(column!(rows, |(_, _, row, _)| row.entity.as_deref()))
    .bind(column!(rows, |(_, _, row, _)| row.flags.join("\u{1f}")))
    .bind(column!(rows, |(_, _, row, _)| row.first_on))
    .bind(column!(rows, |(_, _, row, _)| row.last_on))
    .bind(column!(rows, |(_, _, row, _)| row.precision))
    .bind(column!(rows, |(_, known, ..)| known.last_position))
    .bind(column!(rows, |(_, known, ..)| known.recorded_at))
    .bind(column!(rows, |(.., state)| state.as_slice()))
    .execute(connection)
    .await?;
    Ok(())
}

async fn record_subjects(connection: &mut PgConnection, slot: &str, changes: &Changes) -> Result<(), ProjectionError> {
    let (mut shown, mut stored) = (Vec::with_capacity(changes.subjects_of.len()), Vec::new());
    for (record, subjects) in &changes.subjects_of {
        let Some(known) = changes.records.get(record) else { continue };
        shown.extend(subjects.iter().map(|about| (record.0, about, known)));
        stored.extend(known.stored.then_some(record.0));
    }
    if !stored.is_empty() {
        sqlx::query(&format!("DELETE FROM {slot}.record_subjects WHERE record = ANY($1)"))
            .bind(&stored)
            .execute(&mut *connection)
            .await?;
    }
    shown.sort_unstable_by_key(|(_, about, _)| (about.position, about.subject));
    let mut rows = Rows::new(9);
    for (record, about, known) in shown {
        rows.row()
            .uuid(record)
            .uuid(about.subject.0)
            .text(&about.kind)
            .text(&about.part)
            .big(about.position)
            .text(&known.root)
            .text(&about.org)
            .small(known.sharing)
            .uuid(known.origin);
    }
    rows.copy(connection, &format!("{slot}.record_subjects")).await
}

async fn files(connection: &mut PgConnection, slot: &str, changes: &Changes) -> Result<(), ProjectionError> {
    let mut rows = Rows::new(2);
    for (transfer, file) in &changes.files {
        rows.row().uuid(transfer.0).uuid(file.0);
    }
    rows.copy(connection, &format!("{slot}.files")).await
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

async fn reported(connection: &mut PgConnection, slot: &str, changes: &Changes) -> Result<(), ProjectionError> {
    let rows: Vec<_> = changes.reported.iter().filter(|(_, parts)| **parts != 0).collect();
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query(&format!(
        "INSERT INTO {slot}.reported AS r (root, scope, first_on, last_on, parts)
         SELECT * FROM unnest($1::text[], $2::text[], $3::date[], $4::date[], $5::bigint[])
         ON CONFLICT (root, scope, last_on, first_on) DO UPDATE SET parts = r.parts + excluded.parts"
    ))
    .bind(column!(rows, |(row, _)| row.0.as_str()))
    .bind(column!(rows, |(row, _)| row.1.as_str()))
    .bind(column!(rows, |(row, _)| row.2))
    .bind(column!(rows, |(row, _)| row.3))
    .bind(column!(rows, |(_, parts)| **parts))
    .execute(connection)
    .await?;
    Ok(())
}

async fn facts(connection: &mut PgConnection, slot: &str, made: &[FactChange]) -> Result<(), ProjectionError> {
    let mut rows = Rows::new(20);
    for made in made {
        let fact = &made.fact;
        rows.row()
            .text(&fact.measure)
            .uuid(made.record.0)
            .text(&fact.part)
            .text(&fact.slot)
            .big(made.at)
            .day(made.on)
            .text(&made.root)
            .maybe_text(fact.who.county.as_deref())
            .text(&fact.who.division)
            .text(&fact.who.agency)
            .text(&fact.who.org)
            .maybe_text(fact.campaign.as_deref())
            .day(fact.occurred_from)
            .day(fact.occurred_on)
            .text(fact.precision)
            .big(fact.amount)
            .text(&fact.unit)
            .text(&fact.qualifier)
            .small(made.sharing)
            .uuid(made.origin);
    }
    let columns = "measure, record, part, slot, made_at, made_on, root, county, division, agency, org, campaign, occurred_from, occurred_on,
                   \"precision\", amount, unit, qualifier, sharing, origin";
    rows.copy(connection, &format!("{slot}.facts ({columns})")).await
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
    .bind(column!(withdrawn, |c| c.fact.measure.as_ref()))
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

async fn alerts(connection: &mut PgConnection, slot: &str, changes: &Changes) -> Result<(), ProjectionError> {
    if changes.alerts.is_empty() {
        return Ok(());
    }
    let changed = changes.alerts.keys().map(|record| record.0).collect::<Vec<_>>();
    sqlx::query(&format!("DELETE FROM {slot}.alerts WHERE alert = ANY($1)")).bind(changed).execute(&mut *connection).await?;
    let mut rows = Rows::new(10);
    for (record, given) in &changes.alerts {
        let Some(known) = changes.records.get(record) else { continue };
        for (alert, stands) in given {
            rows.row()
                .uuid(record.0)
                .text(&alert.clock)
                .text(alert.warning.code())
                .instant(alert.due)
                .uuid(alert.record.0)
                .flag(alert.historical)
                .flag(*stands)
                .text(&known.root)
                .small(known.sharing)
                .uuid(known.origin);
        }
    }
    rows.copy(connection, &format!("{slot}.alerts")).await
}
