//! The rules of a link.

use kernel::{Class, Decider, Identity, Kind, Link, LinkEnd, Parts, RecordKey, Refusal, Stage, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::report::Linked;
use crate::Account;

/// A link as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SubjectLink {
    pub(super) parts: Parts,
    /// What is joined to what; `None` once it was undone.
    pub link: Option<Link>,
}

/// What a link is told.
#[derive(Clone, Debug)]
pub enum Command {
    /// Join the two.
    Link(Account, Linked),
    /// Undo it.
    Unlink(Told, Withdrawal),
}

impl SubjectLink {
    /// The number of the link, the same for two records in either order: `<record>+<record>` or `<record>+subject:<subject>`.
    ///
    /// # Errors
    /// If a record is linked with itself.
    pub fn number(link: &Link) -> Result<RecordKey, Refusal> {
        let number = match link.to {
            LinkEnd::Subject(subject) => format!("{}+subject:{subject}", link.record),
            LinkEnd::Record(other) if other == link.record => {
                return Err(Refusal::contradiction("不能将一条记录与其自身关联", "a record cannot be linked with itself"));
            }
            LinkEnd::Record(other) => format!("{}+{}", link.record.min(other), link.record.max(other)),
        };
        RecordKey::new(number).map_err(|error| Refusal::contradiction(error.to_string(), error.to_string()))
    }
}

impl Decider for SubjectLink {
    const KIND: Kind = Kind {
        code: "joint-office.link",
        zh: "关联",
        en: "Link",
        class: Class::Own,
        identity: Identity::Shared,
        stages: &[Stage::first("linked", "已关联", "linked")],
    };
    type Command = Command;
    type Event = Event;
    type Rejection = Refusal;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            Command::Link(account, data) => {
                let number = Self::number(&data.link)?;
                if number != account.number {
                    return Err(Refusal::contradiction(
                        format!("关联编号应为“{number}”"),
                        format!("the number of this link would be {:?}", number.as_str()),
                    ));
                }
                Event::Linked(account, data)
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
