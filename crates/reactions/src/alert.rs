//! The alert that a warning becomes: without a database, from a clock's row to the report.

use std::collections::HashSet;

use joint_office::alert::{Clock, ClockAlert, Raised};
use kernel::law::{Law, Warning};
use kernel::reference::Reference;
use kernel::{DivisionCode, MessageId, OrgId, RecordId, SubjectId, When};
use projections::read::DueAlert;
use uuid::Uuid;

use crate::office::responsible;
use crate::saying::Saying;

/// The ticker's name.
pub const NAME: &str = "clock-alerts";
/// Its version.
pub const VERSION: i32 = 1;

/// The alert of `due`; the same clock, warning and due instant give the same bytes.
///
/// # Errors
/// A sentence that says why it cannot be raised.
pub fn alert(due: &DueAlert, law: &Law, reference: &Reference) -> Result<Saying, String> {
    let warning = Warning::from_code(&due.next_warning).ok_or_else(|| format!("there is no warning {:?}", due.next_warning))?;
    let division = DivisionCode::new(due.division.as_str()).map_err(|error| error.to_string())?;
    let Some(root) = reference.divisions.root_of(&division) else { return Err(format!("there is no division {division}")) };
    let day = due.recorded_at.with_timezone(&root.zone).date_naive();
    let office = responsible(reference, &division, day);
    let office = office.ok_or_else(|| format!("no joint office is responsible for {division}"))?;
    let at = due.next_at.with_timezone(&root.zone).fixed_offset();
    let data = Raised {
        on: When::Instant(at),
        warning,
        due: due.due_at,
        clock: Clock {
            key: due.key.clone(),
            question: due.question.clone(),
            line: due.line.clone(),
            citation: citation(due, law, at.date_naive()),
        },
        owner: due.owner.clone(),
        org: due.org.as_deref().and_then(|org| OrgId::new(org).ok()),
        record: RecordId(due.record),
        matter: (due.grp != due.record).then_some(SubjectId(due.grp)),
        known_at: due.known_at,
        historical: due.next_at <= due.recorded_at,
    };
    let cause = format!("{NAME}/{}/{}/{}", due.key, warning.code(), due.due_at.timestamp());
    Ok(Saying {
        id: MessageId(Uuid::new_v5(&Uuid::NAMESPACE_OID, cause.as_bytes())),
        reaction: NAME,
        report: "joint-office.alert.raised",
        number: ClockAlert::number(&due.key).map_err(|error| error.to_string())?,
        stated: due.next_at,
        office: office.clone(),
        division,
        mark: root.simulated.then(|| kernel::envelope::Mark::Simulated.code().to_owned()),
        data: serde_json::to_value(data).map_err(|error| error.to_string())?,
    })
}

/// Each clock, warning and due instant once: a clock stands in every matter that its record belongs to.
pub fn once(due: &[DueAlert]) -> Vec<&DueAlert> {
    let mut seen = HashSet::new();
    due.iter().filter(|one| seen.insert((&one.key, &one.next_warning, one.due_at))).collect()
}

/// Instrument and article of the clock's row in the catalogue, in the version in force when it started.
fn citation(due: &DueAlert, law: &Law, warned: chrono::NaiveDate) -> String {
    let started = due.started_at.with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
    let fits = |clock: &&kernel::law::Clock| {
        clock.question == due.question && clock.regime.code == due.regime && clock.rows().any(|row| row == due.line)
    };
    let clocks = || law.catalogue.clocks().iter().filter(fits);
    let clock = [started, warned].into_iter().find_map(|day| clocks().find(|clock| clock.in_force(day)));
    let clock = clock.or_else(|| clocks().next_back());
    clock.map_or_else(|| due.line.clone(), |clock| format!("{}{}", clock.instrument.name.zh, clock.article))
}
