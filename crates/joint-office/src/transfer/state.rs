//! How a transfer stands, dimension by dimension: each follows from the parts that stand, in whatever order they were told.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use kernel::parts::{breaches, flags};
use kernel::transfer::consultation::Consulted;
use kernel::transfer::police::{Extension, Reconsideration};
use kernel::transfer::regulator::Sent;
use kernel::transfer::{About, Item};
use kernel::{AgencyCode, Decider, DomainEvent, OrgId, Says, Text, TransferKind, TransferNumber};

use super::article::Regime;
use super::decide::Transfer;
use super::event::Event;
use super::steps::{Said, Step};
use crate::Account;

macro_rules! dimension {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $zh:literal, $en:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $(#[doc = concat!($en, " (", $zh, ").")] $variant,)*
        }

        impl $name {
            /// The name in both languages.
            pub const fn name(self) -> Text {
                match self { $(Self::$variant => Text::new($zh, $en),)* }
            }
        }
    };
}

dimension! {
    /// How far the regulator is.
    Administration {
        Nothing = "未提出", "nothing reported";
        Reported = "待批准", "waits for approval";
        Refused = "决定不移送", "refused by the head";
        Approved = "待移送", "approved, to be sent";
        Sent = "已移送", "sent";
        Recalled = "已撤回", "recalled";
    }
}

dimension! {
    /// How far the police are.
    Police {
        Nothing = "未签收", "nothing signed for";
        Received = "审查材料", "signed for";
        Incomplete = "待补充材料", "waits for a supplement";
        Forwarded = "转送中", "forwarded, not signed for yet";
        Returned = "已退回", "given back";
        Accepted = "审查是否立案", "accepted, to be decided";
        NotFiled = "不予立案", "not filed";
        Filed = "已立案", "filed";
        Detained = "已行政拘留", "detention decided";
        Withdrawn = "已撤案", "case withdrawn";
    }
}

dimension! {
    /// Whether a refusal to file is contested.
    Supervision {
        None = "无", "none";
        Reconsidering = "复议中", "being reconsidered";
        Reversed = "复议决定立案", "reconsidered: to be filed";
        Upheld = "复议维持", "reconsidered: upheld";
        Suggested = "已建议立案监督", "supervision suggested";
        Explaining = "待说明理由", "waits for the police's reasons";
        Explained = "已说明理由", "reasons explained";
        ToBeFiled = "已通知立案", "notified to file";
    }
}

dimension! {
    /// Whether the case is on its way back.
    Reverse {
        None = "无", "none";
        Back = "由行政机关处理", "back with the regulator";
        Urged = "已发检察意见", "penalty urged";
        Reported = "已回复结果", "result reported";
    }
}

/// The stage of each dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stages {
    /// The regulator's side.
    pub administration: Administration,
    /// The police's side.
    pub police: Police,
    /// Reconsideration and the procuratorate's supervision.
    pub supervision: Supervision,
    /// The way back.
    pub reverse: Reverse,
}

/// A thing that goes with the case, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed<'a> {
    /// The thing as it was listed; `None` if it is on no list.
    pub item: Option<&'a Item>,
    /// The signed lists with which it was handed over: none if it is still with the regulator, more than one if that is contradictory.
    pub lists: Vec<&'a str>,
    /// Where it is kept, as said last.
    pub kept_at: Option<&'a str>,
}

impl Transfer {
    /// Each standing account of `step`.
    pub(super) fn told(&self, step: Step) -> impl Iterator<Item = (&Account, &Said)> {
        self.standing.values().filter(move |(_, said)| said.step() == step).map(|(account, said)| (account, said))
    }

    /// Whether anybody tells of `step`.
    pub(super) fn has(&self, step: Step) -> bool {
        self.told(step).next().is_some()
    }

    /// What the regulator sent.
    pub fn sent(&self) -> Option<&Sent> {
        self.standing.values().find_map(|(_, said)| if let Said::Sent(data) = said { Some(data) } else { None })
    }

    /// What it is about, as the letter says or, before it, the report to the head.
    pub fn about(&self) -> Option<&About> {
        let reported = || {
            self.standing.values().find_map(|(_, said)| if let Said::Reported(data) = said { Some(&data.about) } else { None })
        };
        self.sent().and_then(|sent| sent.about.as_ref()).or_else(reported)
    }

    /// What it is for, as the regulator says; a suspected crime until it does.
    pub fn kind(&self) -> TransferKind {
        let reported =
            self.standing.values().find_map(|(_, said)| if let Said::Reported(data) = said { Some(data.kind) } else { None });
        self.sent().map(|sent| sent.kind).or(reported).unwrap_or_default()
    }

    /// The agency of the organisation whose case `number` names, as far as it told anything itself.
    fn agency_of(&self, number: &TransferNumber) -> Option<&AgencyCode> {
        self.standing.values().find_map(|(account, _)| account.agency.as_ref().filter(|_| account.org == *number.org()))
    }

    /// Whether the case is one of police: asked about before any regulator has it.
    pub(super) fn of_police(&self, number: &TransferNumber) -> bool {
        self.agency_of(number).is_some_and(|agency| agency.as_str() == "police")
    }

    /// The article on which `step` rests here on that day, as it is cited: of the rules that are in force then.
    pub fn article(&self, step: Step, number: &TransferNumber, on: NaiveDate) -> Text {
        let drugs = self.about().is_some_and(|about| about.drugs);
        step.article(self.kind(), Regime::of(self.agency_of(number).map(AgencyCode::as_str), drugs, on)).on(on)
    }

    /// Other numbers under which the transfer is known: its letter's and its acceptances'.
    pub fn aliases(&self) -> BTreeSet<&str> {
        let accepted = self
            .standing
            .values()
            .filter_map(|(_, said)| if let Said::Accepted(data) = said { Some(data.acceptance.as_str()) } else { None });
        accepted.chain(self.sent().map(|sent| sent.letter.as_str())).collect()
    }

    /// The police organ in charge: to which the case was sent, or to which it was forwarded from there.
    pub fn in_charge(&self) -> Option<&OrgId> {
        let forwarded: BTreeMap<&OrgId, &OrgId> = self
            .standing
            .values()
            .filter_map(|(account, said)| if let Said::Forwarded(data) = said { Some((&account.org, &data.to)) } else { None })
            .collect();
        let mut organ = &self.sent()?.to;
        // A case that is forwarded in a ring stays where the ring closes.
        for _ in 0..forwarded.len() {
            organ = forwarded.get(organ).copied().unwrap_or(organ);
        }
        Some(organ)
    }

    /// The latest round of gaps that no supplement answers.
    pub fn open_round(&self) -> Option<u16> {
        let answered = |round: u16| {
            self.standing.values().any(|(_, said)| {
                matches!(said, Said::SupplementSupplied(data) if data.round == round)
                    || matches!(said, Said::SupplementImpossible(data) if data.round == round)
            })
        };
        self.rounds().into_iter().rfind(|round| !answered(*round))
    }

    /// The rounds of gaps that were notified.
    pub(super) fn rounds(&self) -> BTreeSet<u16> {
        let round = |(_, said): &(Account, Said)| if let Said::GapsNotified(data) = said { Some(data.round) } else { None };
        self.standing.values().filter_map(round).collect()
    }

    /// Whether the time to decide was extended on `ground`.
    pub(super) fn extended(&self, ground: Extension) -> bool {
        self.told(Step::Extended).any(|(_, said)| matches!(said, Said::Extended(data) if data.ground == ground))
    }

    /// Whether `account` asked a question with that number before, or another put one with it to the same organ: its answer would be of both.
    pub(super) fn asked(&self, account: &Account, question: &Consulted) -> bool {
        self.told(Step::Consulted).any(|(by, said)| {
            let same = |data: &Consulted| data.question == question.question && (data.to == question.to || by.org == account.org);
            matches!(said, Said::Consulted(data) if same(data))
        })
    }

    /// The questions to `org`, by their numbers, that it has not answered.
    pub fn unanswered(&self, org: &OrgId) -> BTreeSet<&str> {
        let answers = |question: &str| {
            let is = |said: &Said| matches!(said, Said::ConsultationAnswered(data) if data.question == question);
            self.told(Step::ConsultationAnswered).any(|(account, said)| account.org == *org && is(said))
        };
        let to_it = self.told(Step::Consulted).filter_map(|(_, said)| {
            if let Said::Consulted(data) = said { (data.to == *org).then_some(data.question.as_str()) } else { None }
        });
        to_it.filter(|question| !answers(question)).collect()
    }

    /// Whether `org` has to do with the case: as its regulator, as the organ in charge, by a copy or a question, or by what it told itself.
    pub(super) fn concerns(&self, number: &TransferNumber, org: &OrgId) -> bool {
        let copied = || self.sent().is_some_and(|sent| sent.copied_to.as_ref() == Some(org));
        let tells = || self.standing.values().any(|(account, _)| account.org == *org);
        let asked = || self.told(Step::Consulted).any(|(_, said)| matches!(said, Said::Consulted(data) if data.to == *org));
        number.org() == org || self.in_charge() == Some(org) || copied() || tells() || asked()
    }

    /// Each thing by its label: whether it is listed, and with which lists it was handed over.
    pub fn items(&self) -> BTreeMap<&str, Handed<'_>> {
        let listed = self.sent().into_iter().flat_map(|sent| &sent.items);
        let new = |item| Handed { item, lists: Vec::new(), kept_at: item.and_then(|item: &Item| item.kept_at.as_deref()) };
        let mut items: BTreeMap<&str, Handed<'_>> = listed.map(|item| (item.label.as_str(), new(Some(item)))).collect();
        for (_, said) in self.standing.values() {
            if let Said::ItemsHandedOver(data) = said {
                for label in &data.items {
                    let handed = items.entry(label).or_insert_with(|| new(None));
                    handed.lists.push(&data.list);
                    handed.kept_at = data.kept_at.as_deref();
                }
            }
        }
        items
    }

    /// How it stands in each dimension.
    pub fn stages(&self) -> Stages {
        Stages {
            administration: self.administration(),
            police: self.police(),
            supervision: self.supervision(),
            reverse: self.reverse(),
        }
    }

    /// The first of `order` whose step was told; `rest` if none was.
    fn furthest<T: Copy>(&self, order: &[(Step, T)], rest: T) -> T {
        order.iter().find(|(step, _)| self.has(*step)).map_or(rest, |(_, stage)| *stage)
    }

    /// Whether the regulator took it back before police accepted it or gave it back; what it takes back later is with them all the same.
    pub(super) fn recalled(&self) -> bool {
        let taken_on = [Step::Accepted, Step::Returned, Step::Filed, Step::NotFiled, Step::DetentionDecided];
        let taken_on = || taken_on.into_iter().flat_map(|step| self.told(step)).map(|(account, _)| account.told.when.last_day());
        self.told(Step::Recalled).any(|(account, _)| !taken_on().any(|day| day < account.told.when.first_day()))
    }

    fn administration(&self) -> Administration {
        if self.recalled() {
            return Administration::Recalled;
        }
        let order = [
            (Step::Sent, Administration::Sent),
            (Step::Approved, Administration::Approved),
            (Step::Refused, Administration::Refused),
            (Step::Reported, Administration::Reported),
        ];
        self.furthest(&order, Administration::Nothing)
    }

    pub(super) fn police(&self) -> Police {
        let signed = |organ: &OrgId| self.told(Step::SignedFor).any(|(account, _)| account.org == *organ);
        let waiting = match self.in_charge() {
            Some(organ) if self.has(Step::Forwarded) && !signed(organ) => Police::Forwarded,
            Some(_) | None if self.open_round().is_some() => Police::Incomplete,
            Some(_) | None => self.furthest(&[(Step::SignedFor, Police::Received)], Police::Nothing),
        };
        if self.withdrawn() {
            return Police::Withdrawn;
        }
        let order = [
            (Step::DetentionDecided, Police::Detained),
            (Step::Filed, Police::Filed),
            (Step::NotFiled, Police::NotFiled),
            (Step::Returned, Police::Returned),
            (Step::Accepted, Police::Accepted),
        ];
        self.furthest(&order, waiting)
    }

    fn supervision(&self) -> Supervision {
        let asked = self.times(Step::ExplanationRequested);
        // Whoever was asked once more has neither explained nor been notified yet.
        let of_the_last = |step: Step| self.took(step, asked.max(1));
        let order = [
            (Step::FilingNotified, Supervision::ToBeFiled),
            (Step::ReasonsExplained, Supervision::Explained),
            (Step::ExplanationRequested, Supervision::Explaining),
            (Step::SupervisionSuggested, Supervision::Suggested),
            (Step::Reconsidered, if self.reversed() { Supervision::Reversed } else { Supervision::Upheld }),
            (Step::ReconsiderationRequested, Supervision::Reconsidering),
        ];
        let answers = |step: Step| matches!(step, Step::FilingNotified | Step::ReasonsExplained);
        let now = |step: Step| self.has(step) && !self.outdated(step) && (!answers(step) || of_the_last(step));
        order.into_iter().find(|(step, _)| now(*step)).map_or(Supervision::None, |(_, stage)| stage)
    }

    /// Whether the police decided on reconsideration that a case is to be filed.
    pub(super) fn reversed(&self) -> bool {
        let reversed = |said: &Said| matches!(said, Said::Reconsidered(data) if data.outcome == Reconsideration::Reversed);
        self.told(Step::Reconsidered).any(|(_, said)| reversed(said))
    }

    fn reverse(&self) -> Reverse {
        let order = [
            (Step::ResultReported, Reverse::Reported),
            (Step::PenaltyUrged, Reverse::Urged),
            (Step::NonProsecutionNotified, Reverse::Back),
        ];
        let back = matches!(self.police(), Police::NotFiled | Police::Returned | Police::Withdrawn);
        self.furthest(&order, if back { Reverse::Back } else { Reverse::None })
    }

    /// What is out of order or does not agree, as the lists show it.
    pub fn flags(&self) -> Vec<String> {
        let parts: Vec<_> = self.parts.iter().collect();
        let said =
            self.standing.values().flat_map(|(account, said)| Event::Told(account.clone(), Box::new(said.clone())).tell().says);
        let ties: Vec<_> = said.filter_map(|says| if let Says::Tie(tie) = says { Some(tie) } else { None }).collect();
        flags(&Self::KIND, parts.into_iter()).into_iter().chain(breaches(ties.iter())).collect()
    }
}
