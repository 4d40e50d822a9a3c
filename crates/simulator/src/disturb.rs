//! Trouble: statements become messages, some of them late, twice, out of order, wrong at first, taken back or broken.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, FixedOffset, NaiveDate};
use kernel::envelope::Mark;
use kernel::{Envelope, MessageId, ReportType, When, Withdrawal};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use crate::city::City;
use crate::defect::Defect;
use crate::draw::Draw;
use crate::ledger::{Claim, Entry, Part, Record};
use crate::made;
use crate::options::SimOptions;
use crate::shot::{Shot, ShotKind};
use crate::statement::{Meaning, Statement, Subject};
use crate::teller::{DAY, DAYS, local};

/// A message with the moment of its arrival and, if it is recorded, what it means.
pub(crate) struct Sent {
    /// Seconds since the year began.
    pub(crate) due: i64,
    pub(crate) shot: Shot,
    meaning: Option<(usize, usize, Entry)>,
}

/// Makes messages of the statements of one story.
pub(crate) struct Disturber<'a> {
    pub(crate) options: &'a SimOptions,
    pub(crate) city: &'a City,
    pub(crate) draw: &'a mut Draw,
    pub(crate) begins: NaiveDate,
}

impl Disturber<'_> {
    /// All messages in the order in which they arrive.
    pub(crate) fn messages(&mut self, subjects: &[Subject], statements: &[Statement]) -> Vec<Sent> {
        let mut sent = Vec::with_capacity(statements.len() + 2);
        for (place, statement) in statements.iter().enumerate() {
            let subject = &subjects[statement.record];
            let shares = self.options.shares;
            let next = statements[place + 1..].iter().find(|next| next.record == statement.record);
            let reordered = next.filter(|_| self.draw.chance(shares.reordered));
            let (kind, due) = match reordered {
                Some(next) => (ShotKind::Reordered, next.stated.max(statement.stated) + self.draw.between(1, DAY)),
                None if statement.late => (ShotKind::Late, statement.stated),
                None => (ShotKind::Plain, statement.stated),
            };
            let last = match &statement.mistake {
                None => self.tell(&mut sent, place, statement, subject, (&*statement.data, &statement.claims), kind, due),
                Some((wrong, claims)) => {
                    let first = self.tell(
                        &mut sent,
                        place,
                        statement,
                        subject,
                        (&**wrong, claims.as_slice()),
                        ShotKind::Mistaken,
                        statement.stated,
                    );
                    let corrected = first.1 + self.draw.between(1, 20) * DAY;
                    if corrected >= DAYS * DAY {
                        first // Not noticed before the year ends.
                    } else {
                        self.correct(&mut sent, place, statement, subject, first.0, corrected)
                    }
                }
            };
            if self.draw.chance(shares.withdrawn) {
                self.withdraw(&mut sent, place, statement, subject, last);
            }
        }
        sent.sort_by_key(|one| one.due);
        sent
    }

    /// Tells a statement for the first time; the id and the moment it was stated.
    #[allow(clippy::too_many_arguments, reason = "one call in two places")]
    fn tell(
        &mut self,
        sent: &mut Vec<Sent>,
        place: usize,
        statement: &Statement,
        subject: &Subject,
        (data, claims): (&RawValue, &[Claim]),
        kind: ShotKind,
        due: i64,
    ) -> (MessageId, i64) {
        let envelope = self.envelope(statement, subject, data.to_owned(), statement.stated, None);
        if self.draw.chance(self.options.shares.defective)
            && let Some(defect) = Defect::draw(self.draw, self.options.oversized, statement, subject)
        {
            let shot = defect.shot(envelope.clone(), statement, self.city, self.draw);
            // What is broken is noticed and sent again; another body under a known id comes after.
            let due = if defect == Defect::SameId { due + self.draw.between(1, DAY) } else { due - self.draw.between(1, 3600) };
            sent.push(Sent { due, shot, meaning: None });
        }
        let entry = self.entry(statement, &envelope, claims.to_vec(), statement.stated);
        self.send(sent, place, statement, envelope, kind, due, Some(entry))
    }

    fn correct(
        &mut self,
        sent: &mut Vec<Sent>,
        place: usize,
        statement: &Statement,
        subject: &Subject,
        wrong: MessageId,
        stated: i64,
    ) -> (MessageId, i64) {
        let envelope = self.envelope(statement, subject, statement.data.clone(), stated, Some(wrong));
        let entry = self.entry(statement, &envelope, statement.claims.clone(), stated);
        // Some corrections overtake what they correct.
        let early = self.draw.chance(self.options.shares.reordered);
        let due = if early { statement.stated - self.draw.between(1, 600) } else { stated };
        self.send(sent, place, statement, envelope, ShotKind::Correction, due, Some(entry))
    }

    fn withdraw(
        &mut self,
        sent: &mut Vec<Sent>,
        place: usize,
        statement: &Statement,
        subject: &Subject,
        (corrects, after): (MessageId, i64),
    ) {
        let stated = after + self.draw.between(1, 20) * DAY;
        let day = u64::try_from(stated / DAY).unwrap_or_default();
        let Some(on) = self.begins.checked_add_days(Days::new(day)).filter(|_| stated < DAYS * DAY) else { return };
        let data = Withdrawal { on: When::Day(on), part: statement.own_part.clone(), reason: "示例：误报".to_owned() };
        let mut envelope = self.envelope(statement, subject, made::raw(&data), stated, Some(corrects));
        envelope.report_type = withdrawal(&envelope.report_type);
        let mut entry = self.entry(statement, &envelope, Vec::new(), stated);
        (entry.withdrawn, entry.meaning, entry.when) = (true, Meaning::default(), When::Day(on));
        self.send(sent, place, statement, envelope, ShotKind::Withdrawal, stated, Some(entry));
    }

    #[allow(clippy::too_many_arguments, reason = "one call in three places")]
    fn send(
        &mut self,
        sent: &mut Vec<Sent>,
        place: usize,
        statement: &Statement,
        envelope: Envelope,
        kind: ShotKind,
        due: i64,
        entry: Option<Entry>,
    ) -> (MessageId, i64) {
        let message = envelope.id;
        let subject = envelope.report_type.subject(&envelope.org);
        let shot = Shot { org: envelope.org.clone(), subject, message, body: made::bytes(&envelope), kind };
        if self.draw.chance(self.options.shares.duplicate) {
            let again = Shot { kind: ShotKind::Duplicate, ..shot.clone() };
            sent.push(Sent { due: due + self.draw.between(1, 3 * DAY), shot: again, meaning: None });
        }
        let stated = entry.as_ref().map_or(due, |entry| entry.stated);
        sent.push(Sent { due, shot, meaning: entry.map(|entry| (statement.record, place, entry)) });
        (message, stated)
    }

    fn entry(&self, statement: &Statement, envelope: &Envelope, claims: Vec<Claim>, stated: i64) -> Entry {
        Entry {
            message: envelope.id,
            corrects: envelope.corrects,
            stated,
            when: statement.when.clone(),
            withdrawn: false,
            claims,
            county: statement.county.clone(),
            meaning: statement.meaning.clone(),
            org: statement.org.clone(),
        }
    }

    fn envelope(
        &self,
        statement: &Statement,
        subject: &Subject,
        data: Box<RawValue>,
        stated: i64,
        corrects: Option<MessageId>,
    ) -> Envelope {
        let agency = self.city.agencies[statement.agency as usize].clone();
        let report_type = ReportType { agency, kind: statement.report.to_owned(), version: statement.version };
        let mut content = Sha256::new();
        content.update(report_type.kind.as_bytes());
        content.update(data.get().as_bytes());
        let org = statement.org.clone();
        Envelope {
            specversion: "1.0".to_owned(),
            id: MessageId::derive(&org, &subject.key, 1, &hex::encode(content.finalize())),
            source: format!("/{org}/simulator"),
            report_type,
            subject: subject.key.clone(),
            time: self.moment(stated),
            datacontenttype: Some("application/json".to_owned()),
            dataschema: None,
            org,
            division: statement.division.clone(),
            corrects,
            mark: Some(Mark::Simulated),
            ordinal: None,
            traceparent: None,
            data,
        }
    }

    fn moment(&self, stated: i64) -> DateTime<FixedOffset> {
        let days = Days::new(u64::try_from(stated.div_euclid(DAY)).unwrap_or_default());
        let date = self.begins.checked_add_days(days).unwrap_or(self.begins);
        local(date, stated).unwrap_or_default()
    }
}

/// The type by which a part of the same record is taken back.
pub(crate) fn withdrawal(report_type: &ReportType) -> ReportType {
    let record = report_type.kind.split('.').next().unwrap_or_default();
    ReportType { agency: report_type.agency.clone(), kind: format!("{record}.withdrawn"), version: 1 }
}

/// The records of a story as far as `sent` tells them; everything else of it stays unsaid.
pub(crate) fn meant(subjects: &[Subject], statements: &[Statement], sent: &mut [Sent]) -> Vec<Record> {
    let record =
        |subject: &Subject| Record { kind: subject.kind, id: subject.id, agency: subject.agency, parts: BTreeMap::new() };
    let mut records: Vec<Record> = subjects.iter().map(record).collect();
    for (record, place, entry) in sent.iter_mut().filter_map(|one| one.meaning.take()) {
        let statement = &statements[place];
        let part = records[record].parts.entry(statement.part.clone());
        let new = || Part { stage: statement.stage, follows: statement.follows, said: Vec::new() };
        part.or_insert_with(new).said.push(entry);
    }
    records
}
