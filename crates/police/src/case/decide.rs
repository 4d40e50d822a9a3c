//! The rules of a case.

use kernel::{Class, Decider, Identity, Kind, Money, Parts, Refusal, Stage, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::report::{
    Accepted, AdministrativelyDetained, AmountEstablished, Arrested, Bailed, ClosedWithoutCharge, DenDestroyed, Detained, Filed,
    GangBroken, GoodsSeized, Judged, NotFiled, Offence, SentForProsecution, Solved, SuspectIdentified,
};

/// A case as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Case {
    pub(super) parts: Parts,
    /// The offence of the decision to file that stands.
    pub offence: Option<Offence>,
    /// The amount involved, as established last.
    pub amount: Option<Money>,
}

/// What a case is told.
#[derive(Clone, Debug)]
pub enum Command {
    /// It was accepted.
    Accept(Told, Accepted),
    /// It was decided to file.
    File(Told, Filed),
    /// It was decided not to file.
    RefuseToFile(Told, NotFiled),
    /// A suspect was identified.
    IdentifySuspect(Told, SuspectIdentified),
    /// A suspect was detained.
    Detain(Told, Detained),
    /// A suspect was released pending trial.
    Bail(Told, Bailed),
    /// A suspect was arrested.
    Arrest(Told, Arrested),
    /// Administrative detention was imposed on a suspect.
    DetainAdministratively(Told, AdministrativelyDetained),
    /// A den was destroyed.
    DestroyDen(Told, DenDestroyed),
    /// A gang was broken.
    BreakGang(Told, GangBroken),
    /// Goods were seized.
    SeizeGoods(Told, GoodsSeized),
    /// The amount involved was established.
    EstablishAmount(Told, AmountEstablished),
    /// It was solved.
    Solve(Told, Solved),
    /// It was sent for prosecution.
    SendForProsecution(Told, SentForProsecution),
    /// A court judged.
    Judge(Told, Judged),
    /// It was closed without charge.
    CloseWithoutCharge(Told, ClosedWithoutCharge),
    /// A part is taken back.
    Withdraw(Told, Withdrawal),
}

impl Decider for Case {
    const KIND: Kind = Kind {
        code: "police.case",
        zh: "刑事案件",
        en: "Criminal case",
        class: Class::Case,
        identity: Identity::Own,
        stages: &[
            Stage::first("accepted", "已受案", "accepted"),
            Stage::after("filed", "已立案", "filed", &["accepted"]),
            Stage::after("not-filed", "不予立案", "not filed", &["accepted"]),
            Stage::after("suspect-identified", "已确定嫌疑人", "suspect identified", &["accepted"]),
            // A penalty of administrative law needs no filing; coercive measures of criminal procedure do (P180 art 174).
            Stage::after("administratively-detained", "已行政拘留", "administratively detained", &["accepted"]),
            Stage::after("detained", "已刑事拘留", "detained", &["filed"]),
            Stage::after("bailed", "已取保候审", "bailed", &["filed"]),
            Stage::after("arrested", "已逮捕", "arrested", &["filed"]),
            Stage::after("den-destroyed", "已捣毁窝点", "den destroyed", &["accepted"]),
            Stage::after("gang-broken", "已打掉团伙", "gang broken", &["accepted"]),
            Stage::after("goods-seized", "已查扣物品", "goods seized", &["accepted"]),
            Stage::after("amount-established", "已查明金额", "amount established", &["accepted"]),
            Stage::after("solved", "已破案", "solved", &["filed"]),
            Stage::after("sent-for-prosecution", "已移送起诉", "sent for prosecution", &["filed"]),
            Stage::after("judged", "已判决", "judged", &["sent-for-prosecution"]),
            Stage::after("closed-without-charge", "已撤案", "closed without charge", &["filed"]),
        ],
    };
    type Command = Command;
    type Event = Event;
    type Rejection = Refusal;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            Command::Accept(told, data) => Event::Accepted(told, data),
            Command::File(told, data) => Event::Filed(told, data),
            Command::RefuseToFile(told, data) => Event::NotFiled(told, data),
            Command::IdentifySuspect(told, data) => Event::SuspectIdentified(told, data),
            Command::Detain(told, data) => Event::Detained(told, data),
            Command::Bail(told, data) => Event::Bailed(told, data),
            Command::Arrest(told, data) => Event::Arrested(told, data),
            Command::DetainAdministratively(told, data) => Event::AdministrativelyDetained(told, data),
            Command::DestroyDen(told, data) => Event::DenDestroyed(told, data),
            Command::BreakGang(told, data) => Event::GangBroken(told, data),
            Command::SeizeGoods(told, data) => Event::GoodsSeized(told, data),
            Command::EstablishAmount(told, data) => Event::AmountEstablished(told, data),
            Command::Solve(told, data) => Event::Solved(told, data),
            Command::SendForProsecution(told, data) => Event::SentForProsecution(told, data),
            Command::Judge(told, data) => Event::Judged(told, data),
            Command::CloseWithoutCharge(told, data) => Event::ClosedWithoutCharge(told, data),
            Command::Withdraw(told, data) => {
                data.check(&Self::KIND, &told)?;
                Event::Withdrawn(told, data)
            }
        };
        let (told, part) = event.place();
        Ok(if self.parts.knows(&part, told) { Vec::new() } else { vec![event] })
    }

    fn evolve(&mut self, event: &Event) {
        let (told, part) = event.place();
        let withdrawn = matches!(event, Event::Withdrawn(..));
        let stands = if withdrawn { self.parts.take_back(&part, told) } else { self.parts.record(&part, told) };
        if !stands {
            return; // Corrected before it arrived: kept, but it does not stand.
        }
        match event {
            Event::Filed(_, data) => self.offence = Some(data.offence.clone()),
            Event::AmountEstablished(_, data) => self.amount = Some(data.amount.clone()),
            Event::Withdrawn(_, data) if data.part == "filed" => self.offence = None,
            Event::Withdrawn(_, data) if data.part == "amount-established" => self.amount = None,
            Event::Accepted(..)
            | Event::NotFiled(..)
            | Event::SuspectIdentified(..)
            | Event::Detained(..)
            | Event::Bailed(..)
            | Event::Arrested(..)
            | Event::AdministrativelyDetained(..)
            | Event::DenDestroyed(..)
            | Event::GangBroken(..)
            | Event::GoodsSeized(..)
            | Event::Solved(..)
            | Event::SentForProsecution(..)
            | Event::Judged(..)
            | Event::ClosedWithoutCharge(..)
            | Event::Withdrawn(..) => {}
        }
    }
}
