//! Pieces of evidence from hand to hand: taken, sealed, tested, handed on, put into the file; a small share with a broken chain.

use kernel::evidence::{Belongs, Disposed, End, Examined, HandedOn, How, Of, Purpose, Sort, Taken};
use kernel::{EvidenceNumber, OrgId, Quantity, Report, TransferNumber, When};

use super::shares;
use crate::city::{Agency, person};
use crate::custody::Hand;
use crate::statement::Part;
use crate::teller::Teller;

/// Where police keep things.
pub(super) const POLICE_STORE: &str = "示例涉案财物管理中心";

/// What is taken, by whom.
pub(super) struct Taking {
    pub(super) agency: Agency,
    pub(super) org: OrgId,
    pub(super) sort: Sort,
    pub(super) how: How,
    pub(super) description: String,
    pub(super) quantity: Option<Quantity>,
    pub(super) keeper: &'static str,
    pub(super) sealed: bool,
}

/// To what it belongs.
#[derive(Clone, Default)]
pub(super) struct Belonging {
    pub(super) record: Option<Of>,
    pub(super) transfer: Option<TransferNumber>,
    pub(super) matter: Option<String>,
}

/// A piece while it is told of.
pub(super) struct Piece {
    record: usize,
    agency: Agency,
    org: OrgId,
    keeper: String,
    seal: Option<String>,
    step: u16,
    round: u16,
    day: i64,
}

impl Piece {
    /// Taken on `day` by two officers, perhaps under a seal.
    pub(super) fn taken(t: &mut Teller<'_>, taking: Taking, belongs: Belonging, day: i64) -> Self {
        let Taking { agency, org, sort, how, description, quantity, keeper, sealed } = taking;
        let number = t.number("示例物证");
        // The number of the simulator's own making is one; the door checks it.
        let key = EvidenceNumber::new(&org, &number).map(|number| number.key().clone());
        let record = t.shared("joint-office.evidence", key.unwrap_or_else(|_| crate::made::key(number)));
        let seal = sealed.then(|| t.number("示例封条"));
        let hand = Hand { to: Some(keeper.to_owned()), sealed: seal.clone(), ..Hand::default() };
        let of_matter = belongs.matter.is_some();
        let Belonging { record: of, transfer, matter } = belongs;
        let belongs = Belongs { record: of, transfer, matter };
        let officers = vec![person(t.draw), person(t.draw)];
        let part = t.part(record, "taken", &[]).of(agency, &org).by_hand(hand).of_matter(of_matter);
        t.say(part, day, |_, on, wrong| {
            let report = Taken {
                on,
                sort,
                how,
                description: format!("{description}{}", if wrong { "（待核实）" } else { "" }),
                quantity,
                keeper: keeper.to_owned(),
                place: None,
                seal: seal.clone(),
                document: None,
                file: None,
                belongs: Some(belongs.clone()),
                officers: officers.clone(),
                holder: None,
            };
            (report, Vec::new())
        });
        Self { record, agency, org, keeper: keeper.to_owned(), seal, step: 0, round: 0, day }
    }

    /// Sent to a laboratory, examined under a new seal, and back.
    pub(super) fn tested(&mut self, t: &mut Teller<'_>, laboratory: &str) {
        let home = self.keeper.clone();
        let sent = self.day + t.draw.between(1, 3);
        self.handed_on(t, sent, laboratory, Purpose::Examination);
        self.day += t.draw.between(3, 12);
        self.round += 1;
        let (round, by, found) = (self.round, laboratory.to_owned(), self.seal.clone());
        let seal = self.seal.is_some().then(|| t.number("示例封条"));
        let (from, to) = (Some(by.clone()), Some(by.clone()));
        let hand = Hand { order: round, from, to, found: found.clone(), sealed: seal.clone() };
        let part = self.part(t, "examined").label(round.to_string()).by_hand(hand);
        self.say(t, part, |on, wrong| Examined {
            on,
            round,
            by: by.clone(),
            place: Some(by.clone()),
            finding: (!wrong).then(|| "示例：检出非法添加物".to_owned()),
            seal_found: found.clone(),
            new_seal: seal.clone(),
            file: None,
            document: None,
            examiners: Vec::new(),
        });
        self.seal = seal;
        let returned = self.day + t.draw.between(1, 3);
        self.handed_on(t, returned, &home, Purpose::Back);
    }

    /// Given to police with the case on `day`; they keep it from then on.
    pub(super) fn given(&mut self, t: &mut Teller<'_>, day: i64, police: &OrgId) {
        self.handed_on(t, day, POLICE_STORE, Purpose::Transfer);
        (self.agency, self.org) = (Agency::Police, police.clone());
    }

    /// Whether police keep it.
    pub(super) fn is_with_police(&self) -> bool {
        self.agency == Agency::Police
    }

    /// Goes to the procuratorate with the file.
    pub(super) fn sent_on(&mut self, t: &mut Teller<'_>, day: i64) {
        self.handed_on(t, day, "示例检察院案管室", Purpose::Prosecution);
    }

    fn handed_on(&mut self, t: &mut Teller<'_>, day: i64, to: &str, purpose: Purpose) {
        self.day = self.day.max(day);
        self.step += 1;
        let (step, to) = (self.step, to.to_owned());
        let from = if t.draw.chance(shares::CHAIN_BROKEN) { "示例临时存放点".to_owned() } else { self.keeper.clone() };
        let other = self.seal.is_some() && t.draw.chance(shares::SEAL_BROKEN);
        let found = if other { Some(t.number("示例封条")) } else { self.seal.clone() };
        let hand = Hand { order: step, from: Some(from.clone()), to: Some(to.clone()), found: found.clone(), sealed: None };
        let part = self.part(t, "handed-on").label(step.to_string()).by_hand(hand);
        let (giver, keeper) = (from, to.clone());
        self.say(t, part, |on, wrong| HandedOn {
            on,
            step,
            from: giver.clone(),
            to: keeper.clone(),
            purpose,
            place: Some(keeper.clone()),
            seal_found: found.clone(),
            new_seal: None,
            file: None,
            document: (!wrong).then(|| "示例交接清单".to_owned()),
            giver: None,
            receiver: None,
        });
        (self.keeper, self.seal) = (to, found);
    }

    /// Kept no more.
    pub(super) fn ended(&mut self, t: &mut Teller<'_>, day: i64, how: End) {
        self.day = self.day.max(day);
        let (by, found) = (self.keeper.clone(), self.seal.clone());
        let hand = Hand { order: u16::MAX, from: Some(by.clone()), to: None, found: found.clone(), sealed: None };
        let part = self.part(t, "disposed").by_hand(hand);
        self.say(t, part, |on, wrong| Disposed {
            on,
            how,
            by: by.clone(),
            to: None,
            place: Some(by.clone()),
            seal_found: found.clone(),
            file: None,
            document: (!wrong).then(|| "示例处理决定".to_owned()),
            receiver: None,
        });
    }

    fn part(&self, t: &Teller<'_>, stage: &'static str) -> Part {
        t.part(self.record, stage, &["taken"]).of(self.agency, &self.org)
    }

    fn say<R: Report>(&self, t: &mut Teller<'_>, part: Part, report: impl Fn(When, bool) -> R) {
        t.say(part, self.day, |_, on, wrong| (report(on, wrong), Vec::new()));
    }
}

/// The evidence of a regulator's own case, for a share of them: a record of the scene that goes into the file, and a sealed thing that is
/// tested and, in the end, destroyed or given back.
pub(super) fn of_case(t: &mut Teller<'_>, record: usize, day: i64) {
    if !t.draw.chance(shares::EVIDENCE) {
        return;
    }
    let subject = &t.subjects[record];
    let (agency, org) = (subject.agency, subject.org.clone());
    let of = Of { kind: subject.kind.to_owned(), org: org.clone(), number: subject.key.clone(), item: None };
    let taking = |sort, how, description: &str, sealed| Taking {
        agency,
        org: org.clone(),
        sort,
        how,
        description: description.to_owned(),
        quantity: None,
        keeper: "示例物证室",
        sealed,
    };
    let belongs = Belonging { record: Some(of), ..Belonging::default() };
    let mut paper = Piece::taken(t, taking(Sort::Record, How::Made, "示例现场检查笔录", false), belongs.clone(), day);
    let filed = day + t.draw.between(20, 60);
    paper.ended(t, filed, End::Filed);
    if t.draw.chance(0.6) {
        let thing = Taking {
            quantity: Some(Quantity::count(t.draw.between(1, 20))),
            ..taking(Sort::Thing, How::Sampled, "示例样品", true)
        };
        let mut thing = Piece::taken(t, thing, belongs, day);
        thing.tested(t, "示例检验所");
        if t.draw.chance(0.7) {
            let ended = day + t.draw.between(40, 90);
            let how = t.draw.weighted(&[(50, End::Destroyed), (30, End::Returned), (20, End::Confiscated)]);
            thing.ended(t, ended, how);
        }
    }
}
