//! How the duties of a story's transfers were kept, by the terms that the simulator takes for granted: its own short account of the law of
//! the years that it knows ([`calendar`]), told from the days that were meant.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, NaiveDate};
use kernel::Tie;

use crate::affair::{Act, Group, POLICE, midnight};
use crate::calendar;
use crate::city::Agency;
use crate::ledger::Record;
use crate::statement::Means;
use crate::teller::{DAY, OFFSET};

/// What duties of transfers came to in one month and county.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Duties {
    /// How many were done in it.
    pub done: u64,
    /// From start to end, of all of these, in seconds.
    pub seconds: i64,
    /// Of how many the time ran out in it undone (超期), whether they were done later or not.
    pub overdue: u64,
}

/// Duties by county and first day of the month; `None` for what concerns the whole city.
pub type ByMonth = BTreeMap<(Option<String>, NaiveDate), Duties>;

/// An amount of time.
#[derive(Clone, Copy)]
enum Term {
    Hours(i64),
    /// Natural days; a rest day at the end moves on.
    Days(u64),
    /// Natural days that end where they end.
    Fixed(u64),
    Working(u64),
}

/// Whose transfers a duty is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    All,
    Environment,
    FoodDrug,
    /// Suspected crimes with drugs, and those of the environment.
    EnvironmentAndDrugs,
    /// Files for administrative detention.
    Detention,
}

/// A duty: what starts it, what does it, what ends it undone.
struct Duty {
    of: Of,
    from: &'static [&'static str],
    done: &'static [&'static str],
    over: &'static [&'static str],
    term: Term,
    /// Owed only where its occasion arises: never overdue undone.
    occasional: bool,
    /// Only of what was sent or signed for by then.
    of_sent: bool,
}

const fn duty(
    of: Of,
    from: &'static [&'static str],
    term: Term,
    done: &'static [&'static str],
    over: &'static [&'static str],
) -> Duty {
    Duty { of, from, done, over, term, occasional: false, of_sent: false }
}

impl Duty {
    const fn occasional(self) -> Self {
        Self { occasional: true, ..self }
    }

    const fn of_sent(self) -> Self {
        Self { of_sent: true, ..self }
    }
}

/// What is owed in a transfer within a time; what is owed at once has no end that could be missed.
const DUTIES: &[Duty] = &[
    duty(Of::All, &["reported"], Term::Days(3), &["approved", "refused"], &[]),
    duty(Of::All, &["approved"], Term::Hours(24), &["sent"], &["recalled"]),
    duty(Of::EnvironmentAndDrugs, &["transfer-urged"], Term::Days(3), &["sent"], &[]),
    duty(Of::All, &["signed-for"], Term::Hours(24), &["gaps-notified"], &["accepted", "forwarded", "returned", "recalled"])
        .occasional(),
    duty(Of::All, &["gaps-notified"], Term::Days(3), &[SUPPLIED, IMPOSSIBLE], &["recalled"]),
    duty(Of::All, &["signed-for"], Term::Hours(24), &["forwarded"], &["accepted", "returned", "recalled"]).occasional(),
    duty(Of::Environment, &["signed-for"], Term::Hours(24), &["returned"], &["accepted", "forwarded", "recalled"]).occasional(),
    // As it may be extended: see `Affair::last`.
    duty(Of::All, &["accepted"], Term::Days(3), DECISIONS, &["forwarded", "returned", "recalled"]).of_sent(),
    duty(Of::Environment, &["filed"], Term::Days(3), &[FILING_NOTICE], &[]).of_sent(),
    duty(Of::Environment, &["not-filed"], Term::Days(3), &[REFUSAL_NOTICE], &[]).of_sent(),
    duty(Of::All, &[FILING_NOTICE], Term::Days(3), &[HANDED_OVER], &[]),
    duty(Of::Environment, &["reconsideration-requested"], Term::Working(3), &["reconsidered"], &["filed", "recalled"]),
    duty(Of::FoodDrug, &["reconsideration-requested"], Term::Days(3), &["reconsidered"], &["filed", "recalled"]),
    duty(Of::All, &["explanation-requested"], Term::Days(7), &["reasons-explained"], &["filed"]),
    duty(Of::All, &["filing-notified"], Term::Days(15), &["filed"], &[]),
    duty(Of::All, &["case-withdrawn"], Term::Days(3), &["withdrawal-told"], &[]).of_sent(),
    duty(Of::Environment, &[CONSULTED], Term::Days(7), &["consultation-answered"], &[]),
    // This city's platform is the system itself, in which a year is entered once it is over; some enter it into another before.
    duty(Of::Environment, &["approved", "refused", "filed", "not-filed", "case-withdrawn"], Term::Days(7), &[ENTERED], &[]),
    duty(Of::Detention, &["accepted"], Term::Working(3), &["gaps-notified"], &["detention-decided", "returned"]).occasional(),
    duty(Of::Detention, &["accepted"], Term::Working(5), &["returned"], &["detention-decided"]).occasional(),
    duty(Of::Detention, &["detention-decided"], Term::Working(3), &["detention-copied"], &[]),
    duty(Of::Detention, &[CONSULTED], Term::Days(7), &["consultation-answered"], &[]),
];

const DECISIONS: &[&str] = &["filed", "not-filed"];
/// What answers one request for material, by its round.
const SUPPLIED: &str = "supplement-supplied";
const IMPOSSIBLE: &str = "supplement-impossible";
const HANDED_OVER: &str = "items-handed-over";
/// A notice that a case was filed.
const FILING_NOTICE: &str = "filing-notice-served";
/// A notice that none was; it starts only a right.
const REFUSAL_NOTICE: &str = "refusal-notice-served";
const ENTERED: &str = "entered-in-platform";
const CONSULTED: &str = "consulted";

/// Adds the duties of the transfers of `group`.
pub(crate) fn add(group: &Group<'_>, to: &mut ByMonth) {
    let mut transfers: Vec<&Record> = Vec::new();
    for act in group.acts().filter(|act| act.record.kind == kernel::transfer::RECORD) {
        if transfers.iter().all(|known| known.id != act.record.id) {
            transfers.push(act.record);
        }
    }
    for transfer in transfers {
        let affair = Affair::of(group, transfer);
        for duty in DUTIES.iter().filter(|duty| affair.owes(duty)) {
            for from in affair.acts.iter().filter(|act| act.record.id == transfer.id && duty.from.contains(&affair.stage(act))) {
                affair.settle(duty, from, to);
            }
        }
    }
}

/// Whether police, when `act` of a transfer was done, had time left to decide on it, or had decided in time.
pub(crate) fn deciding_in_time<'r>(group: &Group<'r>, act: &Act<'r>) -> bool {
    let mut affair = Affair::of(group, act.record);
    affair.acts.retain(|other| other.first <= act.last);
    let Some(duty) = DUTIES.iter().find(|duty| duty.from == ["accepted"] && duty.done == DECISIONS) else { return false };
    let in_time = |from: &&Act<'r>| {
        let term = affair.term(duty, from)?;
        let (until, ended) = affair.end(duty, from);
        Some(!ended && until.unwrap_or(act).first <= affair.last(term, from, until, duty).in_time)
    };
    let accepted: Vec<bool> =
        affair.acts.iter().copied().filter(|act| affair.does(act, duty.from)).filter_map(|from| in_time(&from)).collect();
    !accepted.is_empty() && accepted.into_iter().all(|in_time| in_time)
}

/// A transfer with what police tell of it in their own case.
struct Affair<'a, 'r> {
    transfer: &'r Record,
    acts: Vec<&'a Act<'r>>,
    /// By when it is known to be about drugs.
    drugs: Option<i64>,
}

impl<'a, 'r> Affair<'a, 'r> {
    fn of(group: &'a Group<'r>, transfer: &'r Record) -> Self {
        let twice = group.told_twice();
        // What both tell is one act, the transfer's.
        let again = |act: &Act<'r>| twice.iter().any(|(_, own, agree)| *agree && own.same(act));
        let anothers = |act: &Act<'r>| {
            let mut of = twice.iter().filter(|(_, own, _)| own.record.id == act.record.id).peekable();
            of.peek().is_some() && of.all(|(told, ..)| told.record.id != transfer.id)
        };
        let own = |act: &&Act<'r>| act.record.kind == POLICE && !again(act) && !anothers(act);
        let acts = group.acts().filter(|act| act.record.id == transfer.id || own(act)).collect();
        let about = |act: &&Act<'r>| act.record.id == transfer.id || act.record.kind != kernel::transfer::RECORD;
        let drugs = group.acts().filter(about).filter(|act| act.is(&Means::Drugs)).map(|act| act.first).min();
        Self { transfer, acts, drugs }
    }

    fn owes(&self, duty: &Duty) -> bool {
        let environment = self.transfer.agency == Agency::Environment;
        match duty.of {
            Of::Detention => self.transfer.of_detention(),
            _ if self.transfer.of_detention() => false,
            Of::All => true,
            Of::Environment => environment,
            Of::FoodDrug => !environment,
            Of::EnvironmentAndDrugs => environment || self.drugs.is_some(),
        }
    }

    /// What `act` is to a duty.
    fn stage(&self, act: &Act<'_>) -> &'static str {
        match act.stage {
            "closed-without-charge" => "case-withdrawn",
            "notice-served" if act.part.contains("/filed") => FILING_NOTICE,
            "notice-served" => REFUSAL_NOTICE,
            stage => stage,
        }
    }

    /// What a platform calls `act`.
    fn deed(&self, act: &Act<'_>) -> &'static str {
        match self.stage(act) {
            "approved" => "transfer-approved",
            "refused" => "transfer-refused",
            "filed" => "case-filed",
            "not-filed" => "case-not-filed",
            stage => stage,
        }
    }

    fn does(&self, act: &Act<'_>, duty: &[&str]) -> bool {
        duty.contains(&act.stage) || duty.contains(&self.stage(act))
    }

    fn about_drugs(&self, by: &Act<'_>) -> bool {
        self.transfer.agency == Agency::FoodDrug && self.drugs.is_some_and(|known| known <= by.last)
    }

    /// The term of `duty`; `None` where nothing is owed.
    fn term(&self, duty: &Duty, from: &Act<'r>) -> Option<Term> {
        let deciding = duty.from == ["accepted"] && duty.of_sent;
        let sent = || self.acts.iter().any(|act| self.does(act, &["sent", "signed-for"]) && act.perhaps_before(from));
        match duty.of {
            Of::EnvironmentAndDrugs if self.transfer.agency != Agency::Environment && !self.about_drugs(from) => None,
            _ if deciding && self.about_drugs(from) => Some(Term::Working(3)),
            _ if duty.of_sent && !sent() => None,
            Of::All | Of::Environment | Of::FoodDrug | Of::EnvironmentAndDrugs | Of::Detention => Some(duty.term),
        }
    }

    /// What of `from` did `duty`, or by what it was owed no longer: then true.
    fn end(&self, duty: &Duty, from: &Act<'r>) -> (Option<&'a Act<'r>>, bool) {
        let others = || self.acts.iter().copied().filter(|act| !act.same(from) && self.speaks(act, duty));
        let follows = |act: &&Act<'r>| act.last >= from.first;
        let mut gone: Vec<&Act<'r>> = Vec::new();
        let done = others().filter(|act| self.does(act, duty.done)).find(|act| match act.stage {
            HANDED_OVER => {
                gone.push(act);
                self.complete(&gone) // Also what was handed over before it was owed.
            }
            ENTERED => follows(act) && act.is_of(from) && act.part.rsplit('/').next() == Some(self.deed(from)),
            "consultation-answered" => follows(act) && answers(act, from),
            SUPPLIED | IMPOSSIBLE => follows(act) && act.part.rsplit('/').next() == from.part.rsplit('/').next(),
            _ => follows(act),
        });
        match (done, others().filter(|act| self.does(act, duty.over)).find(follows)) {
            (Some(done), Some(over)) if !over.surely_before(done) => (Some(done), false),
            (_, Some(over)) => (Some(over), true),
            (done, None) => (done, false),
        }
    }

    fn settle(&self, duty: &Duty, from: &Act<'r>, to: &mut ByMonth) {
        let Some(term) = self.term(duty, from) else { return };
        let (until, ended) = self.end(duty, from);
        let last = self.last(term, from, until, duty);
        let month = |second: i64| {
            let day = local_day(second);
            (from.entry.county.clone(), day.with_day(1).unwrap_or(day))
        };
        let late = match until {
            Some(act) => act.first > last.in_time,
            None => true,
        };
        let done = until.filter(|_| !ended);
        if let Some(done) = done {
            let sum = to.entry(month(done.last)).or_default();
            sum.done += 1;
            sum.seconds += (done.last - start(from)).max(0);
        }
        if late && !(done.is_none() && duty.occasional) {
            to.entry(month(last.at - 1)).or_default().overdue += 1;
        }
    }

    /// Police's own case speaks for a transfer's duties only if it does not tell itself what starts them.
    fn speaks(&self, act: &Act<'r>, duty: &Duty) -> bool {
        let starts = |own: &&Act<'r>| own.record.id == act.record.id && self.does(own, duty.from) && own.first <= act.last;
        act.record.id == self.transfer.id || !self.acts.iter().copied().any(|own| starts(&own))
    }

    /// Whether all that was listed was handed over.
    fn complete(&self, gone: &[&Act<'r>]) -> bool {
        let label = |means: &'r Means| if let Means::Thing(label, _) = means { Some(label) } else { None };
        let mut listed = self.acts.iter().filter(|act| act.stage == "sent").flat_map(|act| act.means().filter_map(label));
        let handed = |thing: &String| gone.iter().any(|gone| gone.means().filter_map(label).any(|other| other == thing));
        listed.all(handed)
    }

    /// When the time is over: with the extension of the decision, if it came while the time ran.
    fn last(&self, term: Term, from: &Act<'r>, until: Option<&Act<'r>>, duty: &Duty) -> End {
        let first = End::of(term, from);
        if duty.from != ["accepted"] || !duty.of_sent {
            return first;
        }
        let mut end = first;
        let asked = |act: &&&Act<'r>| {
            act.stage == "extended" && act.last >= from.first && until.is_none_or(|until| act.first <= until.last)
        };
        for extension in self.acts.iter().filter(asked) {
            let drugs = self.about_drugs(from);
            let longer = match extension.part.rsplit('/').next() {
                Some("clue") if !drugs => Term::Days(7),
                Some("major") if !drugs => Term::Days(30),
                Some("complex") if drugs => Term::Working(10),
                Some("major") if drugs => Term::Fixed(30),
                Some("special") if drugs => Term::Fixed(60),
                _ => continue,
            };
            let longer = End::of(longer, from);
            if extension.first <= end.in_time && longer.in_time > end.in_time {
                end = longer;
            }
        }
        end
    }
}

/// Whether `answer` is to the question that `asked` puts.
fn answers(answer: &Act<'_>, asked: &Act<'_>) -> bool {
    let taken = |tie: &Tie| if let Tie::Takes(thing) = tie { Some(thing.clone()) } else { None };
    let listed = |tie: &Tie| if let Tie::Lists(thing) = tie { Some(thing.clone()) } else { None };
    let asked: Vec<String> = asked.entry.meaning.ties.iter().filter_map(listed).collect();
    answer.entry.meaning.ties.iter().filter_map(taken).any(|thing| asked.contains(&thing))
}

/// The end of a time.
#[derive(Clone, Copy)]
struct End {
    /// The instant.
    at: i64,
    /// The last second that is in time.
    in_time: i64,
}

impl End {
    fn of(term: Term, from: &Act<'_>) -> Self {
        let day = local_day(from.last);
        let natural = |days| day.checked_add_days(Days::new(days)).unwrap_or(day);
        let last = match term {
            Term::Hours(hours) => {
                let at = start(from) + hours * 3600;
                return Self { at, in_time: at };
            }
            Term::Days(days) => calendar::on_or_after(natural(days)),
            Term::Fixed(days) => natural(days),
            Term::Working(days) => calendar::after(day, days),
        };
        let at = midnight(last) + DAY;
        Self { at, in_time: at - 1 }
    }
}

/// A day of which no more is known counts to its end.
fn start(act: &Act<'_>) -> i64 {
    act.last + i64::from(act.first != act.last)
}

/// The day where the simulated city lies.
pub(crate) fn local_day(second: i64) -> NaiveDate {
    DateTime::from_timestamp(second + OFFSET, 0).map(|at| at.date_naive()).unwrap_or_default()
}
