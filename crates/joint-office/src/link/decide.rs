//! The rules of a link.

use kernel::{
    Class, Decider, Identity, Kind, Link, LinkEnd, Parts, RecordKey, Refusal, Relation, Report, Stage, Told, Withdrawal,
};
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::report::Linked;
use crate::Account;

/// What is said of two things, as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SubjectLink {
    pub(super) parts: Parts,
    /// What was said; `None` once it was undone.
    pub link: Option<Link>,
}

/// What a link is told.
#[derive(Clone, Debug)]
pub enum Command {
    /// A report joins the two, or tells them apart.
    Link(Account, Linked),
    /// A report undoes it.
    Unlink(Told, Withdrawal),
    /// A person joins the two, or tells them apart, whatever was said before.
    Join(Account, Linked),
    /// A person undoes what stands.
    Undo(Told, Withdrawal),
}

impl SubjectLink {
    /// The number of the link, the same for two of a sort in either order: `<record>+<record>`, `<record>+subject:<subject>` or
    /// `subject:<subject>+subject:<subject>`.
    ///
    /// # Errors
    /// If something is linked with itself, or a subject with a record the wrong way round.
    pub fn number(link: &Link) -> Result<RecordKey, Refusal> {
        let name = |end: LinkEnd| match end {
            LinkEnd::Record(record) => record.to_string(),
            LinkEnd::Subject(subject) => format!("subject:{subject}"),
        };
        let (from, to) = match link.relation() {
            None => {
                return Err(Refusal::contradiction(
                    "须由记录关联到主题；记录与主题不能判为不同",
                    "a record is linked to a subject, not the other way round, and the two cannot be told apart",
                ));
            }
            Some(_) if link.from == link.to => {
                return Err(Refusal::contradiction("不能将一条记录与其自身关联", "a record cannot be linked with itself"));
            }
            Some(Relation::About) => (name(link.from), name(link.to)),
            Some(Relation::Same | Relation::Apart) => {
                let (one, other) = (name(link.from), name(link.to));
                if one < other { (one, other) } else { (other, one) }
            }
        };
        RecordKey::new(format!("{from}+{to}")).map_err(|error| Refusal::contradiction(error.to_string(), error.to_string()))
    }

    /// Whether it says the same as `link`, of two in either order.
    fn says(&self, link: &Link) -> bool {
        self.link.is_some_and(|known| known == *link || known == Link { from: link.to, to: link.from, ..*link })
    }

    fn joined(account: Account, data: Linked) -> Result<Event, Refusal> {
        let number = Self::number(&data.link)?;
        if number != account.number {
            return Err(Refusal::contradiction(
                format!("关联编号应为“{number}”"),
                format!("the number of this link would be {:?}", number.as_str()),
            ));
        }
        Ok(Event::Linked(account, data))
    }
}

impl Decider for SubjectLink {
    const KIND: Kind = Kind {
        code: "joint-office.link",
        zh: "关联",
        en: "Link",
        class: Class::Own,
        identity: Identity::Shared,
        stages: &[Stage::first("linked", "关联认定", "link judged")],
    };
    type Command = Command;
    type Event = Event;
    type Rejection = Refusal;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            Command::Link(account, data) => Self::joined(account, data)?,
            Command::Join(_, data) if self.says(&data.link) => return Ok(Vec::new()),
            Command::Join(mut account, data) => {
                data.check()?;
                account.told.corrects = self.parts.standing("linked");
                Self::joined(account, data)?
            }
            Command::Undo(..) if self.link.is_none() => {
                return Err(Refusal::new(
                    "not-linked",
                    "二者并未关联，无可解除",
                    "the two are not linked: there is nothing to undo",
                ));
            }
            Command::Undo(mut told, data) => {
                told.corrects = self.parts.standing("linked");
                data.check(&Self::KIND, &told)?;
                Event::Unlinked(told, data)
            }
            Command::Unlink(told, data) => {
                data.check(&Self::KIND, &told)?;
                Event::Unlinked(told, data)
            }
        };
        let (told, part) = event.place();
        Ok(if self.parts.knows(part, told) { Vec::new() } else { vec![event] })
    }

    fn evolve(&mut self, event: &Event) {
        let (told, part) = event.place();
        match event {
            Event::Linked(_, data) => {
                if self.parts.record(part, told) {
                    self.link = Some(data.link);
                }
            }
            Event::Unlinked(..) => {
                if self.parts.take_back(part, told) {
                    self.link = None;
                }
            }
        }
    }
}
