//! Telling one story: records with their parts, each said by an organisation on a day of the year.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime, TimeZone};
use kernel::transfer::RECORD as TRANSFER;
use kernel::{DivisionCode, OrgId, RecordId, RecordKey, Report, When};

use crate::city::{Agency, City, Seat, Site, Trade};
use crate::draw::Draw;
use crate::ledger::Claim;
use crate::options::Shares;
use crate::statement::{Meaning, Part, Statement, Subject};
use crate::{made, story};

/// Seconds of a day.
pub(crate) const DAY: i64 = 86_400;
/// Seconds by which the city's day begins before that of UTC.
pub(crate) const OFFSET: i64 = 8 * 3600;
/// Days of the year, whatever year it is.
pub(crate) const DAYS: i64 = 365;

/// Numbers that later stories may name; only the latest are kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recent {
    pub(crate) campaigns: Vec<String>,
}

impl Recent {
    const KEPT: usize = 16;

    pub(crate) fn remember<T>(list: &mut Vec<T>, one: T) {
        if list.len() >= Self::KEPT {
            list.remove(0);
        }
        list.push(one);
    }
}

/// One story while it is told.
pub(crate) struct Teller<'a> {
    pub(crate) city: &'a City,
    pub(crate) draw: &'a mut Draw,
    pub(crate) recent: &'a mut Recent,
    pub(crate) shares: &'a Shares,
    counter: &'a mut u64,
    begins: NaiveDate,
    /// The county in which it plays.
    pub(crate) at: usize,
    /// Whose organisations act: the county's, or the city's.
    pub(crate) seat: &'a Seat,
    division: DivisionCode,
    county: Option<String>,
    /// The day on which it begins.
    pub(crate) day: i64,
    pub(crate) subjects: Vec<Subject>,
    pub(crate) statements: Vec<Statement>,
    /// Statements that lie after the year.
    pub(crate) dropped: u64,
    /// The last minute that was told of each day: what follows on one day does not come before.
    minutes: BTreeMap<i64, i64>,
}

impl<'a> Teller<'a> {
    /// Begins a story on `day` of the year that `begins`.
    pub(crate) fn new(
        city: &'a City,
        draw: &'a mut Draw,
        recent: &'a mut Recent,
        counter: &'a mut u64,
        shares: &'a Shares,
        begins: NaiveDate,
        day: i64,
    ) -> Self {
        let at = draw.place(city.counties.len());
        let of_the_city = draw.chance(story::BY_THE_CITY);
        let seat = if of_the_city { &city.whole } else { &city.counties[at] };
        let mut teller = Self {
            city,
            draw,
            recent,
            shares,
            counter,
            begins,
            at,
            seat,
            division: seat.division.clone(),
            county: None,
            day,
            subjects: Vec::new(),
            statements: Vec::new(),
            dropped: 0,
            minutes: BTreeMap::new(),
        };
        if of_the_city && teller.draw.chance(story::WHOLE_CITY) {
            teller.division = city.whole.division.clone();
        } else {
            teller.division = city.counties[at].division.clone();
            teller.county = Some(teller.division.to_string());
        }
        teller
    }

    /// Plays it in county `at`, told by that county's organisations.
    pub(crate) fn move_to(&mut self, at: usize) {
        self.at = at;
        self.seat = &self.city.counties[at];
        self.division = self.seat.division.clone();
        self.county = Some(self.division.to_string());
    }

    /// A premises of the story's county; the story plays in its town or village from here on.
    pub(crate) fn site(&mut self, trade: Trade) -> Site {
        let site = self.city.site(self.at, trade, self.draw);
        self.division = site.division.clone();
        self.county = Some(self.city.counties[self.at].division.to_string());
        site
    }

    /// The story's organisation of `agency`.
    pub(crate) fn org(&self, agency: Agency) -> OrgId {
        self.seat.org(agency).clone()
    }

    /// A number that no other record has.
    pub(crate) fn number(&mut self, name: &str) -> String {
        *self.counter += 1;
        format!("{name}〔{}〕{:06}号", self.date(self.day).format("%Y"), self.counter)
    }

    /// A record of an organisation of its agency.
    pub(crate) fn own(&mut self, kind: &'static str, agency: Agency, name: &str) -> usize {
        let org = self.org(agency);
        self.own_of(kind, agency, &org, name)
    }

    /// A record of `org`, which may be another than the story's.
    pub(crate) fn own_of(&mut self, kind: &'static str, agency: Agency, org: &OrgId, name: &str) -> usize {
        let key = made::key(self.number(name));
        let id = RecordId::own(org, kind, &key);
        self.add(Subject { kind, agency, org: org.clone(), key, shared: false, id })
    }

    /// A record of the joint work that several organisations know by its number.
    pub(crate) fn shared(&mut self, kind: &'static str, key: RecordKey) -> usize {
        let id = RecordId::shared(&self.city.whole.division, kind, &key);
        if let Some(known) = self.subjects.iter().position(|subject| subject.id == id) {
            return known;
        }
        let org = self.org(Agency::JointOffice);
        self.add(Subject { kind, agency: Agency::JointOffice, org, key, shared: true, id })
    }

    /// The transfer of a case of `org`, which all organs tell together.
    pub(crate) fn transfer(&mut self, agency: Agency, org: &OrgId, key: RecordKey) -> usize {
        let record = self.shared(TRANSFER, key);
        let subject = &mut self.subjects[record];
        (subject.agency, subject.org) = (agency, org.clone());
        record
    }

    fn add(&mut self, subject: Subject) -> usize {
        self.subjects.push(subject);
        self.subjects.len() - 1
    }

    /// A part of `record` that needs one of `follows` before it, said by the record's own organisation.
    pub(crate) fn part(&self, record: usize, stage: &'static str, follows: &'static [&'static str]) -> Part {
        let Subject { agency, org, .. } = &self.subjects[record];
        Part { record, stage, label: None, follows, agency: *agency, org: org.clone(), meaning: Meaning::default() }
    }

    /// One of the campaigns under way, for one record in ten.
    pub(crate) fn campaign(&mut self) -> Option<String> {
        let named = self.draw.chance(0.1) && !self.recent.campaigns.is_empty();
        named.then(|| self.draw.pick(&self.recent.campaigns).clone())
    }

    /// The date of a day of the year.
    pub(crate) fn date(&self, day: i64) -> NaiveDate {
        let days = Days::new(day.unsigned_abs());
        let date = if day < 0 { self.begins.checked_sub_days(days) } else { self.begins.checked_add_days(days) };
        date.unwrap_or(self.begins)
    }

    /// Some time of `day`, not before what was told of that day already.
    fn when(&mut self, day: i64) -> When {
        let date = self.date(day);
        if self.draw.chance(0.7) {
            return When::Day(date);
        }
        let earliest = self.minutes.get(&day).copied().unwrap_or(8 * 60);
        let minute = self.draw.between(earliest, 18 * 60 - 1);
        self.minutes.insert(day, minute);
        local(date, minute * 60).map_or(When::Day(date), When::Instant)
    }

    /// Says that `part` happened on `day`. `make` writes the report; asked for a mistake, it writes something else.
    pub(crate) fn say<R: Report>(&mut self, part: Part, day: i64, make: impl Fn(&mut Draw, When, bool) -> (R, Vec<Claim>)) {
        let early = !part.follows.is_empty() && self.draw.chance(self.shares.early);
        let on_day = if early { self.day - self.draw.between(1, 5) } else { day };
        self.say_of(part, on_day, day, make);
    }

    /// Says on `day` that `part` happened on `on_day`.
    pub(crate) fn say_of<R: Report>(
        &mut self,
        part: Part,
        on_day: i64,
        day: i64,
        make: impl Fn(&mut Draw, When, bool) -> (R, Vec<Claim>),
    ) {
        let Part { record, stage, label, follows, agency, org, meaning } = part;
        let late = self.draw.chance(self.shares.late);
        let lag = if late { self.draw.between(15, 75) } else { self.draw.weighted(&[(70, 0), (20, 1), (10, 2)]) };
        let stated = (day + lag) * DAY + self.draw.between(18 * 3600, 22 * 3600);
        let on = self.when(on_day);
        let mistaken = self.draw.chance(self.shares.corrected);
        if day + lag >= DAYS {
            self.dropped += 1; // Not known yet when the year ends.
            return;
        }
        let (report, claims) = make(self.draw, on.clone(), false);
        let data = made::raw(&report);
        let mistake = mistaken.then(|| make(self.draw, on.clone(), true)).map(|(wrong, claims)| (made::raw(&wrong), claims));
        let subject = &self.subjects[record];
        let (part, own_part) = match (&label, subject.shared && stage != "linked") {
            (Some(label), true) => (format!("{stage}/{org}/{label}"), format!("{stage}/{label}")),
            (None, true) => (format!("{stage}/{org}"), stage.to_owned()),
            (Some(label), false) => (format!("{stage}/{label}"), format!("{stage}/{label}")),
            (None, false) => (stage.to_owned(), stage.to_owned()),
        };
        self.statements.push(Statement {
            record,
            agency,
            org,
            division: self.division.clone(),
            county: self.county.clone(),
            report: R::TYPE,
            version: R::VERSION,
            stage,
            part,
            own_part,
            follows,
            when: on,
            stated,
            late,
            mistake: mistake.filter(|(wrong, _)| wrong.get() != data.get()),
            data,
            claims,
            meaning,
        });
    }
}

/// The moment `second` of `date` in Beijing.
pub(crate) fn local(date: NaiveDate, second: i64) -> Option<DateTime<FixedOffset>> {
    let time = NaiveTime::from_num_seconds_from_midnight_opt(u32::try_from(second.rem_euclid(DAY)).ok()?, 0)?;
    FixedOffset::east_opt(i32::try_from(OFFSET).ok()?)?.from_local_datetime(&date.and_time(time)).single()
}
